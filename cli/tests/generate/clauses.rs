//! The clauses of queries in more of their forms: WITH, joins with names, GROUP BY, ORDER BY, LIMIT.

use query_check::catalog::TypeId;

use super::{Generator, quoted};

impl Generator<'_> {
    /// A query with clauses of all forms.
    pub(super) fn clauses(&mut self) -> String {
        let (from, names) = self.named_from();
        let types = self.any_types();
        let mut targets: Vec<String> = types
            .iter()
            .enumerate()
            .map(|(number, ty)| {
                let value = self.expr(*ty, 2);
                let label = *self.pick(&["AS ", ""]);
                format!("{value} {label}x{number}")
            })
            .collect();
        if self.chance(25) {
            let star = self.pick(&names).clone();
            targets.push(format!("{star}.*"));
        }
        let mut text = format!("SELECT {} FROM {from}", targets.join(", "));
        if self.chance(40) {
            text += &format!(" WHERE {}", self.expr(TypeId::BOOL, 2));
        }
        if self.chance(25) {
            let key = self.expr(types[0], 1);
            let group = match self.rng.u8(0..6) {
                0 => "x0".to_owned(),
                1 => "1".to_owned(),
                2 => "()".to_owned(),
                3 => format!("x0, {key}"),
                4 => format!("GROUPING SETS ((x0), (1, {key}), ())"),
                _ => key,
            };
            text += &format!(" GROUP BY {group}");
        }
        text += &self.order_and_limit(&types);
        match self.rng.u8(0..8) {
            0 => {
                let other = self.select(0, Some(&types));
                format!("({text}) UNION ({other}) ORDER BY x0")
            }
            1 => self.with_chain(&text, &types),
            2 => format!("SELECT q.x0, count(*) FROM ({text}) AS q GROUP BY q.x0"),
            3 => format!("SELECT * FROM ({text}) AS q (a) WHERE q.a IS NOT NULL"),
            4 => format!("SELECT EXISTS ({text}), 1 IN ({})", self.select(0, Some(&types[..1]))),
            _ => text,
        }
    }

    /// FROM with aliases for columns and for joins; the names to be shown with a star.
    fn named_from(&mut self) -> (String, Vec<String>) {
        match self.rng.u8(0..7) {
            0 => {
                let types = self.any_types();
                let rows: Vec<String> = (0..self.rng.usize(1..3))
                    .map(|_| {
                        let row: Vec<String> = types.iter().map(|ty| self.expr(*ty, 1)).collect();
                        format!("({})", row.join(", "))
                    })
                    .collect();
                let alias = self.alias();
                let columns: Vec<(String, TypeId)> =
                    types.iter().enumerate().map(|(n, ty)| (format!("v{n}"), *ty)).collect();
                self.push(&alias, &columns);
                let names: Vec<&str> = columns.iter().map(|(name, _)| name.as_str()).collect();
                let text = format!("(VALUES {}) {alias} ({})", rows.join(", "), names.join(", "));
                (text, vec![alias])
            }
            1 => {
                let (left, from, a) = self.entry();
                let (_, other, b) = self.entry();
                let key = quoted(&self.pick(&left.columns).name.clone());
                let join = *self.pick(&["JOIN", "LEFT JOIN", "FULL JOIN"]);
                let name = *self.pick(&["", " AS u"]);
                (format!("{from} {join} {other} USING ({key}){name}"), vec![a, b])
            }
            2 => {
                let (_, from, a) = self.entry();
                let (_, other, b) = self.entry();
                let (_, third, c) = self.entry();
                let on = self.expr(TypeId::BOOL, 1);
                (format!("{from} LEFT JOIN ({other} JOIN {third} ON {on}) ON true"), vec![a, b, c])
            }
            3 => {
                let (relation, name) = self.relation();
                let only = *self.pick(&["ONLY ", ""]);
                let alias = self.alias();
                let columns = Self::columns_of(relation);
                let renamed: Vec<(String, TypeId)> = columns
                    .into_iter()
                    .enumerate()
                    .map(|(n, (name, ty))| (if n == 0 { "first".to_owned() } else { name }, ty))
                    .collect();
                self.push(&alias, &renamed);
                (format!("{only}{name} AS {alias} (first)"), vec![alias])
            }
            4 => {
                let (_, from, a) = self.entry();
                let types = self.any_types();
                let inner = self.select(0, Some(&types));
                let alias = self.alias();
                let columns: Vec<(String, TypeId)> =
                    types.iter().enumerate().map(|(n, ty)| (format!("x{n}"), *ty)).collect();
                self.push(&alias, &columns);
                (format!("{from} CROSS JOIN LATERAL ({inner}) AS {alias}"), vec![a, alias])
            }
            _ => {
                let (_, from, alias) = self.entry();
                (from, vec![alias])
            }
        }
    }

    fn order_and_limit(&mut self, types: &[TypeId]) -> String {
        let mut text = String::new();
        if self.chance(60) {
            let value = self.expr(types[0], 1);
            text += &match self.rng.u8(0..7) {
                0 => " ORDER BY x0 NULLS LAST".to_owned(),
                1 => " ORDER BY 1, x0 DESC".to_owned(),
                2 => format!(" ORDER BY {value} USING <"),
                3 => format!(" ORDER BY {value} USING ~<~"),
                4 => format!(" ORDER BY {value}, 1 DESC NULLS FIRST"),
                5 => " ORDER BY x0 COLLATE \"C\"".to_owned(),
                _ => format!(" ORDER BY {value}"),
            };
        }
        if self.chance(40) {
            let count = self.leaf(TypeId::INT4);
            text += &match self.rng.u8(0..7) {
                0 => " LIMIT ALL OFFSET 1".to_owned(),
                1 => " FETCH FIRST ROW ONLY".to_owned(),
                2 => " FETCH FIRST 3 ROWS WITH TIES".to_owned(),
                3 => format!(" OFFSET ({count}) ROWS FETCH NEXT ($1) ROWS ONLY"),
                4 => format!(" LIMIT {count}"),
                5 => " LIMIT (SELECT 2) OFFSET '1'".to_owned(),
                _ => " OFFSET 1 ROWS".to_owned(),
            };
        }
        if self.chance(8) {
            text += *self.pick(&[" FOR UPDATE", " FOR SHARE SKIP LOCKED", " FOR KEY SHARE NOWAIT"]);
        }
        text
    }

    fn with_chain(&mut self, body: &str, types: &[TypeId]) -> String {
        let first = self.select(0, Some(types));
        let how = *self.pick(&["", "MATERIALIZED ", "NOT MATERIALIZED "]);
        let last = match self.rng.u8(0..3) {
            0 => "SELECT a.*, b.x0 FROM a JOIN b ON a.x0 = b.x0".to_owned(),
            1 => "SELECT * FROM b WHERE x0 IN (SELECT x0 FROM a)".to_owned(),
            _ => "SELECT count(*), min(b.x0) FROM a NATURAL JOIN b".to_owned(),
        };
        format!("WITH a AS {how}({body}), b AS ({first}) {last}")
    }
}
