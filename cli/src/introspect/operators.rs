//! Operators, casts, operator classes and families.

use query_check::snapshot::{Cast, FamilyOperator, InRange, Operator, OperatorClass, Snapshot};
use tokio_postgres::{Client, Error};

use super::FIRST;
use super::names::{Names, is_hidden};

pub(super) async fn read(
    client: &Client,
    names: &Names,
    snapshot: &mut Snapshot,
) -> Result<(), Error> {
    operators(client, names, snapshot).await?;
    casts(client, names, snapshot).await?;
    classes(client, names, snapshot).await?;
    families(client, names, snapshot).await
}

async fn operators(client: &Client, names: &Names, snapshot: &mut Snapshot) -> Result<(), Error> {
    // A shell operator has no function yet.
    let rows = client
        .query(
            "SELECT oid, oprnamespace, oprleft, oprright, oprresult, oprcode::oid, oprcom, oprnegate, \
                    oprcanhash, oprcanmerge \
               FROM pg_operator WHERE oid >= $1 AND oprcode::oid <> 0",
            &[&FIRST],
        )
        .await?;
    let other = |oid: u32| (oid != 0).then(|| names.operator(oid));
    for row in rows.iter().filter(|row| !is_hidden(names.schema(row.get(1)))) {
        let (oid, left): (u32, u32) = (row.get(0), row.get(2));
        snapshot.operators.push(Operator {
            name: names.operator(oid),
            left: (left != 0).then(|| names.ty(left)),
            right: names.ty(row.get(3)),
            result: names.ty(row.get(4)),
            function: names.function(row.get(5)),
            commutator: other(row.get(6)),
            negator: other(row.get(7)),
            hashes: row.get(8),
            merges: row.get(9),
            extension: names.extension("pg_operator", oid),
        });
    }
    snapshot
        .operators
        .sort_by(|a, b| (&a.name, &a.left, &a.right).cmp(&(&b.name, &b.left, &b.right)));
    Ok(())
}

async fn casts(client: &Client, names: &Names, snapshot: &mut Snapshot) -> Result<(), Error> {
    let rows = client
        .query(
            "SELECT c.oid, c.castsource, c.casttarget, c.castcontext::text, c.castmethod::text, c.castfunc, \
                    p.proargtypes::oid[] \
               FROM pg_cast c LEFT JOIN pg_proc p ON p.oid = c.castfunc WHERE c.oid >= $1",
            &[&FIRST],
        )
        .await?;
    for row in &rows {
        let context: String = row.get(3);
        let method: String = row.get(4);
        let function: u32 = row.get(5);
        let args: Option<Vec<u32>> = row.get(6);
        snapshot.casts.push(Cast {
            source: names.ty(row.get(1)),
            target: names.ty(row.get(2)),
            context: match context.as_str() {
                "i" => Some("implicit".to_owned()),
                "a" => Some("assignment".to_owned()),
                _ => None,
            },
            function: (function != 0).then(|| names.function(function)),
            function_args: args.iter().flatten().map(|arg| names.ty(*arg)).collect(),
            inout: method == "i",
            extension: names.extension("pg_cast", row.get(0)),
        });
    }
    snapshot.casts.sort_by(|a, b| (&a.source, &a.target).cmp(&(&b.source, &b.target)));
    Ok(())
}

async fn classes(client: &Client, names: &Names, snapshot: &mut Snapshot) -> Result<(), Error> {
    let rows = client
        .query(
            "SELECT c.oid, c.opcnamespace, c.opcname::text, m.amname::text, f.opfnamespace, f.opfname::text, \
                    c.opcintype, c.opcdefault \
               FROM pg_opclass c JOIN pg_am m ON m.oid = c.opcmethod \
               JOIN pg_opfamily f ON f.oid = c.opcfamily WHERE c.oid >= $1",
            &[&FIRST],
        )
        .await?;
    for row in rows.iter().filter(|row| !is_hidden(names.schema(row.get(1)))) {
        snapshot.operator_classes.push(OperatorClass {
            name: names.qualified(row.get(1), row.get(2)),
            method: row.get(3),
            family: names.qualified(row.get(4), row.get(5)),
            ty: names.ty(row.get(6)),
            default: row.get(7),
            extension: names.extension("pg_opclass", row.get(0)),
        });
    }
    snapshot.operator_classes.sort_by(|a, b| (&a.name, &a.method).cmp(&(&b.name, &b.method)));
    Ok(())
}

async fn families(client: &Client, names: &Names, snapshot: &mut Snapshot) -> Result<(), Error> {
    let rows = client
        .query(
            "SELECT f.opfnamespace, f.opfname::text, m.amname::text, o.amopstrategy, o.amopopr, \
                    o.amoplefttype, o.amoprighttype \
               FROM pg_amop o JOIN pg_opfamily f ON f.oid = o.amopfamily JOIN pg_am m ON m.oid = f.opfmethod \
              WHERE o.oid >= $1 AND m.amname IN ('btree', 'hash') AND o.amoppurpose = 's'",
            &[&FIRST],
        )
        .await?;
    for row in &rows {
        snapshot.family_operators.push(FamilyOperator {
            family: names.qualified(row.get(0), row.get(1)),
            method: row.get(2),
            strategy: u8::try_from(row.get::<_, i16>(3)).unwrap_or(0),
            operator: names.operator(row.get(4)),
            left: names.ty(row.get(5)),
            right: names.ty(row.get(6)),
        });
    }
    snapshot.family_operators.sort_by(|a, b| {
        (&a.family, &a.method, &a.left, &a.right, a.strategy)
            .cmp(&(&b.family, &b.method, &b.left, &b.right, b.strategy))
    });
    let rows = client
        .query(
            "SELECT f.opfnamespace, f.opfname::text, p.amproclefttype, p.amprocrighttype \
               FROM pg_amproc p JOIN pg_opfamily f ON f.oid = p.amprocfamily \
               JOIN pg_am m ON m.oid = f.opfmethod \
              WHERE p.oid >= $1 AND m.amname = 'btree' AND p.amprocnum = 3",
            &[&FIRST],
        )
        .await?;
    for row in &rows {
        snapshot.in_ranges.push(InRange {
            family: names.qualified(row.get(0), row.get(1)),
            left: names.ty(row.get(2)),
            right: names.ty(row.get(3)),
        });
    }
    snapshot
        .in_ranges
        .sort_by(|a, b| (&a.family, &a.left, &a.right).cmp(&(&b.family, &b.left, &b.right)));
    Ok(())
}
