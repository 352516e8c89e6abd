//! Rules 40 to 46: inspections and key applications.

use handover_record::{
    ApplicationEvent, AskedKey, DocumentDigest, Happening, IncidentKind, MachineEvent, MachineNote,
    PackageId, Refusal,
};
use key_derivation::{Algorithm, KeyVersion, RegionCode};

use crate::office::*;

fn asked(kind: &str, version: Option<u16>) -> AskedKey {
    AskedKey {
        kind: kind.parse().unwrap(),
        algorithm: Algorithm::Sm4,
        version: version.map(|version| KeyVersion::new(version).unwrap()),
    }
}

fn digest(byte: u8) -> DocumentDigest {
    DocumentDigest([byte; 32])
}

fn package(number: u8) -> PackageId {
    format!("00000000-0000-4000-8000-0000000000{number:02x}")
        .parse()
        .unwrap()
}

fn region() -> RegionCode {
    "410100".parse().unwrap()
}

fn create(id: &str, keys: Vec<AskedKey>, machine: &str, courier: u8) -> Happening {
    Happening::Application(ApplicationEvent::Created {
        application: mark(id),
        keys,
        machine: mark(machine),
        courier: digest(courier),
    })
}

fn submit(id: &str) -> Happening {
    Happening::Application(ApplicationEvent::Submitted {
        application: mark(id),
        digest: digest(9),
        by: pair(),
    })
}

fn end(id: &str, with: Option<u8>) -> Happening {
    Happening::Application(ApplicationEvent::Ended {
        application: mark(id),
        package: with.map(package),
        by: pair(),
    })
}

fn note() -> MachineNote {
    MachineNote {
        serial: mark("HSM-9"),
        maker: words("虚构密码机厂"),
        model: words("SJJ-0000"),
        certificate: certificate(),
        assessment: assessment(),
    }
}

fn accept(id: &str, machine: MachineNote, courier: u8) -> Happening {
    accept_keys(id, vec![asked("0101", None)], machine, courier)
}

fn accept_keys(id: &str, keys: Vec<AskedKey>, machine: MachineNote, courier: u8) -> Happening {
    Happening::Application(ApplicationEvent::Accepted {
        from: region(),
        application: mark(id),
        digest: digest(9),
        keys,
        machine,
        courier: digest(courier),
        by: pair(),
    })
}

fn refuse(id: &str) -> Happening {
    Happening::Application(ApplicationEvent::Refused {
        from: region(),
        application: mark(id),
        digest: digest(9),
        keys: vec![asked("0101", None)],
        reason: words("未备案"),
        by: pair(),
    })
}

fn answer(id: &str, with: u8) -> Happening {
    Happening::Application(ApplicationEvent::Answered {
        from: region(),
        application: mark(id),
        package: package(with),
    })
}

fn erase(from: Option<RegionCode>, id: &str) -> Happening {
    Happening::Application(ApplicationEvent::CourierErased {
        from,
        application: mark(id),
    })
}

#[test]
fn a_seal_is_compared_where_the_carrier_lies() {
    let mut office = Office::new();
    office.no(inspect("CARD-077", None), Refusal::Unknown);
    office.yes(load("CARD-001", "HSM-1", vec![key(1)], "SEAL-1"));
    office.yes(inspect("CARD-001", Some("SEAL-1")));
    office.yes(inspect("CARD-002", None));
    assert!(office.register.incidents().is_empty());
    office.yes(inspect("CARD-001", Some("SEAL-9")));
    office.yes(inspect("CARD-001", None));
    let kinds: Vec<_> = office.register.incidents().values().collect();
    let is_broken = |one: &&handover_record::Incident| one.kind == IncidentKind::SealBroken;
    assert_eq!(kinds.iter().filter(|one| is_broken(one)).count(), 2);
    let seal = office.register.carriers()[&mark("CARD-001")].seal.clone();
    assert_eq!(seal, Some(mark("SEAL-1")), "the register keeps its own");
    office.no(check_out("CARD-001"), Refusal::BrokenSeal);
    office.yes(reseal("CARD-001", "SEAL-2"));
    office.yes(check_out("CARD-001"));
    office.no(inspect("CARD-001", Some("SEAL-2")), Refusal::CheckedOut);
    let mut out = Office::handed_over();
    out.no(inspect("CARD-001", Some("SEAL-1")), Refusal::HandedOver);
    out.yes(report_lost("CARD-001"));
    out.no(inspect("CARD-001", Some("SEAL-1")), Refusal::Lost);
}

#[test]
fn an_application_asks_for_keys_once_each_for_a_machine_that_may_serve() {
    let mut office = Office::new();
    let one = || asked("0101", Some(1));
    office.no(create("Q-1", vec![], "HSM-1", 1), Refusal::Items);
    for twice in [one(), asked("0101", None)] {
        let keys = vec![one(), twice];
        office.no(create("Q-1", keys.clone(), "HSM-1", 1), Refusal::Items);
        let keys = keys.into_iter().rev().collect();
        office.no(create("Q-1", keys, "HSM-1", 1), Refusal::Items);
    }
    let two = || vec![one(), asked("0101", Some(2)), asked("0102", None)];
    office.no(create("Q-1", two(), "HSM-7", 1), Refusal::Unknown);
    office.yes(machine("HSM-2", None, true));
    office.no(create("Q-1", two(), "HSM-2", 1), Refusal::NoCertificate);
    office.yes(create("Q-1", two(), "HSM-1", 1));
    office.no(create("Q-1", two(), "HSM-1", 2), Refusal::AlreadyKnown);
    office.no(create("Q-2", two(), "HSM-1", 1), Refusal::AlreadyKnown);
    office.yes(accept("Q-1", note(), 3));
    office.no(create("Q-2", two(), "HSM-1", 3), Refusal::AlreadyKnown);
    office.yes(create("Q-2", two(), "HSM-1", 2));
}

#[test]
fn an_application_is_submitted_until_it_is_closed_and_while_its_machine_may_serve() {
    let mut office = Office::new();
    office.no(submit("Q-1"), Refusal::Unknown);
    office.yes(create("Q-1", vec![asked("0101", None)], "HSM-1", 1));
    office.no(end("Q-1", Some(1)), Refusal::Stage);
    office.yes(submit("Q-1"));
    office.yes(submit("Q-1"));
    let mut retired = office.clone();
    retired.yes(Happening::Machine(MachineEvent::Retired {
        serial: mark("HSM-1"),
    }));
    retired.no(submit("Q-1"), Refusal::Retired);
    office.yes(end("Q-1", Some(1)));
    office.no(submit("Q-1"), Refusal::Stage);
    office.no(end("Q-1", None), Refusal::Stage);
    office.yes(create("Q-2", vec![asked("0101", None)], "HSM-1", 2));
    office.yes(submit("Q-2"));
    office.no(end("Q-2", Some(1)), Refusal::AlreadyKnown);
    office.yes(end("Q-2", None));
}

#[test]
fn an_application_is_decided_once_and_approved_for_a_certified_machine() {
    let mut office = Office::new();
    let mut late = note();
    late.certificate.until = day("2026-01-15");
    office.no(accept("Q-1", late, 1), Refusal::CertificateNotValid);
    let mut backwards = note();
    backwards.certificate.until = day("2025-01-15");
    office.no(accept("Q-1", backwards, 1), Refusal::Dates);
    let mut early = note();
    early.assessment.on = day("2026-12-01");
    office.no(accept("Q-1", early, 1), Refusal::Dates);
    let mut empty = note();
    empty.assessment.report.size = 0;
    office.no(accept("Q-1", empty, 1), Refusal::DocumentSize);
    office.no(accept_keys("Q-1", vec![], note(), 1), Refusal::Items);
    office.yes(accept("Q-1", note(), 1));
    office.no(accept("Q-1", note(), 2), Refusal::AlreadyKnown);
    office.no(refuse("Q-1"), Refusal::AlreadyKnown);
    office.no(accept("Q-2", note(), 1), Refusal::AlreadyKnown);
    office.yes(refuse("Q-2"));
    office.no(accept("Q-2", note(), 2), Refusal::AlreadyKnown);
}

#[test]
fn one_package_answers_one_approved_application() {
    let mut office = Office::new();
    office.no(answer("Q-1", 1), Refusal::Unknown);
    office.yes(accept("Q-1", note(), 1));
    office.yes(accept("Q-2", note(), 2));
    office.yes(refuse("Q-3"));
    office.no(answer("Q-3", 1), Refusal::Stage);
    office.yes(answer("Q-1", 1));
    office.no(answer("Q-1", 2), Refusal::Stage);
    office.no(answer("Q-2", 1), Refusal::AlreadyKnown);
    office.yes(answer("Q-2", 2));
    let (from, id, _) = office.register.answered_by(package(2)).unwrap();
    assert_eq!((from, id), (region(), &mark("Q-2")));
    assert!(office.register.answered_by(package(3)).is_none());
}

#[test]
fn a_couriers_details_are_erased_once_in_each_register() {
    let mut office = Office::new();
    office.no(erase(None, "Q-1"), Refusal::Unknown);
    office.yes(create("Q-1", vec![asked("0101", None)], "HSM-1", 1));
    office.yes(accept("Q-1", note(), 2));
    office.yes(refuse("Q-2"));
    for from in [None, Some(region())] {
        office.yes(erase(from, "Q-1"));
        office.no(erase(from, "Q-1"), Refusal::DetailsErased);
    }
    office.no(erase(Some(region()), "Q-2"), Refusal::Unknown);
    let (courier, erased) = office.register.courier(None, &mark("Q-1")).unwrap();
    assert_eq!((courier, erased), (digest(1), Some(office.day)));
}

#[test]
fn an_entry_without_a_version_covers_every_version() {
    let covers = |key: AskedKey, version| {
        let version = KeyVersion::new(version).unwrap();
        key.covers("0101".parse().unwrap(), Algorithm::Sm4, version)
    };
    assert!(covers(asked("0101", None), 7));
    assert!(covers(asked("0101", Some(7)), 7));
    assert!(!covers(asked("0101", Some(7)), 8));
    assert!(!covers(asked("0102", None), 7));
    let other = Algorithm::Aes128;
    let version = KeyVersion::new(7).unwrap();
    assert!(!asked("0101", None).covers("0101".parse().unwrap(), other, version));
}

#[test]
fn a_package_is_named_in_one_spelling() {
    for bad in [
        "",
        "p1",
        "00000000-0000-4000-8000-0000000000AB",
        "{00000000-0000-4000-8000-0000000000ab}",
    ] {
        assert!(bad.parse::<PackageId>().is_err(), "{bad}");
    }
}
