CREATE EXTENSION citext;
CREATE EXTENSION cube;

CREATE TABLE document (
    id uuid PRIMARY KEY,
    title citext NOT NULL CONSTRAINT document_title_key UNIQUE,
    embedding cube,
    others cube[] NOT NULL
);
