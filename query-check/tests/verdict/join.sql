SELECT * FROM company JOIN employee ON company.id = company_id
# -> id integer, name text, city text, founded date, tags text[], seat address, id bigint, company_id integer, name text, wage numeric, yearly numeric

SELECT * FROM company c JOIN employee e USING (name)
# -> name text, id integer, city text, founded date, tags text[], seat address, id bigint, company_id integer, wage numeric, yearly numeric

SELECT name, c.name, e.name FROM company c FULL JOIN employee e USING (name)
# -> name text, name text, name text

SELECT * FROM company JOIN employee USING (founded)
# 42703: column "founded" specified in USING clause does not exist in right table

SELECT * FROM company JOIN employee USING (id, id)
# 42701: column name "id" appears more than once in USING clause

SELECT * FROM (company c CROSS JOIN employee e) JOIN other.company o USING (id)
# 42702: common column name "id" appears more than once in left table

SELECT * FROM company NATURAL JOIN employee
# -> id bigint, name text, city text, founded date, tags text[], seat address, company_id integer, wage numeric, yearly numeric

SELECT j.id FROM company c JOIN employee e USING (id) AS j
# -> id bigint

SELECT j.name FROM company c JOIN employee e USING (id) AS j
#      ^^^^^^ 42703: column j.name does not exist

SELECT c.id FROM (company c JOIN employee e ON true) AS j
#      ^^^^ 42P01: invalid reference to FROM-clause entry for table "c"
#   note: There is an entry for table "c", but it cannot be referenced from this part of the query.

SELECT * FROM company c JOIN employee e ON e.name
#                                          ^^^^^^ 42804: argument of JOIN/ON must be type boolean, not type text

SELECT * FROM company c JOIN employee e ON x.id = 1, other.company x
#                                          ^^^^ 42P01: missing FROM-clause entry for table "x"

SELECT * FROM company JOIN company ON true
# 42712: table name "company" specified more than once

select * from company natural join other.company
# -> id integer, name text, city text, founded date, tags text[], seat address

select * from company c natural join employee e natural join by_city
# -> city text, id bigint, name text, founded date, tags text[], seat address, company_id integer, wage numeric, yearly numeric, count bigint

select * from company c left join employee e using (id, name)
# -> id bigint, name text, city text, founded date, tags text[], seat address, company_id integer, wage numeric, yearly numeric

select id, c.id, e.id from company c left join employee e using (id)
# -> id bigint, id integer, id bigint

select * from company c full join employee e on c.id = e.company_id where c.id is null
# -> id integer, name text, city text, founded date, tags text[], seat address, id bigint, company_id integer, name text, wage numeric, yearly numeric

select * from company c cross join employee e where id = 1
#                                                   ^^ 42702: column reference "id" is ambiguous

select * from company a join company b using (id) join company d using (id)
# -> id integer, name text, city text, founded date, tags text[], seat address, name text, city text, founded date, tags text[], seat address, name text, city text, founded date, tags text[], seat address

select * from company a join (company b join company d using (id)) using (id)
# -> id integer, name text, city text, founded date, tags text[], seat address, name text, city text, founded date, tags text[], seat address, name text, city text, founded date, tags text[], seat address

select * from company a join (company b join company d on true) using (id)
# 42702: common column name "id" appears more than once in right table

select * from company a join employee b using (tags)
# 42703: column "tags" specified in USING clause does not exist in right table

select j.* from (company a join employee b using (id)) as j
# -> id bigint, name text, city text, founded date, tags text[], seat address, company_id integer, name text, wage numeric, yearly numeric

select a.id from (company a join employee b using (id)) as j
#      ^^^^ 42P01: invalid reference to FROM-clause entry for table "a"
#   note: There is an entry for table "a", but it cannot be referenced from this part of the query.

select j from (company a join employee b using (id)) as j
# -> j record

select * from (company a join employee b using (id)) as j(x, y)
# -> x bigint, y text, city text, founded date, tags text[], seat address, company_id integer, name text, wage numeric, yearly numeric

select * from (company a join employee b using (id)) as j(a,b,c,d,e,f,g,h,i,j,k)
# 42P10: join expression "j" has 10 columns available but 11 columns specified

select x.id, x from company a join employee b using (id) as x
# -> id bigint, x record

select x.* from company a join employee b using (id) as x
# -> id bigint

select * from company a join employee b using (id) as a
# 42712: table name "a" specified more than once

select * from company a left join lateral (select * from employee e where e.company_id = a.id) x on true
# -> id integer, name text, city text, founded date, tags text[], seat address, id bigint, company_id integer, name text, wage numeric, yearly numeric

select * from company a right join lateral (select * from employee e where e.company_id = a.id) x on true
#                                                                                         ^^^^ 42P10: invalid reference to FROM-clause entry for table "a"
#   note: The combining JOIN type must be INNER or LEFT for a LATERAL reference.

select * from company a full join lateral generate_series(1, a.id) x on true
#                                                            ^^^^ 42P10: invalid reference to FROM-clause entry for table "a"
#   note: The combining JOIN type must be INNER or LEFT for a LATERAL reference.
