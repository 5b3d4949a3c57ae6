//! Statements as statics.

use proc_macro2::TokenStream;
use quote::quote;
use syn::Ident;

use super::attributes::docs;
use crate::check::StatementPlan;

/// `static NAME: Statement = …;`
pub(super) fn declare(
    name: &Ident,
    plan: &StatementPlan,
    store: &str,
    action: &str,
) -> TokenStream {
    let private = quote!(::microcosm_postgres::__private);
    let StatementPlan { sql, types, columns, table, .. } = plan;
    let action = quote!(#private::Action { store: #store, name: #action, model: #table });
    if let Some(template) = &plan.template {
        return super::variants::declare(name, plan, template, &action);
    }
    let types = quote!(const { &[#(#types),*] });
    let of = match &**columns {
        [] => quote!(#private::Statement::new(#action, #sql, #types)),
        columns => quote! {
            #private::Statement::returning(#action, #sql, #types, &[#(#columns),*])
        },
    };
    quote! {
        static #name: #private::Statement = #of;
    }
}

/// The documentation of what runs `plans`: their SQL and what they touch.
pub(super) fn documentation<'p>(
    lead: &str,
    plans: impl IntoIterator<Item = &'p StatementPlan>,
) -> TokenStream {
    let mut text = lead.to_owned();
    for plan in plans {
        text += "\n\n```sql\n";
        text += &dedented(&plan.shown);
        text += "\n```\n\n";
        text += &plan.facts.join("\n");
    }
    docs(text.trim_start_matches('\n'))
}

/// The text without the indentation that all lines but the first share.
fn dedented(sql: &str) -> String {
    let rest = || sql.lines().skip(1).filter(|line| !line.trim().is_empty());
    let indent = rest().map(|line| line.len() - line.trim_start().len()).min().unwrap_or(0);
    let lines = sql.lines().enumerate().map(|(number, line)| match number {
        0 => line,
        _ => line.get(indent..).unwrap_or_default(),
    });
    lines.collect::<Vec<_>>().join("\n")
}
