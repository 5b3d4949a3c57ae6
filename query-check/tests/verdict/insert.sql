INSERT INTO company (id, name) VALUES ($1, $2), (3, DEFAULT) RETURNING *
# $1 integer
# $2 text
# -> id integer, name text, city text, founded date, tags text[], seat address

INSERT INTO company VALUES (1, 'a', 'b', 'yesterday-ish')
#                                        ^^^^^^^^^^^^^^^ 22007: invalid input syntax for type date: "yesterday-ish"

INSERT INTO company (id, nmae) VALUES (1, 'a')
#                        ^^^^ 42703: column "nmae" of relation "company" does not exist
#   help: Perhaps you meant to reference the column "name".

INSERT INTO company (id, id) VALUES (1, 1)
#                        ^^ 42701: column "id" specified more than once

INSERT INTO company (id) VALUES (1, 2)
#                                   ^ 42601: INSERT has more expressions than target columns

INSERT INTO company (id, name) VALUES (1)
#                        ^^^^ 42601: INSERT has more target columns than expressions

INSERT INTO company (id, name) VALUES (1, 'a'), (2)
#                                                ^ 42601: VALUES lists must all be the same length

INSERT INTO company (id, name) SELECT company_id, wage FROM employee
# ok

INSERT INTO company (id, founded) SELECT id, name FROM employee
#                                            ^^^^ 42804: column "founded" is of type date but expression is of type text
#   help: You will need to rewrite or cast the expression.

INSERT INTO company (id, founded) SELECT 1, '2001-01-01'
# ok

INSERT INTO company (id, tags[1], seat.street) VALUES (1, 'a', 'b')
# ok

INSERT INTO employee (id, company_id, name) VALUES (1, 2, 'a')
# 428C9: cannot insert a non-DEFAULT value into column "id"
#   note: Column "id" is an identity column defined as GENERATED ALWAYS.
#   help: Use OVERRIDING SYSTEM VALUE to override.

INSERT INTO employee (id, company_id, name) OVERRIDING SYSTEM VALUE VALUES (1, 2, 'a')
# ok

INSERT INTO employee (company_id, name, yearly) VALUES (2, 'a', 1)
# 428C9: cannot insert a non-DEFAULT value into column "yearly"
#   note: Column "yearly" is a generated column.

INSERT INTO employee (company_id, name, yearly) VALUES (2, 'a', DEFAULT)
# ok

INSERT INTO company DEFAULT VALUES
# ok

INSERT INTO by_city VALUES ('x', 1)
# 55000: cannot insert into view "by_city"
#   help: To enable inserting into the view, provide an INSTEAD OF INSERT trigger or an unconditional ON INSERT DO INSTEAD rule.

INSERT INTO local (id, name) VALUES (1, 'a')
# ok

INSERT INTO local (id, shout) VALUES (1, 'A')
# 0A000: cannot insert into column "shout" of view "local"
#   note: View columns that are not columns of their base relation are not updatable.

INSERT INTO nowhere VALUES (1)
#           ^^^^^^^ 42P01: relation "nowhere" does not exist

-- ON CONFLICT.
INSERT INTO company (id, name) VALUES (1, 'a') ON CONFLICT (name) DO UPDATE SET city = excluded.city, name = company.name WHERE company.id > 1
# ok

INSERT INTO company (id, name) VALUES (1, 'a') ON CONFLICT (id) DO UPDATE SET name = name
#                                                                                    ^^^^ 42702: column reference "name" is ambiguous

INSERT INTO company (id, name) VALUES (1, 'a') ON CONFLICT (nmae) DO NOTHING
#                                                          ^^^^^ 42703: column "nmae" does not exist
#   help: Perhaps you meant to reference the column "name".

INSERT INTO company (id, name) VALUES (1, 'a') ON CONFLICT ON CONSTRAINT company_name_kye DO NOTHING
# 42704: constraint "company_name_kye" for table "company" does not exist
#   help: Perhaps you meant "company_name_key".

INSERT INTO company (id, name) VALUES (1, 'a') ON CONFLICT DO UPDATE SET name = 'b'
#                                              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ 42601: ON CONFLICT DO UPDATE requires inference specification or constraint name
#   help: For example, ON CONFLICT (column_name).

INSERT INTO company AS c (id, name) VALUES (1, 'a') ON CONFLICT (id) DO NOTHING RETURNING c.id, excluded.id
#                                                                                               ^^^^^^^^^^^ 42P01: missing FROM-clause entry for table "excluded"

-- OLD and NEW.
INSERT INTO company (id, name) VALUES (1, 'a') ON CONFLICT (id) DO UPDATE SET name = 'b' RETURNING old.name, new.*
# -> name text, id integer, name text, city text, founded date, tags text[], seat address

INSERT INTO company (id, name) VALUES (1, 'a') RETURNING WITH (OLD AS o, NEW AS n) o.id, n.name, old.id
#                                                                                                ^^^^^^ 42P01: missing FROM-clause entry for table "old"

insert into company select * from company
# ok

insert into company (id, name) select * from (values (1,'a'),(2,'b')) v
# ok

insert into company (id, name) values (1,'a') order by 1
# ok

insert into company (id, name) (select 1, 'a' union select 2, 'b')
# ok

insert into company (id, name) with v as (select 1 as a, 'b' as b) select a, b from v
# ok

insert into company (id, seat) values (1, row('a', 2))
# ok

insert into company (id, seat) values (1, ('a', 2))
# ok

insert into company (id, seat.street, seat.number) values (1, 'a', 2)
# ok

insert into company (id, seat.street, seat) values (1, 'a', null)
#                                     ^^^^ 42701: column "seat" specified more than once

insert into company (id, seat.nope) values (1, 'a')
#                        ^^^^ 42703: cannot assign to field "nope" of column "seat" because there is no such column in data type address

insert into company (id, name.x) values (1, 'a')
#                        ^^^^ 42804: cannot assign to field "x" of column "name" because its type text is not a composite type

insert into company (id, tags[1], tags[2]) values (1, 'a', 'b'), (2, 'c', 'd')
# ok

insert into company (id, tags[1]) values (1, default)
#                        ^^^^ 0A000: cannot set an array element to DEFAULT

insert into company (company.id) values (1)
#                    ^^^^^^^^^^ 42703: column "company" of relation "company" does not exist
#   help: SET target columns cannot be qualified with the relation name.

insert into company as c (id) values (1) returning company.id
#                                                  ^^^^^^^^^^ 42P01: invalid reference to FROM-clause entry for table "company"
#   help: Perhaps you meant to reference the table alias "c".

insert into company (id) values (default) returning id, 1 as x, *, company.name
# -> id integer, x integer, id integer, name text, city text, founded date, tags text[], seat address, name text

insert into company (id) values ((select max(id) from company) + 1)
# ok

insert into company (id) values (max(1))
#                                ^^^ 42803: aggregate functions are not allowed in VALUES

insert into company (id) values (generate_series(1,3))
# ok

insert into company (id) values (generate_series(1,3)), (1)
#                                ^^^^^^^^^^^^^^^ 0A000: set-returning functions are not allowed in VALUES

insert into company (id) values (id)
#                                ^^ 42703: column "id" does not exist
#   note: There is a column named "id" in table "company", but it cannot be referenced from this part of the query.

insert into company (id) select company.id
#                               ^^^^^^^^^^ 42P01: invalid reference to FROM-clause entry for table "company"
#   note: There is an entry for table "company", but it cannot be referenced from this part of the query.

insert into company values ($1, $2, $3, $4, $5, $6)
# $1 integer
# $2 text
# $3 text
# $4 date
# $5 text[]
# $6 address
# ok

insert into company (id, founded) values (1, $1 + 1)
#                                            ^^^^^^ 42804: column "founded" is of type date but expression is of type integer
#   help: You will need to rewrite or cast the expression.

insert into company (id, founded) select $1, $2
# $1 integer
# $2 date
# ok

insert into company (id, founded) select $1, $2 from company union select 1, now()
# $1 integer
# $2 timestamp with time zone
# ok

insert into employee default values returning id
# -> id bigint

insert into employee (id) overriding system value select 1
# ok

insert into employee (id) overriding user value select 1
# ok

insert into employee (id) values (default), (default)
# ok

insert into employee (id) values (default), (1)
# 428C9: cannot insert a non-DEFAULT value into column "id"
#   note: Column "id" is an identity column defined as GENERATED ALWAYS.
#   help: Use OVERRIDING SYSTEM VALUE to override.

insert into employee (yearly) values (default), (1)
# 428C9: cannot insert a non-DEFAULT value into column "yearly"
#   note: Column "yearly" is a generated column.

insert into employee (yearly) select 1
# 428C9: cannot insert a non-DEFAULT value into column "yearly"
#   note: Column "yearly" is a generated column.

insert into local values (1, 'a')
# ok

insert into local values (1, 'a', 'b')
# 0A000: cannot insert into column "shout" of view "local"
#   note: View columns that are not columns of their base relation are not updatable.

insert into local values (1, 'a', default)
# 0A000: cannot insert into column "shout" of view "local"
#   note: View columns that are not columns of their base relation are not updatable.

insert into local (id) values (1) on conflict (id) do update set name = 'x' returning *
# -> id integer, name text, shout text

insert into local (id) values (1) on conflict (id) do update set shout = 'x'
# 0A000: cannot insert into column "shout" of view "local"
#   note: View columns that are not columns of their base relation are not updatable.

insert into company (id, name) values (1,'a') on conflict (lower(name)) do nothing
# when run: 42P10: there is no unique or exclusion constraint matching the ON CONFLICT specification
#   note: PostgreSQL prepares this statement, and refuses it whenever it is run.
#   help: unique keys of company: (name), (id)
# ok

insert into company (id, name) values (1,'a') on conflict (name collate "C") do nothing
# ok

insert into company (id, name) values (1,'a') on conflict (name text_ops) do nothing
# ok

insert into company (id, name) values (1,'a') on conflict (name nope_ops) do nothing
# 42704: operator class "nope_ops" does not exist for access method "btree"

insert into company (id, name) values (1,'a') on conflict (name collate "nope") do nothing
#                                                         ^^^^^^^^^^^^^^^^^^^^^ 42704: collation "nope" for encoding "UTF8" does not exist

insert into company (id, name) values (1,'a') on conflict (name nulls first) do nothing
#                                                         ^^^^^^^^^^^^^^^^^^ 42P10: ASC/DESC is not allowed in ON CONFLICT clause

insert into company (id, name) values (1,'a') on conflict ((select 1)) do nothing
#                                                           ^^^^^^ 42601: syntax error at or near "select"
#   help: SELECT is a reserved word: as a name it is written "select"

insert into company (id, name) values (1,'a') on conflict (count(*)) do nothing
#                                                          ^^^^^ 42803: aggregate functions are not allowed in index expressions

insert into company (id, name) values (1,'a') on conflict (excluded.id) do nothing
#                                                                     ^ 42601: syntax error at or near ")"

insert into company (id, name) values (1,'a') on conflict (company.id) do nothing
#                                                                    ^ 42601: syntax error at or near ")"

insert into company (id, name) values (1,'a') on conflict (id) where name = 'x' do nothing
# ok

insert into company (id, name) values (1,'a') on conflict (id) where nope = 'x' do nothing
#                                                                    ^^^^ 42703: column "nope" does not exist

insert into company (id, name) values (1,'a') on conflict on constraint company_pkey do update set name = excluded.name where excluded.name <> company.name
# ok

insert into company (id, name) values (1,'a') on conflict (id) do update set name = (select name from employee where employee.id = excluded.id)
# ok

insert into company (id, name) values (1,'a') on conflict (id) do update set (name, city) = (excluded.name, excluded.nope)
#                                                                                                           ^^^^^^^^^^^^^ 42703: column excluded.nope does not exist

insert into company (id, name) values (1,'a') on conflict (id) do update set (name, city) = row(excluded.*)
#                                                                                           ^^^^^^^^^^^^^^^ 42601: number of columns does not match number of values

insert into company (id, name) values (1,'a') on conflict (id) do update set name = count(*)
#                                                                                   ^^^^^ 42803: aggregate functions are not allowed in UPDATE

insert into company (id, name) values (1,'a') on conflict (id) do update set id = default
# ok

insert into company (id, name) values (1,'a') on conflict (id) do update set name = excluded
# ok

insert into company (id, name) select id, name from employee on conflict (id) do update set name = employee.name
#                                                                                                  ^^^^^^^^^^^^^ 42P01: missing FROM-clause entry for table "employee"

insert into company (id, name) select id, name from employee returning employee.id
#                                                                      ^^^^^^^^^^^ 42P01: missing FROM-clause entry for table "employee"

-- What PostgreSQL finds when it runs the statement.
INSERT INTO company (id, name) VALUES (1, 'a') ON CONFLICT (city) DO NOTHING
# when run: 42P10: there is no unique or exclusion constraint matching the ON CONFLICT specification
#   note: PostgreSQL prepares this statement, and refuses it whenever it is run.
#   help: unique keys of company: (name), (id)
# ok

INSERT INTO company (id, name) VALUES (1, 'a') ON CONFLICT (name, id) DO NOTHING
# when run: 42P10: there is no unique or exclusion constraint matching the ON CONFLICT specification
#   note: PostgreSQL prepares this statement, and refuses it whenever it is run.
#   help: unique keys of company: (name), (id)
# ok

INSERT INTO company (id, name) VALUES (1, 'a') ON CONFLICT (id, id) DO NOTHING
# ok

INSERT INTO ticket DEFAULT VALUES
# when run: 42809: cannot change sequence "ticket"
#   note: PostgreSQL prepares this statement, and refuses it whenever it is run.
# ok

SELECT a FROM frozen FOR UPDATE
# when run: 42809: cannot lock rows in materialized view "frozen"
#   note: PostgreSQL prepares this statement, and refuses it whenever it is run.
# -> a integer
