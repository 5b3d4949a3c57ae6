-- Casts, type names and modifiers.
SELECT current_date, current_timestamp(3), localtime, user, current_schema, current_catalog, session_user
# -> current_date date, current_timestamp timestamp with time zone, localtime time without time zone, user name, current_schema name, current_catalog name, session_user name

SELECT pg_typeof(1::numeric(10,2)), 1::numeric(10,-2000), 'a'::varchar(0)
#                                      ^^^^^^^^^^^^^^^^^ 22023: NUMERIC scale -2000 must be between -1000 and 1000
#                                                              ^^^^^^^^^^ 22023: length for type varchar must be at least 1

SELECT cast(1 as date), cast('x' as date)
#      ^^^^ 42846: cannot cast type integer to date
#                            ^^^ 22007: invalid input syntax for type date: "x"

SELECT date '2020-13-01', interval '1 day' day to second(3), time(3) '12:00'
#           ^^^^^^^^^^^^ 22008: date/time field value out of range: "2020-13-01"
#   help: Perhaps you need a different "DateStyle" setting.

SELECT now() at time zone 'utc', now() at time zone 1, now() at local
#                                      ^^ 42883: function pg_catalog.timezone(integer, timestamp with time zone) does not exist
#   note: candidates: timezone(interval, timestamp with time zone), timezone(text, timestamp with time zone), timezone(text, time with time zone), timezone(interval, time with time zone), timezone(text, timestamp without time zone), timezone(interval, timestamp without time zone), timezone(timestamp with time zone), timezone(timestamp without time zone), timezone(time with time zone)
#   help: No function matches the given name and argument types. You might need to add explicit type casts.

SELECT (date '2020-01-01', date '2020-01-02') overlaps (date '2020-01-01', interval '1 day')
# -> overlaps boolean
