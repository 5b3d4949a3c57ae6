-- Subqueries as values, in lists and under ANY and ALL.
SELECT 1 + (SELECT 1,2)
#          ^ 42601: subquery must return only one column

SELECT (1,2) in (SELECT 1)
#            ^^ 42601: subquery has too few columns

SELECT 1 in (SELECT 1,2)
#        ^^ 42601: subquery has too many columns

SELECT (1,2) = (SELECT 1)
#            ^ 42601: subquery has too few columns

SELECT array(SELECT 1,2)
#      ^^^^^ 42601: subquery must return only one column

SELECT array(SELECT array[1])
# -> array integer[]

SELECT exists(SELECT)
# -> exists boolean

SELECT (SELECT)
#      ^ 42601: subquery must return only one column

SELECT 1 = all (SELECT 'a')
#        ^ 42883: operator does not exist: integer = text
#   help: No operator matches the given name and argument types. You might need to add explicit type casts.

SELECT (1,2) < any (SELECT 1, 2)
# -> ?column? boolean
