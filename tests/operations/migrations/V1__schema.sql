CREATE TYPE grade AS ENUM ('low', 'high');

CREATE DOMAIN positive AS integer CHECK (VALUE > 0);

-- Eight columns of as many types.
CREATE TABLE item (
    id uuid PRIMARY KEY,
    name text NOT NULL,
    code text CONSTRAINT item_code_key UNIQUE,
    quantity positive NOT NULL,
    price numeric(12, 2),
    grade grade,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);

-- A key of two columns.
CREATE TABLE label (
    owner text,
    name text,
    weight integer,
    PRIMARY KEY (owner, name)
);

-- What the database fills, and arrays.
CREATE TABLE note (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    body text NOT NULL,
    words text[] NOT NULL,
    marks integer[],
    state text NOT NULL DEFAULT 'draft'
);

-- Times as seconds since 1970.
CREATE TABLE reading (
    id uuid PRIMARY KEY,
    value double precision NOT NULL,
    created_at double precision NOT NULL,
    updated_at double precision NOT NULL
);

-- Refers to itself and to others.
CREATE TABLE part (
    id uuid PRIMARY KEY,
    item_id uuid NOT NULL REFERENCES item,
    parent_id uuid REFERENCES part,
    name text NOT NULL
);

-- Row security: COPY refuses such a table.
CREATE TABLE secret (
    id integer PRIMARY KEY,
    text text NOT NULL
);
ALTER TABLE secret ENABLE ROW LEVEL SECURITY;
