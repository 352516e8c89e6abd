//! The rows of the register: machines, carriers, third parties, handovers, incidents and key applications.

use handover_record::{
    Agreement, Application, AskedKey, Carrier, Decision, Handover, HandoverItem, Incident,
    IssuedLot, Machine, Mark, Progress, ReceivedApplication, Register, Representative, Review,
    Thing, Whereabouts,
};
use key_derivation::RegionCode;

use super::{Cell, NamedCell, Row, int, list, maybe, number, text};

/// The rows of one thing of the register; none where it is not there.
pub(super) fn rows(register: &Register, thing: &Thing) -> Vec<Row> {
    let rows = match thing {
        Thing::Machine(id) => register
            .machines()
            .get(id)
            .map(|one| vec![machine(id, one)]),
        Thing::Lot(id) => register.lots().get(id).map(|one| vec![lot(id, one)]),
        Thing::Carrier(id) => register.carriers().get(id).map(|one| carrier(id, one)),
        Thing::Representative(id) => {
            let found = register.representatives().get(id);
            found.map(|one| vec![representative(id, one)])
        }
        Thing::Agreement(id) => register
            .agreements()
            .get(id)
            .map(|one| vec![agreement(id, one)]),
        Thing::Review(id) => register.reviews().get(id).map(|one| vec![review(id, one)]),
        Thing::Handover(id) => register.handovers().get(id).map(|one| handover(id, one)),
        Thing::Incident(id) => register
            .incidents()
            .get(id)
            .map(|one| vec![incident(*id, one)]),
        Thing::Application(None, id) => {
            let found = register.applications().get(id);
            found.map(|one| vec![application(id, one)])
        }
        Thing::Application(Some(from), id) => {
            let id = (*from, id.clone());
            let found = register.received().get(&id);
            found.map(|one| vec![received(&id, one)])
        }
    };
    rows.unwrap_or_default()
}

fn row(table: &'static str, key: (&'static str, &Mark), cells: Vec<NamedCell>) -> Row {
    Row {
        table,
        key: vec![(key.0, text(key.1))],
        cells,
    }
}

fn machine(serial: &Mark, machine: &Machine) -> Row {
    let certificate = machine.certificate.as_ref();
    let assessment = machine.assessment.as_ref();
    let cells = vec![
        ("maker", text(&machine.maker)),
        ("model", text(&machine.model)),
        ("location", text(&machine.location)),
        ("certificate", maybe(certificate.map(|one| &one.number))),
        ("valid_from", maybe(certificate.map(|one| one.from))),
        ("valid_until", maybe(certificate.map(|one| one.until))),
        ("report", maybe(assessment.map(|one| one.report.digest))),
        ("assessed_on", maybe(assessment.map(|one| one.on))),
        ("retired", int(machine.retired)),
        ("served", list(&machine.served)),
        ("loaded", list(&machine.loaded)),
    ];
    row("machine", ("serial", serial), cells)
}

fn lot(id: &Mark, issued: &IssuedLot) -> Row {
    let lot = &issued.serials;
    let cells = vec![
        ("kind", text(lot.kind.name())),
        ("prefix", text(&lot.prefix)),
        ("digits", int(lot.digits)),
        ("first", number(lot.first)),
        ("last", number(lot.last)),
        ("notice", text(issued.notice.digest)),
        ("size", number(issued.notice.size)),
    ];
    row("carrier_lot", ("lot", id), cells)
}

fn carrier(serial: &Mark, carrier: &Carrier) -> Vec<Row> {
    let (whereabouts, since, holder, purpose) = match &carrier.whereabouts {
        Whereabouts::Stored => ("stored", None, Cell::Null, None),
        Whereabouts::Out { since, purpose, by } => ("out", Some(since), list(by), Some(purpose)),
        Whereabouts::HandedOver { since, handover } => {
            ("handed-over", Some(since), text(handover), None)
        }
        Whereabouts::Lost { since } => ("lost", Some(since), Cell::Null, None),
        Whereabouts::Destroyed { since } => ("destroyed", Some(since), Cell::Null, None),
    };
    let cells = vec![
        ("kind", text(carrier.kind.name())),
        ("lot", text(&carrier.lot)),
        ("seal", maybe(carrier.seal.as_ref())),
        ("seal_broken", int(carrier.seal_broken)),
        ("place", text(&carrier.place)),
        ("custodian", text(&carrier.custodian)),
        ("whereabouts", text(whereabouts)),
        ("since", maybe(since)),
        ("holder", holder),
        ("purpose", maybe(purpose)),
        ("reserved", maybe(carrier.reserved.as_ref())),
    ];
    let keys = (1..).zip(&carrier.contents).map(|(position, content)| Row {
        table: "carrier_key",
        key: vec![("serial", text(serial)), ("position", Cell::Int(position))],
        cells: vec![
            ("key_id", text(content.key)),
            ("kcv", text(content.kcv)),
            ("levels_left", int(content.levels_left)),
        ],
    });
    std::iter::once(row("carrier", ("serial", serial), cells))
        .chain(keys)
        .collect()
}

fn representative(person: &Mark, one: &Representative) -> Row {
    let cells = vec![
        ("organisation", text(&one.organisation)),
        ("details", text(one.details)),
        ("erased_on", maybe(one.erased_on)),
        ("public_key", maybe(one.key)),
        ("withdrawn_on", maybe(one.withdrawn_on)),
    ];
    row("representative", ("person", person), cells)
}

fn agreement(id: &Mark, agreement: &Agreement) -> Row {
    let cells = vec![
        ("organisation", text(&agreement.organisation)),
        ("document", text(agreement.document.digest)),
        ("size", number(agreement.document.size)),
        ("valid_from", text(agreement.from)),
        ("valid_until", text(agreement.until)),
        ("signed_here", maybe(agreement.signed_here.as_ref())),
        ("signed_there", maybe(agreement.signed_there.as_ref())),
    ];
    row("agreement", ("agreement", id), cells)
}

fn review(id: &Mark, review: &Review) -> Row {
    let cells = vec![
        ("organisation", text(&review.organisation)),
        ("plan", text(review.plan.digest)),
        ("size", number(review.plan.size)),
        ("passed", int(review.passed)),
        ("reviewer", text(&review.reviewer)),
    ];
    row("plan_review", ("review", id), cells)
}

fn handover(id: &Mark, handover: &Handover) -> Vec<Row> {
    let cells = vec![
        ("organisation", text(&handover.organisation)),
        ("purpose", text(&handover.purpose)),
        ("due", text(handover.due)),
        ("continues", maybe(handover.continues.as_ref())),
        ("agreement", maybe(handover.agreement.as_ref())),
        ("review", maybe(handover.review.as_ref())),
        ("deliverer", maybe(handover.deliverer.as_ref())),
        ("receiver", maybe(handover.receiver.as_ref())),
        ("supervisor", maybe(handover.supervisor.as_ref())),
        ("stage", text(handover.stage.name())),
        ("approved_on", maybe(handover.approved_on)),
        ("handed_over_on", maybe(handover.handed_over_on)),
        ("visits", list(&handover.visits)),
        ("closed_on", maybe(handover.closed_on)),
    ];
    let items = handover.items.iter().map(|(serial, item)| {
        let (outcome, day, seal, moved_to) = match item {
            HandoverItem::Due => ("due", None, None, None),
            HandoverItem::Returned { on, seal } => ("returned", Some(on), seal.as_ref(), None),
            HandoverItem::Transferred { to } => ("transferred", None, None, Some(to)),
            HandoverItem::Lost => ("lost", None, None, None),
        };
        Row {
            table: "handover_item",
            key: vec![("handover", text(id)), ("serial", text(serial))],
            cells: vec![
                ("outcome", text(outcome)),
                ("day", maybe(day)),
                ("seal", maybe(seal)),
                ("moved_to", maybe(moved_to)),
            ],
        }
    });
    std::iter::once(row("handover", ("handover", id), cells))
        .chain(items)
        .collect()
}

fn incident(id: u64, incident: &Incident) -> Row {
    Row {
        table: "incident",
        key: vec![("number", number(id))],
        cells: vec![
            ("day", text(incident.on)),
            ("serial", text(&incident.serial)),
            ("kind", text(incident.kind.name())),
        ],
    }
}

/// What is asked for: `KIND/ALGORITHM/VERSION`, or without the version where any will do.
fn asked(keys: &[AskedKey]) -> Cell {
    list(keys.iter().map(|key| {
        let (kind, algorithm) = (key.kind, key.algorithm.code());
        match key.version {
            Some(version) => format!("{kind}/{algorithm}/{}", version.number()),
            None => format!("{kind}/{algorithm}"),
        }
    }))
}

fn application(id: &Mark, one: &Application) -> Row {
    let (stage, day, digest, package) = match one.progress {
        Progress::Draft => ("draft", None, None, None),
        Progress::Submitted { on, digest } => ("submitted", Some(on), Some(digest), None),
        Progress::Closed { on, package } => ("closed", Some(on), None, package),
    };
    let cells = vec![
        ("keys", asked(&one.keys)),
        ("machine", text(&one.machine)),
        ("courier", text(one.courier)),
        ("erased_on", maybe(one.erased_on)),
        ("stage", text(stage)),
        ("day", maybe(day)),
        ("digest", maybe(digest)),
        ("package", maybe(package)),
    ];
    row("application", ("application", id), cells)
}

fn received((region, id): &(RegionCode, Mark), one: &ReceivedApplication) -> Row {
    let (decision, machine, reason, courier, erased_on) = match &one.decision {
        Decision::Approved {
            machine,
            courier,
            erased_on,
            package: _,
        } => ("approved", Some(machine), None, Some(courier), *erased_on),
        Decision::Refused { reason } => ("refused", None, Some(reason), None, None),
    };
    Row {
        table: "received_application",
        key: vec![("region", text(region)), ("application", text(id))],
        cells: vec![
            ("digest", text(one.digest)),
            ("keys", asked(&one.keys)),
            ("decided_on", text(one.decided_on)),
            ("decision", text(decision)),
            ("reason", maybe(reason)),
            ("machine", maybe(machine.map(|note| &note.serial))),
            ("maker", maybe(machine.map(|note| &note.maker))),
            ("model", maybe(machine.map(|note| &note.model))),
            (
                "certificate",
                maybe(machine.map(|note| &note.certificate.number)),
            ),
            (
                "valid_from",
                maybe(machine.map(|note| note.certificate.from)),
            ),
            (
                "valid_until",
                maybe(machine.map(|note| note.certificate.until)),
            ),
            (
                "report",
                maybe(machine.map(|note| note.assessment.report.digest)),
            ),
            ("assessed_on", maybe(machine.map(|note| note.assessment.on))),
            ("courier", maybe(courier)),
            ("erased_on", maybe(erased_on)),
            ("package", maybe(one.package())),
        ],
    }
}
