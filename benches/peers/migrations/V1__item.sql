-- What is read: the measurements fill it with 1,000,000 rows.
CREATE TABLE item (
    id bigint PRIMARY KEY,
    name text NOT NULL,
    kind integer NOT NULL,
    price double precision NOT NULL,
    note text,
    created_at timestamptz NOT NULL
);
CREATE INDEX item_name ON item (name);

-- What is written.
CREATE TABLE entry (
    id bigint PRIMARY KEY,
    name text NOT NULL,
    kind integer NOT NULL,
    price double precision NOT NULL,
    note text,
    created_at timestamptz NOT NULL
);
