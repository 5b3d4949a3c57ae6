//! The fields of row values: composites, functions with OUT columns, rows that subqueries made
//! (`get_expr_result_type`, `expandRecordVariable`).

use crate::analyze::{Analyzer, Scope};
use crate::catalog::{Function, TypeId, TypeKind};
use crate::tree::{
    CommonTable, Expr, ExprKind, Query, RangeColumn, RangeEntry, RangeKind, Var, VarColumn,
};

use super::table::relation_columns;

impl Analyzer<'_> {
    /// The fields of a row value by name and type; `None` when it has none or they are not known.
    pub(crate) fn row_fields(&self, row: &Expr) -> Option<Vec<RangeColumn>> {
        if row.ty != TypeId::RECORD {
            return self.composite_fields(row.ty);
        }
        match &row.kind {
            ExprKind::Row(fields) => {
                let fields = fields.iter().enumerate();
                Some(fields.map(|(i, f)| self.range_column(&format!("f{}", i + 1), f)).collect())
            }
            ExprKind::Call { function, args, .. } => {
                let function = self.catalog.function(*function)?;
                let args: Vec<TypeId> =
                    args.iter().map(|a| a.as_ref().map_or(TypeId::UNKNOWN, |a| a.ty)).collect();
                self.output_columns(function, &args)
            }
            ExprKind::Var(var) => self.record_variable(*var),
            _ => None,
        }
    }

    /// The columns of a composite type, domains over it included.
    pub(crate) fn composite_fields(&self, ty: TypeId) -> Option<Vec<RangeColumn>> {
        let TypeKind::Composite(relation) = self.catalog.ty(self.catalog.base_type(ty)).kind else {
            return None;
        };
        self.catalog.relation(relation).map(relation_columns)
    }

    /// The columns of a function with two or more OUT arguments, polymorphic ones resolved by `args`.
    pub(crate) fn output_columns(
        &self,
        function: &Function,
        args: &[TypeId],
    ) -> Option<Vec<RangeColumn>> {
        if function.result != TypeId::RECORD || function.outputs.len() < 2 {
            return None;
        }
        let columns = function.outputs.iter().enumerate().map(|(place, (name, ty))| {
            let name =
                if name.is_empty() { format!("column{}", place + 1) } else { name.to_string() };
            let ty = self.output_type(*ty, function, args)?;
            Some(self.typed_column(&name, ty, -1))
        });
        columns.collect()
    }

    /// The fields of a record that is a variable: those of the row it was made of, however far down.
    fn record_variable(&self, var: Var) -> Option<Vec<RangeColumn>> {
        let levels: Vec<Level<'_>> = self.scopes.iter().map(Level::Open).collect();
        self.variable_fields(&levels, var)
    }

    fn variable_fields(&self, levels: &[Level<'_>], var: Var) -> Option<Vec<RangeColumn>> {
        let place = levels.len().checked_sub(1 + var.levels_up as usize)?;
        let levels = &levels[..=place];
        let entry = levels[place].ranges().get(var.range.0)?;
        let column = match var.column {
            VarColumn::WholeRow => return Some(entry.columns.clone()),
            VarColumn::System(_) => return None,
            VarColumn::Column(column) => column as usize,
        };
        match &entry.kind {
            RangeKind::Subquery(query) => self.output_fields(levels, query, column),
            RangeKind::CommonTable { index, levels_up, self_reference: false } => {
                let owner = place.checked_sub(*levels_up as usize)?;
                let table = levels[owner].ctes().get(*index)?;
                self.output_fields(&levels[..=owner], &table.query, column)
            }
            RangeKind::Join { aliases, .. } => self.fields_at(levels, aliases.get(column)?),
            RangeKind::Function { functions, .. } if functions.len() == 1 => {
                self.fields_at(levels, &functions[0].0)
            }
            _ => None,
        }
    }

    /// The fields of a column of a finished query.
    fn output_fields(
        &self,
        outer: &[Level<'_>],
        query: &Query,
        column: usize,
    ) -> Option<Vec<RangeColumn>> {
        let target = query.output().into_iter().nth(column)?;
        let mut levels = outer.to_vec();
        levels.push(Level::Closed(query));
        self.fields_at(&levels, &target.expr)
    }

    fn fields_at(&self, levels: &[Level<'_>], expr: &Expr) -> Option<Vec<RangeColumn>> {
        match &expr.kind {
            ExprKind::Var(var) if expr.ty == TypeId::RECORD => self.variable_fields(levels, *var),
            ExprKind::Relabel(arg, _) => self.fields_at(levels, arg),
            _ => self.row_fields(expr),
        }
    }
}

/// A query level: still under analysis, or finished.
#[derive(Clone, Copy)]
enum Level<'q> {
    Open(&'q Scope),
    Closed(&'q Query),
}

impl<'q> Level<'q> {
    fn ranges(self) -> &'q [RangeEntry] {
        match self {
            Self::Open(scope) => &scope.ranges,
            Self::Closed(query) => &query.ranges,
        }
    }

    fn ctes(self) -> &'q [CommonTable] {
        match self {
            Self::Open(scope) => &scope.ctes,
            Self::Closed(query) => &query.ctes,
        }
    }
}
