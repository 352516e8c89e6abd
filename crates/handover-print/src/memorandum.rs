//! The handover memorandum (密钥交接备忘录): what passed from one level to the next, for both to sign.

use askama::Template;

use crate::labels::Labels;
use crate::page::Fact;
use crate::qr::Drawn;
use crate::text::visible;
use crate::{Anchor, Error, Language};

/// What a memorandum says.
#[derive(Clone, Debug)]
pub struct Memorandum {
    /// In which language.
    pub language: Language,
    /// The level that passes the keys down: its name and region code.
    pub from: String,
    /// The level that takes them.
    pub to: String,
    /// Marked 演练.
    pub rehearsal: bool,
    /// The package's id.
    pub package: String,
    /// Its number among those for this recipient.
    pub counter: u64,
    /// How far it has come, as the log has it.
    pub state: &'static str,
    /// The day on which it was made.
    pub made: String,
    /// What passed down.
    pub keys: Vec<PassedKey>,
    /// The transport key's id and check value.
    pub transport: (String, String),
    /// The checks of its components, in order.
    pub components: Vec<String>,
    /// The recipient's application, where the package answers one.
    pub application: Option<Applied>,
    /// The package's digest, and the log of who made it.
    pub anchor: Anchor,
    /// When this was printed.
    pub printed: String,
}

/// A key that passed down.
#[derive(Clone, Debug)]
pub struct PassedKey {
    /// Kind, algorithm and version.
    pub name: String,
    /// Its id.
    pub id: String,
    /// Its check value.
    pub kcv: String,
}

/// The application that a package answers.
#[derive(Clone, Debug)]
pub struct Applied {
    /// Its id.
    pub application: String,
    /// The day on which it was approved.
    pub approved: String,
    /// The machine that the keys are for.
    pub machine: String,
    /// Its certificate's number and last day.
    pub certificate: String,
    /// Who fetches the keys; none once that was erased.
    pub courier: Option<String>,
}

#[derive(Template)]
#[template(path = "memorandum.html")]
struct Page<'a> {
    l: &'static Labels,
    title: &'static str,
    basis: &'static str,
    rehearsal: bool,
    id: String,
    facts: Vec<Fact>,
    keys: Vec<PassedKey>,
    components: &'a [String],
    people: [&'static str; 4],
    anchor: &'a Anchor,
    printed: &'a str,
    code: Drawn,
}

/// Prints a memorandum: one HTML file, complete in itself.
///
/// # Errors
/// [`Error::TooLong`], [`Error::Template`].
pub fn memorandum(memorandum: &Memorandum) -> Result<String, Error> {
    let l = Labels::of(memorandum.language);
    let seen = |key: &PassedKey| PassedKey {
        name: visible(&key.name),
        ..key.clone()
    };
    let page = Page {
        l,
        title: l.memorandum,
        basis: l.memorandum_basis,
        rehearsal: memorandum.rehearsal,
        id: memorandum.package.clone(),
        facts: facts(memorandum, l),
        keys: memorandum.keys.iter().map(seen).collect(),
        components: &memorandum.components,
        people: [
            l.above_first,
            l.above_second,
            l.below_first,
            l.below_courier,
        ],
        anchor: &memorandum.anchor,
        printed: &memorandum.printed,
        code: memorandum.anchor.draw("kms-handover-memorandum")?,
    };
    Ok(page.render()?)
}

fn facts(memorandum: &Memorandum, l: &'static Labels) -> Vec<Fact> {
    let fact = |label, value: &str| Fact {
        label,
        value: visible(value),
    };
    let (transport, kcv) = &memorandum.transport;
    let mut facts = vec![
        fact(l.from_level, &memorandum.from),
        fact(l.to_level, &memorandum.to),
        fact(l.package, &memorandum.package),
        fact(l.counter, &memorandum.counter.to_string()),
        fact(l.package_made, &memorandum.made),
        fact(l.stage, state(l, memorandum.state)),
        fact(l.transport, transport),
        fact(l.transport_kcv, kcv),
    ];
    if let Some(applied) = &memorandum.application {
        let courier = applied.courier.as_deref();
        facts.extend([
            fact(l.application, &applied.application),
            fact(l.application_approved, &applied.approved),
            fact(l.machine, &applied.machine),
            fact(l.certificate, &applied.certificate),
            fact(l.courier, courier.unwrap_or(l.details_gone)),
        ]);
    }
    facts
}

fn state(l: &'static Labels, state: &str) -> &'static str {
    match state {
        "written" => l.state_written,
        "received" => l.state_received,
        "cancelled" => l.state_cancelled,
        _ => l.state_prepared,
    }
}
