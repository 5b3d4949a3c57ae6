-- Set operations and WITH.
SELECT name FROM company UNION SELECT last_name FROM employee;
SELECT name FROM company UNION ALL SELECT first_name FROM employee;
SELECT motto FROM company INTERSECT SELECT first_name FROM employee;
SELECT motto FROM company EXCEPT SELECT first_name FROM employee;
SELECT name FROM company EXCEPT SELECT last_name FROM employee;
SELECT 1, 'a' UNION SELECT 2, NULL ORDER BY 1;
(SELECT name FROM company LIMIT 1) UNION (SELECT name FROM company LIMIT 1);
SELECT * FROM (SELECT name, 1 AS n FROM company UNION ALL SELECT last_name, NULL FROM employee) x WHERE n IS NOT NULL;
WITH a AS (SELECT motto, name FROM company) SELECT a.motto, b.name FROM a LEFT JOIN a b ON b.name = a.motto;
WITH a AS (SELECT motto FROM company WHERE motto IS NOT NULL) SELECT motto FROM a;
WITH RECURSIVE t (id, name, up) AS (SELECT id, first_name, NULL::text FROM employee WHERE manager_id IS NULL UNION ALL SELECT e.id, e.first_name, t.name FROM employee e JOIN t ON t.id = e.manager_id) SELECT id, name, up FROM t LIMIT 100;
WITH RECURSIVE t (i, s) AS (SELECT 1, 'a' UNION ALL SELECT i + 1, s || 'x' FROM t WHERE i < 4) SELECT i, s FROM t;
WITH RECURSIVE t (a, b) AS (SELECT 1, 'x' UNION ALL SELECT a + 1, NULL FROM t WHERE a < 3) SELECT a, b FROM t;
TABLE item;
