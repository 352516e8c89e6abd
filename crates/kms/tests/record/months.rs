//! The figures of a month, which the log gives where the register has gone on.

use handover_record::IncidentKind;
use jiff::civil::{Date, date};
use kms::custody;
use serde_json::json;

use crate::office::Texts;
use crate::place::Place;

const FIRST: Date = date(2025, 3, 1);
const LAST: Date = date(2025, 3, 31);

fn lose(place: &mut Place, serial: &str, on: Date) {
    let what = json!({ "type": "reported-lost", "serial": serial, "stolen": false, "by": "li" });
    let event = json!({ "on": on, "what": { "custody": what } });
    let event = serde_json::from_value(event).unwrap();
    custody::record(&mut place.office.session, vec![event], &[]).unwrap();
}

/// How many carriers are lost at the end of March, and how many were reported in it.
fn lost(place: &Place) -> (usize, usize) {
    let month = custody::month(place.office.session.keystore(), FIRST, LAST).unwrap();
    let reported = month.incidents.get(&IncidentKind::Lost).copied();
    (month.lost, reported.unwrap_or_default())
}

#[test]
fn a_loss_counts_in_the_month_of_its_day_whenever_it_was_reported() {
    let mut place = Place::found();
    let items = place.office.carriers(4);
    lose(&mut place, &items[0], LAST);
    assert_eq!(lost(&place), (1, 1));
    lose(&mut place, &items[1], date(2025, 4, 1));
    assert_eq!(lost(&place), (1, 1));
    place.office.wait(40);
    let late = place.office.carriers(1);
    for (serial, day) in [(&items[2], date(2025, 3, 20)), (&late[0], FIRST)] {
        lose(&mut place, serial, day);
    }
    // The carrier that came in April was not there to be lost in March.
    assert_eq!(lost(&place), (2, 2));
}

#[test]
fn a_handover_that_was_closed_after_a_loss_of_a_later_day_is_told() {
    let mut place = Place::found();
    let texts = Texts::default();
    place.office.third_party("1", &texts.organisation);
    let items = place.office.carriers(1);
    place.office.draft("H-1", &items, &texts);
    place.office.prepare("H-1", "1");
    place.office.hand_over("H-1", "1", &items, &texts);
    lose(&mut place, &items[0], date(2025, 5, 1));
    let scan = json!({ "digest": "f6".repeat(32), "size": 1000 });
    place.office.now(json!({ "handover": {
        "type": "closed", "handover": "H-1", "rechecked": [], "by": ["zhang", "li"], "receiver": "R-1",
        "signature": { "type": "paper", "scan": scan },
    }}));
    let month = custody::month(place.office.session.keystore(), FIRST, LAST).unwrap();
    assert_eq!((month.lost, month.visits), (1, 1));
    assert!(month.incidents.is_empty(), "it was reported for May");
}
