-- What the pages' examples use besides the tables of `tests/stores`.

CREATE FUNCTION hr.initials(name text) RETURNS text LANGUAGE sql RETURN left(name, 1);

CREATE TABLE hr.employee (id integer, name text);

CREATE DOMAIN house_number AS varchar(4) NOT NULL;

CREATE TYPE address AS (street text, number house_number);

CREATE TYPE flags AS (bits bit(3));
