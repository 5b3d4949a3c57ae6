//! Diagnostics as data: what is wrong, where, what PostgreSQL calls it, and how to repair it.

use crate::span::Span;

/// A five-character SQLSTATE (PostgreSQL manual, appendix A).
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SqlState(pub &'static str);

impl std::fmt::Debug for SqlState {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.0)
    }
}

macro_rules! codes {
    ($($(#[$doc:meta])* $variant:ident = $name:literal, $sqlstate:expr;)*) => {
        /// What kind of mistake a diagnostic reports; [`Code::name`] is its stable, searchable name.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Code { $($(#[$doc])* $variant,)* }

        impl Code {
            /// Every code, in declaration order.
            pub const ALL: &'static [Code] = &[$(Code::$variant,)*];

            /// The stable name (PostgreSQL's condition name where PostgreSQL rejects the statement).
            pub const fn name(self) -> &'static str {
                match self { $(Code::$variant => $name,)* }
            }

            /// The SQLSTATE PostgreSQL reports for it; `None` for house rules and `unsupported`.
            pub const fn sqlstate(self) -> Option<SqlState> {
                match self { $(Code::$variant => $sqlstate,)* }
            }
        }
    };
}

const fn state(code: &'static str) -> Option<SqlState> {
    Some(SqlState(code))
}

codes! {
    /// The text is not a statement of PostgreSQL's grammar.
    SyntaxError = "syntax_error", state("42601");
    /// No relation of that name on the search path.
    UndefinedTable = "undefined_table", state("42P01");
    /// No column of that name in scope.
    UndefinedColumn = "undefined_column", state("42703");
    /// No function of that name and argument types.
    UndefinedFunction = "undefined_function", state("42883");
    /// No type, collation, constraint, window … of that name.
    UndefinedObject = "undefined_object", state("42704");
    /// A parameter that cannot exist (`$0`).
    UndefinedParameter = "undefined_parameter", state("42P02");
    /// No schema of that name.
    InvalidSchemaName = "invalid_schema_name", state("3F000");
    /// The column name could mean more than one column.
    AmbiguousColumn = "ambiguous_column", state("42702");
    /// More than one function or operator fits equally well.
    AmbiguousFunction = "ambiguous_function", state("42725");
    /// A parameter is used with contradicting types.
    AmbiguousParameter = "ambiguous_parameter", state("42P08");
    /// The alias could mean more than one relation.
    AmbiguousAlias = "ambiguous_alias", state("42P09");
    /// A parameter's type cannot be inferred.
    IndeterminateDatatype = "indeterminate_datatype", state("42P18");
    /// Explicit collations contradict each other.
    CollationMismatch = "collation_mismatch", state("42P21");
    /// A table name is used twice in one FROM.
    DuplicateAlias = "duplicate_alias", state("42712");
    /// A column is named twice.
    DuplicateColumn = "duplicate_column", state("42701");
    /// The types do not fit together.
    DatatypeMismatch = "datatype_mismatch", state("42804");
    /// The value cannot be cast to that type.
    CannotCoerce = "cannot_coerce", state("42846");
    /// A column must be grouped or aggregated.
    GroupingError = "grouping_error", state("42803");
    /// A window function stands where it may not.
    WindowingError = "windowing_error", state("42P20");
    /// A recursive query breaks the rules for recursion.
    InvalidRecursion = "invalid_recursion", state("42P19");
    /// A reference to a relation that stands outside of the scope.
    InvalidColumnReference = "invalid_column_reference", state("42P10");
    /// The object is of the wrong kind for this.
    WrongObjectType = "wrong_object_type", state("42809");
    /// A value is written to a generated or always-identity column.
    GeneratedAlways = "generated_always", state("428C9");
    /// The object is there, but not in a state that allows this.
    ObjectNotInPrerequisiteState = "object_not_in_prerequisite_state", state("55000");
    /// PostgreSQL itself does not implement this.
    FeatureNotSupported = "feature_not_supported", state("0A000");
    /// The statement nests deeper than PostgreSQL (or this checker) follows.
    StatementTooComplex = "statement_too_complex", state("54001");
    /// Too many columns, arguments or parameters.
    ProgramLimitExceeded = "program_limit_exceeded", state("54000");
    /// More than 1664 entries in a target list.
    TooManyColumns = "too_many_columns", state("54011");
    /// More than 100 arguments of one function.
    TooManyArguments = "too_many_arguments", state("54023");
    /// A name that is too long, or otherwise not a name.
    InvalidName = "invalid_name", state("42602");
    /// A table definition (column definition list) is not valid.
    InvalidTableDefinition = "invalid_table_definition", state("42P16");
    /// The literal is not valid input for its type.
    InvalidTextRepresentation = "invalid_text_representation", state("22P02");
    /// The literal is not a valid date, time or interval.
    InvalidDatetimeFormat = "invalid_datetime_format", state("22007");
    /// The date or time is out of range.
    DatetimeFieldOverflow = "datetime_field_overflow", state("22008");
    /// The interval is out of range.
    IntervalFieldOverflow = "interval_field_overflow", state("22015");
    /// The number is out of range of its type.
    NumericValueOutOfRange = "numeric_value_out_of_range", state("22003");
    /// The string is too long for its type.
    StringDataRightTruncation = "string_data_right_truncation", state("22001");
    /// The string's length does not fit the bit type.
    StringDataLengthMismatch = "string_data_length_mismatch", state("22026");
    /// A parameter of an expression has no valid value.
    InvalidParameterValue = "invalid_parameter_value", state("22023");
    /// An escape sequence that is not valid.
    InvalidEscapeSequence = "invalid_escape_sequence", state("22025");
    /// Bytes that are no valid characters.
    CharacterNotInRepertoire = "character_not_in_repertoire", state("22021");
    /// A character that cannot be converted.
    UntranslatableCharacter = "untranslatable_character", state("22P05");
    /// The literal is not a well-formed array, range … of data.
    DataException = "data_exception", state("22000");
    /// A time zone that PostgreSQL does not know.
    InvalidTimeZone = "invalid_time_zone_displacement_value", state("22009");
    /// The array has a wrong number of subscripts or dimensions.
    ArraySubscriptError = "array_subscript_error", state("2202E");
    /// XML that is not well-formed.
    InvalidXmlContent = "invalid_xml_content", state("2200N");
    /// The value is NULL where its domain forbids it.
    NotNullViolation = "not_null_violation", state("23502");
    /// Any other rejection by PostgreSQL, with its SQLSTATE in [`Diagnostic::sqlstate`].
    Rejected = "rejected", None;
    /// This checker cannot decide what PostgreSQL would say.
    Unsupported = "unsupported", None;

    /// House rule: a DELETE, UPDATE or MERGE would cascade into tables the declaration does not name.
    ImplicitCascade = "implicit_cascade", None;
    /// House rule: UPDATE or DELETE without WHERE.
    MissingWhere = "missing_where", None;
    /// House rule: INSERT leaves out a NOT NULL column that has no default.
    MissingNotNullColumn = "missing_not_null_column", None;
    /// House rule: only SELECT, INSERT, UPDATE, DELETE, MERGE, VALUES and WITH belong in a store.
    NotDml = "not_dml", None;
    /// House rule: a NULL is written to a NOT NULL column.
    NullIntoNotNull = "null_into_not_null", None;
    /// House rule: rows are read or written that need not belong to the scope of the store.
    OutOfScope = "out_of_scope", None;

    /// Declaration: a parameter of the SQL is not declared, or written by number.
    UnknownParameter = "unknown_parameter", None;
    /// Declaration: the Rust type of a parameter does not hold what PostgreSQL takes it for.
    ParameterType = "parameter_type", None;
    /// Declaration: a parameter may be NULL where NULL fails or finds nothing.
    NullableParameter = "nullable_parameter", None;
    /// Declaration: the Rust type of a row does not hold a column of the query.
    RowType = "row_type", None;
    /// Declaration: `{ … }` stands where a part of a statement cannot be left out or chosen.
    OptionalPart = "optional_part", None;
    /// Declaration: `{ part name }` names no fragment of the store, or the fragment cannot stand in parentheses.
    Fragment = "fragment", None;
    /// Declaration: the statements stand in an order that the foreign keys forbid.
    StatementOrder = "statement_order", None;
}

/// A second place that explains a diagnostic.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// Where.
    pub span: Span,
    /// What is there.
    pub message: String,
}

/// One mistake: what, where, PostgreSQL's SQLSTATE, and help.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// The kind of mistake.
    pub code: Code,
    /// PostgreSQL's SQLSTATE when it would reject the statement for this.
    pub sqlstate: Option<SqlState>,
    /// One sentence, lower case, as PostgreSQL words it where PostgreSQL rejects it.
    pub message: String,
    /// The words that are wrong. `span.start` is where PostgreSQL's own error position points.
    pub span: Span,
    /// Whether PostgreSQL reports a position for this error.
    pub server_position: bool,
    /// Further places.
    pub labels: Vec<Label>,
    /// Facts that explain (rendered as `= note:`).
    pub notes: Vec<String>,
    /// The repair (rendered as `= help:`).
    pub help: Option<String>,
}

impl Diagnostic {
    /// A diagnostic of `code` at `span`, with the code's own SQLSTATE.
    pub fn new(code: Code, span: Span, message: impl Into<String>) -> Self {
        Self {
            code,
            sqlstate: code.sqlstate(),
            message: message.into(),
            span,
            server_position: true,
            labels: Vec::new(),
            notes: Vec::new(),
            help: None,
        }
    }

    /// The checker cannot decide: refuse rather than guess.
    pub fn unsupported(span: Span, what: impl Into<String>) -> Self {
        Self::new(Code::Unsupported, span, what)
    }

    /// Adds the repair.
    #[must_use]
    pub fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Adds an explaining fact.
    #[must_use]
    pub fn with_note(mut self, note: impl Into<String>) -> Self {
        self.notes.push(note.into());
        self
    }

    /// Adds a second place.
    #[must_use]
    pub fn with_label(mut self, span: Span, message: impl Into<String>) -> Self {
        self.labels.push(Label { span, message: message.into() });
        self
    }

    /// Overrides the SQLSTATE, for rejections that have no code of their own.
    #[must_use]
    pub fn with_sqlstate(mut self, sqlstate: &'static str) -> Self {
        self.sqlstate = Some(SqlState(sqlstate));
        self
    }

    /// PostgreSQL reports this error without a position.
    #[must_use]
    pub fn without_position(mut self) -> Self {
        self.server_position = false;
        self
    }
}
