//! Literals of every type, changed at random: what the server's input functions say of texts nobody recorded.

use fastrand::Rng;
use query_check::catalog::{Catalog, TypeKind};

/// Makes `SELECT 'text'::type`.
pub(crate) struct Literals {
    rng: Rng,
    /// Each type with texts that are literals of it, or nearly.
    types: Vec<(String, Vec<String>)>,
}

/// Whether an unchanged text of one type is tried on another, and pieces put into texts.
const PIECES: &[&str] = &[
    "0",
    "1",
    "9",
    "-",
    "+",
    ".",
    ",",
    " ",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    "\"",
    "\\\\",
    ":",
    "/",
    "e",
    "E5",
    "x",
    "0x1f",
    "_",
    "a",
    "NULL",
    "inf",
    "nan",
    "true",
    "day",
    "BC",
    "am",
    "T",
    "Z",
    "+05",
    "::",
    "\t",
    "é",
    "$",
    "@",
    "&",
    "|",
    "!",
    "*",
    "<->",
    "%",
    "''",
    "1e400",
    "99999999999",
];

impl Literals {
    pub(crate) fn new(catalog: &Catalog, seed: u64) -> Self {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../query-check/tests/literal");
        let mut recorded = Vec::new();
        for entry in std::fs::read_dir(folder).expect("the recorded literals") {
            let path = entry.expect("an entry").path();
            if path.extension().is_none_or(|e| e != "jsonl") {
                continue;
            }
            let text = std::fs::read_to_string(path).expect("a readable file");
            let mut lines =
                text.lines().map(|l| serde_json::from_str::<serde_json::Value>(l).expect("JSON"));
            let head = lines.next().expect("a first line");
            let name = head["type"].as_str().expect("a type").trim_matches('"').to_owned();
            let texts: Vec<String> =
                lines.filter_map(|l| l["literal"].as_str().map(str::to_owned)).collect();
            recorded.push((name, texts));
        }
        recorded.sort();
        let mut types = Vec::new();
        for ty in catalog.types().filter(|ty| !matches!(ty.kind, TypeKind::Pseudo)) {
            let name = catalog.format_type(ty.id);
            // Roles are facts of the cluster (see query-check/GAPS.md).
            if ["regrole", "aclitem", "regconfig", "regdictionary", "regcollation"]
                .iter()
                .any(|open| name.starts_with(open))
            {
                continue;
            }
            let own = recorded.iter().filter(|(known, _)| *known == *ty.name || *known == name);
            let texts: Vec<String> = own.flat_map(|(_, texts)| texts.clone()).collect();
            types.push((name, texts));
        }
        types.sort();
        let all: Vec<String> = recorded.into_iter().flat_map(|(_, texts)| texts).collect();
        for (_, texts) in &mut types {
            if texts.is_empty() {
                texts.clone_from(&all);
            }
        }
        Self { rng: Rng::with_seed(seed), types }
    }

    pub(crate) fn statement(&mut self) -> String {
        let place = self.rng.usize(0..self.types.len());
        let (name, texts) = &self.types[place];
        let mut chars: Vec<char> = texts[self.rng.usize(0..texts.len())].chars().collect();
        for _ in 0..self.rng.usize(0..4) {
            let at = self.rng.usize(0..=chars.len());
            match self.rng.u8(0..5) {
                0 if at < chars.len() => drop(chars.remove(at)),
                1 if at < chars.len() => chars.insert(at, chars[at]),
                2 if at < chars.len() => {
                    let other = self.rng.usize(0..chars.len());
                    chars.swap(at, other);
                }
                3 => {
                    let other: Vec<char> = texts[self.rng.usize(0..texts.len())].chars().collect();
                    let cut = self.rng.usize(0..=other.len());
                    chars.truncate(at);
                    chars.extend(&other[cut..]);
                }
                _ => {
                    let piece = PIECES[self.rng.usize(0..PIECES.len())];
                    chars.splice(at..at, piece.chars());
                }
            }
        }
        let text: String = chars.into_iter().collect();
        // No literal can hold the zero character.
        let text = text.replace('\0', "").replace('\\', "\\\\").replace('\'', "''");
        format!("SELECT E'{text}'::{name}")
    }
}
