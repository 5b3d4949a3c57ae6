-- Functions, JSON_TABLE and XMLTABLE as items of FROM.
select * from json_table('[1]', '$[*]' columns (a int path '$'))
# -> a integer

select * from json_table('[1]'::json, '$[*]' columns (a int path '$'))
# -> a integer

select * from json_table('[1]'::text, '$[*]' columns (a int path '$'))
# -> a integer

select * from json_table(1, '$[*]' columns (a int path '$'))
#                        ^ 42846: cannot cast type integer to jsonb

select * from json_table(null, '$[*]' columns (a int path '$'))
# -> a integer

select * from json_table('[1]'::jsonb, '$[*' columns (a int path '$'))
#                                      ^^^^^ 42601: syntax error at end of jsonpath input

select * from json_table('[1]'::jsonb, 1 columns (a int path '$'))
#                                      ^ 0A000: only string constants are supported in JSON_TABLE path specification

select * from json_table('[1]'::jsonb, '$' as p columns (p int path '$'))
#                                                        ^ 42712: duplicate JSON_TABLE column or path name: p

select * from json_table('[1]'::jsonb, '$' columns (a int, a text))
#                                                          ^ 42712: duplicate JSON_TABLE column or path name: a

select * from json_table('[1]'::jsonb, '$' columns (a int, nested path '$.x' as a columns (b int)))
#                                                                               ^ 42712: duplicate JSON_TABLE column or path name: a

select * from json_table('[1]'::jsonb, '$' columns (a int, nested path '$.x' columns (a int)))
#                                                                                     ^ 42712: duplicate JSON_TABLE column or path name: a

select * from json_table('[1]'::jsonb, '$' columns (a for ordinality, b for ordinality))
#                                                                     ^ 42601: only one FOR ORDINALITY column is allowed

select * from json_table('[1]'::jsonb, '$' columns (a nosuch))
#                                                     ^^^^^^ 42704: type "nosuch" does not exist

select * from json_table('[1]'::jsonb, '$' columns (a int exists, b bool exists path '$.b', c text exists, d date exists))
# -> a integer, b boolean, c text, d date

select * from json_table('[1]'::jsonb, '$' columns (a jsonb, b json path '$.b', c int[] path '$.c', d address path '$.d', e text format json))
# -> a jsonb, b json, c integer[], d address, e text

select * from json_table('[1]'::jsonb, '$' columns (a int with wrapper, b text with wrapper, c text omit quotes))
# -> a integer, b text, c text

select * from json_table('[1]'::jsonb, '$' columns (a int default 1 on empty default 2 on error))
# -> a integer

select * from json_table('[1]'::jsonb, '$' columns (a int default 'x' on empty))
#                                                                 ^^^ 22P02: invalid input syntax for type integer: "x"

select * from json_table('[1]'::jsonb, '$' columns (a int null on empty error on error, b text empty on error))
#                                                                                              ^^^^^ 42601: invalid ON ERROR behavior for column "b"
#   note: Only ERROR, NULL, or DEFAULT expression is allowed in ON ERROR for scalar columns.

select * from json_table('[1]'::jsonb, '$' columns (b jsonb empty array on error))
# -> b jsonb

select * from json_table('[1]'::jsonb, '$' columns (a int) error on error)
# -> a integer

select * from json_table('[1]'::jsonb, '$' columns (a int) empty on error)
# -> a integer

select * from json_table('[1]'::jsonb, '$' columns (a int) null on error)
#                                                          ^^^^ 42601: invalid ON ERROR behavior
#   note: Only EMPTY [ ARRAY ] or ERROR is allowed in the top-level ON ERROR clause.

select * from json_table('[1]'::jsonb, '$' columns (a int) default 1 on error)
#                                                          ^^^^^^^^^ 42601: invalid ON ERROR behavior
#   note: Only EMPTY [ ARRAY ] or ERROR is allowed in the top-level ON ERROR clause.

select * from json_table('[1]'::jsonb, '$[*] ? (@ > $x)' passing 1 as x columns (a int path '$ ? (@ < $x)'))
# -> a integer

select * from json_table('[1]'::jsonb, '$[*]' passing c.id as x, c.name as y columns (a int)) , company c
#                                                     ^^^^ 42P01: missing FROM-clause entry for table "c"

select * from company c, json_table('[1]'::jsonb, '$[*]' passing c.id as x, c.name as y columns (a int)) jt
# -> id integer, name text, city text, founded date, tags text[], seat address, a integer

select jt.* from company c, json_table(to_jsonb(c), '$' columns (id int, name text, nested path '$.tags[*]' columns (tag text path '$', n for ordinality))) jt
# -> id integer, name text, tag text, n integer

select jt.a from json_table('[1]'::jsonb, '$' columns (a int)) as jt(b)
#      ^^^^ 42703: column jt.a does not exist

select jt.b from json_table('[1]'::jsonb, '$' columns (a int)) as jt(b)
# -> b integer

select * from json_table('[1]'::jsonb, '$' columns (a int)) as jt(b, c)
# 42P10: JSON_TABLE function has 1 columns available but 2 columns specified

select json_table.a from json_table('[1]'::jsonb, '$' columns (a int))
# -> a integer

select * from json_table('[1]'::jsonb, '$' columns (a int)) jt for update
# -> a integer

select * from json_table('[1]'::jsonb, '$' columns (a int)) jt for update of jt
#                                                                            ^^ 0A000: FOR UPDATE cannot be applied to a table function

select jt from json_table('[1]'::jsonb, '$' columns (a int)) jt
# -> jt record

select * from json_table('[1]'::jsonb format json, '$' columns (a int)) jt
# -> a integer

select * from json_table('[1]'::text format json, '$' columns (a int)) jt
# -> a integer

select * from json_table($1, '$' columns (a int)) jt
# $1 text
# -> a integer

select * from json_table($1, $2 columns (a int)) jt
#                            ^^ 0A000: only string constants are supported in JSON_TABLE path specification

select * from json_table('{}'::jsonb, '$' columns (a varchar(3), b numeric(10,2), c timestamp(3))) jt
# -> a character varying, b numeric, c timestamp without time zone

select * from json_table('{}'::jsonb, '$' columns ("a b" int, "A" text)) jt
# -> a b integer, A text

select * from json_table(count(*), '$' columns (a int)) jt
#                        ^^^^^ 42803: aggregate functions are not allowed in functions in FROM

select * from json_table((select to_jsonb(1)), '$' columns (a int path '$' default (select 1) on empty)) jt
#                                                                                  ^^^^^^^^^^ 42804: can only specify a constant, non-aggregate function, or operator expression for DEFAULT

select * from json_table('{}'::jsonb, '$' columns (a int path '$' default c.id on empty)) jt, company c
#                                                                         ^^^^ 42P01: missing FROM-clause entry for table "c"

select * from company c, json_table('{}'::jsonb, '$' columns (a int path '$' default c.id on empty)) jt
#                                                                                    ^^^^ 42804: can only specify a constant, non-aggregate function, or operator expression for DEFAULT

select * from json_table('{}'::jsonb, '$' columns (a setof int)) jt
# 0A000: returning SETOF types is not supported in SQL/JSON functions

select * from json_table('{}'::jsonb, '$' columns (a anyelement)) jt
# 0A000: returning pseudo-types is not supported in SQL/JSON functions

select * from json_table('{}'::jsonb, '$' columns (a record)) jt
# 0A000: returning pseudo-types is not supported in SQL/JSON functions

select * from json_table('{}'::jsonb, '$' columns (a int path 1)) jt
#                                                             ^ 42601: syntax error at or near "1"

select * from xmltable('/a' passing (null::xml) columns a int path 'x')
# -> a integer

select * from xmltable('/a' passing '<a/>' columns a int path 'x')
# -> a integer

select * from xmltable('/a' passing 1 columns a int path 'x')
#                                   ^ 42804: argument of XMLTABLE must be type xml, not type integer

select * from xmltable(1 passing (null::xml) columns a int path 'x')
# -> a integer

select * from xmltable('/a' passing (null::xml) columns a int path 1)
# -> a integer

select * from xmltable('/a' passing (null::xml) columns a int default 'x')
#                                                                     ^^^ 22P02: invalid input syntax for type integer: "x"

select * from xmltable('/a' passing (null::xml) columns a int default 1 not null, b text null)
# -> a integer, b text

select * from xmltable('/a' passing (null::xml) columns a for ordinality, b for ordinality)
#                                                                         ^^^^^^^^^^^^^^^^ 42601: only one FOR ORDINALITY column is allowed

select * from xmltable('/a' passing (null::xml) columns a int, a text)
#                                                              ^^^^^^ 42601: column name "a" is not unique

select * from xmltable('/a' passing (null::xml) columns a setof int)
#                                                       ^^^^^^^^^^^ 42P16: column "a" cannot be declared SETOF

select * from xmltable('/a' passing (null::xml) columns a nosuch)
#                                                         ^^^^^^ 42704: type "nosuch" does not exist

select * from xmltable(xmlnamespaces('http://x' as x, 'http://y' as x), '/a' passing (null::xml) columns a int)
#                                                     ^^^^^^^^^^ 42601: namespace name "x" is not unique

select * from xmltable(xmlnamespaces(default 'http://x', default 'http://y'), '/a' passing (null::xml) columns a int)
#                                                        ^^^^^^^^^^^^^^^^^^ 42601: only one default namespace is allowed

select * from xmltable(xmlnamespaces(1 as x), '/a' passing (null::xml) columns a int)
# -> a integer

select x.b from xmltable('/a' passing (null::xml) columns a int) as x(b)
# -> b integer

select * from xmltable('/a' passing (null::xml) columns a int) as x(b, c)
# 42P10: XMLTABLE function has 1 columns available but 2 columns specified

select xmltable.a from xmltable('/a' passing (null::xml) columns a int)
# -> a integer

select * from xmltable('/a' passing (null::xml) columns a int) x for update of x
#                                                                              ^ 0A000: FOR UPDATE cannot be applied to a table function

select x from xmltable('/a' passing (null::xml) columns a int) x
# -> x record

select * from company c, xmltable('/a' passing xmlelement(name a, c.name) columns a int default c.id) x
# -> id integer, name text, city text, founded date, tags text[], seat address, a integer

select * from xmltable('/a' passing xmlelement(name a, c.name) columns a int) x, company c
#                                                      ^^^^^^ 42P01: missing FROM-clause entry for table "c"

select * from xmltable($1 passing $2 columns a int path $3 default $4) x
# $1 text
# $2 xml
# $3 text
# $4 integer
# -> a integer

select * from xmltable('/a' passing (null::xml) columns a int path count(*))
#                                                                  ^^^^^ 42803: aggregate functions are not allowed in functions in FROM
#      ^ 42803: column "xmltable.a" must appear in the GROUP BY clause or be used in an aggregate function

select * from xmltable('/a' passing (null::xml) columns a varchar(2), b numeric(3,1))
# -> a character varying, b numeric

select * from rows from (json_to_recordset('[]') as (a int, b text), generate_series(1,2)) as r(x, y, z)
# -> x integer, y text, z integer

select * from json_to_recordset('[]') as (a int, b text)
# -> a integer, b text

select * from json_to_recordset('[]') as x(a int collate "C", b text collate "C")
#                                                ^^^^^^^^^^^ 42804: collations are not supported by type integer

select * from json_to_recordset('[]') as x(a nosuch)
#                                            ^^^^^^ 42704: type "nosuch" does not exist

select * from json_to_recordset('[]') as x(a setof int)
#                                          ^ 42P16: column "a" cannot be declared SETOF

select * from json_to_recordset('[]') x
#             ^^^^^^^^^^^^^^^^^^^^^^^ 42601: a column definition list is required for functions returning "record"

select * from json_to_recordset('[]') as x(a int) with ordinality
#                                                 ^^^^ 42601: syntax error at or near "with"

select * from rows from (json_to_recordset('[]') as (a int)) as x(b int)
#                                                                 ^ 42601: multiple column definition lists are not allowed for the same function

select * from json_populate_record(null::company, '{}')
# -> id integer, name text, city text, founded date, tags text[], seat address

select * from json_populate_record(null::company, '{}') as x(a int)
#                                                            ^ 42601: a column definition list is redundant for a function returning a named composite type

select * from json_populate_record(row(1,2), '{}') as x(a int, b int)
# -> a integer, b integer

select * from json_populate_recordset(null::address, '[]') a
# -> street text, number integer

select (json_populate_record(null::address, '{}')).*
# -> street text, number integer

select * from unnest(array[row(1,'a')::address])
#                                ^^^ 22P02: invalid input syntax for type integer: "a"

select * from unnest(array[row(1,2)])
#             ^^^^^^^^^^^^^^^^^^^^^^^ 42601: a column definition list is required for functions returning "record"

select * from unnest(array[row(1,2)]) as x(a int, b int)
# -> a integer, b integer

select u.* from company c, unnest(c.tags, array[1,2]) with ordinality u(a,b,c)
# -> a text, b integer, c bigint

select * from unnest('{1,2}'::int[], 'x')
#             ^^^^^^ 42725: function pg_catalog.unnest(unknown) is not unique
#   note: candidates: unnest(anymultirange), unnest(anyarray), unnest(tsvector tsvector)
#   help: Could not choose a best candidate function. You might need to add explicit type casts.

select * from jsonb_each('{}'), jsonb_array_elements('[]')
# -> key text, value jsonb, value jsonb

select key, value from jsonb_each('{}') as e
# -> key text, value jsonb

select * from jsonb_each('{}') as e(k)
# -> k text, value jsonb

select * from regexp_matches('a','b') m
# -> m text[]

select * from pg_get_keywords() limit 1
# -> word text, catcode "char", barelabel boolean, catdesc text, baredesc text

select word from pg_get_keywords()
# -> word text

select * from (values (1, $1), ($2, 'x')) v(a, b) where a = $3
# $1 text
# $2 integer
# $3 integer
# -> a integer, b text

select * from generate_series($1, $2)
#             ^^^^^^^^^^^^^^^ 42725: function generate_series(unknown, unknown) is not unique
#   note: candidates: generate_series(integer, integer), generate_series(bigint, bigint), generate_series(numeric, numeric)
#   help: Could not choose a best candidate function. You might need to add explicit type casts.

select * from generate_series('2020-01-01', '2020-01-02', '1 day')
#             ^^^^^^^^^^^^^^^ 42725: function generate_series(unknown, unknown, unknown) is not unique
#   note: candidates: generate_series(timestamp without time zone, timestamp without time zone, interval), generate_series(timestamp with time zone, timestamp with time zone, interval), generate_series(integer, integer, integer), generate_series(bigint, bigint, bigint), generate_series(numeric, numeric, numeric)
#   help: Could not choose a best candidate function. You might need to add explicit type casts.

select * from generate_series('2020-01-01'::date, '2020-01-02', '1 day') d
# -> d timestamp with time zone

select * from nosuch(1)
#             ^^^^^^ 42883: function nosuch(integer) does not exist
#   help: No function matches the given name and argument types. You might need to add explicit type casts.

select * from pg_catalog.generate_series(1,2)
# -> generate_series integer

select * from nosuch.f(1)
#             ^^^^^^^^ 3F000: schema "nosuch" does not exist

select * from count(*)
#             ^^^^^ 42803: aggregate functions are not allowed in functions in FROM

select * from rank() over ()
#                          ^ 42601: syntax error at or near ")"

select * from abs(-1) as a(x) where x = 1
# -> x integer

select * from current_user u
# -> u name

select * from extract(year from now())
# -> extract numeric

select * from row(1,2)
#                ^ 42601: syntax error at or near "("

select * from json_to_recordset('[]') as x(a int, b text collate "nope")
#                                                        ^^^^^^^^^^^^^^ 42704: collation "nope" for encoding "UTF8" does not exist

select * from json_to_recordset('[]') as x(a int, b text collate public."C")
#                                                        ^^^^^^^^^^^^^^^^^^ 42704: collation "public.C" for encoding "UTF8" does not exist

SELECT * FROM JSON_TABLE('[{"a": 1}]'::jsonb, '$[*]' COLUMNS (n FOR ORDINALITY, NESTED 'a' COLUMNS (d jsonb)))
# 42601: syntax error at end of jsonpath input

SELECT * FROM JSON_TABLE('[{"a": 1}]'::jsonb, 'a' COLUMNS (n FOR ORDINALITY, NESTED '$' COLUMNS (d jsonb)))
#                                             ^^^ 42601: syntax error at end of jsonpath input

SELECT * FROM JSON_TABLE('[{"a": 1}]'::jsonb, '$' COLUMNS (n FOR ORDINALITY, NESTED 'a' COLUMNS (d nosuch), e nosuch))
#                                                                                                             ^^^^^^ 42704: type "nosuch" does not exist
# 42601: syntax error at end of jsonpath input

SELECT * FROM JSON_TABLE('[{"a": 1}]'::jsonb, '$' COLUMNS (n FOR ORDINALITY, NESTED '$' COLUMNS (d nosuch), nested 'a' columns (x int)))
#                                                                                                  ^^^^^^ 42704: type "nosuch" does not exist
# 42601: syntax error at end of jsonpath input

SELECT * FROM JSON_TABLE('[{"a": 1}]'::jsonb, '$' COLUMNS (n FOR ORDINALITY, NESTED path '$' as n COLUMNS (d jsonb)))
#                                                                                               ^ 42712: duplicate JSON_TABLE column or path name: n

SELECT * FROM JSON_TABLE('[{"a": 1}]'::jsonb, '$' COLUMNS (a int path 'a'))
#                                                                     ^^^ 42601: syntax error at end of jsonpath input

SELECT * FROM JSON_TABLE('[{"a": 1}]'::jsonb, 'a' as x COLUMNS (x int))
#                                                               ^ 42712: duplicate JSON_TABLE column or path name: x
