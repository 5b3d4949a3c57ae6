//! The constants that a model has for the constraints of its table.

use std::collections::BTreeMap;

use heck::ToShoutySnakeCase as _;
use query_check::catalog::Relation;

/// A constraint, or a unique index, which the server reports as one.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct ConstraintPlan {
    /// `NAME_KEY`
    pub(crate) constant: String,
    /// `company_name_key`
    pub(crate) name: String,
    /// For people.
    pub(crate) what: &'static str,
}

/// The constraints of `relation`, by name.
pub(crate) fn constraints(relation: &Relation) -> Vec<ConstraintPlan> {
    let Some(details) = &relation.details else { return Vec::new() };
    let unique = details.unique_keys.iter().map(|key| {
        let what = match (key.primary, &key.constraint) {
            (true, _) => "primary key",
            (_, Some(_)) => "unique constraint",
            (_, None) => "unique index",
        };
        (key.name.as_str(), what)
    });
    let excluded =
        details.exclusion_constraints.iter().map(|name| (&**name, "exclusion constraint"));
    let foreign = details.foreign_keys.iter().map(|key| (key.name.as_str(), "foreign key"));
    let checks = details.checks.iter().map(|check| (check.name.as_str(), "check constraint"));
    name(&relation.name, unique.chain(excluded).chain(foreign).chain(checks).collect())
}

/// A constant's name is the constraint's without the table's before it, or where that is taken, as it is,
/// or where that is taken too, with a number.
fn name(table: &str, mut found: Vec<(&str, &'static str)>) -> Vec<ConstraintPlan> {
    found.sort_unstable();
    found.dedup_by_key(|(name, _)| *name);
    let short = |name: &str| {
        let rest = name.strip_prefix(table).and_then(|rest| rest.strip_prefix('_'));
        identifier(rest.unwrap_or(name))
    };
    let mut wanted: BTreeMap<String, usize> = BTreeMap::new();
    found.iter().for_each(|(name, _)| *wanted.entry(short(name)).or_default() += 1);
    let mut taken: Vec<String> = Vec::new();
    let plans = found.into_iter().map(|(name, what)| {
        let short = short(name);
        let base = if wanted[&short] == 1 { short } else { identifier(name) };
        let numbered = (2..).map(|number| format!("{base}_{number}"));
        let free = std::iter::once(base.clone()).chain(numbered).find(|name| !taken.contains(name));
        let constant = free.unwrap_or(base);
        taken.push(constant.clone());
        ConstraintPlan { constant, name: name.to_owned(), what }
    });
    plans.collect()
}

/// `text` as the name of a constant.
fn identifier(text: &str) -> String {
    let name = text.to_shouty_snake_case();
    let name: String =
        name.chars().map(|c| if c == '_' || c.is_alphanumeric() { c } else { '_' }).collect();
    match syn::parse_str::<syn::Ident>(&name) {
        Ok(_) => name,
        Err(_) => format!("C_{name}"),
    }
}

#[cfg(test)]
mod tests {
    use super::name;

    #[test]
    fn constants_are_called_after_their_constraints() {
        let of = |table, names: &[&'static str]| -> Vec<(String, String)> {
            let found = names.iter().map(|name| (*name, "unique index")).collect();
            name(table, found).into_iter().map(|plan| (plan.name, plan.constant)).collect()
        };
        let expect = |table, names: &[&'static str], expected: &[(&str, &str)]| {
            let expected = expected.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned()));
            assert_eq!(of(table, names), expected.collect::<Vec<_>>());
        };
        expect(
            "company",
            &["company_pkey", "company_name_key", "one name", "companyName", "1st", "type"],
            &[
                ("1st", "C_1ST"),
                ("companyName", "COMPANY_NAME"),
                ("company_name_key", "NAME_KEY"),
                ("company_pkey", "PKEY"),
                ("one name", "ONE_NAME"),
                ("type", "TYPE"),
            ],
        );
        // Two that would be called the same.
        expect(
            "a",
            &["a_b_key", "b_key", "B key"],
            &[("B key", "B_KEY"), ("a_b_key", "A_B_KEY"), ("b_key", "B_KEY_2")],
        );
        expect("a", &["a_", "_", "é"], &[("_", "C_"), ("a_", "A"), ("é", "É")]);
    }
}
