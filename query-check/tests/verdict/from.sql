-- Tables, aliases and what they hide.
SELECT * FROM company
# -> id integer, name text, city text, founded date, tags text[], seat address

SELECT c.id, c.nmae FROM company c
#            ^^^^^^ 42703: column c.nmae does not exist
#   help: Perhaps you meant to reference the column "c.name".

SELECT company.id FROM company c
#      ^^^^^^^^^^ 42P01: invalid reference to FROM-clause entry for table "company"
#   help: Perhaps you meant to reference the table alias "c".

SELECT x.id FROM company c
#      ^^^^ 42P01: missing FROM-clause entry for table "x"

SELECT * FROM compnay
#             ^^^^^^^ 42P01: relation "compnay" does not exist
#   help: Perhaps you meant "company".

SELECT * FROM company_city
#             ^^^^^^^^^^^^ 42809: cannot open relation "company_city"
#   note: This operation is not supported for indexes.

SELECT * FROM address
#             ^^^^^^^ 42809: cannot open relation "address"
#   note: This operation is not supported for composite types.

SELECT * FROM other.company
# -> id integer

SELECT company.id FROM company, other.company
#      ^^^^^^^^^^ 42P09: table reference "company" is ambiguous

SELECT * FROM company, company
# 42712: table name "company" specified more than once

SELECT * FROM company c(a, b, c, d, e, f, g)
# 42P10: table "c" has 6 columns available but 7 columns specified

SELECT id FROM company, employee
#      ^^ 42702: column reference "id" is ambiguous

SELECT last_value FROM ticket
# -> last_value bigint

SELECT ctid, tableoid, xmin FROM company
# -> ctid tid, tableoid oid, xmin xid

SELECT ctid FROM by_city
#      ^^^^ 42703: column "ctid" does not exist

-- Whole rows, functions of rows, composites.
SELECT c FROM company c
# -> c company

SELECT c.initials, initials(c) FROM company c
# -> initials text, initials text

SELECT (c.seat).street, (seat).* FROM company c
# -> street text, street text, number integer

SELECT (name).* FROM company
# 42809: type text is not composite

SELECT (x).f2 FROM (SELECT ROW(1, 'a') AS x) y
# XX000: failed to find conversion function from unknown to text
#   help: cast the literal the value comes from

-- LATERAL.
SELECT * FROM company c, (SELECT c.id) x
#                                ^^^^ 42P01: invalid reference to FROM-clause entry for table "c"
#   note: There is an entry for table "c", but it cannot be referenced from this part of the query.

SELECT * FROM company c, LATERAL (SELECT c.id + 1 AS next) x
# -> id integer, name text, city text, founded date, tags text[], seat address, next integer

SELECT * FROM company c RIGHT JOIN LATERAL (SELECT c.id) x ON true
#                                                  ^^^^ 42P10: invalid reference to FROM-clause entry for table "c"
#   note: The combining JOIN type must be INNER or LEFT for a LATERAL reference.

-- Functions.
SELECT * FROM generate_series(1, 3) AS n
# -> n integer

SELECT n, ordinality FROM generate_series(1, 3) WITH ORDINALITY AS g(n)
# -> n integer, ordinality bigint

SELECT * FROM pair(1)
# -> first integer, second text

SELECT * FROM pair(1) AS p(a int, b text)
#                          ^ 42601: a column definition list is redundant for a function with OUT parameters

SELECT * FROM something()
#             ^^^^^^^^^^^ 42601: a column definition list is required for functions returning "record"

SELECT * FROM something() AS s(a int, b date)
# -> a integer, b date

SELECT * FROM ROWS FROM (generate_series(1, 2), pair(1), something() AS (x int)) WITH ORDINALITY
# -> generate_series integer, first integer, second text, x integer, ordinality bigint

SELECT * FROM unnest(ARRAY[1, 2], ARRAY['a']) AS u(n, t)
# -> n integer, t text

SELECT * FROM abs(generate_series(1, 2))
#                 ^^^^^^^^^^^^^^^^^^^^^ 0A000: set-returning functions must appear at top level of FROM

-- VALUES, samples, subqueries without alias.
SELECT * FROM (VALUES (1, 'a'), (2, NULL)) v(n, t)
# -> n integer, t text

SELECT * FROM company TABLESAMPLE system(1) REPEATABLE (2)
# -> id integer, name text, city text, founded date, tags text[], seat address

SELECT * FROM by_city TABLESAMPLE system(1)
#             ^^^^^^^ 0A000: TABLESAMPLE clause can only be applied to tables and materialized views

SELECT * FROM (SELECT 1 AS one)
# -> one integer

SELECT *
#      ^ 42601: SELECT * with no tables specified is not valid

-- Tables of functions over documents.
SELECT * FROM JSON_TABLE('[{"a": 1}]'::jsonb, '$[*]' COLUMNS (n FOR ORDINALITY, a int, b text EXISTS, NESTED '$.c' COLUMNS (d jsonb)))
# -> n integer, a integer, b text, d jsonb

SELECT * FROM XMLTABLE('/a' PASSING (NULL::xml) COLUMNS n FOR ORDINALITY, b int PATH 'b' DEFAULT 1)
# -> n integer, b integer

select c.id from company c, employee e, lateral (select * from generate_series(1,c.id)) g where g.generate_series = e.company_id
# -> id integer

select * from company c where exists (select 1 from employee where company_id = c.id and nope = 1)
#                                                                                        ^^^^ 42703: column "nope" does not exist

select company from company
# -> company company

select company.company from company
#      ^^^^^^^^^^^^^^^ 42703: column company.company does not exist

select public.company.id from company
# -> id integer

select public.company.* from public.company
# -> id integer, name text, city text, founded date, tags text[], seat address

select public.company.id from company c
#      ^^^^^^^^^^^^^^^^^ 42P01: invalid reference to FROM-clause entry for table "company"
#   help: Perhaps you meant to reference the table alias "c".

select nosuch.company.id from company
#      ^^^^^^^^^^^^^^^^^ 42P01: invalid reference to FROM-clause entry for table "company"
#   note: There is an entry for table "company", but it cannot be referenced from this part of the query.

select db.public.company.id from company
#      ^^^^^^^^^^^^^^^^^^^^ 0A000: cross-database references are not implemented: db.public.company.id

select a.b.c.d.e from company
#      ^^^^^^^^^ 42601: improper qualified name (too many dotted names): a.b.c.d.e

select db.public.company.* from company
#      ^^^^^^^^^^^^^^^^^^^ 0A000: cross-database references are not implemented: db.public.company.*

select * from db.public.company
#             ^^^^^^^^^^^^^^^^^ 0A000: cross-database references are not implemented: "db.public.company"

select * from nosuch.company
#             ^^^^^^^^^^^^^^ 42P01: relation "nosuch.company" does not exist
#   help: Perhaps you meant "company".

select c.* from company as c(x)
# -> x integer, name text, city text, founded date, tags text[], seat address

select x, id from company as c(x)
#         ^^ 42703: column "id" does not exist

select c.tags[1], c.tags[1:2] from company c
# -> tags text, tags text[]

select * from pair(1) with ordinality as p(a,b,c)
# -> a integer, b text, c bigint

select * from pair(1) p where p.first = 1 and p is not null
# -> first integer, second text

select p from pair(1) p
# -> p record

select p.p from pair(1) p
#      ^^^ 42703: column p.p does not exist

select * from current_date
# -> current_date date

select * from cast(1 as int) as x
# -> x integer

select * from coalesce(1,2)
# -> coalesce integer

select * from lower('A') l(x, y)
# 42P10: table "l" has 1 columns available but 2 columns specified

select * from rows from (generate_series(1,2), generate_series(1,3)) as t(a,b) where a = b
# -> a integer, b integer

select id from company where id in (select company_id from employee) and id = any (select 1) and (id, name) in (select company_id, name from employee)
# -> id integer

select id from company where id = (select id, name from company)
#                                 ^ 42601: subquery must return only one column

select array(select id from company), array(select name from company)
# -> array integer[], array text[]

select (with t as (select c.id as x) select x from t) from company c
# -> x integer

table company
# -> id integer, name text, city text, founded date, tags text[], seat address

table nosuch
#     ^^^^^^ 42P01: relation "nosuch" does not exist

select lower(name) as n from company where n = 'x'
#                                          ^ 42703: column "n" does not exist

select * from company a, generate_series(1, a.id) x, lateral unnest(a.tags) with ordinality t(tag, pos)
# -> id integer, name text, city text, founded date, tags text[], seat address, x integer, tag text, pos bigint

select * from generate_series(1, a.id) x, company a
#                                ^^^^ 42P01: missing FROM-clause entry for table "a"

select * from (select a.id from company a) x, lateral (select x.id as y, (select max(y) from employee) z) w
#                                                                                    ^ 42703: column "y" does not exist

select xmin, ctid, tableoid::regclass from company
# -> xmin xid, ctid tid, tableoid regclass

select c.ctid, e.xmin from company c, employee e
# -> ctid tid, xmin xid

select ctid from company c, employee e
#      ^^^^ 42702: column reference "ctid" is ambiguous

select ctid from (select * from company) x
#      ^^^^ 42703: column "ctid" does not exist

select tableoid from by_city
#      ^^^^^^^^ 42703: column "tableoid" does not exist

select company.oid from company
#      ^^^^^^^^^^^ 42703: column company.oid does not exist
#   help: Perhaps you meant to reference the column "company.id".

select * from company where ctid = '(0,1)'
# -> id integer, name text, city text, founded date, tags text[], seat address

select t.* from ticket t
# -> last_value bigint, log_cnt bigint, is_called boolean

select * from company tablesample bernoulli (10) repeatable (1) where id = 1
# -> id integer, name text, city text, founded date, tags text[], seat address

select * from company tablesample bernoulli (id)
#                                            ^^ 42703: column "id" does not exist
#   note: There is a column named "id" in table "company", but it cannot be referenced from this part of the query.

select * from company tablesample bernoulli ('x')
#                                            ^^^ 22P02: invalid input syntax for type real: "x"

select * from company tablesample system (1) t where t.id = 1
#                                            ^ 42601: syntax error at or near "t"
#   help: a comma or an operator is missing before `t`

select * from only company
# -> id integer, name text, city text, founded date, tags text[], seat address

select * from company *
# -> id integer, name text, city text, founded date, tags text[], seat address

select c is null, c = c, c.* = c.* from company c
# -> ?column? boolean, ?column? boolean, ?column? boolean

select (array[1,2])[1], ('{1,2}'::int[])[1]
# -> array integer, int4 integer

select q.z.id from (select c as z from company c) q
#      ^^^^^^ 42P01: missing FROM-clause entry for table "z"
