-- COLLATE and what it contradicts.
SELECT 'x' collate "C" = 'y' collate "POSIX"
#                            ^^^^^^^ 42P21: collation mismatch between explicit collations "C" and "POSIX"

SELECT relname FROM pg_class UNION SELECT 'a' collate "C"
# -> relname name

SELECT 'x' collate "C" UNION SELECT 'a' collate "POSIX"
#                                       ^^^^^^^ 42P21: collation mismatch between explicit collations "C" and "POSIX"

SELECT 'x' collate "C" UNION ALL SELECT 'a' collate "POSIX"
#                                           ^^^^^^^ 42P21: collation mismatch between explicit collations "C" and "POSIX"

SELECT coalesce('a' collate "C", 'b' collate "POSIX")
#                                    ^^^^^^^ 42P21: collation mismatch between explicit collations "C" and "POSIX"

SELECT ('a' collate "C", 'b' collate "POSIX")
# -> row record

SELECT ('a' collate "C", 'b') < ('c' collate "POSIX", 'b')
#                                    ^^^^^^^ 42P21: collation mismatch between explicit collations "C" and "POSIX"

SELECT CASE 'a' collate "C" WHEN 'b' collate "POSIX" THEN 1 END
# -> case integer

SELECT max('a' collate "C" ORDER BY 'b' collate "POSIX")
# -> max text

SELECT string_agg('a' collate "C", 'b' collate "POSIX")
#                                      ^^^^^^^ 42P21: collation mismatch between explicit collations "C" and "POSIX"

SELECT * FROM (VALUES ('a' collate "C"), ('b' collate "POSIX")) v
#                                             ^^^^^^^ 42P21: collation mismatch between explicit collations "C" and "POSIX"

SELECT x FROM (SELECT 'a' collate "C" as x) s WHERE x = 'b' collate "POSIX" and x || 'c' = 'd'
# -> x text

SELECT 1 WHERE 'a' collate "C" like 'x' collate "POSIX"
#                                       ^^^^^^^ 42P21: collation mismatch between explicit collations "C" and "POSIX"

SELECT lower('a' collate "C") || upper('b' collate "POSIX")
#                                          ^^^^^^^ 42P21: collation mismatch between explicit collations "C" and "POSIX"

SELECT ('a' collate "C")::name, lower(('a' collate "C")::name)
# -> name name, lower text

SELECT rank('a' collate "C") WITHIN GROUP (ORDER BY relname collate "POSIX") FROM pg_class
#                                                           ^^^^^^^ 42P21: collation mismatch between explicit collations "C" and "POSIX"

SELECT array['a' collate "C", 'b' collate "POSIX"]
#                                 ^^^^^^^ 42P21: collation mismatch between explicit collations "C" and "POSIX"

SELECT 'a' collate "C" in ('b', 'c' collate "POSIX")
#                                   ^^^^^^^ 42P21: collation mismatch between explicit collations "C" and "POSIX"

SELECT 'a' collate "C" = any (array['b' collate "POSIX"])
#                                       ^^^^^^^ 42P21: collation mismatch between explicit collations "C" and "POSIX"

WITH RECURSIVE foo(x) as (SELECT 'a' collate "C" UNION ALL SELECT x || 'b' collate "POSIX" FROM foo) SELECT * FROM foo
#                                                                          ^^^^^^^ 42P21: collation mismatch between explicit collations "C" and "POSIX"

WITH RECURSIVE foo(x) as (SELECT 'a' collate "C" UNION ALL SELECT x || 'b' FROM foo) SELECT * FROM foo
# -> x text

SELECT (SELECT 'a' collate "C") = 'b' collate "POSIX"
# -> ?column? boolean

SELECT relname FROM pg_class ORDER BY relname collate "C" || 'a' collate "POSIX"
#                                                                ^^^^^^^ 42P21: collation mismatch between explicit collations "C" and "POSIX"

SELECT 1 collate "C"
#        ^^^^^^^ 42804: collations are not supported by type integer

SELECT 'a' collate nope
#          ^^^^^^^ 42704: collation "nope" for encoding "UTF8" does not exist

SELECT 'a' collate "C" || 'b'
# -> ?column? text

SELECT ('a' collate "C") collate "POSIX"
# -> ?column? text

SELECT relname collate "C" FROM pg_class ORDER BY relname collate "POSIX"
# -> relname name
