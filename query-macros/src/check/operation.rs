//! The standard operations as SQL, which then is checked like any other.

use proc_macro2::Span;
use query_check::parts::PartOptions;
use query_check::suggest::closest;
use query_check::syntax::ast::Param;

use super::statement::{Source, Statement, StatementPlan};
use super::{CopyPlan, Message, ModelPlan, Role, StoreScope, bulk, cascades};
use crate::report::Report;
use crate::syntax::{Operation, OperationKind};
use crate::types::Types;

/// An operation that the model supports.
pub(crate) struct OperationPlan<'a> {
    pub(crate) syntax: &'a Operation,
    /// The fields to search by, by place.
    pub(crate) filters: Vec<usize>,
    /// The fields that `update_with_diff` compares, by place.
    pub(crate) compared: Vec<usize>,
    /// `None` when something is wrong with it.
    pub(crate) statement: Option<(StatementPlan, Vec<Argument>)>,
    /// What runs instead of the statement that was checked.
    pub(crate) copy: Option<CopyPlan>,
}

/// The value of a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Argument {
    /// A field of what is given to `create` or `update`.
    Field(usize),
    /// A column of the key, of what is given to `retrieve` or `delete`.
    Key(usize),
    /// A field of the search.
    Filter(usize),
    Limit,
    Offset,
    NewId,
    Now,
    /// An array of a field, of all that is given to a bulk operation.
    Fields(usize),
    /// An array of a column of the key, of all that is given to `delete_all`.
    Keys(usize),
    /// An array of as many new ids as there are rows given.
    NewIds,
    /// The value of the store's scope.
    Scope,
}

impl Argument {
    /// What an argument of a search is called in its SQL.
    fn name(self) -> Option<String> {
        match self {
            Self::Filter(place) => Some(format!("filter_{place}")),
            Self::Limit => Some("limit".to_owned()),
            Self::Offset => Some("offset".to_owned()),
            Self::Field(_) | Self::Key(_) | Self::NewId | Self::Now => None,
            Self::Fields(_) | Self::Keys(_) | Self::NewIds | Self::Scope => None,
        }
    }

    /// The argument of that name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        match name {
            "limit" => Some(Self::Limit),
            "offset" => Some(Self::Offset),
            SCOPE => Some(Self::Scope),
            _ => name.strip_prefix("filter_")?.parse().ok().map(Self::Filter),
        }
    }
}

/// What the scope is called where arguments have names.
const SCOPE: &str = "scope";

/// SQL under construction: text whose `$1…` are numbered as their arguments come.
pub(super) struct Builder {
    arguments: Vec<Argument>,
    /// The field that the store's scope gives, by place.
    pub(super) scope: Option<usize>,
    /// Arguments have names, as parts want it.
    named: bool,
}

impl Builder {
    /// `$n` of an argument, or the name of one that may be missing; the same one twice is the same number.
    pub(super) fn place(&mut self, argument: Argument) -> String {
        if let Some(name) = argument.name() {
            return format!(":{name}");
        }
        if self.named && argument == Argument::Scope {
            return format!(":{SCOPE}");
        }
        let place = self.arguments.iter().position(|a| *a == argument).unwrap_or_else(|| {
            self.arguments.push(argument);
            self.arguments.len() - 1
        });
        format!("${}", place + 1)
    }
}

impl Builder {
    /// `tenant_id = $1`, where the store has a scope.
    pub(super) fn in_scope(&mut self, model: &ModelPlan<'_>, prefix: &str) -> Option<String> {
        let name = model.fields[self.scope?].quoted();
        Some(format!("{prefix}{name} = {}", self.place(Argument::Scope)))
    }

    /// The same behind other conditions.
    pub(super) fn and_in_scope(&mut self, model: &ModelPlan<'_>, prefix: &str) -> String {
        self.in_scope(model, prefix).map(|scope| format!(" AND {scope}")).unwrap_or_default()
    }

    /// The same, where the key that ON CONFLICT looks at does not tell it.
    pub(super) fn conflict_in_scope(&mut self, model: &ModelPlan<'_>) -> String {
        if self.scope.is_some_and(|place| model.key.contains(&place)) {
            return String::new();
        }
        let prefix = format!("{}.", model.quoted_table);
        self.in_scope(model, &prefix).map(|scope| format!(" WHERE {scope}")).unwrap_or_default()
    }

    /// The parameter that holds the scope.
    fn scope_parameter(&self) -> Param {
        let number = self.arguments.iter().position(|argument| *argument == Argument::Scope);
        match number {
            _ if self.named => Param::Name(SCOPE.to_owned()),
            // No parameter has the number 0.
            number => Param::Number(number.map_or(0, |place| place as u32 + 1)),
        }
    }

    /// The parameters that are never NULL.
    fn never_null(&self, model: &ModelPlan<'_>) -> Vec<Param> {
        let is_never_null = |argument: &Argument| match argument {
            Argument::Field(place) => !model.fields[*place].written.optional,
            Argument::Key(_) | Argument::NewId | Argument::Now => true,
            Argument::Fields(_) | Argument::Keys(_) | Argument::NewIds => true,
            Argument::Scope => true,
            // These have no numbers.
            Argument::Filter(_) | Argument::Limit | Argument::Offset => false,
        };
        let numbered = (1..).zip(&self.arguments);
        numbered.filter(|(_, a)| is_never_null(a)).map(|(n, _)| Param::Number(n)).collect()
    }
}

impl<'a> OperationPlan<'a> {
    /// The operation without its SQL, of a model or block that has mistakes.
    pub(crate) fn unchecked(model: &ModelPlan<'_>, syntax: &'a Operation) -> Self {
        let mut filters: Vec<usize> = Vec::new();
        for place in syntax.fields.iter().filter_map(|name| model.field(&name.to_string())) {
            if !filters.contains(&place) {
                filters.push(place);
            }
        }
        let compared = set_fields(model, None);
        Self { syntax, filters, compared, statement: None, copy: None }
    }

    /// Writes the SQL of an operation on `model` and checks it.
    pub(crate) fn check(
        types: &Types<'_>,
        model: &ModelPlan<'_>,
        store: &str,
        scope: Option<&StoreScope<'_>>,
        syntax: &'a Operation,
        report: &mut Report,
    ) -> Self {
        let mut plan = Self::unchecked(model, syntax);
        check_filters(model, syntax, report);
        if !model.sound || plan.filters.len() != syntax.fields.len() {
            return plan;
        }
        let in_scope = scope.and_then(|scope| scope.field(model));
        let reason = unsupported(model, syntax.kind, in_scope)
            .or_else(|| bulk::unsupported(types, model, in_scope, syntax));
        if let Some(reason) = reason {
            report.error(syntax.name.span(), reason);
            return plan;
        }
        let mut builder =
            Builder { arguments: Vec::new(), scope: in_scope, named: plan.is_search() };
        let sql = plan.sql(types, model, &mut builder);
        let query = format!("{store}::{}", syntax.name);
        let span: Span = syntax.name.span();
        let source = Source::Generated(&sql, span);
        let missing = plan.filters.iter().map(|place| Argument::Filter(*place));
        let missing = missing.chain([Argument::Limit, Argument::Offset]);
        let mut options = PartOptions {
            not_null_parameters: builder.never_null(model),
            optional: missing.filter_map(Argument::name).collect(),
            ..PartOptions::default()
        };
        if let Some(scope) = scope {
            let parameter = builder.scope_parameter();
            options.not_null_parameters.push(parameter.clone());
            options.scope = Some(scope.of_checker(parameter));
        }
        let Some(statement) = Statement::check(types, source, &query, &options, report) else {
            return plan;
        };
        let before = report.count();
        let statements = [statement];
        cascades::check(types, &statements, &syntax.cascades, &query, report);
        if report.count() == before {
            let [statement] = statements;
            let arguments = statement.checked.parameters.iter().filter_map(|p| match &p.name {
                Param::Name(name) => Argument::named(name),
                Param::Number(number) => builder.arguments.get(*number as usize - 1).copied(),
            });
            let arguments = arguments.collect();
            let mut statement = statement.plan(types, Some(&model.table));
            plan.copy = bulk::copy(types, model, in_scope, syntax);
            if let Some(copy) = &plan.copy {
                statement.sql.clone_from(&copy.sql);
                statement.shown.clone_from(&copy.sql);
                statement.types.clear();
            }
            plan.statement = Some((statement, arguments));
        }
        plan
    }

    /// Whether it is `search` or `search_first`.
    pub(crate) fn is_search(&self) -> bool {
        matches!(self.syntax.kind, OperationKind::Search | OperationKind::SearchFirst)
    }

    fn sql(&self, types: &Types<'_>, model: &ModelPlan<'_>, sql: &mut Builder) -> String {
        let table = &model.quoted_table;
        let columns = |prefix: &str, fields: &[usize]| -> String {
            let names = fields.iter().map(|f| format!("{prefix}{}", model.fields[*f].quoted()));
            names.collect::<Vec<_>>().join(", ")
        };
        let every: Vec<usize> = (0..model.fields.len()).collect();
        let all = columns("", &every);
        match self.syntax.kind {
            OperationKind::Create => {
                let (names, values) = insert(model, sql, |role| match role {
                    Role::Given => Some(None),
                    Role::NewId => Some(Some(Argument::NewId)),
                    Role::CreatedAt | Role::UpdatedAt => Some(Some(Argument::Now)),
                    Role::Default | Role::Database => None,
                });
                if names.is_empty() {
                    return format!("INSERT INTO {table} DEFAULT VALUES RETURNING {all}");
                }
                format!("INSERT INTO {table} ({names}) VALUES ({values}) RETURNING {all}")
            }
            OperationKind::Retrieve => {
                let key = key(model, sql, "", Argument::Key);
                format!("SELECT {all} FROM {table} WHERE {key}{}", sql.and_in_scope(model, ""))
            }
            OperationKind::Update => {
                let set = set(model, sql);
                let key = key(model, sql, "", Argument::Field);
                let scope = sql.and_in_scope(model, "");
                format!("UPDATE {table} SET {set} WHERE {key}{scope} RETURNING {all}")
            }
            OperationKind::UpdateWithDiff => {
                let set = set(model, sql);
                let bare = key(model, sql, "", Argument::Field) + &sql.and_in_scope(model, "");
                let key =
                    key(model, sql, "now.", Argument::Field) + &sql.and_in_scope(model, "now.");
                let compared = columns("", &self.compared);
                let all = columns("now.", &every);
                let before = columns("before.", &self.compared);
                format!(
                    "WITH before AS (SELECT {compared} FROM {table} WHERE {bare} FOR UPDATE) UPDATE {table} \
                     AS now SET {set} FROM before WHERE {key} RETURNING {all}, {before}"
                )
            }
            OperationKind::Replace => {
                let (names, values) = insert(model, sql, |role| match role {
                    Role::Given | Role::Default | Role::NewId => Some(None),
                    Role::CreatedAt | Role::UpdatedAt => Some(Some(Argument::Now)),
                    Role::Database => None,
                });
                let (names, values) = with_database_key(model, sql, names, values);
                let overriding =
                    if model.key.iter().any(|f| model.fields[*f].role == Role::Database) {
                        " OVERRIDING SYSTEM VALUE"
                    } else {
                        ""
                    };
                let updated = set_fields(model, sql.scope).into_iter().chain(updated_at(model));
                let set: Vec<_> = updated
                    .map(|f| model.fields[f].quoted())
                    .map(|name| format!("{name} = excluded.{name}"))
                    .collect();
                let scope = sql.conflict_in_scope(model);
                format!(
                    "INSERT INTO {table} ({names}){overriding} VALUES ({values}) ON CONFLICT ({}) DO UPDATE SET \
                     {}{scope} RETURNING {all}",
                    columns("", &model.key),
                    set.join(", ")
                )
            }
            OperationKind::Delete => {
                let key = key(model, sql, "", Argument::Key);
                format!("DELETE FROM {table} WHERE {key}{}", sql.and_in_scope(model, ""))
            }
            OperationKind::Count => match sql.in_scope(model, "") {
                Some(scope) => format!("SELECT count(*) FROM {table} WHERE {scope}"),
                None => format!("SELECT count(*) FROM {table}"),
            },
            OperationKind::Search | OperationKind::SearchFirst => {
                // A filter is in the statement when it is given; what a statement has no bit for always is.
                const PARTS: usize = query_check::parts::MAX_BITS as usize - 2;
                let filters: String = self
                    .filters
                    .iter()
                    .enumerate()
                    .map(|(number, f)| {
                        let field = &model.fields[*f];
                        let (name, place) = (field.quoted(), sql.place(Argument::Filter(*f)));
                        if number < PARTS {
                            return format!(" {{ AND {name} = {place} }}");
                        }
                        let ty = types.catalog.format_type(types.catalog.base_type(field.ty));
                        format!(" AND ({place}::{ty} IS NULL OR {name} = {place})")
                    })
                    .collect();
                let filter = match sql.in_scope(model, "") {
                    Some(scope) => format!(" WHERE {scope}{filters}"),
                    None if filters.is_empty() => filters,
                    None => format!(" WHERE true{filters}"),
                };
                let order = if model.key.is_empty() {
                    String::new()
                } else {
                    format!(" ORDER BY {}", columns("", &model.key))
                };
                let limit = sql.place(Argument::Limit);
                let limit = if self.syntax.kind == OperationKind::SearchFirst {
                    // LEAST leaves NULLs out.
                    format!("LIMIT least({limit}::bigint, 1)")
                } else {
                    format!("{{ LIMIT {limit} }}")
                };
                let offset = sql.place(Argument::Offset);
                format!("SELECT {all} FROM {table}{filter}{order} {limit} {{ OFFSET {offset} }}")
            }
            OperationKind::CreateAll
            | OperationKind::UpsertAll
            | OperationKind::UpdateAll
            | OperationKind::DeleteAll => bulk::sql(types, model, self.syntax, sql),
        }
    }
}

/// The columns and values of an INSERT; `value` says for each role whether the column is written, and from
/// what if not from its field.
fn insert(
    model: &ModelPlan<'_>,
    sql: &mut Builder,
    value: impl Fn(Role) -> Option<Option<Argument>>,
) -> (String, String) {
    let (mut names, mut values) = (Vec::new(), Vec::new());
    for (place, field) in model.fields.iter().enumerate() {
        let argument = match value(field.role) {
            _ if sql.scope == Some(place) => Argument::Scope,
            Some(argument) => argument.unwrap_or(Argument::Field(place)),
            None => continue,
        };
        names.push(field.quoted());
        values.push(sql.place(argument));
    }
    (names.join(", "), values.join(", "))
}

/// Adds key columns that the database fills, which `replace` has to name all the same.
fn with_database_key(
    model: &ModelPlan<'_>,
    sql: &mut Builder,
    mut names: String,
    mut values: String,
) -> (String, String) {
    for place in &model.key {
        let field = &model.fields[*place];
        if field.role == Role::Database && sql.scope != Some(*place) {
            let separator = if names.is_empty() { "" } else { ", " };
            names = format!("{names}{separator}{}", field.quoted());
            values = format!("{values}{separator}{}", sql.place(Argument::Field(*place)));
        }
    }
    (names, values)
}

/// `name = $1, updated_at = $2`.
fn set(model: &ModelPlan<'_>, sql: &mut Builder) -> String {
    let given = set_fields(model, sql.scope).into_iter().map(|f| (f, Argument::Field(f)));
    let now = updated_at(model).map(|f| (f, Argument::Now));
    let all: Vec<_> = given.chain(now).collect();
    let set = all
        .into_iter()
        .map(|(f, argument)| format!("{} = {}", model.fields[f].quoted(), sql.place(argument)));
    set.collect::<Vec<_>>().join(", ")
}

/// `id = $1`, for each column of the key.
fn key(
    model: &ModelPlan<'_>,
    sql: &mut Builder,
    prefix: &str,
    argument: impl Fn(usize) -> Argument,
) -> String {
    let columns = model.key.iter().map(|field| {
        format!("{prefix}{} = {}", model.fields[*field].quoted(), sql.place(argument(*field)))
    });
    columns.collect::<Vec<_>>().join(" AND ")
}

/// The fields that an update takes from the caller; what the scope gives stays as it is.
pub(super) fn set_fields(model: &ModelPlan<'_>, scope: Option<usize>) -> Vec<usize> {
    let is_set = |place: &usize| {
        !model.key.contains(place)
            && scope != Some(*place)
            && model.fields[*place].role.is_given_to_update()
    };
    (0..model.fields.len()).filter(is_set).collect()
}

pub(super) fn updated_at(model: &ModelPlan<'_>) -> Option<usize> {
    model.fields.iter().position(|field| field.role == Role::UpdatedAt)
}

/// Why the model cannot support the operation.
fn unsupported(
    model: &ModelPlan<'_>,
    kind: OperationKind,
    scope: Option<usize>,
) -> Option<Message> {
    use OperationKind::{
        Count, Create, CreateAll, Delete, DeleteAll, Replace, Retrieve, Search, SearchFirst,
        Update, UpdateAll, UpdateWithDiff, UpsertAll,
    };
    let needs_key = match kind {
        Retrieve | Update | UpdateWithDiff | Replace | Delete => true,
        UpsertAll | UpdateAll | DeleteAll => true,
        Create | CreateAll | Count | Search | SearchFirst => false,
    };
    let (name, table) = (kind.name(), &model.table);
    if needs_key && model.key.is_empty() {
        let message = if model.is_table {
            format!("`{name}` needs a primary key, and `{table}` has none")
        } else {
            format!("`{name}` needs a primary key, and a view like `{table}` has none")
        };
        return Some(Message::new(message).help(format!(
            "take `{name}` off the list, and write what is needed as a `fn` with its own SQL"
        )));
    }
    let changes = matches!(kind, Update | UpdateWithDiff | Replace | UpdateAll | UpsertAll);
    if changes && set_fields(model, scope).is_empty() {
        let message = format!("`{name}` would have nothing to set: `{table}` has no column for it");
        return Some(Message::new(message).help(format!("take `{name}` off the list")));
    }
    None
}

/// Whether each field to search by is one, and is named once.
fn check_filters(model: &ModelPlan<'_>, syntax: &Operation, report: &mut Report) {
    for (place, name) in syntax.fields.iter().enumerate() {
        let text = name.to_string();
        if syntax.fields[..place].contains(name) {
            report.error(name.span(), format!("`{text}` is searched by already"));
        } else if text == "limit" || text == "offset" {
            let message =
                format!("`{text}` is the page of a search; a field of that name needs a `fn`");
            report.error(name.span(), message);
        } else if model.field(&text).is_none() {
            let fields = model.fields.iter().map(|field| field.syntax.name.to_string());
            let message = Message::new(format!("`{}` has no field `{text}`", model.syntax.name));
            let message = match closest(&text, fields) {
                Some(close) => message.help(format!("did you mean `{close}`?")),
                None => message,
            };
            report.error(name.span(), message);
        }
    }
}
