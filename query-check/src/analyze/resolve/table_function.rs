//! The entry of JSON_TABLE or XMLTABLE (`addRangeTableEntryForTableFunc`).

use super::from::FromResult;
use crate::analyze::{Analyzer, NamespaceItem};
use crate::span::Span;
use crate::syntax::ast::Alias;
use crate::tree::{Expr, RangeColumn, RangeEntry, RangeKind};

/// What the columns of a table function add up to.
#[derive(Default)]
pub(super) struct Parts {
    pub(super) columns: Vec<RangeColumn>,
    pub(super) args: Vec<Expr>,
    pub(super) not_null: Vec<bool>,
}

/// How a table function is written.
pub(super) struct Written<'a> {
    /// What it is called without an alias.
    pub(super) name: &'static str,
    /// What messages call it.
    pub(super) construct: &'static str,
    pub(super) alias: Option<&'a Alias>,
    pub(super) lateral: bool,
    pub(super) span: Span,
    /// The places of the expressions in it.
    pub(super) inputs: Vec<Span>,
}

impl Analyzer<'_> {
    /// The entry of a table function; `None` for parts that have a diagnostic.
    pub(super) fn table_function_entry(
        &mut self,
        written: Written<'_>,
        parts: Option<Parts>,
    ) -> FromResult {
        let Written { name, construct, alias, lateral, span, inputs } = written;
        let (aliased, name) = (alias.is_some(), alias.map_or(name, |alias| &alias.name.value));
        let Some(Parts { mut columns, args, not_null }) = parts else {
            return self.error_entry(name, aliased, span);
        };
        if !self.check_function_columns(columns.len(), span) {
            return self.error_entry(name, aliased, span);
        }
        if let Some(alias) = alias {
            self.rename_columns(&mut columns, &alias.columns, construct, "has");
        }
        let wording = self.wording(span, inputs);
        let range = self.add_range(RangeEntry {
            kind: RangeKind::TableFunction { args, not_null, wording },
            name: name.to_owned(),
            aliased,
            columns,
            lateral,
            span,
        });
        FromResult::single(NamespaceItem::new(range))
    }
}
