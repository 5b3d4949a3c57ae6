-- Aggregates: ordered sets, DISTINCT, FILTER, levels and where they may stand.
SELECT count()
#      ^^^^^ 42809: count(*) must be used to call a parameterless aggregate function

SELECT count(*) FILTER (WHERE 1)
#                             ^ 42804: argument of FILTER must be type boolean, not type integer

SELECT count(distinct relname, oid) FROM pg_class
#      ^^^^^ 42883: function count(name, oid) does not exist
#   note: candidates: count("any"), count()
#   help: No function matches the given name and argument types. You might need to add explicit type casts.

SELECT count(distinct relname ORDER BY oid) FROM pg_class
#                                      ^^^ 42P10: in an aggregate with DISTINCT, ORDER BY expressions must appear in argument list

SELECT string_agg(distinct relname, ',' ORDER BY relname) FROM pg_class
# -> string_agg text

SELECT array_agg(relname ORDER BY oid desc nulls last) FROM pg_class
# -> array_agg name[]

SELECT sum(sum(oid::int)) FROM pg_class
#          ^^^^^^^^^^^^^ 42803: aggregate function calls cannot be nested

SELECT row_number() FROM pg_class
#      ^^^^^^^^^^ 42809: window function row_number requires an OVER clause

SELECT rank(1) WITHIN GROUP (ORDER BY oid) FROM pg_class
# -> rank bigint

SELECT rank(1,2) WITHIN GROUP (ORDER BY oid) FROM pg_class
#      ^^^^ 42883: function rank(integer, integer, oid) does not exist
#   help: To use the hypothetical-set aggregate rank, the number of hypothetical direct arguments (here 2) must match the number of ordering columns (here 1).

SELECT rank('x') WITHIN GROUP (ORDER BY relname, oid) FROM pg_class
#      ^^^^ 42883: function rank(unknown, name, oid) does not exist
#   help: To use the hypothetical-set aggregate rank, the number of hypothetical direct arguments (here 1) must match the number of ordering columns (here 2).

SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY oid::int) FROM pg_class
# -> percentile_cont double precision

SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY relname) FROM pg_class
#      ^^^^^^^^^^^^^^^ 42883: function percentile_cont(numeric, name) does not exist
#   note: candidates: percentile_cont(double precision, double precision), percentile_cont(double precision, interval), percentile_cont(double precision[], double precision), percentile_cont(double precision[], interval)
#   help: No function matches the given name and argument types. You might need to add explicit type casts.

SELECT percentile_disc(array[0.5,0.1]) WITHIN GROUP (ORDER BY relname) FROM pg_class
# -> percentile_disc name[]

SELECT percentile_disc(0.5, 1) WITHIN GROUP (ORDER BY relname) FROM pg_class
#      ^^^^^^^^^^^^^^^ 42883: function percentile_disc(numeric, integer, name) does not exist
#   note: candidates: percentile_disc(double precision, anyelement), percentile_disc(double precision[], anyelement)
#   help: No function matches the given name and argument types. You might need to add explicit type casts.

SELECT percentile_disc(0.5) FROM pg_class
#      ^^^^^^^^^^^^^^^ 42883: function percentile_disc(numeric) does not exist
#   note: candidates: percentile_disc(double precision, anyelement), percentile_disc(double precision[], anyelement)
#   help: No function matches the given name and argument types. You might need to add explicit type casts.

SELECT mode() WITHIN GROUP (ORDER BY relname) FROM pg_class
# -> mode name

SELECT mode(1) WITHIN GROUP (ORDER BY relname) FROM pg_class
#      ^^^^ 42883: function mode(integer, name) does not exist
#   note: candidates: mode(anyelement)
#   help: No function matches the given name and argument types. You might need to add explicit type casts.

SELECT sum(oid::int) WITHIN GROUP (ORDER BY relname) FROM pg_class
#      ^^^ 42883: function sum(integer, name) does not exist
#   note: candidates: sum(bigint), sum(integer), sum(smallint), sum(real), sum(double precision), sum(money), sum(interval), sum(numeric)
#   help: No function matches the given name and argument types. You might need to add explicit type casts.

SELECT percentile_cont(oid) WITHIN GROUP (ORDER BY oid::int) FROM pg_class
#      ^^^^^^^^^^^^^^^ 42883: function percentile_cont(oid, integer) does not exist
#   note: candidates: percentile_cont(double precision, double precision), percentile_cont(double precision, interval), percentile_cont(double precision[], double precision), percentile_cont(double precision[], interval)
#   help: No function matches the given name and argument types. You might need to add explicit type casts.

SELECT oid FROM pg_class WHERE count(*) > 1
#                              ^^^^^ 42803: aggregate functions are not allowed in WHERE
#      ^^^ 42803: column "pg_class.oid" must appear in the GROUP BY clause or be used in an aggregate function

SELECT oid FROM pg_class GROUP BY count(*)
#                                 ^^^^^ 42803: aggregate functions are not allowed in GROUP BY

SELECT oid FROM pg_class LIMIT count(*)
#                              ^^^^^ 42803: aggregate functions are not allowed in LIMIT
#      ^^^ 42803: column "pg_class.oid" must appear in the GROUP BY clause or be used in an aggregate function

SELECT oid FROM pg_class c join pg_attribute a on count(*) > 1
#                                                 ^^^^^ 42803: aggregate functions are not allowed in JOIN conditions
#      ^^^ 42803: column "c.oid" must appear in the GROUP BY clause or be used in an aggregate function

SELECT (SELECT sum(c.oid::int)) FROM pg_class c
# -> sum bigint

SELECT (SELECT sum(c.oid::int + a.attnum) FROM pg_attribute a) FROM pg_class c
# -> sum bigint

SELECT (SELECT count(c.oid) FROM pg_attribute a) FROM pg_class c
# -> count bigint

SELECT (SELECT (SELECT sum(c.oid::int) FROM pg_type t) FROM pg_attribute a) FROM pg_class c GROUP BY c.oid
# -> sum bigint

SELECT grouping(relname) FROM pg_class GROUP BY relname
# -> grouping integer

SELECT grouping(1)
#               ^ 42803: arguments to GROUPING must be grouping expressions of the associated query level

-- Of VALUES the server does not ask what is grouped.
VALUES ('a'::text) ORDER BY count(1)
# -> column1 text
