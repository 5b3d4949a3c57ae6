-- PostgreSQL 15: NULLs that are equal to each other.
CREATE TABLE single (id integer PRIMARY KEY, a integer, b text, UNIQUE NULLS NOT DISTINCT (a, b));
CREATE TABLE two (id integer PRIMARY KEY, up integer, x integer, y integer, FOREIGN KEY (x) REFERENCES parent (id) ON DELETE SET NULL (x));
