-- Extensions that come with PostgreSQL, in schemas on and off the search path, and one like PostGIS made by hand.
CREATE EXTENSION citext;
CREATE EXTENSION hstore;
CREATE EXTENSION ltree;
CREATE EXTENSION pg_trgm;
CREATE EXTENSION intarray;
CREATE EXTENSION cube;
CREATE EXTENSION earthdistance;
CREATE EXTENSION seg;
CREATE EXTENSION isn;
CREATE EXTENSION pgcrypto;
CREATE EXTENSION "uuid-ossp";
CREATE EXTENSION unaccent;
CREATE EXTENSION fuzzystrmatch;
CREATE EXTENSION tablefunc;
CREATE EXTENSION btree_gist;
CREATE EXTENSION lo;
CREATE SCHEMA off_path;
CREATE EXTENSION dblink SCHEMA off_path;

CREATE TABLE account (
    id integer PRIMARY KEY,
    email citext NOT NULL UNIQUE,
    emails citext[],
    settings hstore,
    path ltree,
    paths ltree[],
    pattern lquery,
    words ltxtquery,
    numbers integer[],
    spot cube,
    extent seg,
    book isbn13,
    upc upc,
    blob lo,
    plain text,
    short varchar(10)
);
CREATE DOMAIN email_address AS citext CHECK (VALUE LIKE '%@%');
CREATE TABLE mailbox (address email_address PRIMARY KEY, labels hstore[] NOT NULL DEFAULT '{}');

-- A base type with everything a geometry extension gives it, in a schema that is not on the search path.
CREATE SCHEMA geo;
CREATE TYPE geo.geometry;
CREATE FUNCTION geo.geometry_in(cstring) RETURNS geo.geometry LANGUAGE internal IMMUTABLE STRICT AS 'textin';
CREATE FUNCTION geo.geometry_out(geo.geometry) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'textout';
CREATE FUNCTION geo.geometry_modifier_in(cstring[]) RETURNS integer LANGUAGE internal IMMUTABLE STRICT AS 'varchartypmodin';
CREATE FUNCTION geo.geometry_modifier_out(integer) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'varchartypmodout';
CREATE TYPE geo.geometry (INPUT = geo.geometry_in, OUTPUT = geo.geometry_out, TYPMOD_IN = geo.geometry_modifier_in, TYPMOD_OUT = geo.geometry_modifier_out, INTERNALLENGTH = VARIABLE, ALIGNMENT = int4);
CREATE TYPE geo.geography;
CREATE FUNCTION geo.geography_in(cstring) RETURNS geo.geography LANGUAGE internal IMMUTABLE STRICT AS 'textin';
CREATE FUNCTION geo.geography_out(geo.geography) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'textout';
CREATE TYPE geo.geography (INPUT = geo.geography_in, OUTPUT = geo.geography_out, INTERNALLENGTH = VARIABLE, ALIGNMENT = int4, CATEGORY = 'G', PREFERRED = true);
CREATE TYPE geo.box2d;
CREATE FUNCTION geo.box2d_in(cstring) RETURNS geo.box2d LANGUAGE internal IMMUTABLE STRICT AS 'textin';
CREATE FUNCTION geo.box2d_out(geo.box2d) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'textout';
CREATE TYPE geo.box2d (INPUT = geo.box2d_in, OUTPUT = geo.box2d_out, INTERNALLENGTH = VARIABLE, ALIGNMENT = int4);
CREATE CAST (geo.geometry AS geo.geography) WITHOUT FUNCTION AS IMPLICIT;
CREATE FUNCTION geo.geometry(geo.geography) RETURNS geo.geometry LANGUAGE sql IMMUTABLE STRICT AS 'SELECT $1::text::geo.geometry';
CREATE FUNCTION geo.geometry(geo.geometry, integer, boolean) RETURNS geo.geometry LANGUAGE sql IMMUTABLE STRICT AS 'SELECT $1';
CREATE FUNCTION geo.geometry(text) RETURNS geo.geometry LANGUAGE sql IMMUTABLE STRICT AS 'SELECT NULL::geo.geometry';
CREATE FUNCTION geo.geometry(bytea) RETURNS geo.geometry LANGUAGE sql IMMUTABLE STRICT AS 'SELECT NULL::geo.geometry';
CREATE FUNCTION geo.box2d(geo.geometry) RETURNS geo.box2d LANGUAGE sql IMMUTABLE STRICT AS 'SELECT NULL::geo.box2d';
CREATE FUNCTION geo.text(geo.geometry) RETURNS text LANGUAGE sql IMMUTABLE STRICT AS 'SELECT ''''::text';
CREATE CAST (geo.geography AS geo.geometry) WITH FUNCTION geo.geometry(geo.geography);
CREATE CAST (geo.geometry AS geo.geometry) WITH FUNCTION geo.geometry(geo.geometry, integer, boolean) AS IMPLICIT;
CREATE CAST (text AS geo.geometry) WITH FUNCTION geo.geometry(text) AS IMPLICIT;
CREATE CAST (bytea AS geo.geometry) WITH FUNCTION geo.geometry(bytea) AS IMPLICIT;
CREATE CAST (geo.geometry AS geo.box2d) WITH FUNCTION geo.box2d(geo.geometry) AS IMPLICIT;
CREATE CAST (geo.geometry AS text) WITH FUNCTION geo.text(geo.geometry) AS IMPLICIT;
CREATE FUNCTION geo.overlaps(geo.geometry, geo.geometry) RETURNS boolean LANGUAGE sql IMMUTABLE STRICT AS 'SELECT true';
CREATE FUNCTION geo.overlaps(geo.box2d, geo.geometry) RETURNS boolean LANGUAGE sql IMMUTABLE STRICT AS 'SELECT true';
CREATE FUNCTION geo.overlaps(geo.geography, geo.geography) RETURNS boolean LANGUAGE sql IMMUTABLE STRICT AS 'SELECT true';
CREATE OPERATOR geo.&& (LEFTARG = geo.geometry, RIGHTARG = geo.geometry, FUNCTION = geo.overlaps, COMMUTATOR = OPERATOR(geo.&&));
CREATE OPERATOR geo.&& (LEFTARG = geo.box2d, RIGHTARG = geo.geometry, FUNCTION = geo.overlaps);
CREATE OPERATOR geo.&& (LEFTARG = geo.geography, RIGHTARG = geo.geography, FUNCTION = geo.overlaps, COMMUTATOR = OPERATOR(geo.&&));
CREATE FUNCTION geo.distance(geo.geometry, geo.geometry) RETURNS double precision LANGUAGE sql IMMUTABLE STRICT AS 'SELECT 1.0::float8';
CREATE OPERATOR geo.<-> (LEFTARG = geo.geometry, RIGHTARG = geo.geometry, FUNCTION = geo.distance, COMMUTATOR = OPERATOR(geo.<->));
CREATE FUNCTION geo.st_makepoint(double precision, double precision) RETURNS geo.geometry LANGUAGE sql IMMUTABLE STRICT AS 'SELECT NULL::geo.geometry';
CREATE FUNCTION geo.st_makepoint(double precision, double precision, double precision) RETURNS geo.geometry LANGUAGE sql IMMUTABLE STRICT AS 'SELECT NULL::geo.geometry';
CREATE FUNCTION geo.st_setsrid(geom geo.geometry, srid integer) RETURNS geo.geometry LANGUAGE sql IMMUTABLE STRICT AS 'SELECT $1';
CREATE FUNCTION geo.st_setsrid(geog geo.geography, srid integer) RETURNS geo.geography LANGUAGE sql IMMUTABLE STRICT AS 'SELECT $1';
CREATE FUNCTION geo.st_distance(geom1 geo.geometry, geom2 geo.geometry) RETURNS double precision LANGUAGE sql IMMUTABLE STRICT AS 'SELECT 1.0::float8';
CREATE FUNCTION geo.st_distance(geog1 geo.geography, geog2 geo.geography, use_spheroid boolean DEFAULT true) RETURNS double precision LANGUAGE sql IMMUTABLE STRICT AS 'SELECT 1.0::float8';
CREATE FUNCTION geo.st_distance(text, text) RETURNS double precision LANGUAGE sql IMMUTABLE STRICT AS 'SELECT 1.0::float8';
CREATE FUNCTION geo.st_dwithin(geom1 geo.geometry, geom2 geo.geometry, distance double precision) RETURNS boolean LANGUAGE sql IMMUTABLE STRICT AS 'SELECT true';
CREATE FUNCTION geo.st_dwithin(geog1 geo.geography, geog2 geo.geography, tolerance double precision, use_spheroid boolean DEFAULT true) RETURNS boolean LANGUAGE sql IMMUTABLE STRICT AS 'SELECT true';
CREATE FUNCTION geo.st_astext(geo.geometry) RETURNS text LANGUAGE sql IMMUTABLE STRICT AS 'SELECT ''''::text';
CREATE FUNCTION geo.st_astext(geo.geometry, integer) RETURNS text LANGUAGE sql IMMUTABLE STRICT AS 'SELECT ''''::text';
CREATE FUNCTION geo.st_astext(geo.geography) RETURNS text LANGUAGE sql IMMUTABLE STRICT AS 'SELECT ''''::text';
CREATE FUNCTION geo.st_astext(text) RETURNS text LANGUAGE sql IMMUTABLE STRICT AS 'SELECT ''''::text';
CREATE FUNCTION geo.st_asgeojson(geom geo.geometry, maxdecimaldigits integer DEFAULT 9, options integer DEFAULT 8) RETURNS text LANGUAGE sql IMMUTABLE STRICT AS 'SELECT ''''::text';
CREATE FUNCTION geo.st_asgeojson(r record, geom_column text DEFAULT '', maxdecimaldigits integer DEFAULT 9, pretty boolean DEFAULT false) RETURNS text LANGUAGE internal STABLE STRICT AS 'row_to_json';
CREATE TYPE geo.geometry_dump AS (path integer[], geom geo.geometry);
CREATE FUNCTION geo.st_dump(geo.geometry) RETURNS SETOF geo.geometry_dump LANGUAGE sql IMMUTABLE STRICT AS 'SELECT NULL::integer[], $1';
CREATE FUNCTION geo.union_step(geo.geometry, geo.geometry) RETURNS geo.geometry LANGUAGE sql IMMUTABLE AS 'SELECT $1';
CREATE AGGREGATE geo.st_union (geo.geometry) (SFUNC = geo.union_step, STYPE = geo.geometry);
CREATE FUNCTION geo.st_union(geo.geometry, geo.geometry) RETURNS geo.geometry LANGUAGE sql IMMUTABLE STRICT AS 'SELECT $1';
CREATE FUNCTION geo.st_union(geo.geometry[]) RETURNS geo.geometry LANGUAGE sql IMMUTABLE STRICT AS 'SELECT $1[1]';
CREATE AGGREGATE geo.st_extent (geo.geometry) (SFUNC = geo.union_step, STYPE = geo.geometry);
CREATE TABLE place (id integer PRIMARY KEY, name text, spot geo.geometry(10), sphere geo.geography, zone geo.box2d, spots geo.geometry[]);
