//! What documentation tells of a statement: what it takes, gives, reads and writes.

use query_check::checked::{Checked, Rows};
use query_check::syntax::ast::Param;

use super::names;
use crate::types::Types;

/// The lines of a list in Markdown.
pub(super) fn lines(types: &Types<'_>, checked: &Checked) -> Vec<String> {
    let catalog = types.catalog;
    let mut lines = Vec::new();
    let mut line = |word: &str, mut words: Vec<String>| {
        words.dedup();
        if !words.is_empty() {
            lines.push(format!("- {word} {}", words.join(", ")));
        }
    };
    let null = |nullable| if nullable { " or NULL" } else { "" };
    let parameters = checked.parameters.iter().map(|parameter| {
        let name = match &parameter.name {
            Param::Name(name) => format!(":{name}"),
            Param::Number(number) => format!("${number}"),
        };
        format!("`{name}` {}", catalog.format_type(parameter.ty))
    });
    line("Takes", parameters.collect());
    let columns = checked.columns.iter().map(|column| {
        format!("`{}` {}{}", column.name, catalog.format_type(column.ty), null(column.nullable))
    });
    line("Gives", columns.collect());
    let rows = |rows| match rows {
        Rows::None => None,
        Rows::One => Some("one row"),
        Rows::AtMostOne => Some("at most one row"),
        Rows::Many => Some("any number of rows"),
    };
    if !checked.columns.is_empty() {
        line("Returns", rows(checked.rows).map(str::to_owned).into_iter().collect());
    }
    if let Some(affected) = checked.affected {
        line("Affects", rows(affected).map(str::to_owned).into_iter().collect());
    }
    let name = |id| match catalog.relation(id) {
        Some(relation) => format!("`{}`", names::relation_name(catalog, relation)),
        None => String::new(),
    };
    line("Reads", checked.reads.iter().map(|id| name(*id)).collect());
    line("Writes", checked.writes.iter().map(|write| name(write.relation)).collect());
    line("Cascades to", checked.cascades.iter().map(|cascade| name(cascade.relation)).collect());
    lines
}

#[cfg(test)]
mod tests {
    use expect_test::expect;
    use quote::quote;

    /// The documentation of the functions of a store.
    fn documented(functions: proc_macro2::TokenStream) -> String {
        let block = quote! {
            schema "../tests/stores/schema.json";
            store Companies { #functions }
        };
        let file: syn::File = syn::parse2(crate::block(block)).expect("Rust");
        let code = prettyplease::unparse(&file);
        let lines = code.lines().skip_while(|line| !line.contains("fn new(")).map(str::trim_start);
        let lines = lines.filter(|line| line.starts_with("///") || line.starts_with("async fn"));
        lines.map(|line| format!("{line}\n")).collect()
    }

    #[test]
    fn statements_tell_what_they_take_and_give() {
        let found = documented(quote! {
            /// Of that name.
            fn named(name: &str) -> Option<Named> {
                "SELECT c.id, e.email
                   FROM company c LEFT JOIN employee e ON e.company_id = c.id AND e.id IS NULL
                  WHERE c.name = :name LIMIT 1"
            }

            fn remove(id: Uuid) cascades(badge, desk) {
                "DELETE FROM employee WHERE id = :id"
            }
        });
        expect![[r#"
            /// Of that name.
            /// ```sql
            /// SELECT c.id, e.email
            ///  FROM company c LEFT JOIN employee e ON e.company_id = c.id AND e.id IS NULL
            /// WHERE c.name = :name LIMIT 1
            /// ```
            ///
            /// - Takes `:name` text
            /// - Gives `id` uuid, `email` text or NULL
            /// - Returns at most one row
            /// - Reads `company`, `employee`
            async fn named(
            /// ```sql
            /// DELETE FROM employee WHERE id = :id
            /// ```
            ///
            /// - Takes `:id` uuid
            /// - Affects at most one row
            /// - Reads `employee`
            /// - Writes `employee`
            /// - Cascades to `badge`, `desk`
            async fn remove(
        "#]]
        .assert_eq(&found);
    }
}
