CREATE TABLE employee (
    id uuid PRIMARY KEY,
    company_id uuid NOT NULL REFERENCES company (id),
    first_name text NOT NULL,
    last_name text NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);

CREATE INDEX employee_company_id_idx ON employee (company_id);
