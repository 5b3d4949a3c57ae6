SELECT id AS x, name AS x FROM company ORDER BY x
#                                               ^ 42702: ORDER BY "x" is ambiguous

SELECT id AS x, id AS x FROM company ORDER BY x
# -> x integer, x integer

SELECT name FROM company ORDER BY 2
#                                 ^ 42P10: ORDER BY position 2 is not in select list

SELECT name FROM company ORDER BY 'name'
#                                 ^^^^^^ 42601: non-integer constant in ORDER BY

SELECT name FROM company ORDER BY founded, upper(name) DESC NULLS LAST
# -> name text

SELECT DISTINCT name FROM company ORDER BY founded
#                                          ^^^^^^^ 42P10: for SELECT DISTINCT, ORDER BY expressions must appear in select list

SELECT DISTINCT ON (city) name FROM company ORDER BY city, founded
# -> name text

SELECT DISTINCT ON (city) name FROM company ORDER BY founded, city
#                   ^^^^ 42P10: SELECT DISTINCT ON expressions must match initial ORDER BY expressions

SELECT name FROM company ORDER BY name USING ~>~
# -> name text

SELECT name FROM company ORDER BY name USING ~~
#                                            ^^ 42809: operator ~~ is not a valid ordering operator
#   help: Ordering operators must be "<" or ">" members of btree operator families.

SELECT point(1, 2) AS p ORDER BY p
#                                ^ 42883: could not identify an ordering operator for type point
#   help: Use an explicit ordering operator or modify the query.

SELECT DISTINCT point(1, 2)
#               ^^^^^^^^^^^ 42883: could not identify an equality operator for type point

SELECT name FROM company LIMIT id
#                              ^^ 42P10: argument of LIMIT must not contain variables

SELECT name FROM company LIMIT $1 OFFSET $2
# $1 bigint
# $2 bigint
# -> name text

SELECT name FROM company LIMIT 'many'
#                              ^^^^^^ 22P02: invalid input syntax for type bigint: "many"

SELECT name FROM company ORDER BY name FETCH FIRST 3 ROWS WITH TIES
# -> name text

-- Windows.
SELECT rank() OVER w FROM employee WINDOW w AS (PARTITION BY company_id ORDER BY wage)
# -> rank bigint

SELECT rank() OVER w FROM employee
#                  ^ 42704: window "w" does not exist

SELECT rank() OVER (w ORDER BY id) FROM employee WINDOW w AS (ORDER BY wage)
#                  ^^^^^^^^^^^^^^^ 42P20: cannot override ORDER BY clause of window "w"

SELECT rank() OVER (w) FROM employee WINDOW w AS (ORDER BY wage ROWS UNBOUNDED PRECEDING)
#                  ^^^ 42P20: cannot copy window "w" because it has a frame clause
#   help: Omit the parentheses in this OVER clause.

SELECT sum(wage) OVER (ORDER BY wage RANGE BETWEEN 10 PRECEDING AND CURRENT ROW) FROM employee
# -> sum numeric

SELECT sum(wage) OVER (ORDER BY name RANGE 1 PRECEDING) FROM employee
#                                          ^ 0A000: RANGE with offset PRECEDING/FOLLOWING is not supported for column type text

SELECT sum(wage) OVER (ROWS id PRECEDING) FROM employee
#                           ^^ 42P10: argument of ROWS must not contain variables

SELECT sum(wage) OVER (GROUPS 1 PRECEDING) FROM employee
#                     ^^^^^^^^^^^^^^^^^^^^ 42P20: GROUPS mode requires an ORDER BY clause

-- Locks.
SELECT id FROM company c FOR UPDATE OF c SKIP LOCKED
# -> id integer

SELECT id FROM company c FOR UPDATE OF company
#                                      ^^^^^^^ 42P01: relation "company" in FOR UPDATE clause not found in FROM clause

SELECT DISTINCT id FROM company FOR SHARE
# 0A000: FOR SHARE is not allowed with DISTINCT clause

SELECT count(*) FROM company FOR UPDATE
# 0A000: FOR UPDATE is not allowed with aggregate functions

SELECT id FROM company UNION SELECT id FROM company FOR UPDATE
# 0A000: FOR UPDATE is not allowed with UNION/INTERSECT/EXCEPT

select city, sum(count(*)) over (order by city) from company group by city
# -> city text, sum numeric

select city, rank() over (order by count(*)) from company
#      ^^^^ 42803: column "company.city" must appear in the GROUP BY clause or be used in an aggregate function

select id, rank() over (order by name) as r from company where rank() over () = 1
#                                                              ^^^^ 42P20: window functions are not allowed in WHERE

select 1 from company where id = 1 for update nowait
# -> ?column? integer

select 1 from company c join employee e on true for update of c for share of e
# -> ?column? integer

select 1 from (select * from company) c for update of c
# -> ?column? integer

select 1 from (company c join employee e on true) as j for update of j
#                                                                    ^ 0A000: FOR UPDATE cannot be applied to a join

select 1 from generate_series(1,2) g for update of g
#                                                  ^ 0A000: FOR UPDATE cannot be applied to a function

values (1) for update
# 0A000: FOR UPDATE cannot be applied to VALUES

select sum(id) over () from company for update
# 0A000: FOR UPDATE is not allowed with window functions

select generate_series(1,2) from company for update
# 0A000: FOR UPDATE is not allowed with set-returning functions in the target list

select distinct on (1) name from company
# -> name text

select distinct on (name, city) name from company order by city, name
# -> name text

select distinct on (upper(name)) id from company order by upper(name)
# -> id integer

select distinct on (2) name from company
#                   ^ 42P10: DISTINCT ON position 2 is not in select list

select distinct id, name from company order by name, id
# -> id integer, name text

select distinct id + 1 from company order by id + 1
# -> ?column? integer

select distinct id as x from company order by id
# -> x integer

select distinct on () name from company
#                   ^ 42601: syntax error at or near ")"

select id from company order by id asc, id desc
# -> id integer

select name as id, id as name from company order by id
# -> id text, name integer

select name as id, id as name from company order by id + 1
# -> id text, name integer

select sum(id), sum(sum(id)) over () from company
# -> sum bigint, sum numeric

select count(*) filter (where rank() over () = 1) from company
#                             ^^^^ 42P20: window functions are not allowed in FILTER

select limit.id from company limit limit
#           ^ 42601: syntax error at or near "."
#   help: LIMIT is a reserved word: as a name it is written "limit"

select id from company limit all offset 1
# -> id integer

select id from company limit (select 1)
# -> id integer

select id from company limit generate_series(1,2)
#                            ^^^^^^^^^^^^^^^ 0A000: set-returning functions are not allowed in LIMIT

select id from company limit 1.5
# -> id integer

select id from company limit null
# -> id integer

select id from company offset $1::int rows fetch next $2 rows only
#                                     ^^^^ 42601: syntax error at or near "rows"

select id from company order by id fetch first null rows with ties
# 2201W: row count cannot be null in FETCH FIRST ... WITH TIES clause

select id from company fetch first 1 rows with ties
#                                         ^^^^^^^^^ 42601: WITH TIES cannot be specified without ORDER BY clause

select rank() over (order by id rows between 1 following and 2 preceding) from company
#                                                            ^^^^^^^^^^^ 42P20: frame starting from following row cannot have preceding rows

select rank() over (order by id rows between unbounded following and 2 following) from company
#                                            ^^^^^^^^^^^^^^^^^^^ 42P20: frame start cannot be UNBOUNDED FOLLOWING

select sum(id) over (w rows 1 preceding) from company window w as (order by id)
# -> sum bigint

select sum(id) over (w partition by name) from company window w as (order by id)
#                   ^^^^^^^^^^^^^^^^^^^^^ 42P20: cannot override PARTITION BY clause of window "w"

select sum(id) over w2 from company window w as (partition by city), w2 as (w order by id)
# -> sum bigint

select sum(id) over w2 from company window w2 as (w order by id), w as (partition by city)
#                                                ^^^^^^^^^^^^^^^ 42704: window "w" does not exist

select sum(id) over (order by founded range between '1 day' preceding and '1 day' following) from company
# -> sum bigint

select sum(id) over (order by founded range between 1 preceding and current row) from company
#                                                   ^ 0A000: RANGE with offset PRECEDING/FOLLOWING is not supported for column type date and offset type integer
#   help: Cast the offset value to an appropriate type.

select sum(id) over (order by id, name range 1 preceding) from company
#                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ 42P20: RANGE with offset PRECEDING/FOLLOWING requires exactly one ORDER BY column

select sum(id) over (order by id groups between 1 preceding and 1 following exclude ties) from company
# -> sum bigint

select sum(id) over (order by id rows $1 preceding) from company
# $1 bigint
# -> sum bigint

select sum(id) over (order by id range $1 preceding) from company
# $1 integer
# -> sum bigint

select sum(id) over (order by sum(id) over ()) from company
#                             ^^^ 42P20: window functions are not allowed in window definitions

select sum(id) over (partition by sum(id)) from company
#          ^^ 42803: column "company.id" must appear in the GROUP BY clause or be used in an aggregate function

select first_value(name) over (partition by city order by founded desc) as x from company order by x
# -> x text

select rank() over (partition by (id, name)) from company
# -> rank bigint

select rank() over (order by 1) from company
# -> rank bigint

select rank() over (order by 'x') from company
# -> rank bigint

select sum(id) over w, sum(id) over w from company window w as (order by name) order by sum(id) over w
# -> sum bigint, sum bigint

select 1 as a, 2 as b order by a, b + 1
#                                 ^ 42703: column "b" does not exist

select 1 as a order by a + 1
#                      ^ 42703: column "a" does not exist

select (select c from company c limit 1).name
# -> name text

select ((select c from company c limit 1)).name
# -> name text

select ((select c from company c limit 1)).*
# -> id integer, name text, city text, founded date, tags text[], seat address
