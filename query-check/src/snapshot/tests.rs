//! Reading and writing the file.

use super::*;

fn example() -> Snapshot {
    Snapshot {
        format: FORMAT,
        server: 15,
        search_path: vec!["public".into()],
        schemas: vec!["public".into()],
        enums: vec![Enum {
            name: "public.company_type".into(),
            labels: vec!["private".into(), "a, \"b\": c".into()],
            ..Enum::default()
        }],
        relations: vec![Relation {
            name: "public.company".into(),
            columns: vec![
                Column {
                    name: "id".into(),
                    ty: "uuid".into(),
                    not_null: true,
                    ..Column::default()
                },
                Column { name: "name".into(), ty: "varchar(30)".into(), ..Column::default() },
            ],
            unique_keys: vec![UniqueKey {
                name: "company_pkey".into(),
                constraint: Some("primary key".into()),
                columns: vec![Some("id".into())],
                ..UniqueKey::default()
            }],
            ..Relation::default()
        }],
        ..Snapshot::default()
    }
}

#[test]
fn a_fact_stands_on_a_line_of_its_own() {
    let expected = r#"{
 "format": 1,
 "server": 15,
 "search_path": ["public"],
 "schemas": [
  "public"
 ],
 "enums": [
  {"name": "public.company_type", "labels": ["private", "a, \"b\": c"]}
 ],
 "relations": [
  {
   "name": "public.company",
   "kind": "table",
   "columns": [
    {"name": "id", "type": "uuid", "not_null": true},
    {"name": "name", "type": "varchar(30)"}
   ],
   "unique_keys": [
    {"name": "company_pkey", "constraint": "primary key", "columns": ["id"]}
   ]
  }
 ]
}
"#;
    assert_eq!(example().to_json(), expected);
}

#[test]
fn what_is_written_is_read() {
    assert_eq!(Snapshot::from_json(&example().to_json()), Ok(example()));
}

#[test]
fn a_snapshot_that_cannot_be_used_says_what_to_do() {
    let message =
        |text: &str| Snapshot::from_json(text).map(|_| ()).expect_err("an error").to_string();
    let malformed = message("{\n \"format\": 1,\n<<<<<<< HEAD\n}");
    assert!(malformed.contains("line 3, column 1"), "{malformed}");
    let mistyped = message("{\"format\": 1, \"server\": 15,\n\"schemas\": 7}");
    assert!(mistyped.contains("line 2") && mistyped.contains("invalid type"), "{mistyped}");
    let newer = message("{\"format\": 99, \"server\": 15, \"schemas\": 7}");
    assert!(newer.contains("newer microcosm-postgres") && newer.contains("upgrade"), "{newer}");
    assert!(message("{\"format\": 99}").contains("newer"));
    let major = message("{\"format\": 1, \"server\": 13}");
    assert!(major.contains("PostgreSQL 13") && major.contains("14 to 18"), "{major}");
    assert!(message("{}").contains("no snapshot"));
    assert!(message("[1]").contains("no snapshot"));
    assert!(message("").contains("cannot be read"));
}
