//! Rules 1 to 25: machines, carriers and third parties.

use handover_record::{
    Certificate, CustodyEvent, Happening, Held, IncidentKind, MAX_DOCUMENT, MachineEvent, Overdue,
    Pair, Refusal,
};

use crate::office::*;

#[test]
fn days_do_not_go_back() {
    let mut office = Office::new();
    office.day = day("2026-01-31");
    office.no(check_out("CARD-001"), Refusal::DayOrder);
}

#[test]
fn a_loss_is_reported_on_any_day_and_moves_none() {
    let mut office = Office::new();
    office.day = day("2025-01-01");
    office.yes(report_lost("CARD-001"));
    office.day = day("2099-01-01");
    office.yes(report_lost("CARD-002"));
    assert_eq!(office.register.newest(), Some(day("2026-02-01")));
    office.day = day("2026-02-01");
    office.yes(check_out("CARD-003"));
}

#[test]
fn two_officers_are_two_people() {
    let mut office = Office::new();
    let alone = |second: &str| {
        custody(CustodyEvent::Moved {
            serial: mark("CARD-001"),
            place: words("保险柜二"),
            by: Pair("zhang".parse().unwrap(), second.parse().unwrap()),
        })
    };
    office.no(alone("zhang"), Refusal::SamePerson);
    office.no(alone("Zhang"), Refusal::SamePerson);
    office.yes(alone("wang"));
}

#[test]
fn ids_and_seals_are_used_once() {
    let mut office = Office::new();
    office.no(machine("HSM-1", None, false), Refusal::AlreadyKnown);
    office.no(Office::carrier("CARD-001", "LOT-1"), Refusal::AlreadyKnown);
    office.no(enrol("REP-1", "虚构制卡厂"), Refusal::AlreadyKnown);
    office.yes(load("CARD-001", "HSM-1", vec![key(1)], "SEAL-1"));
    office.no(
        load("CARD-002", "HSM-1", vec![key(1)], "SEAL-1"),
        Refusal::AlreadyKnown,
    );
    office.no(check_out("CARD-077"), Refusal::Unknown);
}

#[test]
fn a_machine_serves_keys_only_certified_assessed_and_in_service() {
    let mut office = Office::new();
    let late = Certificate {
        from: day("2026-03-01"),
        ..certificate()
    };
    office.yes(machine("HSM-2", None, true));
    office.yes(machine("HSM-3", Some(late), true));
    office.yes(machine("HSM-4", Some(certificate()), false));
    let try_load = |machine| load("CARD-001", machine, vec![key(1)], "SEAL-1");
    office.no(try_load("HSM-2"), Refusal::NoCertificate);
    office.no(try_load("HSM-3"), Refusal::CertificateNotValid);
    office.no(try_load("HSM-4"), Refusal::NotAssessed);
    office.no(load("CARD-001", "HSM-1", vec![], "SEAL-1"), Refusal::Items);
    office.yes(try_load("HSM-1"));
    assert_eq!(office.register.machines()[&mark("HSM-1")].loaded.len(), 1);
    let retire = Happening::Machine(MachineEvent::Retired {
        serial: mark("HSM-1"),
    });
    office.yes(retire.clone());
    office.no(retire, Refusal::Retired);
    office.no(
        load("CARD-002", "HSM-1", vec![key(2)], "SEAL-2"),
        Refusal::Retired,
    );
    let backwards = Certificate {
        until: day("2025-01-01"),
        ..certificate()
    };
    office.no(machine("HSM-5", Some(backwards), true), Refusal::Dates);
}

#[test]
fn a_certificate_is_valid_on_its_last_day_and_not_after() {
    let mut office = Office::new();
    office.day = day("2026-12-31");
    office.yes(load("CARD-001", "HSM-1", vec![key(1)], "SEAL-1"));
    office.day = day("2027-01-01");
    office.no(
        load("CARD-002", "HSM-1", vec![key(1)], "SEAL-2"),
        Refusal::CertificateNotValid,
    );
}

#[test]
fn no_carrier_is_made_outside_a_lot() {
    let mut office = Office::new();
    for serial in [
        "CARD-000",
        "CARD-100",
        "CARD-0001",
        "CARD-01",
        "CARE-001",
        "CARD-00A",
    ] {
        office.no(Office::carrier(serial, "LOT-1"), Refusal::OutsideLot);
    }
    office.no(Office::carrier("CARD-004", "LOT-9"), Refusal::Unknown);
}

#[test]
fn lots_share_no_serial() {
    let mut office = Office::new();
    let issue = |prefix, digits, first, last| {
        custody(CustodyEvent::LotIssued {
            lot: mark("LOT-2"),
            serials: lot(prefix, digits, first, last),
            notice: document(),
        })
    };
    office.no(issue("CARD-", 3, 99, 120), Refusal::LotOverlap);
    office.no(issue("CARD-0", 2, 99, 99), Refusal::LotOverlap);
    office.no(issue("CARD-00", 1, 1, 1), Refusal::LotOverlap);
    office.no(issue("CARD-", 3, 5, 4), Refusal::Range);
    office.no(issue("CARD-", 3, 1, 1_000), Refusal::Range);
    office.no(issue("CARD-", 0, 0, 0), Refusal::Range);
    office.no(issue("CARD-", 13, 0, 0), Refusal::Range);
    let mut empty = issue("CARD-1", 2, 0, 99);
    if let Happening::Custody(CustodyEvent::LotIssued { notice, .. }) = &mut empty {
        notice.size = 0;
    }
    office.no(empty, Refusal::DocumentSize);
    office.yes(issue("CARD-1", 2, 0, 99));
}

#[test]
fn a_carrier_goes_out_for_the_day_and_comes_back_as_it_left() {
    let mut office = Office::new();
    office.yes(load("CARD-001", "HSM-1", vec![key(1)], "SEAL-1"));
    office.no(check_in("CARD-001", Some("SEAL-1")), Refusal::NotCheckedOut);
    office.yes(check_out("CARD-001"));
    office.no(check_out("CARD-001"), Refusal::CheckedOut);
    office.yes(check_in("CARD-001", Some("SEAL-1")));
    assert!(office.register.incidents().is_empty());

    office.yes(check_out("CARD-001"));
    assert!(office.register.overdue(office.day).is_empty());
    office.day = day("2026-02-02");
    let late = office.register.overdue(office.day);
    assert!(
        matches!(&late[..], [Overdue::CheckedOut { .. }]),
        "{late:?}"
    );
    office.yes(check_in("CARD-001", Some("SEAL-9")));
    let kinds: Vec<_> = office
        .register
        .incidents()
        .values()
        .map(|one| one.kind)
        .collect();
    assert_eq!(kinds, [IncidentKind::Overdue, IncidentKind::SealBroken]);
}

#[test]
fn a_machine_is_moved_while_in_service() {
    let mut office = Office::new();
    let relocate = |serial: &str| {
        Happening::Machine(MachineEvent::Relocated {
            serial: mark(serial),
            location: words("机房二"),
        })
    };
    office.no(relocate("HSM-9"), Refusal::Unknown);
    office.yes(relocate("HSM-1"));
    let moved = &office.register.machines()[&mark("HSM-1")];
    assert_eq!(moved.location, words("机房二"));
    office.yes(Happening::Machine(MachineEvent::Retired {
        serial: mark("HSM-1"),
    }));
    office.no(relocate("HSM-1"), Refusal::Retired);
}

#[test]
fn a_custodian_changes_wherever_the_carrier_is() {
    let mut office = Office::handed_over();
    let entrust = |serial: &str| {
        custody(CustodyEvent::CustodianChanged {
            serial: mark(serial),
            custodian: "zhao".parse().unwrap(),
            by: pair(),
        })
    };
    office.no(entrust("CARD-009"), Refusal::Unknown);
    assert!(entrust("CARD-001").named().is_empty());
    assert_eq!(
        entrust("CARD-001").signers(),
        ["zhang", "wang", "zhao"]
            .map(|one| one.parse().unwrap())
            .iter()
            .collect::<Vec<_>>()
    );
    for serial in ["CARD-001", "CARD-003"] {
        office.yes(entrust(serial));
        let carrier = &office.register.carriers()[&mark(serial)];
        assert_eq!(carrier.custodian.as_str(), "zhao");
        office.no(entrust(serial), Refusal::AlreadyKnown);
    }
    office.yes(report_lost("CARD-001"));
    office.no(entrust("CARD-001"), Refusal::Lost);
    office.yes(custody(CustodyEvent::Destroyed {
        serial: mark("CARD-003"),
        by: pair(),
    }));
    office.no(entrust("CARD-003"), Refusal::Destroyed);
}

#[test]
fn a_count_finds_every_difference() {
    let mut office = Office::new();
    office.yes(check_out("CARD-003"));
    let found = ["CARD-001", "CARD-001", "CARD-003", "STRANGE-1"];
    office.yes(custody(CustodyEvent::Counted {
        place: words("保险柜一"),
        found: found.map(mark).to_vec(),
        by: pair(),
    }));
    let incidents = &office.register.incidents();
    let noted: Vec<_> = incidents
        .values()
        .map(|one| (one.serial.as_str(), one.kind))
        .collect();
    let expected = [
        ("CARD-002", IncidentKind::Missing),
        ("CARD-003", IncidentKind::Unexpected),
        ("STRANGE-1", IncidentKind::Unexpected),
    ];
    assert_eq!(noted, expected);
}

#[test]
fn lost_and_destroyed_are_for_ever() {
    let mut office = Office::new();
    office.yes(load("CARD-001", "HSM-1", vec![key(1), key(2)], "SEAL-1"));
    office.yes(load("CARD-002", "HSM-1", vec![key(2)], "SEAL-2"));
    office.yes(report_lost("CARD-001"));
    office.no(report_lost("CARD-001"), Refusal::Lost);
    office.no(check_out("CARD-001"), Refusal::Lost);
    let notice = office.register.loss(&mark("CARD-001")).unwrap();
    assert_eq!(notice.contents, [key(1), key(2)]);
    assert_eq!(notice.copies, [mark("CARD-002")]);
    assert!(matches!(
        office.register.holder(&mark("CARD-001")),
        Some(Held::Lost { .. })
    ));
    let destroy = custody(CustodyEvent::Destroyed {
        serial: mark("CARD-002"),
        by: pair(),
    });
    office.yes(destroy.clone());
    office.no(destroy, Refusal::Destroyed);
    office.no(report_lost("CARD-002"), Refusal::Destroyed);
    assert_eq!(office.register.copies_of(key(2).key).count(), 1);
}

#[test]
fn an_agreement_is_signed_by_both_sides_and_a_plan_reviewed_by_neither_third_party() {
    let mut office = Office::new();
    let with = |change: fn(&mut handover_record::Agreement)| {
        let mut terms = agreement("虚构制卡厂");
        change(&mut terms);
        add_agreement("AG-2", terms)
    };
    office.no(with(|terms| terms.signed_here = None), Refusal::NotSigned);
    office.no(with(|terms| terms.signed_there = None), Refusal::NotSigned);
    office.no(
        with(|terms| terms.until = day("2025-12-31")),
        Refusal::Dates,
    );
    office.no(with(|terms| terms.document.size = 0), Refusal::DocumentSize);
    office.no(
        with(|terms| terms.document.size = MAX_DOCUMENT + 1),
        Refusal::DocumentSize,
    );
    let other = |terms: &mut handover_record::Agreement| terms.signed_there = Some(mark("REP-2"));
    office.no(with(other), Refusal::NotARepresentative);
    let mut own = review("虚构制卡厂", true);
    own.reviewer = mark("REP-2");
    office.no(add_review("RV-2", own), Refusal::ReviewedByThirdParty);
}
