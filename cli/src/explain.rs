//! `explain`: the page of a diagnostic's code.
//!
//! The pages are `cli/explain/*.md`: what the code means, an example that is refused, the same repaired, and
//! the rule. `⟨text×N⟩` in an example stands for N times that text.

use std::io::Write;

use anstyle::{AnsiColor, Style};
use query_check::diagnostic::Code;
use query_check::suggest::closest;
use serde_json::{Value, json};

use crate::failure::Failure;

/// A page.
#[derive(Clone, Copy, Debug)]
pub struct Page {
    /// The code it is about.
    pub code: Code,
    /// Its text, in Markdown.
    pub text: &'static str,
}

macro_rules! pages {
    ($($variant:ident = $name:literal;)*) => {
        /// The page's text; a code without a page does not compile.
        const fn text(code: Code) -> &'static str {
            match code {
                $(Code::$variant => include_str!(concat!("../explain/", $name, ".md")),)*
            }
        }
    };
}

pages! {
    SyntaxError = "syntax_error";
    UndefinedTable = "undefined_table";
    UndefinedColumn = "undefined_column";
    UndefinedFunction = "undefined_function";
    UndefinedObject = "undefined_object";
    UndefinedParameter = "undefined_parameter";
    InvalidSchemaName = "invalid_schema_name";
    AmbiguousColumn = "ambiguous_column";
    AmbiguousFunction = "ambiguous_function";
    AmbiguousParameter = "ambiguous_parameter";
    AmbiguousAlias = "ambiguous_alias";
    IndeterminateDatatype = "indeterminate_datatype";
    CollationMismatch = "collation_mismatch";
    DuplicateAlias = "duplicate_alias";
    DuplicateColumn = "duplicate_column";
    DatatypeMismatch = "datatype_mismatch";
    CannotCoerce = "cannot_coerce";
    GroupingError = "grouping_error";
    WindowingError = "windowing_error";
    InvalidRecursion = "invalid_recursion";
    InvalidColumnReference = "invalid_column_reference";
    WrongObjectType = "wrong_object_type";
    GeneratedAlways = "generated_always";
    ObjectNotInPrerequisiteState = "object_not_in_prerequisite_state";
    FeatureNotSupported = "feature_not_supported";
    StatementTooComplex = "statement_too_complex";
    ProgramLimitExceeded = "program_limit_exceeded";
    TooManyColumns = "too_many_columns";
    TooManyArguments = "too_many_arguments";
    InvalidName = "invalid_name";
    InvalidTableDefinition = "invalid_table_definition";
    InvalidTextRepresentation = "invalid_text_representation";
    InvalidDatetimeFormat = "invalid_datetime_format";
    DatetimeFieldOverflow = "datetime_field_overflow";
    IntervalFieldOverflow = "interval_field_overflow";
    NumericValueOutOfRange = "numeric_value_out_of_range";
    StringDataRightTruncation = "string_data_right_truncation";
    StringDataLengthMismatch = "string_data_length_mismatch";
    InvalidParameterValue = "invalid_parameter_value";
    InvalidEscapeSequence = "invalid_escape_sequence";
    CharacterNotInRepertoire = "character_not_in_repertoire";
    UntranslatableCharacter = "untranslatable_character";
    DataException = "data_exception";
    InvalidTimeZone = "invalid_time_zone_displacement_value";
    ArraySubscriptError = "array_subscript_error";
    InvalidXmlContent = "invalid_xml_content";
    NotNullViolation = "not_null_violation";
    Rejected = "rejected";
    Unsupported = "unsupported";
    ImplicitCascade = "implicit_cascade";
    OptionalPart = "optional_part";
    MissingWhere = "missing_where";
    MissingNotNullColumn = "missing_not_null_column";
    NotDml = "not_dml";
    NullIntoNotNull = "null_into_not_null";
    OutOfScope = "out_of_scope";
    UnknownParameter = "unknown_parameter";
    ParameterType = "parameter_type";
    NullableParameter = "nullable_parameter";
    RowType = "row_type";
    Fragment = "fragment";
    StatementOrder = "statement_order";
}

impl Page {
    /// Every page, in the order of the codes.
    pub fn all() -> impl Iterator<Item = Self> {
        Code::ALL.iter().map(|code| Self { code: *code, text: text(*code) })
    }

    /// The pages meant by a code's name or by a SQLSTATE.
    ///
    /// # Errors
    /// When there is none, with the nearest name.
    pub fn find(name: &str) -> Result<Vec<Self>, Failure> {
        let name = name.trim().trim_start_matches("E_").to_lowercase();
        let of_state =
            |code: Code| code.sqlstate().is_some_and(|s| s.0.eq_ignore_ascii_case(&name));
        let found: Vec<_> =
            Self::all().filter(|page| page.code.name() == name || of_state(page.code)).collect();
        if !found.is_empty() {
            return Ok(found);
        }
        let advice = match closest(&name, Code::ALL.iter().map(|code| code.name())) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "`microcosm-postgres explain` without a code lists them all".to_owned(),
        };
        Err(Failure::new(format!("no diagnostic has the code `{name}`"), advice))
    }

    /// The first sentence.
    pub fn summary(self) -> String {
        let paragraph = self.text.split("\n\n").next().unwrap_or_default().replace('\n', " ");
        match paragraph.split_once(". ") {
            Some((first, _)) => format!("{first}."),
            None => paragraph,
        }
    }

    /// The example under a heading of the page: its language and its text.
    pub fn example(self, heading: &str) -> Option<(&'static str, &'static str)> {
        let (_, section) = self.text.split_once(&format!("## {heading}\n"))?;
        let (_, fenced) = section.split_once("```")?;
        let (language, rest) = fenced.split_once('\n')?;
        Some((language, rest.split_once("\n```")?.0))
    }

    fn json(self) -> Value {
        json!({
            "code": self.code.name(),
            "sqlstate": self.code.sqlstate().map(|state| state.0),
            "summary": self.summary(),
            "text": self.text,
        })
    }
}

/// Writes the pages of `code`, or the list of all codes.
///
/// # Errors
/// When there is no such code, or the output cannot be written.
pub fn explain(code: Option<&str>, as_json: bool, output: &mut dyn Write) -> Result<(), Failure> {
    let pages = code.map(Page::find).transpose()?;
    let written = match (pages, as_json) {
        (Some(pages), true) => {
            pages.iter().try_for_each(|page| writeln!(output, "{}", page.json()))
        }
        (Some(pages), false) => pages.iter().try_for_each(|page| write(*page, output)),
        (None, true) => Page::all().try_for_each(|page| writeln!(output, "{}", page.json())),
        (None, false) => Page::all().try_for_each(|page| {
            let (name, state) = (page.code.name(), page.code.sqlstate().map_or("", |s| s.0));
            writeln!(output, "{name:36} {state:5}  {}", page.summary())
        }),
    };
    written.map_err(|error| Failure::output(&error))
}

/// Headings in bold, examples set in, the fences left out.
fn write(page: Page, output: &mut dyn Write) -> std::io::Result<()> {
    let title = Style::new().bold();
    let code = AnsiColor::Cyan.on_default();
    let state = match page.code.sqlstate() {
        Some(state) => format!(" (SQLSTATE {})", state.0),
        None => String::new(),
    };
    writeln!(output, "{title}{}{title:#}{state}\n", page.code.name())?;
    let mut in_example = false;
    for line in page.text.lines() {
        if line.starts_with("```") {
            in_example = !in_example;
        } else if in_example {
            writeln!(output, "    {code}{line}{code:#}")?;
        } else if let Some(heading) = line.strip_prefix("## ") {
            writeln!(output, "{title}{heading}{title:#}")?;
        } else {
            writeln!(output, "{line}")?;
        }
    }
    Ok(())
}
