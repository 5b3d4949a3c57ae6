//! `pg_operator`, `pg_cast`, `pg_opclass`, `pg_amop` and `pg_amproc`.

use crate::identity::Identities;
use crate::query::Server;
use crate::table::{Key, Table, literal};

pub(crate) fn operators() -> Table {
    Table::new("operators", "Operators by symbol.", "Operator", "operator").with_index()
}

/// Arguments: identity, symbol, left, right, result, function, commutator, negator, can hash, can merge.
pub(crate) async fn add_operators(
    table: &mut Table,
    server: &Server,
) -> Result<(), tokio_postgres::Error> {
    let sql = "SELECT oid, oprname, oprleft, oprright, oprresult, oprcode::oid AS code, oprcom, oprnegate,
                      oprcanhash, oprcanmerge FROM pg_operator";
    for row in server.rows(sql).await? {
        let id = row.oid("oid");
        let name = row.text("oprname");
        let arguments = format!(
            "{id}, {}, {}, {}, {}, {}, {}, {}, {}, {}",
            literal(name),
            row.oid("oprleft"),
            row.oid("oprright"),
            row.oid("oprresult"),
            row.oid("code"),
            row.oid("oprcom"),
            row.oid("oprnegate"),
            row.flag("oprcanhash"),
            row.flag("oprcanmerge"),
        );
        table.add(Key::Name(name.to_owned()), id, arguments, server.mask());
    }
    Ok(())
}

pub(crate) fn casts() -> Table {
    Table::new("casts", "Casts by source and target.", "Cast", "cast")
}

/// Arguments: source, target, context, method.
pub(crate) async fn add_casts(
    table: &mut Table,
    server: &Server,
    ids: &Identities,
) -> Result<(), tokio_postgres::Error> {
    let sql = "SELECT castsource, casttarget, castfunc, castcontext, castmethod FROM pg_cast";
    for row in server.rows(sql).await? {
        let source = ids.of("type", server, row.oid("castsource"));
        let target = ids.of("type", server, row.oid("casttarget"));
        let context = match row.text("castcontext") {
            "i" => "Implicit",
            "a" => "Assignment",
            _ => "Explicit",
        };
        let method = match row.text("castmethod") {
            "f" => format!("by({})", row.oid("castfunc")),
            "b" => "Binary".to_owned(),
            _ => "InOut".to_owned(),
        };
        let arguments = format!("{source}, {target}, {context}, {method}");
        table.add(Key::Numbers(vec![source, target]), 0, arguments, server.mask());
    }
    Ok(())
}

pub(crate) fn families() -> Table {
    Table::new("families", "Operator families by name.", "OperatorFamily", "family")
}

/// Arguments: identity, name, access method.
pub(crate) async fn add_families(
    table: &mut Table,
    server: &Server,
    ids: &Identities,
) -> Result<(), tokio_postgres::Error> {
    let sql = "SELECT f.oid, opfname, amname FROM pg_opfamily f JOIN pg_am a ON a.oid = opfmethod";
    for row in server.rows(sql).await? {
        let id = ids.of("family", server, row.oid("oid"));
        let name = row.text("opfname");
        let arguments = format!("{id}, {}, {}", literal(name), method(row.text("amname")));
        table.add(Key::Name(name.to_owned()), id, arguments, server.mask());
    }
    Ok(())
}

fn method(name: &str) -> &'static str {
    match name {
        "btree" => "Btree",
        "hash" => "Hash",
        "gist" => "Gist",
        "gin" => "Gin",
        "spgist" => "SpGist",
        "brin" => "Brin",
        _ => "Other",
    }
}

pub(crate) fn classes() -> Table {
    Table::new("classes", "Operator classes by name.", "OperatorClass", "class")
}

/// Arguments: name, access method, family, input, default.
pub(crate) async fn add_classes(
    table: &mut Table,
    server: &Server,
    ids: &Identities,
) -> Result<(), tokio_postgres::Error> {
    let sql = "SELECT opcname, amname, opcfamily, opcintype, opcdefault
                 FROM pg_opclass JOIN pg_am a ON a.oid = opcmethod";
    for row in server.rows(sql).await? {
        let method = method(row.text("amname"));
        let name = row.text("opcname");
        let arguments = format!(
            "{}, {method}, {}, {}, {}",
            literal(name),
            ids.of("family", server, row.oid("opcfamily")),
            ids.of("type", server, row.oid("opcintype")),
            row.flag("opcdefault"),
        );
        table.add(Key::Name(name.to_owned()), 0, arguments, server.mask());
    }
    Ok(())
}

pub(crate) fn family_operators() -> Table {
    Table::new(
        "family_operators",
        "Operators of btree and hash families.",
        "FamilyOperator",
        "family_operator",
    )
}

/// Arguments: family, strategy, left, right, operator.
pub(crate) async fn add_family_operators(
    table: &mut Table,
    server: &Server,
    ids: &Identities,
) -> Result<(), tokio_postgres::Error> {
    let sql = "SELECT amopfamily, amopstrategy, amoplefttype, amoprighttype, amopopr
                 FROM pg_amop JOIN pg_am a ON a.oid = amopmethod
                WHERE amname IN ('btree', 'hash') AND amoppurpose = 's'";
    for row in server.rows(sql).await? {
        let key = vec![
            ids.of("family", server, row.oid("amopfamily")),
            row.oid("amopstrategy"),
            ids.of("type", server, row.oid("amoplefttype")),
            ids.of("type", server, row.oid("amoprighttype")),
            row.oid("amopopr"),
        ];
        let [family, strategy, left, right, operator] = key[..] else { continue };
        let arguments = format!("{family}, {strategy}, {left}, {right}, {operator}");
        table.add(Key::Numbers(key), 0, arguments, server.mask());
    }
    Ok(())
}

pub(crate) fn in_ranges() -> Table {
    Table::new("in_ranges", "`in_range` support of btree families.", "InRange", "in_range")
}

/// Arguments: family, left, right.
pub(crate) async fn add_in_ranges(
    table: &mut Table,
    server: &Server,
    ids: &Identities,
) -> Result<(), tokio_postgres::Error> {
    let sql = "SELECT amprocfamily, amproclefttype, amprocrighttype
                 FROM pg_amproc JOIN pg_opfamily f ON f.oid = amprocfamily
                 JOIN pg_am a ON a.oid = opfmethod
                WHERE amname = 'btree' AND amprocnum = 3";
    for row in server.rows(sql).await? {
        let key = vec![
            ids.of("family", server, row.oid("amprocfamily")),
            ids.of("type", server, row.oid("amproclefttype")),
            ids.of("type", server, row.oid("amprocrighttype")),
        ];
        let arguments = format!("{}, {}, {}", key[0], key[1], key[2]);
        table.add(Key::Numbers(key), 0, arguments, server.mask());
    }
    Ok(())
}
