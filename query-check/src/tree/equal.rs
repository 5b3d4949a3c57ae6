//! Whether two expressions are the same, wherever they were written (PostgreSQL's `equal()`).

use super::{
    Aggregate, Expr, ExprKind, JsonKind, SubLinkKind, SubLinkTest, Var, WindowCall, parts,
};
use crate::catalog::TypeId;

/// Whether two expressions are the same nodes over the same objects and constants, subqueries included.
///
/// Positions do not count, nor how a coercion was spelt. What holds a mistake is the same as nothing.
pub fn same_expr(a: &Expr, b: &Expr) -> bool {
    same_expr_with(a, b, &|x, y| x == y)
}

/// [`same_expr`] of expressions that stand over different range tables: `same_var` tells which of their own
/// variables agree.
pub fn same_expr_with(a: &Expr, b: &Expr, same_var: &dyn Fn(&Var, &Var) -> bool) -> bool {
    Comparison { same_var, depth: 0 }.expr(a, b)
}

/// A comparison that is `depth` query levels below where it started.
#[derive(Clone, Copy)]
pub(super) struct Comparison<'f> {
    pub(super) same_var: &'f dyn Fn(&Var, &Var) -> bool,
    pub(super) depth: u32,
}

impl Comparison<'_> {
    pub(super) fn expr(self, a: &Expr, b: &Expr) -> bool {
        if a.ty != b.ty || a.modifier != b.modifier || a.is_error() || !self.node(a, b) {
            return false;
        }
        let (x, y) = (parts(a), parts(b));
        x.len() == y.len() && x.into_iter().zip(y).all(|(p, q)| self.expr(p, q))
    }

    pub(super) fn exprs<'e>(
        self,
        a: impl IntoIterator<Item = &'e Expr>,
        b: impl IntoIterator<Item = &'e Expr>,
    ) -> bool {
        pairwise(a, b, |x, y| self.expr(x, y))
    }

    /// All of two nodes but the expressions they are made of.
    fn node(self, a: &Expr, b: &Expr) -> bool {
        use ExprKind as K;
        match (&a.kind, &b.kind) {
            (K::Const(x), K::Const(y)) => same_constant(a.ty, x.as_deref(), y.as_deref()),
            (K::Param(x), K::Param(y)) => x == y,
            (K::Var(x), K::Var(y)) => self.var(*x, *y),
            (
                K::Call { function: f, variadic_array: v, args: x, .. },
                K::Call { function: g, variadic_array: w, args: y, .. },
            ) => f == g && v == w && pairwise(x, y, |p, q| p.is_some() == q.is_some()),
            (K::Operator { operator: x, .. }, K::Operator { operator: y, .. })
            | (K::NullIf { operator: x, .. }, K::NullIf { operator: y, .. }) => x == y,
            (
                K::ScalarArray { operator: x, any: i, .. },
                K::ScalarArray { operator: y, any: j, .. },
            )
            | (
                K::IsDistinct { operator: x, not: i, .. },
                K::IsDistinct { operator: y, not: j, .. },
            ) => x == y && i == j,
            (K::IsNull { not: i, row: r, .. }, K::IsNull { not: j, row: s, .. }) => {
                i == j && r == s
            }
            (K::IsBoolean { test: t, not: i, .. }, K::IsBoolean { test: u, not: j, .. }) => {
                t == u && i == j
            }
            (K::Collate(_, x), K::Collate(_, y)) => x == y,
            (K::Field { field: x, .. }, K::Field { field: y, .. }) => x == y,
            (K::Subscript { bounds: x, .. }, K::Subscript { bounds: y, .. }) => x == y,
            (K::Array { nested: x, .. }, K::Array { nested: y, .. }) => x == y,
            (
                K::RowCompare { operators: x, left: l, .. },
                K::RowCompare { operators: y, left: m, .. },
            ) => x == y && l.len() == m.len(),
            (K::Case { operand: o, whens: w, .. }, K::Case { operand: p, whens: v, .. }) => {
                o.is_some() == p.is_some() && w.len() == v.len()
            }
            (K::MinMax { greatest: x, .. }, K::MinMax { greatest: y, .. }) => x == y,
            (K::SqlValue(x), K::SqlValue(y)) => x == y,
            (K::Aggregate(x), K::Aggregate(y)) => same_aggregate(x, y),
            (K::WindowCall(x), K::WindowCall(y)) => same_window_call(x, y),
            (K::Grouping { levels_up: x, .. }, K::Grouping { levels_up: y, .. }) => x == y,
            (K::Xml { kind: x, wording: v, .. }, K::Xml { kind: y, wording: w, .. }) => {
                x == y && v == w
            }
            (K::Json { kind: x, wording: v, .. }, K::Json { kind: y, wording: w, .. }) => {
                v == w && self.json(x, y)
            }
            (K::SubLink { kind: x, query: q }, K::SubLink { kind: y, query: r }) => {
                same_sublink(x, y) && self.deeper().query(q, r)
            }
            (K::And(_), K::And(_))
            | (K::Or(_), K::Or(_))
            | (K::Not(_), K::Not(_))
            | (K::Relabel(..), K::Relabel(..))
            | (K::CoerceViaIo(..), K::CoerceViaIo(..))
            | (K::ArrayCoerce { .. }, K::ArrayCoerce { .. })
            | (K::CoerceToDomain(..), K::CoerceToDomain(..))
            | (K::ConvertRowType(_), K::ConvertRowType(_))
            | (K::Row(_), K::Row(_))
            | (K::CaseTest, K::CaseTest)
            | (K::MergeAction, K::MergeAction)
            | (K::Coalesce(_), K::Coalesce(_)) => true,
            _ => false,
        }
    }

    pub(super) fn deeper(self) -> Self {
        Self { depth: self.depth + 1, ..self }
    }

    fn var(self, a: Var, b: Var) -> bool {
        let outer = |var: Var| {
            var.levels_up.checked_sub(self.depth).map(|levels_up| Var { levels_up, ..var })
        };
        match (outer(a), outer(b)) {
            (Some(a), Some(b)) => (self.same_var)(&a, &b),
            _ => a == b,
        }
    }

    fn json(self, a: &JsonKind, b: &JsonKind) -> bool {
        match (a, b) {
            (JsonKind::ArrayQuery(x), JsonKind::ArrayQuery(y)) => self.deeper().query(x, y),
            // The wording says the rest.
            _ => std::mem::discriminant(a) == std::mem::discriminant(b),
        }
    }
}

/// Whether two lists are as long, and agree in each place.
pub(super) fn pairwise<T: Copy>(
    a: impl IntoIterator<Item = T>,
    b: impl IntoIterator<Item = T>,
    same: impl Fn(T, T) -> bool,
) -> bool {
    let (mut a, mut b) = (a.into_iter(), b.into_iter());
    loop {
        match (a.next(), b.next()) {
            (None, None) => return true,
            (Some(x), Some(y)) if same(x, y) => {}
            _ => return false,
        }
    }
}

/// Constants are the same when their values are: of some types different texts give one value.
fn same_constant(ty: TypeId, a: Option<&str>, b: Option<&str>) -> bool {
    let (Some(a), Some(b)) = (a, b) else { return a.is_none() && b.is_none() };
    let integer = |text: &str| text.trim().parse::<i64>().ok();
    let truth = |text: &str| {
        let text = text.trim().to_ascii_lowercase();
        matches!(text.as_bytes(), [b't' | b'y' | b'1', ..] | b"on")
    };
    match ty {
        TypeId::INT2 | TypeId::INT4 | TypeId::INT8 => {
            a == b || integer(a).is_some_and(|value| integer(b) == Some(value))
        }
        TypeId::BOOL => truth(a) == truth(b),
        _ => a == b,
    }
}

fn same_aggregate(a: &Aggregate, b: &Aggregate) -> bool {
    a.function == b.function
        && a.star == b.star
        && a.distinct == b.distinct
        && a.levels_up == b.levels_up
        && a.variadic_array == b.variadic_array
        && a.direct_args.len() == b.direct_args.len()
        && a.args.len() == b.args.len()
        && a.sorting == b.sorting
        && a.filter.is_some() == b.filter.is_some()
}

fn same_window_call(a: &WindowCall, b: &WindowCall) -> bool {
    a.function == b.function
        && a.window == b.window
        && a.star == b.star
        && a.filter.is_some() == b.filter.is_some()
}

fn same_sublink(a: &SubLinkKind, b: &SubLinkKind) -> bool {
    let same_test =
        |x: &SubLinkTest, y: &SubLinkTest| x.operators == y.operators && x.written == y.written;
    match (a, b) {
        (SubLinkKind::Any(x), SubLinkKind::Any(y))
        | (SubLinkKind::All(x), SubLinkKind::All(y))
        | (SubLinkKind::RowCompare(x), SubLinkKind::RowCompare(y)) => same_test(x, y),
        (SubLinkKind::MultiAssign(x), SubLinkKind::MultiAssign(y)) => x == y,
        _ => std::mem::discriminant(a) == std::mem::discriminant(b),
    }
}
