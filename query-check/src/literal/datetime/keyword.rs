//! Words of date, time and interval literals (manual, "Date/Time Key Words").

/// A word of a date or time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Word {
    /// `now`, `infinity`, …
    Reserved(Reserved),
    /// BC, rather than AD.
    Era { bc: bool },
    /// PM, rather than AM.
    Meridian { pm: bool },
    /// A month, from 1.
    Month(i32),
    /// A day of the week.
    Weekday,
    /// A unit that labels the number behind it.
    Unit(Unit),
    /// `T` before a time.
    IsoTime,
    /// `DST` behind a time zone.
    Dst,
    /// `ago`.
    Ago,
    /// A word without meaning.
    Ignored,
}

/// Words that stand for a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reserved {
    Epoch,
    Late,
    Early,
    Now,
    Today,
    Tomorrow,
    Yesterday,
    Zulu,
}

/// Units of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unit {
    Microsecond,
    Millisecond,
    Second,
    Minute,
    Hour,
    Day,
    Week,
    Month,
    Quarter,
    Year,
    Decade,
    Century,
    Millennium,
    DayOfWeek,
    DayOfYear,
    IsoDayOfWeek,
    IsoYear,
    Julian,
    TimeZone,
    TimeZoneHour,
    TimeZoneMinute,
    /// The `T` of ISO 8601.
    Time,
}

/// Words are compared up to this length (`TOKMAXLEN`).
const LENGTH: usize = 10;

pub(super) fn shortened(word: &[u8]) -> &[u8] {
    &word[..word.len().min(LENGTH)]
}

/// Looks up a word of a date or time, given in lower case.
pub(super) fn date_word(word: &[u8], major: u32) -> Option<Word> {
    use Word::{Era, Ignored, IsoTime, Meridian, Month, Weekday};
    Some(match shortened(word) {
        b"+infinity" if major < 16 => return None,
        b"+infinity" | b"infinity" => Word::Reserved(Reserved::Late),
        b"-infinity" => Word::Reserved(Reserved::Early),
        b"allballs" => Word::Reserved(Reserved::Zulu),
        b"epoch" => Word::Reserved(Reserved::Epoch),
        b"now" => Word::Reserved(Reserved::Now),
        b"today" => Word::Reserved(Reserved::Today),
        b"tomorrow" => Word::Reserved(Reserved::Tomorrow),
        b"yesterday" => Word::Reserved(Reserved::Yesterday),
        b"ad" => Era { bc: false },
        b"bc" => Era { bc: true },
        b"am" => Meridian { pm: false },
        b"pm" => Meridian { pm: true },
        b"jan" | b"january" => Month(1),
        b"feb" | b"february" => Month(2),
        b"mar" | b"march" => Month(3),
        b"apr" | b"april" => Month(4),
        b"may" => Month(5),
        b"jun" | b"june" => Month(6),
        b"jul" | b"july" => Month(7),
        b"aug" | b"august" => Month(8),
        b"sep" | b"sept" | b"september" => Month(9),
        b"oct" | b"october" => Month(10),
        b"nov" | b"november" => Month(11),
        b"dec" | b"december" => Month(12),
        b"sun" | b"sunday" | b"mon" | b"monday" | b"tue" | b"tues" | b"tuesday" | b"wed"
        | b"weds" | b"wednesday" | b"thu" | b"thur" | b"thurs" | b"thursday" | b"fri"
        | b"friday" | b"sat" | b"saturday" => Weekday,
        b"at" | b"on" => Ignored,
        b"dst" => Word::Dst,
        b"t" => IsoTime,
        b"d" => Word::Unit(Unit::Day),
        b"dow" => Word::Unit(Unit::DayOfWeek),
        b"doy" => Word::Unit(Unit::DayOfYear),
        b"h" => Word::Unit(Unit::Hour),
        b"isodow" => Word::Unit(Unit::IsoDayOfWeek),
        b"isoyear" => Word::Unit(Unit::IsoYear),
        b"j" | b"jd" | b"julian" => Word::Unit(Unit::Julian),
        b"m" => Word::Unit(Unit::Month),
        b"mm" => Word::Unit(Unit::Minute),
        b"s" => Word::Unit(Unit::Second),
        b"y" => Word::Unit(Unit::Year),
        _ => return None,
    })
}

/// Looks up a word of an interval, given in lower case.
pub(super) fn interval_word(word: &[u8]) -> Option<Word> {
    let unit = match shortened(word) {
        b"ago" => return Some(Word::Ago),
        b"c" | b"cent" | b"centuries" | b"century" => Unit::Century,
        b"d" | b"day" | b"days" => Unit::Day,
        b"dec" | b"decade" | b"decades" | b"decs" => Unit::Decade,
        b"h" | b"hour" | b"hours" | b"hr" | b"hrs" => Unit::Hour,
        b"m" | b"min" | b"mins" | b"minute" | b"minutes" => Unit::Minute,
        b"microsecon" | b"us" | b"usec" | b"usecond" | b"useconds" | b"usecs" => Unit::Microsecond,
        b"mil" | b"millennia" | b"millennium" | b"mils" => Unit::Millennium,
        b"millisecon" | b"ms" | b"msec" | b"msecond" | b"mseconds" | b"msecs" => Unit::Millisecond,
        b"mon" | b"mons" | b"month" | b"months" => Unit::Month,
        b"qtr" | b"quarter" => Unit::Quarter,
        b"s" | b"sec" | b"second" | b"seconds" | b"secs" => Unit::Second,
        b"timezone" => Unit::TimeZone,
        b"timezone_h" => Unit::TimeZoneHour,
        b"timezone_m" => Unit::TimeZoneMinute,
        b"w" | b"week" | b"weeks" => Unit::Week,
        b"y" | b"year" | b"years" | b"yr" | b"yrs" => Unit::Year,
        _ => return None,
    };
    Some(Word::Unit(unit))
}
