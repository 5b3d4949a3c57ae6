-- Drops everything in the current database that is not the server's own. The schema `public` stays,
-- with its owner and grants, but for what is in it: only the database's owner could make it again.
DO $$
DECLARE
    item record;
BEGIN
    SET LOCAL client_min_messages = warning;
    FOR item IN
        SELECT nspname FROM pg_namespace n
         WHERE nspname !~ '^pg_' AND nspname NOT IN ('information_schema', 'public')
           AND NOT EXISTS (SELECT FROM pg_depend d
                            WHERE d.classid = 'pg_namespace'::regclass AND d.objid = n.oid AND d.deptype = 'e')
    LOOP
        EXECUTE format('DROP SCHEMA IF EXISTS %I CASCADE', item.nspname);
    END LOOP;
    -- Extensions first: their members are not dropped one by one. Those in pg_catalog came with the database.
    FOR item IN
        SELECT extname FROM pg_extension WHERE extnamespace <> 'pg_catalog'::regnamespace
    LOOP
        EXECUTE format('DROP EXTENSION IF EXISTS %I CASCADE', item.extname);
    END LOOP;
    -- What depends on the schema is in it; the server names each kind as DROP does.
    FOR item IN
        SELECT o.type, o.identity
          FROM pg_depend d
          CROSS JOIN LATERAL pg_identify_object(d.classid, d.objid, d.objsubid) AS o
         WHERE d.refclassid = 'pg_namespace'::regclass AND d.refobjid = 'public'::regnamespace
           AND d.deptype = 'n'
           AND o.type IN ('table', 'view', 'materialized view', 'sequence', 'foreign table', 'type',
                          'function', 'procedure', 'aggregate', 'operator', 'operator class',
                          'operator family', 'collation', 'conversion', 'statistics object',
                          'text search configuration', 'text search dictionary',
                          'text search parser', 'text search template')
    LOOP
        -- One drop may have taken others with it.
        EXECUTE format('DROP %s IF EXISTS %s CASCADE',
                       CASE item.type WHEN 'statistics object' THEN 'statistics' ELSE item.type END,
                       item.identity);
    END LOOP;
END
$$
