//! Named relations in FROM: catalog relations, common tables, ONLY and TABLESAMPLE.

use super::from::FromResult;
use crate::analyze::{Analyzer, ExprContext, NamespaceItem};
use crate::catalog::{Relation, RelationKind, TypeId};
use crate::diagnostic::{Code, Diagnostic};
use crate::span::Span;
use crate::syntax::ast;
use crate::tree::{Expr, RangeColumn, RangeEntry, RangeKind, Sample};

impl<'a> Analyzer<'a> {
    pub(super) fn table_item(&mut self, table: &ast::TableRef) -> FromResult {
        if let [name] = table.name.parts.as_slice()
            && let Some((levels_up, index)) = self.find_cte(&name.value)
        {
            let item = self.common_table_item(table, levels_up, index);
            if let Some(sample) = &table.sample {
                self.sample_not_table(table.name.span, sample);
            }
            return item;
        }
        let name = table.alias.as_ref().map_or_else(
            || table.name.parts.last().map_or("", |p| p.value.as_str()),
            |a| a.name.value.as_str(),
        );
        let Some(relation) = self.open_relation(&table.name) else {
            return self.error_entry(name, table.alias.is_some(), table.span);
        };
        let entry = self.relation_entry(relation, table.alias.as_ref(), table.only, table.span);
        let range = self.add_range(entry);
        if let Some(sample) = &table.sample {
            let args = self.sample(relation, sample, table.name.span);
            let parts = sample.args.iter().chain(&sample.repeatable).map(|expr| expr.span);
            let wording = self.wording(sample.span, parts.collect());
            if let RangeKind::Relation { sample, .. } = &mut self.scope().ranges[range.0].kind {
                *sample = Some(Sample { args, wording });
            }
        }
        FromResult::single(NamespaceItem::new(range))
    }

    /// The entry of a relation under its alias.
    pub(super) fn relation_entry(
        &mut self,
        relation: &Relation,
        alias: Option<&ast::Alias>,
        only: bool,
        span: Span,
    ) -> RangeEntry {
        let name = alias.map_or(&*relation.name, |a| a.name.value.as_str());
        let mut columns = relation_columns(relation);
        if let Some(alias) = alias {
            let what = format!("table \"{name}\"");
            self.rename_columns(&mut columns, &alias.columns, &what, "has");
        }
        RangeEntry {
            kind: RangeKind::Relation { relation: relation.id, only, sample: None },
            name: name.to_owned(),
            aliased: alias.is_some(),
            columns,
            lateral: false,
            span,
        }
    }

    /// The catalog relation of that name, reported when there is none or when it cannot be opened
    /// (`parserOpenTable`).
    pub(super) fn open_relation(&mut self, name: &ast::QualifiedName) -> Option<&'a Relation> {
        let catalog = self.catalog;
        let relation = match name.parts.as_slice() {
            [table] => catalog.find_relation(&table.value),
            [schema, table] => {
                let schema = catalog.schema(&schema.value);
                schema.and_then(|s| catalog.relation_in(s, &table.value))
            }
            parts => {
                let parts: Vec<&str> = parts.iter().map(|p| p.value.as_str()).collect();
                let dotted = parts.join(".");
                let message = if parts.len() > 3 {
                    format!("improper qualified name (too many dotted names): {dotted}")
                } else {
                    format!("cross-database references are not implemented: \"{dotted}\"")
                };
                let code =
                    if parts.len() > 3 { Code::SyntaxError } else { Code::FeatureNotSupported };
                self.error(code, name.span, message);
                return None;
            }
        };
        let Some(relation) = relation else {
            self.missing_relation(name);
            return None;
        };
        let kind = match relation.kind {
            RelationKind::Index => ("indexes", "an index"),
            RelationKind::Composite => ("composite types", "a composite type"),
            _ => return Some(relation),
        };
        let message = if catalog.major() >= 16 {
            format!("cannot open relation \"{}\"", relation.name)
        } else {
            format!("\"{}\" is {}", relation.name, kind.1)
        };
        let diagnostic = Diagnostic::new(Code::WrongObjectType, name.span, message)
            .with_note(format!("This operation is not supported for {}.", kind.0));
        self.report(diagnostic);
        None
    }

    fn sample_not_table(&mut self, span: Span, _sample: &ast::TableSample) {
        let message = "TABLESAMPLE clause can only be applied to tables and materialized views";
        self.error(Code::FeatureNotSupported, span, message);
    }

    /// TABLESAMPLE's arguments (`transformRangeTableSample`).
    fn sample(&mut self, relation: &Relation, sample: &ast::TableSample, span: Span) -> Vec<Expr> {
        if !matches!(
            relation.kind,
            RelationKind::Table | RelationKind::PartitionedTable | RelationKind::MaterializedView
        ) {
            self.sample_not_table(span, sample);
            return Vec::new();
        }
        let Some(parameters) = self.sample_method(sample) else { return Vec::new() };
        if sample.args.len() != parameters.len() {
            let method = sample.method.parts.last().map_or("", |p| p.value.as_str());
            let (wanted, got) = (parameters.len(), sample.args.len());
            let plural = if wanted == 1 { "argument" } else { "arguments" };
            let message =
                format!("tablesample method {method} requires {wanted} {plural}, not {got}");
            let diagnostic = Diagnostic::new(Code::Rejected, sample.method.span, message);
            self.report(diagnostic.with_sqlstate("2202H"));
            return Vec::new();
        }
        let mut args = Vec::new();
        for (arg, ty) in sample.args.iter().zip(parameters) {
            let arg = self.expr(arg, ExprContext::FromFunction);
            args.push(self.coerce_to_specific(arg, ty, "TABLESAMPLE"));
        }
        if let Some(seed) = &sample.repeatable {
            let seed = self.expr(seed, ExprContext::FromFunction);
            args.push(self.coerce_to_specific(seed, TypeId::FLOAT8, "REPEATABLE"));
        }
        args
    }

    /// The parameter types of a sampling method: a function of one `internal` argument that returns
    /// `tsm_handler`. The built-in ones and those of contrib take one `real` or one `bigint`/`float8`.
    fn sample_method(&mut self, sample: &ast::TableSample) -> Option<Vec<TypeId>> {
        let (schema, name) = match sample.method.parts.as_slice() {
            [name] => (None, name),
            [schema, name] => (Some(schema), name),
            _ => return None,
        };
        let catalog = self.catalog;
        let schema = match schema {
            Some(schema) => match catalog.schema(&schema.value) {
                Some(schema) => Some(schema),
                None => {
                    let message = format!("schema \"{}\" does not exist", schema.value);
                    self.error(Code::InvalidSchemaName, sample.method.span, message);
                    return None;
                }
            },
            None => None,
        };
        let handler = catalog.find_type("tsm_handler").map(|t| t.id);
        let mut candidates = catalog.functions_named(&name.value);
        let found = candidates
            .find(|f| schema.is_none_or(|s| s == f.schema) && *f.args == [TypeId::INTERNAL]);
        let Some(found) = found else {
            let message = format!("tablesample method {} does not exist", name.value);
            self.error(Code::UndefinedObject, sample.method.span, message);
            return None;
        };
        if Some(found.result) != handler {
            let message = format!("function {} must return type tsm_handler", name.value);
            self.error(Code::WrongObjectType, sample.method.span, message);
            return None;
        }
        match name.value.as_str() {
            "bernoulli" | "system" => Some(vec![TypeId::FLOAT4]),
            "system_rows" => Some(vec![TypeId::INT8]),
            "system_time" => Some(vec![TypeId::FLOAT8]),
            other => {
                let what = format!("the arguments of tablesample method {other} are not known");
                self.report(Diagnostic::unsupported(sample.span, what));
                None
            }
        }
    }
}

/// The columns of a catalog relation.
pub(super) fn relation_columns(relation: &Relation) -> Vec<RangeColumn> {
    let columns = relation.columns.iter();
    columns
        .map(|c| RangeColumn {
            name: c.name.to_string(),
            ty: c.ty,
            modifier: c.modifier,
            collation: c.collation,
        })
        .collect()
}
