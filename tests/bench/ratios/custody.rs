//! What officers ask of a register of 10,000 carriers, 1,000 open handovers and 1,000,000 events, and the life of one
//! carrier from a log: what is measured comes after the keystore was opened and verified.

use std::hint::black_box;
use std::time::{Duration, Instant};

use bench::{Aim, row};
use handover_record::{
    Agreement, Assessment, CarrierKind, Certificate, Content, CustodyEvent, Document,
    DocumentDigest, Event, HandoverEvent, Happening, ItemSeen, Lot, MachineEvent, Mark, Office,
    Pair, PartyEvent, Register, Review, Signature, Words,
};
use jiff::ToSpan;
use jiff::civil::{Date, date};
use key_derivation::{Kcv, KeyId};
use keystore::event::custody_action;
use keystore::state::Thing;
use keystore::{Event as Logged, Keystore};
use quorum::OfficerId;

use crate::site::Site;

const CARRIERS: u32 = 10_000;
const HANDOVERS: u32 = 1_000;
const EVENTS: u64 = 1_000_000;
/// Carriers that nobody brought back.
const LEFT_OUT: u32 = 100;
/// Milliseconds that an answer may take.
const AIM: Aim = Aim::AtMost(100.0);
const FIRST_DAY: Date = date(2026, 1, 1);
const KEY: &str = "00000000-0000-4000-8000-000000000001";

/// Prints this group's rows.
pub fn run() {
    questions();
    lives();
}

fn mark(text: &str) -> Mark {
    text.parse().expect("a mark")
}

fn words(text: &str) -> Words {
    text.parse().expect("words")
}

fn officer(number: u8) -> OfficerId {
    format!("T{number:03}").parse().expect("a staff code")
}

fn two() -> Pair {
    Pair(officer(0), officer(1))
}

fn key() -> KeyId {
    KEY.parse().expect("a key id")
}

fn serial(number: u32) -> Mark {
    mark(&format!("MC-{number:06}"))
}

fn document() -> Document {
    Document {
        digest: DocumentDigest([7; 32]),
        size: 1000,
    }
}

/// A machine that may serve, and the ministry's lot.
fn beginning() -> Vec<Happening> {
    let machine = MachineEvent::Registered {
        serial: mark("HSM-1"),
        maker: words("演练厂商"),
        model: words("BENCH-1"),
        location: words("机房"),
        certificate: Some(Certificate {
            number: words("GM-0001"),
            from: FIRST_DAY,
            until: date(2999, 1, 1),
        }),
        assessment: Some(Assessment {
            report: document(),
            on: FIRST_DAY,
        }),
    };
    let lot = CustodyEvent::LotIssued {
        lot: mark("LOT-1"),
        serials: Lot {
            kind: CarrierKind::WashMotherCard,
            prefix: "MC-".parse().expect("a prefix"),
            digits: 6,
            first: 1,
            last: 999_999,
        },
        notice: document(),
    };
    vec![Happening::Machine(machine), Happening::Custody(lot)]
}

/// A carrier comes from the lot, and is loaded with the one key: every carrier is a copy of every other.
fn comes(number: u32, kcv: Kcv) -> [Happening; 2] {
    let registered = CustodyEvent::CarrierRegistered {
        serial: serial(number),
        lot: mark("LOT-1"),
        place: words("一号柜"),
        custodian: officer(0),
    };
    let loaded = CustodyEvent::CarrierLoaded {
        serial: serial(number),
        machine: mark("HSM-1"),
        contents: vec![Content {
            key: key(),
            kcv,
            levels_left: 0,
        }],
        seal: mark(&format!("SEAL-{number}")),
        by: two(),
    };
    [registered, loaded].map(Happening::Custody)
}

fn taken_out(number: u32) -> Happening {
    Happening::Custody(CustodyEvent::CheckedOut {
        serial: serial(number),
        purpose: words("洗卡"),
        by: two(),
    })
}

fn brought_back(number: u32) -> Happening {
    Happening::Custody(CustodyEvent::CheckedIn {
        serial: serial(number),
        seal: Some(mark(&format!("SEAL-{number}"))),
        by: two(),
    })
}

/// Everything up to a handover that is out, with one carrier, to an organisation of its own.
fn handed_over(number: u32, on: Date) -> Vec<Happening> {
    let organisation = words(&format!("演练制卡厂{number}"));
    let id = |kind: &str| mark(&format!("{kind}-{number}"));
    let mut digest = [1; 32];
    digest[..4].copy_from_slice(&number.to_be_bytes());
    let enrolled = PartyEvent::RepresentativeEnrolled {
        person: id("REP"),
        organisation: organisation.clone(),
        details: DocumentDigest(digest),
        key: None,
    };
    let agreement = PartyEvent::AgreementAdded {
        agreement: id("AGR"),
        terms: Agreement {
            organisation: organisation.clone(),
            document: document(),
            from: on,
            until: on.saturating_add(60.days()),
            signed_here: Some(officer(0)),
            signed_there: Some(id("REP")),
        },
    };
    let review = PartyEvent::PlanReviewed {
        review: id("REV"),
        outcome: Review {
            organisation: organisation.clone(),
            plan: document(),
            passed: true,
            reviewer: mark("OFFICE-1"),
        },
    };
    let handover = || id("HO");
    let steps = [
        HandoverEvent::Drafted {
            handover: handover(),
            organisation,
            purpose: words("洗卡"),
            due: on.saturating_add(30.days()),
            items: vec![serial(number)],
            continues: None,
        },
        HandoverEvent::Prepared {
            handover: handover(),
            agreement: Some(id("AGR")),
            review: Some(id("REV")),
            deliverer: Some(officer(0)),
            receiver: Some(id("REP")),
            supervisor: Some(officer(1)),
        },
        HandoverEvent::Approved {
            handover: handover(),
            by: two(),
        },
        HandoverEvent::HandedOver {
            handover: handover(),
            items: vec![ItemSeen {
                serial: serial(number),
                seal: Some(mark(&format!("SEAL-{number}"))),
                condition: words("完好"),
            }],
            deliverer: officer(0),
            receiver: id("REP"),
            signature: Signature::Paper { scan: document() },
            supervisor: officer(1),
        },
    ];
    let parties = [enrolled, agreement, review].map(Happening::Party);
    parties
        .into_iter()
        .chain(steps.map(Happening::Handover))
        .collect()
}

/// A register and how many events it has taken.
struct Growing {
    register: Register,
    events: u64,
}

impl Growing {
    fn happen(&mut self, what: Happening, on: Date) {
        let event = Event { on, what };
        self.register.apply(&event).expect("a legal event");
        self.register.settle();
        self.events += 1;
    }
}

/// A register that a million events made, and their last day.
fn million() -> (Growing, Date) {
    let office = Office {
        keystore: uuid::Uuid::from_u128(1),
        rehearsal: true,
    };
    let mut made = Growing {
        register: Register::of(office),
        events: 0,
    };
    let mut on = FIRST_DAY;
    let kcv = "0102030405".parse().expect("a check value");
    // The first carriers go to third parties, the last ones will not be back; those between come and go.
    let came = (1..=CARRIERS).flat_map(|number| comes(number, kcv));
    let gone = (1..=HANDOVERS).flat_map(|number| handed_over(number, FIRST_DAY));
    for what in beginning().into_iter().chain(came).chain(gone) {
        made.happen(what, on);
    }
    let mut busy = (HANDOVERS + 1..=CARRIERS - LEFT_OUT).cycle();
    while made.events < EVENTS - u64::from(LEFT_OUT) {
        let number = busy.next().expect("a carrier");
        made.happen(taken_out(number), on);
        made.happen(brought_back(number), on);
        if number == HANDOVERS + 1 {
            on = on.saturating_add(1.days());
        }
    }
    for number in CARRIERS - LEFT_OUT + 1..=CARRIERS {
        made.happen(taken_out(number), on);
    }
    (made, on)
}

/// The median time of an answer.
fn time<T>(mut ask: impl FnMut() -> T) -> Duration {
    let once = || {
        let start = Instant::now();
        black_box(ask());
        start.elapsed()
    };
    let mut times: Vec<_> = std::iter::repeat_with(once).take(21).collect();
    times.sort_unstable();
    times[10]
}

fn milliseconds(what: &str, time: Duration, how: &str) {
    let what = format!("{what}: ms");
    row(&what, &AIM, time.as_secs_f64() * 1e3, how);
}

fn questions() {
    let start = Instant::now();
    let (Growing { register, events }, on) = million();
    let made = start.elapsed().as_secs_f64();
    eprintln!("{events} custody events made and applied in {made:.1} s");
    let (carriers, handovers) = (register.carriers().len(), register.handovers().len());
    let all = format!("{carriers} carriers, {handovers} open handovers, {events} events");
    let late = on.saturating_add(99.days());
    let found = register.overdue(late).len();
    assert_eq!(found, (3 * HANDOVERS + LEFT_OUT) as usize, "what is late");
    milliseconds(
        "`overdue`",
        time(|| register.overdue(late)),
        &format!("{all}; {found} late"),
    );
    let (with_them, out) = (serial(HANDOVERS), serial(CARRIERS));
    milliseconds(
        "`holder`",
        time(|| [register.holder(&with_them), register.holder(&out)]),
        "of two carriers",
    );
    let copies = register.copies_of(key()).count();
    milliseconds(
        "`copies_of`",
        time(|| register.copies_of(key()).count()),
        &format!("{copies} copies"),
    );
    let notice = register.loss(&with_them).expect("a notice");
    assert_eq!(
        notice.copies.len() + 1,
        copies,
        "each is a copy of the others"
    );
    milliseconds(
        "`loss`",
        time(|| register.loss(&with_them)),
        &format!("{} copies named", notice.copies.len()),
    );
}

/// Entries of the longer log.
const LONG: u64 = 20_000;
/// Entries of the shorter one.
const SHORT: u64 = 2_000;
/// Carriers by how often they are taken out and brought back: seldom, as often as each of a register of 10,000 in
/// 1,000,000 events, and ten times as often.
const TIMES: [(u32, usize); 3] = [(1, 5), (2, 50), (3, 500)];

/// A log in which a few carriers have a life of their own, and others have the rest.
fn log(site: &Site, size: u64) -> Keystore {
    let mut keystore = site.create();
    let kcv = keystore.state().keys[&key()].kcv;
    let own = TIMES.iter().flat_map(|(number, times)| {
        let lives = std::iter::repeat_n([taken_out(*number), brought_back(*number)], *times);
        comes(*number, kcv).into_iter().chain(lives.flatten())
    });
    let others = (TIMES.len() as u32 + 1..).flat_map(|number| {
        let [came, loaded] = comes(number, kcv);
        [came, loaded, taken_out(number), brought_back(number)]
    });
    let mut all = beginning().into_iter().chain(own).chain(others);
    while keystore.head().size < size {
        let event = |what: Happening| {
            let action = custody_action(&what);
            let on = FIRST_DAY;
            (action, Logged::Custody(Event { on, what }))
        };
        let count = usize::try_from(size - keystore.head().size)
            .unwrap_or(500)
            .min(500);
        site.append(&mut keystore, all.by_ref().take(count).map(event).collect());
    }
    keystore
}

/// What a carrier's life costs depends on its own entries, and not on the others in the log.
fn lives() {
    for size in [SHORT, LONG] {
        let site = Site::new();
        let start = Instant::now();
        drop(log(&site, size));
        let made = start.elapsed().as_secs_f64();
        let start = Instant::now();
        let keystore = Keystore::open(&site.path()).expect("a keystore");
        let opened = start.elapsed().as_secs_f64();
        eprintln!("{size} entries made in {made:.1} s, opened and verified in {opened:.1} s");
        for (number, times) in TIMES {
            let thing = Thing::Carrier(serial(number));
            let life = || kms::custody::timeline(&keystore, &thing).expect("a life");
            let entries = life().len();
            let what = format!("`timeline` of {entries} entries in a log of {size}: ms");
            let aim = if times > 50 { Aim::None } else { AIM };
            let taken = time(life).as_secs_f64() * 1e3;
            row(&what, &aim, taken, "from the entries as stored");
        }
    }
}
