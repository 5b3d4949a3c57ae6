-- XML functions.
SELECT xmlelement(name a, xmlattributes(1 as x, 'b' as x), 'c')
#                                               ^^^ 42601: XML attribute name "x" appears more than once

SELECT xmlforest(1, 2)
#                ^ 42601: unnamed XML element value must be a column reference

SELECT xmlforest(relname, oid as x) FROM pg_class
# -> xmlforest xml

SELECT xmlconcat('a', 1)
#                     ^ 42804: argument of XMLCONCAT must be type xml, not type integer

SELECT xmlroot('<a/>', version '1.0'), xmlpi(name x, 'y'), xmlserialize(content '<a/>' as int)
#                                                          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ 42846: cannot cast XMLSERIALIZE result to integer

SELECT xmlserialize(content '<a/>' as text), '<a/>' is document, 1 is document
#                                                                ^ 42804: argument of IS DOCUMENT must be type xml, not type integer
