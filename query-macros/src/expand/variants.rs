//! Statements with optional parts: the pieces as a static, and the choice of the variant at the call.

use proc_macro2::{Literal, TokenStream};
use query_check::parts::{Content, Piece, Template};
use quote::{format_ident, quote};
use syn::Ident;

use crate::check::StatementPlan;

/// How a call names its statement and what it sends: two expressions, and what stands before them.
pub(super) struct Call {
    pub(super) before: TokenStream,
    pub(super) statement: TokenStream,
    pub(super) values: TokenStream,
}

/// The call of the statement that `constant` holds, with `arguments`, each an expression of a reference.
/// `given` is for a parameter whether it is given, `picked` the number of an order.
pub(super) fn call(
    constant: &Ident,
    plan: &StatementPlan,
    arguments: &[TokenStream],
    given: impl Fn(&str) -> TokenStream,
    picked: impl Fn(&str) -> TokenStream,
) -> Call {
    let Some(template) = &plan.template else {
        let before = TokenStream::new();
        return Call { before, statement: quote!(&#constant), values: quote!(&[#(#arguments),*]) };
    };
    let private = quote!(::microcosm_postgres::__private);
    let suffix = constant.to_string().to_lowercase();
    let [all, variant, chosen] =
        ["all", "variant", "chosen"].map(|word| format_ident!("__{word}_of_{suffix}"));
    let count = Literal::usize_unsuffixed(arguments.len());
    let number = number(template, given, picked);
    Call {
        before: quote! {
            let #all: [#private::Argument<'_>; #count] = [#(#arguments),*];
            let mut #chosen = #all;
            let #variant = #constant.variant(#number);
            let #chosen = #variant.choose(&#all, &mut #chosen);
        },
        statement: quote!(#variant.statement()),
        values: quote!(#chosen),
    }
}

/// The number of the variant that a call takes.
fn number(
    template: &Template,
    given: impl Fn(&str) -> TokenStream,
    picked: impl Fn(&str) -> TokenStream,
) -> TokenStream {
    let parts = template.bits.deciding.iter().enumerate().map(|(bit, names)| {
        let given = names.iter().map(|name| given(name));
        let bit = Literal::usize_unsuffixed(bit);
        quote!(((#(#given)&&*) as usize) << #bit)
    });
    let orders = template.orders.iter().zip(&template.bits.orders).map(|(order, bit)| {
        let picked = picked(&order.parameter.0);
        let bit = Literal::u32_unsuffixed(*bit);
        quote!((#picked as usize) << #bit)
    });
    let terms = parts.chain(orders);
    quote!(#(#terms)|*)
}

/// `static NAME: Variants = …;`
pub(super) fn declare(
    name: &Ident,
    plan: &StatementPlan,
    template: &Template,
    action: &TokenStream,
) -> TokenStream {
    let private = quote!(::microcosm_postgres::__private);
    let bits = Literal::u32_unsuffixed(template.bits.count);
    let pieces = template.pieces.iter().map(piece);
    let (types, columns) = (&plan.types, &plan.columns);
    quote! {
        static #name: #private::Variants = #private::Variants::new(
            #action,
            #bits,
            &[#(#pieces),*],
            const { &[#(#types),*] },
            &[#(#columns),*],
        );
    }
}

fn piece(piece: &Piece) -> TokenStream {
    let [mask, value, any] =
        [piece.when.mask, piece.when.value, piece.when.any].map(Literal::u32_unsuffixed);
    let private = quote!(::microcosm_postgres::__private);
    match &piece.content {
        Content::Text(sql) => quote!(#private::Piece::text(#mask, #value, #any, #sql)),
        Content::Parameter(place) => {
            let place = Literal::usize_unsuffixed(*place);
            quote!(#private::Piece::parameter(#mask, #value, #any, #place))
        }
    }
}
