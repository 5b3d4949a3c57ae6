SELECT id AS x, NULL FROM company UNION SELECT 1.5, 'a'
# -> x numeric, ?column? text

SELECT id FROM company UNION SELECT name FROM company
#                                   ^^^^ 42804: UNION types integer and text cannot be matched

SELECT id, name FROM company UNION ALL SELECT id FROM company
#                                             ^^ 42601: each UNION query must have the same number of columns

SELECT name FROM company UNION SELECT name FROM employee ORDER BY name
# -> name text

SELECT name FROM company UNION SELECT name FROM employee ORDER BY upper(name)
#                                                                 ^^^^^^^^^^^ 0A000: invalid UNION/INTERSECT/EXCEPT ORDER BY clause
#   note: Only result column names can be used, not expressions or functions.
#   help: Add the expression/function to every SELECT, or move the UNION into a FROM clause.

SELECT 1 INTERSECT SELECT '2' EXCEPT SELECT 'three'
#                                           ^^^^^^^ 22P02: invalid input syntax for type integer: "three"

SELECT $1 UNION SELECT 1
# $1 integer
# -> ?column? integer

SELECT seat FROM company EXCEPT SELECT NULL
# -> seat address

VALUES (1, 'a'), (2.5, NULL)
# -> column1 numeric, column2 text

VALUES (1), (2, 3)
#            ^ 42601: VALUES lists must all be the same length

VALUES (1), ('x')
#            ^^^ 22P02: invalid input syntax for type integer: "x"

VALUES (1) ORDER BY column1 LIMIT 1
# -> column1 integer

SELECT * FROM (SELECT 'a' UNION SELECT 'b') AS s(letter)
# -> letter text

select id, id as id2 from company union select 1, 2 order by id2, 1
# -> id integer, id2 integer

select id from company union all (select id from employee order by 1 limit 1) order by 1
# -> id bigint

(select id from company limit 1) union all select 1.5
# -> id numeric

(select 1 union select 2) intersect select 2 order by 1 limit 1
# -> ?column? integer

select 1 union select 2 union select 'x'
#                                    ^^^ 22P02: invalid input syntax for type integer: "x"

select null union select null
# -> ?column? text

select null union select 1
# -> ?column? integer

select 'a' union select 'b' union select 1
#                                        ^ 42804: UNION types text and integer cannot be matched

select '1' union select '2' union select 1
#                                        ^ 42804: UNION types text and integer cannot be matched

select * from company union select * from employee
#                                  ^ 42601: each UNION query must have the same number of columns

select tags from company except select array['a']
# -> tags text[]

select $1 union select $2
# $1 text
# $2 text
# -> ?column? text

select $1 union select name from company
# $1 text
# -> ?column? text
