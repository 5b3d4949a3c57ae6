//! A scope isolates: statements made up at random that are accepted in a scope give the same rows whatever rows
//! other tenants have, and never change one of them.
//!
//! `ISOLATION_SEED` repeats a run, `ISOLATION_CASES` makes it longer.

// The figures are what the run is for.
#![allow(clippy::print_stdout)]

mod support;

use fastrand::Rng;
use query_check::catalog::Catalog;
use query_check::checked::{CheckOptions, Checked, Scope};
use query_check::syntax::ast::Param;
use support::{Database, setting};
use tokio_postgres::{Client, Error, SimpleQueryMessage};

const SCHEMA: &str = "
    CREATE TABLE a (tenant int NOT NULL, id int NOT NULL, x int, UNIQUE (tenant, id));
    CREATE TABLE b (tenant int, id int NOT NULL, x int);
    CREATE TABLE c (id int NOT NULL, x int);
    CREATE TABLE d (tenant int, id int PRIMARY KEY, x int);
    CREATE VIEW v AS SELECT a.tenant, a.id, count(b.x)::int AS x
      FROM a LEFT JOIN b ON b.tenant = a.tenant AND b.id = a.id GROUP BY a.tenant, a.id;
    CREATE VIEW w AS SELECT a.tenant, a.id, b.x FROM a JOIN b ON b.id = a.id;
    CREATE VIEW z AS SELECT id, x FROM b;";

/// The states of the database: what tenant 1 and nobody have is the same in each.
const STATES: [&str; 3] = ["public", "others", "alone"];

/// Statements made up at random.
struct Maker<'r> {
    rng: &'r mut Rng,
    aliases: u32,
}

/// An entry of FROM: its alias, and whether it has the column.
type Entry = (String, bool);

impl Maker<'_> {
    fn one_of<'t>(&mut self, texts: &[&'t str]) -> &'t str {
        texts[self.rng.usize(..texts.len())]
    }

    fn chance(&mut self, percent: u32) -> bool {
        self.rng.u32(..100) < percent
    }

    fn entry(&mut self, depth: u32, around: &[Entry]) -> (String, Entry) {
        self.aliases += 1;
        let alias = format!("e{}", self.aliases);
        if depth > 0 && self.chance(30) {
            let lateral = self.chance(30);
            let around = if lateral { around } else { &[] };
            let query = self.query(depth - 1, around);
            let lateral = if lateral { "LATERAL " } else { "" };
            return (format!("{lateral}({query}) {alias}"), (alias, true));
        }
        let table = self.one_of(&["a", "b", "a", "b", "d", "v", "c", "w", "z"]);
        (format!("{table} {alias}"), (alias, !matches!(table, "c" | "z")))
    }

    fn condition(&mut self, depth: u32, own: &[Entry], around: &[Entry]) -> String {
        let all: Vec<Entry> = own.iter().chain(around).cloned().collect();
        let mut terms: Vec<String> = Vec::new();
        // Most statements are meant to stay in their scope.
        for (alias, has_tenant) in own {
            if *has_tenant && self.chance(60) {
                terms.push(match self.rng.u32(..6) {
                    0 => format!(":tenant = {alias}.tenant"),
                    1 => format!("{alias}.tenant IS NOT DISTINCT FROM :tenant"),
                    _ => format!("{alias}.tenant = :tenant"),
                });
            }
        }
        for _ in 0..self.rng.u32(..3) {
            terms.push(self.term(depth, &all));
        }
        self.rng.shuffle(&mut terms);
        if terms.is_empty() {
            return "true".to_owned();
        }
        let mut text = terms.remove(0);
        for term in terms {
            let or = self.chance(10);
            text = if or { format!("({text} OR {term})") } else { format!("{text} AND {term}") };
        }
        text
    }

    fn term(&mut self, depth: u32, all: &[Entry]) -> String {
        let (one, has_one) = all[self.rng.usize(..all.len())].clone();
        let (other, has_other) = all[self.rng.usize(..all.len())].clone();
        match self.rng.u32(..9) {
            0 | 1 if has_one && has_other => format!("{one}.tenant = {other}.tenant"),
            2 if has_one && has_other => {
                format!("{one}.tenant IS NOT DISTINCT FROM {other}.tenant")
            }
            3 if has_one => format!("({one}.tenant, {one}.id) = (:tenant, {other}.id)"),
            4 if has_one => format!("{one}.tenant <> :tenant"),
            5 | 6 if depth > 0 => {
                let not = self.one_of(&["", "NOT "]);
                format!("{not}EXISTS ({})", self.query(depth - 1, all))
            }
            7 => format!("{one}.x > {}", self.rng.u32(..3)),
            _ => format!("{one}.id = {other}.id"),
        }
    }

    /// A query with the columns `tenant`, `id` and `x`.
    fn query(&mut self, depth: u32, around: &[Entry]) -> String {
        if depth > 0 && self.chance(12) {
            let (left, right) = (self.query(depth - 1, around), self.query(depth - 1, around));
            let operator = self.one_of(&["UNION", "UNION ALL", "EXCEPT", "INTERSECT"]);
            return format!("({left}) {operator} ({right})");
        }
        if depth > 0 && self.chance(10) {
            let table = self.query(depth - 1, &[]);
            let (join, entry) = self.entry(0, &[]);
            let entries = [("q".to_owned(), true), entry.clone()];
            let condition = self.condition(depth - 1, &entries, around);
            return format!(
                "WITH q AS ({table}) SELECT q.tenant, {0}.id, q.x FROM q, {join} WHERE {condition}",
                entry.0
            );
        }
        let (mut from, first) = self.entry(depth, around);
        let mut entries = vec![first];
        for _ in 0..self.rng.u32(..3) {
            let visible: Vec<Entry> = entries.iter().chain(around).cloned().collect();
            let (text, entry) = self.entry(depth, &visible);
            let join = self.one_of(&["JOIN", "JOIN", "LEFT JOIN", "RIGHT JOIN", "FULL JOIN", ","]);
            let is_lateral = text.starts_with("LATERAL");
            let join = if is_lateral && matches!(join, "RIGHT JOIN" | "FULL JOIN") {
                "LEFT JOIN"
            } else {
                join
            };
            entries.push(entry);
            if join == "," {
                from = format!("{from} CROSS JOIN {text}");
            } else {
                let condition = self.condition(depth.min(1), &entries, around);
                from = format!("{from} {join} {text} ON {condition}");
            }
        }
        let condition = self.condition(depth, &entries, around);
        let (one, has_one) = entries[self.rng.usize(..entries.len())].clone();
        let (other, _) = entries[self.rng.usize(..entries.len())].clone();
        let tenant = if has_one { format!("{one}.tenant") } else { "0".to_owned() };
        let body = format!("FROM {from} WHERE {condition}");
        match self.rng.u32(..8) {
            0 if has_one => format!(
                "SELECT {tenant} AS tenant, count(*)::int AS id, max({other}.x) AS x {body} GROUP BY {tenant}"
            ),
            1 => format!(
                "SELECT {tenant} AS tenant, {one}.id AS id, {other}.x AS x {body} ORDER BY 1 DESC, 2, 3 LIMIT 2"
            ),
            2 if has_one => {
                let (by, order) = match self.rng.bool() {
                    true => (tenant.clone(), "1, 2, 3"),
                    false => (format!("{one}.id"), "2, 1 DESC, 3"),
                };
                format!(
                    "SELECT DISTINCT ON ({by}) {tenant} AS tenant, {one}.id AS id, {other}.x AS x {body} \
                     ORDER BY {order}"
                )
            }
            3 => {
                let partition = self.one_of(&["", "PARTITION BY"]);
                let by = if partition.is_empty() { "" } else { &tenant };
                format!(
                    "SELECT {tenant} AS tenant, {one}.id AS id, (rank() OVER ({partition} {by} ORDER BY {other}.x))::int AS x {body}"
                )
            }
            4 if depth > 0 => {
                let visible: Vec<Entry> = entries.iter().chain(around).cloned().collect();
                let inner = self.query(depth - 1, &visible);
                format!(
                    "SELECT {tenant} AS tenant, {one}.id AS id, (SELECT count(*)::int FROM ({inner}) s) AS x {body}"
                )
            }
            _ => format!("SELECT {tenant} AS tenant, {one}.id AS id, {other}.x AS x {body}"),
        }
    }

    /// A statement that writes.
    fn write(&mut self) -> String {
        let table = self.one_of(&["a", "b", "d"]);
        let target = (table.to_owned(), true);
        let tenant =
            self.one_of(&["", "", ", tenant = :tenant", ", tenant = 2", ", tenant = q.tenant"]);
        let source = self.query(1, &[]);
        let entries = [target, ("q".to_owned(), true)];
        let condition = self.condition(1, &entries, &[]);
        match self.rng.u32(..5) {
            0 => format!("UPDATE {table} SET x = 9{tenant} FROM ({source}) q WHERE {condition}"),
            1 => format!("DELETE FROM {table} USING ({source}) q WHERE {condition}"),
            2 => {
                let value = self.one_of(&[":tenant", ":tenant", "q.tenant", "1"]);
                let condition = self.one_of(&[
                    "",
                    " WHERE d.tenant = :tenant",
                    " WHERE d.tenant = excluded.tenant",
                ]);
                format!(
                    "INSERT INTO d (tenant, id, x) SELECT DISTINCT ON (q.id) {value}, q.id, q.x FROM ({source}) q \
                     WHERE q.id IS NOT NULL ON CONFLICT (id) DO UPDATE SET x = 7{condition}"
                )
            }
            3 => {
                let value = self.one_of(&[":tenant", ":tenant", "q.tenant"]);
                format!(
                    "INSERT INTO a (tenant, id, x) SELECT DISTINCT ON (q.id) {value}, q.id, q.x FROM ({source}) q \
                     WHERE q.id IS NOT NULL ON CONFLICT (tenant, id) DO UPDATE SET x = 7"
                )
            }
            _ => {
                let value = self.one_of(&[":tenant", "q.tenant"]);
                let action =
                    self.one_of(&["DELETE", "UPDATE SET x = 8", "UPDATE SET tenant = q.tenant"]);
                format!(
                    "MERGE INTO {table} USING ({source}) q ON {condition} WHEN MATCHED THEN {action} \
                     WHEN NOT MATCHED THEN INSERT (tenant, id, x) VALUES ({value}, coalesce(q.id, 0), q.x)"
                )
            }
        }
    }
}

fn checked(catalog: &Catalog, sql: &str) -> Checked {
    let parameter = Param::Name("tenant".to_owned());
    let options = CheckOptions {
        named_parameters: true,
        not_null_parameters: vec![parameter.clone()],
        scope: Some(Scope { column: "tenant".to_owned(), parameter }),
        ..CheckOptions::default()
    };
    query_check::check(catalog, sql, &options)
}

/// Fills the states: rows of tenant 1, and those that no tenant has, in all of them; others by the state.
async fn fill(client: &Client, rng: &mut Rng) {
    let mut sql = String::new();
    for state in STATES {
        sql += &format!("TRUNCATE {state}.a, {state}.b, {state}.c, {state}.d;");
    }
    for id in 0..4 {
        for table in ["a", "b", "c", "d"] {
            for tenant in [1, 2] {
                let x = ["NULL", "0", "1", "2"][rng.usize(..4)];
                // Keys of one column are of one tenant each.
                let id = if table == "d" { 2 * id + tenant } else { id };
                let row = if table == "c" {
                    format!("({id}, {x})")
                } else {
                    format!("({tenant}, {id}, {x})")
                };
                for (number, state) in STATES.iter().enumerate() {
                    let there = match (tenant, number) {
                        (1, _) => true,
                        (_, 0) => table != "c",
                        (_, 1) => table != "c" && (id + tenant) % 2 == 0,
                        _ => false,
                    };
                    if there && (tenant == 2 || x != "2" || table == "a") {
                        sql += &format!("INSERT INTO {state}.{table} VALUES {row};");
                    }
                }
            }
        }
    }
    client.batch_execute(&sql).await.expect("rows");
}

/// The rows that a query gives in a state.
async fn rows(client: &Client, state: &str, sql: &str) -> Result<Vec<String>, Error> {
    let text = format!("SET search_path = {state}; SELECT (q.*)::text FROM ({sql}) q ORDER BY 1");
    let found = client.simple_query(&text).await?;
    let row = |message: SimpleQueryMessage| match message {
        SimpleQueryMessage::Row(row) => row.get(0).map(str::to_owned),
        _ => None,
    };
    Ok(found.into_iter().filter_map(row).collect())
}

const OTHERS: &str = "SELECT 'a', a.* FROM a WHERE tenant IS DISTINCT FROM 1 UNION ALL \
    SELECT 'b', b.* FROM b WHERE tenant IS DISTINCT FROM 1 UNION ALL \
    SELECT 'd', d.* FROM d WHERE tenant IS DISTINCT FROM 1";

/// What other tenants have before and after a statement, which is then undone; `None` when it fails.
async fn others(client: &Client, sql: &str) -> Option<(Vec<String>, Vec<String>)> {
    let before = rows(client, "public", OTHERS).await.expect("rows");
    client.batch_execute("BEGIN; SET LOCAL search_path = public").await.expect("a transaction");
    let done = client.batch_execute(sql).await;
    let after = match done {
        Ok(()) => Some(rows(client, "public", OTHERS).await.expect("rows")),
        Err(_) => None,
    };
    client.batch_execute("ROLLBACK").await.expect("an end");
    after.map(|after| (before, after))
}

#[tokio::test]
async fn what_is_accepted_in_a_scope_depends_on_nothing_else() {
    let seed = setting("ISOLATION_SEED").unwrap_or_else(|| fastrand::u64(..));
    let cases = setting("ISOLATION_CASES").unwrap_or(2000);
    println!("ISOLATION_SEED={seed}");
    let mut rng = Rng::with_seed(seed);
    let database = Database::create("isolation", SCHEMA).await;
    let catalog = database.catalog();
    for state in &STATES[1..] {
        let schema = format!("CREATE SCHEMA {state}; SET search_path = {state}; {SCHEMA}");
        database.client.batch_execute(&schema).await.expect("a schema");
    }
    let (mut accepted, mut refused, mut invalid, mut writes) = (0, 0, 0, 0);
    for case in 0..cases {
        if case % 100 == 0 {
            fill(&database.client, &mut rng).await;
        }
        let is_write = case % 4 == 0;
        let mut maker = Maker { rng: &mut rng, aliases: 0 };
        let sql = if is_write { maker.write() } else { maker.query(2, &[]) };
        let checked = checked(&catalog, &sql);
        if !checked.diagnostics.is_empty() {
            invalid += 1;
            continue;
        }
        if !checked.house.is_empty() {
            refused += 1;
            continue;
        }
        let sql = sql.replace(":tenant", "1");
        if is_write {
            if let Some((before, after)) = others(&database.client, &sql).await {
                writes += 1;
                assert_eq!(before, after, "ISOLATION_SEED={seed}: {sql}");
            }
            continue;
        }
        // The executor has limits of its own (on FULL JOIN, for one).
        let Ok(first) = rows(&database.client, STATES[0], &sql).await else { continue };
        let mut seen = vec![first];
        for state in &STATES[1..] {
            seen.push(rows(&database.client, state, &sql).await.expect(&sql));
        }
        accepted += 1;
        assert!(seen[0] == seen[1] && seen[0] == seen[2], "ISOLATION_SEED={seed}: {sql}\n{seen:?}");
    }
    println!(
        "{accepted} queries and {writes} writes isolated, {refused} refused, {invalid} invalid"
    );
    database.close().await;
    assert!(accepted * 20 > cases && writes > 0 && refused > 0, "{accepted} {writes} {refused}");
    assert!(invalid * 2 < cases, "{invalid}");
}
