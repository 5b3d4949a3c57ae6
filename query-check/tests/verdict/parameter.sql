-- Parameters: typed by their first use, contradicted, never typed.
SELECT null is null, $1 is null
# 42P18: could not determine data type of parameter $1
#   help: add a cast that says what it is: $1::type

SELECT $1 is null, $1::int
#      ^^ 42P08: could not determine data type of parameter $1
#   help: add a cast at this use: $1::type

SELECT $1, $1::int
#      ^^ 42P08: inconsistent types deduced for parameter $1
#   note: integer versus text
#   help: cast every use of $1 to the type it is meant to have

SELECT $1 = $1
# $1 text
# -> ?column? boolean

SELECT $1 + 1 = $2
# $1 integer
# $2 integer
# -> ?column? boolean

SELECT $0
#      ^^ 42P02: there is no parameter $0

SELECT coalesce($1, $2), $3 between 1 and 2.5
# $1 text
# $2 text
# $3 integer
# -> coalesce text, ?column? boolean

SELECT $1 between 1 and '2'
# $1 integer
# -> ?column? boolean

SELECT $1 in (1,2,$2), $3 in ('a', $4)
# $1 integer
# $2 integer
# $3 text
# $4 text
# -> ?column? boolean, ?column? boolean

SELECT CASE $1 WHEN 1 THEN 2 END
#              ^^^^ 42883: operator does not exist: text = integer
#   help: No operator matches the given name and argument types. You might need to add explicit type casts.

SELECT -'1', - $1, + '2'
#      ^ 42725: operator is not unique: - unknown
#   help: Could not choose a best candidate operator. You might need to add explicit type casts.
