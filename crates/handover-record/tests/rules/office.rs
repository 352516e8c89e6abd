//! An invented office with one certified machine, one lot and one third party, and short ways to say what happens.

use handover_record::{
    Agreement, Assessment, CarrierKind, Certificate, Content, CustodyEvent, Document,
    DocumentDigest, Event, HandoverEvent, Happening, ItemSeen, Lot, MachineEvent, Mark, Pair,
    PartyEvent, Rechecked, Refusal, Register, Review, Signature, Words,
};
use jiff::civil::Date;
use key_derivation::{Kcv, KeyId};
use uuid::Uuid;

/// A register and the day that it is there.
#[derive(Clone)]
pub struct Office {
    pub register: Register,
    pub day: Date,
}

/// Whose register it is.
pub const HERE: handover_record::Office = handover_record::Office {
    keystore: Uuid::from_u128(0x3f2b_8c1e_5d47_4a96_9b0e_7c1d_2e3f_4a5b),
    rehearsal: false,
};

pub type Outcome = Result<(), Refusal>;

pub fn mark(text: &str) -> Mark {
    text.parse().unwrap()
}

pub fn words(text: &str) -> Words {
    text.parse().unwrap()
}

pub fn day(text: &str) -> Date {
    text.parse().unwrap()
}

pub fn pair() -> Pair {
    Pair("zhang".parse().unwrap(), "wang".parse().unwrap())
}

pub fn document() -> Document {
    Document {
        digest: DocumentDigest([7; 32]),
        size: 1_000,
    }
}

pub fn key(number: u8) -> Content {
    Content {
        key: KeyId::from_bytes([number; 16]),
        kcv: Kcv::Cmac([number; 5]),
        levels_left: 1,
    }
}

pub fn certificate() -> Certificate {
    Certificate {
        number: words("SXH2026001"),
        from: day("2026-01-01"),
        until: day("2026-12-31"),
    }
}

pub fn assessment() -> Assessment {
    Assessment {
        report: document(),
        on: day("2026-01-02"),
    }
}

pub fn machine(serial: &str, certificate: Option<Certificate>, assessed: bool) -> Happening {
    Happening::Machine(MachineEvent::Registered {
        serial: mark(serial),
        maker: words("虚构密码机厂"),
        model: words("SJJ-0000"),
        location: words("机房一"),
        certificate,
        assessment: assessed.then(assessment),
    })
}

pub fn agreement(organisation: &str) -> Agreement {
    Agreement {
        organisation: words(organisation),
        document: document(),
        from: day("2026-01-01"),
        until: day("2026-06-30"),
        signed_here: Some("zhang".parse().unwrap()),
        signed_there: Some(mark("REP-1")),
    }
}

pub fn review(organisation: &str, passed: bool) -> Review {
    Review {
        organisation: words(organisation),
        plan: document(),
        passed,
        reviewer: mark("REVIEWER-1"),
    }
}

pub fn add_agreement(id: &str, terms: Agreement) -> Happening {
    let agreement = mark(id);
    Happening::Party(PartyEvent::AgreementAdded { agreement, terms })
}

pub fn add_review(id: &str, outcome: Review) -> Happening {
    let review = mark(id);
    Happening::Party(PartyEvent::PlanReviewed { review, outcome })
}

/// With an attachment of its own, and no key.
pub fn enrol(person: &str, organisation: &str) -> Happening {
    let mut details = [0; 32];
    details[..person.len()].copy_from_slice(person.as_bytes());
    enrol_with(person, organisation, DocumentDigest(details), None)
}

pub fn enrol_with(
    person: &str,
    organisation: &str,
    details: DocumentDigest,
    key: Option<&str>,
) -> Happening {
    Happening::Party(PartyEvent::RepresentativeEnrolled {
        person: mark(person),
        organisation: words(organisation),
        details,
        key: key.map(|key| key.parse().unwrap()),
    })
}

pub fn erase_details(person: &str) -> Happening {
    Happening::Party(PartyEvent::DetailsErased {
        person: mark(person),
    })
}

pub fn withdraw_person(person: &str) -> Happening {
    Happening::Party(PartyEvent::RepresentativeWithdrawn {
        person: mark(person),
    })
}

pub fn on_paper() -> Signature {
    Signature::Paper { scan: document() }
}

pub fn lot(prefix: &str, digits: u8, first: u64, last: u64) -> Lot {
    Lot {
        kind: CarrierKind::MasterMotherCard,
        prefix: prefix.parse().unwrap(),
        digits,
        first,
        last,
    }
}

pub fn custody(event: CustodyEvent) -> Happening {
    Happening::Custody(event)
}

pub fn check_out(serial: &str) -> Happening {
    custody(CustodyEvent::CheckedOut {
        serial: mark(serial),
        purpose: words("写卡"),
        by: pair(),
    })
}

pub fn check_in(serial: &str, seal: Option<&str>) -> Happening {
    custody(CustodyEvent::CheckedIn {
        serial: mark(serial),
        seal: seal.map(mark),
        by: pair(),
    })
}

pub fn inspect(serial: &str, seal: Option<&str>) -> Happening {
    custody(CustodyEvent::Inspected {
        serial: mark(serial),
        seal: seal.map(mark),
        by: pair(),
    })
}

pub fn reseal(serial: &str, seal: &str) -> Happening {
    custody(CustodyEvent::Resealed {
        serial: mark(serial),
        seal: mark(seal),
        by: pair(),
    })
}

pub fn load(serial: &str, machine: &str, contents: Vec<Content>, seal: &str) -> Happening {
    custody(CustodyEvent::CarrierLoaded {
        serial: mark(serial),
        machine: mark(machine),
        contents,
        seal: mark(seal),
        by: pair(),
    })
}

pub fn draft(id: &str, items: &[&str], due: &str, continues: Option<&str>) -> Happening {
    Happening::Handover(HandoverEvent::Drafted {
        handover: mark(id),
        organisation: words("虚构制卡厂"),
        purpose: words("制卡"),
        due: day(due),
        items: items.iter().map(|serial| mark(serial)).collect(),
        continues: continues.map(mark),
    })
}

/// Names what a draft lacks, as `field=value` words.
pub fn prepare(id: &str, fields: &str) -> Happening {
    let field = |name: &str| {
        let mut fields = fields.split(' ').filter_map(|field| field.split_once('='));
        fields
            .find(|(field, _)| *field == name)
            .map(|(_, value)| value)
    };
    let officer = |name| field(name).map(|value| value.parse().unwrap());
    Happening::Handover(HandoverEvent::Prepared {
        handover: mark(id),
        agreement: field("agreement").map(mark),
        review: field("review").map(mark),
        deliverer: officer("deliverer"),
        receiver: field("receiver").map(mark),
        supervisor: officer("supervisor"),
    })
}

pub const COMPLETE: &str =
    "agreement=AG-1 review=RV-1 deliverer=zhang receiver=REP-1 supervisor=li";

pub fn approve(id: &str) -> Happening {
    Happening::Handover(HandoverEvent::Approved {
        handover: mark(id),
        by: pair(),
    })
}

pub fn seen(items: &[(&str, Option<&str>)]) -> Vec<ItemSeen> {
    let items = items.iter();
    let items = items.map(|(serial, seal)| ItemSeen {
        serial: mark(serial),
        seal: seal.map(mark),
        condition: words("完好"),
    });
    items.collect()
}

pub fn hand_over(id: &str, items: &[(&str, Option<&str>)]) -> Happening {
    hand_over_to("REP-1", id, items, on_paper())
}

pub fn hand_over_to(
    receiver: &str,
    id: &str,
    items: &[(&str, Option<&str>)],
    signature: Signature,
) -> Happening {
    Happening::Handover(HandoverEvent::HandedOver {
        handover: mark(id),
        items: seen(items),
        deliverer: "zhang".parse().unwrap(),
        receiver: mark(receiver),
        signature,
        supervisor: "li".parse().unwrap(),
    })
}

/// The second handover is one that REP-1 receives from zhang.
pub fn transfer(from: &str, to: &str, items: &[(&str, Option<&str>)]) -> Happening {
    Happening::Handover(HandoverEvent::Transferred {
        handover: mark(from),
        to: mark(to),
        items: seen(items),
        deliverer: "zhang".parse().unwrap(),
        receiver: mark("REP-1"),
        signature: on_paper(),
        supervisor: "li".parse().unwrap(),
    })
}

pub fn take_back(id: &str, items: &[(&str, Option<&str>)]) -> Happening {
    Happening::Handover(HandoverEvent::Returned {
        handover: mark(id),
        items: seen(items),
        by: "zhang".parse().unwrap(),
    })
}

pub fn supervise(id: &str, supervisor: &str) -> Happening {
    Happening::Handover(HandoverEvent::Supervised {
        handover: mark(id),
        supervisor: supervisor.parse().unwrap(),
        findings: words("无异常"),
    })
}

pub fn close(id: &str, receiver: &str) -> Happening {
    close_with(id, receiver, vec![], on_paper())
}

pub fn close_with(
    id: &str,
    receiver: &str,
    rechecked: Vec<Rechecked>,
    signature: Signature,
) -> Happening {
    Happening::Handover(HandoverEvent::Closed {
        handover: mark(id),
        rechecked,
        by: pair(),
        receiver: mark(receiver),
        signature,
    })
}

pub fn reassign(id: &str, receiver: Option<&str>, supervisor: Option<&str>) -> Happening {
    Happening::Handover(HandoverEvent::Reassigned {
        handover: mark(id),
        agreement: None,
        receiver: receiver.map(mark),
        supervisor: supervisor.map(|one| one.parse().unwrap()),
        by: pair(),
    })
}

/// Puts a handover that is out under another agreement.
pub fn put_under(id: &str, agreement: &str) -> Happening {
    Happening::Handover(HandoverEvent::Reassigned {
        handover: mark(id),
        agreement: Some(mark(agreement)),
        receiver: None,
        supervisor: None,
        by: pair(),
    })
}

pub fn extend(id: &str, due: &str) -> Happening {
    Happening::Handover(HandoverEvent::Extended {
        handover: mark(id),
        due: day(due),
        by: pair(),
    })
}

pub fn end_agreement(agreement: &str) -> Happening {
    let agreement = mark(agreement);
    Happening::Party(PartyEvent::AgreementEnded { agreement })
}

pub fn report_lost(serial: &str) -> Happening {
    custody(CustodyEvent::ReportedLost {
        serial: mark(serial),
        stolen: false,
        by: "wang".parse().unwrap(),
    })
}

impl Office {
    /// One machine, carriers CARD-001 to CARD-003, an agreement and a review of one card factory.
    pub fn new() -> Self {
        let mut office = Self {
            register: Register::of(HERE),
            day: day("2026-02-01"),
        };
        office.yes(machine("HSM-1", Some(certificate()), true));
        office.yes(custody(CustodyEvent::LotIssued {
            lot: mark("LOT-1"),
            serials: lot("CARD-", 3, 1, 99),
            notice: document(),
        }));
        for serial in ["CARD-001", "CARD-002", "CARD-003"] {
            office.yes(Self::carrier(serial, "LOT-1"));
        }
        office.yes(enrol("REP-1", "虚构制卡厂"));
        office.yes(enrol("REP-2", "另一家厂"));
        office.yes(add_agreement("AG-1", agreement("虚构制卡厂")));
        office.yes(add_review("RV-1", review("虚构制卡厂", true)));
        office
    }

    pub fn carrier(serial: &str, lot: &str) -> Happening {
        custody(CustodyEvent::CarrierRegistered {
            serial: mark(serial),
            lot: mark(lot),
            place: words("保险柜一"),
            custodian: "zhang".parse().unwrap(),
        })
    }

    /// With CARD-001 and CARD-002 handed over in HO-1.
    pub fn handed_over() -> Self {
        let mut office = Self::new();
        office.yes(draft("HO-1", &["CARD-001", "CARD-002"], "2026-03-01", None));
        office.yes(prepare("HO-1", COMPLETE));
        office.yes(approve("HO-1"));
        office.yes(hand_over("HO-1", &[("CARD-001", None), ("CARD-002", None)]));
        office
    }

    pub fn try_to(&mut self, what: Happening) -> Outcome {
        self.register.apply(&Event { on: self.day, what })
    }

    /// It must be accepted.
    pub fn yes(&mut self, what: Happening) {
        let said = self.try_to(what.clone());
        assert_eq!(said, Ok(()), "{what:?}");
    }

    /// It must be refused for this reason, and change nothing.
    pub fn no(&mut self, what: Happening, why: Refusal) {
        let before = self.register.clone();
        assert_eq!(self.try_to(what.clone()), Err(why), "{what:?}");
        assert_eq!(self.register, before, "a refusal changes nothing");
    }
}
