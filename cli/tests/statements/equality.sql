-- Which expressions count as the same: GROUP BY, DISTINCT and DISTINCT ON against what stands elsewhere.
SELECT (SELECT max(e.first_name) FROM employee e WHERE e.company_id = c.id) FROM company c
 GROUP BY (SELECT max(e.first_name) FROM employee e WHERE e.company_id = c.id);
SELECT (SELECT max(e.first_name) FROM employee e WHERE e.company_id = c.id) FROM company c
 GROUP BY (SELECT max(f.first_name) FROM employee f WHERE f.company_id = c.id);
SELECT (SELECT max(first_name) FROM employee WHERE company_id = c.id) FROM company c
 GROUP BY (SELECT max(employee.first_name) FROM employee WHERE employee.company_id = c.id);
SELECT (SELECT c.name AS a) FROM company c GROUP BY (SELECT c.name AS b);
SELECT (SELECT c.name AS a) FROM company c GROUP BY (SELECT name AS a);
SELECT (SELECT c.name LIMIT 1) FROM company c GROUP BY (SELECT c.name LIMIT 2);
SELECT (SELECT c.name ORDER BY 1) FROM company c GROUP BY (SELECT c.name ORDER BY 1 DESC);
SELECT (SELECT DISTINCT c.name) FROM company c GROUP BY (SELECT c.name);
SELECT c.name IN (SELECT first_name FROM employee) FROM company c GROUP BY c.name IN (SELECT first_name FROM employee);
SELECT c.name IN (SELECT first_name FROM employee) FROM company c GROUP BY c.name = ANY (SELECT first_name FROM employee);
SELECT c.name = ANY (SELECT first_name FROM employee) FROM company c GROUP BY c.name = ALL (SELECT first_name FROM employee);
SELECT EXISTS (SELECT FROM employee e WHERE e.company_id = c.id) FROM company c
 GROUP BY EXISTS (SELECT FROM employee e WHERE e.company_id = c.id);
SELECT EXISTS (SELECT FROM employee e WHERE e.company_id = c.id) FROM company c
 GROUP BY EXISTS (SELECT 1 FROM employee e WHERE e.company_id = c.id);
SELECT DISTINCT ON (ARRAY(SELECT c.name)) c.id FROM company c ORDER BY ARRAY(SELECT c.name);
SELECT DISTINCT ON (ARRAY(SELECT c.name)) c.id FROM company c ORDER BY ARRAY(SELECT first_name FROM employee);
SELECT (WITH q AS (SELECT c.name) SELECT name FROM q) FROM company c
 GROUP BY (WITH q AS (SELECT c.name) SELECT name FROM q);
SELECT (WITH q AS (SELECT c.name) SELECT name FROM q) FROM company c
 GROUP BY (WITH q AS MATERIALIZED (SELECT c.name) SELECT name FROM q);
SELECT (SELECT c.name UNION SELECT 'a') FROM company c GROUP BY (SELECT c.name UNION SELECT 'a');
SELECT (SELECT c.name UNION SELECT 'a') FROM company c GROUP BY (SELECT c.name UNION ALL SELECT 'a');
SELECT (VALUES (c.name)) FROM company c GROUP BY (VALUES (c.name));
SELECT (SELECT c.name FROM company TABLESAMPLE bernoulli (10)) FROM company c
 GROUP BY (SELECT c.name FROM company TABLESAMPLE system (10));
SELECT (SELECT count(*) FROM employee GROUP BY ROLLUP (c.name)) FROM company c
 GROUP BY (SELECT count(*) FROM employee GROUP BY ROLLUP (c.name));
SELECT (SELECT count(*) FROM employee GROUP BY ROLLUP (c.name)) FROM company c
 GROUP BY (SELECT count(*) FROM employee GROUP BY CUBE (c.name));
SELECT (SELECT sum(1) OVER (PARTITION BY c.name || 'a')) FROM company c
 GROUP BY (SELECT sum(1) OVER (PARTITION BY c.name || 'a'));
SELECT (SELECT sum(1) OVER (PARTITION BY c.name || 'a')) FROM company c
 GROUP BY (SELECT sum(1) OVER (PARTITION BY c.name || 'b'));
SELECT (SELECT x FROM unnest(ARRAY[c.name]) x) FROM company c GROUP BY (SELECT x FROM unnest(ARRAY[c.name]) x);
SELECT (SELECT x FROM unnest(ARRAY[c.name]) x) FROM company c GROUP BY (SELECT y FROM unnest(ARRAY[c.name]) y);
SELECT (SELECT c.name FROM company FOR UPDATE) FROM company c GROUP BY (SELECT c.name FROM company FOR SHARE);
SELECT DISTINCT max(c.name || 'a') FROM company c;
SELECT DISTINCT array_agg(c.name ORDER BY c.type) FROM company c ORDER BY array_agg(c.name ORDER BY c.type);
SELECT DISTINCT array_agg(c.name ORDER BY c.type) FROM company c ORDER BY array_agg(c.name ORDER BY c.type DESC);
SELECT DISTINCT mode() WITHIN GROUP (ORDER BY c.name) FROM company c ORDER BY mode() WITHIN GROUP (ORDER BY c.name DESC);
SELECT DISTINCT count(*) OVER (PARTITION BY c.name || 'a' ORDER BY c.id ROWS 1 PRECEDING) FROM company c
 ORDER BY count(*) OVER (PARTITION BY c.name || 'a' ORDER BY c.id ROWS 1 PRECEDING);
SELECT DISTINCT count(*) OVER (ORDER BY c.id) FROM company c ORDER BY count(*) OVER (ORDER BY c.id DESC);
SELECT DISTINCT count(*) OVER (ORDER BY c.id) FROM company c WINDOW w AS (ORDER BY c.id) ORDER BY count(*) OVER w;
SELECT c.parts[1:] FROM item c GROUP BY c.parts[1:];
SELECT c.parts[1:] FROM item c GROUP BY c.parts[:1];
SELECT c.parts[1:2] FROM item c GROUP BY c.parts[:2];
SELECT c.parts[1] FROM item c GROUP BY c.parts['1'];
SELECT c.parts[1:1] FROM item c GROUP BY c.parts[1:1][1];
SELECT c.data IS JSON OBJECT FROM item c GROUP BY data IS JSON OBJECT;
SELECT c.data IS JSON OBJECT FROM item c GROUP BY c.data IS JSON ARRAY;
SELECT c.data IS JSON OBJECT FROM item c GROUP BY c.data IS JSON OBJECT WITH UNIQUE KEYS;
SELECT c.data IS NOT JSON FROM item c GROUP BY c.data IS JSON;
SELECT JSON_QUERY(c.data, '$.a' WITH WRAPPER) FROM item c GROUP BY JSON_QUERY(data, '$.a' WITH WRAPPER);
SELECT JSON_QUERY(c.data, '$.a' WITH WRAPPER) FROM item c GROUP BY JSON_QUERY(c.data, '$.a' WITHOUT WRAPPER);
SELECT JSON_QUERY(c.data, '$.a') FROM item c GROUP BY JSON_QUERY(c.data, '$.b');
SELECT JSON_QUERY(c.data, '$.a' KEEP QUOTES) FROM item c GROUP BY JSON_QUERY(c.data, '$.a' OMIT QUOTES);
SELECT JSON_QUERY(c.data, '$.a' EMPTY ON ERROR) FROM item c GROUP BY JSON_QUERY(c.data, '$.a' NULL ON ERROR);
SELECT JSON_VALUE(c.data, '$.a' RETURNING integer) FROM item c GROUP BY JSON_VALUE(c.data, '$.a' RETURNING integer);
SELECT JSON_VALUE(c.data, '$.a' RETURNING integer) FROM item c GROUP BY JSON_VALUE(c.data, '$.a' RETURNING bigint);
SELECT JSON_VALUE(c.data, '$.a' PASSING 1 AS x) FROM item c GROUP BY JSON_VALUE(c.data, '$.a' PASSING 1 AS y);
SELECT JSON_EXISTS(c.data, '$.a' TRUE ON ERROR) FROM item c GROUP BY JSON_EXISTS(c.data, '$.a' FALSE ON ERROR);
SELECT JSON_OBJECT('a': c.parts ABSENT ON NULL)::jsonb FROM item c GROUP BY JSON_OBJECT('a': c.parts ABSENT ON NULL)::jsonb;
SELECT JSON_OBJECT('a': c.parts ABSENT ON NULL)::jsonb FROM item c GROUP BY JSON_OBJECT('a': c.parts NULL ON NULL)::jsonb;
SELECT JSON_ARRAY(c.parts RETURNING jsonb) FROM item c GROUP BY JSON_ARRAY(c.parts RETURNING jsonb);
SELECT JSON_ARRAY(SELECT c.parts RETURNING jsonb) FROM item c GROUP BY JSON_ARRAY(SELECT c.parts RETURNING jsonb);
SELECT JSON_SERIALIZE(c.data) FROM item c GROUP BY JSON_SERIALIZE(c.data);
SELECT JSON_SCALAR(c.note)::jsonb FROM item c GROUP BY JSON_SCALAR(c.note)::jsonb;
SELECT (SELECT x FROM JSON_TABLE(c.data, '$' COLUMNS (x text PATH '$.a')) t) FROM item c
 GROUP BY (SELECT x FROM JSON_TABLE(c.data, '$' COLUMNS (x text PATH '$.a')) t);
SELECT (SELECT x FROM JSON_TABLE(c.data, '$' COLUMNS (x text PATH '$.a')) t) FROM item c
 GROUP BY (SELECT x FROM JSON_TABLE(c.data, '$' COLUMNS (x text PATH '$.a' OMIT QUOTES)) t);
SELECT xmlelement(NAME a, c.note)::text FROM item c GROUP BY xmlelement(NAME a, c.note)::text;
SELECT xmlelement(NAME a, c.note)::text FROM item c GROUP BY xmlelement(NAME b, c.note)::text;
SELECT xmlroot(xmlparse(CONTENT c.note), VERSION '1.0', STANDALONE YES)::text FROM item c
 GROUP BY xmlroot(xmlparse(CONTENT c.note), VERSION '1.0', STANDALONE NO)::text;
SELECT xmlforest(c.note AS a)::text FROM item c GROUP BY xmlforest(c.note AS a)::text;
SELECT (xmlparse(CONTENT c.note) IS DOCUMENT) FROM item c GROUP BY xmlparse(CONTENT c.note) IS DOCUMENT;
SELECT c.employees + '01' FROM company c GROUP BY c.employees + 1;
SELECT length(c.name) + '01' FROM company c GROUP BY length(c.name) + 1;
SELECT c.name = 'a' AND 't' FROM company c GROUP BY c.name = 'a' AND true;
SELECT c.name = ANY (ARRAY['a', 'b']) FROM company c GROUP BY c.name IN ('a', 'b');
SELECT grouping(c.name || 'a') FROM company c GROUP BY ROLLUP (c.name || 'a');
SELECT grouping((SELECT c.name)) FROM company c GROUP BY ROLLUP ((SELECT c.name));
SELECT c.name::varchar(3) FROM company c GROUP BY c.name::varchar(4);
SELECT count(*) FROM company c GROUP BY (SELECT c.name) HAVING (SELECT c.name) > 'a';
SELECT 1 FROM company c GROUP BY (SELECT c.name) ORDER BY (SELECT c.name);
SELECT (SELECT c.name FROM employee JOIN item ON true) FROM company c
 GROUP BY (SELECT c.name FROM employee JOIN item ON true);
SELECT (SELECT c.name FROM employee JOIN item ON true) FROM company c
 GROUP BY (SELECT c.name FROM employee LEFT JOIN item ON true);
