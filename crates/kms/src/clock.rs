//! The one place that asks the clock: UTC, whole seconds, RFC 3339.

use jiff::{Span, Timestamp, Unit};

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

fn text(time: Timestamp) -> String {
    time.round(Unit::Second).unwrap_or(time).to_string()
}
