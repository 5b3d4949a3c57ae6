//! Rewrite rules, read from the text the catalog prints of them: their condition and their actions, and how many
//! statements a write becomes by them (`RewriteQuery`).

use super::rewrite::Event;
use super::view::base_of_view;
use crate::catalog::{Catalog, Relation, RelationKind, Rule};
use crate::syntax::ast::{QualifiedName, Statement, StatementKind};
use crate::syntax::{ParameterStyle, ParseOptions, T, parse, split, tokens};

/// How deep rules on rules are followed; PostgreSQL refuses what never ends.
const MAX_NESTING: u32 = 40;

/// A rule's definition in its parts.
#[derive(Debug, Default)]
pub(super) struct RuleParts<'r> {
    /// It has a WHERE.
    pub conditional: bool,
    /// The statements it stands for, none for NOTHING.
    pub actions: Vec<&'r str>,
}

impl<'r> RuleParts<'r> {
    pub(super) fn of(rule: &'r Rule, major: u32) -> Self {
        let definition = rule.definition.as_str();
        let mut parts = Self::default();
        let mut depth = 0_u32;
        let mut after_do = None;
        let mut words = tokens(definition, major).into_iter().peekable();
        for token in words.by_ref() {
            match token.kind {
                T::LParen => depth += 1,
                T::RParen => depth = depth.saturating_sub(1),
                T::Where if depth == 0 => parts.conditional = true,
                T::Do if depth == 0 => {
                    after_do = Some(token.end);
                    break;
                }
                _ => {}
            }
        }
        let Some(mut start) = after_do else { return parts };
        if let Some(word) = words.next_if(|w| matches!(w.kind, T::Also | T::Instead)) {
            start = word.end;
        }
        match words.peek().map(|word| word.kind) {
            Some(T::Nothing) | None => return parts,
            _ => {}
        }
        // Several statements stand in parentheses.
        let text = definition[start as usize..].trim().trim_end_matches(';').trim_end();
        let inner = text.strip_prefix('(').and_then(|text| text.strip_suffix(')'));
        let text = inner.unwrap_or(text);
        parts.actions = split(text).into_iter().map(|span| span.text(text)).collect();
        parts
    }
}

/// What an event on a relation becomes.
#[derive(Clone, Copy, Default)]
pub(super) struct Rewritten {
    /// Queries and writes.
    pub statements: usize,
    /// Utility statements (NOTIFY).
    pub utilities: usize,
}

impl Rewritten {
    const ONE: Self = Self { statements: 1, utilities: 0 };
    const UTILITY: Self = Self { statements: 0, utilities: 1 };

    fn add(&mut self, other: Self) {
        self.statements += other.statements;
        self.utilities += other.utilities;
    }
}

/// How many statements an event on a relation becomes.
pub(super) fn rewritten(catalog: &Catalog, relation: &Relation, event: Event) -> Rewritten {
    counted(catalog, relation, event, 0)
}

fn counted(catalog: &Catalog, relation: &Relation, event: Event, depth: u32) -> Rewritten {
    if depth > MAX_NESTING {
        return Rewritten::ONE;
    }
    let rules = relation.details.as_ref().map_or(&[][..], |details| &details.rules);
    let mut replaced = false;
    let mut count = Rewritten::default();
    for rule in rules.iter().filter(|rule| rule.event == event.number()) {
        let parts = RuleParts::of(rule, catalog.major());
        replaced |= rule.instead && !parts.conditional;
        for action in parts.actions {
            count.add(match written_by(catalog, action) {
                Some(Written::Table(target, event)) => counted(catalog, target, event, depth + 1),
                Some(Written::None) => Rewritten::ONE,
                None => Rewritten::UTILITY,
            });
        }
    }
    if replaced {
        return count;
    }
    let through =
        relation.kind == RelationKind::View && !super::rewrite::has_trigger(relation, event);
    let below = through.then(|| base_of_view(catalog, relation)).flatten();
    count.add(match below {
        Some((base, _)) => counted(catalog, base, event, depth + 1),
        None => Rewritten::ONE,
    });
    count
}

/// What an action of a rule writes.
enum Written<'c> {
    Table(&'c Relation, Event),
    /// It is a SELECT, or writes what is not known.
    None,
}

/// `None` for a utility statement.
fn written_by<'c>(catalog: &'c Catalog, action: &str) -> Option<Written<'c>> {
    let options = ParseOptions { parameters: ParameterStyle::Numbered, major: catalog.major() };
    let statement: Statement = parse(action, &options).statement?;
    let (name, event) = match &statement.kind {
        StatementKind::Insert(insert) => (&insert.table.name, Event::Insert),
        StatementKind::Update(update) => (&update.table.name, Event::Update),
        StatementKind::Delete(delete) => (&delete.table.name, Event::Delete),
        StatementKind::Select(_) | StatementKind::Merge(_) => return Some(Written::None),
    };
    Some(find(catalog, name).map_or(Written::None, |table| Written::Table(table, event)))
}

fn find<'c>(catalog: &'c Catalog, name: &QualifiedName) -> Option<&'c Relation> {
    match name.parts.as_slice() {
        [table] => catalog.find_relation(&table.value),
        [schema, table] => catalog.relation_in(catalog.schema(&schema.value)?, &table.value),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(definition: &str) -> (bool, Vec<String>) {
        let rule = Rule {
            name: "r".to_owned(),
            event: 2,
            instead: true,
            definition: definition.to_owned(),
        };
        let parts = RuleParts::of(&rule, 18);
        (parts.conditional, parts.actions.into_iter().map(str::to_owned).collect())
    }

    #[test]
    fn a_definition_is_cut_at_its_own_words() {
        let plain = "CREATE RULE r AS ON UPDATE TO t DO INSTEAD NOTHING;";
        assert_eq!(parts(plain), (false, vec![]));
        // Neither a DO within a literal nor a WHERE of an action is the rule's own.
        let quoted =
            "CREATE RULE r AS ON UPDATE TO t WHERE (new.a = ' DO ') DO ALSO  SELECT 1 WHERE true;";
        assert_eq!(parts(quoted), (true, vec!["SELECT 1 WHERE true".to_owned()]));
        let several = "CREATE RULE r AS ON UPDATE TO t DO INSTEAD ( DELETE FROM a WHERE (x = ';');\n DELETE FROM b;\n);";
        let actions = ["DELETE FROM a WHERE (x = ';')", "DELETE FROM b"];
        assert_eq!(parts(several), (false, actions.map(str::to_owned).to_vec()));
    }
}
