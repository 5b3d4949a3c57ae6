//! A store: its model, its operations and its queries.

use query_check::suggest::closest;
use syn::ext::IdentExt as _;

use super::fragment::Fragments;
use super::function::Around;
use super::{FunctionPlan, Message, ModelPlan, OperationPlan, RowTypes, StoreScope};
use crate::report::Report;
use crate::syntax::Store;
use crate::types::Types;

/// A store with what it may do.
pub(crate) struct StorePlan<'a> {
    pub(crate) syntax: &'a Store,
    /// Its model, by place.
    pub(crate) model: Option<usize>,
    pub(crate) scope: Option<StoreScope<'a>>,
    pub(crate) operations: Vec<OperationPlan<'a>>,
    pub(crate) functions: Vec<FunctionPlan<'a>>,
}

impl<'a> StorePlan<'a> {
    pub(crate) fn check(
        types: Option<&Types<'_>>,
        models: &[ModelPlan<'a>],
        rows: &mut RowTypes<'a>,
        syntax: &'a Store,
        report: &mut Report,
    ) -> Self {
        let place = find_model(models, syntax, report);
        let model = place.map(|place| &models[place]);
        let scope = StoreScope::check(types, syntax, report);
        let name = syntax.name.to_string();
        let mut taken: Vec<String> = vec!["new".to_owned()];
        let mut is_new = |method: &syn::Ident, report: &mut Report| {
            let text = method.unraw().to_string();
            let known = taken.contains(&text);
            if known {
                report.error(method.span(), format!("`{name}` has a function `{text}` already"));
            }
            taken.push(text);
            !known
        };
        let mut operations: Vec<OperationPlan<'a>> = Vec::new();
        for operation in &syntax.operations {
            if !is_new(&operation.name, report) {
                continue;
            }
            operations.extend(model.map(|model| match types {
                Some(types) => {
                    let scope = scope.as_ref();
                    OperationPlan::check(types, model, &name, scope, operation, report)
                }
                None => OperationPlan::unchecked(model, operation),
            }));
        }
        let fragments = Fragments::check(syntax, report);
        let mut functions = Vec::new();
        for function in &syntax.functions {
            if !is_new(&function.name, report) {
                continue;
            }
            functions.push(match types {
                Some(types) => {
                    let around = Around {
                        types,
                        models,
                        model,
                        scope: scope.as_ref(),
                        store: &name,
                        fragments: &fragments,
                    };
                    FunctionPlan::check(&around, rows, function, report)
                }
                None => FunctionPlan::unchecked(function, models, types, rows),
            });
        }
        // Without a schema no query was looked at.
        if types.is_some() {
            fragments.unused(syntax, report);
        }
        Self { syntax, model: place, scope, operations, functions }
    }

    /// The field of its model that its scope gives, by place.
    pub(crate) fn scope_field(&self, models: &[ModelPlan<'_>]) -> Option<usize> {
        self.scope.as_ref()?.field(&models[self.model?])
    }
}

fn find_model(models: &[ModelPlan<'_>], syntax: &Store, report: &mut Report) -> Option<usize> {
    let Some(name) = &syntax.model else {
        if let Some(operation) = syntax.operations.first() {
            let message = Message::new(format!("`{}` is about a model", operation.name))
                .help(format!("say which: `store {} for Model`", syntax.name));
            report.error(operation.name.span(), message);
        }
        return None;
    };
    let found = models.iter().position(|model| model.syntax.name == *name);
    if found.is_none() {
        let message = Message::new(format!("this block has no model `{name}`"));
        let names = models.iter().map(|model| model.syntax.name.to_string());
        let message = match closest(&name.to_string(), names) {
            Some(close) => message.help(format!("did you mean `{close}`?")),
            None => message.help(format!("declare it: `model {name} = \"table\" {{ … }}`")),
        };
        report.error(name.span(), message);
    }
    found
}

/// `search` and `search_first`, of all stores of a model, share the type of what is searched by.
pub(super) fn same_filters(stores: &[StorePlan<'_>], report: &mut Report) {
    let mut first: Vec<(usize, &OperationPlan<'_>)> = Vec::new();
    for store in stores {
        let Some(model) = store.model else { continue };
        for operation in store.operations.iter().filter(|operation| operation.is_search()) {
            match first.iter().find(|(of, _)| *of == model) {
                None => first.push((model, operation)),
                Some((_, known)) if known.filters == operation.filters => {}
                Some(_) => {
                    let message = "the searches of a model take the same fields, in the same order";
                    let help =
                        "list all of them in each; a field is a filter only when it is given";
                    let message = Message::new(message).help(help);
                    report.error(operation.syntax.name.span(), message);
                }
            }
        }
    }
}
