//! Statements with optional parts and orders to pick from, checked as all of their variants.
//!
//! ```text
//! SELECT * FROM company WHERE true { AND name ILIKE :name } ORDER BY { order: name | created_at DESC }
//! ```
//!
//! A part is in play when each parameter that decides about it is given, so that a statement with n parts has
//! up to 2ⁿ variants. They are not checked one by one:
//!
//! - *Grammar.* What a part adds is put in parentheses, and a placeholder in its place must come out of the
//!   parser as one operand of AND or OR, as one assignment, or as all of LIMIT or OFFSET ([`scan`],
//!   `syntax::parse_placeholders`). What is left out or put in there changes the grouping of nothing else.
//! - *Names and types.* A condition and an assigned value add no names to anything, so that a part's verdict does
//!   not depend on the others, but for the types of parameters that they share. The variant with all parts and
//!   the one with none are checked, each order once, and each part that shares a parameter on its own; the
//!   parameters must come out of all of them with the same types.
//! - *Facts.* They are taken from the statement in which a placeholder of which nothing is known (`AND :p`,
//!   `SET c = :p`, `LIMIT :p`) stands for each part. A part that is left out is `AND true`, `SET c = c`,
//!   `LIMIT NULL`; a part that is in play is some other value: each variant is an instance of that one
//!   statement, whatever its place is in. So a key that only a part fixes proves no single row, and a column
//!   is not NOT NULL because of a condition that may be missing.

mod fragments;
mod pieces;
mod scan;
mod text;

pub use fragments::{FragmentUse, fragment_uses, not_enclosable};
pub use pieces::{Bits, Content, Piece, When};

use crate::catalog::Catalog;
use crate::checked::{CheckOptions, Checked, CheckedParameter, Scope};
use crate::diagnostic::{Code, Diagnostic};
use crate::span::Span;
use crate::syntax::ast::Param;
use crate::syntax::{Place, parse_placeholders};
use scan::{Kind, Scanned, scan};
use text::Variant;

/// How many bits the number of a variant may have: a statement has at most 4,096 variants.
pub const MAX_BITS: u32 = 12;

/// How a statement with parts is to be read.
#[derive(Clone, Debug, Default)]
pub struct PartOptions {
    /// Parameters that are never NULL.
    pub not_null_parameters: Vec<Param>,
    /// Parameters that are given or not: they decide about the parts they stand in, and are not NULL there.
    pub optional: Vec<String>,
    /// Parameters that are given or not, and may be NULL when given: they decide about assignments.
    pub patches: Vec<String>,
    /// What the statement is restricted to, in every variant.
    pub scope: Option<Scope>,
    /// Tables and columns are looked up where they are named.
    pub names: bool,
}

/// What is known of a statement that may have parts.
#[derive(Clone, Debug, Default)]
pub struct Dynamic {
    /// What holds in every variant. `sql` is that of the variant with all parts.
    pub checked: Checked,
    /// What is wrong with its parts and orders. Where there is anything, there are no facts.
    pub refused: Vec<Diagnostic>,
    /// How the variants are put together; `None` for a statement without parts and orders.
    pub template: Option<Template>,
}

/// The variants of a statement.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Template {
    /// Its pieces, in order.
    pub pieces: Vec<Piece>,
    /// How variants are numbered.
    pub bits: Bits,
    /// The orders to pick from.
    pub orders: Vec<Order>,
}

/// An order to pick from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    /// The parameter that picks, and where it is named.
    pub parameter: (String, Span),
    /// For each choice its name, as written or made from its columns (`created_at_desc`), its SQL, and where
    /// it stands.
    pub choices: Vec<(Option<String>, String, Span)>,
}

/// Checks a statement whose parameters are written `:name`, and which may have parts in braces.
///
/// ```
/// use query_check::catalog::Catalog;
/// use query_check::parts::{PartOptions, check};
///
/// let catalog = Catalog::builtin(18).unwrap();
/// let options = PartOptions { optional: vec!["kind".to_owned()], ..PartOptions::default() };
/// let sql = "SELECT typname FROM pg_type WHERE true { AND typtype = :kind }";
/// let found = check(&catalog, sql, &options);
/// assert!(found.refused.is_empty() && found.checked.diagnostics.is_empty());
/// assert_eq!(found.template.unwrap().bits.count, 1);
/// ```
pub fn check(catalog: &Catalog, sql: &str, options: &PartOptions) -> Dynamic {
    let plain = || Dynamic {
        checked: crate::check(
            catalog,
            sql,
            &options.of_variant(options.not_null_parameters.clone()),
        ),
        ..Dynamic::default()
    };
    if !sql.contains(['{', '}']) {
        return plain();
    }
    let scanned = match scan(sql, catalog.major()) {
        Ok(scanned) => scanned,
        Err(refused) => return Dynamic { refused, ..Dynamic::default() },
    };
    if scanned.parts.is_empty() && scanned.orders.is_empty() {
        return plain();
    }
    let check = PartCheck { catalog, sql, options, scanned: &scanned };
    check.run().unwrap_or_else(|refused| Dynamic { refused, ..Dynamic::default() })
}

/// The orders to pick from in a statement, whatever else is right or wrong with it; fragments count as blank.
pub fn orders(sql: &str) -> Vec<Order> {
    let mut text = sql.to_owned();
    for found in fragment_uses(sql) {
        let range = found.span.start as usize..found.span.end as usize;
        text.replace_range(range.clone(), &" ".repeat(range.len()));
    }
    // Braces and names are the same to every major.
    match scan(&text, 18) {
        Ok(scanned) => scanned.orders.iter().map(|order| picked(sql, order)).collect(),
        Err(_) => Vec::new(),
    }
}

fn picked(sql: &str, order: &scan::Order) -> Order {
    let choices = order
        .choices
        .iter()
        .map(|choice| (choice.name.clone(), choice.content.text(sql).to_owned(), choice.content));
    Order { parameter: (order.param.clone(), order.param_span), choices: choices.collect() }
}

impl PartOptions {
    /// How a variant is checked that has these parameters never NULL.
    fn of_variant(&self, not_null_parameters: Vec<Param>) -> CheckOptions {
        CheckOptions {
            named_parameters: true,
            not_null_parameters,
            scope: self.scope.clone(),
            names: self.names,
        }
    }
}

struct PartCheck<'c> {
    catalog: &'c Catalog,
    sql: &'c str,
    options: &'c PartOptions,
    scanned: &'c Scanned,
}

impl PartCheck<'_> {
    fn run(&self) -> Result<Dynamic, Vec<Diagnostic>> {
        let deciding = self.deciding()?;
        let bits = Bits::new(self.scanned, &deciding);
        if bits.count > MAX_BITS {
            let span = self.scanned.parts.last().map(|part| part.span).unwrap_or_default();
            let message = format!("this statement has more than {} variants", 1 << MAX_BITS);
            return Err(vec![
                refusal(span, message)
                    .with_note(format!(
                        "it has {} parameters that parts depend on, and orders that count as {}",
                        bits.deciding.len(),
                        bits.count - bits.deciding.len() as u32
                    ))
                    .with_help(
                        "split it in two queries, or compare where an index would not help anyway: \
                         `(:name::text IS NULL OR name = :name)`",
                    ),
            ]);
        }
        let all = self.scanned.variant(|_| true);
        let mut dynamic = Dynamic { checked: self.variant(&all), ..Dynamic::default() };
        if !dynamic.checked.diagnostics.is_empty() {
            return Ok(dynamic);
        }
        let columns = self.grammar()?;

        // The first assignment of a SET without others stays: in its place the column would be set to itself.
        let none = self.scanned.variant(|place| self.scanned.parts[place].group == Some(place));
        let base = self.variant(&none);
        let others: Vec<Checked> = self.others(&all).iter().map(|v| self.variant(v)).collect();
        for other in std::iter::once(&base).chain(&others) {
            for diagnostic in &other.diagnostics {
                if !dynamic.checked.diagnostics.contains(diagnostic) {
                    dynamic.checked.diagnostics.push(diagnostic.clone());
                }
            }
        }
        if !dynamic.checked.diagnostics.is_empty() {
            return Ok(dynamic);
        }
        let others: Vec<&Checked> = std::iter::once(&base).chain(&others).collect();
        self.parameters(&mut dynamic.checked, &others)?;
        self.facts(&mut dynamic.checked, &others)?;

        let mut uses: Vec<(Span, usize)> = Vec::new();
        for (place, parameter) in dynamic.checked.parameters.iter().enumerate() {
            uses.extend(parameter.uses.iter().map(|span| (*span, place)));
        }
        uses.sort_unstable();
        dynamic.template = Some(Template {
            pieces: pieces::cut(self.sql, self.scanned, &bits, &uses, &columns),
            bits,
            orders: self.scanned.orders.iter().map(|order| picked(self.sql, order)).collect(),
        });
        Ok(dynamic)
    }

    /// For each part the parameters that decide about it.
    fn deciding(&self) -> Result<Vec<Vec<String>>, Vec<Diagnostic>> {
        let mut refused = Vec::new();
        let mut all = Vec::new();
        for part in &self.scanned.parts {
            let is_patch = |name: &&String| self.options.patches.contains(*name);
            let decides = |name: &&String| self.options.optional.contains(*name) || is_patch(name);
            let mut names: Vec<_> = part.params.iter().filter(decides).cloned().collect();
            names.sort_unstable();
            if names.is_empty() {
                let message = "nothing decides whether this part is in play";
                let help =
                    "declare one of its parameters as `Option`; what always stands has no braces";
                refused.push(refusal(part.span, message).with_help(help));
            } else if part.kind != Kind::Assignment
                && let Some(name) = part.params.iter().find(is_patch)
            {
                let message =
                    format!("`{name}` is a `Patch`, which decides about assignments only");
                let help = "write `{ , column = :value }` in SET, or declare it as `Option`";
                refused.push(refusal(part.span, message).with_help(help));
            }
            all.push(names);
        }
        if refused.is_empty() { Ok(all) } else { Err(refused) }
    }

    /// The verdict on one variant.
    fn variant(&self, variant: &Variant) -> Checked {
        let mut not_null = self.options.not_null_parameters.clone();
        let parts = self.scanned.parts.iter().zip(&variant.present);
        for (part, _) in parts.filter(|(_, present)| **present) {
            let given = part.params.iter().filter(|name| self.options.optional.contains(*name));
            not_null.extend(given.map(|name| Param::Name(name.clone())));
        }
        let text = self.scanned.text(self.sql, variant);
        let mut checked = crate::check(self.catalog, &text, &self.options.of_variant(not_null));
        let closes = |at: u32| self.scanned.parts.iter().any(|part| part.span.end == at + 1);
        for diagnostic in &mut checked.diagnostics {
            // The parenthesis is ours; what was written is the brace.
            if closes(diagnostic.span.start) {
                diagnostic.message = diagnostic.message.replace("\")\"", "\"}\"");
            }
        }
        checked
    }

    /// Every order but the first ones, and every part that shares a parameter with what stands elsewhere.
    fn others(&self, all: &Variant) -> Vec<Variant> {
        let mut others = Vec::new();
        for (place, order) in self.scanned.orders.iter().enumerate() {
            for choice in 1..order.choices.len() {
                let mut variant = all.clone();
                variant.choices[place] = choice;
                others.push(variant);
            }
        }
        if self.options.scope.is_some() {
            others.extend(self.weakest());
        }
        let outside = self.outside();
        for (place, part) in self.scanned.parts.iter().enumerate() {
            let shared = part.params.iter().any(|name| {
                let of = |other: usize| self.scanned.parts[other].params.contains(name);
                outside.contains(name)
                    || (0..self.scanned.parts.len()).any(|other| other != place && of(other))
            });
            if shared {
                others.push(self.scanned.variant(|other| {
                    other == place || self.scanned.parts[other].group == Some(other)
                }));
            }
        }
        others
    }

    /// The variants in which least is proven of what stands in each part and order, and outside of them: with all
    /// that makes conditions wider, and without all that makes them narrower.
    fn weakest(&self) -> Vec<Variant> {
        let parts = &self.scanned.parts;
        let with = |part: Option<usize>| {
            self.scanned.variant(|place| {
                let widens = matches!(parts[place].kind, Kind::Or | Kind::Limit | Kind::Offset);
                widens || parts[place].group == Some(place) || part == Some(place)
            })
        };
        let mut variants: Vec<_> = (0..parts.len()).map(|place| with(Some(place))).collect();
        for (place, order) in self.scanned.orders.iter().enumerate() {
            for choice in 0..order.choices.len() {
                let mut variant = with(None);
                variant.choices[place] = choice;
                variants.push(variant);
            }
        }
        variants.push(with(None));
        variants.dedup();
        variants
    }

    /// The parameters that stand outside of all parts, in orders or in what always stands.
    fn outside(&self) -> Vec<String> {
        use crate::syntax::{T, tokens};
        let all = tokens(self.sql, self.catalog.major());
        let inside = |at: u32| {
            let within = |span: Span| span.start <= at && at < span.end;
            self.scanned.parts.iter().any(|part| within(part.span))
        };
        let outside = all.iter().filter(|t| t.kind == T::ParamName && !inside(t.start));
        outside.map(|token| token.span().text(self.sql)[1..].to_owned()).collect()
    }

    /// A prefix of parameters that are in no statement.
    fn prefix(&self) -> String {
        let mut prefix = "part_".to_owned();
        while self.sql.contains(&prefix) {
            prefix.push('_');
        }
        prefix
    }

    /// Whether each part and order can be left out or put in without changing what stands around it. For each
    /// assignment part the table and the column it sets first.
    fn grammar(&self) -> Result<Vec<Option<(String, String)>>, Vec<Diagnostic>> {
        let prefix = self.prefix();
        let text = self.scanned.abstracted(self.sql, &prefix, None);
        let (errors, placed) = parse_placeholders(&text.text, self.catalog.major(), &prefix);
        let mut refused = Vec::new();
        let mut columns = Vec::new();
        for (place, part) in self.scanned.parts.iter().enumerate() {
            columns.push(None);
            let find = |name: &str| placed.iter().find(|(found, _)| found == name).map(|(_, p)| p);
            let found = match part.kind {
                Kind::Assignment => (0..part.assignments.len()).all(|number| {
                    let found = find(&format!("{place}_{number}"));
                    if let (0, Some(Place::Assignment(column))) = (number, found) {
                        columns[place].clone_from(column);
                    }
                    matches!(found, Some(Place::Assignment(_)))
                }),
                kind => {
                    let found = find(&place.to_string());
                    match kind {
                        Kind::And => found == Some(&Place::And),
                        Kind::Or => found == Some(&Place::Or),
                        Kind::Limit => found == Some(&Place::Limit),
                        Kind::Offset => found == Some(&Place::Offset),
                        Kind::Assignment => false,
                    }
                }
            };
            if !found {
                refused.push(self.misplaced(place));
            } else if part.group == Some(place) && columns[place].is_none() {
                let message = "this would leave nothing to set";
                let help =
                    "let SET begin with a whole column, or with an assignment that always stands";
                refused.push(refusal(part.span, message).with_help(help));
            }
        }
        for (place, order) in self.scanned.orders.iter().enumerate() {
            let name = format!("o{place}");
            if !placed.iter().any(|(found, at)| *found == name && *at == Place::Sort) {
                let message = "orders are picked in the ORDER BY of a query";
                let help = "write all of an entry in the braces: `ORDER BY { order: name | created_at DESC }, id`";
                refused.push(refusal(order.span, message).with_help(help));
            }
        }
        if refused.is_empty() && !errors.is_empty() {
            // With all parts it is a statement; which one of them carries it cannot be told.
            let error = &errors[0];
            let within = text.ranges.iter().find(|(range, _)| error.span.start < range.end);
            let part = within.map_or(0, |(_, place)| *place);
            refused.push(self.misplaced(part));
        }
        if refused.is_empty() { Ok(columns) } else { Err(refused) }
    }

    #[cold]
    fn misplaced(&self, place: usize) -> Diagnostic {
        let part = &self.scanned.parts[place];
        let (message, help) = match part.kind {
            Kind::And | Kind::Or => (
                "this part is not one operand of the condition around it",
                "put what stands around it in parentheses, so that nothing is grouped otherwise without it",
            ),
            Kind::Assignment => (
                "this part is not an assignment of a SET",
                "only in SET can what begins with a comma be left out",
            ),
            Kind::Limit | Kind::Offset => (
                "this part is not all of the clause",
                "write the word and its value in the braces: `{ LIMIT :limit }`",
            ),
        };
        refusal(part.span, message).with_help(help)
    }

    /// Joins the parameters of all variants, which must agree.
    fn parameters(
        &self,
        checked: &mut Checked,
        others: &[&Checked],
    ) -> Result<(), Vec<Diagnostic>> {
        let mut refused = Vec::new();
        for other in others {
            for parameter in &other.parameters {
                let known = checked.parameters.iter_mut().find(|p| p.name == parameter.name);
                let Some(known) = known else {
                    checked.parameters.push(parameter.clone());
                    continue;
                };
                if known.ty != parameter.ty && refused.is_empty() {
                    let name = match &parameter.name {
                        Param::Name(name) => name.clone(),
                        Param::Number(number) => number.to_string(),
                    };
                    let ty = |ty| self.catalog.format_type(ty);
                    let span = parameter.uses.first().copied().unwrap_or_default();
                    let message =
                        format!("the type of `:{name}` depends on which parts are in play");
                    refused.push(
                        refusal(span, message)
                            .with_note(format!("{} or {}", ty(known.ty), ty(parameter.ty)))
                            .with_help(format!("cast it where it is used: `:{name}::type`")),
                    );
                }
                known.uses.extend(&parameter.uses);
                known.uses.sort_unstable();
                known.uses.dedup();
            }
        }
        let outside = self.outside();
        for parameter in &mut checked.parameters {
            let Param::Name(name) = &parameter.name else { continue };
            let find = |p: &&CheckedParameter| p.name == parameter.name;
            if outside.contains(name) {
                // What a NULL does is told by what always stands.
                if let Some(base) = others.iter().find_map(|o| o.parameters.iter().find(find)) {
                    parameter.nullable = base.nullable;
                    parameter.not_null_column.clone_from(&base.not_null_column);
                }
            } else if !self.options.patches.contains(name) {
                let is_optional = self.options.optional.contains(name);
                parameter.nullable |= is_optional;
                if is_optional {
                    parameter.not_null_column = None;
                }
            }
        }
        if refused.is_empty() { Ok(()) } else { Err(refused) }
    }

    /// Takes back what does not hold in every variant.
    fn facts(&self, checked: &mut Checked, others: &[&Checked]) -> Result<(), Vec<Diagnostic>> {
        let choices = vec![0; self.scanned.orders.len()];
        let text = self.scanned.abstracted(self.sql, &self.prefix(), Some(&choices)).text;
        let options = self.options.of_variant(self.options.not_null_parameters.clone());
        let abstracted = crate::check(self.catalog, &text, &options);
        if let Some(first) = abstracted.diagnostics.first() {
            let span = self.scanned.parts.first().map(|part| part.span).unwrap_or_default();
            let message = "what holds with and without the optional parts cannot be told";
            let mut diagnostic = Diagnostic::unsupported(span, message);
            diagnostic.notes.push(first.message.clone());
            return Err(vec![diagnostic]);
        }
        for other in others.iter().copied().chain([&abstracted]) {
            let same = other.columns.len() == checked.columns.len()
                && other
                    .columns
                    .iter()
                    .zip(&checked.columns)
                    .all(|(a, b)| a.ty == b.ty && a.modifier == b.modifier && a.name == b.name);
            if !same {
                let span = self.scanned.parts.first().map(|part| part.span).unwrap_or_default();
                let message = "the columns depend on which parts are in play";
                return Err(vec![refusal(span, message).with_help("write two queries")]);
            }
            for (column, other) in checked.columns.iter_mut().zip(&other.columns) {
                column.nullable |= other.nullable;
            }
            checked.rows = checked.rows.max(other.rows);
            checked.affected = checked.affected.max(other.affected);
            if checked.many_because.is_none() {
                checked.many_because.clone_from(&other.many_because);
            }
        }
        for other in others {
            checked.names.extend(&other.names);
            for diagnostic in &other.house {
                let known = checked
                    .house
                    .iter()
                    .any(|known| (known.code, known.span) == (diagnostic.code, diagnostic.span));
                if !known {
                    checked.house.push(diagnostic.clone());
                }
            }
        }
        checked.names.sort_by_key(|name| (name.span, name.column));
        checked.names.dedup();
        Ok(())
    }
}

fn refusal(span: Span, message: impl Into<String>) -> Diagnostic {
    Diagnostic::new(Code::OptionalPart, span, message)
}

#[cfg(test)]
mod tests;
