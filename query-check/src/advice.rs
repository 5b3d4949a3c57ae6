//! The repair that a kind of mistake has by itself, for diagnostics that know no nearer one.

use std::borrow::Cow;

use crate::diagnostic::Code;

/// What to do about a mistake of that kind; the page about it where no one sentence is right for all.
pub(crate) fn advice(code: Code) -> Cow<'static, str> {
    let text = match code {
        Code::UndefinedTable => {
            "name it in FROM; if the database has it by now, take the snapshot anew: `microcosm-postgres snapshot`"
        }
        Code::UndefinedColumn | Code::UndefinedObject => {
            "check the spelling; if the database has it by now, take the snapshot anew: `microcosm-postgres snapshot`"
        }
        Code::InvalidSchemaName => {
            "the schemas are those of the snapshot; if the database has it by now, take the snapshot anew: \
             `microcosm-postgres snapshot`"
        }
        Code::UndefinedParameter => "parameters are written by name: `:name`",
        Code::AmbiguousColumn => {
            "say whose it is: write the table's name or alias and a dot in front of it"
        }
        Code::AmbiguousFunction => "cast the arguments to the types that are meant: `value::type`",
        Code::AmbiguousAlias => "give one of them an alias in FROM, and write that",
        Code::DuplicateAlias => "give one of them another name: `… AS other`",
        Code::DuplicateColumn => "name each column once",
        Code::DatatypeMismatch => {
            "make it the type that is asked for: cast it (`value::type`), or compare it with something"
        }
        Code::CannotCoerce => {
            "there is no such cast: compute what is meant from the value, or go by way of text: \
             `value::text::type`"
        }
        Code::GroupingError => {
            "group by it, or put it in an aggregate such as max(…); a condition on an aggregate belongs in HAVING"
        }
        Code::CollationMismatch => "write the same COLLATE on both sides, or on one of them alone",
        _ => {
            return format!(
                "`microcosm-postgres explain {}` shows an example and its repair",
                code.name()
            )
            .into();
        }
    };
    text.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_one() {
        for code in Code::ALL {
            let advice = advice(*code);
            assert!(!advice.is_empty() && !advice.ends_with('.'), "{code:?}: {advice}");
        }
    }
}
