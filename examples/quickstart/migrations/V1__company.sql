CREATE TYPE company_type AS ENUM ('private', 'public');

CREATE TABLE company (
    id uuid PRIMARY KEY,
    name text CONSTRAINT company_name_key UNIQUE,
    type company_type,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);
