//! The figures of a run: what broke, and what was never seen.

use query_check::checked::Rows;

use super::run::Case;

/// What was claimed for want of a proof and never seen: each `statement: column` or `statement`.
#[derive(Debug)]
pub(crate) struct Report {
    /// Columns called nullable.
    pub(crate) nullable: usize,
    /// Those of them that never held NULL.
    pub(crate) never_null: Vec<String>,
    /// Statements said to give many rows.
    pub(crate) many: usize,
    /// Those of them that never gave a second row.
    pub(crate) never_many: Vec<String>,
}

/// Prints the figures and fails on the first violation.
pub(crate) fn report(label: &str, cases: &[Case], seed: u64) -> Report {
    let executed: u64 = cases.iter().map(|case| case.seen.executed).sum();
    let failed: u64 = cases.iter().map(|case| case.seen.failed).sum();
    let never = cases.iter().filter(|case| case.seen.executed == 0).count();
    let mut report =
        Report { nullable: 0, never_null: Vec::new(), many: 0, never_many: Vec::new() };
    for case in cases.iter().filter(|case| case.seen.executed > 0) {
        for (place, (column, null)) in case.checked.columns.iter().zip(&case.seen.null).enumerate()
        {
            if column.nullable {
                report.nullable += 1;
                if !null {
                    report.never_null.push(format!("{} column {}", case.id, place + 1));
                }
            }
        }
        let many = [Some(case.checked.rows), case.checked.affected].contains(&Some(Rows::Many));
        if many {
            report.many += 1;
            if !case.seen.many {
                report.never_many.push(case.id.clone());
            }
        }
    }
    println!(
        "soundness {label}: seed {seed}, {} statements, {executed} executed, {failed} failed at run time, {never} never ran",
        cases.len()
    );
    println!(
        "soundness {label}: nullable columns seen NULL {}/{}, many seen many {}/{}",
        report.nullable - report.never_null.len(),
        report.nullable,
        report.many - report.never_many.len(),
        report.many
    );
    if std::env::var_os("SOUNDNESS_LIST").is_some() {
        for line in &report.never_null {
            println!("  never NULL: {line}");
        }
        for line in &report.never_many {
            println!("  never many: {line}");
        }
        for case in cases.iter().filter(|case| case.seen.executed == 0) {
            let error = case.seen.last_error.as_deref().unwrap_or("the session ended");
            println!("  never ran: {}: {error}", case.id);
        }
    }
    let violations: Vec<String> = cases
        .iter()
        .flat_map(|case| {
            case.seen.violations.iter().map(move |v| format!("{}: {v}\n  {}", case.id, case.sql))
        })
        .collect();
    println!("soundness {label}: {} violations", violations.len());
    assert!(
        violations.is_empty(),
        "{} violations, seed {seed}:\n{}",
        violations.len(),
        violations.join("\n")
    );
    assert!(executed > 0, "nothing was executed");
    report
}
