-- Window functions and where they may stand.
SELECT sum(row_number() OVER ()) FROM pg_class
#          ^^^^^^^^^^^^^^^^^^^^ 42803: aggregate function calls cannot contain window function calls

SELECT row_number() OVER (ORDER BY sum(oid::int)) FROM pg_class GROUP BY relkind
# -> row_number bigint

SELECT lower('a') OVER ()
#      ^^^^^ 42809: OVER specified, but lower is not a window function nor an aggregate function

SELECT count(*) OVER (ORDER BY 1) FROM pg_class WHERE count(*) > 1
#                                                     ^^^^^ 42803: aggregate functions are not allowed in WHERE

SELECT oid FROM pg_class WHERE row_number() OVER () > 1
#                              ^^^^^^^^^^ 42P20: window functions are not allowed in WHERE

SELECT row_number() OVER (ORDER BY row_number() OVER ())
#                                  ^^^^^^^^^^ 42P20: window functions are not allowed in window definitions

SELECT lag(row_number() OVER ()) OVER ()
#          ^^^^^^^^^^ 42P20: window function calls cannot be nested
