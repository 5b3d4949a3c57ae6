//! Whole rows, their fields, and the columns every table has.

use query_check::catalog::{TypeId, TypeKind};

use super::{Generator, quoted};

impl Generator<'_> {
    /// A SELECT of what is made of rows.
    pub(super) fn of_rows(&mut self) -> String {
        let (left, from, a) = self.entry();
        let (right, other, b) = self.entry();
        let column = quoted(&self.pick(&left.columns).name.clone());
        let other_column = quoted(&self.pick(&right.columns).name.clone());
        let mut targets = Vec::new();
        for _ in 0..self.rng.usize(1..4) {
            targets.push(self.of_row(&a, &b, &column, &other_column));
        }
        let condition = match self.rng.u8(0..6) {
            0 => format!("{a} = {b}"),
            1 => format!("{a} IS NOT NULL"),
            2 => format!("({a}.{column}, {b}.{other_column}) IN (SELECT {column}, 1 FROM {from})"),
            _ => self.expr(TypeId::BOOL, 2),
        };
        let order = match self.rng.u8(0..6) {
            0 => format!(" ORDER BY {a}"),
            1 => format!(" GROUP BY {a}, {b}"),
            2 => format!(" GROUP BY {a}.{column}"),
            _ => String::new(),
        };
        let distinct = *self.pick(&["", "", "", "DISTINCT "]);
        let targets = targets.join(", ");
        format!("SELECT {distinct}{targets} FROM {from}, {other} WHERE {condition}{order}")
    }

    fn of_row(&mut self, a: &str, b: &str, column: &str, other: &str) -> String {
        let ty = self.any_type();
        let value = self.expr(ty, 1);
        let list: Vec<String> = vec![
            a.to_owned(),
            format!("({a}).{column}"),
            format!("({a}).*"),
            format!("({a}.*)::text"),
            format!("ROW({a}.*, {value})"),
            format!("ROW({a}.*) IS NULL"),
            format!("({a} = {a})"),
            format!("({a} IS DISTINCT FROM ROW({b}.*))"),
            format!("to_jsonb({a})"),
            format!("count({a})"),
            format!("count(DISTINCT {a}.*)"),
            format!("array_agg({a} ORDER BY {a}.{column})"),
            format!("(array_agg({a}))[1].{column}"),
            format!("({a}, {value}) < ({a}, {value})"),
            format!("({a}.{column}, {value}) = ({b}.{other}, {value})"),
            format!("coalesce({a}, {a})"),
            format!("nullif({a}, {b})"),
            format!("(CASE WHEN {a} IS NULL THEN {a} END).{column}"),
            format!("(SELECT {a})"),
            format!("(SELECT {a}.{column})"),
            format!("ARRAY[{a}, {a}]"),
            format!("(SELECT x FROM (SELECT {b}.*) x)"),
            format!("{a}.ctid"),
            format!("({a}.tableoid)::regclass"),
            format!("{a}.xmin"),
            format!("greatest({a}, {a})"),
            format!("{column}({a})"),
            format!("{a} IN (SELECT {b})"),
            format!("({value})::{a}"),
        ];
        self.pick(&list).clone()
    }

    /// A field of a composite made on the spot, if one has such a field.
    pub(super) fn field_of_composite(&mut self, ty: TypeId, depth: u32) -> Option<String> {
        let catalog = self.catalog;
        let fitting: Vec<_> = catalog
            .types()
            .filter_map(|composite| match composite.kind {
                TypeKind::Composite(relation) => Some((composite, catalog.relation(relation)?)),
                _ => None,
            })
            .filter(|(composite, relation)| {
                catalog.search_path().contains(&composite.schema)
                    && relation.columns.len() < 5
                    && relation.columns.iter().any(|column| column.ty == ty)
            })
            .collect();
        if fitting.is_empty() {
            return None;
        }
        let (composite, relation) = fitting[self.rng.usize(0..fitting.len())];
        let field = relation.columns.iter().find(|column| column.ty == ty)?;
        let values: Vec<String> =
            relation.columns.iter().map(|column| self.expr(column.ty, depth)).collect();
        let name = catalog.format_type(composite.id);
        Some(format!("(ROW({})::{name}).{}", values.join(", "), quoted(&field.name)))
    }
}
