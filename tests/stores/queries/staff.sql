-- Everybody, with the number of badges.
SELECT e.name, count(b.id) AS badges
  FROM employee e
  LEFT JOIN badge b ON b.employee_id = e.id
 WHERE e.company_id = :company
   { AND e.name ILIKE :name }
 GROUP BY e.id
 ORDER BY { order: name | badges DESC }
