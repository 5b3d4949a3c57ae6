//! Loading: what a snapshot says is what the catalog answers.

use crate::catalog::{
    Catalog, CollationId, KeyElement, ReferentialAction, RelationKind, TypeId, TypeKind,
};
use crate::snapshot::{Snapshot, SnapshotError};

const EXAMPLE: &str = r#"{
  "format": 1, "server": 16, "search_path": ["app"], "schemas": ["app", "Odd"],
  "enums": [{"name": "app.kind", "labels": ["a", "b"]}],
  "domains": [
    {"name": "app.a_domain", "type": "app.z_domain"},
    {"name": "app.z_domain", "type": "varchar(30)", "checks": [{"name": "c", "expression": "x"}]}
  ],
  "ranges": [{"name": "app.r", "subtype": "float8", "multirange": "app.mr"}],
  "composites": [{"name": "app.pair", "attributes": [{"name": "a", "type": "app.kind[]"}]}],
  "relations": [
    {"name": "\"Odd\".\"T\"", "kind": "table",
     "columns": [{"name": "b", "type": "int4"}, {"name": "p", "type": "app.parent"}],
     "foreign_keys": [{"name": "fk", "columns": ["b"], "references": "app.parent",
                       "referenced_columns": ["id"], "on_delete": "cascade"}]},
    {"name": "app.parent", "kind": "table",
     "columns": [{"name": "name", "type": "app.a_domain"}, {"name": "id", "type": "int4", "not_null": true}],
     "unique_keys": [{"name": "parent_pkey", "constraint": "primary key", "columns": ["id"]},
                     {"name": "lower_key", "columns": [null], "expressions": ["lower(name)"]}]},
    {"name": "app.seq", "kind": "sequence"}
  ],
  "functions": [{"name": "app.eq", "args": ["app.kind", "app.kind"], "returns": "bool"}],
  "operators": [{"name": "app.===", "left": "app.kind", "right": "app.kind", "result": "bool",
                 "function": "app.eq", "commutator": "app.===", "negator": "app.!=="}],
  "casts": [{"source": "app.kind", "target": "int4", "context": "implicit", "inout": true}],
  "operator_classes": [{"name": "app.ops", "method": "btree", "family": "integer_ops", "type": "app.kind"}]
}"#;

fn load(text: &str) -> Result<Catalog, SnapshotError> {
    Catalog::new(Snapshot::from_json(text)?)
}

#[test]
fn types_follow_the_type_below() {
    let catalog = load(EXAMPLE).expect("a catalog");
    let domain = catalog.find_type("a_domain").expect("the domain");
    assert_eq!(catalog.base_type(domain.id), TypeId::VARCHAR);
    assert_eq!((domain.category, domain.collation), (b'S', Some(CollationId::DEFAULT)));
    assert!(matches!(domain.kind, TypeKind::Domain { checked: true, .. }));
    let array = catalog.ty(domain.array.expect("its array"));
    assert_eq!((&*array.name, array.element), ("_a_domain", Some(domain.id)));
    let range = catalog.find_type("r").expect("the range");
    let TypeKind::Range { subtype, multirange, .. } = range.kind else { panic!("{range:?}") };
    assert_eq!((subtype, &*catalog.ty(multirange).name), (TypeId::FLOAT8, "mr"));
    let pair = catalog.find_type("pair").expect("the composite");
    let TypeKind::Composite(attributes) = pair.kind else { panic!("{pair:?}") };
    let attributes = catalog.relation(attributes).expect("its attributes");
    assert_eq!(catalog.format_type(attributes.columns[0].ty), "kind[]");
}

#[test]
fn relations_know_their_keys() {
    let catalog = load(EXAMPLE).expect("a catalog");
    let odd = catalog.schema("Odd").expect("the schema");
    let child = catalog.relation_in(odd, "T").expect("the child");
    let parent = catalog.find_relation("parent").expect("the parent");
    assert_eq!(parent.primary_key.as_deref(), Some(&[1][..]));
    let details = parent.details.as_ref().expect("details");
    assert_eq!(details.unique_keys[1].elements, [KeyElement::Expression("lower(name)".into())]);
    let key = &child.details.as_ref().expect("details").foreign_keys[0];
    assert_eq!((key.references, key.on_delete), (parent.id, ReferentialAction::Cascade));
    assert_eq!((&*key.columns, &*key.referenced_columns), (&[0][..], &[1][..]));
    assert_eq!(child.columns[1].ty, parent.row_type);
    let index = catalog.find_relation("parent_pkey").expect("the index");
    assert_eq!(index.kind, RelationKind::Index);
    assert_eq!(catalog.find_relation("seq").map(|s| s.columns.len()), Some(3));
    assert!(catalog.find_relation("T").is_none());
}

#[test]
fn operators_find_function_and_commutator() {
    let catalog = load(EXAMPLE).expect("a catalog");
    let operator = catalog.operators_named("===").next().expect("the operator");
    assert_eq!(operator.commutator, Some(operator.id));
    assert_eq!(operator.negator, None);
    assert_eq!(catalog.function(operator.function).map(|f| &*f.name), Some("eq"));
    let kind = catalog.find_type("kind").expect("the enum").id;
    assert!(catalog.cast(kind, TypeId::INT4).is_some());
    let classes = || catalog.operator_classes(crate::catalog::AccessMethod::Btree);
    let own = classes().find(|c| c.name == "ops").expect("the class");
    let builtin = classes().find(|c| c.name == "int4_ops").expect("int4_ops");
    assert_eq!(own.family, builtin.family);
}

#[test]
fn a_name_that_is_not_there_is_told() {
    let text = EXAMPLE.replace("\"references\": \"app.parent\"", "\"references\": \"app.gone\"");
    let message = load(&text).expect_err("an error").to_string();
    assert!(
        message.contains("relation app.gone") && message.contains("\"Odd\".\"T\""),
        "{message}"
    );
}
