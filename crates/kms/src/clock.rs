//! The one place that asks the clock: UTC, whole seconds, RFC 3339; and the day in China.

use jiff::civil::Date;
use jiff::tz::{Offset, TimeZone};
use jiff::{Span, Timestamp};

/// Now, and now plus some minutes.
pub(crate) fn now() -> String {
    text(Timestamp::now())
}

/// The time `minutes` after `time`; `time` itself where it cannot be read.
pub(crate) fn after(time: &str, minutes: i64) -> String {
    let later = time
        .parse::<Timestamp>()
        .and_then(|time| time.checked_add(Span::new().minutes(minutes)));
    later.map_or_else(|_| time.to_owned(), text)
}

/// Seconds since 1970, as cosignatures carry them.
pub(crate) fn unix() -> u64 {
    u64::try_from(Timestamp::now().as_second()).unwrap_or(0)
}

/// Today by China Standard Time (UTC+8), whatever zone this machine is set to: the whole country keeps it.
#[must_use]
pub fn today() -> Date {
    let zone = TimeZone::fixed(Offset::constant(8));
    Timestamp::now().to_zoned(zone).date()
}

fn text(time: Timestamp) -> String {
    // Cut off, not rounded: nothing was written in a second that has not come.
    Timestamp::from_second(time.as_second())
        .unwrap_or(time)
        .to_string()
}
