//! Stable identities for built-in objects whose OIDs `initdb` hands out anew in each build.
//!
//! OIDs below 10000 are assigned by hand in PostgreSQL's sources and never change. Above that, the same
//! object (say `information_schema.tables`) has another OID in every major: it gets a number of ours by
//! its name, so that one row serves all majors. Objects new in a major are numbered after those of the
//! majors before it, which keeps numbers when a major is added.

use std::collections::HashMap;

use crate::query::Server;

/// The first OID that is not assigned by hand (`FirstGenbkiObjectId`).
const FIRST_ASSIGNED: u32 = 10_000;

const QUERIES: [(&str, &str); 6] = [
    ("schema", "SELECT oid, nspname AS key FROM pg_namespace WHERE nspname <> 'public'"),
    (
        "type",
        "SELECT t.oid, nspname || '.' || CASE WHEN e.oid IS NULL THEN t.typname ELSE e.typname || '[]' END AS key
           FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
           LEFT JOIN pg_type e ON e.typarray = t.oid",
    ),
    (
        "function",
        "SELECT p.oid, nspname || '.' || proname || '(' || pg_get_function_identity_arguments(p.oid) || ')' AS key
           FROM pg_proc p JOIN pg_namespace n ON n.oid = pronamespace",
    ),
    (
        "relation",
        "SELECT c.oid, nspname || '.' || relname AS key
           FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace",
    ),
    (
        "collation",
        "SELECT c.oid, nspname || '.' || collname AS key
           FROM pg_collation c JOIN pg_namespace n ON n.oid = collnamespace",
    ),
    ("family", "SELECT oid, opfname || opfmethod AS key FROM pg_opfamily"),
];

/// The identity of an object by its kind, its major and its OID there.
pub(crate) struct Identities(HashMap<(&'static str, u32, u32), u32>);

impl Identities {
    pub(crate) async fn read(servers: &[Server]) -> Result<Self, tokio_postgres::Error> {
        let mut all = HashMap::new();
        for (kind, sql) in QUERIES {
            let mut numbers: HashMap<String, u32> = HashMap::new();
            for server in servers {
                let mut rows: Vec<(String, u32)> = Vec::new();
                for row in server.rows(sql).await? {
                    if row.oid("oid") >= FIRST_ASSIGNED {
                        rows.push((row.text("key").to_owned(), row.oid("oid")));
                    }
                }
                rows.sort();
                for (key, oid) in rows {
                    let next = FIRST_ASSIGNED + u32::try_from(numbers.len()).unwrap_or(0);
                    let number = *numbers.entry(key).or_insert(next);
                    assert!(
                        number < 16_384,
                        "numbers of built-in {kind}s must stay below the users'"
                    );
                    all.insert((kind, server.major, oid), number);
                }
            }
        }
        Ok(Self(all))
    }

    /// The identity of what has `oid` on `server`.
    pub(crate) fn of(&self, kind: &'static str, server: &Server, oid: u32) -> u32 {
        if oid < FIRST_ASSIGNED {
            return oid;
        }
        let found = self.0.get(&(kind, server.major, oid));
        *found.unwrap_or_else(|| panic!("no {kind} {oid} in major {}", server.major))
    }
}
