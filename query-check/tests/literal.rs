//! Literals: what `check_input` says of thousands of texts, against what servers of majors 14 to 18 said.
//!
//! `literal/*.jsonl` holds one type each: the type in the first line, then a literal a line with the outcome by
//! range of majors, either `"accepted"` or SQLSTATE, message, DETAIL and HINT, as recorded from the servers. The
//! types that are not built in are those of `literal/schema.json`.

use std::path::Path;

use query_check::catalog::{Catalog, TypeId};
use query_check::literal::{InputError, check_input};
use query_check::snapshot::Snapshot;
use serde_json::Value;

fn catalog(major: u32) -> Catalog {
    let mut schema: Value =
        serde_json::from_str(include_str!("literal/schema.json")).expect("JSON");
    schema["server"] = major.into();
    let snapshot = Snapshot::from_json(&schema.to_string()).expect("a snapshot");
    Catalog::new(snapshot).expect("a catalog")
}

/// A recorded type and its literals.
struct Recorded {
    name: String,
    modifier: i32,
    literals: Vec<Value>,
}

impl Recorded {
    fn all() -> Vec<Self> {
        let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/literal");
        let files = std::fs::read_dir(directory).expect("the recorded literals");
        let mut paths: Vec<_> = files.map(|file| file.expect("a file").path()).collect();
        paths.retain(|path| path.extension().is_some_and(|e| e == "jsonl"));
        paths.sort();
        paths.iter().map(|path| Self::read(path)).collect()
    }

    fn read(path: &Path) -> Self {
        let text = std::fs::read_to_string(path).expect("a readable file");
        let mut lines = text.lines().map(|l| serde_json::from_str::<Value>(l).expect("JSON"));
        let head = lines.next().expect("a first line");
        Self {
            name: head["type"].as_str().expect("a type").to_owned(),
            modifier: head["modifier"].as_i64().and_then(|m| i32::try_from(m).ok()).unwrap_or(-1),
            literals: lines.collect(),
        }
    }

    fn type_id(&self, catalog: &Catalog) -> TypeId {
        let name = self.name.trim_matches('"');
        let (element, array) = match name.strip_suffix("[]") {
            Some(element) => (element, true),
            // The fields of an interval are in its modifier.
            None if name.starts_with("interval") => ("interval", false),
            None => (name, false),
        };
        let ty = catalog.find_type(element).unwrap_or_else(|| panic!("no type {name}"));
        if array { ty.array.expect("an array type") } else { ty.id }
    }
}

/// What the servers of `major` said.
fn recorded(literal: &Value, major: u32) -> &Value {
    let outcome = literal.as_object().expect("an object").iter().find(|(majors, _)| {
        let (first, last) = majors.split_once('-').unwrap_or((majors, majors));
        matches!((first.parse(), last.parse()), (Ok(first), Ok(last)) if (first..=last).contains(&major))
    });
    outcome.expect("an outcome").1
}

fn outcome(result: Result<(), InputError>, details: bool) -> Value {
    let Err(error) = result else { return "accepted".into() };
    let Some(state) = error.sqlstate else {
        return format!("unsupported: {}", error.message).into();
    };
    let mut parts: Vec<Value> = vec![state.0.into(), error.message.into()];
    if details && (error.detail.is_some() || error.hint.is_some()) {
        parts.push(error.detail.into());
    }
    if details && error.hint.is_some() {
        parts.push(error.hint.into());
    }
    parts.into()
}

/// Outcomes this checker leaves open on purpose; all others must be those of the servers.
fn may_be_unsupported(name: &str) -> bool {
    // Roles, user's text search objects and the collations of an operating system are not in a snapshot.
    let unknown_objects = ["regrole", "regconfig", "regdictionary", "regcollation"].contains(&name);
    // Document type declarations; zones whose rules are not known here; enums as bounds; odd regular expressions.
    unknown_objects
        || ["xml", "tstzrange", "tstzmultirange", "moodrange", "jsonpath"].contains(&name)
}

#[test]
fn literals_have_the_verdict_of_the_servers() {
    let all = Recorded::all();
    let (mut agreed, mut open, mut wrong) = (0, 0, Vec::new());
    for major in 14..=18 {
        let catalog = catalog(major);
        for ty in &all {
            let id = ty.type_id(&catalog);
            for literal in &ty.literals {
                let text = literal["literal"].as_str().expect("a literal");
                // libxml2's own words differ between its versions.
                let details = ty.name != "xml";
                let found = outcome(check_input(&catalog, id, ty.modifier, text), details);
                let unsupported = found.as_str().is_some_and(|o| o.starts_with("unsupported"));
                if unsupported && may_be_unsupported(&ty.name) {
                    open += 1;
                } else if found == *recorded(literal, major) {
                    agreed += 1;
                } else {
                    let said = recorded(literal, major);
                    wrong.push(format!("{major} {} {text:?}: {found}, not {said}", ty.name));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {agreed} are wrong:\n{}", wrong.len(), wrong.join("\n"));
    assert!(agreed > 20_000, "only {agreed} literals were compared");
    assert!(open * 50 < agreed, "{open} literals were left open");
}

#[test]
fn no_literal_of_any_type_panics() {
    let all = Recorded::all();
    let texts: Vec<&str> = all
        .iter()
        .flat_map(|ty| &ty.literals)
        .map(|literal| literal["literal"].as_str().expect("a literal"))
        .collect();
    // A step that is prime to the number of texts gives each type another mixture.
    let mut place = 0;
    for major in [14, 16, 18] {
        let catalog = catalog(major);
        for ty in &all {
            let id = ty.type_id(&catalog);
            for _ in 0..400 {
                place = (place + 7919) % texts.len();
                let (first, second) = (texts[place], texts[(place * 31 + 17) % texts.len()]);
                let cut = first.char_indices().nth(place % 7).map_or(first.len(), |(at, _)| at);
                let mixed = format!("{}{second}{}", &first[..cut], &first[cut..]);
                for text in [first, &mixed, &mixed[cut..]] {
                    let _ = check_input(&catalog, id, ty.modifier, text);
                }
            }
        }
    }
}
