//! The projection: the rows that a state has in the tables. Writing and verifying use the same function, so they
//! cannot disagree. Every cell is text or a number that a person can read with the `sqlite3` shell.

mod custody;

use std::collections::BTreeMap;
use std::fmt;

use key_derivation::{KeyId, Origin};
use quorum::Officer;

use crate::apply::Touched;
use crate::event::{Custodian, Enrolled, Party, SubKey};
use crate::state::{Cards, Direction, Import, Key, Named, Package, Transport, Witnessed};
use crate::{Digest, State};

/// The tables of the projection, each with the columns of its key.
pub(crate) const TABLES: [(&str, &[&str]); 24] = [
    ("keystore", &["keystore"]),
    ("officer", &["officer"]),
    ("key", &["key_id"]),
    ("peer", &["region"]),
    ("transport", &["transport_id"]),
    ("package", &["package_id"]),
    ("package_key", &["package_id", "position"]),
    ("import", &["package_id"]),
    ("witnessed", &["origin", "size"]),
    ("cosignature", &["origin", "size"]),
    ("cards", &["seq"]),
    ("attachment_register", &["digest"]),
    ("machine", &["serial"]),
    ("carrier_lot", &["lot"]),
    ("carrier", &["serial"]),
    ("carrier_key", &["serial", "position"]),
    ("representative", &["person"]),
    ("agreement", &["agreement"]),
    ("plan_review", &["review"]),
    ("handover", &["handover"]),
    ("handover_item", &["handover", "serial"]),
    ("incident", &["number"]),
    ("application", &["application"]),
    ("received_application", &["region", "application"]),
];

/// One value in a table.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cell {
    /// Text.
    Text(String),
    /// A whole number; truth is 1 or 0.
    Int(i64),
    /// Nothing.
    Null,
}

impl fmt::Display for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => f.write_str(text),
            Self::Int(number) => number.fmt(f),
            Self::Null => f.write_str("NULL"),
        }
    }
}

/// Column name and value.
pub(crate) type NamedCell = (&'static str, Cell);

/// One row of the projection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Table.
    pub table: &'static str,
    /// The cells that make the primary key, in its order.
    pub key: Vec<(&'static str, Cell)>,
    /// The other cells.
    pub cells: Vec<(&'static str, Cell)>,
}

/// Where a row stands: table, and the values of its primary key.
pub(crate) type RowKey = (&'static str, Vec<Cell>);

impl Row {
    pub(crate) fn place(&self) -> RowKey {
        (
            self.table,
            self.key.iter().map(|(_, cell)| cell.clone()).collect(),
        )
    }
}

impl State {
    /// Every row of the projection.
    pub(crate) fn rows(&self) -> BTreeMap<RowKey, Row> {
        let rows = self
            .everything()
            .into_iter()
            .flat_map(|touched| self.row(&touched));
        rows.map(|row| (row.place(), row)).collect()
    }

    /// Everything that has rows, as if all of it had just been touched.
    fn everything(&self) -> Vec<Touched> {
        let mut all = vec![Touched::Keystore];
        all.extend(
            self.rules
                .officers()
                .iter()
                .map(|officer| Touched::Officer(officer.id.clone())),
        );
        all.extend(self.keys.keys().copied().map(Touched::Key));
        all.extend(self.peers.keys().copied().map(Touched::Peer));
        all.extend(self.transports.keys().cloned().map(Touched::Transport));
        all.extend(self.packages.keys().cloned().map(Touched::Package));
        all.extend(self.imports.keys().cloned().map(Touched::Import));
        all.extend(
            self.witnessed
                .keys()
                .cloned()
                .map(|(origin, size)| Touched::Witnessed(origin, size)),
        );
        all.extend(
            self.cosignatures
                .keys()
                .cloned()
                .map(|(origin, size)| Touched::Cosignature(origin, size)),
        );
        all.extend(self.cards.keys().copied().map(Touched::Cards));
        all.extend(self.attachments.keys().copied().map(Touched::Attachment));
        all.extend(self.register.things().map(Touched::Registered));
        all
    }

    /// The rows of one thing; a package has one more for each sub-key, a carrier for each key, a handover for each
    /// carrier. None where the state does not have it.
    pub(crate) fn row(&self, touched: &Touched) -> Vec<Row> {
        let row = match touched {
            Touched::Keystore => Some(self.keystore_row()),
            Touched::Officer(id) => self.custodian(id.as_str()).map(officer_row),
            Touched::Key(id) => self.keys.get(id).map(|key| key_row(*id, key)),
            Touched::Peer(region) => self.peers.get(region).map(peer_row),
            Touched::Transport(id) => self
                .transports
                .get(id)
                .map(|transport| transport_row(id, transport)),
            Touched::Package(id) => {
                return self.packages.get(id).map(package_rows).unwrap_or_default();
            }
            Touched::Import(id) => self.imports.get(id).map(|import| import_row(id, import)),
            Touched::Witnessed(origin, size) => self
                .witnessed
                .get(&(origin.clone(), *size))
                .map(|seen| witnessed_row(origin, *size, seen)),
            Touched::Cosignature(origin, size) => self
                .cosignatures
                .get(&(origin.clone(), *size))
                .map(|line| cosignature_row(origin, *size, line)),
            Touched::Cards(seq) => self.cards.get(seq).map(|cards| cards_row(*seq, cards)),
            Touched::Attachment(digest) => self
                .attachments
                .get(digest)
                .map(|named| attachment_row(digest, named)),
            Touched::Registered(thing) => return custody::rows(&self.register, thing),
        };
        row.into_iter().collect()
    }

    fn custodian(&self, id: &str) -> Option<&Custodian> {
        self.created
            .custodians
            .iter()
            .find(|one| one.officer.id.as_str() == id)
    }

    fn keystore_row(&self) -> Row {
        let created = &self.created;
        Row {
            table: "keystore",
            key: vec![("keystore", text(&created.party.keystore))],
            cells: vec![
                ("level", text(created.party.level)),
                ("region", text(created.party.region)),
                ("suite", int(created.suite)),
                ("rehearsal", int(created.rehearsal)),
                ("k", int(created.k)),
                ("identity_key", text(&created.identity_key)),
                ("identity", text(created.identity)),
                ("log_key", text(&created.log_key)),
                ("catalogue", text(created.catalogue)),
                ("regional_catalogue", maybe(created.regional_catalogue)),
            ],
        }
    }
}

fn officer_row(custodian: &Custodian) -> Row {
    let officer = &custodian.officer;
    Row {
        table: "officer",
        key: vec![("officer", text(&officer.id))],
        cells: vec![
            ("public_key", text(hex::encode(officer.public_key))),
            ("share_index", int(officer.share_index)),
            ("person", text(custodian.person)),
            ("envelope", text(custodian.envelope)),
        ],
    }
}

fn key_row(key_id: KeyId, key: &Key) -> Row {
    let about = &key.descriptor;
    Row {
        table: "key",
        key: vec![("key_id", text(key_id))],
        cells: vec![
            ("level", text(about.level)),
            ("region", text(about.region)),
            ("owner", text(about.owner)),
            ("origin", text(origin(about.origin))),
            ("kind", text(about.kind)),
            ("algorithm", text(about.algorithm)),
            ("version", int(about.version.number())),
            ("scheme", text(about.scheme)),
            ("levels_left", int(about.levels_left)),
            ("parent", maybe(about.parent)),
            ("parent_kcv", maybe(about.parent_kcv)),
            ("context", text(&about.context)),
            ("kcv", text(key.kcv)),
            ("blob", text(key.blob)),
            ("state", text(key.state.name())),
            ("reason", text(&key.reason)),
            ("since", text(&key.since)),
        ],
    }
}

fn origin(origin: Origin) -> &'static str {
    match origin {
        Origin::Generated => "generated",
        Origin::Derived => "derived",
        Origin::Received => "received",
    }
}

fn peer_row(peer: &Enrolled) -> Row {
    Row {
        table: "peer",
        key: vec![("region", text(peer.party.region))],
        cells: vec![
            ("level", text(peer.party.level)),
            ("keystore", text(&peer.party.keystore)),
            ("identity_key", text(&peer.identity_key)),
            ("log_key", text(&peer.log_key)),
            ("k", int(peer.k)),
            ("officers", list(peer.officers.iter().map(officer_line))),
            ("rehearsal", int(peer.rehearsal)),
            ("fingerprint", text(&peer.fingerprint)),
            ("replaces", maybe(peer.replaces.as_ref())),
        ],
    }
}

/// An officer of another keystore: staff code, share index and public key, separated by colons.
fn officer_line(officer: &Officer) -> String {
    format!(
        "{}:{}:{}",
        officer.id,
        officer.share_index,
        hex::encode(officer.public_key)
    )
}

fn transport_row(id: &str, transport: &Transport) -> Row {
    let direction = match transport.direction {
        Direction::Out => "out",
        Direction::In => "in",
    };
    let [level, region, keystore] = party(
        ["peer_level", "peer_region", "peer_keystore"],
        &transport.peer,
    );
    Row {
        table: "transport",
        key: vec![("transport_id", text(id))],
        cells: vec![
            ("direction", text(direction)),
            level,
            region,
            keystore,
            ("kcv", text(transport.kcv)),
            ("components", list(&transport.components)),
            ("blob", text(transport.blob)),
            ("written", int(transport.written)),
            ("package", maybe(transport.package.as_ref())),
            ("destroyed", int(transport.destroyed)),
        ],
    }
}

fn package_rows(package: &Package) -> Vec<Row> {
    let (created, id) = (&package.created, &package.created.package_id);
    let state = package.state.name();
    let [level, region, keystore] = party(["to_level", "to_region", "to_keystore"], &created.to);
    let row = Row {
        table: "package",
        key: vec![("package_id", text(id))],
        cells: vec![
            ("counter", number(created.counter)),
            level,
            region,
            keystore,
            ("transport_id", text(&created.transport_id)),
            ("digest", text(created.digest)),
            ("checkpoint_size", number(created.checkpoint_size)),
            ("contents", list(&created.contents)),
            ("replaces", maybe(created.replaces.as_ref())),
            ("state", text(state)),
            ("receipt", maybe(package.receipt)),
        ],
    };
    let keys = (1..)
        .zip(&created.keys)
        .map(|(position, key)| package_key_row(id, position, key));
    std::iter::once(row).chain(keys).collect()
}

fn package_key_row(package_id: &str, position: i64, key: &SubKey) -> Row {
    Row {
        table: "package_key",
        key: vec![
            ("package_id", text(package_id)),
            ("position", Cell::Int(position)),
        ],
        cells: vec![
            ("key_id", text(key.key_id)),
            ("parent", text(key.parent)),
            ("kind", text(key.kind)),
            ("algorithm", text(key.algorithm)),
            ("version", int(key.version.number())),
            ("kcv", text(key.kcv)),
            ("context", text(&key.context)),
        ],
    }
}

fn import_row(id: &str, import: &Import) -> Row {
    let [level, region, keystore] =
        party(["from_level", "from_region", "from_keystore"], &import.from);
    Row {
        table: "import",
        key: vec![("package_id", text(id))],
        cells: vec![
            ("digest", text(import.digest)),
            level,
            region,
            keystore,
            ("counter", number(import.counter)),
            ("keys", list(&import.keys)),
            ("receipt", maybe(import.receipt)),
            (
                "checkpoint_size",
                import.checkpoint_size.map_or(Cell::Null, number),
            ),
            ("receipt_written", int(import.receipt_written)),
        ],
    }
}

fn witnessed_row(origin: &str, size: u64, seen: &Witnessed) -> Row {
    Row {
        table: "witnessed",
        key: vec![("origin", text(origin)), ("size", number(size))],
        cells: vec![
            ("checkpoint", text(&seen.checkpoint)),
            ("cosigned", maybe(seen.cosigned.as_ref())),
        ],
    }
}

fn cosignature_row(origin: &str, size: u64, line: &str) -> Row {
    Row {
        table: "cosignature",
        key: vec![("origin", text(origin)), ("size", number(size))],
        cells: vec![("line", text(line))],
    }
}

fn cards_row(seq: u64, cards: &Cards) -> Row {
    Row {
        table: "cards",
        key: vec![("seq", number(seq))],
        cells: vec![
            ("key_id", text(cards.key_id)),
            ("count", number(cards.count)),
            ("manifest", text(cards.manifest)),
        ],
    }
}

fn attachment_row(digest: &Digest, named: &Named) -> Row {
    Row {
        table: "attachment_register",
        key: vec![("digest", text(digest))],
        cells: vec![
            ("content", text(named.content.name())),
            ("erased", int(named.erased)),
        ],
    }
}

fn party(names: [&'static str; 3], party: &Party) -> [NamedCell; 3] {
    let [level, region, keystore] = names;
    [
        (level, text(party.level)),
        (region, text(party.region)),
        (keystore, text(&party.keystore)),
    ]
}

fn text(value: impl fmt::Display) -> Cell {
    Cell::Text(value.to_string())
}

fn maybe(value: Option<impl fmt::Display>) -> Cell {
    value.map_or(Cell::Null, text)
}

fn int(value: impl Into<i64>) -> Cell {
    Cell::Int(value.into())
}

/// A number of the log: canonical JSON and the rules of the state keep all of them far below 2^63.
fn number(value: u64) -> Cell {
    Cell::Int(i64::try_from(value).unwrap_or(i64::MAX))
}

/// A list as one cell, its items separated by single spaces; none of the items has a space in it.
fn list(items: impl IntoIterator<Item = impl fmt::Display>) -> Cell {
    let items: Vec<String> = items.into_iter().map(|item| item.to_string()).collect();
    Cell::Text(items.join(" "))
}
