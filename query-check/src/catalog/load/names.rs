//! What the names of a snapshot stand for, while it is loaded.

use std::cell::RefCell;
use std::collections::HashMap;

use super::super::builtins::{Builtins, builtins};
use super::super::{
    CollationId, FIRST_USER_ID, FunctionId, Objects, OperatorId, RelationId, SUPPORTED_MAJORS,
    SchemaId, Type, TypeId,
};
use crate::snapshot::{QualifiedName, Snapshot, SnapshotError, parse_type};

/// The objects so far, and the identities of all that will come.
pub(super) struct Names {
    pub(super) user: Objects,
    pub(super) mask: u8,
    pub(super) search_path: Vec<SchemaId>,
    builtins: &'static Builtins,
    schemas: HashMap<String, SchemaId>,
    types: HashMap<String, TypeId>,
    /// Built-in types that were asked for: most columns have one of a few.
    builtin_types: RefCell<HashMap<String, TypeId>>,
    relations: HashMap<String, RelationId>,
    collations: HashMap<String, CollationId>,
    next_type: u32,
}

/// An error for a name that nothing has.
pub(super) fn unknown(kind: &'static str, name: &str, used_by: &str) -> SnapshotError {
    SnapshotError::UnknownName { kind, name: name.to_owned(), used_by: used_by.to_owned() }
}

impl Names {
    /// Numbers what `snapshot` defines; `None` for an unsupported major.
    pub(super) fn new(snapshot: &Snapshot) -> Option<Self> {
        if !SUPPORTED_MAJORS.contains(&snapshot.server) {
            return None;
        }
        let mut names = Self {
            user: Objects::default(),
            mask: 1 << (snapshot.server - SUPPORTED_MAJORS.start()),
            search_path: Vec::new(),
            builtins: builtins(),
            schemas: HashMap::new(),
            types: HashMap::new(),
            builtin_types: RefCell::default(),
            relations: HashMap::new(),
            collations: HashMap::new(),
            next_type: FIRST_USER_ID,
        };
        for schema in &snapshot.schemas {
            let id = names.user.add_schema(schema);
            names.schemas.insert(schema.clone(), id);
        }
        for schema in &snapshot.search_path {
            names.search_path.extend(names.schema_named(schema));
        }
        for (place, collation) in snapshot.collations.iter().enumerate() {
            let id = CollationId(FIRST_USER_ID + place as u32);
            names.collations.insert(collation.name.clone(), id);
        }
        names.number_types(snapshot);
        let relations = snapshot.relations.iter().map(|r| &r.name);
        let composites = snapshot.composites.iter().map(|c| &c.name);
        for (place, name) in relations.chain(composites).enumerate() {
            names.relations.insert(name.clone(), RelationId(FIRST_USER_ID + place as u32));
        }
        Some(names)
    }

    /// Numbers types in the order `types::add` adds them; each is followed by its array.
    fn number_types(&mut self, snapshot: &Snapshot) {
        self.types.reserve(snapshot.relations.len() + snapshot.enums.len());
        for ty in &snapshot.base_types {
            self.number_type(&ty.name, if ty.shell { 1 } else { 2 });
        }
        for ty in &snapshot.enums {
            self.number_type(&ty.name, 2);
        }
        for ty in &snapshot.ranges {
            self.number_type(&ty.name, 2);
            self.number_type(&ty.multirange, 2);
        }
        for ty in &snapshot.domains {
            self.number_type(&ty.name, 2);
        }
        for ty in &snapshot.composites {
            self.number_type(&ty.name, 2);
        }
        for relation in snapshot.relations.iter().filter(|r| r.kind.has_row_type()) {
            self.number_type(&relation.name, 2);
        }
    }

    fn number_type(&mut self, name: &str, with_array: u32) {
        self.types.insert(name.to_owned(), TypeId(self.next_type));
        self.next_type += with_array;
    }

    fn has(&self, majors: u8) -> bool {
        majors & self.mask != 0
    }

    fn schema_named(&self, name: &str) -> Option<SchemaId> {
        let user = self.schemas.get(name).copied();
        user.or_else(|| self.builtins.schemas.iter().find(|(_, n)| *n == name).map(|(id, _)| *id))
    }

    /// The schema and the name proper of a qualified name.
    pub(super) fn place(&self, name: &str) -> Result<(SchemaId, String), SnapshotError> {
        let parsed = QualifiedName::parse(name);
        match self.schema_named(&parsed.schema) {
            Some(schema) => Ok((schema, parsed.name.into_owned())),
            None => Err(unknown("schema", &parsed.schema, name)),
        }
    }

    /// The built-in row of a type.
    pub(super) fn builtin_type(&self, id: TypeId) -> Option<&'static Type> {
        self.builtins.type_by_id(id, self.mask)
    }

    /// A type by name, without modifiers or brackets.
    fn element(&self, name: &str) -> Option<TypeId> {
        if let Some(id) = self.types.get(name) {
            return Some(*id);
        }
        if let Some(id) = self.builtin_types.borrow().get(name) {
            return Some(*id);
        }
        let parsed = QualifiedName::parse(name);
        let schema = self.schema_named(&parsed.schema)?;
        let mut found = self.builtins.types_named(&parsed.name);
        let id = found.find(|t| t.schema == schema && self.has(t.majors)).map(|t| t.id)?;
        self.builtin_types.borrow_mut().insert(name.to_owned(), id);
        Some(id)
    }

    /// A type and its modifier.
    pub(super) fn modified_type(
        &self,
        text: &str,
        used_by: &str,
    ) -> Result<(TypeId, i32), SnapshotError> {
        let reference = parse_type(text);
        let id = self.element(reference.name).and_then(|id| match reference.array {
            false => Some(id),
            // The array of a type of the snapshot is numbered right after it.
            true if !id.is_builtin() => Some(TypeId(id.0 + 1)),
            true => self.builtin_type(id).and_then(|t| t.array),
        });
        let id = id.ok_or_else(|| unknown("type", text, used_by))?;
        Ok((id, reference.modifier))
    }

    /// A type.
    pub(super) fn ty(&self, text: &str, used_by: &str) -> Result<TypeId, SnapshotError> {
        self.modified_type(text, used_by).map(|(id, _)| id)
    }

    /// A collation.
    pub(super) fn collation(
        &self,
        name: &str,
        used_by: &str,
    ) -> Result<CollationId, SnapshotError> {
        if let Some(id) = self.collations.get(name) {
            return Ok(*id);
        }
        let parsed = QualifiedName::parse(name);
        let mut found = self.builtins.collations_named(&parsed.name);
        let found = found.find(|c| parsed.schema == "pg_catalog" && self.has(c.majors));
        found.map(|c| c.id).ok_or_else(|| unknown("collation", name, used_by))
    }

    /// A relation of the snapshot, or the attributes of one of its composite types.
    pub(super) fn relation(&self, name: &str, used_by: &str) -> Result<RelationId, SnapshotError> {
        self.relations.get(name).copied().ok_or_else(|| unknown("relation", name, used_by))
    }

    /// A function by name and the types of its input arguments.
    pub(super) fn function(&self, name: &str, args: &[TypeId]) -> Option<FunctionId> {
        let parsed = QualifiedName::parse(name);
        let schema = self.schema_named(&parsed.schema)?;
        let mut user = self.user.functions_named(&parsed.name);
        let user = user.find(|f| f.schema == schema && *f.args == *args).map(|f| f.id);
        user.or_else(|| {
            let mut found = self.builtins.functions_named(&parsed.name);
            found
                .find(|f| f.schema == schema && *f.args == *args && self.has(f.majors))
                .map(|f| f.id)
        })
    }

    /// An operator by name and operands.
    pub(super) fn operator(
        &self,
        name: &str,
        left: Option<TypeId>,
        right: TypeId,
    ) -> Option<OperatorId> {
        let parsed = QualifiedName::parse(name);
        let schema = self.schema_named(&parsed.schema)?;
        let fits =
            |s: SchemaId, l: Option<TypeId>, r: TypeId| s == schema && (l, r) == (left, right);
        let mut user = self.user.operators_named(&parsed.name);
        let user = user.find(|o| fits(o.schema, o.left, o.right)).map(|o| o.id);
        user.or_else(|| {
            let mut found = self.builtins.operators_named(&parsed.name);
            found.find(|o| fits(o.schema, o.left, o.right) && self.has(o.majors)).map(|o| o.id)
        })
    }

    pub(super) fn builtins(&self) -> &'static Builtins {
        self.builtins
    }
}
