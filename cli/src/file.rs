//! The snapshot file on disk.

use std::io::ErrorKind;
use std::path::Path;

use query_check::catalog::Catalog;
use query_check::snapshot::Snapshot;

use crate::failure::Failure;

/// Reads the file's text.
///
/// # Errors
/// When there is no such file, or it cannot be read.
pub fn text(path: &Path) -> Result<String, Failure> {
    std::fs::read_to_string(path).map_err(|error| {
        let place = path.display();
        match error.kind() {
            ErrorKind::NotFound => Failure::new(
                format!("there is no snapshot at {place}"),
                "take it with `microcosm-postgres snapshot`, or name another file",
            ),
            _ => Failure::new(
                format!("the snapshot {place} cannot be read: {error}"),
                "see to its permissions and encoding (UTF-8), or take it anew with \
                 `microcosm-postgres snapshot`",
            ),
        }
    })
}

/// Reads the file.
///
/// # Errors
/// As [`text`], and when what it holds is no snapshot that this version can use.
pub fn catalog(path: &Path) -> Result<Catalog, Failure> {
    let loaded = Snapshot::from_json(&text(path)?).and_then(Catalog::new);
    loaded.map_err(|error| Failure::new(format!("{}: {error}", path.display()), ""))
}

/// Writes the file, whole or not at all.
///
/// # Errors
/// When it cannot be written.
pub fn write(path: &Path, text: &str) -> Result<(), Failure> {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.new", std::process::id()));
    let new = path.with_file_name(name);
    let written = std::fs::write(&new, text).and_then(|()| std::fs::rename(&new, path));
    written.map_err(|error| {
        let _ = std::fs::remove_file(&new);
        Failure::new(
            format!("the snapshot {} cannot be written: {error}", path.display()),
            "make its folder, or name another file with --output",
        )
    })
}
