//! INSERT, UPDATE and DELETE in more of their forms: parts of columns, defaults, conflicts by name, returned rows.

use query_check::catalog::{Column, Relation, Subscript, TypeId, TypeKind};

use super::{Generator, quoted};

impl<'c> Generator<'c> {
    /// A writing statement.
    pub(super) fn writes(&mut self) -> String {
        let (relation, name) = self.table();
        match self.rng.u8(0..7) {
            0 | 1 => self.insert_form(relation, &name),
            2 => {
                let columns = Self::columns_of(relation);
                self.push("t", &columns);
                let parts = self.part_assignments(relation);
                let condition = self.expr(TypeId::BOOL, 1);
                let only = *self.pick(&["", "ONLY "]);
                let back = self.returned_rows();
                format!("UPDATE {only}{name} AS t SET {parts} WHERE {condition}{back}")
            }
            3 => {
                let columns = Self::columns_of(relation);
                self.push("t", &columns);
                let (_, from, _) = self.entry();
                let set = self.assignments(relation);
                let with = self.select(0, Some(&[TypeId::INT4]));
                let condition = self.expr(TypeId::BOOL, 1);
                let back = self.returned_rows();
                format!(
                    "WITH q AS ({with}) UPDATE {name} t SET {set} FROM {from}, q WHERE {condition}{back}"
                )
            }
            4 => {
                let columns = Self::columns_of(relation);
                self.push("t", &columns);
                let condition = self.expr(TypeId::BOOL, 2);
                let back = self.returned_rows();
                format!("DELETE FROM ONLY {name} AS t WHERE {condition}{back}")
            }
            5 => {
                let columns = Self::columns_of(relation);
                self.push("t", &columns);
                let settable = Self::settable(relation);
                let sets: Vec<&Column> = settable.into_iter().take(2).collect();
                let types: Vec<TypeId> = sets.iter().map(|c| c.ty).collect();
                let names: Vec<String> = sets.iter().map(|c| quoted(&c.name)).collect();
                let query = self.select(0, Some(&types));
                format!("UPDATE {name} t SET ({}) = ({query})", names.join(", "))
            }
            _ => {
                let inner = self.insert_form(relation, &name);
                let back = if inner.contains(" RETURNING ") { "" } else { " RETURNING *" };
                format!("WITH w AS ({inner}{back}) SELECT w.*, count(*) OVER () FROM w")
            }
        }
    }

    fn insert_form(&mut self, relation: &'c Relation, name: &str) -> String {
        let mut columns = if self.chance(15) {
            relation.columns.iter().collect()
        } else {
            Self::settable(relation)
        };
        self.rng.shuffle(&mut columns);
        columns.truncate(self.rng.usize(1..5));
        let mut names = Vec::new();
        let mut types = Vec::new();
        for column in columns {
            let (path, ty) = self.part(column.ty);
            names.push(format!("{}{path}", quoted(&column.name)));
            types.push(ty);
        }
        let overriding =
            *self.pick(&["", "", "", " OVERRIDING SYSTEM VALUE", " OVERRIDING USER VALUE"]);
        let list = if self.chance(15) {
            types = relation.columns.iter().map(|c| c.ty).collect();
            types.truncate(self.rng.usize(1..=types.len()));
            String::new()
        } else {
            format!(" ({})", names.join(", "))
        };
        let source = match self.rng.u8(0..4) {
            0 => self.select(0, Some(&types)),
            1 => {
                let query = self.select(0, Some(&types));
                format!("({query}) UNION ALL {}", self.select(0, Some(&types)))
            }
            _ => {
                let rows: Vec<String> = (0..self.rng.usize(1..4))
                    .map(|_| {
                        let row: Vec<String> = types
                            .iter()
                            .map(|ty| match self.rng.u8(0..12) {
                                0 => "DEFAULT".to_owned(),
                                1 => self.literal(*ty).unwrap_or_else(|| "NULL".to_owned()),
                                2 => {
                                    self.parameters += 1;
                                    format!("${}", self.parameters)
                                }
                                _ => self.expr(*ty, 1),
                            })
                            .collect();
                        format!("({})", row.join(", "))
                    })
                    .collect();
                format!("VALUES {}", rows.join(", "))
            }
        };
        let mut text = format!("INSERT INTO {name} AS t{list}{overriding} {source}");
        let columns = Self::columns_of(relation);
        self.scope.clear();
        self.push("t", &columns);
        if self.chance(25) {
            let keys = relation.details.as_ref().map_or(&[][..], |d| &d.unique_keys);
            let constraint = keys.iter().find_map(|key| key.constraint.as_deref());
            let target = match constraint {
                Some(constraint) => format!(" ON CONSTRAINT {}", quoted(constraint)),
                None => String::new(),
            };
            if target.is_empty() || self.chance(40) {
                text += &format!(" ON CONFLICT{target} DO NOTHING");
            } else {
                self.push("excluded", &columns);
                let set = self.assignments(relation);
                self.scope.retain(|name| !name.text.starts_with("excluded."));
                text += &format!(" ON CONFLICT{target} DO UPDATE SET {set}");
            }
        }
        text + &self.returned_rows()
    }

    /// A part of a column of some types: the path to it and its type.
    fn part(&mut self, ty: TypeId) -> (String, TypeId) {
        let base = self.catalog.base_type(ty);
        let found = self.catalog.ty(base);
        if self.chance(60) {
            return (String::new(), ty);
        }
        if let TypeKind::Composite(relation) = found.kind
            && let Some(relation) = self.catalog.relation(relation)
        {
            let field = &relation.columns[self.rng.usize(0..relation.columns.len())];
            return (format!(".{}", quoted(&field.name)), field.ty);
        }
        match (found.subscript, found.element) {
            (Subscript::Array, Some(element)) if self.chance(70) => ("[1]".to_owned(), element),
            (Subscript::Array, Some(_)) => ("[1:2]".to_owned(), ty),
            (Subscript::Jsonb, _) => ("['a']".to_owned(), TypeId::JSONB),
            _ => (String::new(), ty),
        }
    }

    fn part_assignments(&mut self, relation: &'c Relation) -> String {
        let mut columns = Self::settable(relation);
        self.rng.shuffle(&mut columns);
        columns.truncate(self.rng.usize(1..4));
        let mut set = Vec::new();
        for column in columns {
            let (path, ty) = self.part(column.ty);
            set.push(format!("{}{path} = {}", quoted(&column.name), self.expr(ty, 1)));
        }
        set.join(", ")
    }

    fn returned_rows(&mut self) -> String {
        let ty = self.any_type();
        let value = self.expr(ty, 1);
        let rows = self.catalog.major() >= 18;
        match self.rng.u8(0..8) {
            0 => " RETURNING *".to_owned(),
            1 => format!(" RETURNING {value}, t.*, t"),
            2 => format!(" RETURNING {value} AS back, t.ctid, (t).tableoid"),
            3 if rows => format!(" RETURNING WITH (OLD AS o, NEW AS n) o.*, n, {value}"),
            4 if rows => " RETURNING old.*, to_jsonb(new), old = new".to_owned(),
            5 => format!(" RETURNING (SELECT {value}), count(*) OVER ()"),
            _ => String::new(),
        }
    }
}
