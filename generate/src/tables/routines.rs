//! `pg_proc` and `pg_aggregate`.

use crate::identity::Identities;
use crate::query::Server;
use crate::table::{Key, Table, literal, slice};

pub(crate) fn functions() -> Table {
    Table::new("functions", "Functions by name.", "Function", "function").with_index()
}

/// Arguments: identity, schema, name, kind, arguments, their names, outputs, variadic, number of
/// defaults, result, returns a set, strict, volatility, source.
pub(crate) async fn add(
    table: &mut Table,
    server: &Server,
    ids: &Identities,
) -> Result<(), tokio_postgres::Error> {
    let sql = r#"
        SELECT p.oid, p.pronamespace, p.proname, p.prokind, p.proargtypes, p.provariadic,
               p.pronargdefaults, p.prorettype, p.proretset, p.proisstrict, p.provolatile,
               CASE WHEN l.lanname IN ('internal', 'c') THEN p.prosrc END AS source,
               array_to_string(p.proallargtypes, ' ') AS all_types,
               array_to_string(p.proargmodes, ' ') AS modes,
               array_to_string(p.proargnames, ',') AS names,
               a.aggkind, a.aggnumdirectargs, t.proisstrict AS transition_strict,
               a.agginitval IS NOT NULL AS has_initial, f.oid AS final, f.proisstrict AS final_strict,
               a.aggsortop
          FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang
          LEFT JOIN pg_aggregate a ON a.aggfnoid = p.oid
          LEFT JOIN pg_proc t ON t.oid = a.aggtransfn
          LEFT JOIN pg_proc f ON f.oid = a.aggfinalfn AND a.aggfinalfn <> 0"#;
    for row in server.rows(sql).await? {
        let ty = |oid: u32| ids.of("type", server, oid);
        let id = ids.of("function", server, row.oid("oid"));
        let kind = match row.text("prokind") {
            "f" => "Routine".to_owned(),
            "p" => "Procedure".to_owned(),
            "w" => "Window".to_owned(),
            _ => format!(
                "aggregate({}, {}, {}, {}, {}, {})",
                match row.text("aggkind") {
                    "n" => "Normal",
                    "o" => "OrderedSet",
                    _ => "Hypothetical",
                },
                row.number("aggnumdirectargs"),
                row.flag("transition_strict"),
                row.flag("has_initial"),
                match (row.oid("final"), row.flag("final_strict")) {
                    (0, _) => "None".to_owned(),
                    (_, strict) => format!("Some({strict})"),
                },
                row.oid("aggsortop")
            ),
        };
        let volatility = match row.text("provolatile") {
            "i" => "Immutable",
            "s" => "Stable",
            _ => "Volatile",
        };
        let inputs = row.oids("proargtypes");
        let (arg_names, outputs) =
            arguments(&row.oids("all_types"), row.text("modes"), row.text("names"));
        let arg_names =
            if arg_names.iter().all(|n| n.is_empty()) { &[][..] } else { &arg_names[..] };
        let name = row.text("proname");
        let arguments = format!(
            "{id}, {}, {}, {kind}, {}, {}, {}, {}, {}, {}, {}, {}, {volatility}, {}",
            ids.of("schema", server, row.oid("pronamespace")),
            literal(name),
            slice(inputs.iter().map(|t| format!("T({})", ty(*t)))),
            slice(arg_names.iter().map(|n| format!("B({})", literal(n)))),
            slice(outputs.iter().map(|(n, t)| format!("(B({}), T({}))", literal(n), ty(*t)))),
            ty(row.oid("provariadic")),
            row.number("pronargdefaults"),
            ty(row.oid("prorettype")),
            row.flag("proretset"),
            row.flag("proisstrict"),
            literal(row.text("source")),
        );
        table.add(Key::Name(name.to_owned()), id, arguments, server.mask());
    }
    Ok(())
}

/// The names of the inputs, and names and types of the outputs.
fn arguments(types: &[u32], modes: &str, names: &str) -> (Vec<String>, Vec<(String, u32)>) {
    let names: Vec<&str> = if names.is_empty() { Vec::new() } else { names.split(',').collect() };
    if types.is_empty() {
        return (names.into_iter().map(str::to_owned).collect(), Vec::new());
    }
    let (mut inputs, mut outputs) = (Vec::new(), Vec::new());
    for (place, (ty, mode)) in types.iter().zip(modes.split(' ')).enumerate() {
        let name = names.get(place).copied().unwrap_or("").to_owned();
        if matches!(mode, "i" | "b" | "v") {
            inputs.push(name.clone());
        }
        if matches!(mode, "o" | "b" | "t") {
            outputs.push((name, *ty));
        }
    }
    (inputs, outputs)
}
