-- Shared by all tenants.
CREATE TABLE country (
    code text PRIMARY KEY,
    name text NOT NULL
);

CREATE TABLE account (
    id uuid PRIMARY KEY,
    tenant_id uuid NOT NULL,
    email text NOT NULL,
    name text,
    country text REFERENCES country,
    deleted_at timestamptz,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    CONSTRAINT account_email_key UNIQUE (tenant_id, email),
    UNIQUE (tenant_id, id)
);

-- The tenant is part of its keys.
CREATE TABLE invoice (
    tenant_id uuid NOT NULL,
    number integer NOT NULL,
    account_id uuid NOT NULL,
    total numeric(12, 2) NOT NULL,
    PRIMARY KEY (tenant_id, number),
    FOREIGN KEY (tenant_id, account_id) REFERENCES account (tenant_id, id) ON DELETE CASCADE
);

-- Its foreign key does not know of tenants.
CREATE TABLE note (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tenant_id uuid NOT NULL,
    account_id uuid NOT NULL REFERENCES account ON DELETE CASCADE,
    text text NOT NULL
);

-- Moves with its tenant, as a row can that has NULL for one.
CREATE TABLE template (
    name text PRIMARY KEY,
    tenant_id uuid,
    text varchar(200) NOT NULL
);

CREATE VIEW account_total AS
    SELECT a.tenant_id, a.id, a.email, count(i.number) AS invoices, sum(i.total) AS total
      FROM account a LEFT JOIN invoice i ON i.tenant_id = a.tenant_id AND i.account_id = a.id
     GROUP BY a.id;

-- Shows the tenant of one of its tables only.
CREATE VIEW account_notes AS
    SELECT a.tenant_id, a.id, (SELECT count(*) FROM note n WHERE n.account_id = a.id) AS notes
      FROM account a;

-- Does not show it.
CREATE VIEW address AS
    SELECT email FROM account;

CREATE VIEW largest AS
    SELECT tenant_id, number, total FROM invoice ORDER BY total DESC LIMIT 10;

CREATE TABLE record (
    id integer NOT NULL
);

CREATE TABLE tenant_record (
    tenant_id uuid NOT NULL
) INHERITS (record);
