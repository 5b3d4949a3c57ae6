SELECT name FROM company WHERE id = :id
