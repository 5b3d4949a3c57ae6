//! Functions, procedures, window functions and aggregates.

use query_check::snapshot::{Aggregate, Function, Snapshot};
use tokio_postgres::{Client, Error, Row};

use super::FIRST;
use super::names::{Names, is_hidden};

pub(super) async fn read(
    client: &Client,
    names: &Names,
    snapshot: &mut Snapshot,
) -> Result<(), Error> {
    let rows = client
        .query(
            "SELECT p.oid, p.pronamespace, p.proargtypes::oid[], p.proargnames, p.proallargtypes, \
                    p.proargmodes::text[], p.pronargdefaults, p.provariadic, p.prokind::text, p.prorettype, \
                    p.proretset, p.proisstrict, p.provolatile::text, a.aggkind::text, a.aggnumdirectargs, \
                    t.proisstrict, a.agginitval IS NOT NULL, f.proisstrict \
               FROM pg_proc p LEFT JOIN pg_aggregate a ON a.aggfnoid = p.oid \
               LEFT JOIN pg_proc t ON t.oid = a.aggtransfn \
               LEFT JOIN pg_proc f ON f.oid = a.aggfinalfn AND a.aggfinalfn::oid <> 0 \
              WHERE p.oid >= $1",
            &[&FIRST],
        )
        .await?;
    for row in rows.iter().filter(|row| !is_hidden(names.schema(row.get(1)))) {
        snapshot.functions.push(function(row, names));
    }
    snapshot.functions.sort_by(|a, b| (&a.name, &a.args).cmp(&(&b.name, &b.args)));
    Ok(())
}

fn function(row: &Row, names: &Names) -> Function {
    let oid: u32 = row.get(0);
    let args: Vec<u32> = row.get(2);
    let all: Option<Vec<u32>> = row.get(4);
    let modes: Option<Vec<String>> = row.get(5);
    let all_names: Option<Vec<String>> = row.get(3);
    let name_at = |place: usize| {
        all_names.as_ref().and_then(|names| names.get(place)).cloned().unwrap_or_default()
    };
    let mut arg_names = Vec::new();
    let mut outputs = Vec::new();
    match (&all, &modes) {
        (Some(all), Some(modes)) => {
            for (place, (ty, mode)) in all.iter().zip(modes).enumerate() {
                if matches!(mode.as_str(), "i" | "b" | "v") {
                    arg_names.push(name_at(place));
                }
                if matches!(mode.as_str(), "o" | "b" | "t") {
                    outputs.push((name_at(place), names.ty(*ty)));
                }
            }
        }
        _ => arg_names = (0..args.len()).map(name_at).collect(),
    }
    if arg_names.iter().all(String::is_empty) {
        arg_names.clear();
    }
    let kind: String = row.get(8);
    let volatility: String = row.get(12);
    let variadic: u32 = row.get(7);
    Function {
        name: names.function(oid),
        args: args.iter().map(|arg| names.ty(*arg)).collect(),
        arg_names,
        defaults: u16::try_from(row.get::<_, i16>(6)).unwrap_or(0),
        variadic: (variadic != 0).then(|| names.ty(variadic)),
        kind: match kind.as_str() {
            "p" => Some("procedure".to_owned()),
            "w" => Some("window".to_owned()),
            _ => None,
        },
        returns: names.ty(row.get(9)),
        returns_set: row.get(10),
        outputs,
        strict: row.get(11),
        volatility: match volatility.as_str() {
            "i" => Some("immutable".to_owned()),
            "s" => Some("stable".to_owned()),
            _ => None,
        },
        aggregate: row.get::<_, Option<String>>(13).map(|kind| aggregate(row, &kind)),
        extension: names.extension("pg_proc", oid),
    }
}

fn aggregate(row: &Row, kind: &str) -> Aggregate {
    Aggregate {
        kind: match kind {
            "o" => Some("ordered set".to_owned()),
            "h" => Some("hypothetical set".to_owned()),
            _ => None,
        },
        direct_args: u16::try_from(row.get::<_, i16>(14)).unwrap_or(0),
        transition_strict: row.get::<_, Option<bool>>(15).unwrap_or(false),
        initial_value: row.get(16),
        final_strict: row.get(17),
    }
}
