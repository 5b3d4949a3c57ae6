SELECT city, count(*) FROM company GROUP BY city
# -> city text, count bigint

SELECT city, name FROM company GROUP BY city
#            ^^^^ 42803: column "company.name" must appear in the GROUP BY clause or be used in an aggregate function

-- The other columns of a table depend on its primary key.
SELECT c.*, count(e.id) FROM company c LEFT JOIN employee e ON e.company_id = c.id GROUP BY c.id
# -> id integer, name text, city text, founded date, tags text[], seat address, count bigint

SELECT id, name, count(*) FROM company GROUP BY ROLLUP (id)
#          ^^^^ 42803: column "company.name" must appear in the GROUP BY clause or be used in an aggregate function

SELECT lower(city) || '!' FROM company GROUP BY lower(city)
# -> ?column? text

SELECT city FROM company GROUP BY lower(city)
#      ^^^^ 42803: column "company.city" must appear in the GROUP BY clause or be used in an aggregate function

SELECT (SELECT c.name) FROM company c GROUP BY city
#              ^^^^^^ 42803: subquery uses ungrouped column "c.name" from outer query

SELECT count(*) FROM company ORDER BY name
#                                     ^^^^ 42803: column "company.name" must appear in the GROUP BY clause or be used in an aggregate function

SELECT name FROM company HAVING count(*) > 1
#      ^^^^ 42803: column "company.name" must appear in the GROUP BY clause or be used in an aggregate function

SELECT city AS name FROM company GROUP BY name
#      ^^^^ 42803: column "company.city" must appear in the GROUP BY clause or be used in an aggregate function

SELECT upper(city) AS place, count(*) FROM company GROUP BY place
# -> place text, count bigint

SELECT city, count(*) FROM company GROUP BY 1 ORDER BY 2 DESC
# -> city text, count bigint

SELECT city FROM company GROUP BY 2
#                                 ^ 42P10: GROUP BY position 2 is not in select list

SELECT count(*) AS n FROM company GROUP BY n
#      ^^^^^^^^ 42803: aggregate functions are not allowed in GROUP BY

SELECT city, founded, GROUPING(city, founded) FROM company GROUP BY GROUPING SETS ((city, founded), (city), ())
# -> city text, founded date, grouping integer

SELECT GROUPING(name) FROM company GROUP BY city
#               ^^^^ 42803: arguments to GROUPING must be grouping expressions of the associated query level

SELECT sum(wage) FROM employee WHERE sum(wage) > 1
#                                    ^^^ 42803: aggregate functions are not allowed in WHERE

SELECT (SELECT count(c.id)) FROM company c
# -> count bigint

SELECT seat FROM company GROUP BY seat
# -> seat address

SELECT count(*) FROM employee GROUP BY CUBE (id, name), ROLLUP (company_id, wage)
# -> count bigint

select name, (select count(*) from employee e where e.company_id = c.id) from company c
# -> name text, count bigint

select c.name, sum(e.wage) filter (where e.wage > 1) from company c left join employee e on e.company_id = c.id group by c.name having sum(e.wage) > 10 order by 2 desc nulls last
# -> name text, sum numeric

select count(*) from company group by grouping sets ((), (city)) having grouping(city) = 1
# -> count bigint

select id from company group by id for update
# 0A000: FOR UPDATE is not allowed with GROUP BY clause

select name as id from company group by id
# -> id text

select lower(name) as name from company group by name
# -> name text

select lower(name) as n from company group by n having n = 'x'
#                                                      ^ 42703: column "n" does not exist

select count(*), n.x from (select id as x from company) n group by n.x
# -> count bigint, x integer

select c from company c group by c
# -> c company

select c.name from company c group by c
#      ^^^^^^ 42803: column "c.name" must appear in the GROUP BY clause or be used in an aggregate function

select c from company c group by c.id
# -> c company

select e.name, c.name from employee e join company c on c.id = e.company_id group by e.id
#              ^^^^^^ 42803: column "c.name" must appear in the GROUP BY clause or be used in an aggregate function

select e.name, c.name from employee e join company c on c.id = e.company_id group by e.id, c.id
# -> name text, name text

select e.name, c.name from employee e join company c on c.id = e.company_id group by e.id, e.company_id
#              ^^^^^^ 42803: column "c.name" must appear in the GROUP BY clause or be used in an aggregate function

select id, name from local group by id
#          ^^^^ 42803: column "local.name" must appear in the GROUP BY clause or be used in an aggregate function

select x.name from (select * from company) x group by x.id
#      ^^^^^^ 42803: column "x.name" must appear in the GROUP BY clause or be used in an aggregate function

select city, array_agg(name order by founded) from company group by city order by array_agg(name)
# -> city text, array_agg text[]

select city, percentile_cont(0.5) within group (order by id) from company group by city
# -> city text, percentile_cont double precision

select percentile_cont(id) within group (order by id) from company
#                      ^^ 42803: column "company.id" must appear in the GROUP BY clause or be used in an aggregate function
#   note: Direct arguments of an ordered-set aggregate must use only grouped columns.

select percentile_cont(id) within group (order by id) from company group by id
# -> percentile_cont double precision

select sum((select count(c.id) from employee)) from company c
#                  ^^^^^^^^^^^ 42803: aggregate function calls cannot be nested

select (select sum(c.id + e.id) from employee e) from company c
# -> sum numeric

select (select sum(c.id) from employee e) from company c
# -> sum bigint

select (select sum(c.id) from employee e) , c.name from company c
#                                           ^^^^^^ 42803: column "c.name" must appear in the GROUP BY clause or be used in an aggregate function

select grouping(id) from company
#               ^^ 42803: arguments to GROUPING must be grouping expressions of the associated query level

select grouping(1) from company group by 1
#      ^^^^^^^^^^^ 42803: aggregate functions are not allowed in GROUP BY

select id from company limit sum(1)
#                            ^^^ 42803: aggregate functions are not allowed in LIMIT
#      ^^ 42803: column "company.id" must appear in the GROUP BY clause or be used in an aggregate function

select count(c.*), count(c) from company c
# -> count bigint, count bigint
