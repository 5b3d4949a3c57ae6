-- The schema our statement files run on: one of each thing that matters to NULLs, row counts and effects.
CREATE TYPE company_type AS ENUM ('private', 'public');
CREATE DOMAIN short_name AS text CHECK (length(VALUE) < 20);
CREATE DOMAIN present_text AS text NOT NULL;
CREATE TYPE address AS (street text, zip integer);

CREATE TABLE company (
    id uuid PRIMARY KEY,
    name text NOT NULL UNIQUE,
    type company_type,
    motto text,
    founded date,
    employees integer NOT NULL DEFAULT 0,
    home address,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE employee (
    id uuid PRIMARY KEY,
    company_id uuid NOT NULL REFERENCES company (id),
    manager_id uuid REFERENCES employee (id) ON DELETE SET NULL,
    first_name text NOT NULL,
    last_name text,
    email text,
    salary numeric,
    active boolean NOT NULL DEFAULT true,
    tags text[] NOT NULL DEFAULT '{}',
    deleted_at timestamptz,
    UNIQUE (company_id, first_name)
);
CREATE UNIQUE INDEX employee_email_key ON employee (lower(email));
CREATE UNIQUE INDEX employee_live_last_name ON employee (last_name) WHERE deleted_at IS NULL;

CREATE TABLE badge (
    number integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    employee_id uuid REFERENCES employee (id) ON DELETE CASCADE ON UPDATE CASCADE,
    color short_name,
    doubled integer GENERATED ALWAYS AS (level * 2) STORED,
    level integer
);

CREATE TABLE badge_use (
    badge_number integer NOT NULL REFERENCES badge (number) ON DELETE CASCADE,
    at timestamp NOT NULL,
    door text,
    PRIMARY KEY (badge_number, at)
);

CREATE TABLE item (
    id bigint PRIMARY KEY,
    code text,
    price numeric(10, 2) CHECK (price IS NOT NULL AND price >= 0),
    data jsonb,
    note text UNIQUE,
    parts integer[]
);

CREATE TABLE event (
    id bigint NOT NULL,
    day date NOT NULL,
    kind text,
    PRIMARY KEY (id, day)
) PARTITION BY RANGE (day);
CREATE TABLE event_old PARTITION OF event FOR VALUES FROM (MINVALUE) TO ('2021-01-01');
CREATE TABLE event_new PARTITION OF event DEFAULT;

CREATE TABLE animal (id integer PRIMARY KEY, name text NOT NULL, legs integer);
CREATE TABLE bird (wings integer NOT NULL) INHERITS (animal);

CREATE VIEW staffed AS
    SELECT c.id, c.name, c.motto, e.id AS employee_id, e.first_name, e.last_name
    FROM company c JOIN employee e ON e.company_id = c.id;
CREATE VIEW headcount AS
    SELECT c.id, count(e.id) AS heads, max(e.salary) AS top
    FROM company c LEFT JOIN employee e ON e.company_id = c.id GROUP BY c.id;
CREATE VIEW active_employee AS SELECT * FROM employee WHERE active AND deleted_at IS NULL;
