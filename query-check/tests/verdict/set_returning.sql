-- Set-returning functions and where they may stand.
SELECT generate_series(1, generate_series(1,2))
# -> generate_series integer

SELECT * FROM generate_series(1, generate_series(1,2))
#                                ^^^^^^^^^^^^^^^^^^^^ 0A000: set-returning functions must appear at top level of FROM

SELECT CASE WHEN true THEN generate_series(1,2) END
#                          ^^^^^^^^^^^^^^^ 0A000: set-returning functions are not allowed in CASE
#   help: You might be able to move the set-returning function into a LATERAL FROM item.

SELECT coalesce(generate_series(1,2), 1)
#               ^^^^^^^^^^^^^^^ 0A000: set-returning functions are not allowed in COALESCE
#   help: You might be able to move the set-returning function into a LATERAL FROM item.

SELECT oid FROM pg_class WHERE generate_series(1,2) = 1
#                              ^^^^^^^^^^^^^^^ 0A000: set-returning functions are not allowed in WHERE

SELECT sum(generate_series(1,2))
#          ^^^^^^^^^^^^^^^^^^^^ 0A000: aggregate function calls cannot contain set-returning function calls
#   help: You might be able to move the set-returning function into a LATERAL FROM item.

SELECT lag(generate_series(1,2)) OVER ()
#          ^^^^^^^^^^^^^^^ 0A000: window function calls cannot contain set-returning function calls
#   help: You might be able to move the set-returning function into a LATERAL FROM item.

SELECT unnest(1), unnest(null), unnest('{}'), array_append(null, 1), array_append(null, null), array_length('{}', 1)
#      ^^^^^^ 42883: function unnest(integer) does not exist
#   note: candidates: unnest(anymultirange), unnest(anyarray), unnest(tsvector tsvector)
#   help: No function matches the given name and argument types. You might need to add explicit type casts.
#                 ^^^^^^ 42725: function unnest(unknown) is not unique
#   note: candidates: unnest(anymultirange), unnest(anyarray), unnest(tsvector tsvector)
#   help: Could not choose a best candidate function. You might need to add explicit type casts.
# 42804: could not determine polymorphic type because input has type unknown
