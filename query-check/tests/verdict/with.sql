WITH c AS (SELECT id, name FROM company) SELECT * FROM c JOIN c AS d USING (id)
# -> id integer, name text, name text

WITH c(a) AS (SELECT id, name FROM company) SELECT * FROM c
# -> a integer, name text

WITH c(a, b) AS (SELECT id FROM company) SELECT * FROM c
#    ^ 42P10: WITH query "c" has 1 columns available but 2 columns specified

WITH a AS (SELECT * FROM b), b AS (SELECT 1) SELECT * FROM a
#                        ^ 42P01: relation "b" does not exist
#   note: There is a WITH item named "b", but it cannot be referenced from this part of the query.
#   help: Use WITH RECURSIVE, or re-order the WITH items to remove forward references.

WITH a AS (SELECT 1), a AS (SELECT 2) SELECT * FROM a
#                     ^ 42712: WITH query name "a" specified more than once

WITH gone AS (DELETE FROM employee RETURNING id, name) SELECT * FROM gone
# -> id bigint, name text

WITH gone AS (DELETE FROM employee) SELECT * FROM gone
#                                                 ^^^^ 0A000: WITH query "gone" does not have a RETURNING clause

SELECT * FROM (WITH gone AS (DELETE FROM employee RETURNING id) SELECT * FROM gone) x
#                   ^^^^ 0A000: WITH clause containing a data-modifying statement must be at the top level

-- Recursion.
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10) SELECT i FROM n
# -> i integer

WITH RECURSIVE n AS (SELECT * FROM n) SELECT * FROM n
#              ^ 42P19: recursive query "n" does not have the form non-recursive-term UNION [ALL] recursive-term

WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1.5 FROM n) SELECT i FROM n
#                              ^ 42804: recursive query "n" column 1 has type integer in non-recursive term but type numeric overall
#   help: Cast the output of the non-recursive term to the correct type.

WITH RECURSIVE n(i) AS (SELECT i FROM n UNION SELECT 1) SELECT i FROM n
#                                     ^ 42P19: recursive reference to query "n" must not appear within its non-recursive term

WITH RECURSIVE n(i) AS (SELECT 1 UNION SELECT a.i FROM n a JOIN n b ON true) SELECT i FROM n
#                                                               ^ 42P19: recursive reference to query "n" must not appear more than once

WITH RECURSIVE n(i) AS (SELECT 1 UNION SELECT 2 FROM company LEFT JOIN n ON true) SELECT i FROM n
#                                                                      ^ 42P19: recursive reference to query "n" must not appear within an outer join

WITH RECURSIVE n(i) AS (SELECT 1 UNION SELECT 2 WHERE EXISTS (SELECT 1 FROM n)) SELECT i FROM n
#                                                                           ^ 42P19: recursive reference to query "n" must not appear within a subquery

WITH RECURSIVE n(i) AS (SELECT 1 UNION SELECT sum(i)::int FROM n) SELECT i FROM n
#                                             ^^^^^^ 42P19: aggregate functions are not allowed in a recursive query's recursive term

WITH RECURSIVE n(i) AS (SELECT 1 UNION SELECT i FROM n ORDER BY 1) SELECT i FROM n
#                                                               ^ 0A000: ORDER BY in a recursive query is not implemented

WITH RECURSIVE a AS (SELECT * FROM b), b AS (SELECT * FROM a) SELECT * FROM a
#              ^ 0A000: mutual recursion between WITH items is not implemented

WITH RECURSIVE a AS (SELECT * FROM b), b AS (SELECT 1 AS one) SELECT * FROM a
# -> one integer

WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)
SEARCH BREADTH FIRST BY i SET place CYCLE i SET again TO 'Y' DEFAULT 'N' USING way
SELECT * FROM n
# -> i integer, place record, again text, way record[]

WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SEARCH DEPTH FIRST BY j SET place SELECT * FROM n
#                                                               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ 42601: search column "j" not in WITH query column list

with c as (select 1) select * from c for update of c
#                                                  ^ 0A000: FOR UPDATE cannot be applied to a WITH query

with c as (select id from company for update) select * from c
# -> id integer

with d as (delete from company returning id) insert into company (id, name) select id, 'x' from d returning id
# -> id integer

with u as (update company set name = 'x' returning *), i as (insert into employee (company_id, name) select id, name from u returning id) select * from i, u
# -> id bigint, id integer, name text, city text, founded date, tags text[], seat address

with x as (select 1) insert into company (id) select * from x
# ok

with x as (select 1 as id) update company set name = 'a' from x where company.id = x.id
# ok

with x as (select 1 as id) delete from company using x where company.id = x.id
# ok

with x as (select 1 as id) update x set id = 1
#                                 ^ 42P01: relation "x" does not exist

with x as materialized (select 1), y as not materialized (select * from x) table y
# -> ?column? integer

with recursive t(n) as (values (1) union all select n + 1 from t where n < 5) select sum(n) from t
# -> sum bigint

with recursive t(n) as (values (1) union all select n + 1 from t where n < 5), u as (select * from t) select * from u union select * from t
# -> n integer

with recursive t as (select 1 as n union all select t.n + c.id from t join company c on c.id = t.n) select * from t
# -> n integer

with recursive t as (select 1 as n union all select t.n from t, t t2) select * from t
#                                                               ^ 42P19: recursive reference to query "t" must not appear more than once

with recursive t as (select 1 as n union all select n from (select n from t) x) select * from t
# -> n integer

with recursive t as (select 1 as n union all select n from t where n in (select n from t)) select * from t
#                                                                                      ^ 42P19: recursive reference to query "t" must not appear within a subquery

with recursive t as ((select 1 as n union all select n from t)) select * from t
# -> n integer

with recursive t as (select id, name from company union select 1, null from t) select * from t
# -> id integer, name text

with recursive t as (select id, name::varchar(10) from company union select 1, name from t) select * from t
# -> id integer, name character varying

with recursive t(a) as (select 1 union select a from t), t2 as (select * from nosuch) select 1
#                                                                             ^^^^^^ 42P01: relation "nosuch" does not exist

with t as (select 1) select (with t as (select 'x') select * from t), * from t
# -> ?column? text, ?column? integer

with t as (select 1 as x) select * from company where id = (select x from t)
# -> id integer, name text, city text, founded date, tags text[], seat address

with y as (select row(c.id, c.name) r from company c) select (y.r).f2 from y
# -> f2 text

with y as (select row(c.id, c.name) r from company c) select (z.r).f3 from y z
#                                                             ^ 42703: could not identify column "f3" in record data type
#   help: did you mean "f1"?
