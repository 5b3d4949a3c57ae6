//! Julian days, the calendar and the ranges of the date types.

/// 2000-01-01, the day PostgreSQL counts from.
pub(super) const POSTGRES_EPOCH: i32 = 2_451_545;
/// 1970-01-01.
pub(super) const UNIX_EPOCH: i32 = 2_440_588;
/// The first day that is too late for `date`.
const DATE_END: i64 = 2_147_483_494;
pub(super) const MICROS_PER_SECOND: i64 = 1_000_000;
pub(super) const MICROS_PER_DAY: i64 = 86_400 * MICROS_PER_SECOND;
const MIN_TIMESTAMP: i64 = -211_813_488_000_000_000;
const END_TIMESTAMP: i64 = 9_223_371_331_200_000_000;

/// The Julian day of a date of the proleptic Gregorian calendar; year 0 is 1 BC. Wraps as PostgreSQL's does.
pub(super) fn to_julian(year: i32, month: i32, day: i32) -> i32 {
    let (year, month) = if month > 2 {
        (year.wrapping_add(4800), month.wrapping_add(1))
    } else {
        (year.wrapping_add(4799), month.wrapping_add(13))
    };
    let century = year / 100;
    year.wrapping_mul(365)
        .wrapping_sub(32_167)
        .wrapping_add(year / 4 - century + century / 4)
        .wrapping_add(7834_i32.wrapping_mul(month) / 256)
        .wrapping_add(day)
}

/// Year, month and day of a Julian day.
pub(super) fn from_julian(day: i32) -> (i32, i32, i32) {
    let mut julian = (day as u32).wrapping_add(32_044);
    let mut quad = julian / 146_097;
    let extra = (julian - quad * 146_097).wrapping_mul(4).wrapping_add(3);
    julian = julian.wrapping_add(60 + quad * 3 + extra / 146_097);
    quad = julian / 1461;
    julian -= quad * 1461;
    let y = julian * 4 / 1461;
    julian = if y != 0 { (julian + 305) % 365 } else { (julian + 306) % 366 } + 123;
    let year = (y + quad * 4) as i32 - 4800;
    quad = julian * 2141 / 65_536;
    (year, ((quad + 10) % 12 + 1) as i32, (julian - 7834 * quad / 256) as i32)
}

/// The days of a month; `month` from 1 to 12.
pub(super) fn days_in_month(year: i32, month: i32) -> i32 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 31,
    }
}

/// Whether the Julian day routines hold for a date (`IS_VALID_JULIAN`).
pub(super) fn is_julian(year: i32, month: i32) -> bool {
    (year, month) >= (-4713, 11) && (year, month) < (5_874_898, 6)
}

/// Days since 2000-01-01 in the range of `date`.
pub(super) fn in_date_range(days: i64) -> bool {
    (-i64::from(POSTGRES_EPOCH)..DATE_END - i64::from(POSTGRES_EPOCH)).contains(&days)
}

/// Microseconds since 2000-01-01 in the range of `timestamp`.
pub(super) fn in_timestamp_range(micros: i64) -> bool {
    (MIN_TIMESTAMP..END_TIMESTAMP).contains(&micros)
}
