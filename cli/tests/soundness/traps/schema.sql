-- Things that break a promise which looks safe.

-- Equality that is not identity.
CREATE TABLE amount (n numeric UNIQUE, f float8 UNIQUE, i interval UNIQUE, c char(5) UNIQUE, j jsonb, note text);
CREATE TABLE word (id integer PRIMARY KEY, w text UNIQUE, f float8 NOT NULL);

-- Collations: equal to one, different to another.
DO $$ BEGIN
    CREATE COLLATION ci (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
    CREATE TABLE label (id integer PRIMARY KEY, plain text UNIQUE, folded text COLLATE ci, bytes text COLLATE ci);
    CREATE UNIQUE INDEX label_bytes ON label (bytes COLLATE "C");
    CREATE TABLE folded (word text COLLATE ci PRIMARY KEY, label text);
EXCEPTION WHEN OTHERS THEN NULL;
END $$;

-- Constraints that hold only later, or not for the rows there are.
CREATE TABLE parent (id integer PRIMARY KEY, code text UNIQUE DEFERRABLE INITIALLY DEFERRED, big bigint UNIQUE);
CREATE TABLE unchecked (id integer PRIMARY KEY, must text, may text, up integer NOT NULL, parent_id integer NOT NULL);
INSERT INTO parent VALUES (1);
INSERT INTO unchecked VALUES (-1, NULL, NULL, 99, 99);
ALTER TABLE unchecked ADD CONSTRAINT must_be CHECK (must IS NOT NULL) NOT VALID;
ALTER TABLE unchecked ADD CONSTRAINT may_be CHECK (may IS NOT NULL OR up > 0);
ALTER TABLE unchecked ADD FOREIGN KEY (up) REFERENCES parent (id) NOT VALID;
CREATE TABLE later (id integer PRIMARY KEY, parent_id integer NOT NULL REFERENCES parent (id) DEFERRABLE INITIALLY DEFERRED,
    sure_id integer NOT NULL REFERENCES parent (id), maybe_id integer REFERENCES parent (id));

-- Keys of the parent say nothing of its children.
CREATE TABLE base (id integer PRIMARY KEY, name text NOT NULL, must text CHECK (must IS NOT NULL) NO INHERIT);
CREATE TABLE derived (extra text) INHERITS (base);
CREATE TABLE refers (id integer PRIMARY KEY, base_id integer NOT NULL REFERENCES base (id));

-- Triggers that drop rows, or change them.
CREATE TABLE dropped (id integer PRIMARY KEY, v text, w text NOT NULL DEFAULT 'w');
CREATE FUNCTION drop_odd() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN IF NEW.id % 2 = 1 THEN RETURN NULL; END IF; NEW.v := NULL; RETURN NEW; END $$;
CREATE TRIGGER drop_odd BEFORE UPDATE ON dropped FOR EACH ROW EXECUTE FUNCTION drop_odd();
CREATE TABLE refused (id integer PRIMARY KEY, v text);
CREATE TRIGGER refuse_odd BEFORE INSERT ON refused FOR EACH ROW EXECUTE FUNCTION drop_odd();

-- Partitions with triggers of their own.
CREATE TABLE slice (id integer NOT NULL, v text, PRIMARY KEY (id)) PARTITION BY RANGE (id);
CREATE TABLE slice_low PARTITION OF slice FOR VALUES FROM (MINVALUE) TO (5);
CREATE TABLE slice_high PARTITION OF slice DEFAULT;
CREATE FUNCTION blank() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.v := NULL; RETURN NEW; END $$;
CREATE TRIGGER blank BEFORE INSERT ON slice_high FOR EACH ROW EXECUTE FUNCTION blank();
CREATE TABLE slice_note (id integer PRIMARY KEY, slice_id integer REFERENCES slice (id) ON DELETE CASCADE ON UPDATE SET NULL);

-- Views whose condition does not hold for what is written through them.
CREATE VIEW present AS SELECT id, w AS word, f FROM word WHERE w IS NOT NULL;
CREATE VIEW made AS SELECT id, upper(w) AS loud, f FROM word WHERE w IS NOT NULL;
CREATE FUNCTION give_back() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE TRIGGER give_back INSTEAD OF INSERT OR UPDATE ON made FOR EACH ROW EXECUTE FUNCTION give_back();
CREATE VIEW chance AS SELECT random() AS r;
CREATE VIEW barrier WITH (security_barrier) AS SELECT id, w FROM word WHERE w IS NOT NULL;

-- Rules: what is written is somewhere else.
CREATE TABLE ruled (id integer PRIMARY KEY, v text NOT NULL);
CREATE TABLE ruled_log (id integer, v text);
CREATE RULE ruled_delete AS ON DELETE TO ruled DO INSTEAD DELETE FROM ruled_log RETURNING id, v;
CREATE RULE ruled_update AS ON UPDATE TO ruled DO INSTEAD UPDATE ruled_log SET v = NEW.v RETURNING id, v;
CREATE RULE ruled_insert AS ON INSERT TO ruled DO ALSO INSERT INTO ruled_log VALUES (NEW.id, NULL);
CREATE VIEW over_ruled AS SELECT id, v FROM ruled;

-- Cascades of every form.
CREATE TABLE tree (id integer PRIMARY KEY, up integer REFERENCES tree (id) ON DELETE CASCADE);
CREATE TABLE a (id integer PRIMARY KEY, b_id integer, code text UNIQUE);
CREATE TABLE b (id integer PRIMARY KEY, a_id integer REFERENCES a (id) ON DELETE CASCADE, a_code text REFERENCES a (code) ON UPDATE CASCADE ON DELETE SET NULL);
ALTER TABLE a ADD FOREIGN KEY (b_id) REFERENCES b (id) ON DELETE SET NULL;
CREATE TABLE c (id integer PRIMARY KEY, b_code text, a_code text UNIQUE REFERENCES a (code) ON UPDATE CASCADE);
CREATE TABLE d (id integer PRIMARY KEY, c_code text DEFAULT NULL REFERENCES c (a_code) ON UPDATE SET DEFAULT ON DELETE CASCADE);

-- Keys that are partial, over expressions, or not valid.
CREATE TABLE keyed (a integer, b integer, live boolean NOT NULL, name text, at timestamp UNIQUE, pair integer[] UNIQUE);
CREATE UNIQUE INDEX keyed_live ON keyed (a) WHERE live;
CREATE UNIQUE INDEX keyed_named ON keyed (b) WHERE name IS NOT NULL AND a > 1;
CREATE UNIQUE INDEX keyed_lower ON keyed (lower(name), (a + b));

-- Functions that give NULL, or never would have seen one.
CREATE FUNCTION odd_or_null(integer) RETURNS integer LANGUAGE sql IMMUTABLE STRICT AS 'SELECT CASE WHEN $1 % 2 = 1 THEN $1 END';
CREATE FUNCTION chance_null() RETURNS boolean LANGUAGE sql VOLATILE AS 'SELECT CASE WHEN random() < 0.5 THEN true END';
CREATE FUNCTION no_address() RETURNS word LANGUAGE sql AS 'SELECT NULL::word';
CREATE FUNCTION first_known(integer, integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT coalesce($1, $2)';
CREATE AGGREGATE last_seen (integer) (SFUNC = first_known, STYPE = integer);
CREATE TYPE spot AS (x integer, y integer);
CREATE DOMAIN there AS integer NOT NULL;
CREATE TABLE shaped (id integer PRIMARY KEY, s spot, place point, list integer[], t there DEFAULT 1, v integer GENERATED ALWAYS AS (id / 2) STORED);
CREATE TYPE level AS ENUM ('1', '2');
CREATE FUNCTION level_rows(level) RETURNS bigint LANGUAGE sql IMMUTABLE AS 'SELECT 5::bigint';
CREATE CAST (level AS bigint) WITH FUNCTION level_rows(level) AS IMPLICIT;

-- Rows that are not seen.
CREATE TABLE secret (id integer PRIMARY KEY, owner text NOT NULL);
ALTER TABLE secret ENABLE ROW LEVEL SECURITY;
CREATE TABLE knows (id integer PRIMARY KEY, secret_id integer NOT NULL REFERENCES secret (id));
