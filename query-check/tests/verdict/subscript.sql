-- Subscripts and slices of arrays, jsonb and fixed-length types.
SELECT (1, point '(0,0)') < (1, point '(0,0)')
#                         ^ 42883: operator does not exist: point < point
#   help: No operator matches the given name and argument types. You might need to add explicit type casts.

SELECT (array[1,2])[1], (array[1,2])['1'], (array[1,2])[1.5], (array[1,2])['x']
#                                                                          ^^^ 22P02: invalid input syntax for type integer: "x"

SELECT (array[1,2])[1:2], (array[[1,2],[3,4]])[1][2], (array[1,2])[1][1][1][1][1][1][1]
# 54000: number of array dimensions (7) exceeds the maximum allowed (6)

SELECT (array[1,2])['a'::text]
#                   ^ 42804: array subscript must have type integer

SELECT ('{}'::jsonb)['a']['b'], ('{}'::jsonb)[1], ('{}'::jsonb)[1.5], ('{}'::jsonb)[1:2]
#                                                               ^^^ 42804: subscript type numeric is not supported
#   help: jsonb subscript must be coercible to either integer or text.
#                                                                                     ^ 42804: jsonb subscript does not support slices

SELECT (1)[1]
#       ^ 42804: cannot subscript type integer because it does not support subscripting

SELECT ('(1,2)'::point)[0], ('a'::name)[0]
# -> point double precision, name "char"

SELECT array[point '(1,1)']::int[]
#                  ^^^^^^^ 42846: cannot cast type point to integer

SELECT point '(1,1)' is distinct FROM point '(1,1)', 1 is distinct FROM null, row(1,2) is distinct FROM row(1,3)
#                    ^^ 42883: operator does not exist: point = point
#   help: No operator matches the given name and argument types. You might need to add explicit type casts.
