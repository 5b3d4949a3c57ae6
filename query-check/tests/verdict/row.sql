select c.seat.street from company c
#      ^^^^^^^^^^^^^ 42P01: missing FROM-clause entry for table "seat"

select (c.seat).nope from company c
#       ^ 42703: column "nope" not found in data type address

select pair(1), (pair(1)).first
# -> pair record, first integer

select (pair(1)).nope
#       ^^^^ 42703: could not identify column "nope" in record data type

select (something()).x
#       ^^^^^^^^^ 42703: could not identify column "x" in record data type

select * from only (company)
# -> id integer, name text, city text, founded date, tags text[], seat address

select json_agg(c) from company c
# -> json_agg json

select row_to_json(c), to_jsonb(c.*) from company c
# -> row_to_json json, to_jsonb jsonb

select row(c.*) from company c
# -> row record

select (c).name, (c.*).name from company c
# -> name text, name text

select coalesce(c, null) from company c
# -> coalesce company

select name(c) from company c
# -> name text

select c.upper from company c
#      ^^^^^^^ 42703: column c.upper does not exist

select c.name.upper from company c
#      ^^^^^^^^^^^^ 42P01: missing FROM-clause entry for table "name"

select (c.name).upper from company c
# -> upper text

select initials(company) from company
# -> initials text

select company.initials from company
# -> initials text

select e.initials from employee e
#      ^^^^^^^^^^ 42703: column e.initials does not exist

select (row(1,2)).f1
# -> f1 integer

select (row(1,2)).*
# -> f1 integer, f2 integer

select x.* from (select c.seat from company c) x
# -> seat address

select (x.seat).* from (select c.seat from company c) x
# -> street text, number integer

select (x).* from (select c.seat as x from company c) y
# -> street text, number integer

select x.street from (select (c.seat).* from company c) x
# -> street text

select (y.r).f1 from (select row(c.id, c.name) r from company c) y
# -> f1 integer

select (y.r).* from (select row(c.id, c.name) r from company c) y
# -> f1 integer, f2 text

select (g).* from (values (row(1,2))) v(g)
# 42809: record type has not been registered

select (z).* from (select pair(1) as z) q
# -> first integer, second text

select (z).* from (select c as z from company c) q
# -> id integer, name text, city text, founded date, tags text[], seat address

select (q.z).id from (select c as z from company c) q
# -> id integer
