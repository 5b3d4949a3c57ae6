//! Is it right? The block against the snapshot, one file per noun.
//!
//! Each check reports what is wrong and gives a plan all the same, as whole as can be: the expansion of a
//! block with mistakes still declares its types and functions, so that the mistakes are the only errors.

mod bulk;
mod cascades;
mod constraints;
mod declared_row;
mod doc;
mod dynamic;
mod enumeration;
mod fragment;
mod function;
mod message;
mod model;
mod names;
mod operation;
mod order;
mod parameters;
mod role;
mod row_parts;
mod row_type;
mod rows;
mod scope;
mod statement;
mod store;

use std::cell::RefCell;

use query_check::catalog::Catalog;

pub(crate) use bulk::CopyPlan;
pub(crate) use declared_row::{DeclaredRow, Holds};
pub(crate) use dynamic::{OrderType, patched};
pub(crate) use enumeration::EnumerationPlan;
pub(crate) use function::{BodyPlan, FunctionPlan, Given};
pub(crate) use message::Message;
pub(crate) use model::{FieldPlan, ModelPlan};
pub(crate) use operation::{Argument, OperationPlan};
pub(crate) use role::Role;
pub(crate) use row_parts::{ModelPart, Part};
pub(crate) use row_type::{RowType, RowTypes, field_name};
pub(crate) use rows::{Count, Outcome, RowShape};
pub(crate) use scope::StoreScope;
pub(crate) use statement::{NamePlan, StatementPlan};
pub(crate) use store::StorePlan;

use crate::report::Report;
use crate::syntax::Block;
use crate::types::{Declared, Foreign, Types};

/// All that the expansion is made from.
pub(crate) struct Plan<'a> {
    pub(crate) enumerations: Vec<EnumerationPlan<'a>>,
    pub(crate) user_types: Vec<&'a syn::Ident>,
    /// Types from elsewhere that have to stand for what they were taken for.
    pub(crate) foreign: Vec<Foreign>,
    pub(crate) models: Vec<ModelPlan<'a>>,
    pub(crate) rows: Vec<RowType<'a>>,
    pub(crate) declared_rows: Vec<DeclaredRow<'a>>,
    pub(crate) orders: Vec<OrderType<'a>>,
    pub(crate) stores: Vec<StorePlan<'a>>,
}

/// Checks a block; without a catalog, which is reported where it was looked for, it is only laid out.
pub(crate) fn check<'a>(
    block: &'a Block,
    catalog: Option<&Catalog>,
    report: &mut Report,
) -> Plan<'a> {
    let declared = declare(block, catalog, report);
    let types =
        catalog.map(|catalog| Types { catalog, declared: &declared, foreign: RefCell::default() });
    let enumerations = block.enumerations.iter().map(|syntax| match catalog {
        Some(catalog) => EnumerationPlan::check(catalog, syntax, report),
        None => EnumerationPlan::unchecked(syntax),
    });
    let enumerations = enumerations.collect();
    let models = block.models.iter().map(|syntax| match &types {
        Some(types) => ModelPlan::check(types, syntax, report),
        None => ModelPlan::unchecked(syntax),
    });
    let models: Vec<_> = models.collect();
    let rows = block.rows.iter().map(|syntax| DeclaredRow::new(syntax, &models, report));
    let mut rows = RowTypes { types: Vec::new(), declared: rows.collect(), orders: Vec::new() };
    declared_row::check_names(&mut rows.declared, &models, types.as_ref(), report);
    let stores = block
        .stores
        .iter()
        .map(|syntax| StorePlan::check(types.as_ref(), &models, &mut rows, syntax, report))
        .collect::<Vec<_>>();
    store::same_filters(&stores, report);
    scope::same_creations(&models, &stores, report);
    declared_row::check_use(&rows, report);
    let user_types = block.user_types.iter().map(|user| &user.name).collect();
    Plan {
        enumerations,
        user_types,
        foreign: types.map(|types| types.foreign.into_inner()).unwrap_or_default(),
        models,
        rows: rows.types,
        declared_rows: rows.declared,
        orders: rows.orders,
        stores,
    }
}

/// The Rust types that the block ties to types of the database.
fn declare(block: &Block, catalog: Option<&Catalog>, report: &mut Report) -> Declared {
    let mut declared = Declared::default();
    let enums = block.enumerations.iter().map(|e| (&e.name, &e.postgres, false));
    let users = block.user_types.iter().map(|user| (&user.name, &user.postgres, true));
    for (name, postgres, is_user_type) in enums.chain(users) {
        let ty = catalog.and_then(|catalog| match names::ty(catalog, &postgres.value()) {
            Ok(ty) => Some(ty.id),
            Err(message) => {
                // An enum's own check says it of the enum.
                if is_user_type {
                    report.error(postgres.span(), message);
                }
                None
            }
        });
        if !declared.add(name, ty) {
            report.error(name.span(), format!("`{name}` is declared twice"));
        }
    }
    declared
}
