//! Whatever became of its carriers: each handover has a record at each stage that the register allows.

use handover_record::{HandoverItem, Mark};
use serde_json::{Value, json};

use crate::office::Texts;
use crate::place::Place;

/// An office with two third parties and `count` carriers.
fn office(count: usize) -> (Place, Vec<String>, Texts) {
    let mut place = Place::found();
    let texts = Texts::default();
    place.office.third_party("1", &texts.organisation);
    place.office.third_party("2", &texts.organisation);
    let items = place.office.carriers(count);
    (place, items, texts)
}

/// Every handover that there is has a record that verifies.
fn tell_all(place: &mut Place) {
    let handovers = place.office.session.state().register.handovers();
    let ids: Vec<Mark> = handovers.keys().cloned().collect();
    for id in ids {
        assert_eq!(place.verified(&id).payload.handover.handover, id);
    }
}

fn out(place: &mut Place, id: &str, items: &[String], texts: &Texts) {
    place.office.draft(id, items, texts);
    place.office.prepare(id, "1");
    place.office.hand_over(id, "1", items, texts);
}

fn back(id: &str, serial: &str, seal: &str) -> Value {
    let item = json!({ "serial": serial, "seal": seal, "condition": "完好" });
    json!({ "handover": { "type": "returned", "handover": id, "items": [item], "by": "li" }})
}

fn resealed(serial: &str, seal: &str) -> Value {
    let event =
        json!({ "type": "resealed", "serial": serial, "seal": seal, "by": ["zhang", "wang"] });
    json!({ "custody": event })
}

#[test]
fn what_it_continues_came_back_before_it_was_approved() {
    let (mut place, items, texts) = office(1);
    out(&mut place, "HO-A", &items, &texts);
    place
        .office
        .draft_after("HO-B", &items, &texts, Some("HO-A"));
    tell_all(&mut place);
    place.office.now(back("HO-A", &items[0], "S-0001"));
    tell_all(&mut place);
    place.office.prepare("HO-B", "2");
    tell_all(&mut place);
    place.office.hand_over("HO-B", "2", &items, &texts);
    tell_all(&mut place);
    // The return is what the approval rests on; how the first use was supervised is not.
    let told = place.verified(&"HO-B".parse().unwrap()).payload.handover;
    assert_eq!((told.visits.len(), told.returns.len()), (1, 0));
}

#[test]
fn what_went_on_from_it_was_sealed_anew_before_it_was_closed() {
    let (mut place, items, texts) = office(1);
    out(&mut place, "HO-T1", &items, &texts);
    place
        .office
        .draft_after("HO-T2", &items, &texts, Some("HO-T1"));
    place.office.prepare("HO-T2", "2");
    place.office.pass_on("HO-T1", "HO-T2", "2", &items, &texts);
    place.office.now(back("HO-T2", &items[0], "S-0001"));
    place.office.now(resealed(&items[0], "S-9001"));
    tell_all(&mut place);
    place.office.close("HO-T1", "1");
    tell_all(&mut place);
}

#[test]
fn a_carrier_of_what_it_continues_was_lost() {
    let (mut place, items, texts) = office(2);
    out(&mut place, "HO-G1", &items, &texts);
    place.office.now(json!({ "custody": {
        "type": "reported-lost", "serial": items[1], "stolen": false, "by": "li",
    }}));
    let rest = &items[..1];
    place
        .office
        .draft_after("HO-G2", rest, &texts, Some("HO-G1"));
    place.office.prepare("HO-G2", "2");
    tell_all(&mut place);
    place.office.pass_on("HO-G1", "HO-G2", "2", rest, &texts);
    tell_all(&mut place);
    // The loss there is no incident here.
    let told = place.verified(&"HO-G2".parse().unwrap()).payload.handover;
    assert!(told.incidents.is_empty());
    let told = place.verified(&"HO-G1".parse().unwrap()).payload.handover;
    assert_eq!(told.incidents.len(), 1);
    assert_eq!(told.items[1].outcome, HandoverItem::Lost);
}

#[test]
fn another_carrier_of_what_it_continues_was_sealed_anew() {
    let (mut place, items, texts) = office(2);
    place.office.draft("HO-L1", &items, &texts);
    place.office.now(resealed(&items[1], "S-9002"));
    place.office.prepare("HO-L1", "1");
    place.office.wait(1);
    let seen =
        |serial: &str, seal: &str| json!({ "serial": serial, "seal": seal, "condition": "完好" });
    place.office.now(json!({ "handover": {
        "type": "handed-over", "handover": "HO-L1", "deliverer": "zhang", "receiver": "R-1", "supervisor": "wang",
        "items": [seen(&items[0], "S-0001"), seen(&items[1], "S-9002")],
        "signature": { "type": "paper", "scan": { "digest": "e5".repeat(32), "size": 1000 } },
    }}));
    place.office.now(back("HO-L1", &items[1], "S-9002"));
    let rest = &items[..1];
    place
        .office
        .draft_after("HO-L2", rest, &texts, Some("HO-L1"));
    place.office.prepare("HO-L2", "2");
    place.office.pass_on("HO-L1", "HO-L2", "2", rest, &texts);
    tell_all(&mut place);
}
