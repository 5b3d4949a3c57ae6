//! Unique indexes, CHECK and exclusion constraints, foreign keys.

use std::collections::HashMap;

use query_check::snapshot::{Check, Exclusion, ForeignKey, Relation, Snapshot, UniqueKey};
use tokio_postgres::{Client, Error};

use super::FIRST;
use super::names::Names;

pub(super) async fn read(
    client: &Client,
    names: &Names,
    major: u32,
    snapshot: &mut Snapshot,
) -> Result<(), Error> {
    let mut relations: HashMap<String, &mut Relation> =
        snapshot.relations.iter_mut().map(|r| (r.name.clone(), r)).collect();
    indexes(client, names, major, &mut relations).await?;
    checks(client, names, major, &mut relations).await?;
    foreign_keys(client, names, major, &mut relations).await
}

type Relations<'s> = HashMap<String, &'s mut Relation>;

async fn indexes(
    client: &Client,
    names: &Names,
    major: u32,
    relations: &mut Relations<'_>,
) -> Result<(), Error> {
    let nulls = if major >= 15 { "i.indnullsnotdistinct" } else { "false" };
    // An element whose collation or operator class is not its column's own means another equality: it is
    // recorded as an expression, so that nobody takes it for the column.
    let sql = format!(
        "SELECT i.indrelid, c.relname::text, i.indisunique, con.contype::text, {nulls}, \
                NOT i.indimmediate, pg_get_expr(i.indpred, i.indrelid), \
                array(SELECT CASE WHEN k.key <> 0 AND o.opcdefault \
                                   AND i.indcollation[k.n - 1] = a.attcollation \
                                  THEN a.attname::text END \
                        FROM unnest(i.indkey::int2[]) WITH ORDINALITY k (key, n) \
                        JOIN pg_opclass o ON o.oid = i.indclass[k.n - 1] \
                        LEFT JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.key \
                       WHERE k.n <= i.indnkeyatts ORDER BY k.n), \
                array(SELECT pg_get_indexdef(i.indexrelid, k.n::int, false) \
                        FROM unnest(i.indkey::int2[]) WITH ORDINALITY k (key, n) \
                       WHERE k.n <= i.indnkeyatts ORDER BY k.n) \
           FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid \
           LEFT JOIN pg_constraint con ON con.conindid = i.indexrelid AND con.contype IN ('p', 'u', 'x') \
          WHERE i.indrelid >= $1 AND i.indisvalid ORDER BY c.relname"
    );
    for row in &client.query(&sql, &[&FIRST]).await? {
        let Some(relation) = relations.get_mut(&names.relation(row.get(0))) else { continue };
        let unique: bool = row.get(2);
        let constraint: Option<String> = row.get(3);
        if !unique {
            relation.indexes.push(row.get(1));
            continue;
        }
        let columns: Vec<Option<String>> = row.get(7);
        let printed: Vec<String> = row.get(8);
        let expressions = columns
            .iter()
            .zip(printed)
            .filter(|(column, _)| column.is_none())
            .map(|(_, text)| text)
            .collect();
        relation.unique_keys.push(UniqueKey {
            name: row.get(1),
            constraint: match constraint.as_deref() {
                Some("p") => Some("primary key".to_owned()),
                Some("u") => Some("unique".to_owned()),
                _ => None,
            },
            columns,
            expressions,
            predicate: row.get(6),
            nulls_not_distinct: row.get(4),
            deferrable: row.get(5),
        });
    }
    Ok(())
}

fn enforced(major: u32) -> &'static str {
    if major >= 18 { "con.conenforced" } else { "true" }
}

async fn checks(
    client: &Client,
    names: &Names,
    major: u32,
    relations: &mut Relations<'_>,
) -> Result<(), Error> {
    let sql = format!(
        "SELECT con.conrelid, con.conname::text, con.contype::text, pg_get_expr(con.conbin, con.conrelid), \
                con.convalidated AND {}, pg_get_constraintdef(con.oid) \
           FROM pg_constraint con WHERE con.conrelid >= $1 AND con.contype IN ('c', 'x') \
          ORDER BY con.conname",
        enforced(major)
    );
    for row in &client.query(&sql, &[&FIRST]).await? {
        let Some(relation) = relations.get_mut(&names.relation(row.get(0))) else { continue };
        let kind: String = row.get(2);
        if kind == "x" {
            relation.exclusions.push(Exclusion { name: row.get(1), definition: row.get(5) });
            continue;
        }
        relation.checks.push(Check {
            name: row.get(1),
            expression: row.get::<_, Option<String>>(3).unwrap_or_default(),
            not_valid: !row.get::<_, bool>(4),
        });
    }
    Ok(())
}

fn action(letter: &str) -> Option<String> {
    let name = match letter {
        "r" => "restrict",
        "c" => "cascade",
        "n" => "set null",
        "d" => "set default",
        _ => return None,
    };
    Some(name.to_owned())
}

async fn foreign_keys(
    client: &Client,
    names: &Names,
    major: u32,
    relations: &mut Relations<'_>,
) -> Result<(), Error> {
    let columns = |relation: &str, keys: &str| {
        format!(
            "array(SELECT a.attname::text FROM unnest({keys}) WITH ORDINALITY k (n, place) \
               JOIN pg_attribute a ON a.attrelid = {relation} AND a.attnum = k.n ORDER BY k.place)"
        )
    };
    let set = if major >= 15 {
        columns("con.conrelid", "con.confdelsetcols")
    } else {
        "'{}'::text[]".to_owned()
    };
    // A key of a partitioned table is repeated on its partitions, and towards those of the referenced one.
    let sql = format!(
        "SELECT con.conrelid, con.conname::text, con.confrelid, {}, {}, con.confdeltype::text, \
                con.confupdtype::text, con.confmatchtype::text = 'f', con.condeferrable, con.condeferred, \
                con.convalidated AND {}, {set} \
           FROM pg_constraint con WHERE con.contype = 'f' AND con.conrelid >= $1 \
            AND NOT EXISTS (SELECT 1 FROM pg_constraint up \
                             WHERE up.oid = con.conparentid AND up.conrelid = con.conrelid) \
          ORDER BY con.conname",
        columns("con.conrelid", "con.conkey"),
        columns("con.confrelid", "con.confkey"),
        enforced(major),
    );
    for row in &client.query(&sql, &[&FIRST]).await? {
        let Some(relation) = relations.get_mut(&names.relation(row.get(0))) else { continue };
        relation.foreign_keys.push(ForeignKey {
            name: row.get(1),
            columns: row.get(3),
            references: names.relation(row.get(2)),
            referenced_columns: row.get(4),
            on_delete: action(row.get(5)),
            set_columns: row.get::<_, Option<Vec<String>>>(11).unwrap_or_default(),
            on_update: action(row.get(6)),
            match_full: row.get(7),
            deferrable: row.get(8),
            initially_deferred: row.get(9),
            not_valid: !row.get::<_, bool>(10),
        });
    }
    Ok(())
}
