//! Facts the server does not tell: NULLs, row counts, effects, and the rules of the house.
//!
//! Everything here reads the typed tree of a statement PostgreSQL would accept. A fact is claimed only where
//! it is proven.

mod aggregates;
mod cardinality;
mod conditions;
mod effects;
mod equality;
mod functions;
mod house;
mod joins;
mod known;
mod modify;
mod names;
mod never_null;
mod nullability;
mod parameters;
mod pins;
mod reference;
mod rules;
mod scope;
mod sources;
mod views;
mod volatile;
mod why_many;

pub(crate) use names::names;

use crate::catalog::Catalog;
use crate::checked::{CheckOptions, Checked, CommandKind, Rows};
use crate::tree::{Command, Query};

/// Fills in what can be proven of an accepted statement.
pub(crate) fn add_facts(
    catalog: &Catalog,
    query: &Query,
    options: &CheckOptions,
    checked: &mut Checked,
) {
    let views = views::Views::new(catalog);
    let given = |place: usize| {
        let name = checked.parameters.get(place).map(|parameter| &parameter.name);
        name.is_some_and(|name| options.not_null_parameters.contains(name))
    };
    let mut nullability = nullability::Nullability::new(catalog, &views, &given);
    let outputs = nullability.outputs(query);
    let mut counter = cardinality::Counter::new(catalog, &views, Vec::new());
    let sources = sources::sources(&mut nullability, &mut counter, query);
    let mut sources = sources.into_iter();
    for (place, column) in checked.columns.iter_mut().enumerate() {
        column.nullable = outputs.get(place).copied().unwrap_or(true);
        column.source = sources.next().flatten();
    }
    checked.rows = counter.rows(query);
    checked.affected = (!matches!(query.command, Command::Select)).then(|| counter.affected(query));
    if checked.rows == Rows::Many || checked.affected == Some(Rows::Many) {
        checked.many_because = why_many::explain(&mut counter, query);
    }
    let effects = effects::effects(catalog, &views, query);
    checked.reads = effects.reads;
    checked.locks = effects.locks;
    checked.fires = effects.fires;
    checked.volatile = effects.volatile;
    checked.writes = effects.writes;
    checked.cascades = effects.cascades;
    checked.command = match &query.command {
        Command::Select => CommandKind::Select,
        Command::Insert(_) => CommandKind::Insert,
        Command::Update(_) => CommandKind::Update,
        Command::Delete => CommandKind::Delete,
        Command::Merge(_) => CommandKind::Merge,
    };
    let parameters = parameters::parameter_facts(catalog, query, checked.parameters.len());
    for (parameter, facts) in checked.parameters.iter_mut().zip(parameters) {
        parameter.nullable = !facts.matches_nothing && facts.not_null_column.is_none();
        parameter.not_null_column = facts.not_null_column;
    }
    checked.house.extend(house::house_rules(catalog, query));
    if let Some(scope) = &options.scope {
        let outside = scope::out_of_scope(catalog, &views, scope, query, checked);
        checked.house.extend(outside);
    }
}
