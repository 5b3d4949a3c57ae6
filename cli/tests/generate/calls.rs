//! Calls of every kind: overloaded, polymorphic, variadic and named, aggregates with all their clauses, sets.

use query_check::catalog::{
    AggregateKind, Catalog, Function, FunctionKind, Type, TypeId, TypeKind,
};

use super::{Generator, quoted};

/// What the polymorphic parameters of one call stand for.
#[derive(Clone, Copy)]
struct Binding {
    element: TypeId,
    range: Option<TypeId>,
}

/// Whether an argument of the type can be made up.
fn can_be_made(catalog: &Catalog, ty: TypeId) -> bool {
    let found = catalog.ty(ty);
    is_polymorphic(ty) || (!matches!(found.kind, TypeKind::Pseudo) && found.defined)
}

fn is_polymorphic(ty: TypeId) -> bool {
    matches!(
        ty,
        TypeId::ANY
            | TypeId::ANYELEMENT
            | TypeId::ANYNONARRAY
            | TypeId::ANYARRAY
            | TypeId::ANYENUM
            | TypeId::ANYRANGE
            | TypeId::ANYMULTIRANGE
            | TypeId::ANYCOMPATIBLE
            | TypeId::ANYCOMPATIBLEARRAY
            | TypeId::ANYCOMPATIBLENONARRAY
            | TypeId::ANYCOMPATIBLERANGE
            | TypeId::ANYCOMPATIBLEMULTIRANGE
            | TypeId::RECORD
    )
}

/// All functions, aggregates and window functions whose arguments can be made up.
pub(super) fn callable(catalog: &Catalog) -> Vec<&Function> {
    let mut names: Vec<&str> = catalog.function_names().collect();
    names.sort_unstable();
    names.dedup();
    let all = names.into_iter().flat_map(|name| catalog.functions_named(name));
    all.filter(|f| f.args.iter().all(|arg| can_be_made(catalog, *arg))).collect()
}

/// All ranges.
pub(super) fn ranges(catalog: &Catalog) -> Vec<&Type> {
    catalog.types().filter(|ty| matches!(ty.kind, TypeKind::Range { .. })).collect()
}

impl<'c> Generator<'c> {
    /// Calls as the select list, in FROM, or both.
    pub(super) fn calling(&mut self) -> String {
        let (_, from, _) = self.entry();
        let targets: Vec<String> = (0..self.rng.usize(1..4)).map(|_| self.any_call(1)).collect();
        let targets = targets.join(", ");
        match self.rng.u8(0..6) {
            0 => {
                let call = self.any_call(0);
                let ordinality = *self.pick(&["", "", " WITH ORDINALITY"]);
                let columns = *self.pick(&["", "", " (a)", " (a, b)", " (a integer, b text)"]);
                format!("SELECT f.*, f FROM {from}, {call}{ordinality} AS f{columns}")
            }
            1 => format!("SELECT {targets} FROM {from} GROUP BY 1"),
            2 => {
                let operation = self.any_operation(1);
                format!("SELECT {targets}, {operation} FROM {from}")
            }
            3 => format!("SELECT ({}).* FROM {from}", self.any_call(1)),
            4 => format!("SELECT {}, {} FROM {from}", self.any_operation(2), self.any_operation(1)),
            _ => format!("SELECT {targets} FROM {from}"),
        }
    }

    fn bind(&mut self, args: &[TypeId]) -> Binding {
        let ranged = args.iter().any(|ty| {
            matches!(
                *ty,
                TypeId::ANYRANGE
                    | TypeId::ANYMULTIRANGE
                    | TypeId::ANYCOMPATIBLERANGE
                    | TypeId::ANYCOMPATIBLEMULTIRANGE
            )
        });
        if ranged && !self.ranges.is_empty() {
            let range = self.ranges[self.rng.usize(0..self.ranges.len())];
            if let TypeKind::Range { subtype, .. } = range.kind {
                return Binding { element: subtype, range: Some(range.id) };
            }
        }
        let mut element = self.any_type();
        for _ in 0..4 {
            let found = self.catalog.ty(self.catalog.base_type(element));
            let wanted_enum = args.contains(&TypeId::ANYENUM);
            let fits = if wanted_enum {
                matches!(found.kind, TypeKind::Enum(_))
            } else {
                found.array.is_some()
            };
            if fits {
                break;
            }
            element = self.any_type();
        }
        Binding { element, range: None }
    }

    fn bound(&self, ty: TypeId, binding: Binding) -> TypeId {
        let array = || self.catalog.ty(binding.element).array.unwrap_or(TypeId::TEXT_ARRAY);
        let range = binding.range.unwrap_or(binding.element);
        match ty {
            TypeId::ANYARRAY | TypeId::ANYCOMPATIBLEARRAY => array(),
            TypeId::ANYRANGE | TypeId::ANYCOMPATIBLERANGE => range,
            TypeId::ANYMULTIRANGE | TypeId::ANYCOMPATIBLEMULTIRANGE => {
                match self.catalog.ty(range).kind {
                    TypeKind::Range { multirange, .. } => multirange,
                    _ => range,
                }
            }
            _ if is_polymorphic(ty) && ty != TypeId::RECORD => binding.element,
            _ => ty,
        }
    }

    /// An argument, now and then untyped or of another type, so that candidates have to be weighed.
    fn argument(&mut self, ty: TypeId, depth: u32) -> String {
        if ty == TypeId::RECORD {
            let (a, b) = (self.expr(TypeId::INT4, 0), self.expr(TypeId::TEXT, 0));
            return format!("ROW({a}, {b})");
        }
        match self.rng.u8(0..40) {
            0..=5 => self.literal(ty).unwrap_or_else(|| "NULL".to_owned()),
            6 => "NULL".to_owned(),
            7 => {
                self.parameters += 1;
                format!("${}", self.parameters)
            }
            8 | 9 => {
                let other = self.any_type();
                self.expr(other, 0)
            }
            _ => self.expr(ty, depth),
        }
    }

    /// A call of any function.
    pub(super) fn any_call(&mut self, depth: u32) -> String {
        let function = self.callable[self.rng.usize(0..self.callable.len())];
        let binding = self.bind(&function.args);
        let mut types: Vec<TypeId> =
            function.args.iter().map(|ty| self.bound(*ty, binding)).collect();
        let mut spread = "";
        if let Some(element) = function.variadic {
            if self.chance(40) && element != TypeId::ANY {
                spread = "VARIADIC ";
            } else {
                types.pop();
                let element = self.bound(element, binding);
                types.extend(std::iter::repeat_n(element, self.rng.usize(0..4)));
            }
        }
        if spread.is_empty() && function.defaults > 0 && self.chance(40) {
            let left = self.rng.usize(0..=usize::from(function.defaults).min(types.len()));
            types.truncate(types.len() - left);
        }
        let named = !function.arg_names.is_empty() && spread.is_empty() && self.chance(30);
        let first_named = self.rng.usize(0..=types.len());
        let count = types.len();
        let mut args = Vec::with_capacity(count);
        for (place, ty) in types.into_iter().enumerate() {
            let value = self.argument(ty, depth);
            let name = function.arg_names.get(place).filter(|n| named && !n.is_empty());
            args.push(match name {
                Some(name) if place >= first_named => format!("{} => {value}", quoted(name)),
                _ if place + 1 == count => format!("{spread}{value}"),
                _ => value,
            });
        }
        let name = if self.chance(15) {
            let schema = self.catalog.schema_name(function.schema);
            format!("{}.{}", quoted(schema), quoted(&function.name))
        } else {
            quoted(&function.name)
        };
        match function.kind {
            FunctionKind::Aggregate { kind, direct_args, .. } => {
                self.aggregate_text(&name, args, kind, usize::from(direct_args))
            }
            FunctionKind::Window => format!("{name}({}) OVER ({})", args.join(", "), self.window()),
            _ => format!("{name}({})", args.join(", ")),
        }
    }

    fn aggregate_text(
        &mut self,
        name: &str,
        args: Vec<String>,
        kind: AggregateKind,
        direct: usize,
    ) -> String {
        let mut text = if kind == AggregateKind::Normal {
            if args.is_empty() {
                format!("{name}(*)")
            } else {
                let distinct = if self.chance(15) { "DISTINCT " } else { "" };
                let ty = self.any_type();
                let order = match self.rng.u8(0..6) {
                    0 => format!(" ORDER BY {} DESC", self.expr(ty, 0)),
                    1 => format!(" ORDER BY {}", args[0].trim_start_matches("VARIADIC ")),
                    _ => String::new(),
                };
                format!("{name}({distinct}{}{order})", args.join(", "))
            }
        } else {
            let split = direct.min(args.len());
            let mut ordered = args[split..].to_vec();
            if kind == AggregateKind::Hypothetical {
                // As many columns are sorted as there are values to place among them.
                ordered = args[..split].to_vec();
            }
            if ordered.is_empty() {
                let ty = self.any_type();
                ordered = vec![self.expr(ty, 0)];
            }
            let direct = args[..split].join(", ");
            format!("{name}({direct}) WITHIN GROUP (ORDER BY {})", ordered.join(", "))
        };
        if self.chance(15) {
            text += &format!(" FILTER (WHERE {})", self.expr(TypeId::BOOL, 1));
        }
        if kind == AggregateKind::Normal && self.chance(15) {
            text += &format!(" OVER ({})", self.window());
        }
        text
    }

    /// Any operator between operands that fit, or nearly so.
    pub(super) fn any_operation(&mut self, depth: u32) -> String {
        let operator = self.all_operators[self.rng.usize(0..self.all_operators.len())];
        let args: Vec<TypeId> = operator.left.into_iter().chain([operator.right]).collect();
        let binding = self.bind(&args);
        let right = self.bound(operator.right, binding);
        let right = self.argument(right, depth);
        let name = if self.chance(10) {
            format!("OPERATOR({}.{})", self.catalog.schema_name(operator.schema), operator.name)
        } else {
            operator.name.to_string()
        };
        match operator.left {
            Some(left) => {
                let left = self.bound(left, binding);
                let left = self.argument(left, depth);
                if self.chance(6) {
                    let quantifier = *self.pick(&["ANY", "ALL"]);
                    return format!("({left} {name} {quantifier} (ARRAY[{right}]))");
                }
                format!("({left} {name} {right})")
            }
            None => format!("({name} {right})"),
        }
    }
}
