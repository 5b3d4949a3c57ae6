//! References to common tables in FROM (`scanNameSpaceForCTE`, `addRangeTableEntryForCTE`).

use super::from::FromResult;
use crate::analyze::{Analyzer, NamespaceItem};
use crate::diagnostic::Code;
use crate::syntax::ast;
use crate::tree::{Command, RangeEntry, RangeKind};

impl Analyzer<'_> {
    /// The common table of that name: how many levels up, and its place there.
    pub(super) fn find_cte(&self, name: &str) -> Option<(u32, usize)> {
        (0..self.scopes.len() as u32).find_map(|levels_up| {
            let place = self.scope_up(levels_up).ctes.iter().position(|c| c.name == name)?;
            Some((levels_up, place))
        })
    }

    pub(super) fn common_table_item(
        &mut self,
        table: &ast::TableRef,
        levels_up: u32,
        index: usize,
    ) -> FromResult {
        let level = self.scopes.len() - 1 - levels_up as usize;
        let scope = &mut self.scopes[level];
        scope.ctes[index].references += 1;
        let self_reference = scope.pending_cte == Some(index);
        let shown = scope.cte_columns[index].clone();
        let cte = &scope.ctes[index];
        let writes = !matches!(cte.query.command, Command::Select);
        let silent = writes && cte.query.returning.is_none();
        let cte_name = cte.name.clone();
        let alias = table.alias.as_ref();
        let name = alias.map_or(cte_name.as_str(), |a| a.name.value.as_str()).to_owned();
        if shown.broken {
            return self.error_entry(&name, alias.is_some(), table.span);
        }
        if silent {
            let message = format!("WITH query \"{cte_name}\" does not have a RETURNING clause");
            self.error(Code::FeatureNotSupported, table.name.span, message);
            return self.error_entry(&name, alias.is_some(), table.span);
        }
        let hidden = if levels_up > 0 { shown.extra.len() } else { 0 };
        let mut columns = shown.columns;
        columns.extend(shown.extra);
        if let Some(alias) = alias {
            let what = format!("table \"{name}\"");
            self.rename_columns(&mut columns, &alias.columns, &what, "has");
        }
        let range = self.add_range(RangeEntry {
            kind: RangeKind::CommonTable { index, levels_up, self_reference },
            name,
            aliased: alias.is_some(),
            columns,
            lateral: false,
            span: table.span,
        });
        FromResult::single(NamespaceItem { hidden, ..NamespaceItem::new(range) })
    }
}
