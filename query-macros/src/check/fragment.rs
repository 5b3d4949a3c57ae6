//! Fragments put into the statements that use them, and where each byte of what comes out was written.

use std::cell::{Cell, RefCell};

use query_check::diagnostic::{Code, Diagnostic};
use query_check::parts::{fragment_uses, not_enclosable};
use query_check::render::{RenderOptions, render};
use query_check::span::Span;
use query_check::suggest::closest;
use syn::ext::IdentExt as _;

use super::Message;
use crate::report::Report;
use crate::syntax::{self, Ends, Sql, Store};

/// How long a statement may become: fragments that use others several times grow without bound.
const LONGEST: usize = 1 << 18;

/// The fragments of a store.
#[derive(Default)]
pub(super) struct Fragments<'a> {
    all: Vec<Fragment<'a>>,
}

struct Fragment<'a> {
    syntax: &'a syntax::Fragment,
    name: String,
    /// Something is wrong with it, and reported: what uses it is not checked.
    broken: bool,
    used: Cell<bool>,
    /// What was said of it already, for another query.
    said: RefCell<Vec<(Code, Span)>>,
}

/// A statement with its fragments in place.
pub(crate) struct Spliced<'s> {
    pub(crate) text: String,
    own: &'s Sql,
    fragments: &'s Fragments<'s>,
    stretches: Vec<Stretch>,
    /// A fragment could not be put in, which is reported.
    pub(super) broken: bool,
}

/// Bytes of the text that stand together in what was written.
#[derive(Clone, Copy)]
struct Stretch {
    /// Where it begins in the text; it goes on to the next one.
    start: u32,
    /// The fragment, or the statement itself.
    source: Option<usize>,
    /// Its bytes there. One that is no copy is a parenthesis that stands for all of them.
    written: Span,
    is_copy: bool,
}

impl<'a> Fragments<'a> {
    /// Those of a store; what is wrong with them whatever uses them is reported.
    pub(super) fn check(store: &'a Store, report: &mut Report) -> Self {
        let mut fragments = Self::default();
        for syntax in &store.fragments {
            let name = syntax.name.unraw().to_string();
            if fragments.place(&name).is_some() {
                let message = format!("`{}` has a part `{name}` already", store.name);
                report.error(syntax.name.span(), message);
                continue;
            }
            let wrong = syntax.sql.as_ref().and_then(|sql| not_enclosable(&sql.text));
            if let (Some(sql), Some(diagnostic)) = (&syntax.sql, &wrong) {
                let place = format!("{}, part {name}", store.name);
                report
                    .error_between(sql.ends_of(diagnostic.span), rendered(sql, &place, diagnostic));
            }
            let broken = syntax.sql.is_none() || wrong.is_some();
            let (used, said) = (Cell::new(false), RefCell::default());
            fragments.all.push(Fragment { syntax, name, broken, used, said });
        }
        for place in 0..fragments.all.len() {
            let mut way = vec![place];
            if !fragments.all[place].broken && fragments.returns(&mut way, place) {
                let names: Vec<_> =
                    way.iter().map(|place| format!("`{}`", fragments.all[*place].name)).collect();
                let message = Message::new(format!("the part {} uses itself", names[0]))
                    .note(format!("by way of {}", names.join(", ")));
                report.error(fragments.all[place].syntax.name.span(), message);
                for place in way {
                    fragments.all[place].broken = true;
                }
            }
        }
        fragments
    }

    /// Whether the way from its last fragment on leads back to `goal`; the way is then that.
    fn returns(&self, way: &mut Vec<usize>, goal: usize) -> bool {
        let mut seen = vec![false; self.all.len()];
        self.leads(way, goal, &mut seen)
    }

    fn leads(&self, way: &mut Vec<usize>, goal: usize, seen: &mut [bool]) -> bool {
        let Some(at) = way.last() else { return false };
        let Some(sql) = &self.all[*at].syntax.sql else { return false };
        for found in fragment_uses(&sql.text) {
            let Some(next) = self.place(found.name.text(&sql.text)) else { continue };
            if next == goal {
                return true;
            }
            if !std::mem::replace(&mut seen[next], true) {
                way.push(next);
                if self.leads(way, goal, seen) {
                    return true;
                }
                way.pop();
            }
        }
        false
    }

    fn place(&self, name: &str) -> Option<usize> {
        self.all.iter().position(|fragment| fragment.name == name)
    }

    /// Reports the fragments that no query uses.
    pub(super) fn unused(&self, store: &Store, report: &mut Report) {
        for fragment in self.all.iter().filter(|fragment| !fragment.used.get() && !fragment.broken)
        {
            let name = &fragment.name;
            let message = format!("no query of `{}` uses the part `{name}`", store.name);
            let help = format!("write `{{ part {name} }}` where it belongs, or take it out");
            report.error(fragment.syntax.name.span(), Message::new(message).help(help));
        }
    }

    /// A statement of `query` with its fragments in place.
    pub(super) fn splice<'s>(
        &'s self,
        own: &'s Sql,
        query: &str,
        report: &mut Report,
    ) -> Spliced<'s> {
        let mut spliced = Spliced {
            text: String::with_capacity(own.text.len()),
            own,
            fragments: self,
            stretches: Vec::new(),
            broken: false,
        };
        spliced.put(None, query, report);
        spliced
    }
}

impl<'s> Spliced<'s> {
    fn sql(&self, source: Option<usize>) -> &'s Sql {
        let of_fragment = |place: usize| self.fragments.all[place].syntax.sql.as_ref();
        source.and_then(of_fragment).unwrap_or(self.own)
    }

    fn add(&mut self, text: &str, source: Option<usize>, written: Span, is_copy: bool) {
        let start = self.text.len() as u32;
        self.stretches.push(Stretch { start, source, written, is_copy });
        self.text.push_str(text);
    }

    /// Puts in what was written at `source`, and what it uses.
    fn put(&mut self, source: Option<usize>, query: &str, report: &mut Report) {
        let sql = self.sql(source);
        let mut done = 0;
        for found in fragment_uses(&sql.text) {
            let before = Span::new(done, found.span.start);
            self.add(before.text(&sql.text), source, before, true);
            done = found.span.end;
            let name = found.name.text(&sql.text);
            match self.fragments.place(name) {
                Some(place) => {
                    let fragment = &self.fragments.all[place];
                    fragment.used.set(true);
                    if fragment.broken {
                        self.broken = true;
                        continue;
                    }
                    self.add("(", source, found.span, false);
                    self.put(Some(place), query, report);
                    // A comment at its end does not take the parenthesis with it.
                    let close = if self.sql(Some(place)).text.contains("--") { "\n)" } else { ")" };
                    self.add(close, source, found.span, false);
                }
                None => {
                    self.broken = true;
                    self.unknown(source, name, found.name, query, report);
                }
            }
            if self.text.len() > LONGEST {
                if !std::mem::replace(&mut self.broken, true) {
                    let message = "with its fragments this statement is longer than 256 KiB";
                    report.error_between(self.own.ends(), message);
                }
                return;
            }
        }
        let rest = Span::new(done, sql.text.len() as u32);
        self.add(rest.text(&sql.text), source, rest, true);
    }

    fn unknown(
        &mut self,
        source: Option<usize>,
        name: &str,
        span: Span,
        query: &str,
        report: &mut Report,
    ) {
        let names = self.fragments.all.iter().map(|fragment| &fragment.name);
        let help = match closest(name, names) {
            Some(close) => {
                if let Some(place) = self.fragments.place(close) {
                    self.fragments.all[place].used.set(true);
                }
                format!("did you mean `{{ part {close} }}`?")
            }
            None => format!("declare it in the store: `part {name} = \"…\";`"),
        };
        let message = format!("the store has no part `{name}`");
        let diagnostic = Diagnostic::new(Code::Fragment, span, message).with_help(help);
        self.say(source, query, &diagnostic, report);
    }

    /// Where bytes of the text were written: those that stand together with the first of them.
    fn written(&self, bytes: Span) -> (Option<usize>, Span) {
        let at = |byte: u32| {
            let after = self.stretches.partition_point(|stretch| stretch.start <= byte);
            // Behind an empty stretch its successor begins at the same byte, and is found.
            after.checked_sub(1).map(|place| self.stretches[place])
        };
        let Some(first) = at(bytes.start) else { return (None, bytes) };
        let moved = |stretch: Stretch, byte: u32| {
            (stretch.written.start + (byte - stretch.start)).min(stretch.written.end)
        };
        if !first.is_copy {
            return (first.source, first.written);
        }
        let start = moved(first, bytes.start);
        let end = match at(bytes.end.saturating_sub(1).max(bytes.start)) {
            Some(last) if last.source == first.source && last.is_copy => moved(last, bytes.end),
            Some(last) if last.source == first.source => last.written.end,
            _ => first.written.end,
        };
        (first.source, Span::new(start, end.max(start)))
    }

    /// The diagnostic with its places in what was written. A label that stands elsewhere becomes a note.
    fn located(&self, diagnostic: &Diagnostic) -> (Option<usize>, Diagnostic) {
        let (source, span) = self.written(diagnostic.span);
        let mut located = Diagnostic { span, labels: Vec::new(), ..diagnostic.clone() };
        for label in &diagnostic.labels {
            let (of_label, span) = self.written(label.span);
            if of_label == source {
                located.labels.push(query_check::diagnostic::Label { span, ..label.clone() });
            } else {
                let text = span.text(&self.sql(of_label).text);
                located.notes.push(format!("{}: `{text}`", label.message));
            }
        }
        (source, located)
    }

    pub(super) fn report(&self, query: &str, diagnostic: &Diagnostic, report: &mut Report) {
        let (source, located) = self.located(diagnostic);
        self.say(source, query, &located, report);
    }

    /// Reports what is wrong at `source`. Of a fragment it is said once, however many queries use it.
    fn say(
        &self,
        source: Option<usize>,
        query: &str,
        diagnostic: &Diagnostic,
        report: &mut Report,
    ) {
        if let Some(place) = source {
            let mut said = self.fragments.all[place].said.borrow_mut();
            let it = (diagnostic.code, diagnostic.span);
            if said.contains(&it) {
                return;
            }
            said.push(it);
        }
        let sql = self.sql(source);
        let text = rendered(sql, &self.place(source, query), diagnostic);
        report.error_between(sql.ends_of(diagnostic.span), text);
    }

    /// The diagnostic as text, for a message that stands elsewhere.
    pub(super) fn rendered(&self, query: &str, diagnostic: &Diagnostic) -> String {
        let (source, located) = self.located(diagnostic);
        rendered(self.sql(source), &self.place(source, query), &located)
    }

    fn place(&self, source: Option<usize>, query: &str) -> String {
        match source {
            Some(place) => format!("{query}, part {}", self.fragments.all[place].name),
            None => query.to_owned(),
        }
    }

    /// All of the statement as it was written.
    pub(super) fn ends(&self) -> Ends {
        self.own.ends()
    }

    /// The token that stands at some bytes, where they are just that token.
    pub(super) fn token(&self, bytes: Span) -> Option<proc_macro2::Span> {
        let (source, span) = self.written(bytes);
        let words = self.sql(source).words();
        let place = words.partition_point(|word| word.start < span.start);
        words
            .get(place)
            .filter(|word| (word.start, word.end) == (span.start, span.end))
            .map(|w| w.span)
    }

    /// Whether any of it was written as tokens.
    pub(super) fn has_tokens(&self) -> bool {
        self.stretches.iter().any(|stretch| !self.sql(stretch.source).words().is_empty())
    }
}

/// A diagnostic with the file, line and column of where it was written.
fn rendered(sql: &Sql, place: &str, diagnostic: &Diagnostic) -> String {
    let Some(file) = sql.file() else {
        let options = RenderOptions { place: Some(place.to_owned()), ..Default::default() };
        return render(&sql.text, diagnostic, &options);
    };
    let position = sql.positions();
    let (line, column) = position(diagnostic.span.start);
    let options = RenderOptions {
        place: Some(format!("{file}:{line}:{column} ({place})")),
        line_number: Some(&|byte| position(byte).0),
        color: false,
    };
    render(&sql.text, diagnostic, &options)
}
