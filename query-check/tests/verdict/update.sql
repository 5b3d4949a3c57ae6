UPDATE company SET name = $1, founded = DEFAULT WHERE id = $2
# $1 text
# $2 integer
# ok

UPDATE company SET name = employee.name FROM employee WHERE employee.company_id = company.id RETURNING company.id, employee.id
# -> id integer, id bigint

UPDATE company SET nmae = 'a'
#                  ^^^^ 42703: column "nmae" of relation "company" does not exist
#   help: Perhaps you meant to reference the column "name".

UPDATE company c SET c.name = 'a'
#                    ^^^^^^ 42703: column "c" of relation "company" does not exist
#   help: SET target columns cannot be qualified with the relation name.

UPDATE company SET id = 1, id = 2
# 42601: multiple assignments to same column "id"

UPDATE company SET founded = 1
#                            ^ 42804: column "founded" is of type date but expression is of type integer
#   help: You will need to rewrite or cast the expression.

UPDATE company SET (name, city) = ('a', 'b'), seat.number = 3, tags[2] = 'x'
# ok

UPDATE company SET (name, city) = (SELECT name, 1 FROM employee LIMIT 1)
# ok

UPDATE company SET (name, city) = (SELECT name FROM employee)
#                                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^ 42601: number of columns does not match number of values

UPDATE company SET (name, city) = ('a')
#                                  ^^^ 0A000: source for a multiple-column UPDATE item must be a sub-SELECT or ROW() expression

UPDATE company SET ctid = '(0,1)'
#                  ^^^^ 0A000: cannot assign to system column "ctid"

UPDATE employee SET id = 1
# 428C9: column "id" can only be updated to DEFAULT
#   note: Column "id" is an identity column defined as GENERATED ALWAYS.

UPDATE employee SET yearly = DEFAULT, id = DEFAULT
# ok

UPDATE local SET shout = 'A'
# 0A000: cannot update column "shout" of view "local"
#   note: View columns that are not columns of their base relation are not updatable.

UPDATE company SET name = 'a' FROM company
# 42712: table name "company" specified more than once

UPDATE company SET name = c.name FROM (SELECT company.id) c
#                                             ^^^^^^^^^^ 42P01: invalid reference to FROM-clause entry for table "company"
#   note: There is an entry for table "company", but it cannot be referenced from this part of the query.

UPDATE company SET name = 'a' WHERE count(*) > 1
#                                   ^^^^^ 42803: aggregate functions are not allowed in WHERE

DELETE FROM company USING employee e WHERE e.company_id = company.id RETURNING *
# -> id integer, name text, city text, founded date, tags text[], seat address, id bigint, company_id integer, name text, wage numeric, yearly numeric

DELETE FROM company WHERE employee.id = 1
#                         ^^^^^^^^^^^ 42P01: missing FROM-clause entry for table "employee"

DELETE FROM by_city
# 55000: cannot delete from view "by_city"
#   help: To enable deleting from the view, provide an INSTEAD OF DELETE trigger or an unconditional ON DELETE DO INSTEAD rule.

DELETE FROM company c WHERE company.id = 1
#                           ^^^^^^^^^^ 42P01: invalid reference to FROM-clause entry for table "company"
#   help: Perhaps you meant to reference the table alias "c".

-- MERGE.
MERGE INTO company c USING employee e ON c.id = e.company_id
WHEN MATCHED AND e.wage > 1 THEN UPDATE SET name = e.name
WHEN NOT MATCHED BY SOURCE THEN DELETE
WHEN NOT MATCHED THEN INSERT (id, name) VALUES (e.company_id, e.name)
RETURNING merge_action(), c.id, e.id
# -> merge_action text, id integer, id bigint

MERGE INTO company c USING employee e ON true WHEN NOT MATCHED THEN INSERT (id, name) VALUES (e.company_id, c.name)
#                                                                                                           ^^^^^^ 42P01: invalid reference to FROM-clause entry for table "c"
#   note: There is an entry for table "c", but it cannot be referenced from this part of the query.

MERGE INTO company c USING employee e ON true WHEN NOT MATCHED BY SOURCE THEN UPDATE SET name = e.name
#                                                                                               ^^^^^^ 42P01: invalid reference to FROM-clause entry for table "e"
#   note: There is an entry for table "e", but it cannot be referenced from this part of the query.

MERGE INTO company c USING company c ON true WHEN MATCHED THEN DELETE
# 42712: name "c" specified more than once
#   note: The name is used both as MERGE target table and data source.

MERGE INTO company c USING employee e ON true WHEN MATCHED THEN DELETE WHEN MATCHED THEN DO NOTHING
# 42601: unreachable WHEN clause specified after unconditional WHEN clause

MERGE INTO employee e USING company c ON true WHEN NOT MATCHED THEN INSERT (id) VALUES (1)
# 428C9: cannot insert a non-DEFAULT value into column "id"
#   note: Column "id" is an identity column defined as GENERATED ALWAYS.
#   help: Use OVERRIDING SYSTEM VALUE to override.

MERGE INTO ticket t USING company c ON true WHEN MATCHED THEN DELETE
# 0A000: cannot execute MERGE on relation "ticket"
#   note: This operation is not supported for sequences.
# when run: 42809: cannot change sequence "ticket"
#   note: PostgreSQL prepares this statement, and refuses it whenever it is run.

update company set seat.street = 'a', seat.number = 1 where id = 1
# ok

update company set seat.street = 'a', seat = null
# 42601: multiple assignments to same column "seat"

update company set tags[1] = 'a', tags[2] = 'b'
# ok

update company set tags[1] = default
#                  ^^^^ 0A000: cannot set an array element to DEFAULT

update company set seat.street = default
#                  ^^^^ 0A000: cannot set a subfield to DEFAULT

update company set (id, name) = (1, default)
# ok

update company set (id, name) = row(1, 'a')
# ok

update company set (id, name) = (select 1, 'a'), (city) = row('x')
# ok

update company set (id) = (select 1)
# ok

update company set id = (select 1, 2)
#                       ^ 42601: subquery must return only one column

update company set (id, name) = (values (1, 'a'))
# ok

update company set name = default returning old.name, new.name
# -> name text, name text

update company set name = 'a' from employee e join company c2 on c2.id = e.company_id where company.id = e.company_id returning c2.id, *
# -> id integer, id integer, name text, city text, founded date, tags text[], seat address, id bigint, company_id integer, name text, wage numeric, yearly numeric, id integer, name text, city text, founded date, tags text[], seat address

update company c set name = 'a' from company d where c.id = d.id
# ok

update only company set name = 'a'
# ok

update company set name = generate_series(1,2)::text
#                         ^^^^^^^^^^^^^^^ 0A000: set-returning functions are not allowed in UPDATE

update company set name = max(name)
#                         ^^^ 42803: aggregate functions are not allowed in UPDATE

update company set name = row_number() over ()
#                         ^^^^^^^^^^ 42P20: window functions are not allowed in UPDATE

update company set name = $1 where id = $2 and $3
# $1 text
# $2 integer
# $3 boolean
# ok

update company set name = 'a' where current of c
# ok

update company_city set name = 'a'
#      ^^^^^^^^^^^^ 42809: cannot open relation "company_city"
#   note: This operation is not supported for indexes.

update by_city set city = 'a'
# 55000: cannot update view "by_city"
#   help: To enable updating the view, provide an INSTEAD OF UPDATE trigger or an unconditional ON UPDATE DO INSTEAD rule.

update ticket set last_value = 1
# when run: 42809: cannot change sequence "ticket"
#   note: PostgreSQL prepares this statement, and refuses it whenever it is run.
# ok

update local set id = 1, id = 2
# 42601: multiple assignments to same column "id"

update local set name = 'x' returning shout
# -> shout text

delete from company c using employee e, employee e where true
# 42712: table name "e" specified more than once

delete from company c using lateral (select c.id) x
#                                           ^^^^ 42P10: invalid reference to FROM-clause entry for table "c"
#   help: There is an entry for table "c", but it cannot be referenced from this part of the query.

delete from company returning nope
#                             ^^^^ 42703: column "nope" does not exist

delete from company returning old.id, new.id, id
# -> id integer, id integer, id integer

delete from local where shout = 'x' returning *
# -> id integer, name text, shout text

delete from ticket
# when run: 42809: cannot change sequence "ticket"
#   note: PostgreSQL prepares this statement, and refuses it whenever it is run.
# ok
