//! One event after another: what each may do, and what it changes. The rules that only the state can
//! check stand here, so that replaying a log checks them again.

use audit_log::Checkpoint;
use key_derivation::{KeyId, Origin, RegionCode};

use crate::event::{
    CardsDerived, Enrolled, Event, KeyMade, KeyStateChanged, LogCosigned, PackageCancelled,
    PackageCreated, PackageImported, Party, ReceiptIssued, ReceiptVerified, Repaired,
    TransportCreated, TransportImported, Written,
};
use crate::state::{
    Cards, Content, Direction, Import, Key, MAX_LIVE_VERSIONS, Package, PackageState, State,
    Transport, Witnessed,
};
use crate::{Error, KeyState, Result};

/// A row of the projection that an event changed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Touched {
    /// The keystore's own row.
    Keystore,
    /// An officer, by staff code.
    Officer(quorum::OfficerId),
    /// A key.
    Key(KeyId),
    /// An enrolled identity.
    Peer(RegionCode),
    /// A transport key.
    Transport(String),
    /// A package made here.
    Package(String),
    /// A package received here.
    Import(String),
    /// Another log's checkpoint, by origin and size.
    Witnessed(String, u64),
    /// A cosignature on this log, by cosigner's origin and size.
    Cosignature(String, u64),
    /// Derived cards, by sequence number.
    Cards(u64),
    /// An attachment's row in the register.
    Attachment(crate::Digest),
}

/// Position of an event: its sequence number and time.
pub(crate) struct At<'a> {
    pub seq: u64,
    pub time: &'a str,
}

fn refuse(rule: &'static str) -> Error {
    Error::Rule { rule }
}

fn require(holds: bool, rule: &'static str) -> Result<()> {
    if holds { Ok(()) } else { Err(refuse(rule)) }
}

impl State {
    /// Applies one event; on error the state must be thrown away.
    pub(crate) fn apply(&mut self, at: &At<'_>, event: &Event) -> Result<Vec<Touched>> {
        if !matches!(event, Event::Attempt(_)) {
            self.open_attempts.clear();
        }
        match event {
            Event::Created(_) => Err(refuse("a keystore is created once")),
            Event::Attempt(attempt) => {
                self.open_attempts
                    .push((at.time.to_owned(), attempt.clone()));
                Ok(vec![])
            }
            Event::Refused(_) => Ok(vec![]),
            Event::Repaired(repaired) => self.repaired(repaired),
            Event::KeyGenerated(made) => self.key_generated(at, made),
            Event::KeyState(change) => self.key_state(at, change),
            Event::CardsDerived(cards) => self.cards_derived(at, cards),
            Event::RegionEnrolled(peer) => self.region_enrolled(peer),
            Event::TransportCreated(made) => self.transport_created(made),
            Event::TransportWritten(written) => self.transport_written(written),
            Event::TransportImported(made) => self.transport_imported(made),
            Event::PackageCreated(made) => self.package_created(at, made),
            Event::PackageWritten(written) => self.package_written(written),
            Event::PackageCancelled(cancelled) => self.package_cancelled(cancelled),
            Event::PackageImported(imported) => self.package_imported(at, imported),
            Event::ReceiptIssued(issued) => self.receipt_issued(issued),
            Event::ReceiptWritten(written) => self.receipt_written(written),
            Event::ReceiptVerified(verified) => self.receipt_verified(verified),
            Event::LogCosigned(cosigned) => self.log_cosigned(cosigned),
        }
    }

    fn key_generated(&mut self, at: &At<'_>, made: &KeyMade) -> Result<Vec<Touched>> {
        let (key, home) = (&made.descriptor, self.home());
        require(key.origin == Origin::Generated, "a generated key says so")?;
        require(
            key.owner == home.region,
            "a master key belongs to the region that generates it",
        )?;
        require(
            key.parent.is_none() && key.context.is_empty(),
            "a master key has no parent",
        )?;
        self.add_key(at, made)
    }

    fn add_key(&mut self, at: &At<'_>, made: &KeyMade) -> Result<Vec<Touched>> {
        let (key, home) = (&made.descriptor, self.home());
        require(
            key.level == home.level && key.region == home.region,
            "a key here belongs to this region",
        )?;
        require(
            matches!(made.state, KeyState::PreActivation | KeyState::Active),
            "a key begins unused or active",
        )?;
        require(!self.keys.contains_key(&key.key_id), "a key id serves once")?;
        require(
            self.key(key.kind, key.algorithm, key.version).is_none(),
            "a key version is made once",
        )?;
        let live = self
            .versions(key.kind, key.algorithm)
            .filter(|(_, key)| key.state.is_live())
            .count();
        require(
            live < MAX_LIVE_VERSIONS,
            "a kind has at most four live versions",
        )?;
        self.attach(made.blob, Content::Key)?;
        let row = Key {
            descriptor: key.clone(),
            kcv: made.kcv,
            blob: made.blob,
            state: made.state,
            reason: String::new(),
            since: at.time.to_owned(),
        };
        self.keys.insert(key.key_id, row);
        Ok(vec![
            Touched::Key(key.key_id),
            Touched::Attachment(made.blob),
        ])
    }

    fn key_state(&mut self, at: &At<'_>, change: &KeyStateChanged) -> Result<Vec<Touched>> {
        let key = self
            .keys
            .get_mut(&change.key_id)
            .ok_or(refuse("a key that changes state exists"))?;
        require(
            key.state == change.from && key.kcv == change.kcv,
            "a change of state names the key as it is",
        )?;
        require(
            change.from.may_become(change.to),
            "SP 800-57 allows this change of state",
        )?;
        key.state = change.to;
        key.reason.clone_from(&change.reason);
        at.time.clone_into(&mut key.since);
        let blob = key.blob;
        if change.to == KeyState::Destroyed {
            self.erase(blob);
        }
        Ok(vec![Touched::Key(change.key_id), Touched::Attachment(blob)])
    }

    fn cards_derived(&mut self, at: &At<'_>, cards: &CardsDerived) -> Result<Vec<Touched>> {
        self.active_key(cards.key_id)?;
        let row = Cards {
            key_id: cards.key_id,
            count: cards.count,
            manifest: cards.manifest,
        };
        self.cards.insert(at.seq, row);
        Ok(vec![Touched::Cards(at.seq)])
    }

    fn active_key(&self, key_id: KeyId) -> Result<&Key> {
        let key = self
            .keys
            .get(&key_id)
            .ok_or(refuse("a parent key exists"))?;
        require(key.state == KeyState::Active, "a parent key is active")?;
        require(
            key.descriptor.levels_left > 0,
            "a parent key has diversifications left",
        )?;
        Ok(key)
    }

    fn region_enrolled(&mut self, peer: &Enrolled) -> Result<Vec<Touched>> {
        let before = self
            .peers
            .get(&peer.party.region)
            .map(|old| old.party.keystore.clone());
        require(
            before == peer.replaces,
            "a new identity names the one whose place it takes",
        )?;
        require(
            peer.rehearsal == self.created.rehearsal,
            "rehearsal and production do not meet",
        )?;
        self.peers.insert(peer.party.region, peer.clone());
        Ok(vec![Touched::Peer(peer.party.region)])
    }

    fn enrolled(&self, party: &Party) -> Result<()> {
        let known = self
            .peers
            .get(&party.region)
            .is_some_and(|peer| peer.party == *party);
        require(known, "the other side is enrolled")
    }

    fn transport_created(&mut self, made: &TransportCreated) -> Result<Vec<Touched>> {
        let transport = Transport {
            direction: Direction::Out,
            peer: made.to.clone(),
            kcv: made.transport_kcv,
            components: made.components.clone(),
            blob: made.blob,
            written: false,
            package: None,
            destroyed: false,
        };
        self.add_transport(&made.transport_id, transport)
    }

    fn transport_imported(&mut self, made: &TransportImported) -> Result<Vec<Touched>> {
        let transport = Transport {
            direction: Direction::In,
            peer: made.from.clone(),
            kcv: made.transport_kcv,
            components: made.components.clone(),
            blob: made.blob,
            written: true,
            package: None,
            destroyed: false,
        };
        self.add_transport(&made.transport_id, transport)
    }

    fn add_transport(&mut self, id: &str, transport: Transport) -> Result<Vec<Touched>> {
        self.enrolled(&transport.peer)?;
        require(
            !self.transports.contains_key(id),
            "a transport key id serves once",
        )?;
        require(
            (2..=3).contains(&transport.components.len()),
            "a transport key has two or three components",
        )?;
        let blob = transport.blob;
        self.attach(blob, Content::Transport)?;
        self.transports.insert(id.to_owned(), transport);
        Ok(vec![
            Touched::Transport(id.to_owned()),
            Touched::Attachment(blob),
        ])
    }

    fn transport_written(&mut self, written: &Written) -> Result<Vec<Touched>> {
        let transport = self
            .transports
            .get_mut(&written.id)
            .ok_or(refuse("the transport key exists"))?;
        transport.written = true;
        Ok(vec![Touched::Transport(written.id.clone())])
    }

    /// Binds an unused transport key of `peer` to the one package that it may protect.
    fn use_transport(
        &mut self,
        id: &str,
        direction: Direction,
        peer: &Party,
        package: &str,
    ) -> Result<()> {
        let transport = self
            .transports
            .get_mut(id)
            .ok_or(refuse("the transport key exists"))?;
        require(
            transport.direction == direction && transport.peer == *peer,
            "a transport key serves its one peer",
        )?;
        require(
            transport.package.is_none() && !transport.destroyed,
            "a transport key serves one package",
        )?;
        transport.package = Some(package.to_owned());
        Ok(())
    }

    fn destroy_transport(&mut self, id: &str) -> Vec<Touched> {
        let Some(transport) = self.transports.get_mut(id) else {
            return vec![];
        };
        transport.destroyed = true;
        let blob = transport.blob;
        self.erase(blob);
        vec![Touched::Transport(id.to_owned()), Touched::Attachment(blob)]
    }

    fn package_created(&mut self, at: &At<'_>, made: &PackageCreated) -> Result<Vec<Touched>> {
        self.enrolled(&made.to)?;
        require(
            !self.packages.contains_key(&made.package_id),
            "a package id serves once",
        )?;
        require(
            made.counter == self.last_counter_to(&made.to.keystore) + 1,
            "a package takes the next counter",
        )?;
        require(
            made.checkpoint_size < at.seq,
            "a package carries a checkpoint of the past",
        )?;
        for sub_key in &made.keys {
            let parent = &self.active_key(sub_key.parent)?.descriptor;
            let same = parent.kind == sub_key.kind
                && parent.algorithm == sub_key.algorithm
                && parent.version == sub_key.version;
            require(
                same,
                "a sub-key has its parent's kind, algorithm and version",
            )?;
        }
        if let Some(old) = &made.replaces {
            let old = self
                .packages
                .get(old)
                .ok_or(refuse("a replaced package exists"))?;
            require(
                old.state == PackageState::Cancelled,
                "a replaced package is cancelled",
            )?;
        }
        self.use_transport(
            &made.transport_id,
            Direction::Out,
            &made.to,
            &made.package_id,
        )?;
        self.attach(made.digest, Content::Package)?;
        let row = Package {
            created: made.clone(),
            state: PackageState::Prepared,
            receipt: None,
        };
        self.packages.insert(made.package_id.clone(), row);
        Ok(vec![
            Touched::Package(made.package_id.clone()),
            Touched::Transport(made.transport_id.clone()),
            Touched::Attachment(made.digest),
        ])
    }

    fn package_written(&mut self, written: &Written) -> Result<Vec<Touched>> {
        let package = self
            .packages
            .get_mut(&written.id)
            .ok_or(refuse("a written package exists"))?;
        require(
            package.state != PackageState::Cancelled,
            "a cancelled package is not written",
        )?;
        if package.state == PackageState::Prepared {
            package.state = PackageState::Written;
        }
        Ok(vec![Touched::Package(written.id.clone())])
    }

    fn package_cancelled(&mut self, cancelled: &PackageCancelled) -> Result<Vec<Touched>> {
        let package = self
            .packages
            .get_mut(&cancelled.package_id)
            .ok_or(refuse("a cancelled package exists"))?;
        let open = matches!(
            package.state,
            PackageState::Prepared | PackageState::Written
        );
        require(open, "only a package without a receipt can be cancelled")?;
        package.state = PackageState::Cancelled;
        let transport = package.created.transport_id.clone();
        let mut touched = self.destroy_transport(&transport);
        touched.push(Touched::Package(cancelled.package_id.clone()));
        Ok(touched)
    }

    fn package_imported(
        &mut self,
        at: &At<'_>,
        imported: &PackageImported,
    ) -> Result<Vec<Touched>> {
        self.enrolled(&imported.from)?;
        require(
            !self.imports.contains_key(&imported.package_id),
            "a package is imported once",
        )?;
        require(
            imported.counter > self.last_counter_from(&imported.from.keystore),
            "a counter only rises",
        )?;
        let mut touched = vec![Touched::Import(imported.package_id.clone())];
        for made in &imported.keys {
            require(
                made.descriptor.origin == Origin::Received,
                "a received key says so",
            )?;
            touched.extend(self.add_key(at, made)?);
        }
        self.use_transport(
            &imported.transport_id,
            Direction::In,
            &imported.from,
            &imported.package_id,
        )?;
        touched.extend(self.destroy_transport(&imported.transport_id));
        touched.push(self.witness(&imported.from, &imported.checkpoint, None)?);
        let row = Import {
            digest: imported.digest,
            from: imported.from.clone(),
            counter: imported.counter,
            keys: imported
                .keys
                .iter()
                .map(|made| made.descriptor.key_id)
                .collect(),
            receipt: None,
            checkpoint_size: None,
            receipt_written: false,
        };
        self.imports.insert(imported.package_id.clone(), row);
        Ok(touched)
    }

    fn receipt_issued(&mut self, issued: &ReceiptIssued) -> Result<Vec<Touched>> {
        let import = self
            .imports
            .get_mut(&issued.package_id)
            .ok_or(refuse("a receipt follows an import"))?;
        require(import.receipt.is_none(), "a package has one receipt")?;
        import.receipt = Some(issued.digest);
        import.checkpoint_size = Some(issued.checkpoint_size);
        self.attach(issued.digest, Content::Receipt)?;
        Ok(vec![
            Touched::Import(issued.package_id.clone()),
            Touched::Attachment(issued.digest),
        ])
    }

    fn receipt_written(&mut self, written: &Written) -> Result<Vec<Touched>> {
        let import = self
            .imports
            .get_mut(&written.id)
            .ok_or(refuse("a written receipt exists"))?;
        require(import.receipt.is_some(), "a written receipt exists")?;
        import.receipt_written = true;
        Ok(vec![Touched::Import(written.id.clone())])
    }

    fn receipt_verified(&mut self, verified: &ReceiptVerified) -> Result<Vec<Touched>> {
        let package = self
            .packages
            .get_mut(&verified.package_id)
            .ok_or(refuse("a receipt answers a package"))?;
        let open = matches!(
            package.state,
            PackageState::Prepared | PackageState::Written
        );
        require(open, "a package is received once")?;
        package.state = PackageState::Received;
        package.receipt = Some(verified.digest);
        let created = package.created.clone();
        self.attach(verified.digest, Content::Receipt)?;
        let mut touched = self.destroy_transport(&created.transport_id);
        touched.push(self.witness(&created.to, &verified.checkpoint, Some(&verified.cosigned))?);
        let cosigner = (created.to.origin(), created.checkpoint_size);
        self.cosignatures
            .insert(cosigner.clone(), verified.cosignature.clone());
        touched.extend([
            Touched::Cosignature(cosigner.0, cosigner.1),
            Touched::Package(verified.package_id.clone()),
            Touched::Attachment(verified.digest),
        ]);
        Ok(touched)
    }

    fn log_cosigned(&mut self, cosigned: &LogCosigned) -> Result<Vec<Touched>> {
        self.enrolled(&cosigned.of)?;
        Ok(vec![self.witness(
            &cosigned.of,
            &cosigned.checkpoint,
            Some(&cosigned.cosigned),
        )?])
    }

    /// Remembers another log's checkpoint. Two different roots for one size are proof of a forked log.
    fn witness(&mut self, of: &Party, note: &str, cosigned: Option<&str>) -> Result<Touched> {
        let peer = self
            .peers
            .get(&of.region)
            .ok_or(refuse("the other side is enrolled"))?;
        let checkpoint = audit_log::open_checkpoint(note, &peer.log_key).map_err(Error::Log)?;
        require(
            checkpoint.origin == of.origin(),
            "a checkpoint names its log",
        )?;
        require(
            i64::try_from(checkpoint.size).is_ok(),
            "a checkpoint has a size that a log can reach",
        )?;
        let key = (checkpoint.origin.clone(), checkpoint.size);
        if let Some(seen) = self.witnessed.get(&key) {
            let before: Checkpoint =
                audit_log::open_checkpoint(&seen.checkpoint, &peer.log_key).map_err(Error::Log)?;
            require(
                before.root == checkpoint.root,
                "a log has one root for one size",
            )?;
        }
        let cosigned = cosigned.map(str::to_owned);
        let row = self.witnessed.entry(key.clone()).or_insert(Witnessed {
            checkpoint: note.to_owned(),
            cosigned: None,
        });
        if cosigned.is_some() {
            row.cosigned = cosigned;
        }
        Ok(Touched::Witnessed(key.0, key.1))
    }

    /// What a repair found lost is gone for good, and verification stops asking for it.
    fn repaired(&mut self, repaired: &Repaired) -> Result<Vec<Touched>> {
        for digest in &repaired.lost {
            let here = self
                .attachments
                .get(digest)
                .is_some_and(|named| !named.erased);
            require(here, "what is lost was here")?;
            self.erase(*digest);
        }
        Ok(repaired
            .lost
            .iter()
            .copied()
            .map(Touched::Attachment)
            .collect())
    }
}
