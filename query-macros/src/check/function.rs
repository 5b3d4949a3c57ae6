//! Queries of one's own: every statement, the parameters, the effects and the claim.

use proc_macro2::Span;

use super::fragment::{Fragments, Spliced};
use super::row_type::RowTypes;
use super::rows::{self, Outcome};
use super::statement::{NamePlan, Source, Statement, StatementPlan};
use super::{Message, ModelPlan, StoreScope, cascades, dynamic, order, parameters};
use crate::report::Report;
use crate::syntax::{Claim, Function};
use crate::types::Types;

/// What a function is checked in.
#[derive(Clone, Copy)]
pub(super) struct Around<'c, 'a> {
    pub(super) types: &'c Types<'c>,
    pub(super) models: &'c [ModelPlan<'a>],
    /// That of the store.
    pub(super) model: Option<&'c ModelPlan<'a>>,
    pub(super) scope: Option<&'c StoreScope<'a>>,
    /// The store's name.
    pub(super) store: &'c str,
    pub(super) fragments: &'c Fragments<'a>,
}

/// A function with its statements.
pub(crate) struct FunctionPlan<'a> {
    pub(crate) syntax: &'a Function,
    /// `None` when something is wrong with it.
    pub(crate) body: Option<BodyPlan>,
}

/// Where the value of a parameter comes from.
pub(crate) enum Given {
    /// A parameter of the function.
    Argument(syn::Ident),
    /// The scope of the store.
    Scope,
}

/// What a sound function does.
pub(crate) struct BodyPlan {
    pub(crate) statements: Vec<StatementPlan>,
    /// For each statement its arguments.
    pub(crate) arguments: Vec<Vec<Given>>,
    /// For each statement whether it is an error that it affects no row.
    pub(crate) required: Vec<bool>,
    pub(crate) outcome: Outcome,
    /// The tokens that name models and their fields.
    pub(crate) names: Vec<NamePlan>,
    /// The tokens that name parameters.
    pub(crate) parameters: Vec<(String, Span)>,
}

impl<'a> FunctionPlan<'a> {
    /// The function without its body, of a block that has mistakes.
    pub(crate) fn unchecked(
        syntax: &'a Function,
        models: &[ModelPlan<'_>],
        types: Option<&Types<'_>>,
        rows: &mut RowTypes<'a>,
    ) -> Self {
        // The row type it would have been, so that its name is known elsewhere.
        if let Some(name) = syntax.claim.row().and_then(RowTypes::name_of) {
            let known = models.iter().any(|model| model.syntax.name == *name)
                || types.is_some_and(|types| types.declared.named(&name.to_string()).is_some())
                || crate::types::Scalar::find(&name.to_string(), None).is_some();
            if !known {
                rows.unchecked(name, &syntax.visibility);
            }
        }
        dynamic::unchecked_orders(rows, syntax);
        Self { syntax, body: None }
    }

    pub(super) fn check(
        around: &Around<'_, 'a>,
        rows: &mut RowTypes<'a>,
        syntax: &'a Function,
        report: &mut Report,
    ) -> Self {
        let before = report.count();
        let query = format!("{}::{}", around.store, syntax.name);
        let body = Self::body(around, rows, &query, syntax, report);
        match body.filter(|_| report.count() == before) {
            Some(body) => Self { syntax, body: Some(body) },
            None => Self::unchecked(syntax, around.models, Some(around.types), rows),
        }
    }

    fn body(
        around: &Around<'_, 'a>,
        rows: &mut RowTypes<'a>,
        query: &str,
        syntax: &'a Function,
        report: &mut Report,
    ) -> Option<BodyPlan> {
        let Around { types, models, model, scope, .. } = *around;
        let spliced = syntax.body.statements.iter();
        let spliced: Vec<_> =
            spliced.map(|sql| around.fragments.splice(sql, query, report)).collect();
        let sources = spliced.iter().map(Source::Written);
        let mut options = dynamic::options(syntax, scope);
        options.names = spliced.iter().any(Spliced::has_tokens);
        let checked: Vec<_> = sources
            .map(|source| Statement::check(types, source, query, &options, report))
            .collect();
        if syntax.body.broken {
            return None;
        }
        // What PostgreSQL rejects has no parameters, rows and effects to speak of.
        let statements: Vec<_> = checked.into_iter().collect::<Option<_>>()?;
        let (last, earlier) = statements.split_last()?;

        if let Claim::Stream(ty, _) = &syntax.claim
            && !earlier.is_empty()
        {
            let message =
                "several statements run in a transaction, which would end before the stream does";
            report.error_at(
                ty,
                Message::new(message).help("return `Vec<T>`, or one statement's rows"),
            );
        }
        let orders = dynamic::check_orders(types, models, rows, syntax, &statements, query, report);
        dynamic::check_patches(syntax, &statements, report);
        let arguments = parameters::check(around, syntax, &statements, &orders, report);
        cascades::check(types, &statements, &syntax.cascades, query, report);
        order::check(types, &statements, report);
        for statement in earlier {
            let void = |c: &query_check::checked::CheckedColumn| {
                c.ty == query_check::catalog::TypeId::VOID
            };
            if !statement.checked.columns.iter().all(void) {
                let message = Message::new("of several statements only the last one returns rows")
                    .help("take RETURNING away, or move the statement to the end");
                report.error_between(statement.ends(), message);
            }
        }
        let mut scope = rows::Scope { types, models, rows };
        let outcome = rows::check(&mut scope, syntax, last, query, report)?;

        let table = model.map(|model| &*model.table);
        // Deleting what was not there leaves things as they were meant to be, unless it is the last word.
        let required = |statement: &Statement<'_>| {
            statement.is_single_row_change()
                && statement.checked.command == query_check::checked::CommandKind::Update
        };
        Some(BodyPlan {
            required: statements.iter().map(required).collect(),
            statements: statements.iter().map(|statement| statement.plan(types, table)).collect(),
            arguments,
            outcome,
            names: statements.iter().flat_map(|statement| statement.names(models)).collect(),
            parameters: statements.iter().flat_map(Statement::parameter_tokens).collect(),
        })
    }
}
