//! The columns that a statement gives, against those that it was compiled for.

use std::fmt::Write;

use crate::error::{Error, Failure};

/// How to get at the columns wanted.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Fit {
    /// They are what comes.
    Same,
    /// They are these of what comes, by place.
    Among(Vec<usize>),
}

/// Finds the columns `wanted`, in their order, among those `found`.
///
/// A table that has got another column gives it where a statement says `*`. Which the wanted ones are must
/// be the only way it can be: a new column that is called as another one is could be taken for that.
///
/// # Errors
/// [`Error::Decode`] when they are not there, or not there in one way only.
pub(crate) fn fit(wanted: &[&str], found: &[&str]) -> Result<Fit, Error> {
    if wanted == found {
        return Ok(Fit::Same);
    }
    let (first, last) = (leftmost(wanted, found), rightmost(wanted, found));
    match (first, last) {
        // The first way from the left and that from the right are the same: there is no other one.
        (Some(first), Some(last)) if first == last => Ok(Fit::Among(first)),
        (Some(_), _) => Err(unfit("more than one of them can be meant", wanted, found)),
        (None, _) => Err(unfit("one is missing, or in another place", wanted, found)),
    }
}

fn leftmost(wanted: &[&str], found: &[&str]) -> Option<Vec<usize>> {
    let mut from = 0;
    let place = |name: &&str| {
        let place = from + found.get(from..)?.iter().position(|other| other == name)?;
        from = place + 1;
        Some(place)
    };
    wanted.iter().map(place).collect()
}

fn rightmost(wanted: &[&str], found: &[&str]) -> Option<Vec<usize>> {
    let backwards = |names: &[&str]| names.iter().rev().map(|name| name.to_string()).collect();
    let (wanted, back): (Vec<String>, Vec<String>) = (backwards(wanted), backwards(found));
    let wanted: Vec<&str> = wanted.iter().map(String::as_str).collect();
    let back: Vec<&str> = back.iter().map(String::as_str).collect();
    let places = leftmost(&wanted, &back)?;
    Some(places.into_iter().rev().map(|place| found.len() - 1 - place).collect())
}

/// A statement that gives of the `count` columns of `sql` those at `places`, called `names`.
///
/// Should `sql` come to have more columns than `count` while this is prepared, it is refused (the arms of a
/// UNION have as many), where otherwise others would move to their places.
pub(crate) fn only(sql: &str, count: usize, places: &[usize], names: &[&str]) -> String {
    let all: Vec<String> = (1..=count).map(|number| format!("c{number}")).collect();
    let (all, none) = (all.join(", "), vec!["NULL"; count].join(", "));
    // On a line of its own: the last line of `sql` may be a comment.
    let mut text = format!(
        "WITH given AS (\n{sql}\n), exact ({all}) AS (TABLE given UNION ALL SELECT {none} WHERE false) SELECT "
    );
    for (number, (place, name)) in places.iter().zip(names).enumerate() {
        let comma = if number == 0 { "" } else { ", " };
        let _ = write!(text, "{comma}c{} AS \"{}\"", place + 1, name.replace('"', "\"\""));
    }
    text + " FROM exact"
}

fn unfit(why: &str, wanted: &[&str], found: &[&str]) -> Error {
    Error::Decode(Box::new(Failure::new(format!(
        "the columns are not those that the statement was compiled for, and {why}: it has `{}`, and was to \
         have `{}`; take a new snapshot and build again",
        found.join("`, `"),
        wanted.join("`, `"),
    ))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_found_where_there_are_more() {
        let found = |wanted: &[&str], found: &[&str]| fit(wanted, found).ok();
        assert_eq!(found(&["a", "b"], &["a", "b"]), Some(Fit::Same));
        assert_eq!(found(&["a", "b"], &["a", "new", "b"]), Some(Fit::Among(vec![0, 2])));
        assert_eq!(found(&["a", "a"], &["a", "new", "a"]), Some(Fit::Among(vec![0, 2])));
        // Which `b`?
        assert_eq!(found(&["a", "b"], &["a", "b", "b"]), None);
        assert_eq!(found(&["a", "b"], &["b", "a"]), None);
        assert_eq!(found(&["a", "b"], &["a", "renamed"]), None);
        assert_eq!(found(&["a", "b"], &["a"]), None);
    }

    #[test]
    fn the_others_are_left_out() {
        assert_eq!(
            only("SELECT * FROM t -- all", 3, &[0, 2], &["id", "the \"name\""]),
            "WITH given AS (\nSELECT * FROM t -- all\n), exact (c1, c2, c3) AS \
             (TABLE given UNION ALL SELECT NULL, NULL, NULL WHERE false) \
             SELECT c1 AS \"id\", c3 AS \"the \"\"name\"\"\" FROM exact"
        );
    }
}
