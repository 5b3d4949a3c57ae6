//! The lexer and the parser on any bytes: no panic, and every place that is told lies in the text.

#![no_main]

use libfuzzer_sys::fuzz_target;
use query_check::syntax::{ParameterStyle, ParseOptions, parse};

fuzz_target!(|data: &[u8]| {
    let Some((first, rest)) = data.split_first() else { return };
    let sql = String::from_utf8_lossy(rest);
    let parameters =
        if first & 1 == 0 { ParameterStyle::Named } else { ParameterStyle::Numbered };
    let parsed = parse(&sql, &ParseOptions { parameters, major: 14 + u32::from(first >> 1) % 5 });
    assert!(parsed.statement.is_some() || !parsed.diagnostics.is_empty());
    for diagnostic in &parsed.diagnostics {
        let (start, end) = (diagnostic.span.start as usize, diagnostic.span.end as usize);
        assert!(sql.get(start..end).is_some(), "{diagnostic:?}");
    }
});
