//! Writes an expression with parentheses around every operation, so that its grouping shows.

use query_check::syntax::ast::{
    BooleanTest, Expr, ExprKind, FunctionArg, Indirection, LikeKind, Literal, OperatorName,
    QueryBody, Statement, StatementKind,
};

/// The first entry of the select list of `statement`, fully parenthesised.
pub(crate) fn grouped(statement: &Statement) -> String {
    let StatementKind::Select(query) = &statement.kind else { panic!("no query") };
    let QueryBody::Select(select) = &query.body else { panic!("no SELECT") };
    write(&select.targets[0].expr)
}

fn symbol(op: &OperatorName) -> String {
    let schema: Vec<&str> = op.schema.iter().map(|part| part.value.as_str()).collect();
    if schema.is_empty() {
        op.symbol.clone()
    } else {
        format!("{}.{}", schema.join("."), op.symbol)
    }
}

fn list(exprs: &[Expr], separator: &str) -> String {
    exprs.iter().map(write).collect::<Vec<_>>().join(separator)
}

fn arguments(args: &[FunctionArg]) -> String {
    args.iter().map(|arg| write(&arg.value)).collect::<Vec<_>>().join(", ")
}

fn negated(not: bool) -> &'static str {
    if not { "NOT " } else { "" }
}

fn write(expr: &Expr) -> String {
    match &expr.kind {
        ExprKind::Literal(Literal::Integer(value)) => value.to_string(),
        ExprKind::Column(column) => {
            column.names.iter().map(|name| name.value.as_str()).collect::<Vec<_>>().join(".")
        }
        ExprKind::Unary { op, operand } => format!("({} {})", symbol(op), write(operand)),
        ExprKind::Binary { op, left, right } => {
            format!("({} {} {})", write(left), symbol(op), write(right))
        }
        ExprKind::And(parts) => format!("({})", list(parts, " AND ")),
        ExprKind::Or(parts) => format!("({})", list(parts, " OR ")),
        ExprKind::Not(operand) => format!("(NOT {})", write(operand)),
        ExprKind::IsNull { expr, not } => format!("({} IS {}NULL)", write(expr), negated(*not)),
        ExprKind::IsBoolean { expr, test, not } => {
            let test = match test {
                BooleanTest::True => "TRUE",
                BooleanTest::False => "FALSE",
                BooleanTest::Unknown => "UNKNOWN",
            };
            format!("({} IS {}{test})", write(expr), negated(*not))
        }
        ExprKind::IsDistinctFrom { left, right, not } => {
            format!("({} IS {}DISTINCT FROM {})", write(left), negated(*not), write(right))
        }
        ExprKind::InList { expr, list: values, not } => {
            format!("({} {}IN ({}))", write(expr), negated(*not), list(values, ","))
        }
        ExprKind::InQuery { expr, not, .. } => {
            format!("({} {}IN query)", write(expr), negated(*not))
        }
        ExprKind::Between { expr, low, high, not, .. } => {
            let (low, high) = (write(low), write(high));
            format!("({} {}BETWEEN {low} AND {high})", write(expr), negated(*not))
        }
        ExprKind::Like { expr, pattern, escape, kind, not } => {
            let word = match kind {
                LikeKind::Like => "LIKE",
                LikeKind::ILike => "ILIKE",
                LikeKind::SimilarTo => "SIMILAR TO",
            };
            let escape =
                escape.as_ref().map_or(String::new(), |escape| format!(" {}", write(escape)));
            format!("({} {}{word} {}{escape})", write(expr), negated(*not), write(pattern))
        }
        ExprKind::QuantifiedArray { left, op, all, array } => {
            format!("({} {} {all} {})", write(left), symbol(op), write(array))
        }
        ExprKind::QuantifiedQuery { left, op, all, .. } => {
            format!("({} {} {all} query)", write(left), symbol(op))
        }
        ExprKind::Cast { expr, ty, .. } => {
            let name = ty.names.last().map_or("", |name| name.value.as_str());
            format!("({}::{name}{})", write(expr), "[]".repeat(ty.array_bounds.len()))
        }
        ExprKind::Collate { expr, collation } => {
            format!("({} COLLATE {})", write(expr), collation.parts[0].value)
        }
        ExprKind::Call(call) => {
            format!("{}({})", call.name.parts.last().unwrap().value, arguments(&call.args))
        }
        ExprKind::Indirection { base, path } => {
            let steps: Vec<String> = path
                .iter()
                .map(|step| match step {
                    Indirection::Index(index) => format!("[{}]", write(index)),
                    Indirection::Slice(low, high, _) => {
                        let bound = |bound: &Option<Box<Expr>>| {
                            bound.as_ref().map_or(String::new(), |bound| write(bound))
                        };
                        format!("[{}:{}]", bound(low), bound(high))
                    }
                    Indirection::Field(field) => format!(".{}", field.value),
                    Indirection::Star(_) => ".*".to_owned(),
                })
                .collect();
            format!("({}{})", write(base), steps.join(""))
        }
        other => panic!("no way to write {other:?}"),
    }
}
