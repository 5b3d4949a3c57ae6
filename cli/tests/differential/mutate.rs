//! Changes statements: another name, operator, literal, type or piece in the place of one that stands there.
//!
//! Valid statements become ones that nobody wrote, some still valid and most of them wrong in one place: where a
//! checker that follows examples instead of rules gives itself away.

use fastrand::Rng;
use query_check::catalog::{Catalog, FunctionKind, RelationKind, quote_identifier};

use super::words::{Kind, Word, join, split};

/// Changes statements at random.
pub(crate) struct Mutator {
    rng: Rng,
    statements: Vec<Vec<Word>>,
    functions: Vec<String>,
    aggregates: Vec<String>,
    operators: Vec<String>,
    types: Vec<String>,
    relations: Vec<String>,
    columns: Vec<String>,
    literals: Vec<Word>,
}

/// Words of the grammar that are worth putting in and out of place.
const WORDS: &[&str] = &[
    "DISTINCT",
    "ALL",
    "NOT",
    "NULL",
    "DEFAULT",
    "true",
    "ASC",
    "DESC",
    "ONLY",
    "LATERAL",
    "AS",
    "AND",
    "OR",
    "IS",
    "IN",
    "LIKE",
    "ANY",
    "ROW",
    "ARRAY",
    "NATURAL",
    "LEFT",
    "FULL",
    "CROSS",
    "UNION",
    "EXCEPT",
    "FOR UPDATE",
    "LIMIT 1",
    "OFFSET 1",
    "OVER ()",
    "FILTER (WHERE true)",
    "VARIADIC",
    "WITH ORDINALITY",
    "RETURNING *",
    "GROUP BY 1",
    "ORDER BY 1",
    "WHERE true",
    "COLLATE \"C\"",
    "AT TIME ZONE 'UTC'",
    "BETWEEN 1 AND",
    "IS NULL",
    "IS NOT TRUE",
    "IS DISTINCT FROM",
    "SIMILAR TO",
    "ISNULL",
    "HAVING true",
    "CURRENT_DATE",
    "1",
    "''",
    "*",
    "( )",
    "TABLESAMPLE bernoulli (10)",
    "USING (a)",
    "ON true",
];

/// Where a word of one kind stands.
fn places(words: &[Word], wanted: impl Fn(usize, &Word) -> bool) -> Vec<usize> {
    (1..words.len()).filter(|place| wanted(*place, &words[*place])).collect()
}

impl Mutator {
    pub(crate) fn new(catalog: &Catalog, statements: &[String], seed: u64) -> Self {
        let mut functions = Vec::new();
        let mut aggregates = Vec::new();
        let mut names: Vec<&str> = catalog.function_names().collect();
        names.sort_unstable();
        names.dedup();
        for name in names {
            let aggregate = catalog
                .functions_named(name)
                .any(|function| !matches!(function.kind, FunctionKind::Function));
            let list = if aggregate { &mut aggregates } else { &mut functions };
            list.push(quote_identifier(name));
        }
        let statements: Vec<Vec<Word>> = statements.iter().map(|sql| split(sql)).collect();
        let mut operators: Vec<String> = Vec::new();
        let mut literals = Vec::new();
        for word in statements.iter().flatten() {
            match word.kind {
                Kind::Operator if !word.text.contains(':') => operators.push(word.text.clone()),
                Kind::Text | Kind::Number => literals.push(word.clone()),
                _ => {}
            }
        }
        operators.sort();
        operators.dedup();
        let types = catalog
            .types()
            .filter(|ty| !ty.name.starts_with('_'))
            .map(|ty| catalog.format_type(ty.id))
            .collect();
        let mut relations = Vec::new();
        let mut columns = Vec::new();
        for relation in catalog.user_relations() {
            if relation.kind != RelationKind::Composite {
                let name = quote_identifier(&relation.name);
                if catalog.search_path().contains(&relation.schema) {
                    relations.push(name.to_string());
                } else {
                    let schema = quote_identifier(catalog.schema_name(relation.schema));
                    relations.push(format!("{schema}.{name}"));
                }
                columns.extend(relation.columns.iter().map(|c| quote_identifier(&c.name)));
            }
        }
        columns.sort();
        columns.dedup();
        Self {
            rng: Rng::with_seed(seed),
            statements,
            functions,
            aggregates,
            operators,
            types,
            relations,
            columns,
            literals,
        }
    }

    fn pick<T: Clone>(&mut self, items: &[T]) -> Option<T> {
        (!items.is_empty()).then(|| items[self.rng.usize(0..items.len())].clone())
    }

    /// One of the statements, changed in one place or two.
    pub(crate) fn statement(&mut self) -> String {
        let place = self.rng.usize(0..self.statements.len());
        let mut words = self.statements[place].clone();
        for _ in 0..[1, 1, 1, 2, 2, 3][self.rng.usize(0..6)] {
            self.change(&mut words);
        }
        join(&words)
    }

    /// A statement changed in one place.
    pub(crate) fn changed(&mut self, sql: &str) -> String {
        let mut words = split(sql);
        self.change(&mut words);
        join(&words)
    }

    fn name_like(&mut self, words: &[Word]) -> Option<Word> {
        let own: Vec<Word> = words[1..].iter().filter(|w| w.kind == Kind::Name).cloned().collect();
        match self.rng.u8(0..10) {
            0..=6 => self.pick(&own),
            7 => self.pick(&self.columns.clone()).map(|text| Word::new(text, Kind::Name)),
            8 => self.pick(&self.relations.clone()).map(|text| Word::new(text, Kind::Name)),
            _ => Some(Word::new("ctid", Kind::Name)),
        }
    }

    /// A run in parentheses of another statement, or a word or two of it.
    fn piece(&mut self) -> Vec<Word> {
        let place = self.rng.usize(0..self.statements.len());
        let other = &self.statements[place];
        let opens = places(other, |_, word| word.text == "(");
        if !opens.is_empty() && self.rng.u8(0..3) > 0 {
            let open = opens[self.rng.usize(0..opens.len())];
            let mut depth = 0;
            for (at, word) in other.iter().enumerate().skip(open) {
                depth += i32::from(word.text == "(") - i32::from(word.text == ")");
                if depth == 0 {
                    // A call takes its name along.
                    let call = open > 0 && other[open - 1].kind == Kind::Name;
                    return other[open - usize::from(call)..=at].to_vec();
                }
            }
        }
        if other.is_empty() {
            return Vec::new();
        }
        let from = self.rng.usize(0..other.len());
        let to = (from + self.rng.usize(1..4)).min(other.len());
        other[from..to].to_vec()
    }

    fn change(&mut self, words: &mut Vec<Word>) {
        if words.len() < 3 {
            return;
        }
        let name = |kind: Kind| kind == Kind::Name;
        match self.rng.u8(0..24) {
            // Another function, of whatever kind.
            0..=3 => {
                let calls = places(words, |at, word| {
                    name(word.kind) && words.get(at + 1).is_some_and(|next| next.text == "(")
                });
                let list = if self.rng.u8(0..4) == 0 { &self.aggregates } else { &self.functions };
                let list = list.clone();
                if let (Some(at), Some(text)) = (self.pick(&calls), self.pick(&list)) {
                    words[at].text = text;
                }
            }
            // Another operator.
            4..=6 => {
                let found = places(words, |_, word| {
                    word.kind == Kind::Operator && !word.text.contains(':')
                });
                let list = self.operators.clone();
                if let (Some(at), Some(text)) = (self.pick(&found), self.pick(&list)) {
                    words[at].text = text;
                }
            }
            // Another literal.
            7..=9 => {
                let found = places(words, |_, word| {
                    matches!(word.kind, Kind::Text | Kind::Number | Kind::Parameter)
                });
                if let Some(at) = self.pick(&found) {
                    let spaced = words[at].spaced;
                    let other = match self.rng.u8(0..8) {
                        0 => Word::new("NULL", Kind::Name),
                        1 => Word::new("$1", Kind::Parameter),
                        2 => Word::new("-1", Kind::Number),
                        _ => {
                            let place = self.rng.usize(0..self.literals.len().max(1));
                            self.literals.get(place).cloned().unwrap_or(words[at].clone())
                        }
                    };
                    words[at] = other;
                    words[at].spaced |= spaced;
                }
            }
            // Another type in a cast, or a cast where there was none.
            10 | 11 => {
                let Some(text) = self.pick(&self.types.clone()) else { return };
                let casts = places(words, |at, word| {
                    name(word.kind) && (words[at - 1].text == "::" || words[at - 1].text == "AS")
                });
                match self.pick(&casts) {
                    Some(at) if self.rng.bool() => words[at].text = text,
                    _ => {
                        let values = places(words, |_, word| word.kind != Kind::Operator);
                        if let Some(at) = self.pick(&values) {
                            words.insert(at + 1, Word::new(format!("::{text}"), Kind::Operator));
                        }
                    }
                }
            }
            // Another name.
            12..=15 => {
                let found = places(words, |_, word| name(word.kind));
                if let (Some(at), Some(word)) = (self.pick(&found), self.name_like(words)) {
                    words[at].text = word.text;
                }
            }
            // A word less, a word twice, two words swapped.
            16 => {
                let at = self.rng.usize(1..words.len());
                words.remove(at);
                if let Some(next) = words.get_mut(at) {
                    next.spaced = true;
                }
            }
            17 => {
                let at = self.rng.usize(1..words.len());
                words.insert(at, Word::new(words[at].text.clone(), words[at].kind));
            }
            18 => {
                let (a, b) = (self.rng.usize(1..words.len()), self.rng.usize(1..words.len()));
                words.swap(a, b);
                words[a].spaced = true;
                words[b].spaced = true;
            }
            // A word of the grammar put in.
            19 => {
                let at = self.rng.usize(1..=words.len());
                let word = WORDS[self.rng.usize(0..WORDS.len())];
                words.insert(at, Word::new(word, Kind::Name));
            }
            // A piece of another statement in the place of a value.
            20 | 21 => {
                let found =
                    places(words, |_, word| !matches!(word.kind, Kind::Operator | Kind::Symbol));
                let mut piece = self.piece();
                if let (Some(at), false) = (self.pick(&found), piece.is_empty()) {
                    piece[0].spaced = true;
                    words.splice(at..=at, piece);
                    if let Some(next) = words.get_mut(at + 1) {
                        next.spaced = true;
                    }
                }
            }
            // A value wrapped in a call.
            22 => {
                let found = places(words, |_, word| {
                    matches!(word.kind, Kind::Text | Kind::Number | Kind::Name)
                });
                let list = if self.rng.bool() { &self.aggregates } else { &self.functions };
                let list = list.clone();
                if let (Some(at), Some(function)) = (self.pick(&found), self.pick(&list)) {
                    words[at].text = format!("{function}({})", words[at].text);
                }
            }
            // The whole as a part of another.
            _ => {
                let text = join(words);
                let place = self.rng.usize(0..self.statements.len());
                let other = join(&self.statements[place]);
                let whole = match self.rng.u8(0..7) {
                    0 => format!("SELECT * FROM ({text}) q"),
                    1 => format!("WITH q AS ({text}) SELECT * FROM q"),
                    2 => format!("{text} UNION ALL {other}"),
                    3 => format!("SELECT ({text})"),
                    4 => format!("SELECT 1 WHERE EXISTS ({text})"),
                    5 => format!("SELECT ARRAY({text}), 1 IN ({other})"),
                    _ => format!("WITH q AS ({text}) {other}"),
                };
                *words = split(&whole);
            }
        }
    }
}
