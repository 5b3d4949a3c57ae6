//! One statement: the checker's verdict, reported at the literal or at the operation.

use proc_macro2::{Span, TokenStream};
use query_check::checked::{Checked, CommandKind, NameUse, Rows};
use query_check::diagnostic::Diagnostic;
use query_check::parts::{self, PartOptions, Template};
use query_check::render::{RenderOptions, render};
use query_check::span::Span as ByteSpan;
use query_check::syntax::ast::Param;

use super::fragment::Spliced;
use super::{ModelPlan, doc, names};
use crate::report::Report;
use crate::syntax::Ends;
use crate::types::Types;

/// Where a statement comes from: it decides where errors point.
#[derive(Clone, Copy)]
pub(crate) enum Source<'a> {
    /// A function's body.
    Written(&'a Spliced<'a>),
    /// The macro itself, for the operation that is listed there.
    Generated(&'a str, Span),
}

/// A statement that was checked.
pub(crate) struct Statement<'a> {
    source: Source<'a>,
    /// `CompanyStore::by_name`.
    query: &'a str,
    pub(crate) checked: Checked,
    /// Its variants, where it has optional parts.
    pub(crate) template: Option<Template>,
}

/// A token of SQL that names a model's table, or the column of one of its fields.
pub(crate) struct NamePlan {
    pub(crate) span: Span,
    /// The model, by place.
    pub(crate) model: usize,
    /// The field, by place.
    pub(crate) field: Option<usize>,
}

/// What the expansion needs of a statement.
pub(crate) struct StatementPlan {
    pub(crate) sql: String,
    /// As it was written, for documentation.
    pub(crate) shown: String,
    /// Its variants, where it has optional parts.
    pub(crate) template: Option<Template>,
    /// `Type::…` of each parameter.
    pub(crate) types: Vec<TokenStream>,
    /// The names of what it gives.
    pub(crate) columns: Vec<String>,
    /// `Type::…` of each of them.
    pub(crate) column_types: Vec<TokenStream>,
    /// The table of its `Action`.
    pub(crate) table: String,
    /// For documentation: what is taken, given, read and written.
    pub(crate) facts: Vec<String>,
}

impl<'a> Source<'a> {
    fn text(self) -> &'a str {
        match self {
            Self::Written(sql) => &sql.text,
            Self::Generated(text, _) => text,
        }
    }

    fn report(self, query: &str, diagnostic: &Diagnostic, report: &mut Report) {
        match self {
            Self::Written(sql) => sql.report(query, diagnostic, report),
            Self::Generated(_, span) => report.error(span, self.rendered(query, diagnostic)),
        }
    }

    fn rendered(self, query: &str, diagnostic: &Diagnostic) -> String {
        match self {
            Self::Written(sql) => sql.rendered(query, diagnostic),
            Self::Generated(text, _) => {
                let options = RenderOptions { place: Some(query.to_owned()), ..Default::default() };
                render(text, diagnostic, &options)
            }
        }
    }
}

impl<'a> Statement<'a> {
    /// Checks the statement and reports what PostgreSQL rejects. `None` when that is anything.
    pub(crate) fn check(
        types: &Types<'_>,
        source: Source<'a>,
        query: &'a str,
        options: &PartOptions,
        report: &mut Report,
    ) -> Option<Self> {
        if let Source::Written(sql) = source
            && sql.broken
        {
            return None;
        }
        let found = parts::check(types.catalog, source.text(), options);
        let (checked, template) = (found.checked, found.template);
        for diagnostic in found.refused.iter().chain(&checked.diagnostics) {
            source.report(query, diagnostic, report);
        }
        let sound = found.refused.is_empty() && checked.diagnostics.is_empty();
        sound.then_some(Self { source, query, checked, template })
    }

    /// Reports a mistake in it.
    pub(crate) fn report(&self, diagnostic: &Diagnostic, report: &mut Report) {
        self.source.report(self.query, diagnostic, report);
    }

    /// Reports a mistake that shows in it, but is to be repaired at `span`.
    pub(crate) fn report_at(&self, span: Span, diagnostic: &Diagnostic, report: &mut Report) {
        report.error(span, self.source.rendered(self.query, diagnostic));
    }

    /// The query it belongs to: `CompanyStore::by_name`.
    pub(crate) fn query(&self) -> &str {
        self.query
    }

    /// Where it stands.
    pub(crate) fn ends(&self) -> Ends {
        match self.source {
            Source::Written(sql) => sql.ends(),
            Source::Generated(_, span) => span.into(),
        }
    }

    /// The tokens that name models of the block and fields of theirs.
    pub(super) fn names(&self, models: &[ModelPlan<'_>]) -> Vec<NamePlan> {
        let Source::Written(sql) = self.source else { return Vec::new() };
        let of_token = |name: &NameUse| {
            let model = models.iter().position(|model| model.relation == Some(name.relation))?;
            let span = sql.token(name.span)?;
            let field = match name.column {
                None => None,
                Some(place) => {
                    let place = place as usize;
                    // A model's fields are in the order of its table's columns.
                    Some(
                        models[model]
                            .fields
                            .get(place)
                            .filter(|_| models[model].sound)
                            .map(|_| place)?,
                    )
                }
            };
            Some(NamePlan { span, model, field })
        };
        self.checked.names.iter().filter_map(of_token).collect()
    }

    /// The tokens that name parameters.
    pub(super) fn parameter_tokens(&self) -> Vec<(String, Span)> {
        let Source::Written(sql) = self.source else { return Vec::new() };
        let named = self.checked.parameters.iter().filter_map(|parameter| match &parameter.name {
            Param::Name(name) => Some((name, &parameter.uses)),
            Param::Number(_) => None,
        });
        let uses = named.flat_map(|(name, uses)| uses.iter().map(move |span| (name, *span)));
        let behind_colon = |span: ByteSpan| ByteSpan::new(span.start + 1, span.end);
        uses.filter_map(|(name, span)| Some((name.clone(), sql.token(behind_colon(span))?)))
            .collect()
    }

    /// Whether it writes, and at most one row.
    pub(crate) fn is_single_row_change(&self) -> bool {
        matches!(self.checked.command, CommandKind::Update | CommandKind::Delete)
            && matches!(self.checked.affected, Some(Rows::One | Rows::AtMostOne))
    }

    /// What the expansion needs, for a store about `model_table`.
    pub(crate) fn plan(&self, types: &Types<'_>, model_table: Option<&str>) -> StatementPlan {
        let catalog = types.catalog;
        let checked = &self.checked;
        let name = |id| match catalog.relation(id) {
            Some(relation) => names::relation_name(catalog, relation),
            None => String::new(),
        };
        let written = checked.writes.first().map(|write| name(write.relation));
        let read = || checked.reads.first().map(|id| name(*id));
        let table = written
            .or_else(|| model_table.map(str::to_owned))
            .or_else(read)
            .unwrap_or_else(|| self.query.split("::").next().unwrap_or_default().to_owned());
        let constants = checked.parameters.iter().map(|p| types.parameter_constant(p.ty));
        StatementPlan {
            sql: checked.sql.clone(),
            shown: self.source.text().to_owned(),
            template: self.template.clone(),
            types: constants.collect(),
            column_types: checked.columns.iter().map(|c| types.parameter_constant(c.ty)).collect(),
            columns: checked.columns.iter().map(|column| column.name.to_string()).collect(),
            table,
            facts: doc::lines(types, checked),
        }
    }
}
