//! Walks over a typed tree.

use super::{
    Assignment, Command, Expr, ExprKind, FrameEdge, FromNode, InsertSource, JsonKind,
    MergeActionKind, Query, RangeKind, SubLinkKind, SubscriptBounds, TargetEntry,
};

/// What a walk meets; every method may keep its default.
pub trait Visitor {
    /// Called for each expression before its parts; `depth` is how many query levels below the start it stands.
    /// Returns whether its parts are to be walked.
    fn expr(&mut self, expr: &Expr, depth: u32) -> bool;

    /// Called for each query below the start before its parts.
    fn query(&mut self, _query: &Query, _depth: u32) -> bool {
        true
    }
}

/// Walks an expression, the queries of its sublinks included, in the order PostgreSQL walks its trees
/// (`expression_tree_walker`): the first thing that is found wrong is then the one the server reports.
pub fn walk_expr(expr: &Expr, depth: u32, visitor: &mut dyn Visitor) {
    if !visitor.expr(expr, depth) {
        return;
    }
    for part in parts(expr) {
        walk_expr(part, depth, visitor);
    }
    if let ExprKind::SubLink { query, .. }
    | ExprKind::Json { kind: JsonKind::ArrayQuery(query), .. } = &expr.kind
    {
        walk_query(query, depth + 1, visitor);
    }
}

/// The expressions an expression is made of, those of its subqueries left out.
pub fn parts(expr: &Expr) -> Vec<&Expr> {
    match &expr.kind {
        ExprKind::Error
        | ExprKind::Const(_)
        | ExprKind::Param(_)
        | ExprKind::Var(_)
        | ExprKind::CaseTest
        | ExprKind::SqlValue(_)
        | ExprKind::MergeAction
        | ExprKind::Default
        | ExprKind::CurrentOf => Vec::new(),
        ExprKind::Call { args, .. } => args.iter().flatten().collect(),
        ExprKind::Operator { args, .. }
        | ExprKind::And(args)
        | ExprKind::Or(args)
        | ExprKind::Coalesce(args)
        | ExprKind::MinMax { args, .. }
        | ExprKind::Row(args)
        | ExprKind::Grouping { args, .. }
        | ExprKind::Json { args, .. }
        | ExprKind::Xml { args, .. } => args.iter().collect(),
        ExprKind::ScalarArray { left, right, .. }
        | ExprKind::IsDistinct { left, right, .. }
        | ExprKind::NullIf { left, right, .. } => vec![left, right],
        ExprKind::Not(arg)
        | ExprKind::IsNull { arg, .. }
        | ExprKind::IsBoolean { arg, .. }
        | ExprKind::Relabel(arg, _)
        | ExprKind::CoerceViaIo(arg, _)
        | ExprKind::ArrayCoerce { arg, .. }
        | ExprKind::CoerceToDomain(arg, _)
        | ExprKind::ConvertRowType(arg)
        | ExprKind::Collate(arg, _)
        | ExprKind::Field { arg, .. } => vec![arg],
        ExprKind::Subscript { container, indexes, bounds } => {
            subscript_parts(container, indexes, bounds)
        }
        ExprKind::AssignPart { indexes, value } => {
            indexes.iter().chain(std::iter::once(&**value)).collect()
        }
        ExprKind::Array { elements, .. } => elements.iter().collect(),
        ExprKind::RowCompare { left, right, .. } => left.iter().chain(right).collect(),
        ExprKind::Case { operand, whens, otherwise } => {
            let branches = whens.iter().flat_map(|(condition, result)| [condition, result]);
            let operand = operand.iter().map(|operand| &**operand);
            operand.chain(branches).chain(std::iter::once(&**otherwise)).collect()
        }
        ExprKind::SubLink { kind, .. } => match kind {
            SubLinkKind::Any(test) | SubLinkKind::All(test) | SubLinkKind::RowCompare(test) => {
                test.left.iter().collect()
            }
            _ => Vec::new(),
        },
        ExprKind::Aggregate(aggregate) => {
            let filter = aggregate.filter.iter().map(|filter| &**filter);
            let args = aggregate.direct_args.iter().chain(&aggregate.args);
            args.chain(&aggregate.order_by).chain(filter).collect()
        }
        ExprKind::WindowCall(call) => {
            call.args.iter().chain(call.filter.iter().map(|filter| &**filter)).collect()
        }
    }
}

/// PostgreSQL keeps upper bounds (plain subscripts are such) before lower ones, and the container last.
fn subscript_parts<'e>(
    container: &'e Expr,
    indexes: &'e [Expr],
    bounds: &[SubscriptBounds],
) -> Vec<&'e Expr> {
    let (mut upper, mut lower) = (Vec::with_capacity(indexes.len() + 1), Vec::new());
    let mut indexes = indexes.iter();
    for bound in bounds {
        match bound {
            SubscriptBounds::Index => upper.extend(indexes.next()),
            SubscriptBounds::Slice { lower: has_lower, upper: has_upper } => {
                lower.extend(has_lower.then(|| indexes.next()).flatten());
                upper.extend(has_upper.then(|| indexes.next()).flatten());
            }
        }
    }
    upper.extend(lower);
    upper.push(container);
    upper
}

fn walk_all<'e>(exprs: impl IntoIterator<Item = &'e Expr>, depth: u32, visitor: &mut dyn Visitor) {
    for expr in exprs {
        walk_expr(expr, depth, visitor);
    }
}

fn walk_targets(targets: &[TargetEntry], depth: u32, visitor: &mut dyn Visitor) {
    walk_all(targets.iter().map(|target| &target.expr), depth, visitor);
}

fn walk_assignments(set: &[Assignment], depth: u32, visitor: &mut dyn Visitor) {
    walk_all(set.iter().map(|assignment| &assignment.value), depth, visitor);
}

fn walk_from(node: &FromNode, depth: u32, visitor: &mut dyn Visitor) {
    if let FromNode::Join(join) = node {
        walk_from(&join.left, depth, visitor);
        walk_from(&join.right, depth, visitor);
        walk_all(&join.condition, depth, visitor);
    }
}

/// Walks a query and everything below it, in the order of `query_tree_walker`; `depth` is the level its own
/// expressions stand at.
pub fn walk_query(query: &Query, depth: u32, visitor: &mut dyn Visitor) {
    if !visitor.query(query, depth) {
        return;
    }
    walk_targets(&query.targets, depth, visitor);
    walk_command(query, depth, visitor);
    if let Some(returning) = &query.returning {
        walk_targets(&returning.targets, depth, visitor);
    }
    for node in &query.from {
        walk_from(node, depth, visitor);
    }
    walk_all(&query.filter, depth, visitor);
    walk_all(&query.having, depth, visitor);
    walk_all(&query.offset, depth, visitor);
    walk_all(&query.limit, depth, visitor);
    for frame in query.windows.iter().filter_map(|window| window.frame.as_ref()) {
        for edge in [&frame.start, &frame.end] {
            if let FrameEdge::Preceding(offset) | FrameEdge::Following(offset) = edge {
                walk_expr(offset, depth, visitor);
            }
        }
    }
    for cte in &query.ctes {
        walk_query(&cte.query, depth + 1, visitor);
    }
    for range in &query.ranges {
        walk_range(&range.kind, depth, visitor);
    }
}

fn walk_range(range: &RangeKind, depth: u32, visitor: &mut dyn Visitor) {
    match range {
        RangeKind::Subquery(inner) => walk_query(inner, depth + 1, visitor),
        RangeKind::Function { functions, .. } => {
            walk_all(functions.iter().map(|(call, _)| call), depth, visitor);
        }
        RangeKind::Values(rows) => walk_all(rows.iter().flatten(), depth, visitor),
        RangeKind::TableFunction { args, .. } => walk_all(args, depth, visitor),
        RangeKind::Relation { sample, .. } => {
            walk_all(sample.iter().flat_map(|sample| &sample.args), depth, visitor);
        }
        // The aliases of a join repeat what its inputs hold.
        RangeKind::Join { .. }
        | RangeKind::Excluded(_)
        | RangeKind::CommonTable { .. }
        | RangeKind::Error => {}
    }
}

fn walk_command(query: &Query, depth: u32, visitor: &mut dyn Visitor) {
    match &query.command {
        Command::Select | Command::Delete => {}
        Command::Insert(insert) => {
            match &insert.source {
                InsertSource::DefaultValues => {}
                InsertSource::Values(rows) => {
                    for row in rows {
                        walk_assignments(row, depth, visitor);
                    }
                }
                InsertSource::Query(_, assignments) => {
                    walk_assignments(assignments, depth, visitor)
                }
            }
            if let Some(update) = insert.on_conflict.as_ref().and_then(|c| c.update.as_ref()) {
                walk_assignments(&update.set, depth, visitor);
                walk_all(&update.filter, depth, visitor);
            }
        }
        Command::Update(update) => walk_assignments(&update.set, depth, visitor),
        Command::Merge(merge) => {
            for action in &merge.actions {
                walk_all(&action.condition, depth, visitor);
                if let MergeActionKind::Update(set) | MergeActionKind::Insert(set) = &action.kind {
                    walk_assignments(set, depth, visitor);
                }
            }
        }
    }
}
