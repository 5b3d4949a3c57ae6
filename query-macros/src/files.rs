//! Files that a block names: where they are looked for.

use std::path::{Path, PathBuf};

/// The file of that name, relative to the package that is compiled or to its workspace.
pub(crate) fn find(name: &str) -> Option<PathBuf> {
    folders().into_iter().map(|folder| folder.join(name)).find(|path| path.is_file())
}

/// The files that stand where that one would, named as it is.
pub(crate) fn beside(name: &str) -> Vec<String> {
    let folder = Path::new(name).parent().unwrap_or(Path::new(""));
    let entries =
        folders().into_iter().filter_map(|base| std::fs::read_dir(base.join(folder)).ok());
    let names = entries.flatten().flatten().map(|entry| folder.join(entry.file_name()));
    let mut names: Vec<_> = names.map(|path| path.display().to_string()).collect();
    names.sort();
    names
}

/// A path as the compiler shows those of its sources: relative to where it runs, if it can be.
pub(crate) fn shown(path: &Path) -> String {
    let here = std::env::current_dir().unwrap_or_default();
    path.strip_prefix(here).unwrap_or(path).display().to_string()
}

/// The package that is compiled, then its workspace.
fn folders() -> Vec<PathBuf> {
    let Some(package) = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from) else {
        return std::env::current_dir().into_iter().collect();
    };
    let is_workspace = |folder: &&Path| {
        std::fs::read_to_string(folder.join("Cargo.toml"))
            .is_ok_and(|text| text.lines().any(|line| line.trim_start().starts_with("[workspace")))
    };
    let workspace = package.ancestors().find(is_workspace).map(Path::to_path_buf);
    let workspace = workspace.filter(|workspace| *workspace != package);
    std::iter::once(package).chain(workspace).collect()
}
