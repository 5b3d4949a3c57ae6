//! Random statements over the relations of a catalog: type-aware, so that most of them are valid, and
//! careless in one expression out of many, so that some are not.

mod calls;
mod clauses;
mod families;
mod rows;
mod writes;

use fastrand::Rng;
use query_check::catalog::{
    AggregateKind, Catalog, Function, FunctionKind, Operator, Relation, RelationKind, Subscript,
    Type, TypeId, TypeKind,
};

/// A column that can be named.
#[derive(Clone, Debug)]
struct Name {
    text: String,
    ty: TypeId,
}

/// Generates statements.
pub(crate) struct Generator<'c> {
    catalog: &'c Catalog,
    rng: Rng,
    relations: Vec<&'c Relation>,
    functions: Vec<&'c Function>,
    aggregates: Vec<&'c Function>,
    operators: Vec<&'c Operator>,
    /// The relations that have a column to write, and those of them that are tables.
    writable: Vec<&'c Relation>,
    tables: Vec<&'c Relation>,
    /// Everything that can be called, overloaded and polymorphic functions included.
    callable: Vec<&'c Function>,
    all_operators: Vec<&'c Operator>,
    ranges: Vec<&'c Type>,
    types: Vec<TypeId>,
    scope: Vec<Name>,
    aliases: u32,
    parameters: u32,
    /// Types are mixed up and literals left untyped in this statement.
    careless: bool,
}

/// The operators of which some are picked whatever types they take.
const SYMBOLS: &[&str] = &[
    "+", "-", "*", "/", "%", "^", "|/", "||/", "@", "&", "|", "#", "~", "<<", ">>", "||", "=",
    "<>", "<", "<=", ">", ">=", "~~", "!~~", "~~*", "!~~*", "!~", "~*", "!~*", "^@", "@>", "<@",
    "&&", "-|-", "&<", "&>", "<<|", "|>>", "&<|", "|&>", "<->", "@@", "##", "?#", "?-", "?|", "?&",
    "?", "~=", "->", "->>", "#>", "#>>", "#-", "@?", "@@@", "!!", "<<=", ">>=", "~<~", "~>~", "*=",
    "*<", "====", "^-",
];

/// The types columns and literals are mostly of.
const COMMON: &[TypeId] = &[
    TypeId::INT4,
    TypeId::INT8,
    TypeId::TEXT,
    TypeId::BOOL,
    TypeId::NUMERIC,
    TypeId::TIMESTAMPTZ,
    TypeId::DATE,
    TypeId::UUID,
    TypeId::JSONB,
    TypeId::FLOAT8,
    TypeId::INT2,
    TypeId::VARCHAR,
    TypeId::INTERVAL,
    TypeId::TEXT_ARRAY,
    TypeId::INT4_ARRAY,
    TypeId::TIMESTAMP,
    TypeId::BYTEA,
];

impl<'c> Generator<'c> {
    pub(crate) fn new(catalog: &'c Catalog, seed: u64) -> Self {
        let usable = |ty: TypeId| {
            let found = catalog.ty(ty);
            !matches!(found.kind, TypeKind::Pseudo) && found.defined
        };
        let plain = |function: &&Function| {
            usable(function.result)
                && !function.args.is_empty()
                && function.args.iter().all(|arg| usable(*arg))
                && function.args.len() <= 4
        };
        let mut functions: Vec<&Function> = Vec::new();
        let mut aggregates: Vec<&Function> = Vec::new();
        let mut names: Vec<&str> = catalog.function_names().collect();
        names.sort_unstable();
        names.dedup();
        for name in names {
            for function in catalog.functions_named(name) {
                match function.kind {
                    FunctionKind::Function if plain(&function) && !function.returns_set => {
                        functions.push(function);
                    }
                    FunctionKind::Aggregate { kind: AggregateKind::Normal, .. }
                        if plain(&function) =>
                    {
                        aggregates.push(function);
                    }
                    _ => {}
                }
            }
        }
        let mut operators = Vec::new();
        for symbol in [
            "+", "-", "*", "/", "%", "||", "=", "<>", "<", "<=", ">", ">=", "~~", "~", "@>", "<@",
            "&&", "->", "->>", "#>", "?", "&", "|", "^", "<<", ">>", "@", "!~~", "~*",
        ] {
            operators.extend(catalog.operators_named(symbol).filter(|operator| {
                usable(operator.result)
                    && usable(operator.right)
                    && operator.left.is_none_or(usable)
            }));
        }
        let mut all_operators = Vec::new();
        for symbol in SYMBOLS {
            all_operators.extend(catalog.operators_named(symbol));
        }
        let relations: Vec<&Relation> = catalog
            .user_relations()
            .filter(|relation| {
                matches!(
                    relation.kind,
                    RelationKind::Table | RelationKind::PartitionedTable | RelationKind::View
                ) && !relation.columns.is_empty()
            })
            .collect();
        let writable: Vec<&Relation> = relations
            .iter()
            .copied()
            .filter(|relation| !Self::settable(relation).is_empty())
            .collect();
        let tables = writable.iter().copied().filter(|r| r.kind != RelationKind::View).collect();
        let types = catalog
            .types()
            .filter(|ty: &&Type| matches!(ty.kind, TypeKind::Enum(_) | TypeKind::Domain { .. }))
            .filter(|ty| catalog.search_path().contains(&ty.schema))
            .map(|ty| ty.id)
            .collect();
        Self {
            catalog,
            rng: Rng::with_seed(seed),
            relations,
            functions,
            aggregates,
            operators,
            writable,
            tables,
            callable: calls::callable(catalog),
            all_operators,
            ranges: calls::ranges(catalog),
            types,
            scope: Vec::new(),
            aliases: 0,
            parameters: 0,
            careless: false,
        }
    }

    /// A statement of any kind, to be judged and never run: it may call what stops a server.
    // Not every test that shares this module has a use for it.
    #[allow(dead_code)]
    pub(crate) fn unrestrained(&mut self) -> String {
        if !self.chance(30) {
            return self.statement();
        }
        self.begin();
        match self.rng.u8(0..4) {
            0 => self.of_rows(),
            1 => self.clauses(),
            2 => self.writes(),
            _ => self.calling(),
        }
    }

    fn begin(&mut self) {
        self.scope.clear();
        self.aliases = 0;
        self.parameters = 0;
        self.careless = self.chance(15);
    }

    /// One statement.
    pub(crate) fn statement(&mut self) -> String {
        self.begin();
        match self.rng.u8(0..40) {
            20.. => self.family(),
            0 | 1 => self.insert(),
            2 | 3 => self.update(),
            4 => self.delete(),
            5 => {
                let (inner, name) = (self.select(2, None), self.alias());
                format!("WITH {name} AS ({inner}) SELECT * FROM {name}")
            }
            6 => {
                let types: Vec<TypeId> =
                    (0..self.rng.usize(1..4)).map(|_| self.any_type()).collect();
                let word = *self.pick(&["UNION", "UNION ALL", "INTERSECT", "EXCEPT"]);
                let left = self.select(1, Some(&types));
                let right = self.select(1, Some(&types));
                format!("{left} {word} {right}")
            }
            _ => self.select(3, None),
        }
    }

    fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.rng.usize(0..items.len())]
    }

    fn chance(&mut self, percent: u8) -> bool {
        self.rng.u8(0..100) < percent
    }

    fn alias(&mut self) -> String {
        self.aliases += 1;
        format!("r{}", self.aliases)
    }

    fn any_type(&mut self) -> TypeId {
        if !self.types.is_empty() && self.chance(8) {
            let place = self.rng.usize(0..self.types.len());
            return self.types[place];
        }
        *self.pick(COMMON)
    }

    fn relation(&mut self) -> (&'c Relation, String) {
        let place = self.rng.usize(0..self.relations.len());
        let relation = self.relations[place];
        (relation, self.written_name(relation))
    }

    /// FROM with its names put into scope.
    fn from(&mut self, depth: u32) -> String {
        let mut text = String::new();
        for place in 0..self.rng.usize(1..4) {
            let alias = self.alias();
            let before = self.scope.len();
            let item = if depth > 0 && self.chance(15) {
                let types: Vec<TypeId> =
                    (0..self.rng.usize(1..4)).map(|_| self.any_type()).collect();
                let outer = std::mem::take(&mut self.scope);
                let query = self.select(depth - 1, Some(&types));
                self.scope = outer;
                for (number, ty) in types.iter().enumerate() {
                    self.scope.push(Name { text: format!("{alias}.x{number}"), ty: *ty });
                }
                format!("({query}) {alias}")
            } else {
                let (relation, name) = self.relation();
                for column in relation.columns.iter() {
                    let text = format!("{alias}.{}", quoted(&column.name));
                    self.scope.push(Name { text, ty: column.ty });
                }
                format!("{name} {alias}")
            };
            if place == 0 {
                text = item;
                continue;
            }
            let join =
                *self.pick(&["JOIN", "LEFT JOIN", "RIGHT JOIN", "FULL JOIN", "CROSS JOIN", ","]);
            if join == "CROSS JOIN" || join == "," {
                text = if join == "," {
                    // A comma hides what stands before it from later ON conditions.
                    self.scope.drain(..before);
                    format!("{text}, {item}")
                } else {
                    format!("{text} {join} {item}")
                };
            } else {
                let condition = self.expr(TypeId::BOOL, 2);
                text = format!("{text} {join} {item} ON {condition}");
            }
        }
        text
    }

    /// A SELECT; with `types` its columns are of those types and named `x0`, `x1`, ….
    fn select(&mut self, depth: u32, types: Option<&[TypeId]>) -> String {
        let outer = self.scope.len();
        let from = self.from(depth);
        let wanted: Vec<TypeId> = match types {
            Some(types) => types.to_vec(),
            None => (0..self.rng.usize(1..5)).map(|_| self.any_type()).collect(),
        };
        let grouped = self.chance(20);
        let mut text = String::from("SELECT ");
        if !grouped && self.chance(8) {
            text += "DISTINCT ";
        }
        let mut keys = Vec::new();
        let targets: Vec<String> = wanted
            .iter()
            .enumerate()
            .map(|(number, ty)| {
                let value = if grouped && self.chance(60) {
                    self.aggregate(*ty)
                } else {
                    let value = self.expr(*ty, depth + 1);
                    if grouped {
                        keys.push((number + 1).to_string());
                    }
                    value
                };
                if types.is_some() || self.chance(40) {
                    format!("{value} AS x{number}")
                } else {
                    value
                }
            })
            .collect();
        text += &targets.join(", ");
        text += &format!(" FROM {from}");
        if self.chance(60) {
            text += &format!(" WHERE {}", self.expr(TypeId::BOOL, 3));
        }
        if !keys.is_empty() {
            text += &format!(" GROUP BY {}", keys.join(", "));
        }
        if grouped && self.chance(30) {
            let left = self.aggregate(TypeId::INT8);
            text += &format!(" HAVING {left} > 1");
        }
        if types.is_none() && self.chance(25) {
            text += &format!(" ORDER BY {}", self.rng.usize(1..=wanted.len()));
            text += *self.pick(&["", " DESC", " NULLS FIRST", " DESC NULLS LAST"]);
        }
        if types.is_none() && self.chance(15) {
            let limit = self.expr(TypeId::INT8, 0);
            text += &if limit.contains('.') {
                " LIMIT 3".to_owned()
            } else {
                format!(" LIMIT {limit}")
            };
        }
        self.scope.truncate(outer.min(self.scope.len()));
        text
    }

    fn written_name(&self, relation: &Relation) -> String {
        let schema = self.catalog.schema_name(relation.schema);
        format!("{}.{}", quoted(schema), quoted(&relation.name))
    }

    /// A relation with a column to write.
    fn writable(&mut self) -> (&'c Relation, String) {
        let list = if self.chance(15) { &self.writable } else { &self.tables };
        let relation = list[self.rng.usize(0..list.len())];
        (relation, self.written_name(relation))
    }

    fn insert(&mut self) -> String {
        let (relation, name) = self.writable();
        let columns: Vec<_> =
            relation.columns.iter().filter(|c| !c.generated && c.identity.is_none()).collect();
        let chosen: Vec<_> = columns.iter().filter(|_| self.rng.u8(0..10) < 7).collect();
        if chosen.is_empty() {
            return format!("INSERT INTO {name} DEFAULT VALUES");
        }
        let names: Vec<String> = chosen.iter().map(|c| quoted(&c.name)).collect();
        let rows: Vec<String> = (0..self.rng.usize(1..3))
            .map(|_| {
                let values: Vec<String> = chosen.iter().map(|c| self.expr(c.ty, 1)).collect();
                format!("({})", values.join(", "))
            })
            .collect();
        let mut text =
            format!("INSERT INTO {name} ({}) VALUES {}", names.join(", "), rows.join(", "));
        if self.chance(25) {
            text += " ON CONFLICT DO NOTHING";
        }
        text + &self.returning(relation)
    }

    fn returning(&mut self, relation: &'c Relation) -> String {
        match self.rng.u8(0..4) {
            0 => " RETURNING *".to_owned(),
            1 => {
                let column = self.pick(&relation.columns).name.to_string();
                format!(" RETURNING {}", quoted(&column))
            }
            _ => String::new(),
        }
    }

    fn update(&mut self) -> String {
        let (relation, name) = self.writable();
        for column in relation.columns.iter() {
            self.scope.push(Name { text: format!("t.{}", quoted(&column.name)), ty: column.ty });
        }
        let columns = Self::settable(relation);
        let column = *self.pick(&columns);
        let value = self.expr(column.ty, 2);
        let mut text = format!("UPDATE {name} AS t SET {} = {value}", quoted(&column.name));
        text += &format!(" WHERE {}", self.expr(TypeId::BOOL, 2));
        text
    }

    fn delete(&mut self) -> String {
        let (relation, name) = self.writable();
        for column in relation.columns.iter() {
            self.scope.push(Name { text: format!("t.{}", quoted(&column.name)), ty: column.ty });
        }
        let filter = self.expr(TypeId::BOOL, 2);
        format!("DELETE FROM {name} AS t WHERE {filter}")
    }

    fn aggregate(&mut self, ty: TypeId) -> String {
        let fitting: Vec<&Function> =
            self.aggregates.iter().copied().filter(|f| f.result == ty).collect();
        if ty == TypeId::INT8 && self.chance(50) {
            return "count(*)".to_owned();
        }
        if fitting.is_empty() {
            let value = self.expr(ty, 0);
            return format!("max({value})");
        }
        let function = *self.pick(&fitting);
        let arguments: Vec<String> = function.args.iter().map(|arg| self.expr(*arg, 1)).collect();
        let distinct = if arguments.len() == 1 && self.chance(15) { "DISTINCT " } else { "" };
        format!("{}({distinct}{})", quoted(&function.name), arguments.join(", "))
    }

    /// An expression of a type, most of the time.
    fn expr(&mut self, ty: TypeId, depth: u32) -> String {
        let ty = if self.careless && self.chance(4) { self.any_type() } else { ty };
        if depth == 0 || self.chance(25) {
            return self.leaf(ty);
        }
        match self.rng.u8(0..19) {
            16.. => self.form(ty, depth).unwrap_or_else(|| self.leaf(ty)),
            0..=3 => self.call(ty, depth),
            4..=8 => self.operation(ty, depth),
            9 => format!("coalesce({}, {})", self.expr(ty, depth - 1), self.expr(ty, depth - 1)),
            10 => {
                let condition = self.expr(TypeId::BOOL, depth - 1);
                let (yes, no) = (self.expr(ty, depth - 1), self.expr(ty, depth - 1));
                format!("CASE WHEN {condition} THEN {yes} ELSE {no} END")
            }
            11 => {
                let from = self.any_type();
                let value = self.expr(from, depth - 1);
                format!("({value})::{}", self.catalog.format_type(ty))
            }
            12 if depth > 1 => format!("({})", {
                let scope = self.scope.clone();
                let query = self.select(0, Some(&[ty]));
                self.scope = scope;
                query
            }),
            13 if ty == TypeId::BOOL => self.predicate(depth),
            14 => format!("nullif({}, {})", self.expr(ty, depth - 1), self.expr(ty, depth - 1)),
            15 if self.catalog.ty(ty).subscript == Subscript::Array => {
                let element = self.catalog.ty(ty).element.unwrap_or(ty);
                format!(
                    "ARRAY[{}, {}]",
                    self.expr(element, depth - 1),
                    self.expr(element, depth - 1)
                )
            }
            _ => self.leaf(ty),
        }
    }

    fn predicate(&mut self, depth: u32) -> String {
        let ty = self.any_type();
        let (a, b) = (self.expr(ty, depth - 1), self.expr(ty, depth - 1));
        match self.rng.u8(0..8) {
            0 => format!("({a} IS NULL)"),
            1 => format!("({a} IN ({b}, {}))", self.leaf(ty)),
            2 => format!("({a} BETWEEN {b} AND {})", self.leaf(ty)),
            3 => format!("({a} IS DISTINCT FROM {b})"),
            4 => format!("(NOT {})", self.expr(TypeId::BOOL, depth - 1)),
            5 => {
                let (x, y) =
                    (self.expr(TypeId::BOOL, depth - 1), self.expr(TypeId::BOOL, depth - 1));
                format!("({x} AND {y})")
            }
            6 => format!("({a} = ANY (ARRAY[{b}]))"),
            _ => format!("({a} = {b})"),
        }
    }

    fn call(&mut self, ty: TypeId, depth: u32) -> String {
        let fitting: Vec<&Function> =
            self.functions.iter().copied().filter(|f| f.result == ty).collect();
        if fitting.is_empty() {
            return self.leaf(ty);
        }
        let function = *self.pick(&fitting);
        let arguments: Vec<String> =
            function.args.iter().map(|arg| self.expr(*arg, depth - 1)).collect();
        format!("{}({})", quoted(&function.name), arguments.join(", "))
    }

    fn operation(&mut self, ty: TypeId, depth: u32) -> String {
        let fitting: Vec<&Operator> =
            self.operators.iter().copied().filter(|o| o.result == ty).collect();
        if fitting.is_empty() {
            return self.leaf(ty);
        }
        let operator = *self.pick(&fitting);
        let right = self.expr(operator.right, depth - 1);
        match operator.left {
            Some(left) => format!("({} {} {right})", self.expr(left, depth - 1), operator.name),
            None => format!("({} {right})", operator.name),
        }
    }

    fn leaf(&mut self, ty: TypeId) -> String {
        let fitting: Vec<usize> =
            (0..self.scope.len()).filter(|i| self.scope[*i].ty == ty).collect();
        if !fitting.is_empty() && self.chance(65) {
            let place = fitting[self.rng.usize(0..fitting.len())];
            return self.scope[place].text.clone();
        }
        if self.chance(8) {
            self.parameters += 1;
            let number = self.parameters;
            return if self.careless {
                format!("${number}")
            } else {
                format!("${number}::{}", self.catalog.format_type(ty))
            };
        }
        let text = self.literal(ty);
        match text {
            Some(text) if self.chance(if self.careless { 60 } else { 10 }) => text,
            Some(text) => format!("{text}::{}", self.catalog.format_type(ty)),
            None => format!("NULL::{}", self.catalog.format_type(ty)),
        }
    }

    fn literal(&mut self, ty: TypeId) -> Option<String> {
        let found = self.catalog.ty(ty);
        if let TypeKind::Enum(labels) = &found.kind {
            let place = self.rng.usize(0..labels.len().max(1));
            return labels.get(place).map(|label| format!("'{}'", label.replace('\'', "''")));
        }
        if found.subscript == Subscript::Array {
            return Some("'{}'".to_owned());
        }
        let base = self.catalog.base_type(ty);
        let pool: &[&str] = match base {
            TypeId::INT2 | TypeId::INT4 | TypeId::INT8 => &["0", "1", "42", "'7'", "-3"],
            TypeId::NUMERIC => &["1.5", "0", "'2.25'", "1e3"],
            TypeId::FLOAT4 | TypeId::FLOAT8 => &["1.5", "'NaN'", "2"],
            TypeId::BOOL => &["true", "false", "'t'", "NULL"],
            TypeId::TEXT | TypeId::VARCHAR | TypeId::NAME | TypeId::BPCHAR => {
                &["'a'", "''", "'x y'"]
            }
            TypeId::UUID => &["'00000000-0000-0000-0000-000000000001'"],
            TypeId::DATE => &["'2020-01-01'", "'infinity'", "current_date"],
            TypeId::TIMESTAMP | TypeId::TIMESTAMPTZ => &["'2020-01-01 00:00'", "now()", "'epoch'"],
            TypeId::TIME | TypeId::TIMETZ => &["'12:30'"],
            TypeId::INTERVAL => &["'1 day'", "'2 hours 3 min'"],
            TypeId::JSON | TypeId::JSONB => &["'{}'", "'[1, null]'", "'\"s\"'"],
            TypeId::BYTEA => &["'\\x00'", "''"],
            TypeId::OID => &["1"],
            _ => return None,
        };
        Some((*self.pick(pool)).to_owned())
    }
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
