-- ARRAY[…]: common types, nesting, casts.
SELECT make_interval(variadic array[1])
#      ^^^^^^^^^^^^^ 42883: function make_interval(integer[]) does not exist
#   note: candidates: make_interval(years integer DEFAULT …, months integer DEFAULT …, weeks integer DEFAULT …, days integer DEFAULT …, hours integer DEFAULT …, mins integer DEFAULT …, secs double precision DEFAULT …)
#   help: No function matches the given name and argument types. You might need to add explicit type casts.

SELECT format('%s', variadic array['a','b'])
# -> format text

SELECT array[1,'a']
#              ^^^ 22P02: invalid input syntax for type integer: "a"

SELECT array[1, array[2]]
#               ^^^^^^^^ 42804: ARRAY types integer and integer[] cannot be matched

SELECT array[[1],[2.5]]
# -> array numeric[]

SELECT array[]
#      ^^^^^ 42P18: cannot determine type of empty array
#   help: Explicitly cast to the desired type, for example ARRAY[]::integer[].

SELECT array[]::int[]
# -> array integer[]

SELECT array[array[], array[1]]::int[]
# -> array integer[]

SELECT array['{1}', array[1]]
# -> array integer[]

SELECT array[null, '1', 2]
# -> array integer[]

SELECT array[row(1,2), row(3,4)]
# -> array record[]

SELECT array[(1,2)]::record[]
# -> array record[]

SELECT array[1]::text
# -> array text

SELECT array['1','x']::int[]
#                ^^^ 22P02: invalid input syntax for type integer: "x"

SELECT 'a' = any('{a,b}'), 1 = any('{1,x}'), 1 = any(1), 1 = any(null), 1 < all(array[1.5])
#                                  ^^^^^^^ 22P02: invalid input syntax for type integer: "x"
#                                              ^ 42809: op ANY/ALL (array) requires array on right side

SELECT 1 = any(array['a'])
#        ^ 42883: operator does not exist: integer = text
#   help: No operator matches the given name and argument types. You might need to add explicit type casts.

SELECT text 'a' || 1, 1 || 'a', 1 || 2, array[1] || 2, array[1] || 'x', array[1] || '{2}', 1 || array[2]
#                                 ^^ 42883: operator does not exist: integer || integer
#   note: candidates: anycompatiblearray || anycompatible, anycompatible || anycompatiblearray, text || anynonarray, anynonarray || text
#   help: No operator matches the given name and argument types. You might need to add explicit type casts.
#                                                                  ^^^ 22P02: malformed array literal: "x"
#   note: Array value must start with "{" or dimension information.

SELECT cardinality(null), array_cat('{1}', array[1]), array_position(array[1,2], '1')
# 42804: could not determine polymorphic type because input has type unknown

SELECT width_bucket(1, array[1,2]), width_bucket(now(), array[now()]), mod(1,2.5), power(2, 3), ceil('1')
# -> width_bucket integer, width_bucket integer, mod numeric, power double precision, ceil double precision
