-- CASE, COALESCE, GREATEST, LEAST, NULLIF.
SELECT CASE 'a' WHEN 'b' THEN 1 ELSE 2.5 END
# -> case numeric

SELECT CASE 1 WHEN 'a' THEN 1 END
#                  ^^^ 22P02: invalid input syntax for type integer: "a"

SELECT CASE WHEN 1 THEN 1 END
#                ^ 42804: argument of CASE/WHEN must be type boolean, not type integer

SELECT CASE WHEN true THEN 1 ELSE 'x' END
#                                 ^^^ 22P02: invalid input syntax for type integer: "x"

SELECT CASE WHEN true THEN 1 ELSE now() END
#                          ^ 42804: CASE types timestamp with time zone and integer cannot be matched

SELECT coalesce(1, 'a'), coalesce(1, now())
#                  ^^^ 22P02: invalid input syntax for type integer: "a"
#                                    ^^^^^ 42804: COALESCE types integer and timestamp with time zone cannot be matched

SELECT greatest(1, 'a')
#                  ^^^ 22P02: invalid input syntax for type integer: "a"

SELECT least(1, now())
#               ^^^^^ 42804: LEAST types integer and timestamp with time zone cannot be matched

SELECT nullif(1, 'a'), nullif(1, 2.5), nullif('a', 'b')
#                ^^^ 22P02: invalid input syntax for type integer: "a"

SELECT nullif(point '(1,1)', point '(1,1)')
#      ^^^^^^ 42883: operator does not exist: point = point
#   help: No operator matches the given name and argument types. You might need to add explicit type casts.
