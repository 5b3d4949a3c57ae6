CREATE TABLE room (
    id integer PRIMARY KEY,
    name text NOT NULL UNIQUE,
    seats integer NOT NULL CHECK (seats > 0),
    CONSTRAINT "no round numbers" CHECK (seats % 100 <> 0)
);
CREATE UNIQUE INDEX one_name_in_any_case ON room (lower(name));

CREATE TABLE booking (
    id integer PRIMARY KEY,
    room_id integer NOT NULL REFERENCES room,
    during int4range NOT NULL,
    EXCLUDE USING gist (during WITH &&)
);
