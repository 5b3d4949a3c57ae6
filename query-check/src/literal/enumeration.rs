//! Input of enums (manual, "Enumerated Types").

use super::error::{InputError, Outcome};
use crate::catalog::{Catalog, TypeId};
use crate::diagnostic::Code;

/// `enum_in`: exactly one of the labels.
pub(super) fn check(catalog: &Catalog, ty: TypeId, labels: &[String], text: &str) -> Outcome {
    if labels.iter().any(|label| label == text) {
        return Ok(());
    }
    let name = catalog.format_type(ty);
    let message = format!("invalid input value for enum {name}: \"{text}\"");
    Err(InputError::new(Code::InvalidTextRepresentation, message))
}
