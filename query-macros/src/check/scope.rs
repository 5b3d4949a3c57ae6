//! The scope of a store: a column of some table, and a type that holds its values.

use query_check::checked::Scope;
use query_check::suggest::closest;
use query_check::syntax::ast;
use syn::Type;
use syn::ext::IdentExt as _;
use syn::spanned::Spanned as _;

use super::{Message, ModelPlan, StorePlan};
use crate::report::Report;
use crate::syntax::{self, OperationKind, Store};
use crate::types::{Place, Types, Written};

/// The scope that a store's statements are checked in.
#[derive(Clone)]
pub(crate) struct StoreScope<'a> {
    pub(crate) syntax: &'a syntax::Scope,
    /// The column, which is the name of the parameter too.
    pub(crate) column: String,
    /// Nothing is wrong with its type, so that it can be compared with what each statement takes it for.
    pub(super) sound: bool,
}

impl<'a> StoreScope<'a> {
    pub(super) fn check(
        types: Option<&Types<'_>>,
        store: &'a Store,
        report: &mut Report,
    ) -> Option<Self> {
        let syntax = store.scope.as_ref()?;
        let column = syntax.name.unraw().to_string();
        let before = report.count();
        check_type(&syntax.ty, report);
        if let Some(types) = types {
            check_column(types, syntax, &column, report);
        }
        Some(Self { syntax, column, sound: report.count() == before })
    }

    /// What the checker restricts statements to; `parameter` is how they write it.
    pub(super) fn of_checker(&self, parameter: ast::Param) -> Scope {
        Scope { column: self.column.clone(), parameter }
    }

    /// The field of a model that holds the column.
    pub(super) fn field(&self, model: &ModelPlan<'_>) -> Option<usize> {
        model.fields.iter().position(|field| field.syntax.column == self.column)
    }
}

/// The store keeps the value, and never NULL.
fn check_type(ty: &Type, report: &mut Report) {
    let message = if matches!(ty, Type::Reference(_)) {
        Message::new("the store keeps the value of its scope, and a reference does not")
            .help("write an owned type: `Uuid`, `i64`, `String`, …")
    } else if Written::of(ty).optional {
        Message::new("a scope is one value; with NULL for it no query could find anything")
            .help("leave the `Option` away, and use another store where no scope is meant")
    } else {
        return;
    };
    report.error(ty.span(), message);
}

/// Some table must have the column, and the type must hold what it has in at least one.
fn check_column(types: &Types<'_>, scope: &syntax::Scope, column: &str, report: &mut Report) {
    let relations = || types.catalog.user_relations();
    let columns = relations().flat_map(|relation| relation.columns.iter());
    let found: Vec<_> = columns.filter(|c| c.name == column).map(|c| c.ty).collect();
    let Some(first) = found.first() else {
        let names = relations().flat_map(|r| r.columns.iter()).map(|c| c.name.to_string());
        let message = Message::new(format!("no table of the snapshot has a column `{column}`"))
            .note("a scope restricts every table that has the column, and there is none");
        let message = match closest(column, names) {
            Some(close) => message.help(format!("did you mean `{close}`?")),
            None => message.help("name the column that tells whose rows they are"),
        };
        return report.error(scope.name.span(), message);
    };
    let core = Written::of(&scope.ty).core;
    if !found.iter().any(|ty| types.fits(&core, *ty)) {
        let ty = types.catalog.format_type(*first);
        let message =
            Message::new(format!("`{column}` is of the type `{ty}`, which this does not hold"))
                .help(format!("`{ty}` is held by {}", types.candidates(*first, Place::Field)));
        report.error(scope.ty.span(), message);
    }
}

/// What creates rows takes one type, `New…`: either its scope gives the column, or the caller does.
pub(super) fn same_creations(
    models: &[ModelPlan<'_>],
    stores: &[StorePlan<'_>],
    report: &mut Report,
) {
    for (place, model) in models.iter().enumerate() {
        let of_model = stores.iter().filter(|store| store.model == Some(place));
        let creations = of_model.flat_map(|store| {
            let is_creation =
                |kind| matches!(kind, OperationKind::Create | OperationKind::CreateAll);
            let operations = store.operations.iter().map(|operation| operation.syntax);
            let creating = operations.filter(move |operation| is_creation(operation.kind));
            creating.map(move |operation| (store, operation))
        });
        let (scoped, free): (Vec<_>, Vec<_>) =
            creations.partition(|(store, _)| store.scope_field(models).is_some());
        if let (Some((store, operation)), Some((other, _))) = (scoped.first(), free.first()) {
            let column = store.scope.as_ref().map(|scope| &*scope.column).unwrap_or_default();
            let name = &model.syntax.name;
            let message = Message::new(format!(
                "`New{name}` cannot both have `{column}` and be without it: here the scope gives it, in `{}` \
                 the caller",
                other.syntax.name
            ))
            .help(format!(
                "create `{name}`s in one of the stores only, and write a `fn` with an INSERT in the other"
            ));
            report.error(operation.name.span(), message);
        }
    }
}
