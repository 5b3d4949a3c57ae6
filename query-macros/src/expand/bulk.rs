//! The bulk operations as methods.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::Ident;

use super::model::companion;
use super::{operation, statement};
use crate::check::{Argument, CopyPlan, ModelPlan, OperationPlan, StatementPlan};
use crate::syntax::{Operation, OperationKind};

/// What runs, behind the statement's declaration.
pub(super) fn run(
    store: &str,
    model: &ModelPlan<'_>,
    plan: &OperationPlan<'_>,
    statement: &StatementPlan,
    arguments: &[Argument],
) -> TokenStream {
    let syntax = plan.syntax;
    let given = Given::of(model, syntax.kind);
    let rows = &given.name;
    let (nothing, run) = match (syntax.kind, syntax.counted) {
        (_, true) => (quote!(0), quote!(execute(&STATEMENT, values))),
        (OperationKind::DeleteAll, false) => {
            (quote!(()), quote!(execute_every(&STATEMENT, values, #rows.len())))
        }
        (_, false) => {
            (quote!(::std::vec::Vec::new()), quote!(fetch_every(&STATEMENT, values, #rows.len())))
        }
    };
    let run = match &plan.copy {
        Some(copy) => copying(store, model, plan, &given, statement, copy),
        None => {
            let private = quote!(::microcosm_postgres::__private);
            let ids = arguments.contains(&Argument::NewIds).then(|| {
                quote! {
                    let ids: ::std::vec::Vec<#private::Uuid> =
                        #rows.iter().map(|_| self.handle.new_id()).collect();
                }
            });
            let values = arguments.iter().map(|a| operation::value(model, syntax.kind, *a));
            quote! {
                #ids
                let values: &[&(dyn #private::ToSql + ::core::marker::Sync)] = &[#(#values),*];
                self.handle.#run.await
            }
        }
    };
    quote! {
        if #rows.is_empty() {
            return ::core::result::Result::Ok(#nothing);
        }
        #run
    }
}

/// What the method takes, and what it gives.
pub(super) fn signature(model: &ModelPlan<'_>, syntax: &Operation) -> (TokenStream, TokenStream) {
    let Given { name, ty } = Given::of(model, syntax.kind);
    let of = &model.syntax.name;
    let gives = match (syntax.kind, syntax.counted) {
        (_, true) => quote!(u64),
        (OperationKind::DeleteAll, false) => quote!(()),
        (_, false) => quote!(::std::vec::Vec<#of>),
    };
    (quote!(#name: &[#ty]), gives)
}

/// The slice that an operation takes.
struct Given {
    name: Ident,
    /// The type of its elements.
    ty: TokenStream,
}

impl Given {
    fn of(model: &ModelPlan<'_>, kind: OperationKind) -> Self {
        let of = &model.syntax.name;
        match kind {
            OperationKind::CreateAll => {
                let new = companion(model, "New", "");
                Self { name: format_ident!("new"), ty: quote!(#new) }
            }
            OperationKind::DeleteAll => Self { name: format_ident!("keys"), ty: key(model) },
            _ => Self { name: format_ident!("models"), ty: quote!(#of) },
        }
    }
}

fn key(model: &ModelPlan<'_>) -> TokenStream {
    match model.key[..] {
        [only] => {
            let ty = &model.fields[only].syntax.ty;
            quote!(#ty)
        }
        _ => {
            let key = companion(model, "", "Key");
            quote!(#key)
        }
    }
}

/// The array of a column, of all that is given.
pub(super) fn column(
    model: &ModelPlan<'_>,
    kind: OperationKind,
    argument: Argument,
) -> TokenStream {
    let private = quote!(::microcosm_postgres::__private);
    let Given { name: rows, ty } = Given::of(model, kind);
    match argument {
        Argument::Keys(_) if model.key.len() == 1 => {
            quote!(&#private::ColumnOf::of(#rows, |key: &#ty| key))
        }
        Argument::Fields(place) | Argument::Keys(place) => {
            let name = &model.fields[place].syntax.name;
            quote!(&#private::ColumnOf::of(#rows, |row: &#ty| &row.#name))
        }
        _ => quote!(&ids),
    }
}

/// Sends the rows by COPY.
fn copying(
    store: &str,
    model: &ModelPlan<'_>,
    plan: &OperationPlan<'_>,
    given: &Given,
    statement: &StatementPlan,
    copy: &CopyPlan,
) -> TokenStream {
    let columns = StatementPlan {
        sql: copy.columns.clone(),
        shown: String::new(),
        types: Vec::new(),
        // The types are all that is asked of it.
        columns: Vec::new(),
        column_types: Vec::new(),
        table: statement.table.clone(),
        facts: Vec::new(),
        template: None,
    };
    let constant = format_ident!("COLUMNS");
    let action = plan.syntax.name.to_string();
    let columns = statement::declare(&constant, &columns, store, &action);
    let writes = copy.arguments.iter().map(|argument| match argument {
        Argument::Fields(place) => {
            let name = &model.fields[*place].syntax.name;
            quote!(out.put(&row.#name)?;)
        }
        Argument::NewIds => quote!(out.put(&self.handle.new_id())?;),
        other => {
            let value = operation::value(model, plan.syntax.kind, *other);
            quote!(out.put(#value)?;)
        }
    });
    let (rows, ty) = (&given.name, &given.ty);
    quote! {
        #columns
        self.handle
            .copy_all(&STATEMENT, &COLUMNS, #rows, |row: &#ty, out| {
                #(#writes)*
                ::core::result::Result::Ok(())
            })
            .await
    }
}

/// Its documentation.
pub(super) fn lead(model: &ModelPlan<'_>, syntax: &Operation) -> String {
    let (name, table) = (&model.syntax.name, &model.table);
    let (kind, counted) = (syntax.kind, syntax.counted);
    let error = "microcosm_postgres::Error";
    let missing = format!(
        "[`NotFound`]({error}::NotFound) when one of them is not there, or is given twice: then nothing \
         is changed"
    );
    let gives = if counted {
        "gives how many were written"
    } else {
        "gives them as they were stored, in the order given"
    };
    match (kind, counted) {
        (OperationKind::CreateAll, _) => format!(
            "Inserts rows into `{table}` in one statement, and {gives}.\n\n# Errors\n\
             [`Duplicate`]({error}::Duplicate), [`MissingDependency`]({error}::MissingDependency), …; \
             then none is inserted."
        ),
        (OperationKind::UpsertAll, _) => format!(
            "Inserts [`{name}`]s into `{table}`, or writes all fields of those whose key is there, in one \
             statement, and {gives}. No key may be given twice.\n\n# Errors\n\
             [`Duplicate`]({error}::Duplicate) of another key, …; then nothing is changed."
        ),
        (OperationKind::UpdateAll, true) => format!(
            "Writes all fields of the [`{name}`]s that are there, in one statement, and gives how many \
             are.\n\n# Errors\n[`Duplicate`]({error}::Duplicate), …; then nothing is changed."
        ),
        (OperationKind::UpdateAll, false) => format!(
            "Writes all fields of rows of `{table}` in one statement, and {gives}.\n\n# Errors\n{missing}; \
             [`Duplicate`]({error}::Duplicate), …"
        ),
        (_, true) => format!(
            "Deletes those rows of `{table}` that are there, in one statement, and gives how many \
             were.\n\n# Errors\n[`Referenced`]({error}::Referenced) while others refer to one of them."
        ),
        (_, false) => format!(
            "Deletes the rows of `{table}` of those keys in one statement.\n\n# Errors\n{missing}; \
             [`Referenced`]({error}::Referenced) while others refer to one of them."
        ),
    }
}
