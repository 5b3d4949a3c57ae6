//! What the generated tables must hold, whatever the majors brought.

use super::*;
use crate::catalog::{Catalog, CollationId, SUPPORTED_MAJORS};

fn sorted_by<T, K: Ord>(rows: &[T], key: impl Fn(&T) -> K) -> bool {
    rows.is_sorted_by_key(key)
}

#[test]
fn tables_are_sorted_as_lookups_expect() {
    let b = builtins();
    assert!(sorted_by(b.types, |t| t.name.clone()));
    assert!(sorted_by(b.functions, |f| f.name.clone()));
    assert!(sorted_by(b.operators, |o| o.name.clone()));
    assert!(sorted_by(b.relations, |r| r.name.clone()));
    assert!(sorted_by(b.casts, |c| (c.source, c.target)));
    assert!(sorted_by(b.types_by_id, |p| b.types[usize::from(*p)].id));
    assert!(sorted_by(b.functions_by_id, |p| b.functions[usize::from(*p)].id));
    assert!(sorted_by(b.operators_by_id, |p| b.operators[usize::from(*p)].id));
    assert!(sorted_by(b.relations_by_id, |p| b.relations[usize::from(*p)].id));
}

#[test]
fn no_major_has_two_rows_of_one_identity() {
    let b = builtins();
    for major in SUPPORTED_MAJORS {
        let mask = 1 << (major - SUPPORTED_MAJORS.start());
        let mut ids: Vec<u32> =
            b.types.iter().filter(|t| t.majors & mask != 0).map(|t| t.id.0).collect();
        assert!(ids.len() > 500, "types of {major}");
        ids.sort_unstable();
        assert!(ids.windows(2).all(|w| w[0] != w[1]), "types of {major}");
        let mut ids: Vec<u32> =
            b.functions.iter().filter(|f| f.majors & mask != 0).map(|f| f.id.0).collect();
        assert!(ids.len() > 3000, "functions of {major}");
        ids.sort_unstable();
        assert!(ids.windows(2).all(|w| w[0] != w[1]), "functions of {major}");
    }
}

#[test]
fn what_a_row_refers_to_is_there_in_every_major_of_the_row() {
    for major in SUPPORTED_MAJORS {
        let catalog = Catalog::builtin(major).expect("a supported major");
        let known = |id: TypeId| catalog.ty(id).id == id && id != TypeId::INVALID;
        let b = builtins();
        for f in b.functions.iter().filter(|f| catalog.has(f.majors)) {
            assert!(f.args.iter().all(|a| known(*a)), "{major} {}", f.name);
            assert!(f.outputs.iter().all(|(_, t)| known(*t)), "{major} {}", f.name);
            assert!(known(f.result), "{major} {}", f.name);
        }
        for o in b.operators.iter().filter(|o| catalog.has(o.majors)) {
            assert!(o.left.is_none_or(known) && known(o.right) && known(o.result));
            assert!(catalog.function(o.function).is_some(), "{major} {}", o.name);
        }
        for r in b.relations.iter().filter(|r| catalog.has(r.majors)) {
            assert!(r.columns.iter().all(|c| known(c.ty)), "{major} {}", r.name);
            assert!(
                r.columns
                    .iter()
                    .all(|c| c.collation.is_none_or(|c| catalog.collation(c).is_some()))
            );
        }
        for t in b.types.iter().filter(|t| catalog.has(t.majors)) {
            assert!(t.array.is_none_or(known) && t.element.is_none_or(known), "{major} {}", t.name);
            if let TypeKind::Composite(relation) = t.kind {
                assert_eq!(catalog.relation(relation).map(|r| r.row_type), Some(t.id));
            }
        }
        for c in b.casts.iter().filter(|c| catalog.has(c.majors)) {
            assert!(known(c.source) && known(c.target));
        }
    }
}

#[test]
fn each_major_has_what_it_brought() {
    let catalog = |major| Catalog::builtin(major).expect("a supported major");
    for major in SUPPORTED_MAJORS {
        let catalog = catalog(major);
        assert_eq!(catalog.find_type("int4").map(|t| t.id), Some(TypeId::INT4));
        assert_eq!(catalog.ty(TypeId::INT4_ARRAY).element, Some(TypeId::INT4));
        assert!(catalog.find_relation("pg_class").is_some_and(|r| r.primary_key.is_some()));
        let schema = catalog.schema("information_schema").expect("information_schema");
        assert!(catalog.relation_in(schema, "columns").is_some());
        assert!(catalog.type_in(schema, "sql_identifier").is_some());
        let c = catalog.collation_in(SchemaId::PG_CATALOG, "C").map(|c| c.id);
        assert_eq!(c, Some(CollationId::C));
        assert!(catalog.collation_in(SchemaId::PG_CATALOG, "en-x-icu").is_some());
    }
    let has = |major, name| catalog(major).functions_named(name).next().is_some();
    assert!(!has(14, "regexp_count") && has(15, "regexp_count"));
    assert!(!has(17, "uuidv7") && has(18, "uuidv7"));
    assert!(Catalog::builtin(13).is_none() && Catalog::builtin(19).is_none());
}

#[test]
fn operators_of_families_stand_in_the_order_of_their_families() {
    assert!(super::builtins().family_operators.is_sorted_by_key(|o| o.family));
}
