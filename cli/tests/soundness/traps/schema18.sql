-- PostgreSQL 18: periods, virtual columns, constraints that are not enforced.
DO $$ BEGIN
    CREATE EXTENSION btree_gist;
    CREATE TABLE stay (id integer, during int4range, PRIMARY KEY (id, during WITHOUT OVERLAPS));
    CREATE TABLE meal (id integer PRIMARY KEY, stay_id integer NOT NULL, during int4range NOT NULL,
        FOREIGN KEY (stay_id, PERIOD during) REFERENCES stay (id, PERIOD during));
EXCEPTION WHEN OTHERS THEN NULL;
END $$;
CREATE TABLE lax (id integer PRIMARY KEY, a text, b integer, c integer GENERATED ALWAYS AS (nullif(b, 1)) VIRTUAL,
    CONSTRAINT a_there CHECK (a IS NOT NULL) NOT ENFORCED);
CREATE TABLE old_rows (id integer, v text);
INSERT INTO old_rows VALUES (1, NULL);
ALTER TABLE old_rows ADD CONSTRAINT v_there NOT NULL v NOT VALID;
CREATE TABLE lax_child (id integer PRIMARY KEY, parent_id integer NOT NULL REFERENCES parent (id) NOT ENFORCED);
