-- Function resolution, named, variadic and default arguments, calls of the wrong kind.
SELECT make_interval(days => 10, 1)
#                                ^ 42601: positional argument cannot follow named argument

SELECT make_interval(days => 10, days => 1)
#                                ^^^^ 42601: argument name "days" used more than once

SELECT make_interval(dayz => 10)
#      ^^^^^^^^^^^^^ 42883: function make_interval(dayz => integer) does not exist
#   note: candidates: make_interval(years integer DEFAULT …, months integer DEFAULT …, weeks integer DEFAULT …, days integer DEFAULT …, hours integer DEFAULT …, mins integer DEFAULT …, secs double precision DEFAULT …)
#   help: No function matches the given name and argument types. You might need to add explicit type casts.

SELECT format('%s', variadic 'x')
#                            ^^^ 42804: VARIADIC argument must be an array

SELECT concat(variadic 1)
#                      ^ 42804: VARIADIC argument must be an array

SELECT lower(distinct 'a')
#      ^^^^^ 42809: DISTINCT specified, but lower is not an aggregate function

SELECT lower('a' ORDER BY 1)
#      ^^^^^ 42809: ORDER BY specified, but lower is not an aggregate function

SELECT lower(*)
#      ^^^^^ 42883: function lower() does not exist
#   note: candidates: lower(text), lower(anyrange), lower(anymultirange)
#   help: No function matches the given name and argument types. You might need to add explicit type casts.

SELECT lower('a') FILTER (WHERE true)
#      ^^^^^ 42809: FILTER specified, but lower is not an aggregate function

SELECT lower('a') WITHIN GROUP (ORDER BY 1)
#      ^^^^^ 42883: function lower(unknown, integer) does not exist
#   note: candidates: lower(text), lower(anyrange), lower(anymultirange)
#   help: No function matches the given name and argument types. You might need to add explicit type casts.

SELECT merge_action()
#      ^^^^^^^^^^^^ 42601: MERGE_ACTION() can only be used in the RETURNING list of a MERGE command

SELECT 1 operator(pg_catalog.+) 2, 1 operator(nope.+) 2
#                                    ^^^^^^^^ 3F000: schema "nope" does not exist

SELECT nope(1), pg_catalog.nope(1), nope.lower('a'), lowr('a')
#      ^^^^ 42883: function nope(integer) does not exist
#   help: No function matches the given name and argument types. You might need to add explicit type casts.
#               ^^^^^^^^^^^^^^^ 42883: function pg_catalog.nope(integer) does not exist
#   help: No function matches the given name and argument types. You might need to add explicit type casts.
#                                   ^^^^^^^^^^ 3F000: schema "nope" does not exist
#                                                    ^^^^ 42883: function lowr(unknown) does not exist
#   help: did you mean "lower"?

SELECT abs('1'), abs('x'), abs(null), round(1.5, 'a')
#                    ^^^ 22P02: invalid input syntax for type double precision: "x"
#                                                ^^^ 22P02: invalid input syntax for type integer: "a"

SELECT date_trunc('day', 'x')
#      ^^^^^^^^^^ 42725: function date_trunc(unknown, unknown) is not unique
#   note: candidates: date_trunc(text, timestamp with time zone), date_trunc(text, interval), date_trunc(text, timestamp without time zone)
#   help: Could not choose a best candidate function. You might need to add explicit type casts.

SELECT to_char(1), to_char(now(), 1)
#      ^^^^^^^ 42883: function to_char(integer) does not exist
#   note: candidates: to_char(interval, text), to_char(timestamp with time zone, text), to_char(numeric, text), to_char(integer, text), to_char(bigint, text), to_char(real, text), to_char(double precision, text), to_char(timestamp without time zone, text)
#   help: No function matches the given name and argument types. You might need to add explicit type casts.
#                  ^^^^^^^ 42883: function to_char(timestamp with time zone, integer) does not exist
#   note: candidates: to_char(interval, text), to_char(timestamp with time zone, text), to_char(numeric, text), to_char(integer, text), to_char(bigint, text), to_char(real, text), to_char(double precision, text), to_char(timestamp without time zone, text)
#   help: No function matches the given name and argument types. You might need to add explicit type casts.

SELECT substring('a' FROM 1 for 'x'), substring('abc' similar 'a' escape 'b')
#                               ^^^ 22P02: invalid input syntax for type integer: "x"

SELECT extract(nope FROM now()), extract('year' FROM 1)
#                                ^^^^^^^ 42883: function pg_catalog.extract(unknown, integer) does not exist
#   note: candidates: extract(text, date), extract(text, time without time zone), extract(text, time with time zone), extract(text, timestamp without time zone), extract(text, timestamp with time zone), extract(text, interval)
#   help: No function matches the given name and argument types. You might need to add explicit type casts.

SELECT position(1 in 'a'), overlay('a' placing 1 FROM 1), trim(both 1 FROM 'a')
#      ^^^^^^^^ 42883: function pg_catalog.position(unknown, integer) does not exist
#   note: candidates: position(text, text), position(bit, bit), position(bytea, bytea)
#   help: No function matches the given name and argument types. You might need to add explicit type casts.
#                          ^^^^^^^ 42883: function pg_catalog.overlay(unknown, integer, integer) does not exist
#   note: candidates: overlay(bytea, bytea, integer, integer), overlay(bytea, bytea, integer), overlay(text, text, integer, integer), overlay(text, text, integer), overlay(bit, bit, integer, integer), overlay(bit, bit, integer)
#   help: No function matches the given name and argument types. You might need to add explicit type casts.
#                                                         ^^^^ 42883: function pg_catalog.btrim(unknown, integer) does not exist
#   note: candidates: btrim(text, text), btrim(text), btrim(bytea, bytea)
#   help: No function matches the given name and argument types. You might need to add explicit type casts.
