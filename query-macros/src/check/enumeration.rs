//! Enums, label by label, both ways.

use heck::{ToSnakeCase as _, ToUpperCamelCase as _};
use query_check::catalog::{Catalog, TypeKind};
use query_check::suggest::closest;

use super::{Message, names};
use crate::report::Report;
use crate::syntax::{Enumeration, Variant};

/// An enum with the label of each variant.
pub(crate) struct EnumerationPlan<'a> {
    pub(crate) syntax: &'a Enumeration,
    /// The type's name without its schema.
    pub(crate) type_name: String,
    /// The labels in the order of the variants.
    pub(crate) labels: Vec<String>,
}

impl<'a> EnumerationPlan<'a> {
    /// What can be said without a snapshot.
    pub(crate) fn unchecked(syntax: &'a Enumeration) -> Self {
        let text = syntax.postgres.value();
        let type_name = text.rsplit('.').next().unwrap_or_default().to_owned();
        let labels = syntax.variants.iter().map(assumed_label).collect();
        Self { syntax, type_name, labels }
    }

    pub(crate) fn check(catalog: &Catalog, syntax: &'a Enumeration, report: &mut Report) -> Self {
        let mut plan = Self::unchecked(syntax);
        let ty = match names::ty(catalog, &syntax.postgres.value()) {
            Ok(ty) => ty,
            Err(message) => {
                report.error(syntax.postgres.span(), message);
                return plan;
            }
        };
        let TypeKind::Enum(labels) = &ty.kind else {
            let message =
                Message::new(format!("`{}` is no enum", syntax.postgres.value())).help(format!(
                    "a Rust type that stands for it is declared with `type {} = …;`",
                    syntax.name
                ));
            report.error(syntax.postgres.span(), message);
            return plan;
        };
        plan.type_name = ty.name.to_string();
        plan.match_labels(labels, report);
        plan
    }

    fn match_labels(&mut self, labels: &[String], report: &mut Report) {
        let found: Vec<_> = self.syntax.variants.iter().map(|v| label_of(v, labels)).collect();
        let mut left: Vec<&String> =
            labels.iter().filter(|label| !found.iter().flatten().any(|f| f == label)).collect();
        let name = &self.syntax.name;
        let postgres = self.syntax.postgres.value();
        for (variant, label) in self.syntax.variants.iter().zip(&found) {
            if label.is_some() {
                continue;
            }
            let wanted = assumed_label(variant);
            let span = variant.label.as_ref().map_or(variant.name.span(), syn::LitStr::span);
            let message = Message::new(format!("enum `{postgres}` has no label `{wanted}`"));
            // A misspelt variant is one mistake, not an unknown label and a missing variant.
            let close =
                closest(&wanted, left.iter().map(|label| label.as_str())).map(str::to_owned);
            report.error(
                span,
                match &close {
                    Some(label) => message.help(format!(
                        "did you mean `{}`, for the label `{label}`?",
                        variant_name(label)
                    )),
                    None => message.help(format!("its labels are {}", list(labels))),
                },
            );
            left.retain(|label| Some(*label) != close.as_ref());
        }
        for label in left {
            let message = format!(
                "enum `{postgres}` has the label `{label}`, for which `{name}` has no variant"
            );
            report
                .error(name.span(), Message::new(message).help(format!("add `{}`", paste(label))));
        }
        for (slot, label) in self.labels.iter_mut().zip(found) {
            if let Some(label) = label {
                slot.clone_from(label);
            }
        }
        self.repeated(report);
    }

    fn repeated(&self, report: &mut Report) {
        for (place, label) in self.labels.iter().enumerate() {
            if self.labels[..place].contains(label) {
                let variant = &self.syntax.variants[place];
                report.error(
                    variant.name.span(),
                    format!("the label `{label}` has a variant already"),
                );
            }
        }
    }
}

/// The label of a variant: the one written, the one of just that name, or the only one that has the same
/// words in whatever case (`InProgress`: `in_progress`, `IN PROGRESS`, `in-progress`).
fn label_of<'l>(variant: &Variant, labels: &'l [String]) -> Option<&'l String> {
    if let Some(written) = &variant.label {
        let written = written.value();
        return labels.iter().find(|label| **label == written);
    }
    let name = variant.name.to_string();
    if let Some(exact) = labels.iter().find(|label| **label == name) {
        return Some(exact);
    }
    let words = name.to_snake_case();
    let mut same = labels.iter().filter(|label| label.to_snake_case() == words);
    match (same.next(), same.next()) {
        (Some(only), None) => Some(only),
        // Labels that differ in case alone: the one that is written as heck writes it.
        _ => labels.iter().find(|label| **label == words),
    }
}

fn assumed_label(variant: &Variant) -> String {
    match &variant.label {
        Some(label) => label.value(),
        None => variant.name.to_string().to_snake_case(),
    }
}

fn variant_name(label: &str) -> String {
    label.to_upper_camel_case()
}

/// The line to paste for a label.
fn paste(label: &str) -> String {
    let name = variant_name(label);
    match syn::parse_str::<syn::Ident>(&name) {
        Ok(_) if name.to_snake_case() == label.to_snake_case() => format!("{name},"),
        Ok(_) => format!("#[label = {label:?}] {name},"),
        Err(_) => format!("#[label = {label:?}] Variant,"),
    }
}

fn list(labels: &[String]) -> String {
    let quoted: Vec<_> = labels.iter().map(|label| format!("`{label}`")).collect();
    quoted.join(", ")
}
