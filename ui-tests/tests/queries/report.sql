-- Two statements, with mistakes.
DELETE FROM badge
 WHERE labl = :label;

SELECT name, 'é', nam
  FROM company;
