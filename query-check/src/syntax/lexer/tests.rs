//! How text is cut into tokens, and what the tokens stand for.

use super::*;

fn lexed(sql: &str, style: ParameterStyle, major: u32) -> Vec<(T, String)> {
    let lexed = lex(sql, style, major);
    let text = |token: &Token| token.span().text(sql).to_owned();
    lexed.tokens.iter().map(|token| (token.kind, text(token))).collect()
}

/// Kinds and texts of the tokens, without the end.
fn tokens(sql: &str) -> Vec<(T, String)> {
    let mut tokens = lexed(sql, ParameterStyle::Named, 18);
    assert_eq!(tokens.pop(), Some((T::Eof, String::new())));
    tokens
}

fn texts(sql: &str) -> Vec<String> {
    tokens(sql).into_iter().map(|(_, text)| text).collect()
}

fn kinds(sql: &str) -> Vec<T> {
    tokens(sql).into_iter().map(|(kind, _)| kind).collect()
}

/// The value of the one string or name in `sql`.
fn value(sql: &str) -> String {
    let lexed = lex(sql, ParameterStyle::Named, 18);
    let token = lexed.tokens[0];
    match token.kind {
        T::Word => identifier_value(sql, token.span(), &lexed.escapes),
        _ => string_value(sql, token.span(), &lexed.escapes),
    }
}

fn error(sql: &str, major: u32) -> String {
    let error = lex(sql, ParameterStyle::Named, major).error.expect("an error");
    format!("{}: {}", error.span.start, error.message)
}

#[test]
fn operators_are_cut_by_the_rules() {
    assert_eq!(texts("a+-b"), ["a", "+", "-", "b"]);
    assert_eq!(texts("a*-b"), ["a", "*", "-", "b"]);
    assert_eq!(texts("a@-b"), ["a", "@-", "b"]);
    assert_eq!(texts("a<@b ->> c"), ["a", "<@", "b", "->>", "c"]);
    assert_eq!(texts("a+/*x*/b"), ["a", "+", "b"]);
    assert_eq!(texts("a+--x\nb"), ["a", "+", "b"]);
    assert_eq!(
        kinds("!= <> <= >= => :="),
        [
            T::NotEquals,
            T::NotEquals,
            T::LessEquals,
            T::GreaterEquals,
            T::EqualsGreater,
            T::ColonEquals
        ]
    );
}

#[test]
fn long_runs_of_signs_take_linear_time() {
    let signs = "+".repeat(200_000);
    assert_eq!(lex(&signs, ParameterStyle::Named, 18).tokens.len(), 200_001);
}

#[test]
fn numbers() {
    assert_eq!(
        kinds("1 2147483647 2147483648 1.5 .5 1e10 0xFF 0xFFFFFFFFFF 1_000"),
        [
            T::IntegerLit,
            T::IntegerLit,
            T::NumberLit,
            T::NumberLit,
            T::NumberLit,
            T::NumberLit,
            T::IntegerLit,
            T::NumberLit,
            T::IntegerLit
        ]
    );
    assert_eq!(texts("1..2"), ["1", "..", "2"]);
    assert_eq!(error("123abc", 18), "0: trailing junk after numeric literal at or near \"123abc\"");
    assert_eq!(error("1e5$", 18), "0: trailing junk after numeric literal at or near \"1e5$\"");
    assert_eq!(error("0x", 18), "0: invalid hexadecimal integer at or near \"0x\"");
    assert_eq!(error("$1a", 18), "0: trailing junk after parameter at or near \"$1a\"");
}

#[test]
fn numbers_before_16_and_15() {
    assert_eq!(error("1_000", 15), "0: trailing junk after numeric literal at or near \"1_000\"");
    let kinds: Vec<T> =
        lexed("123abc", ParameterStyle::Named, 14).into_iter().map(|(kind, _)| kind).collect();
    assert_eq!(kinds, [T::IntegerLit, T::Word, T::Eof]);
}

#[test]
fn strings() {
    assert_eq!(value("'it''s'"), "it's");
    assert_eq!(value("'a' \n -- more\n 'b'"), "ab");
    assert_eq!(texts("'a' 'b'"), ["'a'", "'b'"]);
    assert_eq!(value(r"E'\x41\101\u0041\n\\\''"), "AAA\n\\'");
    assert_eq!(value(r"E'\uD83D\uDE00'"), "😀");
    assert_eq!(value("$$a'b$$"), "a'b");
    assert_eq!(value("$x$a$$b$x$"), "a$$b");
    assert_eq!(value(r"U&'d\0061t\+000061'"), "data");
    assert_eq!(value("U&'d!0061' UESCAPE '!'"), "da");
    assert_eq!(value("B'101'"), "101");
    assert_eq!(kinds("N'a' x'1F'"), [T::Nchar, T::StringLit, T::HexLit]);
}

#[test]
fn names() {
    assert_eq!(value("Company"), "company");
    assert_eq!(value("ÄB"), "Äb");
    assert_eq!(value("\"a\"\"B\""), "a\"B");
    assert_eq!(value(r#"U&"d\0061t""#), "dat");
    let long = "é".repeat(40);
    assert_eq!(value(&long).len(), 62);
}

#[test]
fn wrong_strings() {
    assert_eq!(error("SELECT 'a", 18), "7: unterminated quoted string at or near \"'a\"");
    assert_eq!(error("/* /* */", 18), "0: unterminated /* comment at or near \"/* /* */\"");
    assert_eq!(error("\"\"", 18), "0: zero-length delimited identifier at or near \"\"\"\"");
    assert_eq!(error(r"E'\u00'", 18), "2: invalid Unicode escape");
    assert_eq!(error(r"E'\uD800x'", 18), "8: invalid Unicode surrogate pair at or near \"x\"");
    assert_eq!(error(r"E'\377'", 18), "0: invalid byte sequence for encoding \"UTF8\": 0xff");
    assert_eq!(
        error("U&'a' UESCAPE '+'", 18),
        "14: invalid Unicode escape character at or near \"'+'\""
    );
}

#[test]
fn parameters() {
    assert_eq!(
        kinds("$1 :name a::int"),
        [T::ParamNumber, T::ParamName, T::Word, T::Typecast, T::Int]
    );
    assert_eq!(kinds("':no' \":no\" /* :no */ -- :no"), [T::StringLit, T::Word]);
    let numbered: Vec<T> =
        lexed(":name", ParameterStyle::Numbered, 18).into_iter().map(|(kind, _)| kind).collect();
    assert_eq!(numbered, [T::Colon, T::Name, T::Eof]);
}

#[test]
fn words_that_depend_on_the_next() {
    assert_eq!(kinds("NOT IN NOT x"), [T::NotLa, T::In, T::Not, T::Word]);
    assert_eq!(kinds("WITH TIME WITH x"), [T::WithLa, T::Time, T::With, T::Word]);
    assert_eq!(kinds("NULLS FIRST"), [T::NullsLa, T::First]);
}
