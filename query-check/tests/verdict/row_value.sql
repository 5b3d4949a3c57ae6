-- Rows, their comparison and their fields.
SELECT make_interval(1, days => 10)
# -> make_interval interval

SELECT (1,'a') < row(2,'b')
# -> ?column? boolean

SELECT (1,2) < (1,2,3)
#            ^ 42601: unequal number of entries in row expressions

SELECT row() = row()
#            ^ 0A000: cannot compare rows of zero length

SELECT (1,2) ~~ (1,2)
#            ^^ 42883: operator does not exist: integer ~~ integer
#   help: No operator matches the given name and argument types. You might need to add explicit type casts.

SELECT ((1,2)).f1, (row(1,2)).f3
#                   ^^^ 42703: could not identify column "f3" in record data type
#   help: did you mean "f1"?

SELECT (pg_class).oid FROM pg_class
# -> oid oid

SELECT (pg_class).nope FROM pg_class
#       ^^^^^^^^ 42703: column pg_class.nope does not exist

SELECT c.lower FROM pg_class c
#      ^^^^^^^ 42703: column c.lower does not exist

SELECT (relname).x FROM pg_class
#       ^^^^^^^ 42809: column notation .x applied to type name, which is not a composite type

SELECT 1::nope, 1::text(3), 1::varchar('a'), 1::pg_catalog.nope, 1::a.b.c.d
#                                      ^^^ 42601: syntax error at or near "'a'"

SELECT int4range(1,2) && 'x', int4range(1,2) + '[1,2)', 5 <@ int4range(1,2), 5.5 <@ int4range(1,2)
#                        ^^^ 22P02: malformed range literal: "x"
#   note: Missing left parenthesis or bracket.
#                                                                                ^^ 42883: operator does not exist: numeric <@ int4range
#   note: candidates: anyelement <@ anymultirange, anyelement <@ anyrange, anyrange <@ anyrange, anymultirange <@ anyrange
#   help: No operator matches the given name and argument types. You might need to add explicit type casts.

SELECT json_populate_record(null::pg_class, '{}'), row_to_json(row(1)), to_jsonb('a'), to_json(null)
# 42804: could not determine polymorphic type because input has type unknown
# 42804: could not determine polymorphic type because input has type unknown
