//! Input of composite types (manual, "Constructing Composite Values").

use super::cursor::Cursor;
use super::error::{InputError, Outcome};
use super::{check_null, input, quoted};
use crate::catalog::{Catalog, RelationId};
use crate::diagnostic::Code;

/// `record_in` for the composite type of `relation`.
pub(super) fn check(catalog: &Catalog, relation: RelationId, text: &str) -> Outcome {
    let malformed = |detail: &str| {
        let message = format!("malformed record literal: \"{text}\"");
        InputError::new(Code::InvalidTextRepresentation, message).with_detail(detail)
    };
    let columns = catalog.relation(relation).map(|r| &*r.columns).unwrap_or_default();
    let mut cursor = Cursor::new(text);
    cursor.skip_space();
    if !cursor.eat(b'(') {
        return Err(malformed("Missing left parenthesis."));
    }
    for (place, column) in columns.iter().enumerate() {
        if place > 0 && !cursor.eat(b',') {
            return Err(malformed("Too few columns."));
        }
        if matches!(cursor.peek(), b',' | b')') {
            check_null(catalog, column.ty)?;
            continue;
        }
        let field = quoted::text(&mut cursor, b",)");
        let field = field.ok_or_else(|| malformed("Unexpected end of input."))?;
        input(catalog, column.ty, column.modifier, &field)?;
    }
    if !cursor.eat(b')') {
        return Err(malformed("Too many columns."));
    }
    cursor.skip_space();
    if cursor.is_at_end() { Ok(()) } else { Err(malformed("Junk after right parenthesis.")) }
}

/// `record_in` for `record`, which does not say what its columns are.
pub(super) fn anonymous() -> InputError {
    let message = "input of anonymous composite types is not implemented";
    InputError::new(Code::FeatureNotSupported, message)
}
