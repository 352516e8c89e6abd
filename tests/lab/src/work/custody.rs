//! What two officers do with carriers, each chosen so that nothing refuses it.

use handover_record::{
    CarrierKind, CustodyEvent, Document, DocumentDigest, HandoverEvent, Happening, Lot, Mark, Pair,
    Stage, Whereabouts, Words,
};
use keystore::State;

use crate::plan::Dice;

/// Carriers that come from the lot at once.
const CARRIERS: u64 = 3;

fn mark(text: &str) -> Mark {
    text.parse().expect("a mark")
}

fn words(text: &str) -> Words {
    text.parse().expect("words")
}

/// What comes next: a lot and its carriers, all in one commit, or something with one of them.
///
/// # Panics
/// Never: what is written here is readable.
#[must_use]
pub fn next(state: &State, by: &Pair, dice: &mut Dice) -> Vec<Happening> {
    if state.register.lots().is_empty() {
        return beginning(by);
    }
    vec![with_one(state, by, dice)]
}

fn beginning(by: &Pair) -> Vec<Happening> {
    let lot = CustodyEvent::LotIssued {
        lot: mark("LOT-1"),
        serials: Lot {
            kind: CarrierKind::WashMotherCard,
            prefix: "MC-".parse().expect("a prefix"),
            digits: 6,
            first: 1,
            last: CARRIERS,
        },
        notice: Document {
            digest: DocumentDigest([0xA5; 32]),
            size: 1,
        },
    };
    let came = (1..=CARRIERS).map(|number| CustodyEvent::CarrierRegistered {
        serial: mark(&format!("MC-{number:06}")),
        lot: mark("LOT-1"),
        place: words("一号柜"),
        custodian: by.0.clone(),
    });
    let all = std::iter::once(lot).chain(came);
    all.map(Happening::Custody).collect()
}

/// One that is out comes back; one in a draft leaves it; one in store is taken out, moved, or promised to a third party.
fn with_one(state: &State, by: &Pair, dice: &mut Dice) -> Happening {
    let register = &state.register;
    let carriers: Vec<_> = register.carriers().iter().collect();
    let (serial, carrier) = dice.pick(&carriers);
    let (serial, by) = ((*serial).clone(), by.clone());
    let mut drafts = register
        .handovers()
        .iter()
        .filter(|(_, one)| one.stage == Stage::Draft);
    if matches!(carrier.whereabouts, Whereabouts::Out { .. }) {
        let seal = carrier.seal.clone();
        return Happening::Custody(CustodyEvent::CheckedIn { serial, seal, by });
    }
    if let Some((handover, _)) = drafts.find(|(_, one)| one.items.contains_key(&serial)) {
        let handover = handover.clone();
        return Happening::Handover(HandoverEvent::Withdrawn { handover, by });
    }
    match dice.below(3) {
        0 => Happening::Custody(CustodyEvent::CheckedOut {
            serial,
            purpose: words("演练"),
            by,
        }),
        1 => Happening::Custody(CustodyEvent::Moved {
            serial,
            place: words(["一号柜", "二号柜"][dice.below(2) as usize]),
            by,
        }),
        _ => Happening::Handover(HandoverEvent::Drafted {
            handover: mark(&format!("HO-{}", register.handovers().len() + 1)),
            organisation: words("演练制卡厂"),
            purpose: words("洗卡"),
            due: "2999-01-01".parse().expect("a day"),
            items: vec![serial],
            continues: None,
        }),
    }
}
