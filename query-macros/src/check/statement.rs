//! One statement: the checker's verdict, reported at the literal or at the operation.

use proc_macro2::{Span, TokenStream};
use query_check::checked::{Checked, CommandKind, Rows};
use query_check::diagnostic::Diagnostic;
use query_check::parts::{self, PartOptions, Template};
use query_check::render::{RenderOptions, render};

use super::fragment::Spliced;
use super::names;
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

/// What the expansion needs of a statement.
pub(crate) struct StatementPlan {
    pub(crate) sql: String,
    /// Its variants, where it has optional parts.
    pub(crate) template: Option<Template>,
    /// `Type::…` of each parameter.
    pub(crate) types: Vec<TokenStream>,
    /// The table of its `Action`.
    pub(crate) table: String,
    /// For documentation: what is read, written and cascaded to.
    pub(crate) effects: Vec<String>,
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
        let written = checked.writes.last().map(|write| name(write.relation));
        let read = || checked.reads.first().map(|id| name(*id));
        let table = written
            .or_else(|| model_table.map(str::to_owned))
            .or_else(read)
            .unwrap_or_else(|| self.query.split("::").next().unwrap_or_default().to_owned());
        let mut effects = Vec::new();
        let mut effect = |word: &str, mut tables: Vec<String>| {
            tables.dedup();
            if !tables.is_empty() {
                effects.push(format!("{word} `{}`", tables.join("`, `")));
            }
        };
        effect("Reads", checked.reads.iter().map(|id| name(*id)).collect());
        effect("Writes", checked.writes.iter().map(|write| name(write.relation)).collect());
        effect("Cascades to", checked.cascades.iter().map(|c| name(c.relation)).collect());
        let constants = checked.parameters.iter().map(|p| types.parameter_constant(p.ty));
        StatementPlan {
            // Documentation shows a statement with parts as it was written.
            sql: match &self.template {
                Some(template) => template.source.clone(),
                None => checked.sql.clone(),
            },
            template: self.template.clone(),
            types: constants.collect(),
            table,
            effects,
        }
    }
}
