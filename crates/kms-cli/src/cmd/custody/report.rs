//! `kms report custody`: a month of custody.

use clap::ArgMatches;
use jiff::civil::Date;
use serde_json::json;
use unicode_width::UnicodeWidthStr;

use super::{below, maybe, questions};
use crate::app::App;
use crate::failure::Result;
use crate::messages::custody as t;
use crate::output::{Answer, to_json};

/// Columns of the longest bar.
const WIDEST: usize = 40;

/// `kms report custody`.
pub fn custody(app: &App, matches: &ArgMatches) -> Result<Answer> {
    let (_, matches) = below(matches);
    let lang = app.lang;
    let first = maybe::<Date>(matches, "month");
    let first = first.unwrap_or_else(|| kms::custody::today().first_of_month());
    let today = kms::custody::today();
    if first > today {
        return Err(kms::Error::NoSuchMonth(first).into());
    }
    let last = first.last_of_month().min(today);
    let keystore = app.read()?;
    let month = kms::custody::month(&keystore, first, last)?;
    let mut bars = vec![
        (t::stored(lang), month.stored),
        (t::report_out(lang), month.checked_out),
        (t::report_handed_over(lang), month.handed_over),
        (t::incident_lost(lang), month.lost),
        (t::report_destroyed(lang), month.destroyed),
        (t::report_overdue(lang), month.overdue.len()),
        (t::report_visits(lang), month.visits),
    ];
    let incidents = month.incidents.iter();
    bars.extend(incidents.map(|(kind, count)| {
        let kind = t::incident(lang, *kind);
        (t::life_incident(lang, kind), *count)
    }));
    let head = t::report_head(lang, first, last);
    let mut text = format!("{}\n{}", app.paint.bold(&head), drawn(&bars));
    if last < first.last_of_month() {
        text.push_str(&format!("  {}\n", t::month_open(lang, last)));
    }
    let incidents = keystore.state().register.incidents().values();
    let incidents: Vec<_> = incidents
        .filter(|one| (first..=last).contains(&one.on))
        .collect();
    for one in &incidents {
        let kind = t::incident(lang, one.kind);
        let line = format!(
            "{}  {}  {}",
            one.on,
            t::life_incident(lang, kind),
            one.serial
        );
        text.push_str(&format!("  {}\n", app.paint.bad(&line)));
    }
    let late = questions::overdue_lines(lang, &keystore.state().register, &month.overdue);
    for line in late {
        text.push_str(&format!("  {}\n", app.paint.bad(&line)));
    }
    let json =
        json!({ "first": first, "last": last, "figures": to_json(&month), "incidents": incidents });
    Ok(Answer::new(text, json))
}

/// A bar for each figure, all to one scale.
fn drawn(bars: &[(String, usize)]) -> String {
    let widest = bars.iter().map(|(name, _)| name.width()).max().unwrap_or(0);
    let most = bars.iter().map(|(_, count)| *count).max().unwrap_or(0);
    let line = |(name, count): &(String, usize)| {
        let pad = " ".repeat(widest - name.width());
        // What is there at all can be seen.
        let length = (count * WIDEST).div_ceil(most.max(WIDEST));
        format!("  {name}{pad}  {} {count}\n", "█".repeat(length))
    };
    bars.iter().map(line).collect()
}
