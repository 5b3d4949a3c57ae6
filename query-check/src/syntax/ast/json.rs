//! SQL/JSON and XML expressions and tables.

use super::{Alias, Expr, Ident, Query, SortBy, TypeName};
use crate::span::Span;

/// A value with `FORMAT JSON [ENCODING …]`.
#[derive(Clone, Debug, PartialEq)]
pub struct JsonValue {
    /// The value.
    pub expr: Expr,
    /// FORMAT, if written.
    pub format: Option<JsonFormat>,
}

/// `FORMAT JSON [ENCODING name]`.
#[derive(Clone, Debug, PartialEq)]
pub struct JsonFormat {
    /// ENCODING.
    pub encoding: Option<Ident>,
    /// Where.
    pub span: Span,
}

/// `RETURNING type [FORMAT …]`.
#[derive(Clone, Debug, PartialEq)]
pub struct JsonReturning {
    /// The type.
    pub ty: TypeName,
    /// FORMAT.
    pub format: Option<JsonFormat>,
}

/// `key : value`.
#[derive(Clone, Debug, PartialEq)]
pub struct JsonPair {
    /// The key.
    pub key: Expr,
    /// The value.
    pub value: JsonValue,
}

/// SQL/JSON expressions.
#[derive(Clone, Debug, PartialEq)]
pub enum JsonExpr {
    /// JSON_OBJECT(…).
    Object {
        /// The pairs.
        pairs: Vec<JsonPair>,
        /// ABSENT ON NULL.
        absent_on_null: bool,
        /// WITH UNIQUE KEYS.
        unique: bool,
        /// RETURNING.
        returning: Option<JsonReturning>,
    },
    /// JSON_ARRAY(a, b).
    Array {
        /// The values.
        values: Vec<JsonValue>,
        /// ABSENT ON NULL.
        absent_on_null: bool,
        /// RETURNING.
        returning: Option<JsonReturning>,
    },
    /// JSON_ARRAY(SELECT …).
    ArrayQuery {
        /// The query.
        query: Box<Query>,
        /// FORMAT.
        format: Option<JsonFormat>,
        /// RETURNING.
        returning: Option<JsonReturning>,
    },
    /// JSON_OBJECTAGG(k : v).
    ObjectAgg {
        /// The pair.
        pair: Box<JsonPair>,
        /// ABSENT ON NULL.
        absent_on_null: bool,
        /// WITH UNIQUE KEYS.
        unique: bool,
        /// RETURNING.
        returning: Option<JsonReturning>,
        /// FILTER.
        filter: Option<Box<Expr>>,
        /// OVER.
        over: Option<super::Over>,
    },
    /// JSON_ARRAYAGG(v ORDER BY …).
    ArrayAgg {
        /// The value.
        value: JsonValue,
        /// ORDER BY.
        order_by: Vec<SortBy>,
        /// ABSENT ON NULL.
        absent_on_null: bool,
        /// RETURNING.
        returning: Option<JsonReturning>,
        /// FILTER.
        filter: Option<Box<Expr>>,
        /// OVER.
        over: Option<super::Over>,
    },
    /// JSON(text).
    Parse {
        /// The text.
        value: JsonValue,
        /// WITH UNIQUE KEYS.
        unique: bool,
    },
    /// JSON_SCALAR(value).
    Scalar(Box<Expr>),
    /// JSON_SERIALIZE(value RETURNING type).
    Serialize {
        /// The value.
        value: JsonValue,
        /// RETURNING.
        returning: Option<JsonReturning>,
    },
    /// `value IS [NOT] JSON [VALUE | ARRAY | OBJECT | SCALAR] [WITH UNIQUE KEYS]`.
    IsJson {
        /// The value.
        value: JsonValue,
        /// What kind of JSON.
        item: JsonItemType,
        /// WITH UNIQUE KEYS.
        unique: bool,
        /// Negated.
        not: bool,
    },
    /// JSON_EXISTS, JSON_VALUE and JSON_QUERY.
    Path(JsonPath),
}

/// What IS JSON asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum JsonItemType {
    Any,
    Array,
    Object,
    Scalar,
}

/// JSON_EXISTS, JSON_VALUE, JSON_QUERY.
#[derive(Clone, Debug, PartialEq)]
pub struct JsonPath {
    /// Which one.
    pub kind: JsonPathKind,
    /// The document.
    pub context: JsonValue,
    /// The path.
    pub path: Expr,
    /// PASSING value AS name.
    pub passing: Vec<(JsonValue, Ident)>,
    /// RETURNING.
    pub returning: Option<JsonReturning>,
    /// WITH WRAPPER: unspecified, without, conditional, unconditional.
    pub wrapper: JsonWrapper,
    /// KEEP (`Some(true)`) or OMIT QUOTES (`Some(false)`).
    pub keep_quotes: Option<bool>,
    /// ON EMPTY.
    pub on_empty: Option<JsonBehavior>,
    /// ON ERROR.
    pub on_error: Option<JsonBehavior>,
    /// The name of the column, within JSON_TABLE.
    pub column_name: Option<String>,
}

/// Which path function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum JsonPathKind {
    Exists,
    Value,
    Query,
}

/// WITH WRAPPER.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum JsonWrapper {
    Unspecified,
    Without,
    Conditional,
    Unconditional,
}

/// ON EMPTY or ON ERROR.
#[derive(Clone, Debug, PartialEq)]
pub struct JsonBehavior {
    /// What to do.
    pub kind: JsonBehaviorKind,
    /// DEFAULT's expression.
    pub default: Option<Box<Expr>>,
    /// Where.
    pub span: Span,
}

/// What to do on empty or error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum JsonBehaviorKind {
    Null,
    Error,
    Empty,
    True,
    False,
    Unknown,
    EmptyArray,
    EmptyObject,
    Default,
}

/// JSON_TABLE.
#[derive(Clone, Debug, PartialEq)]
pub struct JsonTable {
    /// LATERAL.
    pub lateral: bool,
    /// The document.
    pub context: JsonValue,
    /// The row path.
    pub path: Expr,
    /// `AS name` of the row path.
    pub path_name: Option<Ident>,
    /// PASSING.
    pub passing: Vec<(JsonValue, Ident)>,
    /// COLUMNS.
    pub columns: Vec<JsonTableColumn>,
    /// ON ERROR.
    pub on_error: Option<JsonBehavior>,
    /// AS.
    pub alias: Option<Alias>,
    /// Where.
    pub span: Span,
}

/// A column of JSON_TABLE.
#[derive(Clone, Debug, PartialEq)]
#[allow(clippy::large_enum_variant)]
pub enum JsonTableColumn {
    /// `name FOR ORDINALITY`.
    Ordinality(Ident),
    /// `name type [FORMAT JSON] [PATH …] …`.
    Regular {
        /// Its name.
        name: Ident,
        /// Its type.
        ty: TypeName,
        /// FORMAT.
        format: Option<JsonFormat>,
        /// EXISTS.
        exists: bool,
        /// PATH.
        path: Option<Expr>,
        /// WRAPPER.
        wrapper: JsonWrapper,
        /// QUOTES.
        keep_quotes: Option<bool>,
        /// ON EMPTY.
        on_empty: Option<JsonBehavior>,
        /// ON ERROR.
        on_error: Option<JsonBehavior>,
        /// Where.
        span: Span,
    },
    /// `NESTED PATH … COLUMNS (…)`.
    Nested {
        /// PATH.
        path: Expr,
        /// AS.
        path_name: Option<Ident>,
        /// COLUMNS.
        columns: Vec<JsonTableColumn>,
        /// Where.
        span: Span,
    },
}

/// XML expressions.
#[derive(Clone, Debug, PartialEq)]
pub enum XmlExpr {
    /// XMLCONCAT(…).
    Concat(Vec<Expr>),
    /// XMLELEMENT(NAME n, XMLATTRIBUTES(…), …).
    Element {
        /// NAME.
        name: Ident,
        /// XMLATTRIBUTES.
        attributes: Vec<(Expr, Option<Ident>)>,
        /// The content.
        content: Vec<Expr>,
    },
    /// XMLFOREST(…).
    Forest(Vec<(Expr, Option<Ident>)>),
    /// XMLPARSE(DOCUMENT | CONTENT text).
    Parse {
        /// DOCUMENT rather than CONTENT.
        document: bool,
        /// The text.
        text: Box<Expr>,
    },
    /// XMLPI(NAME n, content).
    Pi {
        /// NAME.
        name: Ident,
        /// The content.
        content: Option<Box<Expr>>,
    },
    /// XMLROOT(xml, VERSION …, STANDALONE …).
    Root {
        /// The document.
        xml: Box<Expr>,
        /// VERSION; `None` for NO VALUE.
        version: Option<Box<Expr>>,
    },
    /// XMLSERIALIZE(DOCUMENT | CONTENT xml AS type).
    Serialize {
        /// DOCUMENT rather than CONTENT.
        document: bool,
        /// The value.
        xml: Box<Expr>,
        /// AS.
        ty: TypeName,
    },
}

/// XMLTABLE.
#[derive(Clone, Debug, PartialEq)]
pub struct XmlTable {
    /// LATERAL.
    pub lateral: bool,
    /// XMLNAMESPACES: value and name (`None` for DEFAULT).
    pub namespaces: Vec<(Expr, Option<Ident>)>,
    /// The row expression.
    pub row: Expr,
    /// PASSING.
    pub document: Expr,
    /// COLUMNS.
    pub columns: Vec<XmlTableColumn>,
    /// AS.
    pub alias: Option<Alias>,
    /// Where.
    pub span: Span,
}

/// A column of XMLTABLE.
#[derive(Clone, Debug, PartialEq)]
pub struct XmlTableColumn {
    /// Its name.
    pub name: Ident,
    /// Its type; `None` for FOR ORDINALITY.
    pub ty: Option<TypeName>,
    /// PATH.
    pub path: Option<Expr>,
    /// DEFAULT.
    pub default: Option<Expr>,
    /// NOT NULL.
    pub not_null: bool,
    /// Where.
    pub span: Span,
}
