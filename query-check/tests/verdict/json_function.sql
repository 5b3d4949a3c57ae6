-- SQL/JSON functions.
SELECT json_object('a': 1, 'b': 'x' returning jsonb), json_object('a': '{}'::jsonb), json_array(1,2,'x'), json_array(SELECT 1), json_arrayagg(x ORDER BY x) FROM (VALUES(1)) v(x)
# -> json_object jsonb, json_object jsonb, json_array json, json_array json, json_arrayagg json

SELECT json_objectagg('a': x returning text), json_arrayagg(x returning bytea), json_arrayagg(x) OVER () FROM (VALUES(1)) v(x) GROUP BY x
# -> json_objectagg text, json_arrayagg bytea, json_arrayagg json

SELECT json('{}'), json_scalar(1), json_serialize('{}' returning bytea), json_serialize('{}'), '{}' is json, 1 is json
# 42804: cannot use type integer in IS JSON predicate

SELECT json_value('{"a":1}', '$.a' returning int), json_query('{"a":1}', '$.a'), json_exists(jsonb '{}', '$.a')
# -> json_value integer, json_query jsonb, json_exists boolean

SELECT json_value('{"a":1}', '$.a' returning int default 'x' on empty)
#                                                        ^^^ 22P02: invalid input syntax for type integer: "x"

SELECT json_value('{"a":1}', '$.a' returning int default 1.5 on empty), json_value('1', 1)
#                                                                                       ^ 42804: JSON path expression must be of type jsonpath, not of type integer

SELECT json_value('{"a":1}', '$.a' empty array on empty)
#                                  ^^^^^^^^^^^ 42601: invalid ON EMPTY behavior
#   note: Only ERROR, NULL, or DEFAULT expression is allowed in ON EMPTY for JSON_VALUE().

SELECT json_query(1, '$.a')
#                 ^ 42846: cannot cast type integer to jsonb

SELECT json_object('a': 1 returning int)
# 42846: cannot cast type json to integer

SELECT json_array(1 format json)
#                   ^^^^^^^^^^^ 42804: cannot use non-string types with explicit FORMAT JSON clause

SELECT json_array('1' format json encoding utf8)
#                     ^^^^^^^^^^^^^^^^^^^^^^^^^ 42804: JSON ENCODING clause is only allowed for bytea input type

SELECT json_value(x, '$' default x on empty) FROM (VALUES ('1')) v(x)
#                                ^ 42804: can only specify a constant, non-aggregate function, or operator expression for DEFAULT

SELECT json_exists('1', '$' error on empty)
#                                    ^^^^^ 42601: syntax error at or near "empty"
#   help: ERROR is expected here

SELECT json_exists('1', '$' null on error)
#                           ^^^^ 42601: invalid ON ERROR behavior
#   note: Only ERROR, TRUE, FALSE, or UNKNOWN is allowed in ON ERROR for JSON_EXISTS().

SELECT json_value('1', '$' returning record)
# 0A000: returning pseudo-types is not supported in SQL/JSON functions

SELECT json_serialize('1' returning int), json(1), json('1' with unique keys)
#                                              ^ 42846: cannot cast type integer to json
# 42804: cannot use type integer in RETURNING clause of JSON_SERIALIZE()
#   help: Try returning a string type or bytea.

SELECT json('x')
# -> json json

SELECT json_array('x' format json)
# -> json_array json

SELECT json_object('a': $1)
# $1 text
# -> json_object json

SELECT json_array($1)
# $1 text
# -> json_array json

SELECT json_array($1 format json)
# $1 text
# -> json_array json

SELECT json_serialize($1)
# $1 text
# -> json_serialize text

SELECT json($1)
# $1 text
# -> json json

SELECT json_scalar($1)
# $1 text
# -> json_scalar json

SELECT json_value($1, $2 passing $3 as x)
# $1 text
# $2 jsonpath
# $3 text
# -> json_value text

SELECT json_value($1, $2 returning int default $3 on empty)
#                                              ^^ 42804: can only specify a constant, non-aggregate function, or operator expression for DEFAULT

SELECT $1 is json
# $1 text
# -> ?column? boolean

SELECT json_query('x', '$')
# -> json_query jsonb

SELECT json_arrayagg($1)
# $1 text
# -> json_arrayagg json

SELECT json_object($1: 1)
# 42P18: could not determine data type of parameter $1
#   help: add a cast that says what it is: $1::type

SELECT json_serialize('x')
# -> json_serialize text
