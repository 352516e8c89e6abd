//! Rules 26 to 39: a handover to a third party.

use handover_record::{
    HandoverEvent, Happening, Held, IncidentKind, Overdue, Rechecked, Refusal, Stage,
};

use crate::office::*;

#[test]
fn every_element_of_article_24_is_asked_for() {
    let mut office = Office::new();
    office.yes(draft("HO-1", &["CARD-001"], "2026-03-01", None));
    let missing = |office: &Office| {
        let handover = &office.register.handovers()[&mark("HO-1")];
        handover.missing(&office.register, office.day)
    };
    let all = [
        Refusal::NoAgreement,
        Refusal::NoReview,
        Refusal::NoDeliverer,
        Refusal::NoReceiver,
        Refusal::NoSupervisor,
    ];
    assert_eq!(missing(&office), all);
    for (field, next) in COMPLETE.split(' ').zip(&all) {
        office.no(approve("HO-1"), *next);
        office.yes(prepare("HO-1", field));
    }
    office.yes(approve("HO-1"));
    office.yes(hand_over("HO-1", &[("CARD-001", None)]));
}

#[test]
fn what_is_there_must_also_be_right() {
    let mut office = Office::new();
    office.yes(add_review("RV-2", review("虚构制卡厂", false)));
    office.yes(add_review("RV-3", review("另一家厂", true)));
    office.yes(add_review("RV-4", review("虚构制卡厂", true)));
    let mut other = agreement("另一家厂");
    other.signed_there = Some(mark("REP-2"));
    office.yes(add_agreement("AG-2", other));
    office.yes(draft("HO-1", &["CARD-001"], "2026-06-30", None));
    office.yes(draft("HO-2", &["CARD-002"], "2026-07-01", None));
    for (fields, why) in [
        ("agreement=AG-2", Refusal::AgreementOfAnother),
        ("agreement=AG-1 review=RV-3", Refusal::ReviewOfAnother),
        ("review=RV-2", Refusal::ReviewFailed),
        (
            "review=RV-1 deliverer=zhang receiver=REP-2",
            Refusal::NotARepresentative,
        ),
        (
            "receiver=REP-1 supervisor=zhang",
            Refusal::SupervisorIsDeliverer,
        ),
        ("supervisor=Zhang", Refusal::SupervisorIsDeliverer),
    ] {
        office.yes(prepare("HO-1", fields));
        office.no(approve("HO-1"), why);
    }
    office.no(prepare("HO-1", "agreement=AG-9"), Refusal::Unknown);
    office.yes(prepare("HO-2", COMPLETE));
    office.no(approve("HO-2"), Refusal::AgreementNotValid);
}

#[test]
fn what_ended_before_the_handover_stops_it() {
    let mut office = Office::new();
    office.yes(draft("HO-1", &["CARD-001"], "2026-03-01", None));
    office.yes(prepare("HO-1", COMPLETE));
    office.yes(approve("HO-1"));
    office.day = day("2026-07-01");
    let handover = &office.register.handovers()[&mark("HO-1")];
    let missing = handover.missing(&office.register, office.day);
    assert_eq!(missing, [Refusal::Dates, Refusal::AgreementNotValid]);
    office.no(hand_over("HO-1", &[("CARD-001", None)]), Refusal::Dates);
}

#[test]
fn a_reviewer_who_then_joins_a_third_party_stops_it() {
    let mut office = Office::new();
    office.yes(draft("HO-1", &["CARD-001"], "2026-03-01", None));
    office.yes(prepare("HO-1", COMPLETE));
    office.yes(approve("HO-1"));
    office.yes(enrol("REVIEWER-1", "另一家厂"));
    office.no(
        hand_over("HO-1", &[("CARD-001", None)]),
        Refusal::ReviewedByThirdParty,
    );
}

#[test]
fn nobody_acts_for_both_sides() {
    let mut office = Office::new();
    let mut both = agreement("虚构制卡厂");
    both.signed_here = Some("rep-1".parse().unwrap());
    office.no(add_agreement("AG-2", both), Refusal::SamePerson);
    office.yes(draft("HO-1", &["CARD-001"], "2026-03-01", None));
    office.yes(prepare("HO-1", COMPLETE));
    for officer in ["deliverer=rep-1", "supervisor=rep-1"] {
        office.yes(prepare("HO-1", COMPLETE));
        office.yes(prepare("HO-1", officer));
        office.no(approve("HO-1"), Refusal::SamePerson);
    }
    office.yes(enrol("ZHANG", "虚构制卡厂"));
    office.yes(prepare("HO-1", COMPLETE));
    office.yes(prepare("HO-1", "deliverer=wang receiver=ZHANG"));
    office.yes(approve("HO-1"));
    let signed = HandoverEvent::HandedOver {
        handover: mark("HO-1"),
        items: seen(&[("CARD-001", None)]),
        deliverer: "wang".parse().unwrap(),
        receiver: mark("ZHANG"),
        signature: on_paper(),
        supervisor: "li".parse().unwrap(),
    };
    office.yes(Happening::Handover(signed));
    office.yes(take_back("HO-1", &[("CARD-001", None)]));
    office.no(close("HO-1", "ZHANG"), Refusal::SamePerson);
}

#[test]
fn a_due_day_is_not_moved_into_the_past() {
    let mut office = Office::handed_over();
    office.day = day("2026-03-20");
    office.no(extend("HO-1", "2026-03-19"), Refusal::Dates);
    office.yes(extend("HO-1", "2026-03-20"));
}

#[test]
fn one_carrier_is_in_one_open_handover() {
    let mut office = Office::new();
    office.yes(draft("HO-1", &["CARD-001"], "2026-03-01", None));
    let again = || draft("HO-2", &["CARD-001"], "2026-03-01", None);
    office.no(again(), Refusal::InAnotherHandover);
    office.no(
        draft("HO-3", &["CARD-002", "CARD-002"], "2026-03-01", None),
        Refusal::Items,
    );
    office.no(draft("HO-3", &[], "2026-03-01", None), Refusal::Items);
    office.no(
        draft("HO-3", &["CARD-002"], "2026-01-31", None),
        Refusal::Dates,
    );
    let withdraw = Happening::Handover(HandoverEvent::Withdrawn {
        handover: mark("HO-1"),
        by: pair(),
    });
    office.yes(withdraw.clone());
    office.no(withdraw, Refusal::Stage);
    office.yes(again());
}

#[test]
fn an_approved_handover_keeps_its_carriers_for_itself() {
    let mut office = Office::new();
    office.yes(draft("HO-1", &["CARD-001"], "2026-03-01", None));
    office.yes(prepare("HO-1", COMPLETE));
    office.no(hand_over("HO-1", &[("CARD-001", None)]), Refusal::Stage);
    office.yes(approve("HO-1"));
    office.no(check_out("CARD-001"), Refusal::Reserved);
    office.no(
        load("CARD-001", "HSM-1", vec![key(1)], "SEAL-1"),
        Refusal::Reserved,
    );
    office.no(prepare("HO-1", COMPLETE), Refusal::Stage);
    office.no(hand_over("HO-1", &[]), Refusal::Items);
    office.no(hand_over("HO-1", &[("CARD-002", None)]), Refusal::Items);
    office.no(
        hand_over("HO-1", &[("CARD-001", Some("SEAL-9"))]),
        Refusal::SealDiffers,
    );
    office.yes(hand_over("HO-1", &[("CARD-001", None)]));
    office.no(check_out("CARD-001"), Refusal::HandedOver);
}

#[test]
fn what_went_out_comes_back_and_both_sides_sign() {
    let mut office = Office::handed_over();
    office.no(
        take_back("HO-1", &[("CARD-003", None)]),
        Refusal::NotHandedOver,
    );
    office.no(supervise("HO-1", "zhang"), Refusal::WrongSigner);
    office.yes(supervise("HO-1", "li"));
    office.yes(take_back("HO-1", &[("CARD-001", None)]));
    office.no(
        take_back("HO-1", &[("CARD-001", None)]),
        Refusal::NotHandedOver,
    );
    office.no(close("HO-1", "REP-1"), Refusal::StillOut);
    office.yes(take_back("HO-1", &[("CARD-002", Some("SEAL-9"))]));
    assert_eq!(
        office.register.incidents()[&1].kind,
        IncidentKind::SealBroken
    );
    office.no(check_out("CARD-002"), Refusal::BrokenSeal);
    office.no(close("HO-1", "REP-2"), Refusal::WrongSigner);
    office.yes(close("HO-1", "REP-1"));
    office.no(close("HO-1", "REP-1"), Refusal::Stage);
    office.yes(check_out("CARD-001"));
}

#[test]
fn a_loss_there_is_known_and_lets_the_rest_be_closed() {
    let mut office = Office::handed_over();
    office.yes(report_lost("CARD-001"));
    let notice = office.register.loss(&mark("CARD-001")).unwrap();
    assert_eq!(notice.with, Some((words("虚构制卡厂"), mark("HO-1"))));
    office.yes(take_back("HO-1", &[("CARD-002", None)]));
    office.yes(close("HO-1", "REP-1"));
}

#[test]
fn late_and_unsupervised_handovers_are_listed() {
    let mut office = Office::handed_over();
    let held = office.register.holder(&mark("CARD-001"));
    assert!(matches!(held, Some(Held::Organisation { .. })));
    let late = |office: &Office, on: &str| office.register.overdue(day(on));
    assert!(late(&office, "2026-03-01").is_empty());
    let due = late(&office, "2026-03-02");
    assert!(matches!(&due[..], [Overdue::Handover { .. }]), "{due:?}");
    assert_eq!(late(&office, "2026-03-04").len(), 1);
    assert_eq!(late(&office, "2026-03-05").len(), 2, "more than 31 days");
    office.no(extend("HO-1", "2026-03-01"), Refusal::Dates);
    office.no(extend("HO-1", "2026-07-01"), Refusal::AgreementNotValid);
    office.yes(extend("HO-1", "2026-06-30"));
    office.day = day("2026-03-05");
    office.yes(supervise("HO-1", "li"));
    assert!(late(&office, "2026-04-05").is_empty());
}

#[test]
fn carriers_go_on_to_another_third_party_only_under_its_own_approved_handover() {
    let mut office = Office::handed_over();
    office.no(
        draft("HO-2", &["CARD-001"], "2026-03-01", None),
        Refusal::HandedOver,
    );
    office.yes(draft(
        "HO-2",
        &["CARD-001", "CARD-002"],
        "2026-03-01",
        Some("HO-1"),
    ));
    let both = [("CARD-001", None), ("CARD-002", None)];
    office.no(transfer("HO-1", "HO-2", &both), Refusal::Stage);
    office.yes(prepare("HO-2", COMPLETE));
    office.yes(approve("HO-2"));
    office.no(transfer("HO-1", "HO-2", &both[..1]), Refusal::Items);
    let resealed = [("CARD-001", None), ("CARD-002", Some("SEAL-9"))];
    office.no(transfer("HO-1", "HO-2", &resealed), Refusal::SealDiffers);
    office.yes(transfer("HO-1", "HO-2", &both));
    assert_eq!(office.register.handovers()[&mark("HO-2")].stage, Stage::Out);
    office.yes(close("HO-1", "REP-1"));
    office.yes(take_back("HO-2", &[("CARD-001", None), ("CARD-002", None)]));
    office.yes(close("HO-2", "REP-1"));
}

#[test]
fn while_it_is_out_others_may_receive_and_supervise() {
    let mut office = Office::handed_over();
    office.yes(enrol("REP-3", "虚构制卡厂"));
    office.yes(enrol("WANG", "虚构制卡厂"));
    for (receiver, supervisor, why) in [
        (None, None, Refusal::NothingNamed),
        (Some("REP-9"), None, Refusal::Unknown),
        (Some("REP-2"), None, Refusal::NotARepresentative),
        (None, Some("Zhang"), Refusal::SupervisorIsDeliverer),
        (Some("WANG"), Some("wang"), Refusal::SamePerson),
    ] {
        office.no(reassign("HO-1", receiver, supervisor), why);
    }
    office.no(reassign("HO-2", Some("REP-3"), None), Refusal::Unknown);
    office.yes(reassign("HO-1", None, Some("wang")));
    office.no(reassign("HO-1", Some("WANG"), None), Refusal::SamePerson);
    office.no(supervise("HO-1", "li"), Refusal::WrongSigner);
    office.yes(supervise("HO-1", "wang"));
    office.yes(reassign("HO-1", Some("REP-3"), None));
    office.yes(take_back("HO-1", &[("CARD-001", None), ("CARD-002", None)]));
    office.no(close("HO-1", "REP-1"), Refusal::WrongSigner);
    office.yes(close("HO-1", "REP-3"));
    office.no(reassign("HO-1", Some("REP-1"), None), Refusal::Stage);
}

#[test]
fn who_is_withdrawn_signs_for_nobody_any_more() {
    let mut office = Office::handed_over();
    office.yes(draft("HO-2", &["CARD-003"], "2026-03-01", None));
    office.yes(prepare("HO-2", COMPLETE));
    office.yes(take_back("HO-1", &[("CARD-001", None), ("CARD-002", None)]));
    office.yes(withdraw_person("REP-1"));
    office.no(withdraw_person("REP-1"), Refusal::NotARepresentative);
    office.no(withdraw_person("REP-9"), Refusal::Unknown);
    office.no(approve("HO-2"), Refusal::NotARepresentative);
    office.no(close("HO-1", "REP-1"), Refusal::NotARepresentative);
    let terms = agreement("虚构制卡厂");
    office.no(add_agreement("AG-2", terms), Refusal::NotARepresentative);
    let mut own = review("虚构制卡厂", true);
    own.reviewer = mark("REP-1");
    office.no(add_review("RV-2", own), Refusal::ReviewedByThirdParty);
    office.no(
        reassign("HO-1", Some("REP-1"), None),
        Refusal::NotARepresentative,
    );
    office.yes(reassign("HO-1", None, Some("wang")));
    office.yes(enrol("REP-3", "虚构制卡厂"));
    office.yes(reassign("HO-1", Some("REP-3"), None));
    office.yes(close("HO-1", "REP-3"));
}

#[test]
fn an_agreement_that_ends_leaves_its_handovers_late() {
    let mut office = Office::handed_over();
    let late = |office: &Office, on: &str| office.register.overdue(day(on));
    office.no(end_agreement("AG-9"), Refusal::Unknown);
    office.day = day("2026-02-10");
    office.yes(end_agreement("AG-1"));
    office.no(end_agreement("AG-1"), Refusal::Dates);
    assert!(late(&office, "2026-02-10").is_empty());
    let ended = Overdue::Agreement {
        handover: mark("HO-1"),
        until: day("2026-02-10"),
    };
    assert_eq!(late(&office, "2026-02-11"), [ended]);
    office.yes(draft("HO-2", &["CARD-003"], "2026-02-11", None));
    office.yes(prepare("HO-2", COMPLETE));
    office.no(approve("HO-2"), Refusal::AgreementNotValid);
    office.yes(take_back("HO-1", &[("CARD-001", None), ("CARD-002", None)]));
    assert!(late(&office, "2026-02-11").is_empty());
}

#[test]
fn check_values_are_taken_anew_at_the_closing() {
    let mut office = Office::new();
    office.yes(load("CARD-001", "HSM-1", vec![key(1), key(2)], "SEAL-1"));
    office.yes(draft("HO-1", &["CARD-001", "CARD-002"], "2026-03-01", None));
    office.yes(prepare("HO-1", COMPLETE));
    office.yes(approve("HO-1"));
    let both = [("CARD-001", Some("SEAL-1")), ("CARD-002", None)];
    office.yes(hand_over("HO-1", &both));
    office.yes(take_back("HO-1", &both[..1]));
    office.yes(report_lost("CARD-002"));
    let again = |serial: &str, number: u8| Rechecked {
        serial: mark(serial),
        key: key(number).key,
        kcv: key(number).kcv,
    };
    let close = |rechecked| close_with("HO-1", "REP-1", rechecked, on_paper());
    let one = || again("CARD-001", 1);
    office.no(close(vec![one(), one()]), Refusal::Items);
    office.no(close(vec![again("CARD-002", 1)]), Refusal::Items);
    office.no(close(vec![again("CARD-003", 1)]), Refusal::Items);
    office.no(close(vec![again("CARD-001", 3)]), Refusal::Unknown);
    let other = Rechecked {
        kcv: key(3).kcv,
        ..again("CARD-001", 2)
    };
    office.yes(close(vec![one(), other]));
    let incidents = office.register.incidents();
    let kinds: Vec<_> = incidents.values().map(|one| one.kind).collect();
    assert_eq!(kinds, [IncidentKind::Lost, IncidentKind::CheckValueDiffers]);
}

#[test]
fn a_handover_knows_its_days() {
    let mut office = Office::handed_over();
    for on in ["2026-02-10", "2026-02-20"] {
        office.day = day(on);
        office.yes(supervise("HO-1", "li"));
    }
    office.yes(take_back("HO-1", &[("CARD-001", None), ("CARD-002", None)]));
    office.day = day("2026-02-21");
    office.yes(close("HO-1", "REP-1"));
    let handover = &office.register.handovers()[&mark("HO-1")];
    assert_eq!(handover.approved_on, Some(day("2026-02-01")));
    assert_eq!(handover.handed_over_on, Some(day("2026-02-01")));
    assert_eq!(handover.visits, [day("2026-02-10"), day("2026-02-20")]);
    assert_eq!(handover.closed_on, Some(day("2026-02-21")));
}

#[test]
fn a_broken_seal_stops_approval_and_handover_until_there_is_a_new_one() {
    let mut office = Office::new();
    office.yes(load("CARD-001", "HSM-1", vec![key(1)], "SEAL-1"));
    office.yes(draft("HO-1", &["CARD-001"], "2026-03-01", None));
    office.yes(prepare("HO-1", COMPLETE));
    office.yes(inspect("CARD-001", Some("SEAL-9")));
    office.no(approve("HO-1"), Refusal::BrokenSeal);
    office.yes(inspect("CARD-001", Some("SEAL-1")));
    office.no(approve("HO-1"), Refusal::BrokenSeal);
    office.no(reseal("CARD-001", "SEAL-9"), Refusal::AlreadyKnown);
    office.yes(reseal("CARD-001", "SEAL-2"));
    office.yes(approve("HO-1"));
    office.yes(inspect("CARD-001", None));
    let hand_over = hand_over("HO-1", &[("CARD-001", Some("SEAL-2"))]);
    office.no(hand_over, Refusal::BrokenSeal);
    office.no(reseal("CARD-001", "SEAL-3"), Refusal::Reserved);
    let withdraw = Happening::Handover(HandoverEvent::Withdrawn {
        handover: mark("HO-1"),
        by: pair(),
    });
    office.yes(withdraw);
    office.no(check_out("CARD-001"), Refusal::BrokenSeal);
    office.yes(reseal("CARD-001", "SEAL-3"));
    office.yes(check_out("CARD-001"));
}

#[test]
fn the_newest_review_of_an_organisation_counts() {
    let mut office = Office::new();
    office.yes(draft("HO-1", &["CARD-001"], "2026-03-01", None));
    office.yes(prepare("HO-1", COMPLETE));
    office.yes(add_review("RV-2", review("另一家厂", false)));
    office.yes(approve("HO-1"));
    office.yes(add_review("RV-0", review("虚构制卡厂", false)));
    let hand_over = || hand_over("HO-1", &[("CARD-001", None)]);
    office.no(hand_over(), Refusal::ReviewFailed);
    office.yes(add_review("RV-3", review("虚构制卡厂", true)));
    office.yes(hand_over());
}

#[test]
fn who_has_no_details_any_more_receives_nothing_new() {
    let mut office = Office::handed_over();
    office.yes(enrol("REP-3", "虚构制卡厂"));
    for (id, card, receiver) in [
        ("HO-2", "CARD-003", "receiver=REP-1"),
        ("HO-3", "CARD-004", "receiver=REP-3"),
    ] {
        if card == "CARD-004" {
            office.yes(Office::carrier(card, "LOT-1"));
        }
        office.yes(draft(id, &[card], "2026-03-01", None));
        office.yes(prepare(id, COMPLETE));
        office.yes(prepare(id, receiver));
    }
    office.yes(approve("HO-2"));
    office.yes(erase_details("REP-1"));
    office.yes(erase_details("REP-3"));
    let hand_over = hand_over("HO-2", &[("CARD-003", None)]);
    office.no(hand_over, Refusal::DetailsErased);
    office.no(approve("HO-3"), Refusal::DetailsErased);
    office.no(
        reassign("HO-1", Some("REP-3"), None),
        Refusal::DetailsErased,
    );
    office.yes(take_back("HO-1", &[("CARD-001", None), ("CARD-002", None)]));
    office.yes(close("HO-1", "REP-1"));
}

#[test]
fn a_handover_that_is_out_goes_on_under_a_renewed_agreement() {
    let mut office = Office::handed_over();
    let renewed = |organisation, signer, from, until| {
        let mut terms = agreement(organisation);
        terms.signed_there = Some(mark(signer));
        (terms.from, terms.until) = (day(from), day(until));
        terms
    };
    let ours = |from, until| renewed("虚构制卡厂", "REP-1", from, until);
    let other = renewed("另一家厂", "REP-2", "2026-01-01", "2026-12-31");
    for (id, terms) in [
        ("AG-2", ours("2026-02-01", "2026-12-31")),
        ("AG-3", ours("2026-02-02", "2026-12-31")),
        ("AG-4", ours("2026-02-01", "2026-02-28")),
        ("AG-5", other),
    ] {
        office.yes(add_agreement(id, terms));
    }
    office.no(extend("HO-1", "2026-07-01"), Refusal::AgreementNotValid);
    office.no(put_under("HO-1", "AG-9"), Refusal::Unknown);
    office.no(put_under("HO-1", "AG-5"), Refusal::AgreementOfAnother);
    office.no(put_under("HO-1", "AG-3"), Refusal::AgreementNotValid);
    office.no(put_under("HO-1", "AG-4"), Refusal::AgreementNotValid);
    office.yes(put_under("HO-1", "AG-2"));
    office.yes(extend("HO-1", "2026-07-01"));
    office.day = day("2027-01-02");
    office.no(put_under("HO-1", "AG-2"), Refusal::AgreementNotValid);
}

#[test]
fn what_is_back_and_not_closed_and_who_is_withdrawn_is_listed_too() {
    let mut office = Office::handed_over();
    office.day = day("2026-02-10");
    office.yes(withdraw_person("REP-1"));
    let late = |office: &Office, on: &str| office.register.overdue(day(on));
    let receiver = Overdue::Receiver {
        handover: mark("HO-1"),
        receiver: mark("REP-1"),
        since: day("2026-02-10"),
    };
    assert!(late(&office, "2026-02-09").is_empty());
    assert_eq!(late(&office, "2026-02-10"), [receiver]);
    office.yes(take_back("HO-1", &[("CARD-001", None), ("CARD-002", None)]));
    assert!(late(&office, "2026-03-01").is_empty());
    let closing = Overdue::Closing {
        handover: mark("HO-1"),
        due: day("2026-03-01"),
    };
    assert_eq!(late(&office, "2026-03-02"), [closing]);
    office.yes(enrol("REP-3", "虚构制卡厂"));
    office.yes(reassign("HO-1", Some("REP-3"), None));
    office.yes(close("HO-1", "REP-3"));
    assert!(late(&office, "2026-03-02").is_empty());
}
