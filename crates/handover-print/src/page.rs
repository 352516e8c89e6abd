//! From what is to be printed to the page.

use std::collections::BTreeMap;
use std::fmt::Display;

use askama::Template;
use handover_record::{
    Account, AgreementAccount, Content, Document, Item, ItemSeen, Mark, ReviewAccount, Signature,
    Stage, Words,
};

use crate::labels::Labels;
use crate::qr::Drawn;
use crate::text::visible;
use crate::{Anchor, Error, Language, Sheet, terms};

/// Marks of more characters are broken where the line ends.
const SHORT: usize = 14;

/// The page; every text in it is escaped where it is put in.
#[derive(Template)]
#[template(path = "record.html")]
struct Page<'a> {
    l: &'static Labels,
    title: &'static str,
    basis: &'static str,
    rehearsal: bool,
    id: String,
    facts: Vec<Fact>,
    four: [Requirement; 4],
    rows: Vec<Row>,
    notes: Vec<Note>,
    people: [Signer; 3],
    anchor: &'a Anchor,
    signers: String,
    created: String,
    code: Drawn,
}

/// A label and what stands beside it.
pub(crate) struct Fact {
    pub label: &'static str,
    pub value: String,
}

/// One of the four things that Article 24 asks for.
struct Requirement {
    label: &'static str,
    /// What there is of it; none where it is missing.
    lines: Vec<String>,
}

/// A carrier.
struct Row {
    serial: Cell,
    kind: &'static str,
    lot: Cell,
    seal: Cell,
    condition: String,
    keys: Vec<String>,
    outcome: String,
    /// The day of the outcome, or nothing.
    day: String,
}

/// A serial or another short mark.
struct Cell {
    text: String,
    /// Short enough to stand on one line.
    is_short: bool,
}

impl Cell {
    fn new(mark: &impl ToString) -> Self {
        let text = mark.to_string();
        let is_short = text.chars().count() <= SHORT;
        Self { text, is_short }
    }
}

/// Something that happened meanwhile: a heading and its lines.
struct Note {
    label: &'static str,
    lines: Vec<String>,
}

/// A place to sign.
struct Signer {
    label: &'static str,
    who: String,
}

/// Prints a record: one HTML file, complete in itself.
///
/// # Errors
/// [`Error::TooLong`], [`Error::Template`].
pub fn print(sheet: &Sheet<'_>) -> Result<String, Error> {
    let writer = Writer {
        sheet,
        account: sheet.account,
        l: Labels::of(sheet.language),
    };
    Ok(writer.page()?.render()?)
}

struct Writer<'a> {
    sheet: &'a Sheet<'a>,
    account: &'a Account,
    l: &'static Labels,
}

impl<'a> Writer<'a> {
    fn page(&self) -> Result<Page<'a>, Error> {
        let Self { sheet, account, l } = self;
        let signers: Vec<_> = sheet.signers.iter().map(|id| self.officer(id)).collect();
        Ok(Page {
            l,
            title: l.title,
            basis: l.basis,
            rehearsal: sheet.rehearsal,
            id: account.handover.to_string(),
            facts: self.facts(),
            four: self.four(),
            rows: account.items.iter().map(|item| self.row(item)).collect(),
            notes: self.notes(),
            people: self.people(),
            anchor: &sheet.anchor,
            signers: self.list(&signers),
            created: sheet.created.clone(),
            code: sheet.anchor.draw("kms-handover-record")?,
        })
    }

    fn language(&self) -> Language {
        self.sheet.language
    }

    /// `label: value`.
    fn beside(&self, label: &str, value: impl Display) -> String {
        format!("{label}{}{value}", self.l.colon)
    }

    /// Several statements as one line.
    fn line<const N: usize>(&self, parts: [String; N]) -> String {
        parts.join(self.l.semicolon)
    }

    fn list(&self, parts: &[String]) -> String {
        parts.join(self.l.comma)
    }

    /// A staff code, with the name where it is to be printed.
    fn officer(&self, code: impl Display) -> String {
        with_name(&code.to_string(), &self.sheet.names.officers)
    }

    /// A representative's id, with the name where it is to be printed.
    fn representative(&self, id: &Mark) -> String {
        with_name(id.as_str(), &self.sheet.names.representatives)
    }

    fn maybe(&self, value: Option<impl Display>) -> String {
        value.map_or_else(|| self.l.none.to_owned(), |value| value.to_string())
    }

    fn facts(&self) -> Vec<Fact> {
        let Self { account, l, .. } = self;
        let fact = |label, value: &dyn Display| Fact {
            label,
            value: visible(&value.to_string()),
        };
        let days = &account.days;
        let mut facts = vec![
            fact(l.handover, &account.handover),
            fact(l.stage, &terms::stage(self.language(), account.stage)),
            fact(l.office, &self.sheet.office),
            fact(l.organisation, &account.organisation),
            fact(l.purpose, &account.purpose),
            fact(l.due, &days.due),
            fact(l.drafted, &days.drafted),
            fact(l.approved, &self.maybe(days.approved)),
            fact(l.handed_over, &self.maybe(days.handed_over)),
            fact(l.ended, &self.maybe(days.ended)),
        ];
        if let Some(earlier) = &account.continues {
            facts.push(fact(l.continues, earlier));
        }
        facts
    }

    fn four(&self) -> [Requirement; 4] {
        let l = self.l;
        let requirement = |label, lines| Requirement { label, lines };
        let agreement = self.account.agreement.as_ref();
        let review = self.account.review.as_ref();
        [
            requirement(l.one, self.record()),
            requirement(l.two, agreement.map_or(vec![], |one| self.agreement(one))),
            requirement(l.three, review.map_or(vec![], |one| self.review(one))),
            requirement(l.four, self.supervision()),
        ]
    }

    /// What both sides signed.
    fn record(&self) -> Vec<String> {
        let Self { account, l, .. } = self;
        let received = account.received.iter();
        let received = received.map(|one| self.signed(l.received, &one.receiver, &one.signature));
        let closed = account.closed.iter();
        let closed = closed.map(|one| self.signed(l.closed, &one.receiver, &one.signature));
        received.chain(closed).flatten().collect()
    }

    fn signed(&self, label: &str, receiver: &Mark, signature: &Signature) -> Vec<String> {
        let who = self.beside(label, self.representative(receiver));
        match signature {
            Signature::Paper { scan } => vec![
                self.line([who, self.l.on_paper.to_owned()]),
                self.document(scan),
            ],
            Signature::Key { .. } => vec![self.line([who, self.l.by_key.to_owned()])],
        }
    }

    fn document(&self, document: &Document) -> String {
        self.beside(self.l.sha256, document.digest)
    }

    fn agreement(&self, agreement: &AgreementAccount) -> Vec<String> {
        let (l, terms) = (self.l, &agreement.terms);
        let here = terms.signed_here.iter().map(|one| self.officer(one));
        let there = terms
            .signed_there
            .iter()
            .map(|one| self.representative(one));
        let signers: Vec<_> = here.chain(there).collect();
        let valid = format!("{} {} {} {}", l.valid, terms.from, l.to, terms.until);
        let signed = self.beside(l.signed_by, self.list(&signers));
        vec![
            self.line([agreement.agreement.to_string(), valid, signed]),
            self.document(&terms.document),
        ]
    }

    fn review(&self, review: &ReviewAccount) -> Vec<String> {
        let (l, outcome) = (self.l, &review.outcome);
        let verdict = if outcome.passed { l.passed } else { l.failed };
        // No representative may have a reviewer's id; an officer may.
        let reviewer = self.beside(l.reviewer, self.officer(&outcome.reviewer));
        vec![
            self.line([review.review.to_string(), verdict.to_owned(), reviewer]),
            self.document(&outcome.plan),
        ]
    }

    fn supervision(&self) -> Vec<String> {
        let Self { account, l, .. } = self;
        let Some(supervisor) = &account.supervisor else {
            return vec![];
        };
        let visits: Vec<_> = account
            .visits
            .iter()
            .map(|one| one.on.to_string())
            .collect();
        let visits = match visits.as_slice() {
            [] => l.no_visits.to_owned(),
            days => self.list(days),
        };
        let supervisor = self.beside(l.supervisor, self.officer(supervisor));
        vec![self.line([supervisor, self.beside(l.visits, visits)])]
    }

    fn row(&self, item: &Item) -> Row {
        let is_out = self.account.stage == Stage::Out;
        let key = |content: &Content| {
            let what = self.sheet.keys.get(&content.key).map(|what| visible(what));
            let what = what.unwrap_or_else(|| content.key.to_string());
            format!("{what} ({}, {})", content.kcv, content.levels_left)
        };
        let (outcome, day) = terms::outcome(self.language(), &item.outcome, is_out);
        Row {
            serial: Cell::new(&item.serial),
            kind: terms::carrier(self.language(), item.kind),
            lot: Cell::new(&item.lot),
            seal: Cell::new(&self.maybe(item.seal.as_ref())),
            condition: self.maybe(item.condition.as_ref()),
            keys: item.keys.iter().map(key).collect(),
            outcome,
            day: day.map(|day| day.to_string()).unwrap_or_default(),
        }
    }

    /// What happened meanwhile; only what there is.
    fn notes(&self) -> Vec<Note> {
        let Self { account, l, .. } = self;
        let extended = account.days.extended.iter();
        let extended = extended.map(|one| format!("{} → {}", one.on, one.due));
        let reassigned = account.reassigned.iter().map(|one| {
            let agreement = one.agreement.iter();
            let agreement = agreement.map(|id| (l.agreement, id.to_string()));
            let receiver = one.receiver.iter();
            let receiver = receiver.map(|id| (l.receiver, self.representative(id)));
            let supervisor = one.supervisor.iter();
            let supervisor = supervisor.map(|id| (l.supervisor, self.officer(id)));
            let named = agreement.chain(receiver).chain(supervisor);
            let named: Vec<_> = named.map(|(what, who)| self.beside(what, who)).collect();
            format!("{} {}", one.on, self.list(&named))
        });
        let visits = account.visits.iter().map(|one| {
            let who = format!("{} {}", one.on, self.officer(&one.supervisor));
            self.beside(&who, &one.findings)
        });
        let rechecked = account.closed.iter().flat_map(|one| &one.rechecked);
        let rechecked = rechecked.map(|one| self.beside(one.serial.as_str(), one.kcv));
        let incidents = account.incidents.iter().map(|one| {
            let kind = terms::incident(self.language(), one.kind);
            format!("{} {}", one.on, self.beside(one.serial.as_str(), kind))
        });
        [
            (l.extended, extended.collect()),
            (l.reassigned, reassigned.collect()),
            (l.findings, visits.collect()),
            (l.returns, self.returns()),
            (l.rechecked, rechecked.collect()),
            (l.incidents, incidents.collect::<Vec<_>>()),
        ]
        .into_iter()
        .filter(|(_, lines)| !lines.is_empty())
        .map(|(label, lines)| Note { label, lines })
        .collect()
    }

    /// One line for the carriers that one officer took back in one condition with the seals that they had.
    fn returns(&self) -> Vec<String> {
        let mut lines = Vec::new();
        for one in &self.account.returns {
            let who = format!("{} {}", one.on, self.officer(&one.by));
            let mut alike: BTreeMap<(&Words, String), Vec<String>> = BTreeMap::new();
            for seen in &one.items {
                let key = (&seen.condition, self.seal_at_return(seen));
                alike.entry(key).or_default().push(seen.serial.to_string());
            }
            lines.extend(alike.into_iter().map(|((condition, seal), serials)| {
                let is_all = serials.len() == self.account.items.len();
                let carriers = match is_all {
                    true => self.l.all_carriers.to_owned(),
                    false => self.list(&serials),
                };
                self.line([self.beside(&who, carriers), seal, condition.to_string()])
            }));
        }
        lines
    }

    fn seal_at_return(&self, seen: &ItemSeen) -> String {
        let items = &self.account.items;
        let went = items.iter().find(|item| item.serial == seen.serial);
        if went.is_some_and(|item| item.seal == seen.seal) {
            self.l.same_seal.to_owned()
        } else {
            self.beside(self.l.another_seal, self.maybe(seen.seal.as_ref()))
        }
    }

    /// Who signs the paper: those who did it, or, before that, those who are to.
    fn people(&self) -> [Signer; 3] {
        let Self { account, l, .. } = self;
        let (deliverer, receiver, supervisor) = match &account.received {
            Some(done) => (
                Some(&done.deliverer),
                Some(&done.receiver),
                Some(&done.supervisor),
            ),
            None => (
                account.deliverer.as_ref(),
                account.receiver.as_ref(),
                account.supervisor.as_ref(),
            ),
        };
        let signer = |label, who: Option<String>| Signer {
            label,
            who: who.unwrap_or_default(),
        };
        [
            signer(l.deliverer, deliverer.map(|id| self.officer(id))),
            signer(l.receiver, receiver.map(|id| self.representative(id))),
            signer(l.supervisor, supervisor.map(|id| self.officer(id))),
        ]
    }
}

fn with_name(id: &str, names: &BTreeMap<String, String>) -> String {
    match names.get(id) {
        Some(name) => visible(&format!("{name} ({id})")),
        None => visible(id),
    }
}
