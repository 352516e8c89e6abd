//! Zhengzhou hands a mother card to a card factory and gets it back (Articles 22 to 24).

use std::path::{Path, PathBuf};

use handover_record::{
    Agreement, Assessment, CarrierKind, Certificate, CustodyEvent, Document, HandoverEvent,
    Happening, Invalid, ItemSeen, Lot, MachineEvent, Mark, PartyEvent, Review, Signature, Words,
};
use jiff::ToSpan;
use key_derivation::Catalogue;
use quorum::OfficerId;

use crate::custody::{self, content, details, document, now, pair, today};
use crate::files::{self, Mode};
use crate::record::{self, Language};
use crate::session::Session;
use crate::{Error, Result, keys};

const FACTORY: &str = "演练制卡厂";
/// Zhengzhou's encryption machine.
pub(super) const MACHINE: &str = "HSM-ZZ-01";

/// Who and what the handover is about.
struct Names {
    machine: Mark,
    card: Mark,
    seal: Mark,
    factory: Words,
    person: Mark,
    agreement: Mark,
    review: Mark,
    handover: Mark,
    /// Delivers.
    first: OfficerId,
    /// Supervises.
    second: OfficerId,
}

/// The papers, which stay outside the keystore.
struct Papers {
    notice: Document,
    report: Document,
    agreement: Document,
    plan: Document,
    receipt: Document,
    closing: Document,
}

/// What the demo tells of the handover.
pub(super) struct HandedOver {
    /// The handover.
    pub handover: Mark,
    /// The code with which it was refused while something was missing.
    pub refused: String,
    /// The signed record.
    pub record: PathBuf,
    /// Its printed form.
    pub page: PathBuf,
}

/// The whole life of a handover: refused while something is missing, then complete, supervised, returned and closed.
pub(super) fn hand_over(session: &mut Session, folder: &Path) -> Result<HandedOver> {
    let names = names(session)?;
    let papers = papers(&folder.join("documents"))?;
    register(session, &names, &papers)?;
    let draft = HandoverEvent::Drafted {
        handover: names.handover.clone(),
        organisation: names.factory.clone(),
        purpose: words("洗卡")?,
        due: today().saturating_add(20.days()),
        items: vec![names.card.clone()],
        continues: None,
    };
    happen(session, vec![Happening::Handover(draft)])?;
    let refused = approve(session, &names).err().map(|error| error.code());
    prepare(session, &names, &papers)?;
    approve(session, &names)?;
    there_and_back(session, &names, &papers)?;
    let (records, catalogue) = (folder.join("records"), Catalogue::builtin());
    let written = session.run(|session| {
        record::write(
            session,
            &names.handover,
            &records,
            Language::Chinese,
            &catalogue,
        )
    })?;
    Ok(HandedOver {
        handover: names.handover,
        refused: refused.unwrap_or_default(),
        record: written.record,
        page: written.page,
    })
}

fn names(session: &Session) -> Result<Names> {
    let by = pair(&session.officers())?;
    Ok(Names {
        machine: mark(MACHINE)?,
        card: mark("MC-000001")?,
        seal: mark("SEAL-0001")?,
        factory: words(FACTORY)?,
        person: mark("REP-001")?,
        agreement: mark("AGR-001")?,
        review: mark("REV-001")?,
        handover: mark("HO-2026-001")?,
        first: by.0,
        second: by.1,
    })
}

pub(super) fn mark(text: &str) -> Result<Mark> {
    text.parse().map_err(|_: Invalid| Error::Name)
}

fn words(text: &str) -> Result<Words> {
    text.parse().map_err(|_: Invalid| Error::Name)
}

fn papers(folder: &Path) -> Result<Papers> {
    let folder = files::ready_folder(folder)?;
    let paper = |name: &str, text: &str| {
        let path = folder.join(name);
        files::write(&path, text.as_bytes(), Mode::Public)?;
        document(&path)
    };
    Ok(Papers {
        notice: paper("lot-notice.txt", "演练：部级发行载体批次通知\n")?,
        report: paper("report.txt", "演练：加密机检测报告\n")?,
        agreement: paper("agreement.txt", "演练：保密协议，双方签字\n")?,
        plan: paper("plan.txt", "演练：安全管理方案\n")?,
        receipt: paper("receipt-scan.txt", "演练：签收单扫描件\n")?,
        closing: paper("closing-scan.txt", "演练：结清单扫描件\n")?,
    })
}

fn happen(session: &mut Session, what: Vec<Happening>) -> Result<()> {
    session.run(|session| custody::record(session, what.into_iter().map(now).collect(), &[]))
}

/// Registers a certified machine.
pub(super) fn register_machine(session: &mut Session, folder: &Path) -> Result<()> {
    let papers = papers(&folder.join("documents"))?;
    let on = today();
    let machine = MachineEvent::Registered {
        serial: mark(MACHINE)?,
        maker: words("演练厂商")?,
        model: words("DEMO-1")?,
        location: words("郑州市机房")?,
        certificate: Some(Certificate {
            number: words("GM-DEMO-0001")?,
            from: on.saturating_sub(365.days()),
            until: on.saturating_add(365.days()),
        }),
        assessment: Some(Assessment {
            report: papers.report,
            on,
        }),
    };
    happen(session, vec![Happening::Machine(machine)])
}

/// A lot of the ministry's, and a card of it that the machine loads.
fn register(session: &mut Session, names: &Names, papers: &Papers) -> Result<()> {
    let lot = CustodyEvent::LotIssued {
        lot: mark("LOT-DEMO-01")?,
        serials: Lot {
            kind: CarrierKind::WashMotherCard,
            prefix: "MC-".parse().map_err(|_: Invalid| Error::Name)?,
            digits: 6,
            first: 1,
            last: 20,
        },
        notice: papers.notice.clone(),
    };
    let came = CustodyEvent::CarrierRegistered {
        serial: names.card.clone(),
        lot: mark("LOT-DEMO-01")?,
        place: words("一号保险柜甲格")?,
        custodian: names.first.clone(),
    };
    let state = session.state();
    let key_id = keys::find_key(state, &Catalogue::builtin(), "IRK/A1/v1")?;
    let loaded = CustodyEvent::CarrierLoaded {
        serial: names.card.clone(),
        machine: names.machine.clone(),
        contents: vec![content(state, key_id, None)?],
        seal: names.seal.clone(),
        by: pair(&session.officers())?,
    };
    let what = [lot, came, loaded].map(Happening::Custody);
    happen(session, what.into())
}

fn approve(session: &mut Session, names: &Names) -> Result<()> {
    let approved = HandoverEvent::Approved {
        handover: names.handover.clone(),
        by: pair(&session.officers())?,
    };
    happen(session, vec![Happening::Handover(approved)])
}

/// The four things that Article 24 asks for.
fn prepare(session: &mut Session, names: &Names, papers: &Papers) -> Result<()> {
    let (digest, kept) = details("演练代表\nDEMO-ID-0001\n")?;
    let enrolled = PartyEvent::RepresentativeEnrolled {
        person: names.person.clone(),
        organisation: names.factory.clone(),
        details: digest,
        key: None,
    };
    let agreement = PartyEvent::AgreementAdded {
        agreement: names.agreement.clone(),
        terms: Agreement {
            organisation: names.factory.clone(),
            document: papers.agreement.clone(),
            from: today(),
            until: today().saturating_add(180.days()),
            signed_here: Some(names.first.clone()),
            signed_there: Some(names.person.clone()),
        },
    };
    let review = PartyEvent::PlanReviewed {
        review: names.review.clone(),
        outcome: Review {
            organisation: names.factory.clone(),
            plan: papers.plan.clone(),
            passed: true,
            reviewer: mark("SECURITY-OFFICE")?,
        },
    };
    let prepared = HandoverEvent::Prepared {
        handover: names.handover.clone(),
        agreement: Some(names.agreement.clone()),
        review: Some(names.review.clone()),
        deliverer: Some(names.first.clone()),
        receiver: Some(names.person.clone()),
        supervisor: Some(names.second.clone()),
    };
    let mut what: Vec<_> = [enrolled, agreement, review].map(Happening::Party).into();
    what.push(Happening::Handover(prepared));
    session.run(|session| custody::record(session, what.into_iter().map(now).collect(), &[kept]))
}

/// Handed over, supervised, returned, closed.
fn there_and_back(session: &mut Session, names: &Names, papers: &Papers) -> Result<()> {
    let seen = || -> Result<Vec<ItemSeen>> {
        Ok(vec![ItemSeen {
            serial: names.card.clone(),
            seal: Some(names.seal.clone()),
            condition: words("完好")?,
        }])
    };
    let handover = || names.handover.clone();
    let on_paper = |scan: &Document| Signature::Paper { scan: scan.clone() };
    let steps = [
        HandoverEvent::HandedOver {
            handover: handover(),
            items: seen()?,
            deliverer: names.first.clone(),
            receiver: names.person.clone(),
            signature: on_paper(&papers.receipt),
            supervisor: names.second.clone(),
        },
        HandoverEvent::Supervised {
            handover: handover(),
            supervisor: names.second.clone(),
            findings: words("专人专柜，登记完整")?,
        },
        HandoverEvent::Returned {
            handover: handover(),
            items: seen()?,
            by: names.first.clone(),
        },
        HandoverEvent::Closed {
            handover: handover(),
            rechecked: vec![],
            by: pair(&session.officers())?,
            receiver: names.person.clone(),
            signature: on_paper(&papers.closing),
        },
    ];
    let mut steps = steps.into_iter().map(Happening::Handover);
    steps.try_for_each(|step| happen(session, vec![step]))
}
