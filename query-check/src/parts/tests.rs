//! What may be a part, and that what is said of all variants holds in each of them.

use super::*;
use crate::checked::Rows;
use crate::snapshot::Snapshot;

fn catalog() -> Catalog {
    let text = include_str!("../../../tests/stores/schema.json");
    let snapshot = Snapshot::from_json(text).expect("a snapshot");
    Catalog::new(snapshot).expect("a catalog")
}

fn names(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

fn options() -> PartOptions {
    PartOptions {
        not_null_parameters: vec![Param::Name("id".to_owned())],
        optional: names(&["a", "b", "c", "d"]),
        patches: names(&["p", "q"]),
        ..PartOptions::default()
    }
}

fn messages(dynamic: &Dynamic) -> Vec<String> {
    let all = dynamic.refused.iter().chain(&dynamic.checked.diagnostics);
    all.map(|diagnostic| diagnostic.message.clone()).collect()
}

#[test]
fn parts_that_cannot_be_left_out_are_refused() {
    let catalog = catalog();
    for (sql, wrong, message) in [
        ("SELECT id FROM company WHERE true { AND name = :a", "{", "this `{` is not closed"),
        ("SELECT id FROM company WHERE true AND name = :a }", "}", "this `}` closes nothing"),
        ("SELECT id FROM company WHERE true { AND { name = :a } }", "{ name", "parts do not nest"),
        ("SELECT id FROM company WHERE true { }", "{ }", "there is nothing in the braces"),
        (
            "SELECT id FROM company WHERE true { AND }",
            "{ AND }",
            "there is nothing in this part to add",
        ),
        (
            "SELECT id FROM company WHERE (true { AND name = :a) OR (name } = 'b')",
            ") OR",
            "a parenthesis is open on one side of the braces only",
        ),
        (
            "SELECT id FROM company WHERE { AND name = :a }",
            "{ AND",
            "nothing would be left of the condition without its optional parts",
        ),
        (
            "SELECT id FROM company { WHERE name = :a }",
            "{ WHERE",
            "nothing would be left of the condition without its optional parts",
        ),
        (
            "DELETE FROM event WHERE { what = :a }",
            "{ what",
            "nothing would be left of the condition without its optional parts",
        ),
        (
            "SELECT id FROM company { JOIN desk ON floor = :a } WHERE true",
            "{ JOIN",
            "this cannot be left out of a statement",
        ),
        (
            "SELECT id FROM company WHERE true { AND name = :id::text }",
            "{ AND",
            "nothing decides whether this part is in play",
        ),
        (
            "SELECT id FROM company WHERE name = :a { OR name = :b } AND type IS NULL",
            "{ OR",
            "this part is not one operand of the condition around it",
        ),
        (
            "SELECT id FROM company WHERE name BETWEEN :a { AND :b }",
            "{ AND",
            "this part is not one operand of the condition around it",
        ),
        (
            "SELECT id FROM company WHERE true { AND true = :a } IS NULL",
            "{ AND",
            "this part is not one operand of the condition around it",
        ),
        (
            "SELECT id { , :a::text } FROM company",
            "{ , :a",
            "a part with a comma adds an assignment to SET",
        ),
        (
            "SELECT id { , name = :a } FROM company",
            "{ , name",
            "this part is not an assignment of a SET",
        ),
        (
            "UPDATE company SET { name = :a }, type = NULL WHERE id = :id",
            ",",
            "an assignment that always stands follows one that is optional",
        ),
        (
            "SELECT id FROM company OFFSET 1 { LIMIT :a } + 1",
            "{ LIMIT",
            "this part is not all of the clause",
        ),
        (
            "SELECT id FROM company WHERE true { AND type::text = :p }",
            "{ AND",
            "`p` is a `Patch`, which decides about assignments only",
        ),
        (
            "SELECT id FROM company ORDER BY { order: name | id } DESC",
            "{ order",
            "orders are picked in the ORDER BY of a query",
        ),
        (
            "SELECT array_agg(id ORDER BY { order: name | id }) FROM company",
            "{ order",
            "orders are picked in the ORDER BY of a query",
        ),
        (
            "SELECT id FROM company ORDER BY { order: name | }",
            "{ order",
            "one of the orders is empty",
        ),
    ] {
        let found = check(&catalog, sql, &options());
        assert_eq!(messages(&found), [message], "{sql}");
        let at = found.refused[0].span.start as usize;
        assert!(sql[at..].starts_with(wrong), "{sql}: {}", &sql[at..]);
    }
}

#[test]
fn the_verdict_is_that_of_every_variant() {
    let catalog = catalog();
    for (sql, wrong, message) in [
        // A word that is wrong in a part is marked where it stands.
        (
            "SELECT id FROM company WHERE true { AND nme = :a }",
            "nme",
            "column \"nme\" does not exist",
        ),
        ("SELECT id FROM company WHERE true { AND :a = }", "}", "syntax error at or near \"}\""),
        // Without the part nothing says what the parameter is.
        (
            "SELECT id FROM company WHERE :a IS NULL { AND name = :a }",
            ":a IS",
            "could not determine data type of parameter :a",
        ),
        // Each order stands under the rules of its query.
        (
            "SELECT DISTINCT name FROM company ORDER BY { order: name | id }",
            "id }",
            "for SELECT DISTINCT, ORDER BY expressions must appear in select list",
        ),
        (
            "SELECT max(name) FROM company ORDER BY { order: max(id::text) | type }",
            "type }",
            "column \"company.type\" must appear in the GROUP BY clause or be used in an aggregate function",
        ),
    ] {
        let found = check(&catalog, sql, &options());
        assert_eq!(messages(&found), [message], "{sql}");
        let all = found.refused.iter().chain(&found.checked.diagnostics);
        let at = all.map(|d| d.span.start as usize).next().expect("it is there");
        assert!(sql[at..].starts_with(wrong), "{sql}: {}", &sql[at..]);
    }
}

#[test]
fn braces_elsewhere_are_none() {
    let catalog = catalog();
    for sql in [
        "SELECT '{1,2}'::int[] AS a",
        "SELECT id AS \"{\" FROM company",
        "SELECT id /* { */ FROM company -- }",
        "SELECT $${ $$ AS a",
    ] {
        let found = check(&catalog, sql, &options());
        assert_eq!(messages(&found), [""; 0], "{sql}");
        assert_eq!(found.template, None, "{sql}");
    }
}

#[test]
fn only_what_always_stands_proves_anything() {
    let catalog = catalog();
    for (sql, rows, nullable) in [
        ("SELECT email FROM employee WHERE id = :id { AND email = :a }", Rows::AtMostOne, true),
        ("SELECT email FROM employee WHERE true { AND email = :a }", Rows::Many, true),
        ("SELECT email FROM employee WHERE email IS NOT NULL { AND id::text = :a }", Rows::Many, false),
        ("SELECT email FROM employee WHERE (id = :id { OR email = :a })", Rows::Many, true),
        ("SELECT count(*) FROM employee WHERE true { AND email = :a }", Rows::One, false),
        ("SELECT count(*) FROM employee WHERE true { AND email = :a } { LIMIT :b }", Rows::AtMostOne, false),
        // The foreign key proves a match, unless the part asks for more.
        ("SELECT c.name FROM employee e LEFT JOIN company c ON c.id = e.company_id", Rows::Many, false),
        (
            "SELECT c.name FROM employee e LEFT JOIN company c ON c.id = e.company_id { AND c.name = :a }",
            Rows::Many,
            true,
        ),
        // Neither with all parts nor without any would a NULL come; with the second alone it would.
        (
            "SELECT c.name FROM employee e LEFT JOIN company c ON c.id = e.company_id { AND c.name = :a }
              WHERE true { AND c.name = :b }",
            Rows::Many,
            true,
        ),
        (
            "SELECT id FROM company c WHERE NOT (type IS NULL { OR name = :a })",
            Rows::Many,
            false,
        ),
    ] {
        let found = check(&catalog, sql, &options());
        assert_eq!(messages(&found), [""; 0], "{sql}");
        assert_eq!(found.checked.rows, rows, "{sql}");
        assert_eq!(found.checked.columns[0].nullable, nullable, "{sql}");
    }
}

/// The sum of what is said is what holds in each variant: compared with all variants of statements that are
/// put together at random.
#[test]
fn what_is_claimed_holds_in_every_variant() {
    let catalog = catalog();
    let mut random = Random(20_240_517);
    let (mut narrower, mut proven, mut variants) = (0, 0, 0);
    for _ in 0..400 {
        let sql = random.statement();
        let options = PartOptions { patches: names(&["p", "q"]), ..options() };
        let found = check(&catalog, &sql, &options);
        assert_eq!(messages(&found), [""; 0], "{sql}");
        let template = found.template.as_ref().map(|t| (&t.pieces, &t.bits, &t.orders));
        let Some((pieces, bits, orders)) = template else { continue };
        for number in 0..1u32 << bits.count {
            let picked = |(order, bit): (&Order, &u32)| {
                (number >> bit) as usize & (order.choices.len().next_power_of_two() - 1)
                    < order.choices.len()
            };
            if !orders.iter().zip(&bits.orders).all(picked) {
                continue;
            }
            let variant = text_of(pieces, number, &found.checked.parameters);
            let given = bits.deciding.iter().enumerate().filter(|(bit, _)| number >> bit & 1 == 1);
            let given =
                given.flat_map(|(_, names)| names).filter(|name| options.optional.contains(*name));
            let not_null =
                given.map(|name| Param::Name(name.clone())).chain([Param::Name("id".to_owned())]);
            let one = crate::check(
                &catalog,
                &variant,
                &PartOptions::default().of_variant(not_null.collect()),
            );
            variants += 1;
            assert_eq!(one.diagnostics, [], "{sql} {variant:?}");
            assert!(found.checked.rows >= one.rows, "{sql} {variant:?}");
            assert!(found.checked.affected >= one.affected, "{sql} {variant:?}");
            for (claimed, found) in found.checked.columns.iter().zip(&one.columns) {
                assert_eq!(
                    (claimed.ty, &claimed.name),
                    (found.ty, &found.name),
                    "{sql} {variant:?}"
                );
                assert!(claimed.nullable || !found.nullable, "{sql} {} {variant:?}", claimed.name);
                narrower += usize::from(claimed.nullable && !found.nullable);
                proven += usize::from(!claimed.nullable);
            }
            for parameter in &one.parameters {
                let known = found.checked.parameters.iter().find(|p| p.name == parameter.name);
                assert_eq!(known.map(|p| p.ty), Some(parameter.ty), "{sql} {variant:?}");
            }
            assert!(one.reads.iter().all(|read| found.checked.reads.contains(read)), "{sql}");
            for cascade in &one.cascades {
                assert!(found.checked.cascades.contains(cascade), "{sql} {variant:?}");
            }
        }
    }
    // Neither is nothing claimed, nor would everything be true anyhow.
    assert!(narrower > 500 && proven > 500 && variants > 2_000, "{narrower} {proven} {variants}");
}

/// The text of a variant as the runtime puts it together, with the names of its parameters.
fn text_of(pieces: &[Piece], number: u32, parameters: &[CheckedParameter]) -> String {
    let here = |piece: &&Piece| {
        let When { mask, value, any } = piece.when;
        number & mask == value && (any == 0 || number & any != 0)
    };
    let text = pieces.iter().filter(here).map(|piece| match &piece.content {
        Content::Text(text) => text.clone(),
        Content::Parameter(place) => match &parameters[*place].name {
            Param::Name(name) => format!(":{name}"),
            Param::Number(number) => format!("${number}"),
        },
    });
    text.collect()
}

/// A small generator of the same numbers every time.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit
    }

    fn pick<'t>(&mut self, from: &[&'t str]) -> &'t str {
        from[self.below(from.len())]
    }

    /// Up to `limit` parts that begin with AND or OR, or that may not be left out, over `conditions`.
    fn conditions(&mut self, base: &[&str], conditions: &[&str], limit: usize) -> String {
        let mut text = self.pick(base).to_owned();
        for _ in 0..self.below(limit + 1) {
            let word = if self.below(3) == 0 { "OR" } else { "AND" };
            let condition = self.pick(conditions);
            let closed = format!("({text} {{ {word} {condition} }})");
            text = if word == "AND" && self.below(2) == 0 && !text.contains("OR") {
                format!("{text} {{ AND {condition} }}")
            } else {
                closed
            };
        }
        text
    }

    fn statement(&mut self) -> String {
        const EMPLOYEE: [&str; 8] = [
            "e.email = :a",
            "e.id::text = :b",
            "e.email IS NOT NULL AND e.name > :c",
            "e.salary > 1 AND e.name = :a",
            "EXISTS (SELECT FROM badge g WHERE g.employee_id = e.id AND g.label = :d)",
            "c.name = :b",
            "e.company_id::text = :d",
            "e.email IS NULL AND :c = e.name",
        ];
        const COMPANY: [&str; 4] = [
            "c.name = :a",
            "c.type::text = :c",
            "c.name IS NULL AND e.email = :d",
            "e.salary::text = :b",
        ];
        let always = [
            "true",
            "e.id = :id",
            "e.email IS NOT NULL",
            "NOT e.email IS NULL",
            "c.type IS NOT NULL",
        ];
        match self.below(4) {
            0 => {
                let set =
                    ["name = :a", "email = :b", "salary = NULLIF(:c, '')::numeric", "email = :p"];
                let first =
                    self.pick(&["{ name = :a }", "name = 'x'", "{ email = :p }", "salary = 1"]);
                let taken = first.trim_start_matches("{ ").split(' ').next().unwrap_or_default();
                let more: Vec<_> = set.into_iter().filter(|s| !s.starts_with(taken)).collect();
                let more = self.pick(&more);
                let filter = self.pick(&["id = :id", "true", "email IS NOT NULL"]);
                let part = self.pick(&["", "{ AND email = :d }", "{ AND salary > length(:c) }"]);
                format!(
                    "UPDATE employee SET {first} {{ , {more} }} WHERE {filter} {part}
                     RETURNING id, name, email, salary, coalesce(email, salary::text) AS either"
                )
            }
            1 => {
                let filter = self.conditions(&["true", "e.id = :id"], &EMPLOYEE[..5], 2);
                format!("DELETE FROM employee e WHERE {filter} RETURNING email, salary")
            }
            kind => {
                let join = self.pick(&["JOIN", "LEFT JOIN", "RIGHT JOIN", "FULL JOIN"]);
                let full = join == "FULL JOIN";
                let on = if full {
                    "c.id = e.company_id".to_owned()
                } else {
                    self.conditions(&["c.id = e.company_id"], &COMPANY, 2)
                };
                let filter = self.conditions(&always, &EMPLOYEE, 3);
                let tail = self.pick(&["", "{ LIMIT :limit }", "{ OFFSET :offset }", "LIMIT 1"]);
                let tail = tail.replace(":limit", "length(:c)").replace(":offset", "length(:d)");
                if kind == 2 {
                    return format!(
                        "SELECT count(*) AS n, max(e.email) AS top FROM employee e {join} company c ON {on}
                          WHERE {filter} {tail}"
                    );
                }
                format!(
                    "SELECT e.id, e.email, e.salary, c.name, c.type, coalesce(e.email, c.name) AS either
                       FROM employee e {join} company c ON {on} WHERE {filter}
                      ORDER BY {{ order: e.id | c.name DESC | e.salary, e.id }} {tail}"
                )
            }
        }
    }
}
