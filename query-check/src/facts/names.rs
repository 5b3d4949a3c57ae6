//! Where a statement names tables and their columns, for editors.

use crate::catalog::{Catalog, RelationId};
use crate::checked::NameUse;
use crate::span::Span;
use crate::syntax::ast::{SetClause, Statement, StatementKind, WriteColumn};
use crate::tree::{
    Expr, ExprKind, Query, RangeEntry, RangeKind, Var, VarColumn, Visitor, walk_query,
};

/// The words of `sql` that name a table or a column of one, in the order of the text. What is renamed, or is a
/// column of something else than a table or view, is left out.
pub(crate) fn names(
    catalog: &Catalog,
    sql: &str,
    statement: &Statement,
    query: &Query,
) -> Vec<NameUse> {
    let mut names = Names { catalog, sql, levels: Vec::new(), found: Vec::new() };
    walk_query(query, 0, &mut names);
    let Names { mut found, .. } = names;
    if let Some(RangeKind::Relation { relation, .. }) =
        query.target.map(|target| &query.range(target).kind)
    {
        let columns = catalog.relation(*relation).map_or(&[][..], |relation| &relation.columns);
        for written in written_columns(&statement.kind) {
            let place = columns.iter().position(|column| *column.name == *written.name.value);
            let column = place.and_then(|place| u32::try_from(place).ok());
            if column.is_some() {
                found.push(NameUse { span: written.name.span, relation: *relation, column });
            }
        }
    }
    found.sort_by_key(|name| (name.span, name.column));
    found.dedup();
    found
}

fn of_set(set: &[SetClause]) -> impl Iterator<Item = &WriteColumn> {
    set.iter().flat_map(|clause| match clause {
        SetClause::Single { target, .. } => std::slice::from_ref(target),
        SetClause::Multiple { targets, .. } => targets,
    })
}

/// The columns that a statement lists as written.
fn written_columns(statement: &StatementKind) -> Vec<&WriteColumn> {
    match statement {
        StatementKind::Insert(insert) => {
            let update = insert.on_conflict.as_ref().and_then(|conflict| conflict.update.as_ref());
            let mut columns: Vec<_> = insert.columns.iter().collect();
            columns.extend(update.into_iter().flat_map(|update| of_set(&update.set)));
            columns
        }
        StatementKind::Update(update) => of_set(&update.set).collect(),
        _ => Vec::new(),
    }
}

struct Names<'a> {
    catalog: &'a Catalog,
    sql: &'a str,
    /// Of each level around, what the columns of its entries are columns of.
    levels: Vec<Vec<Entry>>,
    found: Vec<NameUse>,
}

/// What an entry's columns are.
enum Entry {
    Relation(RelationId),
    /// For each column the table and place.
    Join(Vec<Option<(RelationId, u32)>>),
    Other,
}

impl Names<'_> {
    fn entry(&mut self, query: &Query, entry: &RangeEntry) -> Entry {
        match &entry.kind {
            RangeKind::Relation { relation, .. } => {
                self.table(*relation, entry.span);
                Entry::Relation(*relation)
            }
            RangeKind::Excluded(relation) => Entry::Relation(*relation),
            RangeKind::Join { aliases, .. } => {
                Entry::Join(aliases.iter().map(|alias| column_of(query, alias)).collect())
            }
            _ => Entry::Other,
        }
    }

    /// A table where it is named: as the last part of the first word.
    fn table(&mut self, relation: RelationId, span: Span) {
        let Some(found) = self.catalog.relation(relation) else { return };
        let text = span.text(self.sql);
        let first = text.find(char::is_whitespace).unwrap_or(text.len());
        let word = Span::new(span.start, span.start + first as u32);
        if let Some(span) = self.last_part(word, &found.name) {
            self.found.push(NameUse { span, relation, column: None });
        }
    }

    /// The last part of a qualified name, if that is `name`.
    fn last_part(&self, span: Span, name: &str) -> Option<Span> {
        let text = span.text(self.sql);
        let part = text.rsplit('.').next()?;
        let is_it = match part.strip_prefix('"') {
            Some(quoted) => quoted.strip_suffix('"') == Some(name),
            None => part.to_lowercase() == name,
        };
        is_it.then(|| Span::new(span.end - part.len() as u32, span.end))
    }
}

fn column_of(query: &Query, expr: &Expr) -> Option<(RelationId, u32)> {
    let ExprKind::Var(Var { levels_up: 0, range, column: VarColumn::Column(place), .. }) =
        expr.kind
    else {
        return None;
    };
    match &query.ranges.get(range.0)?.kind {
        RangeKind::Relation { relation, .. } => Some((*relation, place)),
        RangeKind::Join { aliases, .. } => column_of(query, aliases.get(place as usize)?),
        _ => None,
    }
}

impl Visitor for Names<'_> {
    fn expr(&mut self, expr: &Expr, depth: u32) -> bool {
        let ExprKind::Var(Var { levels_up, range, column: VarColumn::Column(place), .. }) =
            expr.kind
        else {
            return true;
        };
        let level = (depth as usize).checked_sub(levels_up as usize);
        let entry = level.and_then(|level| self.levels.get(level)?.get(range.0));
        let named = match entry {
            Some(Entry::Relation(relation)) => Some((*relation, place)),
            Some(Entry::Join(columns)) => columns.get(place as usize).copied().flatten(),
            _ => None,
        };
        let Some((relation, place)) = named else { return true };
        let found = self.catalog.relation(relation);
        let column = found.and_then(|relation| relation.columns.get(place as usize));
        if let Some(span) = column.and_then(|column| self.last_part(expr.span, &column.name)) {
            self.found.push(NameUse { span, relation, column: Some(place) });
        }
        true
    }

    fn query(&mut self, query: &Query, depth: u32) -> bool {
        let entries = query.ranges.iter().map(|entry| self.entry(query, entry)).collect();
        self.levels.truncate(depth as usize);
        self.levels.push(entries);
        true
    }
}

#[cfg(test)]
mod tests {
    use crate::catalog::Catalog;
    use crate::checked::CheckOptions;
    use crate::snapshot::Snapshot;

    #[test]
    fn names_are_found_where_they_stand() {
        let text = include_str!("../../../tests/stores/schema.json");
        let snapshot = Snapshot::from_json(text).expect("a snapshot");
        let catalog = Catalog::new(snapshot).expect("a catalog");
        let options = CheckOptions { names: true, ..CheckOptions::default() };
        for (sql, expected) in [
            (
                "SELECT c.name, count(*) FROM company AS c WHERE type IS NULL GROUP BY c.id",
                "company.name company company.type company.id",
            ),
            ("SELECT * FROM hr.position p WHERE p.\"order\" = 1", "position position.order"),
            (
                "SELECT name FROM company WHERE EXISTS (SELECT FROM employee WHERE company_id = company.id)",
                "company.name company employee employee.company_id company.id",
            ),
            ("SELECT id FROM badge JOIN desk USING (id)", "badge.id badge desk badge.id desk.id"),
            (
                "INSERT INTO tag (name) VALUES ('a') ON CONFLICT (name) DO UPDATE SET name = excluded.name",
                "tag tag.name tag.name tag.name",
            ),
            (
                "UPDATE company SET name = upper(name) WHERE id IN (SELECT s.id FROM (SELECT id FROM company) s)",
                "company company.name company.name company.id company.id company",
            ),
            ("SELECT x.nam FROM company AS x (i, nam)", "company"),
        ] {
            let checked = crate::check(&catalog, sql, &options);
            assert!(checked.diagnostics.is_empty(), "{sql}: {:?}", checked.diagnostics);
            let named = checked.names.iter().map(|name| {
                let relation = catalog.relation(name.relation).expect("a relation");
                let word = name.span.text(sql).trim_matches('"');
                match name.column {
                    None => {
                        assert_eq!(word, relation.name, "{sql}");
                        relation.name.to_string()
                    }
                    Some(place) => {
                        let column = &relation.columns[place as usize].name;
                        assert_eq!(word, column, "{sql}");
                        format!("{}.{column}", relation.name)
                    }
                }
            });
            assert_eq!(named.collect::<Vec<_>>().join(" "), expected, "{sql}");
        }
    }
}
