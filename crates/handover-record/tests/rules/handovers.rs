//! Rules 22 to 33: a handover to a third party.

use handover_record::{HandoverEvent, Happening, Held, IncidentKind, Overdue, Refusal, Stage};

use crate::office::*;

#[test]
fn every_element_of_article_24_is_asked_for() {
    let mut office = Office::new();
    office.yes(draft("HO-1", &["CARD-001"], "2026-03-01", None));
    let missing = |office: &Office| {
        let handover = &office.register.handovers[&mark("HO-1")];
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
    let handover = &office.register.handovers[&mark("HO-1")];
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
        items: vec![(mark("CARD-001"), None)],
        deliverer: "wang".parse().unwrap(),
        receiver: mark("ZHANG"),
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
    let extend = |due: &str| {
        Happening::Handover(HandoverEvent::Extended {
            handover: mark("HO-1"),
            due: day(due),
            by: pair(),
        })
    };
    office.no(extend("2026-03-19"), Refusal::Dates);
    office.yes(extend("2026-03-20"));
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
    assert_eq!(office.register.incidents[0].kind, IncidentKind::SealBroken);
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
    let extend = |due: &str| {
        Happening::Handover(HandoverEvent::Extended {
            handover: mark("HO-1"),
            due: day(due),
            by: pair(),
        })
    };
    office.no(extend("2026-03-01"), Refusal::Dates);
    office.no(extend("2026-07-01"), Refusal::AgreementNotValid);
    office.yes(extend("2026-06-30"));
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
    let transfer = || {
        Happening::Handover(HandoverEvent::Transferred {
            handover: mark("HO-1"),
            to: mark("HO-2"),
            receiver: mark("REP-1"),
            supervisor: "li".parse().unwrap(),
        })
    };
    office.no(transfer(), Refusal::Stage);
    office.yes(prepare("HO-2", COMPLETE));
    office.yes(approve("HO-2"));
    office.yes(transfer());
    assert_eq!(office.register.handovers[&mark("HO-2")].stage, Stage::Out);
    office.yes(close("HO-1", "REP-1"));
    office.yes(take_back("HO-2", &[("CARD-001", None), ("CARD-002", None)]));
    office.yes(close("HO-2", "REP-1"));
}
