//! What a scope lets pass, and what it does not, however it is wrapped.

use crate::catalog::Catalog;
use crate::checked::Scope;
use crate::diagnostic::Code;
use crate::parts::{PartOptions, check};
use crate::snapshot::Snapshot;
use crate::syntax::ast::Param;

fn catalog() -> Catalog {
    let text = include_str!("../../../../tests/tenants/schema.json");
    // WHEN NOT MATCHED BY SOURCE came with 17.
    let text = text.replacen("\"server\": 15", "\"server\": 17", 1);
    Catalog::new(Snapshot::from_json(&text).expect("a snapshot")).expect("a catalog")
}

/// What is outside of the scope, as message at its words.
fn outside(catalog: &Catalog, sql: &str) -> Vec<String> {
    let parameter = Param::Name("tenant_id".to_owned());
    let options = PartOptions {
        not_null_parameters: vec![parameter.clone()],
        optional: vec!["a".to_owned(), "b".to_owned()],
        scope: Some(Scope { column: "tenant_id".to_owned(), parameter }),
        ..PartOptions::default()
    };
    let found = check(catalog, sql, &options);
    let verdict = found.refused.iter().chain(&found.checked.diagnostics);
    let verdict: Vec<_> = verdict.map(|diagnostic| &diagnostic.message).collect();
    assert!(verdict.is_empty(), "{sql}: {verdict:?}");
    let house = found.checked.house.iter().filter(|d| d.code == Code::OutOfScope);
    house.map(|d| format!("{}: {}", d.span.text(sql), d.message)).collect()
}

#[test]
fn what_is_restricted_passes() {
    let catalog = catalog();
    for sql in [
        "SELECT * FROM account WHERE tenant_id = :tenant_id",
        "SELECT * FROM account WHERE :tenant_id = tenant_id AND (name = 'a' OR name = 'b')",
        "SELECT * FROM account WHERE tenant_id IN (:tenant_id)",
        "SELECT * FROM account WHERE tenant_id IS NOT DISTINCT FROM :tenant_id",
        "SELECT * FROM account WHERE (tenant_id, email) = (:tenant_id, 'a')",
        "SELECT account FROM account WHERE tenant_id = :tenant_id FOR UPDATE",
        "SELECT * FROM country",
        "SELECT 1",
        // From one table to the next.
        "SELECT * FROM account a JOIN invoice i ON i.tenant_id = a.tenant_id AND i.account_id = a.id
          WHERE a.tenant_id = :tenant_id",
        "SELECT * FROM account a JOIN invoice i USING (tenant_id) WHERE tenant_id = :tenant_id",
        "SELECT * FROM account NATURAL JOIN invoice WHERE invoice.tenant_id = :tenant_id",
        "SELECT * FROM country c JOIN account a ON a.country = c.code AND a.tenant_id = :tenant_id",
        // Outer joins: the side that is filled up by its ON, the other one by WHERE.
        "SELECT * FROM account a LEFT JOIN invoice i ON i.account_id = a.id AND i.tenant_id = :tenant_id
          WHERE a.tenant_id = :tenant_id",
        "SELECT * FROM account a LEFT JOIN invoice i USING (tenant_id) WHERE tenant_id = :tenant_id",
        "SELECT * FROM invoice i RIGHT JOIN account a ON i.tenant_id = a.tenant_id
          WHERE a.tenant_id = :tenant_id",
        "SELECT * FROM account a FULL JOIN invoice i ON i.account_id = a.id
          WHERE a.tenant_id = :tenant_id AND i.tenant_id = :tenant_id",
        "SELECT * FROM country c LEFT JOIN (account a JOIN invoice i ON i.tenant_id = a.tenant_id)
            ON a.country = c.code AND a.tenant_id = :tenant_id",
        // Subqueries: by themselves, by the row around them, by the level around them.
        "SELECT (SELECT count(*) FROM invoice i WHERE i.tenant_id = a.tenant_id AND i.account_id = a.id)
           FROM account a WHERE a.tenant_id = :tenant_id",
        "SELECT * FROM account a WHERE a.tenant_id = :tenant_id
            AND EXISTS (SELECT FROM invoice i WHERE (i.tenant_id, i.account_id) = (a.tenant_id, a.id))",
        "SELECT * FROM account a, LATERAL (SELECT * FROM invoice i WHERE i.tenant_id = a.tenant_id LIMIT 1) i
          WHERE a.tenant_id = :tenant_id",
        "SELECT * FROM (SELECT * FROM account) a WHERE tenant_id = :tenant_id",
        "SELECT * FROM (SELECT tenant_id, count(*) FROM account GROUP BY tenant_id) a WHERE tenant_id = :tenant_id",
        "SELECT * FROM (SELECT tenant_id FROM account UNION ALL SELECT tenant_id FROM invoice) a
          WHERE tenant_id = :tenant_id",
        "SELECT * FROM (SELECT tenant_id, row_number() OVER (PARTITION BY tenant_id ORDER BY id) FROM account) a
          WHERE tenant_id = :tenant_id",
        "SELECT id FROM account WHERE tenant_id = :tenant_id
          UNION SELECT account_id FROM invoice WHERE tenant_id = :tenant_id",
        // Common table expressions.
        "WITH a AS (SELECT id, tenant_id FROM account WHERE tenant_id = :tenant_id)
         SELECT * FROM a JOIN invoice i ON i.tenant_id = a.tenant_id",
        "WITH a AS (SELECT id, :tenant_id::uuid AS t FROM account WHERE tenant_id = :tenant_id)
         SELECT * FROM invoice i WHERE i.tenant_id = (SELECT :tenant_id::uuid) AND i.tenant_id IN (:tenant_id)
            AND EXISTS (SELECT FROM a, note n WHERE n.tenant_id = a.t)",
        "WITH RECURSIVE a AS (
             SELECT id, tenant_id FROM account WHERE tenant_id = :tenant_id
             UNION SELECT n.account_id, n.tenant_id FROM note n JOIN a ON n.tenant_id = a.tenant_id)
         SELECT * FROM a",
        "WITH gone AS (DELETE FROM invoice WHERE tenant_id = :tenant_id RETURNING *)
         SELECT * FROM gone JOIN account a ON a.tenant_id = gone.tenant_id",
        // Views that show the column of all that they read.
        "SELECT * FROM account_total WHERE tenant_id = :tenant_id",
        "SELECT * FROM ONLY record",
        // Writes.
        "INSERT INTO template (name, tenant_id, text) VALUES ('a', :tenant_id, 'b'), ('c', :tenant_id, 'd')",
        "INSERT INTO template (name, tenant_id, text)
         SELECT email, tenant_id, 'b' FROM account WHERE tenant_id = :tenant_id",
        "INSERT INTO template (name, tenant_id, text) VALUES ('a', :tenant_id, 'b') ON CONFLICT DO NOTHING",
        "INSERT INTO template (name, tenant_id, text) VALUES ('a', :tenant_id, 'b')
         ON CONFLICT (name) DO UPDATE SET text = excluded.text WHERE template.tenant_id = excluded.tenant_id",
        "INSERT INTO invoice (tenant_id, number, account_id, total)
         SELECT tenant_id, 1, id, 2 FROM account WHERE tenant_id = :tenant_id
         ON CONFLICT (tenant_id, number) DO UPDATE SET total = (SELECT max(i.total) FROM invoice i
             WHERE i.tenant_id = invoice.tenant_id)",
        "UPDATE account SET name = 'a', tenant_id = tenant_id WHERE tenant_id = :tenant_id
         RETURNING (SELECT count(*) FROM invoice i WHERE i.tenant_id = account.tenant_id)",
        "UPDATE account a SET name = 'a' FROM invoice i
          WHERE i.tenant_id = a.tenant_id AND a.tenant_id = :tenant_id",
        "DELETE FROM invoice WHERE number = 7 AND tenant_id = :tenant_id RETURNING *",
        "MERGE INTO template t
         USING (SELECT * FROM account WHERE tenant_id = :tenant_id) a
            ON t.name = a.email AND t.tenant_id = a.tenant_id
          WHEN MATCHED THEN UPDATE SET text = a.email
          WHEN NOT MATCHED THEN INSERT (name, tenant_id, text) VALUES (a.email, a.tenant_id, 'a')
          WHEN NOT MATCHED BY SOURCE AND t.tenant_id = :tenant_id THEN DELETE",
        // Parts.
        "SELECT * FROM account WHERE tenant_id = :tenant_id { AND name = :a } { AND email = :b }",
        "SELECT * FROM account a WHERE tenant_id = :tenant_id
         { AND EXISTS (SELECT FROM note n WHERE n.tenant_id = a.tenant_id AND n.text = :a) }",
    ] {
        assert_eq!(outside(&catalog, sql), [""; 0], "{sql}");
    }
}

/// Invoices go with their account as well, by a foreign key that holds the tenant.
#[test]
fn a_foreign_key_that_holds_the_column_may_act() {
    let sql = "DELETE FROM account WHERE tenant_id = :tenant_id";
    let message = "account: by the foreign key note_account_id_fkey this can change rows of note of another \
                   tenant_id";
    assert_eq!(outside(&catalog(), sql), [message]);
}

#[test]
fn what_is_not_restricted_is_refused() {
    let catalog = catalog();
    let rows = |name: &str| format!("rows of {name} are not restricted to :tenant_id");
    for (sql, at, message) in [
        ("TABLE account", "account", rows("account")),
        ("SELECT 1 FROM account", "account", rows("account")),
        ("SELECT account FROM account", "account", rows("account")),
        ("SELECT count(*) FROM account WHERE tenant_id <> :tenant_id", "account", rows("account")),
        (
            "SELECT * FROM account WHERE tenant_id = :tenant_id OR name = 'a'",
            "account",
            rows("account"),
        ),
        ("SELECT * FROM account WHERE NOT tenant_id = :tenant_id", "account", rows("account")),
        (
            "SELECT * FROM account WHERE tenant_id = coalesce(:tenant_id, tenant_id)",
            "account",
            rows("account"),
        ),
        (
            "SELECT * FROM account WHERE tenant_id IN (:tenant_id, '6f4f2b0e-0e0f-4b5c-8f9a-2d1c3b4a5968')",
            "account",
            rows("account"),
        ),
        ("SELECT * FROM account WHERE tenant_id = :a", "account", rows("account")),
        ("SELECT * FROM account WHERE tenant_id = id", "account", rows("account")),
        ("SELECT * FROM template WHERE text COLLATE \"C\" = 'a'", "template", rows("template")),
        (
            "SELECT * FROM account WHERE tenant_id = (SELECT tenant_id FROM invoice LIMIT 1)",
            "account",
            rows("account"),
        ),
        // Joins.
        (
            "SELECT * FROM account a, invoice i WHERE a.tenant_id = :tenant_id AND i.account_id = a.id",
            "invoice i",
            rows("invoice"),
        ),
        (
            "SELECT * FROM account a LEFT JOIN invoice i ON i.tenant_id = a.tenant_id AND a.tenant_id = :tenant_id",
            "account a",
            rows("account"),
        ),
        (
            "SELECT * FROM account a LEFT JOIN invoice i ON i.account_id = a.id WHERE a.tenant_id = :tenant_id",
            "invoice i",
            rows("invoice"),
        ),
        (
            "SELECT * FROM account a FULL JOIN invoice i ON i.tenant_id = :tenant_id AND a.tenant_id = :tenant_id
              WHERE a.tenant_id = :tenant_id",
            "invoice i",
            rows("invoice"),
        ),
        (
            "SELECT * FROM account a LEFT JOIN invoice i ON i.tenant_id IS NOT DISTINCT FROM a.tenant_id
              WHERE a.tenant_id = :tenant_id",
            "invoice i",
            rows("invoice"),
        ),
        // Subqueries, wherever they stand.
        (
            "SELECT (SELECT count(*) FROM invoice) FROM account WHERE tenant_id = :tenant_id",
            "invoice",
            rows("invoice"),
        ),
        (
            "SELECT 1 WHERE EXISTS (SELECT FROM invoice i WHERE i.total > 0)",
            "invoice i",
            rows("invoice"),
        ),
        (
            "SELECT name FROM country ORDER BY (SELECT count(*) FROM account WHERE country = code)",
            "account",
            rows("account"),
        ),
        ("SELECT name FROM country LIMIT (SELECT count(*) FROM note)", "note", rows("note")),
        (
            "SELECT name FROM country GROUP BY name HAVING count(*) > (SELECT count(*) FROM note)",
            "note",
            rows("note"),
        ),
        (
            "SELECT * FROM country c, LATERAL (SELECT * FROM account a WHERE a.country = c.code) a",
            "account a",
            rows("account"),
        ),
        (
            "SELECT * FROM generate_series(1, (SELECT count(*) FROM note)) n",
            "note",
            rows("note"),
        ),
        ("VALUES ((SELECT max(total) FROM invoice))", "invoice", rows("invoice")),
        // From outside a condition comes too late.
        (
            "SELECT * FROM (SELECT * FROM account ORDER BY id LIMIT 9) a WHERE tenant_id = :tenant_id",
            "account",
            rows("account"),
        ),
        (
            "SELECT * FROM (SELECT tenant_id, rank() OVER (ORDER BY id) FROM account) a
              WHERE tenant_id = :tenant_id",
            "account",
            rows("account"),
        ),
        (
            "SELECT * FROM (SELECT DISTINCT ON (email) * FROM account) a WHERE tenant_id = :tenant_id",
            "account",
            rows("account"),
        ),
        (
            "SELECT * FROM (SELECT a.tenant_id, i.total FROM account a, invoice i) a WHERE tenant_id = :tenant_id",
            "invoice i",
            rows("invoice"),
        ),
        (
            "SELECT * FROM (SELECT coalesce(tenant_id, id) AS tenant_id FROM account) a
              WHERE tenant_id = :tenant_id",
            "account",
            rows("account"),
        ),
        (
            "SELECT id FROM account WHERE tenant_id = :tenant_id EXCEPT SELECT account_id FROM note",
            "note",
            rows("note"),
        ),
        (
            "WITH a AS (SELECT * FROM account) SELECT * FROM a WHERE tenant_id = :tenant_id",
            "account",
            rows("account"),
        ),
        (
            "WITH a AS (SELECT * FROM account) SELECT 1",
            "account",
            rows("account"),
        ),
        (
            "WITH RECURSIVE a AS (
                 SELECT id, tenant_id FROM account WHERE tenant_id = :tenant_id
                 UNION SELECT n.account_id, a.id FROM note n JOIN a ON n.tenant_id = a.tenant_id)
             SELECT * FROM a",
            "note n",
            rows("note"),
        ),
        // Views.
        (
            "SELECT * FROM account_total",
            "account_total",
            rows("account_total"),
        ),
        (
            "SELECT * FROM address",
            "address",
            "the view address reads account, which is not restricted to :tenant_id".to_owned(),
        ),
        (
            "SELECT * FROM account_notes WHERE tenant_id = :tenant_id",
            "account_notes",
            "the view account_notes reads note, which is not restricted to :tenant_id".to_owned(),
        ),
        (
            "SELECT * FROM largest WHERE tenant_id = :tenant_id",
            "largest",
            "the view largest reads invoice, which is not restricted to :tenant_id".to_owned(),
        ),
        (
            "SELECT * FROM record",
            "record",
            "rows of record include those of tenant_record, which are not restricted to :tenant_id".to_owned(),
        ),
        // Writes.
        (
            "INSERT INTO template (name, text) VALUES ('a', 'b')",
            "template",
            "rows are written to template with another tenant_id than :tenant_id".to_owned(),
        ),
        (
            "INSERT INTO template (name, tenant_id, text) VALUES ('a', :tenant_id, 'b'), ('a', DEFAULT, 'b')",
            "template",
            "rows are written to template with another tenant_id than :tenant_id".to_owned(),
        ),
        (
            "INSERT INTO template DEFAULT VALUES",
            "template",
            "rows are written to template with another tenant_id than :tenant_id".to_owned(),
        ),
        (
            "INSERT INTO template (name, tenant_id, text)
             SELECT email, id, 'b' FROM account WHERE tenant_id = :tenant_id",
            "template",
            "rows are written to template with another tenant_id than :tenant_id".to_owned(),
        ),
        (
            "INSERT INTO template (name, tenant_id, text) VALUES ('a', :tenant_id, 'b')
             ON CONFLICT (name) DO UPDATE SET text = excluded.text",
            "template",
            "DO UPDATE can change rows of template of another tenant_id".to_owned(),
        ),
        (
            "INSERT INTO address VALUES ('a')",
            "address",
            "rows are written to account through address, which does not show tenant_id".to_owned(),
        ),
        ("UPDATE account SET name = 'a' WHERE true", "account", rows("account")),
        (
            "UPDATE account SET tenant_id = id WHERE tenant_id = :tenant_id",
            "id",
            "this moves rows of account to another tenant_id".to_owned(),
        ),
        (
            "UPDATE template SET tenant_id = DEFAULT WHERE tenant_id = :tenant_id",
            "DEFAULT",
            "this moves rows of template to another tenant_id".to_owned(),
        ),
        (
            "UPDATE country SET name = a.email FROM account a WHERE a.country = code",
            "account a",
            rows("account"),
        ),
        (
            "DELETE FROM invoice i USING account a WHERE i.account_id = a.id AND i.tenant_id = :tenant_id",
            "account a",
            rows("account"),
        ),
        (
            "UPDATE account SET id = gen_random_uuid() WHERE tenant_id = :tenant_id
             RETURNING (SELECT count(*) FROM note)",
            "note",
            rows("note"),
        ),
        (
            "DELETE FROM account WHERE tenant_id = :tenant_id",
            "account",
            "by the foreign key note_account_id_fkey this can change rows of note of another tenant_id"
                .to_owned(),
        ),
        (
            "MERGE INTO template t USING country c ON t.name = c.code WHEN MATCHED THEN DELETE",
            "template t",
            rows("template"),
        ),
        (
            "MERGE INTO template t USING country c ON t.name = c.code AND t.tenant_id = :tenant_id
              WHEN NOT MATCHED THEN INSERT (name, text) VALUES (c.code, 'a')",
            "template t",
            "rows are written to template with another tenant_id than :tenant_id".to_owned(),
        ),
        (
            "MERGE INTO template t USING country c ON t.name = c.code AND t.tenant_id = :tenant_id
              WHEN NOT MATCHED BY SOURCE THEN DELETE",
            "template t",
            "WHEN NOT MATCHED BY SOURCE is about rows of template of any tenant_id".to_owned(),
        ),
        (
            "MERGE INTO country c USING account a ON c.code = a.country AND a.tenant_id = :tenant_id
              WHEN NOT MATCHED THEN INSERT VALUES (a.email, a.email)",
            "account a",
            rows("account"),
        ),
        // Parts: what may be missing restricts nothing, and what may widen does.
        (
            "SELECT * FROM account WHERE true { AND tenant_id = :tenant_id AND name = :a }",
            "account",
            rows("account"),
        ),
        (
            "SELECT * FROM account WHERE tenant_id = :tenant_id { OR name = :a }",
            "account",
            rows("account"),
        ),
        (
            "SELECT * FROM country c, (VALUES ('6f4f2b0e-0e0f-4b5c-8f9a-2d1c3b4a5968'::uuid)) v (t) WHERE true
             { AND v.t = :tenant_id AND c.name = :a }
             { AND EXISTS (SELECT FROM note n WHERE n.tenant_id = v.t AND n.text = :b) }",
            "note n",
            rows("note"),
        ),
        (
            "SELECT * FROM (SELECT * FROM account { LIMIT :a }) s WHERE s.tenant_id = :tenant_id",
            "account",
            rows("account"),
        ),
    ] {
        let found = outside(&catalog, sql);
        assert!(found.contains(&format!("{at}: {message}")), "{sql}: {found:?}");
    }
}

/// Nesting costs neither the stack nor for ever.
#[test]
fn deep_and_wide_statements_are_judged() {
    let catalog = catalog();
    let mut deep = "SELECT * FROM account WHERE tenant_id = :tenant_id".to_owned();
    for level in 0..40 {
        deep = format!("SELECT * FROM ({deep}) s{level} WHERE s{level}.tenant_id = :tenant_id");
    }
    assert!(outside(&catalog, &deep).is_empty());
    let side = "SELECT id FROM account WHERE tenant_id = :tenant_id";
    assert!(outside(&catalog, &vec![side; 200].join(" UNION ALL ")).is_empty());
    let mut nested = "SELECT id FROM account WHERE tenant_id = :tenant_id".to_owned();
    for level in 0..24 {
        nested = format!(
            "WITH RECURSIVE r{level} AS ({nested} UNION SELECT r{level}.id FROM r{level}) SELECT id FROM r{level}"
        );
    }
    // Whatever is said of it, it is said.
    outside(&catalog, &nested);
}
