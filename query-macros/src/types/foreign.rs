//! Types that the block does not know: what they are taken for is proved by the compiler.

use query_check::catalog::{Catalog, TypeId, TypeKind};
use quote::ToTokens as _;
use syn::Type;

use super::scalar::SCALARS;

/// A type, and the names of what it was taken for: it has to stand for one of them.
pub(crate) struct Foreign {
    pub(crate) ty: Type,
    pub(crate) names: Vec<String>,
    /// For people.
    postgres: String,
}

impl Foreign {
    pub(super) fn new(catalog: &Catalog, written: &Type, ty: TypeId) -> Self {
        let mut names = Vec::new();
        let mut add = |id: TypeId| {
            let ty = catalog.ty(id);
            let whole = format!("{}.{}", catalog.schema_name(ty.schema), ty.name);
            for name in [catalog.format_type(id), ty.name.to_string(), whole] {
                if !names.contains(&name) {
                    names.push(name);
                }
            }
        };
        // A domain's values are those of what it is over, and a query's columns do not tell them apart.
        let base = catalog.base_type(ty);
        add(ty);
        add(base);
        let is_over = |of: &&query_check::catalog::Type| {
            matches!(of.kind, TypeKind::Domain { .. }) && catalog.base_type(of.id) == base
        };
        catalog.types().filter(is_over).for_each(|domain| add(domain.id));
        // `text` and `varchar` are one and the same to who reads them.
        let of = &*catalog.ty(base).name;
        if let Some(scalar) =
            SCALARS.iter().find(|row| base.is_builtin() && row.builtin.contains(&of))
        {
            let alike = scalar.builtin.iter().map(|name| name.to_string());
            names.extend(alike.filter(|name| name != of));
        }
        Self { ty: written.clone(), names, postgres: catalog.format_type(ty) }
    }

    pub(super) fn is_same(&self, other: &Self) -> bool {
        let spelled = |of: &Self| of.ty.to_token_stream().to_string();
        self.names == other.names && spelled(self) == spelled(other)
    }

    /// Why it does not compile where the type stands for another one.
    pub(crate) fn message(&self) -> String {
        let name = self.ty.to_token_stream().to_string().replace(' ', "");
        let postgres = &self.postgres;
        format!(
            "`{name}` is used for `{postgres}` in `store!`, but its `#[pg = \"…\"]` (`PgType::NAME`) names \
             another type"
        )
    }
}
