CREATE TYPE company_type AS ENUM ('private', 'public', 'non-profit');

CREATE TABLE company (
    id uuid PRIMARY KEY,
    name text NOT NULL CONSTRAINT company_name_key UNIQUE,
    type company_type,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);

CREATE TABLE employee (
    id uuid PRIMARY KEY,
    company_id uuid NOT NULL REFERENCES company,
    name text NOT NULL,
    email text CONSTRAINT employee_email_key UNIQUE,
    salary numeric(12, 2),
    hired date NOT NULL,
    skills text[] NOT NULL DEFAULT '{}',
    settings jsonb,
    photo bytea
);

-- Goes with its employee.
CREATE TABLE badge (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    employee_id uuid NOT NULL REFERENCES employee ON DELETE CASCADE,
    label text NOT NULL DEFAULT 'visitor',
    printed boolean NOT NULL DEFAULT false
);

-- Outlives it.
CREATE TABLE desk (
    id serial PRIMARY KEY,
    employee_id uuid REFERENCES employee ON DELETE SET NULL,
    floor smallint NOT NULL
);

-- A key of two columns.
CREATE TABLE membership (
    company_id uuid NOT NULL REFERENCES company,
    account text NOT NULL,
    role text NOT NULL,
    PRIMARY KEY (company_id, account)
);

-- No key at all.
CREATE TABLE event (
    happened_at timestamp NOT NULL,
    what text NOT NULL
);

-- Nothing but a key.
CREATE TABLE tag (
    name text PRIMARY KEY
);

CREATE VIEW headcount AS
    SELECT c.id, c.name, count(e.id) AS employees
      FROM company c LEFT JOIN employee e ON e.company_id = c.id
     GROUP BY c.id, c.name;

CREATE SCHEMA hr;

CREATE DOMAIN hr.grade AS integer CHECK (VALUE BETWEEN 1 AND 9);

CREATE TABLE hr.position (
    id integer PRIMARY KEY,
    title varchar(80) NOT NULL,
    grade hr.grade NOT NULL,
    "order" integer,
    "Weird Name" text
);
