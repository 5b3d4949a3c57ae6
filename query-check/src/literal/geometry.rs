//! Input of the geometric types (manual, "Geometric Types").

use super::cursor::{Cursor, is_space};
use super::error::{InputError, Outcome};
use super::float::{Float, float_prefix};
use crate::diagnostic::Code;

/// A geometric type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    Point,
    Segment,
    Path,
    Box,
    Polygon,
    Line,
    Circle,
}

impl Shape {
    fn name(self) -> &'static str {
        match self {
            Self::Point => "point",
            Self::Segment => "lseg",
            Self::Path => "path",
            Self::Box => "box",
            Self::Polygon => "polygon",
            Self::Line => "line",
            Self::Circle => "circle",
        }
    }
}

/// The input function of a geometric type.
pub(super) fn check(shape: Shape, text: &str) -> Outcome {
    let mut reader = Reader { name: shape.name(), text, cursor: Cursor::new(text) };
    match shape {
        Shape::Point => {
            reader.pair()?;
        }
        Shape::Segment => {
            reader.points(true, 2)?;
        }
        Shape::Box => {
            reader.points(false, 2)?;
        }
        Shape::Path => reader.path()?,
        Shape::Polygon => {
            let count = reader.count()?;
            reader.points(false, count)?;
        }
        Shape::Line => return reader.line(),
        Shape::Circle => reader.circle()?,
    }
    reader.end()
}

type Point = (f64, f64);

struct Reader<'a> {
    name: &'static str,
    text: &'a str,
    cursor: Cursor<'a>,
}

impl Reader<'_> {
    fn malformed(&self) -> InputError {
        InputError::syntax(self.name, self.text)
    }

    fn expect(&mut self, byte: u8) -> Outcome {
        if self.cursor.eat(byte) { Ok(()) } else { Err(self.malformed()) }
    }

    fn end(&self) -> Outcome {
        if self.cursor.is_at_end() { Ok(()) } else { Err(self.malformed()) }
    }

    fn number(&mut self) -> Outcome<f64> {
        float_prefix(Float::Double, self.name, self.text, &mut self.cursor)
    }

    /// `x,y`, perhaps in parentheses (`pair_decode`).
    fn pair(&mut self) -> Outcome<Point> {
        self.cursor.skip_space();
        let parenthesis = self.cursor.eat(b'(');
        let x = self.number()?;
        self.expect(b',')?;
        let y = self.number()?;
        if parenthesis {
            self.expect(b')')?;
            self.cursor.skip_space();
        }
        Ok((x, y))
    }

    /// Whether this is the last opening parenthesis.
    fn is_last_parenthesis(&self) -> bool {
        self.cursor.rest().iter().rposition(|b| *b == b'(') == Some(0)
    }

    /// `count` points with whatever stands around them (`path_decode`). Returns the first and the last.
    fn points(&mut self, brackets: bool, count: usize) -> Outcome<(Point, Point)> {
        self.cursor.skip_space();
        let mut depth = 0;
        let open = self.cursor.peek() == b'[';
        if open {
            if !brackets {
                return Err(self.malformed());
            }
            self.cursor.advance(1);
            depth = 1;
        } else if self.cursor.peek() == b'(' {
            let mut inner = self.cursor;
            inner.advance(1);
            inner.skip(is_space);
            if inner.peek() == b'(' || self.is_last_parenthesis() {
                self.cursor = inner;
                depth = 1;
            }
        }
        let (mut first, mut last) = (None, (0.0, 0.0));
        for _ in 0..count {
            last = self.pair()?;
            first.get_or_insert(last);
            self.cursor.eat(b',');
        }
        if depth > 0 {
            if !(open && self.cursor.eat(b']')) {
                self.expect(b')')?;
            }
            self.cursor.skip_space();
        }
        Ok((first.unwrap_or(last), last))
    }

    /// The number of points, by that of the commas (`pair_count`).
    fn count(&self) -> Outcome<usize> {
        let commas = self.text.bytes().filter(|b| *b == b',').count();
        if commas % 2 == 1 { Ok(commas / 2 + 1) } else { Err(self.malformed()) }
    }

    fn path(&mut self) -> Outcome {
        let count = self.count()?;
        self.cursor.skip_space();
        let parenthesis = self.cursor.peek() == b'(' && self.is_last_parenthesis();
        if parenthesis {
            self.cursor.advance(1);
        }
        self.points(true, count)?;
        if parenthesis {
            self.expect(b')')?;
            self.cursor.skip_space();
        }
        Ok(())
    }

    fn line(&mut self) -> Outcome {
        let invalid = |what: &str| {
            let message = format!("invalid line specification: {what}");
            InputError::new(Code::InvalidTextRepresentation, message)
        };
        self.cursor.skip_space();
        if self.cursor.eat(b'{') {
            let a = self.number()?;
            self.expect(b',')?;
            let b = self.number()?;
            self.expect(b',')?;
            self.number()?;
            self.expect(b'}')?;
            self.cursor.skip_space();
            self.end()?;
            if a.abs() <= EPSILON && b.abs() <= EPSILON {
                return Err(invalid("A and B cannot both be zero"));
            }
            return Ok(());
        }
        let (p, q) = self.points(true, 2)?;
        self.end()?;
        if is_same_point(p, q) {
            return Err(invalid("must be two distinct points"));
        }
        line_through(p, q)
    }

    fn circle(&mut self) -> Outcome {
        self.cursor.skip_space();
        let angle = self.cursor.eat(b'<');
        let mut depth = u32::from(angle);
        if !angle && self.cursor.peek() == b'(' {
            let mut inner = self.cursor;
            inner.advance(1);
            inner.skip(is_space);
            if inner.peek() == b'(' {
                self.cursor = inner;
                depth = 1;
            }
        }
        self.pair()?;
        self.cursor.eat(b',');
        if self.number()? < 0.0 {
            return Err(self.malformed());
        }
        if depth > 0 {
            if !self.cursor.eat(b')') {
                self.expect(b'>')?;
            }
            self.cursor.skip_space();
        }
        Ok(())
    }
}

/// Coordinates that differ by no more count as the same.
const EPSILON: f64 = 1.0e-6;

fn is_same(a: f64, b: f64) -> bool {
    a == b || (a - b).abs() <= EPSILON
}

fn is_same_point(p: Point, q: Point) -> bool {
    if [p.0, p.1, q.0, q.1].iter().any(|c| c.is_nan()) {
        let same = |a: f64, b: f64| a == b || a.is_nan() && b.is_nan();
        return same(p.0, q.0) && same(p.1, q.1);
    }
    is_same(p.0, q.0) && is_same(p.1, q.1)
}

/// The arithmetic of `line_construct`, which may leave the range of numbers.
fn line_through(p: Point, q: Point) -> Outcome {
    if is_same(p.0, q.0) || is_same(p.1, q.1) {
        return Ok(());
    }
    let height = in_range(p.1 - q.1, &[p.1, q.1], false)?;
    let width = in_range(p.0 - q.0, &[p.0, q.0], false)?;
    let slope = in_range(height / width, &[height], height != 0.0 && !width.is_infinite())?;
    if slope.is_infinite() || slope == 0.0 {
        return Ok(());
    }
    let rise = in_range(slope * p.0, &[slope, p.0], slope != 0.0 && p.0 != 0.0)?;
    in_range(p.1 - rise, &[p.1, rise], false).map(drop)
}

/// A result that became infinite, or zero where it may not, is out of range.
fn in_range(result: f64, inputs: &[f64], not_zero: bool) -> Outcome<f64> {
    let out_of_range = |what: &str| {
        let message = format!("value out of range: {what}");
        Err(InputError::new(Code::NumericValueOutOfRange, message))
    };
    if result.is_infinite() && !inputs.iter().any(|i| i.is_infinite()) {
        return out_of_range("overflow");
    }
    if result == 0.0 && not_zero {
        return out_of_range("underflow");
    }
    Ok(result)
}
