//! A synthetic province with three officers, its ministry, one of its municipalities, and a history in which every
//! event happens.

use std::cell::Cell;
use std::path::{Path, PathBuf};

use audit_log::{Checkpoint, LogKey, sign_checkpoint};
use handover_record::{ApplicationEvent, Happening, PartyEvent};
use key_derivation::{
    Algorithm, KeyDescriptor, KeyId, KeyVersion, Level, Origin, RegionCode, Scheme,
};
use keystore::event::{
    Attempt, CardsDerived, Created, Custodian, Enrolled, KeyMade, KeyStateChanged, LogCosigned,
    PackageCancelled, PackageCreated, PackageImported, Party, ReceiptIssued, ReceiptVerified,
    RecordIssued, Refused, SubKey, TransportCreated, TransportImported, Written, custody_action,
};
use keystore::state::Content;
use keystore::{
    Attachment, Digest, Draft, Error, Event, Finding, Head, KeyState, Keystore, Report,
};
use quorum::{Action, Approved, Officer, OfficerId, Request, Rules, SigningKey, sign_request};
use rusqlite::Connection;
use serde_json::{Map, Value};
use tempfile::TempDir;
use uuid::Uuid;

use crate::custody;

pub const NOW: &str = "2026-03-01T08:00:00Z";
pub const LATER: &str = "2026-03-01T09:00:00Z";
pub const EXPIRES: &str = "2026-03-02T08:00:00Z";
const ID: &str = "00000000-0000-4000-8000-000000000041";

pub struct World {
    folder: TempDir,
    people: Vec<(OfficerId, SigningKey)>,
    pub log_key: LogKey,
    next: Cell<u128>,
}

/// What is to be appended.
pub struct Change {
    pub action: Action,
    pub events: Vec<Event>,
    /// What stands behind every event, where it is not two officers' signatures over each of them.
    pub approved: Option<Approved>,
    pub attachments: Vec<Attachment>,
}

impl World {
    pub fn new() -> Self {
        let people = (0..3_u8).map(|n| {
            (
                format!("T{n:03}").parse().unwrap(),
                SigningKey::init(|seed| seed.fill(n + 1)),
            )
        });
        Self {
            folder: tempfile::tempdir().unwrap(),
            people: people.collect(),
            log_key: LogKey::from_seed(&[0x4C; 32]),
            next: Cell::new(0x4000_8000_0000_0000_0000),
        }
    }

    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub fn path(&self) -> PathBuf {
        self.folder.path().join("province.kms")
    }

    pub fn rules(&self) -> Rules {
        let officers = (0_u8..).zip(&self.people);
        let officers = officers.map(|(share_index, (id, key))| Officer {
            id: id.clone(),
            public_key: key.public(),
            share_index,
        });
        Rules::new(2, officers.collect()).unwrap()
    }

    pub fn request(&self, action: Action, subject: Map<String, Value>) -> Request {
        self.next.set(self.next.get() + 1);
        Request {
            keystore: ID.into(),
            op: Uuid::from_u128(self.next.get()),
            expires: EXPIRES.into(),
            action,
            subject,
        }
    }

    /// Has the first `count` officers sign a request.
    pub fn approve(&self, count: usize, request: Request) -> Approved {
        let signed = self.people[..count]
            .iter()
            .map(|(id, key)| sign_request(id, key, &request).unwrap());
        let approvals: Vec<_> = signed.collect();
        Approved::check(&self.rules(), request, &approvals, NOW).unwrap()
    }

    /// Has the first `count` officers sign an event as the next entry after `head`.
    pub fn sign(&self, count: usize, action: Action, event: &Event, head: &Head) -> Approved {
        let subject = event.subject(head, head.size + 1).unwrap();
        self.approve(count, self.request(action, subject))
    }

    pub fn change(&self, action: Action, events: Vec<Event>) -> Change {
        Change {
            action,
            events,
            approved: None,
            attachments: vec![],
        }
    }

    pub fn create(&self) -> Keystore {
        self.create_at(&self.path()).unwrap()
    }

    pub fn create_at(&self, path: &Path) -> Result<Keystore, Error> {
        let (created, attachments) = self.created();
        let event = Event::Created(created);
        let approved = self.sign(3, Action::Init, &event, &Head::empty());
        let draft = Draft {
            event,
            approved: &approved,
        };
        Keystore::create(path, NOW, draft, &attachments, &self.log_key)
    }

    pub fn created(&self) -> (Created, Vec<Attachment>) {
        let mut attachments = vec![
            bytes(Content::Identity, "sealed identity"),
            bytes(Content::Catalogue, "regional catalogue"),
        ];
        let mut custodians = vec![];
        for officer in self.rules().officers() {
            let person = bytes(Content::Person, &format!("salt and name of {}", officer.id));
            let envelope = bytes(Content::Envelope, &format!("envelope of {}", officer.id));
            let (person_digest, envelope_digest) = (digest(&person), digest(&envelope));
            custodians.push(Custodian {
                officer: officer.clone(),
                person: person_digest,
                envelope: envelope_digest,
            });
            attachments.extend([person, envelope]);
        }
        let party = party(Level::Province, "410000", ID);
        let created = Created {
            suite: 1,
            rehearsal: true,
            k: 2,
            custodians,
            identity_key: hex(7),
            identity: digest(&attachments[0]),
            log_key: self.log_key.verifier(&party.origin()).unwrap(),
            catalogue: Digest::of(b"catalogue"),
            regional_catalogue: Some(Digest::of(b"regional catalogue")),
            party,
        };
        (created, attachments)
    }

    pub fn attempt(&self) -> Attempt {
        Attempt {
            command: "key generate".into(),
            officers: vec![self.people[0].0.clone()],
        }
    }

    pub fn generate(&self, number: u8, version: u16) -> Change {
        let made = made(number, version, Origin::Generated, KeyState::PreActivation);
        let mut change = self.change(Action::KeyGenerate, vec![Event::KeyGenerated(made)]);
        change
            .attachments
            .push(bytes(Content::Key, &format!("sealed key {number}")));
        change
    }

    pub fn state(&self, number: u8, from: KeyState, to: KeyState) -> Change {
        let event = KeyStateChanged {
            key_id: key_id(number),
            kcv: kcv(number),
            from,
            to,
            reason: "因故".into(),
        };
        self.change(to.action().unwrap(), vec![Event::KeyState(event)])
    }

    pub fn commit(&self, keystore: &mut Keystore, change: &Change) -> Result<Head, Error> {
        let head = keystore.head();
        self.commit_on(keystore, &head, change)
    }

    pub fn commit_on(
        &self,
        keystore: &mut Keystore,
        head: &Head,
        change: &Change,
    ) -> Result<Head, Error> {
        let sign = |(seq, event): (u64, &Event)| {
            let subject = event.subject(head, seq).unwrap();
            self.approve(2, self.request(change.action, subject))
        };
        let signed: Vec<_> = (head.size + 1..).zip(&change.events).map(sign).collect();
        let approved = |at: usize| change.approved.as_ref().unwrap_or(&signed[at]);
        let drafts: Vec<_> = (0..)
            .zip(&change.events)
            .map(|(at, event)| Draft {
                event: event.clone(),
                approved: approved(at),
            })
            .collect();
        keystore.append(head, NOW, &drafts, &change.attachments, &self.log_key)
    }

    /// A keystore with packages that were received, were cancelled and came here, and nothing of custody.
    pub fn with_packages(&self) -> Keystore {
        let is_custody = |change: &Change| matches!(change.events[..], [Event::Custody(_)]);
        let changes = self.history().into_iter();
        self.lived(changes.take_while(|change| !is_custody(change)))
    }

    fn lived(&self, changes: impl Iterator<Item = Change>) -> Keystore {
        let mut keystore = self.create();
        for mut change in changes {
            keystore.attempt(NOW, self.attempt()).unwrap();
            self.have_cosigned(&keystore, &mut change);
            self.commit(&mut keystore, &change).unwrap();
        }
        keystore
    }

    /// A keystore in which every event happened; closed again.
    pub fn with_history(&self) -> PathBuf {
        let mut keystore = self.lived(self.history().into_iter());
        keystore.attempt(NOW, self.attempt()).unwrap();
        self.path()
    }

    /// The municipality cosigns this log, as its receipt must show.
    pub fn have_cosigned(&self, keystore: &Keystore, change: &mut Change) {
        if let [Event::ReceiptVerified(receipt)] = &mut change.events[..] {
            let checkpoint = Checkpoint {
                origin: keystore.state().origin(),
                size: 2,
                root: keystore.tree().root_at(2).unwrap(),
            };
            let note = sign_checkpoint(&checkpoint, &self.log_key).unwrap();
            let line = audit_log::cosign(&note, &peer_log(), &municipality().origin(), 1).unwrap();
            receipt.cosignature = line;
        }
    }

    /// A change for every event, in an order in which they can happen.
    pub fn history(&self) -> Vec<Change> {
        let mut all = vec![self.enroll(&ministry()), self.enroll(&municipality())];
        all.extend([self.generate(1, 1), self.generate(2, 2)]);
        for number in [1, 2] {
            all.push(self.state(number, KeyState::PreActivation, KeyState::Active));
        }
        let cards = CardsDerived {
            key_id: key_id(1),
            count: 3,
            manifest: Digest::of(b"manifest"),
        };
        all.push(self.change(Action::KeyDerive, vec![Event::CardsDerived(cards)]));
        all.extend([
            self.transport_out("t1"),
            self.written(Event::TransportWritten, "t1"),
        ]);
        all.extend([
            self.package(PACKAGE, "t1", 1),
            self.written(Event::PackageWritten, PACKAGE),
            self.receipt(PACKAGE, 5),
        ]);
        all.extend([
            self.transport_out("t2"),
            self.package(CANCELLED, "t2", 2),
            self.cancel(CANCELLED),
        ]);
        all.extend([
            self.transport_in(),
            self.import(),
            self.receipt_issued(),
            self.written(Event::ReceiptWritten, IMPORT),
        ]);
        all.extend(custody::history().map(|event| self.custody(event)));
        all.push(self.record("H-1"));
        all.push(self.state(2, KeyState::Active, KeyState::Deactivated));
        all.push(self.state(2, KeyState::Deactivated, KeyState::Destroyed));
        all.extend([self.cosign(), self.refused()]);
        all
    }

    pub fn enroll(&self, peer: &Party) -> Change {
        let enrolled = Enrolled {
            identity_key: hex(9),
            log_key: peer_log().verifier(&peer.origin()).unwrap(),
            k: 2,
            officers: self.rules().officers().to_vec(),
            rehearsal: true,
            fingerprint: "12345 67890".into(),
            replaces: None,
            party: peer.clone(),
        };
        self.change(Action::RegionEnroll, vec![Event::RegionEnrolled(enrolled)])
    }

    fn transport_out(&self, id: &str) -> Change {
        let blob = bytes(Content::Transport, id);
        let event = Event::TransportCreated(TransportCreated {
            transport_id: id.into(),
            to: municipality(),
            transport_kcv: kcv(0x77),
            components: vec![Digest::of(b"component 1"), Digest::of(b"component 2")],
            blob: digest(&blob),
        });
        let change = self.change(Action::TransportCreate, vec![event]);
        Change {
            attachments: vec![blob],
            ..change
        }
    }

    fn transport_in(&self) -> Change {
        let blob = bytes(Content::Transport, "t9");
        let event = Event::TransportImported(TransportImported {
            transport_id: "t9".into(),
            from: ministry(),
            transport_kcv: kcv(0x79),
            components: vec![Digest::of(b"component 1"), Digest::of(b"component 2")],
            blob: digest(&blob),
        });
        let change = self.change(Action::TransportImport, vec![event]);
        Change {
            attachments: vec![blob],
            ..change
        }
    }

    fn package(&self, id: &str, transport: &str, counter: u64) -> Change {
        let file = bytes(Content::Package, &format!("package {id}"));
        let sub_key = SubKey {
            key_id: key_id(50),
            parent: key_id(1),
            kind: "8001".parse().unwrap(),
            algorithm: Algorithm::Sm4,
            version: KeyVersion::new(1).unwrap(),
            kcv: kcv(50),
            context: "0102".into(),
        };
        let event = Event::PackageCreated(PackageCreated {
            package_id: id.into(),
            counter,
            to: municipality(),
            transport_id: transport.into(),
            digest: digest(&file),
            checkpoint_size: 2,
            contents: vec!["8001/SM4/1".into()],
            keys: vec![sub_key],
            replaces: None,
        });
        let change = self.change(Action::PackageCreate, vec![event]);
        Change {
            attachments: vec![file],
            ..change
        }
    }

    fn written(&self, event: fn(Written) -> Event, id: &str) -> Change {
        self.change(Action::Recover, vec![event(Written { id: id.into() })])
    }

    fn receipt(&self, package: &str, size: u64) -> Change {
        let file = bytes(Content::Receipt, "receipt");
        let event = Event::ReceiptVerified(ReceiptVerified {
            package_id: package.into(),
            digest: digest(&file),
            checkpoint: note(&municipality(), size),
            cosignature: "cosigned here".into(),
            cosigned: "cosigned there".into(),
        });
        let change = self.change(Action::ReceiptVerify, vec![event]);
        Change {
            attachments: vec![file],
            ..change
        }
    }

    fn cancel(&self, package: &str) -> Change {
        let event = PackageCancelled {
            package_id: package.into(),
            reason: "lost".into(),
        };
        self.change(Action::PackageCancel, vec![Event::PackageCancelled(event)])
    }

    fn import(&self) -> Change {
        let event = Event::PackageImported(PackageImported {
            package_id: IMPORT.into(),
            digest: Digest::of(b"their package"),
            from: ministry(),
            counter: 4,
            transport_id: "t9".into(),
            checkpoint: note(&ministry(), 9),
            warnings: vec!["counter-gap".into()],
            keys: vec![made(3, 1, Origin::Received, KeyState::Active)],
        });
        let change = self.change(Action::PackageImport, vec![event]);
        Change {
            attachments: vec![bytes(Content::Key, "sealed key 3")],
            ..change
        }
    }

    fn receipt_issued(&self) -> Change {
        let receipt = bytes(Content::Receipt, "our receipt");
        let event = Event::ReceiptIssued(ReceiptIssued {
            package_id: IMPORT.into(),
            digest: digest(&receipt),
            checkpoint_size: 2,
        });
        let change = self.change(Action::ReceiptIssue, vec![event]);
        Change {
            attachments: vec![receipt],
            ..change
        }
    }

    fn cosign(&self) -> Change {
        let event = LogCosigned {
            of: ministry(),
            checkpoint: note(&ministry(), 12),
            cosigned: "line".into(),
        };
        self.change(Action::LogCosign, vec![Event::LogCosigned(event)])
    }

    /// Something happens to a machine, a carrier, a third party or a handover.
    pub fn custody(&self, event: handover_record::Event) -> Change {
        let action = custody_action(&event.what);
        let details = match &event.what {
            Happening::Party(PartyEvent::RepresentativeEnrolled { .. }) => Some(custody::DETAILS),
            Happening::Application(ApplicationEvent::Created { .. }) => Some(custody::COURIER),
            Happening::Application(ApplicationEvent::Accepted { .. }) => {
                Some(custody::THEIR_COURIER)
            }
            _ => None,
        };
        let mut change = self.change(action, vec![Event::Custody(event)]);
        change.attachments.extend(details.map(|bytes| Attachment {
            content: Content::Person,
            bytes: bytes.to_vec(),
        }));
        change
    }

    /// A signed record of a handover.
    pub fn record(&self, handover: &str) -> Change {
        let event = RecordIssued {
            handover: handover.parse().unwrap(),
            digest: Digest::of(b"record"),
        };
        self.change(Action::CustodyRecord, vec![Event::RecordIssued(event)])
    }

    pub fn refused(&self) -> Change {
        let event = Refused {
            command: "package import".into(),
            code: "replay".into(),
        };
        self.change(Action::Refuse, vec![Event::Refused(event)])
    }
}

/// The package that was received, the one that was cancelled, and the one that came here.
pub const PACKAGE: &str = "00000000-0000-4000-8000-0000000000a1";
pub const CANCELLED: &str = "00000000-0000-4000-8000-0000000000a2";
pub const IMPORT: &str = "00000000-0000-4000-8000-0000000000a9";

pub fn made(number: u8, version: u16, origin: Origin, state: KeyState) -> KeyMade {
    let received = origin == Origin::Received;
    let descriptor = KeyDescriptor {
        key_id: key_id(number),
        level: Level::Province,
        region: region("410000"),
        owner: region(if received { "000000" } else { "410000" }),
        origin,
        kind: if received { "0101" } else { "8001" }.parse().unwrap(),
        algorithm: Algorithm::Sm4,
        version: KeyVersion::new(version).unwrap(),
        scheme: Scheme::Sp800108Cmac,
        levels_left: 2,
        parent: received.then(|| key_id(90)),
        parent_kcv: received.then(|| kcv(90)),
        context: if received {
            "0a0b".into()
        } else {
            String::new()
        },
    };
    let blob = Digest::of(format!("sealed key {number}").as_bytes());
    KeyMade {
        descriptor,
        kcv: kcv(number),
        blob,
        state,
    }
}

pub fn bytes(content: Content, text: &str) -> Attachment {
    Attachment {
        content,
        bytes: text.as_bytes().to_vec(),
    }
}

fn digest(attachment: &Attachment) -> Digest {
    Digest::of(&attachment.bytes)
}

fn hex(byte: u8) -> String {
    format!("{byte:02x}").repeat(32)
}

pub fn key_id(number: u8) -> KeyId {
    KeyId::from_bytes([number; 16])
}

pub fn kcv(number: u8) -> key_derivation::Kcv {
    format!("{number:02X}").repeat(5).parse().unwrap()
}

fn region(code: &str) -> RegionCode {
    code.parse().unwrap()
}

fn party(level: Level, code: &str, keystore: &str) -> Party {
    Party {
        level,
        region: region(code),
        keystore: keystore.into(),
    }
}

pub fn ministry() -> Party {
    party(
        Level::Ministry,
        "000000",
        "00000000-0000-4000-8000-000000000001",
    )
}

fn municipality() -> Party {
    party(
        Level::Municipality,
        "410100",
        "00000000-0000-4000-8000-000000004101",
    )
}

fn peer_log() -> LogKey {
    LogKey::from_seed(&[0x50; 32])
}

fn note(of: &Party, size: u64) -> String {
    let checkpoint = Checkpoint {
        origin: of.origin(),
        size,
        root: [u8::try_from(size).unwrap(); 32],
    };
    sign_checkpoint(&checkpoint, &peer_log()).unwrap()
}

/// The file as somebody opens it behind the program's back.
pub fn behind_the_back(path: &Path) -> Connection {
    Connection::open(path).unwrap()
}

/// Runs statements behind the program's back: takes the triggers away, and puts them back afterwards.
pub fn tamper(path: &Path, statements: &str) {
    let conn = behind_the_back(path);
    let mut query = conn
        .prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'")
        .unwrap();
    let triggers: Vec<(String, String)> = query
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    drop(query);
    for (name, _) in &triggers {
        conn.execute(&format!("DROP TRIGGER {name}"), []).unwrap();
    }
    conn.execute_batch(statements).unwrap();
    for (_, sql) in &triggers {
        conn.execute(sql, []).unwrap();
    }
    conn.close().unwrap();
}

/// Verifies, and that the program refuses to open the file with the same findings.
pub fn findings(path: &Path) -> Vec<Finding> {
    let report = keystore::verify(path).unwrap();
    let count = report.findings.len();
    let refused = |opened: Result<Keystore, Error>| match opened {
        Err(Error::Tampered(Report { findings, .. })) => assert_eq!(findings.len(), count),
        Err(other) => panic!("{other}"),
        Ok(_) => assert_eq!(count, 0, "opened although {:?}", report.findings),
    };
    refused(Keystore::open_read_only(path));
    refused(Keystore::open(path));
    report.findings
}
