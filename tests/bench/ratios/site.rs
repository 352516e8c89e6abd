//! A small keystore with invented officers and one active key, below the operations: what is measured is the door.

use std::path::{Path, PathBuf};

use audit_log::LogKey;
use key_derivation::{
    Algorithm, KeyDescriptor, KeyId, KeyVersion, Level, Origin, RegionCode, Scheme, check_value,
};
use keystore::event::{CardsDerived, Created, Custodian, KeyMade, Party};
use keystore::state::Content;
use keystore::{Attachment, Digest, Draft, Event, Head, KeyState, Keystore};
use quorum::{Action, Approved, Officer, OfficerId, Request, Rules, SigningKey, sign_request};
use tempfile::TempDir;
use uuid::Uuid;

/// When everything here happens.
pub const NOW: &str = "2026-03-01T08:00:00Z";
const EXPIRES: &str = "2026-03-02T08:00:00Z";
const ID: &str = "00000000-0000-4000-8000-000000000041";
const REGION: &str = "410000";

/// The officers, any two of whom approve, and the log key.
pub struct Site {
    folder: TempDir,
    people: Vec<(OfficerId, SigningKey)>,
    pub rules: Rules,
    pub log_key: LogKey,
}

impl Site {
    pub fn new() -> Self {
        let people: Vec<_> = (0..3_u8)
            .map(|n| {
                let id: OfficerId = format!("T{n:03}").parse().expect("a staff code");
                (id, SigningKey::init(|seed| seed.fill(n + 1)))
            })
            .collect();
        let officers = (0_u8..)
            .zip(&people)
            .map(|(share_index, (id, key))| Officer {
                id: id.clone(),
                public_key: key.public(),
                share_index,
            });
        Self {
            rules: Rules::new(2, officers.collect()).expect("a quorum"),
            folder: tempfile::tempdir().expect("a folder"),
            log_key: LogKey::from_seed(&[0x4C; 32]),
            people,
        }
    }

    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub fn path(&self) -> PathBuf {
        self.folder().join("province.kms")
    }

    /// Has the first `count` officers sign an event as entry `seq` of a commit that begins at `head`.
    pub fn sign(
        &self,
        count: usize,
        action: Action,
        event: &Event,
        (head, seq): (&Head, u64),
    ) -> Approved {
        let request = Request {
            keystore: ID.into(),
            op: Uuid::new_v4(),
            expires: EXPIRES.into(),
            action,
            subject: event.subject(head, seq).expect("a subject"),
        };
        let approvals: Vec<_> = self.people[..count]
            .iter()
            .map(|(id, key)| sign_request(id, key, &request).expect("a signature"))
            .collect();
        Approved::check(&self.rules, request, &approvals, NOW).expect("a quorum")
    }

    /// Creates the keystore with one active key.
    pub fn create(&self) -> Keystore {
        let (created, attachments) = self.created();
        let event = Event::Created(created);
        let approved = self.sign(3, Action::Init, &event, (&Head::empty(), 1));
        let draft = Draft {
            event,
            approved: &approved,
        };
        let mut keystore = Keystore::create(&self.path(), NOW, draft, &attachments, &self.log_key)
            .expect("a keystore");
        let blob = attachment(Content::Key, "sealed key");
        let event = Event::KeyGenerated(made(&blob));
        let head = keystore.head();
        let approved = self.sign(2, Action::KeyGenerate, &event, (&head, head.size + 1));
        let draft = Draft {
            event,
            approved: &approved,
        };
        keystore
            .append(&head, NOW, &[draft], &[blob], &self.log_key)
            .expect("a key");
        keystore
    }

    /// Lets the log grow to `size` entries, many in one commit.
    pub fn grow(&self, keystore: &mut Keystore, size: u64) {
        while keystore.head().size < size {
            let head = keystore.head();
            let seqs = head.size + 1..=size.min(head.size + 500);
            let events = seqs.map(|seq| (Action::KeyDerive, derived(seq)));
            self.append(keystore, events.collect());
        }
    }

    /// Appends events in one commit, each signed by two officers.
    pub fn append(&self, keystore: &mut Keystore, events: Vec<(Action, Event)>) {
        let head = keystore.head();
        let signed = |(seq, (action, event)): (u64, (Action, Event))| {
            (self.sign(2, action, &event, (&head, seq)), event)
        };
        let events: Vec<_> = (head.size + 1..).zip(events).map(signed).collect();
        let drafts: Vec<_> = events
            .iter()
            .map(|(approved, event)| Draft {
                event: event.clone(),
                approved,
            })
            .collect();
        keystore
            .append(&head, NOW, &drafts, &[], &self.log_key)
            .expect("an append");
    }

    fn created(&self) -> (Created, Vec<Attachment>) {
        let mut attachments = vec![attachment(Content::Identity, "sealed identity")];
        let mut custodians = vec![];
        for officer in self.rules.officers() {
            let person = attachment(Content::Person, &format!("name of {}", officer.id));
            let envelope = attachment(Content::Envelope, &format!("envelope of {}", officer.id));
            custodians.push(Custodian {
                officer: officer.clone(),
                person: Digest::of(&person.bytes),
                envelope: Digest::of(&envelope.bytes),
            });
            attachments.extend([person, envelope]);
        }
        let party = Party {
            level: Level::Province,
            region: region(),
            keystore: ID.into(),
        };
        let created = Created {
            suite: 1,
            rehearsal: true,
            k: 2,
            custodians,
            identity_key: hex::encode([7; 32]),
            identity: Digest::of(&attachments[0].bytes),
            log_key: self.log_key.verifier(&party.origin()).expect("a name"),
            catalogue: Digest::of(b"catalogue"),
            regional_catalogue: None,
            party,
        };
        (created, attachments)
    }
}

/// Cards derived under the one key: what happens most often.
pub fn derived(seq: u64) -> Event {
    Event::CardsDerived(CardsDerived {
        key_id: key_id(),
        count: 1000,
        manifest: Digest::of(&seq.to_be_bytes()),
    })
}

fn region() -> RegionCode {
    REGION.parse().expect("a region")
}

fn key_id() -> KeyId {
    "00000000-0000-4000-8000-000000000001"
        .parse()
        .expect("a key id")
}

fn attachment(content: Content, text: &str) -> Attachment {
    Attachment {
        content,
        bytes: text.as_bytes().to_vec(),
    }
}

fn made(blob: &Attachment) -> KeyMade {
    let algorithm = Algorithm::Sm4;
    let value = key_derivation::KeyBytes::init(16, |key| key.fill(1)).expect("16 bytes");
    KeyMade {
        descriptor: KeyDescriptor {
            key_id: key_id(),
            level: Level::Province,
            region: region(),
            owner: region(),
            origin: Origin::Generated,
            kind: "8001".parse().expect("a kind"),
            algorithm,
            version: KeyVersion::FIRST,
            scheme: Scheme::Sp800108Cmac,
            levels_left: 2,
            parent: None,
            parent_kcv: None,
            context: String::new(),
        },
        kcv: check_value(algorithm, &value).expect("a check value"),
        blob: Digest::of(&blob.bytes),
        state: KeyState::Active,
    }
}
