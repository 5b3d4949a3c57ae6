//! Walks what was written, to find references to common tables before anything is analysed.

use crate::syntax::ast::*;

/// A part of a query or expression that may hold references.
pub(crate) enum Part<'t> {
    Expr(&'t Expr),
    Query(&'t Query),
}

/// Calls `visit` for each direct part of an expression.
pub(crate) fn expr_parts<'t>(expr: &'t Expr, visit: &mut dyn FnMut(Part<'t>)) {
    let mut one = |e: &'t Expr| visit(Part::Expr(e));
    match &expr.kind {
        ExprKind::Literal(_)
        | ExprKind::Column(_)
        | ExprKind::Param(_)
        | ExprKind::SqlValue { .. }
        | ExprKind::MergeAction
        | ExprKind::Default
        | ExprKind::CurrentOf(_) => {}
        ExprKind::Cast { expr, .. }
        | ExprKind::Collate { expr, .. }
        | ExprKind::Unary { operand: expr, .. }
        | ExprKind::Not(expr)
        | ExprKind::IsNull { expr, .. }
        | ExprKind::IsBoolean { expr, .. }
        | ExprKind::IsDocument { expr, .. } => one(expr),
        ExprKind::Binary { left, right, .. }
        | ExprKind::IsDistinctFrom { left, right, .. }
        | ExprKind::NullIf(left, right)
        | ExprKind::QuantifiedArray { left, array: right, .. } => {
            one(left);
            one(right);
        }
        ExprKind::And(args)
        | ExprKind::Or(args)
        | ExprKind::Array(args)
        | ExprKind::Coalesce(args)
        | ExprKind::Greatest(args)
        | ExprKind::Least(args)
        | ExprKind::Grouping(args)
        | ExprKind::Row { fields: args, .. } => args.iter().for_each(one),
        ExprKind::InList { expr, list, .. } => {
            one(expr);
            list.iter().for_each(one);
        }
        ExprKind::Between { expr, low, high, .. } => {
            one(expr);
            one(low);
            one(high);
        }
        ExprKind::Like { expr, pattern, escape, .. } => {
            one(expr);
            one(pattern);
            escape.iter().for_each(|e| one(e));
        }
        ExprKind::InQuery { expr, query, .. }
        | ExprKind::QuantifiedQuery { left: expr, query, .. } => {
            visit(Part::Query(query));
            visit(Part::Expr(expr));
        }
        ExprKind::Exists(query) | ExprKind::Subquery(query) | ExprKind::ArrayQuery(query) => {
            visit(Part::Query(query));
        }
        ExprKind::Call(call) => call_parts(call, visit),
        ExprKind::Case { operand, whens, otherwise } => {
            operand.iter().for_each(|e| one(e));
            for when in whens {
                one(&when.condition);
                one(&when.result);
            }
            otherwise.iter().for_each(|e| one(e));
        }
        ExprKind::Indirection { base, path } => {
            one(base);
            path_parts(path, visit);
        }
        ExprKind::Json(json) => json_parts(json, visit),
        ExprKind::Xml(xml) => xml_parts(xml, visit),
    }
}

fn path_parts<'t>(path: &'t [Indirection], visit: &mut dyn FnMut(Part<'t>)) {
    for step in path {
        match step {
            Indirection::Field(_) | Indirection::Star(_) => {}
            Indirection::Index(index) => visit(Part::Expr(index)),
            Indirection::Slice(lower, upper, _) => {
                lower.iter().chain(upper).for_each(|e| visit(Part::Expr(e)));
            }
        }
    }
}

fn call_parts<'t>(call: &'t FunctionCall, visit: &mut dyn FnMut(Part<'t>)) {
    call.args.iter().for_each(|arg| visit(Part::Expr(&arg.value)));
    call.order_by.iter().for_each(|sort| visit(Part::Expr(&sort.expr)));
    call.filter.iter().for_each(|e| visit(Part::Expr(e)));
    if let Some(Over::Window(spec)) = &call.over {
        window_parts(spec, visit);
    }
}

fn window_parts<'t>(spec: &'t WindowSpec, visit: &mut dyn FnMut(Part<'t>)) {
    spec.partition_by.iter().for_each(|e| visit(Part::Expr(e)));
    spec.order_by.iter().for_each(|sort| visit(Part::Expr(&sort.expr)));
    let Some(frame) = &spec.frame else { return };
    for bound in std::iter::once(&frame.start).chain(&frame.end) {
        if let FrameBound::Preceding(offset) | FrameBound::Following(offset) = bound {
            visit(Part::Expr(offset));
        }
    }
}

fn json_parts<'t>(json: &'t JsonExpr, visit: &mut dyn FnMut(Part<'t>)) {
    match json {
        JsonExpr::Object { pairs, .. } => {
            for pair in pairs {
                visit(Part::Expr(&pair.key));
                visit(Part::Expr(&pair.value.expr));
            }
        }
        JsonExpr::Array { values, .. } => {
            values.iter().for_each(|v| visit(Part::Expr(&v.expr)));
        }
        JsonExpr::ArrayQuery { query, .. } => visit(Part::Query(query)),
        JsonExpr::ObjectAgg { pair, filter, .. } => {
            visit(Part::Expr(&pair.key));
            visit(Part::Expr(&pair.value.expr));
            filter.iter().for_each(|e| visit(Part::Expr(e)));
        }
        JsonExpr::ArrayAgg { value, order_by, filter, .. } => {
            visit(Part::Expr(&value.expr));
            order_by.iter().for_each(|sort| visit(Part::Expr(&sort.expr)));
            filter.iter().for_each(|e| visit(Part::Expr(e)));
        }
        JsonExpr::Parse { value, .. }
        | JsonExpr::Serialize { value, .. }
        | JsonExpr::IsJson { value, .. } => visit(Part::Expr(&value.expr)),
        JsonExpr::Scalar(expr) => visit(Part::Expr(expr)),
        JsonExpr::Path(path) => {
            visit(Part::Expr(&path.context.expr));
            visit(Part::Expr(&path.path));
            path.passing.iter().for_each(|(v, _)| visit(Part::Expr(&v.expr)));
            for behavior in path.on_empty.iter().chain(&path.on_error) {
                behavior.default.iter().for_each(|e| visit(Part::Expr(e)));
            }
        }
    }
}

fn xml_parts<'t>(xml: &'t XmlExpr, visit: &mut dyn FnMut(Part<'t>)) {
    match xml {
        XmlExpr::Concat(args) => args.iter().for_each(|e| visit(Part::Expr(e))),
        XmlExpr::Element { attributes, content, .. } => {
            attributes.iter().for_each(|(e, _)| visit(Part::Expr(e)));
            content.iter().for_each(|e| visit(Part::Expr(e)));
        }
        XmlExpr::Forest(items) => items.iter().for_each(|(e, _)| visit(Part::Expr(e))),
        XmlExpr::Parse { text: e, .. } | XmlExpr::Serialize { xml: e, .. } => visit(Part::Expr(e)),
        XmlExpr::Pi { content, .. } => content.iter().for_each(|e| visit(Part::Expr(e))),
        XmlExpr::Root { xml, version } => {
            visit(Part::Expr(xml));
            version.iter().for_each(|e| visit(Part::Expr(e)));
        }
    }
}

/// The expressions of a plain SELECT, FROM left out.
pub(super) fn select_exprs<'t>(select: &'t Select, visit: &mut dyn FnMut(Part<'t>)) {
    if let Distinct::On(items) = &select.distinct {
        items.iter().for_each(|e| visit(Part::Expr(e)));
    }
    select.targets.iter().for_each(|t| visit(Part::Expr(&t.expr)));
    select.filter.iter().for_each(|e| visit(Part::Expr(e)));
    group_items(&select.group_by, visit);
    select.having.iter().for_each(|e| visit(Part::Expr(e)));
    select.windows.iter().for_each(|w| window_parts(&w.spec, visit));
}

fn group_items<'t>(items: &'t [GroupItem], visit: &mut dyn FnMut(Part<'t>)) {
    for item in items {
        match item {
            GroupItem::Expr(expr) => visit(Part::Expr(expr)),
            GroupItem::Empty(_) => {}
            GroupItem::Rollup(exprs, _) | GroupItem::Cube(exprs, _) => {
                exprs.iter().for_each(|e| visit(Part::Expr(e)));
            }
            GroupItem::Sets(items, _) => group_items(items, visit),
        }
    }
}

/// The expressions of a FROM item that is no table, subquery or join.
pub(super) fn from_exprs<'t>(item: &'t FromItem, visit: &mut dyn FnMut(Part<'t>)) {
    match item {
        FromItem::Table(table) => {
            if let Some(sample) = &table.sample {
                sample.args.iter().for_each(|e| visit(Part::Expr(e)));
                sample.repeatable.iter().for_each(|e| visit(Part::Expr(e)));
            }
        }
        FromItem::Subquery(_) | FromItem::Join(_) => {}
        FromItem::Function(function) => {
            function.functions.iter().for_each(|f| visit(Part::Expr(&f.call)));
        }
        FromItem::XmlTable(table) => {
            table.namespaces.iter().for_each(|(e, _)| visit(Part::Expr(e)));
            visit(Part::Expr(&table.row));
            visit(Part::Expr(&table.document));
            for column in &table.columns {
                column.path.iter().chain(&column.default).for_each(|e| visit(Part::Expr(e)));
            }
        }
        FromItem::JsonTable(table) => {
            visit(Part::Expr(&table.context.expr));
            table.passing.iter().for_each(|(v, _)| visit(Part::Expr(&v.expr)));
        }
    }
}

/// The expressions around a query's core.
pub(super) fn outer_exprs<'t>(query: &'t Query, visit: &mut dyn FnMut(Part<'t>)) {
    query.order_by.iter().for_each(|sort| visit(Part::Expr(&sort.expr)));
    query.limit.iter().chain(&query.offset).for_each(|e| visit(Part::Expr(e)));
}

/// The queries, FROM items and expressions of a writing statement.
pub(super) fn statement_parts<'t>(
    statement: &'t StatementKind,
    visit: &mut dyn FnMut(Part<'t>),
    from: &mut Vec<&'t FromItem>,
) {
    let returning = match statement {
        StatementKind::Select(query) => {
            visit(Part::Query(query));
            &None
        }
        StatementKind::Insert(insert) => {
            insert.source.iter().for_each(|q| visit(Part::Query(q)));
            if let Some(update) = insert.on_conflict.as_ref().and_then(|c| c.update.as_ref()) {
                set_parts(&update.set, visit);
                update.filter.iter().for_each(|e| visit(Part::Expr(e)));
            }
            &insert.returning
        }
        StatementKind::Update(update) => {
            set_parts(&update.set, visit);
            from.extend(&update.from);
            update.filter.iter().for_each(|e| visit(Part::Expr(e)));
            &update.returning
        }
        StatementKind::Delete(delete) => {
            from.extend(&delete.using);
            delete.filter.iter().for_each(|e| visit(Part::Expr(e)));
            &delete.returning
        }
        StatementKind::Merge(merge) => {
            from.push(&merge.source);
            visit(Part::Expr(&merge.on));
            for when in &merge.whens {
                when.condition.iter().for_each(|e| visit(Part::Expr(e)));
                match &when.action {
                    MergeAction::Update(set) => set_parts(set, visit),
                    MergeAction::Insert { values, .. } => {
                        values.iter().flatten().for_each(|e| visit(Part::Expr(e)));
                    }
                    MergeAction::Delete | MergeAction::DoNothing => {}
                }
            }
            &merge.returning
        }
    };
    if let Some(returning) = returning {
        returning.targets.iter().for_each(|t| visit(Part::Expr(&t.expr)));
    }
}

fn set_parts<'t>(set: &'t [SetClause], visit: &mut dyn FnMut(Part<'t>)) {
    for clause in set {
        match clause {
            SetClause::Single { value, .. } | SetClause::Multiple { value, .. } => {
                visit(Part::Expr(value));
            }
        }
    }
}
