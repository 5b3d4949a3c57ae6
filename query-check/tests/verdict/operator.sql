-- Operators: resolution, unknown literals, ANY over arrays, BETWEEN, LIKE, IS.
SELECT ('a','b') ~~ ('a','b')
#                ^^ 0A000: could not determine interpretation of row comparison operator ~~
#   help: Row comparison operators must be associated with btree operator families.

SELECT (c).* FROM pg_class c LIMIT 1
# -> oid oid, relname name, relnamespace oid, reltype oid, reloftype oid, relowner oid, relam oid, relfilenode oid, reltablespace oid, relpages integer, reltuples real, relallvisible integer, relallfrozen integer, reltoastrelid oid, relhasindex boolean, relisshared boolean, relpersistence "char", relkind "char", relnatts smallint, relchecks smallint, relhasrules boolean, relhastriggers boolean, relhassubclass boolean, relrowsecurity boolean, relforcerowsecurity boolean, relispopulated boolean, relreplident "char", relispartition boolean, relrewrite oid, relfrozenxid xid, relminmxid xid, relacl aclitem[], reloptions text[], relpartbound pg_node_tree

SELECT (1).x
#       ^ 42809: column notation .x applied to type integer, which is not a composite type

SELECT relname.x FROM pg_class
#      ^^^^^^^^^ 42P01: missing FROM-clause entry for table "relname"

SELECT 1 is true
#      ^ 42804: argument of IS TRUE must be type boolean, not type integer

SELECT 'a' is true
#      ^^^ 22P02: invalid input syntax for type boolean: "a"

SELECT not 1
#          ^ 42804: argument of NOT must be type boolean, not type integer

SELECT 1 and true
#      ^ 42804: argument of AND must be type boolean, not type integer

SELECT 'a' like 'b' escape 'c', 'a' similar to 'b', 'a' ilike 1, 1 like 'a'
#                                                       ^^^^^ 42883: operator does not exist: unknown ~~* integer
#   help: No operator matches the given name and argument types. You might need to add explicit type casts.
#                                                                  ^^^^ 42883: operator does not exist: integer ~~ unknown
#   help: No operator matches the given name and argument types. You might need to add explicit type casts.

SELECT 1 between 'a' and 2
#                ^^^ 22P02: invalid input syntax for type integer: "a"

SELECT 2 between symmetric 3 and 1, 2 not between 1 and 3
# -> ?column? boolean, ?column? boolean

SELECT 1 ?? 2, 1 <=> 2, @ -5, |/ 4
#        ^^ 42883: operator does not exist: integer ?? integer
#   help: No operator matches the given name and argument types. You might need to add explicit type casts.
#                ^^^ 42883: operator does not exist: integer <=> integer
#   help: No operator matches the given name and argument types. You might need to add explicit type casts.

SELECT - 'a'
#      ^ 42725: operator is not unique: - unknown
#   help: Could not choose a best candidate operator. You might need to add explicit type casts.
