//! Input of `xml` (manual, "XML Type"): well-formed content, as libxml2 finds it.

use super::cursor::Cursor;
use super::error::{InputError, Outcome};
use crate::diagnostic::Code;

/// Nesting that every version of libxml2 follows.
const MAX_DEPTH: usize = 250;

/// `xml_in`, with `xmloption` set to `content`.
pub(super) fn check(text: &str) -> Outcome {
    let mut cursor = Cursor::new(text);
    declaration(&mut cursor).map_err(|detail| {
        let message = "invalid XML content: invalid XML declaration";
        InputError::new(Code::InvalidXmlContent, message).with_detail(detail)
    })?;
    let declared = cursor.position() > 0;
    let document = has_document_type(cursor);
    let text = &text[cursor.position()..];
    let mut reader = Reader {
        cursor: Cursor::new(text),
        document,
        open: Vec::new(),
        attributes: Vec::new(),
        elements: 0,
    };
    match if document && declared { Err(Fault::DocumentType) } else { reader.content() } {
        Ok(()) => Ok(()),
        Err(Fault::Malformed) => {
            Err(InputError::new(Code::InvalidXmlContent, "invalid XML content"))
        }
        Err(Fault::DocumentType) => {
            let what = "an XML literal with such a document type declaration cannot be checked";
            Err(InputError::unsupported(what))
        }
        Err(Fault::TooDeep) => {
            let what = format!("an XML literal that nests more than {MAX_DEPTH} deep");
            Err(InputError::unsupported(what))
        }
    }
}

fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}

fn starts(cursor: &Cursor<'_>, text: &str) -> bool {
    cursor.rest().starts_with(text.as_bytes())
}

fn eat(cursor: &mut Cursor<'_>, text: &str) -> bool {
    let here = starts(cursor, text);
    if here {
        cursor.advance(text.len());
    }
    here
}

/// `<?xml version="1.0" encoding="…" standalone="yes"?>` (`parse_xml_decl`).
fn declaration(cursor: &mut Cursor<'_>) -> Result<(), &'static str> {
    let mut look = *cursor;
    if !eat(&mut look, "<?xml") || next_char(&look).is_some_and(is_name_char) {
        return Ok(());
    }
    let start = *cursor;
    let value = |look: &mut Cursor<'_>, missing| {
        look.skip(is_space);
        if !look.eat(b'=') {
            return Err(missing);
        }
        look.skip(is_space);
        let quote = look.next();
        if !matches!(quote, b'\'' | b'"') {
            return Err(missing);
        }
        look.skip(|b| b != quote);
        if look.eat(quote) { Ok(()) } else { Err(missing) }
    };
    if look.skip(is_space) == 0 {
        return Err("Space required.");
    }
    let no_version = "Malformed declaration: missing version.";
    if !eat(&mut look, "version") {
        return Err(no_version);
    }
    value(&mut look, no_version)?;
    let mut spaces = look.skip(is_space);
    if eat(&mut look, "encoding") {
        if spaces == 0 {
            return Err("Space required.");
        }
        value(&mut look, "Missing encoding in text declaration.")?;
        spaces = look.skip(is_space);
    }
    if eat(&mut look, "standalone") {
        if spaces == 0 {
            return Err("Space required.");
        }
        look.skip(is_space);
        let equal = look.eat(b'=');
        look.skip(is_space);
        let known = ["'yes'", "\"yes\"", "'no'", "\"no\""];
        if !equal || !known.iter().any(|value| eat(&mut look, value)) {
            return Err("standalone accepts only 'yes' or 'no'.");
        }
    }
    look.skip(is_space);
    if !eat(&mut look, "?>") {
        return Err("Parsing XML declaration: '?>' expected.");
    }
    if !look.since(start.position()).is_ascii() {
        return Err("Invalid character value.");
    }
    *cursor = look;
    Ok(())
}

/// Whether `<!DOCTYPE` comes before any element (`xml_doctype_in_content`).
fn has_document_type(mut cursor: Cursor<'_>) -> bool {
    loop {
        cursor.skip(is_space);
        if eat(&mut cursor, "<!--") {
            skip_to(&mut cursor, b"--");
            if !eat(&mut cursor, "-->") {
                return false;
            }
        } else if eat(&mut cursor, "<?") {
            skip_to(&mut cursor, b"?>");
            if !eat(&mut cursor, "?>") {
                return false;
            }
        } else {
            return starts(&cursor, "<!DOCTYPE");
        }
    }
}

/// Goes to where `mark` starts, or to the end.
fn skip_to(cursor: &mut Cursor<'_>, mark: &[u8; 2]) {
    let rest = cursor.rest();
    let length = rest.windows(2).position(|pair| pair == mark).unwrap_or(rest.len());
    cursor.advance(length);
}

fn next_char(cursor: &Cursor<'_>) -> Option<char> {
    let rest = cursor.rest();
    let length = match rest.first()? {
        0..0x80 => 1,
        0x80..0xe0 => 2,
        0xe0..0xf0 => 3,
        _ => 4,
    };
    std::str::from_utf8(rest.get(..length)?).ok()?.chars().next()
}

/// `NameStartChar` of XML 1.0, fifth edition.
fn is_name_start(c: char) -> bool {
    matches!(c, ':' | 'A'..='Z' | '_' | 'a'..='z'
        | '\u{C0}'..='\u{D6}' | '\u{D8}'..='\u{F6}' | '\u{F8}'..='\u{2FF}'
        | '\u{370}'..='\u{37D}' | '\u{37F}'..='\u{1FFF}' | '\u{200C}'..='\u{200D}'
        | '\u{2070}'..='\u{218F}' | '\u{2C00}'..='\u{2FEF}' | '\u{3001}'..='\u{D7FF}'
        | '\u{F900}'..='\u{FDCF}' | '\u{FDF0}'..='\u{FFFD}' | '\u{10000}'..='\u{EFFFF}')
}

/// `NameChar`.
fn is_name_char(c: char) -> bool {
    is_name_start(c)
        || matches!(c, '-' | '.' | '0'..='9' | '\u{B7}' | '\u{300}'..='\u{36F}'
            | '\u{203F}'..='\u{2040}')
}

/// `Char`.
fn is_xml_char(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..)
}

/// Why content is not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fault {
    Malformed,
    /// A document type declaration with more than a name in it.
    DocumentType,
    TooDeep,
}

struct Reader<'a> {
    cursor: Cursor<'a>,
    /// There is a document type declaration, so that the rules are those of a document.
    document: bool,
    /// Elements that are in no other.
    elements: u32,
    /// The names of open elements.
    open: Vec<&'a [u8]>,
    /// The names of the current element's attributes.
    attributes: Vec<&'a [u8]>,
}

impl<'a> Reader<'a> {
    fn content(&mut self) -> Result<(), Fault> {
        while !self.cursor.is_at_end() {
            if !self.cursor.eat(b'<') {
                self.text()?;
                continue;
            }
            match self.cursor.peek() {
                b'/' => self.end_tag()?,
                b'?' => self.instruction()?,
                b'!' if eat(&mut self.cursor, "!--") => self.comment()?,
                b'!' if eat(&mut self.cursor, "![CDATA[") => {
                    self.require(!self.is_outside())?;
                    self.character_data()?;
                }
                b'!' if self.is_outside() && eat(&mut self.cursor, "!DOCTYPE") => {
                    self.document_type()?;
                }
                _ => {
                    self.elements += u32::from(self.open.is_empty());
                    self.require(!self.is_outside() || self.elements == 1)?;
                    self.start_tag()?;
                }
            }
        }
        self.require(self.open.is_empty() && (!self.document || self.elements == 1))
    }

    /// Outside of the element a document has.
    fn is_outside(&self) -> bool {
        self.document && self.open.is_empty()
    }

    /// The rest of `<!DOCTYPE name>`, which comes before the element.
    fn document_type(&mut self) -> Result<(), Fault> {
        self.require(self.elements == 0)?;
        self.cursor.skip(is_space);
        self.name()?;
        self.cursor.skip(is_space);
        if self.cursor.eat(b'>') { Ok(()) } else { Err(Fault::DocumentType) }
    }

    fn require(&self, condition: bool) -> Result<(), Fault> {
        if condition { Ok(()) } else { Err(Fault::Malformed) }
    }

    fn advance_char(&mut self) -> Result<char, Fault> {
        let c = next_char(&self.cursor).ok_or(Fault::Malformed)?;
        self.cursor.advance(c.len_utf8());
        self.require(is_xml_char(c))?;
        Ok(c)
    }

    fn text(&mut self) -> Result<(), Fault> {
        if self.is_outside() {
            self.cursor.skip(is_space);
            return self.require(self.cursor.peek() == b'<' || self.cursor.is_at_end());
        }
        while !matches!(self.cursor.peek(), b'<') && !self.cursor.is_at_end() {
            if self.cursor.eat(b'&') {
                self.reference()?;
                continue;
            }
            // The end of a CDATA section does not stand alone.
            self.require(!starts(&self.cursor, "]]>"))?;
            self.advance_char()?;
        }
        Ok(())
    }

    /// What follows `&`: without a document type there are five entities.
    fn reference(&mut self) -> Result<(), Fault> {
        if self.cursor.eat(b'#') {
            let radix = if self.cursor.eat(b'x') { 16 } else { 10 };
            let start = self.cursor.position();
            self.cursor.skip(|b| (b as char).is_digit(radix));
            let digits = std::str::from_utf8(self.cursor.since(start)).unwrap_or("");
            let code = u32::from_str_radix(digits, radix).ok().and_then(char::from_u32);
            self.require(code.is_some_and(is_xml_char))?;
        } else {
            let name = self.name()?;
            self.require([&b"amp"[..], b"lt", b"gt", b"quot", b"apos"].contains(&name))?;
        }
        let ended = self.cursor.eat(b';');
        self.require(ended)
    }

    fn name(&mut self) -> Result<&'a [u8], Fault> {
        let start = self.cursor.position();
        let first = next_char(&self.cursor).filter(|c| is_name_start(*c));
        self.cursor.advance(first.ok_or(Fault::Malformed)?.len_utf8());
        while let Some(c) = next_char(&self.cursor).filter(|c| is_name_char(*c)) {
            self.cursor.advance(c.len_utf8());
        }
        Ok(self.cursor.since(start))
    }

    fn start_tag(&mut self) -> Result<(), Fault> {
        let name = self.name()?;
        self.attributes.clear();
        loop {
            let spaces = self.cursor.skip(is_space);
            if self.cursor.eat(b'>') {
                if self.open.len() >= MAX_DEPTH {
                    return Err(Fault::TooDeep);
                }
                self.open.push(name);
                return Ok(());
            }
            if eat(&mut self.cursor, "/>") {
                return Ok(());
            }
            self.require(spaces > 0)?;
            self.attribute()?;
        }
    }

    fn attribute(&mut self) -> Result<(), Fault> {
        let name = self.name()?;
        let known = self.attributes.contains(&name);
        self.require(!known)?;
        self.attributes.push(name);
        self.cursor.skip(is_space);
        let equal = self.cursor.eat(b'=');
        self.require(equal)?;
        self.cursor.skip(is_space);
        let quote = self.cursor.next();
        self.require(matches!(quote, b'\'' | b'"'))?;
        loop {
            match self.cursor.peek() {
                b'<' => return Err(Fault::Malformed),
                b'&' => {
                    self.cursor.advance(1);
                    self.reference()?;
                }
                byte if byte == quote => {
                    self.cursor.advance(1);
                    return Ok(());
                }
                _ => {
                    self.advance_char()?;
                }
            }
        }
    }

    fn end_tag(&mut self) -> Result<(), Fault> {
        self.cursor.advance(1);
        let name = self.name()?;
        let open = self.open.pop();
        self.require(open == Some(name))?;
        self.cursor.skip(is_space);
        let ended = self.cursor.eat(b'>');
        self.require(ended)
    }

    /// A processing instruction; its target is not `xml`.
    fn instruction(&mut self) -> Result<(), Fault> {
        self.cursor.advance(1);
        let target = self.name()?;
        self.require(!target.eq_ignore_ascii_case(b"xml"))?;
        if eat(&mut self.cursor, "?>") {
            return Ok(());
        }
        self.require(is_space(self.cursor.peek()))?;
        while !eat(&mut self.cursor, "?>") {
            self.advance_char()?;
        }
        Ok(())
    }

    fn comment(&mut self) -> Result<(), Fault> {
        while !starts(&self.cursor, "--") {
            self.advance_char()?;
        }
        let ended = eat(&mut self.cursor, "-->");
        self.require(ended)
    }

    fn character_data(&mut self) -> Result<(), Fault> {
        while !eat(&mut self.cursor, "]]>") {
            self.advance_char()?;
        }
        Ok(())
    }
}
