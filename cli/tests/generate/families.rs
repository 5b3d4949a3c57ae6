//! The families of statements beside plain SELECT, INSERT, UPDATE and DELETE.

use query_check::catalog::{Column, KeyElement, Relation, TypeId};

use super::{Generator, Name, quoted};

impl<'c> Generator<'c> {
    /// A statement of one of the families.
    pub(super) fn family(&mut self) -> String {
        match self.rng.u8(0..17) {
            0 => self.set_operations(),
            1 => self.recursion(),
            2 | 3 => self.windowed(),
            4 => self.grouping_sets(),
            5 => self.distinct_on(),
            6 => self.locked(),
            7 => self.lateral(),
            8 => self.from_functions(),
            9 => self.merged_join(),
            10 => self.values(),
            11 | 12 => self.merge(),
            13 => self.upsert(),
            14 => self.update_from(),
            15 => self.delete_using(),
            _ => self.writing_with(),
        }
    }

    pub(super) fn any_types(&mut self) -> Vec<TypeId> {
        (0..self.rng.usize(1..4)).map(|_| self.any_type()).collect()
    }

    pub(super) fn push(&mut self, alias: &str, columns: &[(String, TypeId)]) {
        for (column, ty) in columns {
            self.scope.push(Name { text: format!("{alias}.{column}"), ty: *ty });
        }
    }

    pub(super) fn columns_of(relation: &Relation) -> Vec<(String, TypeId)> {
        relation.columns.iter().map(|c| (quoted(&c.name), c.ty)).collect()
    }

    /// A relation that stands in FROM under a name, its columns in scope.
    pub(super) fn entry(&mut self) -> (&'c Relation, String, String) {
        let (relation, name) = self.relation();
        let alias = self.alias();
        self.push(&alias, &Self::columns_of(relation));
        (relation, format!("{name} {alias}"), alias)
    }

    fn set_operations(&mut self) -> String {
        let types = self.any_types();
        let mut text = self.select(1, Some(&types));
        for _ in 0..self.rng.usize(1..4) {
            let word = *self.pick(&[
                "UNION",
                "UNION ALL",
                "INTERSECT",
                "INTERSECT ALL",
                "EXCEPT",
                "EXCEPT ALL",
            ]);
            // Sides of other types are resolved, or refused.
            let mut side = types.clone();
            if self.chance(20) {
                let place = self.rng.usize(0..side.len());
                side[place] = self.any_type();
            }
            let other = if self.chance(20) {
                let row: Vec<String> = side.iter().map(|ty| self.leaf(*ty)).collect();
                format!("VALUES ({})", row.join(", "))
            } else {
                self.select(0, Some(&side))
            };
            text = format!("{text} {word} {other}");
        }
        if self.chance(40) {
            text += *self.pick(&[" ORDER BY 1", " ORDER BY x0 DESC", " LIMIT 3", " OFFSET 1"]);
        }
        text
    }

    fn recursion(&mut self) -> String {
        let ty = self.any_type();
        let start = self.expr(ty, 1);
        let name = self.alias();
        self.scope = vec![Name { text: format!("{name}.v"), ty }];
        let step = self.expr(ty, 2);
        let condition = self.expr(TypeId::BOOL, 1);
        let all = if self.chance(60) { "ALL " } else { "" };
        let extra = *self.pick(&[
            "",
            "",
            " SEARCH DEPTH FIRST BY n SET s",
            " SEARCH BREADTH FIRST BY n, v SET s",
            " CYCLE n SET c USING p",
            " CYCLE v SET c TO 'y' DEFAULT 'n' USING p",
            " SEARCH DEPTH FIRST BY v SET s CYCLE n SET c USING p",
        ]);
        format!(
            "WITH RECURSIVE {name} (n, v) AS (SELECT 1, {start} UNION {all}SELECT {name}.n + 1, {step} \
             FROM {name} WHERE {name}.n < 5 AND {condition}){extra} SELECT * FROM {name} LIMIT 9"
        )
    }

    pub(super) fn window(&mut self) -> String {
        let mut text = String::new();
        if self.chance(50) {
            let ty = self.any_type();
            text += &format!("PARTITION BY {} ", self.expr(ty, 1));
        }
        if self.chance(70) {
            let ty = self.any_type();
            text += &format!("ORDER BY {} ", self.expr(ty, 1));
        }
        if self.chance(50) {
            text += *self.pick(&[
                "ROWS UNBOUNDED PRECEDING",
                "ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING",
                "GROUPS BETWEEN CURRENT ROW AND 2 FOLLOWING EXCLUDE TIES",
                "RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW EXCLUDE CURRENT ROW",
                "RANGE BETWEEN '1 day' PRECEDING AND CURRENT ROW",
                "RANGE 2 PRECEDING",
                "ROWS BETWEEN 2 FOLLOWING AND 1 FOLLOWING",
            ]);
        }
        text.trim_end().to_owned()
    }

    fn windowed(&mut self) -> String {
        let from = self.from(1);
        let mut targets = Vec::new();
        for _ in 0..self.rng.usize(1..4) {
            let ty = self.any_type();
            let value = self.expr(ty, 1);
            let call = match self.rng.u8(0..9) {
                0 => "row_number()".to_owned(),
                1 => "rank()".to_owned(),
                2 => format!("lag({value}, {})", self.expr(TypeId::INT4, 1)),
                3 => format!("lead({value}, 1, {})", self.expr(ty, 1)),
                4 => format!("first_value({value})"),
                5 => format!("nth_value({value}, {})", self.expr(TypeId::INT4, 1)),
                6 => format!("ntile({})", self.expr(TypeId::INT4, 1)),
                7 => format!("count({value})"),
                _ => self.aggregate(ty),
            };
            let filter = if self.chance(10) {
                format!(" FILTER (WHERE {})", self.expr(TypeId::BOOL, 1))
            } else {
                String::new()
            };
            let over =
                if self.chance(30) { "w".to_owned() } else { format!("({})", self.window()) };
            targets.push(format!("{call}{filter} OVER {over}"));
        }
        let window = self.window();
        format!("SELECT {} FROM {from} WINDOW w AS ({window})", targets.join(", "))
    }

    fn grouping_sets(&mut self) -> String {
        let from = self.from(1);
        let types = self.any_types();
        let keys: Vec<String> = types.iter().map(|ty| self.expr(*ty, 1)).collect();
        let list = keys.join(", ");
        let grouping = match self.rng.u8(0..5) {
            0 => format!("ROLLUP ({list})"),
            1 => format!("CUBE ({list})"),
            2 => format!("GROUPING SETS (({list}), ({}), ())", keys[0]),
            3 => format!("DISTINCT {}, ROLLUP ({list})", keys[0]),
            _ => list,
        };
        let mut targets = keys.clone();
        let ty = self.any_type();
        targets.push(self.aggregate(ty));
        if self.chance(40) {
            targets.push(format!("grouping({})", keys[0]));
        }
        if self.chance(15) {
            targets.push(self.expr(ty, 1));
        }
        let condition = self.aggregate(TypeId::BOOL);
        format!("SELECT {} FROM {from} GROUP BY {grouping} HAVING {condition}", targets.join(", "))
    }

    fn distinct_on(&mut self) -> String {
        let from = self.from(1);
        let ty = self.any_type();
        let (key, other) = (self.expr(ty, 1), self.any_type());
        let value = self.expr(other, 1);
        let order = if self.chance(80) { key.clone() } else { value.clone() };
        format!("SELECT DISTINCT ON ({key}) {value} FROM {from} ORDER BY {order}, {value}")
    }

    fn locked(&mut self) -> String {
        let (_, from, alias) = self.entry();
        let condition = self.expr(TypeId::BOOL, 2);
        let value = self.expr(TypeId::INT4, 1);
        let strength = *self.pick(&["UPDATE", "NO KEY UPDATE", "SHARE", "KEY SHARE"]);
        let of = if self.chance(60) { format!(" OF {alias}") } else { String::new() };
        let wait = *self.pick(&["", " NOWAIT", " SKIP LOCKED"]);
        format!("SELECT {value}, {alias}.* FROM {from} WHERE {condition} FOR {strength}{of}{wait}")
    }

    fn lateral(&mut self) -> String {
        let (_, from, alias) = self.entry();
        let types = self.any_types();
        let inner = self.select(1, Some(&types));
        let side = self.alias();
        let join = *self.pick(&["LEFT JOIN", "JOIN", "LEFT JOIN", "RIGHT JOIN"]);
        format!("SELECT {alias}.*, {side}.* FROM {from} {join} LATERAL ({inner}) {side} ON true")
    }

    fn from_functions(&mut self) -> String {
        let (_, from, alias) = self.entry();
        let (int, text) = (self.expr(TypeId::INT4, 1), self.expr(TypeId::TEXT_ARRAY, 1));
        let json = self.expr(TypeId::JSONB, 1);
        let function = match self.rng.u8(0..9) {
            0 => format!("generate_series(1, {int}) AS f (v)"),
            1 => format!("unnest({text}) WITH ORDINALITY AS f (v, n)"),
            2 => format!("ROWS FROM (generate_series(1, {int}), unnest({text})) AS f (v, t)"),
            3 => format!("jsonb_to_record({json}) AS f (v integer, t text, a integer[])"),
            4 => format!("jsonb_each({json}) AS f (v, t)"),
            5 => format!("jsonb_array_elements_text({json}) WITH ORDINALITY f (v, n)"),
            6 => format!("regexp_split_to_table({}, ',') f (v)", self.expr(TypeId::TEXT, 1)),
            7 => format!("unnest({text}, ARRAY[{int}]) AS f (t, v)"),
            _ => format!("ROWS FROM (unnest({text})) WITH ORDINALITY AS f (v, o)"),
        };
        let join = *self.pick(&["CROSS JOIN", ",", "LEFT JOIN LATERAL"]);
        let on = if join.starts_with("LEFT") { " ON true" } else { "" };
        format!("SELECT {alias}.*, f.*, f.v FROM {from} {join} {function}{on}")
    }

    /// USING, NATURAL, TABLESAMPLE.
    fn merged_join(&mut self) -> String {
        let (left, from, a) = self.entry();
        let (right, other, b) = self.entry();
        let join = *self.pick(&["JOIN", "LEFT JOIN", "RIGHT JOIN", "FULL JOIN"]);
        let common: Vec<String> = left
            .columns
            .iter()
            .filter(|c| right.columns.iter().any(|o| o.name == c.name && o.ty == c.ty))
            .map(|c| quoted(&c.name))
            .collect();
        if common.is_empty() || self.chance(30) {
            let sample = *self.pick(&["bernoulli (10)", "system (1) REPEATABLE (2)"]);
            return format!("SELECT * FROM {from} NATURAL {join} {other} TABLESAMPLE {sample}");
        }
        let column = self.pick(&common).clone();
        let value = self.expr(TypeId::TEXT, 2);
        format!("SELECT {column}, {a}.*, {value}, {b} FROM {from} {join} {other} USING ({column})")
    }

    fn values(&mut self) -> String {
        let types = self.any_types();
        let rows: Vec<String> = (0..self.rng.usize(1..4))
            .map(|_| {
                let row: Vec<String> = types.iter().map(|ty| self.expr(*ty, 1)).collect();
                format!("({})", row.join(", "))
            })
            .collect();
        let list = rows.join(", ");
        match self.rng.u8(0..3) {
            0 => format!("VALUES {list} ORDER BY 1"),
            1 => format!("VALUES {list}"),
            _ => format!("SELECT v.*, column1 FROM (VALUES {list}) v"),
        }
    }

    /// A relation to write, a table most of the time.
    pub(super) fn table(&mut self) -> (&'c Relation, String) {
        self.writable()
    }

    pub(super) fn settable(relation: &'c Relation) -> Vec<&'c Column> {
        relation.columns.iter().filter(|c| !c.generated && c.identity.is_none()).collect()
    }

    /// `a = …, (b, c) = …`
    pub(super) fn assignments(&mut self, relation: &'c Relation) -> String {
        let mut columns = Self::settable(relation);
        self.rng.shuffle(&mut columns);
        columns.truncate(self.rng.usize(1..4));
        if columns.len() > 1 && self.chance(40) {
            let names: Vec<String> = columns.iter().map(|c| quoted(&c.name)).collect();
            let types: Vec<TypeId> = columns.iter().map(|c| c.ty).collect();
            let values: Vec<String> = types.iter().map(|ty| self.expr(*ty, 1)).collect();
            let row = values.join(", ");
            let source = match self.rng.u8(0..3) {
                0 => format!("(SELECT {row})"),
                1 => format!("ROW({row})"),
                _ => format!("({row})"),
            };
            return format!("({}) = {source}", names.join(", "));
        }
        let set: Vec<String> = columns
            .iter()
            .map(|c| {
                let value = if self.chance(10) { "DEFAULT".to_owned() } else { self.expr(c.ty, 2) };
                format!("{} = {value}", quoted(&c.name))
            })
            .collect();
        set.join(", ")
    }

    pub(super) fn returned(&mut self) -> String {
        if self.chance(50) {
            return String::new();
        }
        let ty = self.any_type();
        let value = self.expr(ty, 1);
        let rows = if self.catalog.major() >= 18 && self.chance(30) { ", old, new.*" } else { "" };
        format!(" RETURNING {value} AS r{rows}")
    }

    fn merge(&mut self) -> String {
        let (target, name) = self.table();
        let (_, source, side) = self.entry();
        let into = self.alias();
        let sources = self.scope.clone();
        self.push(&into, &Self::columns_of(target));
        let both = self.scope.clone();
        let on = self.expr(TypeId::BOOL, 2);
        let mut text = format!("MERGE INTO {name} {into} USING {source} ON {on}");
        for _ in 0..self.rng.usize(1..4) {
            let late = self.catalog.major() >= 17 && self.chance(25);
            self.scope = both.clone();
            if late {
                self.scope.retain(|n| !n.text.starts_with(&format!("{side}.")));
            }
            let matched = late || self.chance(60);
            if !matched {
                self.scope = sources.clone();
            }
            let when = match (late, matched) {
                (true, _) => "NOT MATCHED BY SOURCE",
                (_, true) => "MATCHED",
                _ => "NOT MATCHED",
            };
            let condition = format!(" AND {}", self.expr(TypeId::BOOL, 1));
            let action = if !matched {
                let columns: Vec<_> = Self::settable(target).into_iter().take(3).collect();
                let values: Vec<String> = columns.iter().map(|c| self.expr(c.ty, 1)).collect();
                let names: Vec<String> = columns.iter().map(|c| quoted(&c.name)).collect();
                format!("INSERT ({}) VALUES ({})", names.join(", "), values.join(", "))
            } else if self.chance(30) {
                "DELETE".to_owned()
            } else {
                format!("UPDATE SET {}", self.assignments(target))
            };
            let action = if self.chance(10) { "DO NOTHING".to_owned() } else { action };
            text += &format!(" WHEN {when}{condition} THEN {action}");
        }
        if self.catalog.major() >= 17 && self.chance(40) {
            self.scope = both;
            text += &self.returned();
        }
        text
    }

    fn upsert(&mut self) -> String {
        let (relation, name) = self.table();
        let columns: Vec<_> = Self::settable(relation).into_iter().take(4).collect();
        let names: Vec<String> = columns.iter().map(|c| quoted(&c.name)).collect();
        let values: Vec<String> = columns.iter().map(|c| self.expr(c.ty, 1)).collect();
        let keys = relation.details.as_ref().map_or(&[][..], |d| &d.unique_keys);
        let target = if keys.is_empty() || self.chance(10) {
            quoted(&self.pick(&relation.columns).name.clone())
        } else {
            let key = &keys[self.rng.usize(0..keys.len())];
            let named = key.elements.iter().map(|element| match element {
                KeyElement::Column(place) => quoted(&relation.columns[usize::from(*place)].name),
                KeyElement::Expression(text) => format!("({text})"),
            });
            named.collect::<Vec<_>>().join(", ")
        };
        let columns = Self::columns_of(relation);
        self.push("t", &columns);
        self.push("excluded", &columns);
        let set = self.assignments(relation);
        let condition = self.expr(TypeId::BOOL, 1);
        self.scope.retain(|n| !n.text.starts_with("excluded."));
        let returned = self.returned();
        format!(
            "INSERT INTO {name} AS t ({}) VALUES ({}) ON CONFLICT ({target}) \
             DO UPDATE SET {set} WHERE {condition}{returned}",
            names.join(", "),
            values.join(", ")
        )
    }

    fn update_from(&mut self) -> String {
        let (target, name) = self.table();
        let (_, source, _) = self.entry();
        self.push("t", &Self::columns_of(target));
        let set = self.assignments(target);
        let condition = self.expr(TypeId::BOOL, 2);
        let returned = self.returned();
        format!("UPDATE {name} AS t SET {set} FROM {source} WHERE {condition}{returned}")
    }

    fn delete_using(&mut self) -> String {
        let (target, name) = self.table();
        let (_, source, _) = self.entry();
        self.push("t", &Self::columns_of(target));
        let condition = self.expr(TypeId::BOOL, 2);
        let returned = self.returned();
        format!("DELETE FROM {name} AS t USING {source} WHERE {condition}{returned}")
    }

    fn writing_with(&mut self) -> String {
        let (target, name) = self.table();
        self.push("t", &Self::columns_of(target));
        let condition = self.expr(TypeId::BOOL, 1);
        let write = match self.rng.u8(0..3) {
            0 => format!("DELETE FROM {name} AS t WHERE {condition} RETURNING *"),
            1 => format!(
                "UPDATE {name} AS t SET {} WHERE {condition} RETURNING t.*",
                self.assignments(target)
            ),
            _ => format!("INSERT INTO {name} DEFAULT VALUES RETURNING *"),
        };
        let with = self.alias();
        self.scope.clear();
        self.push(&with, &Self::columns_of(target));
        let ty = self.any_type();
        let (value, count) = (self.expr(ty, 2), self.aggregate(ty));
        if self.chance(50) {
            format!("WITH {with} AS ({write}) SELECT {value}, {with}.* FROM {with}")
        } else {
            format!("WITH {with} AS ({write}) SELECT {count}, count(*) FROM {with}")
        }
    }

    /// Forms of expression with a grammar of their own.
    pub(super) fn form(&mut self, ty: TypeId, depth: u32) -> Option<String> {
        if self.chance(10)
            && let Some(field) = self.field_of_composite(ty, depth - 1)
        {
            return Some(field);
        }
        let mut e = |ty: TypeId| self.expr(ty, depth - 1);
        let (int, text) = (e(TypeId::INT4), e(TypeId::TEXT));
        let (other, moment) = (e(TypeId::TEXT), e(TypeId::TIMESTAMPTZ));
        let (json, texts, flag) = (e(TypeId::JSONB), e(TypeId::TEXT_ARRAY), e(TypeId::BOOL));
        let sql_json = self.catalog.major() >= 17;
        let list: Vec<String> = match ty {
            TypeId::TEXT => vec![
                format!("overlay({text} PLACING {other} FROM {int})"),
                format!("substring({text} FROM {int} FOR 2)"),
                format!("trim(BOTH {other} FROM {text})"),
                format!("({texts})[{int}]"),
                format!("({json} ->> {int})"),
                format!("({text} COLLATE \"C\")"),
                format!("normalize({text}, NFC)"),
                if sql_json { format!("JSON_VALUE({json}, '$.a')") } else { "user".to_owned() },
                if sql_json { format!("JSON_SERIALIZE({json})") } else { text.clone() },
            ],
            TypeId::BOOL => vec![
                format!("({text} LIKE {other} ESCAPE '!')"),
                format!("({text} NOT SIMILAR TO {other})"),
                format!("({int} BETWEEN SYMMETRIC 1 AND {int})"),
                format!("({flag} IS NOT UNKNOWN)"),
                format!("(({int}, {text}) < (1, {other}))"),
                format!("(({int}, {text}) IN (SELECT 1, {other}))"),
                format!("({text} = ANY ({texts}))"),
                format!("({int} > ALL (SELECT {int}))"),
                format!("EXISTS (SELECT {int} WHERE {flag})"),
                format!("(({moment}, {moment}) OVERLAPS ({moment}, '1 day'::interval))"),
                format!("({text} IS NFC NORMALIZED)"),
                if sql_json { format!("JSON_EXISTS({json}, '$.a')") } else { flag.clone() },
                if sql_json { format!("({json} IS JSON OBJECT)") } else { flag.clone() },
            ],
            TypeId::NUMERIC => vec![format!("extract(year FROM {moment})")],
            TypeId::INT4 => vec![
                format!("position({text} IN {other})"),
                format!("({int})::integer"),
                format!("CAST({text} AS integer)"),
                format!("(CASE {int} WHEN 1 THEN {int} WHEN {int} THEN 2 END)"),
            ],
            TypeId::TIMESTAMP => vec![format!("({moment} AT TIME ZONE {text})")],
            TypeId::TEXT_ARRAY => {
                vec![format!("ARRAY(SELECT {text})"), format!("({texts})[1:{int}]")]
            }
            TypeId::JSONB => vec![
                format!("({json})[{text}]"),
                if sql_json { format!("JSON_QUERY({json}, '$.a' WITH WRAPPER)") } else { json },
            ],
            _ => return None,
        };
        Some(self.pick(&list).clone())
    }
}
