//! The bulk operations as SQL: one statement that takes each column's values as an array, or a COPY.
//!
//! Rows come back in the order in which they were given. What changes or deletes rows changes all that
//! are given or none, unless only their number is asked back.

use query_check::catalog::{Subscript, TypeKind};

use super::operation::{Builder, set_fields, updated_at};
use super::{Argument, Message, ModelPlan, Role, names};
use crate::syntax::{Operation, OperationKind};
use crate::types::Types;

/// A COPY that takes the place of the INSERT that was checked.
pub(crate) struct CopyPlan {
    /// `COPY … FROM STDIN`.
    pub(super) sql: String,
    /// A query that has the same columns, from which their types are learnt.
    pub(crate) columns: String,
    /// The values of a row.
    pub(crate) arguments: Vec<Argument>,
}

/// A column that is written, by place in the model, and from what.
type Column = (usize, Argument);

/// Why the model cannot be handled in bulk.
pub(super) fn unsupported(
    types: &Types<'_>,
    model: &ModelPlan<'_>,
    scope: Option<usize>,
    operation: &Operation,
) -> Option<Message> {
    let (name, table) = (&operation.name, &model.table);
    let sent = match operation.kind {
        OperationKind::CreateAll if is_copied(types, model, operation) => return None,
        OperationKind::CreateAll => created(model, scope),
        OperationKind::UpsertAll => upserted(model, scope),
        OperationKind::UpdateAll => updated(model, scope),
        OperationKind::DeleteAll => deleted(model),
        _ => return None,
    };
    if let Some(place) = scope
        && operation.kind == OperationKind::UpsertAll
        && !operation.counted
        && !model.key.contains(&place)
    {
        let column = &model.fields[place].syntax.column;
        let message = format!(
            "`{name}` writes all rows or none, but could meet keys of another `{column}`: the primary key of \
             `{table}` does not hold it"
        );
        return Some(
            Message::new(message)
                .help(format!("`{name} -> u64` passes over those; or take `{name}` off the list")),
        );
    }
    if !sent.iter().any(|(_, argument)| is_array(*argument)) {
        let message =
            format!("`{name}` would have nothing to send: `{table}` fills all its columns");
        return Some(Message::new(message).help(format!("take `{name}` off the list")));
    }
    let why = |place: usize| {
        let ty = types.catalog.ty(types.catalog.base_type(model.fields[place].ty));
        match ty.kind {
            _ if ty.subscript == Subscript::Array => {
                Some("holds arrays itself: PostgreSQL has no arrays of arrays of different lengths")
            }
            TypeKind::Composite(_) => Some(
                "is of a composite type: `unnest` makes columns of its fields, and a NULL is no longer one",
            ),
            _ => None,
        }
    };
    let mut sent = sent.iter().filter(|(_, argument)| is_array(*argument));
    let (place, why) = sent.find_map(|(place, _)| Some((*place, why(*place)?)))?;
    let message = Message::new(format!(
        "`{name}` sends each column as an array, and `{}` of `{table}` {why}",
        model.fields[place].syntax.column
    ));
    Some(match operation.kind {
        OperationKind::CreateAll if can_copy(types, model) => {
            message.help(format!("`{name} -> u64` copies the rows in, whatever they hold"))
        }
        _ => message.help(format!("take `{name}` off the list")),
    })
}

/// The SQL that is checked, and that runs unless a COPY takes its place.
pub(super) fn sql(
    types: &Types<'_>,
    model: &ModelPlan<'_>,
    operation: &Operation,
    sql: &mut Builder,
) -> String {
    match operation.kind {
        OperationKind::CreateAll if is_copied(types, model, operation) => {
            let sent = created(model, sql.scope);
            let places: Vec<_> = sent.iter().map(|(place, _)| *place).collect();
            let values = list(sent.iter().map(|(_, argument)| sql.place(of_one(*argument))));
            let names = columns(model, "", &places);
            format!("INSERT INTO {} ({names}) VALUES ({values})", model.quoted_table)
        }
        OperationKind::CreateAll => {
            let insert = insert(types, model, &created(model, sql.scope), sql);
            format!("{insert}{}", returning(model, operation))
        }
        OperationKind::UpsertAll => {
            let insert = insert(types, model, &upserted(model, sql.scope), sql);
            let set = set_fields(model, sql.scope).into_iter().chain(updated_at(model));
            let set = list(set.map(|place| {
                let name = model.fields[place].quoted();
                format!("{name} = excluded.{name}")
            }));
            let key = columns(model, "", &model.key);
            let scope = sql.conflict_in_scope(model);
            let returning = returning(model, operation);
            format!("{insert} ON CONFLICT ({key}) DO UPDATE SET {set}{scope}{returning}")
        }
        OperationKind::UpdateAll => update(types, model, operation, sql),
        _ => delete(types, model, operation, sql),
    }
}

/// The COPY that takes the place of `create_all`'s INSERT, where no row is asked back.
pub(super) fn copy(
    types: &Types<'_>,
    model: &ModelPlan<'_>,
    scope: Option<usize>,
    operation: &Operation,
) -> Option<CopyPlan> {
    if !is_copied(types, model, operation) {
        return None;
    }
    let sent = created(model, scope);
    let places: Vec<_> = sent.iter().map(|(place, _)| *place).collect();
    let (table, columns) = (&model.quoted_table, columns(model, "", &places));
    Some(CopyPlan {
        sql: format!("COPY {table} ({columns}) FROM STDIN (FORMAT binary)"),
        columns: format!("SELECT {columns} FROM {table}"),
        arguments: sent.iter().map(|(_, argument)| *argument).collect(),
    })
}

fn is_copied(types: &Types<'_>, model: &ModelPlan<'_>, operation: &Operation) -> bool {
    operation.kind == OperationKind::CreateAll
        && operation.counted
        && can_copy(types, model)
        && !created(model, None).is_empty()
}

/// Whether COPY does what INSERT would: it knows neither rules nor row security, and no views.
fn can_copy(types: &Types<'_>, model: &ModelPlan<'_>) -> bool {
    let relation = model.relation.and_then(|id| types.catalog.relation(id));
    let details = relation.and_then(|relation| relation.details.as_ref());
    model.is_table
        && details.is_none_or(|details| !details.row_security && details.rules.is_empty())
}

/// `INSERT INTO company (…) SELECT … FROM unnest(…)`, in the order given.
fn insert(types: &Types<'_>, model: &ModelPlan<'_>, sent: &[Column], sql: &mut Builder) -> String {
    let table = &model.quoted_table;
    let places: Vec<_> = sent.iter().map(|(place, _)| *place).collect();
    let given = Given::new(types, model, sent, sql);
    let values = list(sent.iter().map(|(place, argument)| given.value(*place, *argument, sql)));
    let overriding = if sent.iter().any(|(place, _)| model.fields[*place].role == Role::Database) {
        "OVERRIDING SYSTEM VALUE "
    } else {
        ""
    };
    let (from, ordinality) = (&given.from, &given.ordinality);
    let names = columns(model, "", &places);
    format!(
        "INSERT INTO {table} ({names}) {overriding}SELECT {values} FROM {from} ORDER BY {ordinality}"
    )
}

fn returning(model: &ModelPlan<'_>, operation: &Operation) -> String {
    match operation.counted {
        true => String::new(),
        false => format!(" RETURNING {}", columns(model, "", &every(model))),
    }
}

fn update(
    types: &Types<'_>,
    model: &ModelPlan<'_>,
    operation: &Operation,
    sql: &mut Builder,
) -> String {
    let table = &model.quoted_table;
    let sent = updated(model, sql.scope);
    let given = Given::new(types, model, &sent, sql);
    let set = sent.iter().filter(|(place, _)| !model.key.contains(place));
    let set = list(set.map(|(place, argument)| {
        format!("{} = {}", model.fields[*place].quoted(), given.value(*place, *argument, sql))
    }));
    let matches = model.key.iter().map(|place| {
        let name = model.fields[*place].quoted();
        format!("now.{name} = given.{name}")
    });
    let matches = matches.collect::<Vec<_>>().join(" AND ") + &sql.and_in_scope(model, "now.");
    let from = &given.from;
    if operation.counted {
        return format!("UPDATE {table} AS now SET {set} FROM {from} WHERE {matches}");
    }
    let ordinality = &given.ordinality;
    let found =
        found(model, &format!("SELECT {} FROM given", columns(model, "given.", &model.key)), sql);
    let (all, now) = (columns(model, "", &every(model)), columns(model, "now.", &every(model)));
    format!(
        "WITH given AS (SELECT * FROM {from}), found AS ({found}), updated AS (UPDATE {table} AS now SET {set} \
         FROM given WHERE {matches} AND (SELECT count(*) FROM found) = (SELECT count(*) FROM given) \
         RETURNING {now}, given.{ordinality}) SELECT {all} FROM updated ORDER BY {ordinality}"
    )
}

fn delete(
    types: &Types<'_>,
    model: &ModelPlan<'_>,
    operation: &Operation,
    sql: &mut Builder,
) -> String {
    let table = &model.quoted_table;
    let given = Given::new(types, model, &deleted(model), sql);
    let keys = format!("SELECT {} FROM {}", columns(model, "given.", &model.key), given.from);
    let is_given =
        format!("({}) IN ({keys})", columns(model, "", &model.key)) + &sql.and_in_scope(model, "");
    if operation.counted {
        return format!("DELETE FROM {table} WHERE {is_given}");
    }
    let found = found(model, &keys, sql);
    let first = sql.place(Argument::Keys(model.key[0]));
    format!(
        "WITH found AS ({found}) DELETE FROM {table} WHERE {is_given} AND (SELECT count(*) FROM found) = \
         cardinality({first})"
    )
}

/// Locks the rows of the keys that `given` selects: always in the same order, so that two who do it wait
/// for each other instead of for ever.
fn found(model: &ModelPlan<'_>, given: &str, sql: &mut Builder) -> String {
    let (table, key) = (&model.quoted_table, columns(model, "", &model.key));
    let scope = sql.and_in_scope(model, "");
    format!("SELECT {key} FROM {table} WHERE ({key}) IN ({given}){scope} ORDER BY {key} FOR UPDATE")
}

/// The rows given, as an entry of FROM.
struct Given {
    from: String,
    /// The name of the column that numbers them.
    ordinality: String,
    /// The names and types of the model's columns.
    columns: Vec<(String, String)>,
}

impl Given {
    fn new(types: &Types<'_>, model: &ModelPlan<'_>, sent: &[Column], sql: &mut Builder) -> Self {
        let base = |place: usize| {
            names::cast(types.catalog, types.catalog.base_type(model.fields[place].ty))
        };
        let arrays = || sent.iter().filter(|(_, argument)| is_array(*argument));
        let values = list(
            arrays()
                .map(|(place, argument)| format!("{}::{}[]", sql.place(*argument), base(*place))),
        );
        let mut ordinality = "ordinality".to_owned();
        while model.fields.iter().any(|field| field.syntax.column == ordinality) {
            ordinality.push('_');
        }
        let names = list(
            arrays().map(|(place, _)| model.fields[*place].quoted()).chain([ordinality.clone()]),
        );
        Self {
            from: format!("unnest({values}) WITH ORDINALITY AS given({names})"),
            ordinality,
            columns: every(model)
                .into_iter()
                .map(|place| (model.fields[place].quoted(), base(place)))
                .collect(),
        }
    }

    fn value(&self, place: usize, argument: Argument, sql: &mut Builder) -> String {
        let (name, ty) = &self.columns[place];
        if is_array(argument) {
            format!("given.{name}")
        } else {
            // The same for all rows.
            format!("{}::{ty}", sql.place(argument))
        }
    }
}

fn created(model: &ModelPlan<'_>, scope: Option<usize>) -> Vec<Column> {
    written(model, |place, role| match role {
        _ if scope == Some(place) => Some(Argument::Scope),
        Role::Given => Some(Argument::Fields(place)),
        Role::NewId => Some(Argument::NewIds),
        Role::CreatedAt | Role::UpdatedAt => Some(Argument::Now),
        Role::Default | Role::Database => None,
    })
}

fn upserted(model: &ModelPlan<'_>, scope: Option<usize>) -> Vec<Column> {
    written(model, |place, role| match role {
        _ if scope == Some(place) => Some(Argument::Scope),
        Role::Given | Role::Default | Role::NewId => Some(Argument::Fields(place)),
        Role::CreatedAt | Role::UpdatedAt => Some(Argument::Now),
        Role::Database => model.key.contains(&place).then_some(Argument::Fields(place)),
    })
}

fn updated(model: &ModelPlan<'_>, scope: Option<usize>) -> Vec<Column> {
    let set = set_fields(model, scope);
    written(model, |place, role| match role {
        Role::UpdatedAt => Some(Argument::Now),
        _ => {
            let sent = model.key.contains(&place) || set.contains(&place);
            sent.then_some(Argument::Fields(place))
        }
    })
}

fn deleted(model: &ModelPlan<'_>) -> Vec<Column> {
    model.key.iter().map(|place| (*place, Argument::Keys(*place))).collect()
}

fn written(
    model: &ModelPlan<'_>,
    argument: impl Fn(usize, Role) -> Option<Argument>,
) -> Vec<Column> {
    let fields = model.fields.iter().enumerate();
    fields.filter_map(|(place, field)| Some((place, argument(place, field.role)?))).collect()
}

/// The value of one row.
fn of_one(argument: Argument) -> Argument {
    match argument {
        Argument::Fields(place) => Argument::Field(place),
        Argument::NewIds => Argument::NewId,
        other => other,
    }
}

fn is_array(argument: Argument) -> bool {
    matches!(argument, Argument::Fields(_) | Argument::Keys(_) | Argument::NewIds)
}

fn every(model: &ModelPlan<'_>) -> Vec<usize> {
    (0..model.fields.len()).collect()
}

fn columns(model: &ModelPlan<'_>, prefix: &str, places: &[usize]) -> String {
    list(places.iter().map(|place| format!("{prefix}{}", model.fields[*place].quoted())))
}

fn list(parts: impl Iterator<Item = String>) -> String {
    parts.collect::<Vec<_>>().join(", ")
}
