//! How the benchmarks measure: two pieces of work in turn, in one process, so that whatever else the machine does
//! falls on both alike. What is reported is the median of the rounds' ratios.

use std::time::{Duration, Instant};

/// Time of each piece of work, per round.
pub struct Rounds(Vec<(Duration, Duration)>);

/// Does `ours` and `theirs` in turn, `rounds` times; the first goes first in every other round.
pub fn rounds(rounds: usize, mut ours: impl FnMut(), mut theirs: impl FnMut()) -> Rounds {
    // Caches, branch predictors and clock rates settle before anything counts.
    timed(&mut ours);
    timed(&mut theirs);
    let round = |number: usize| {
        if number.is_multiple_of(2) {
            let first = timed(&mut ours);
            (first, timed(&mut theirs))
        } else {
            let first = timed(&mut theirs);
            (timed(&mut ours), first)
        }
    };
    Rounds((0..rounds).map(round).collect())
}

fn timed(work: &mut impl FnMut()) -> Duration {
    let start = Instant::now();
    work();
    start.elapsed()
}

impl Rounds {
    /// How much longer the first takes than the second.
    #[must_use]
    pub fn slower(&self) -> f64 {
        median(
            self.0
                .iter()
                .map(|(ours, theirs)| ours.as_secs_f64() / theirs.as_secs_f64()),
        )
    }

    /// How much longer the second takes than the first.
    #[must_use]
    pub fn faster(&self) -> f64 {
        median(
            self.0
                .iter()
                .map(|(ours, theirs)| theirs.as_secs_f64() / ours.as_secs_f64()),
        )
    }

    /// Median times of the two, in nanoseconds for each of `items`.
    #[must_use]
    pub fn nanoseconds(&self, items: usize) -> (f64, f64) {
        let each = |time: Duration| time.as_secs_f64() * 1e9 / items as f64;
        (
            median(self.0.iter().map(|(ours, _)| each(*ours))),
            median(self.0.iter().map(|(_, theirs)| each(*theirs))),
        )
    }
}

/// The middle one of some numbers, at least one.
#[must_use]
pub fn median(numbers: impl Iterator<Item = f64>) -> f64 {
    let mut numbers: Vec<f64> = numbers.collect();
    numbers.sort_by(f64::total_cmp);
    numbers[numbers.len() / 2]
}

/// What a ratio should be.
pub enum Aim {
    /// This or less.
    AtMost(f64),
    /// This or more.
    AtLeast(f64),
    /// Reported only.
    None,
}

/// Prints one row of the table: what is compared, the aim, the result, and how it came about.
pub fn row(what: &str, aim: &Aim, ratio: f64, how: &str) {
    let (aim, met) = match aim {
        Aim::AtMost(most) => (format!("≤ {most}"), ratio <= *most),
        Aim::AtLeast(least) => (format!("≥ {least}"), ratio >= *least),
        Aim::None => ("—".to_owned(), true),
    };
    let missed = if met { "" } else { " (missed)" };
    let digits = if ratio >= 100.0 { 0 } else { 2 };
    println!("| {what} | {aim} | {ratio:.digits$}{missed} | {how} |");
}
