//! Other keystores: who they are, and what was seen of their logs.

use audit_log::Checkpoint;

use super::{At, Touched, refuse, require};
use crate::event::{Enrolled, LogCosigned, Party};
use crate::state::{State, Witnessed};
use crate::{Error, Result};

impl State {
    pub(super) fn region_enrolled(&mut self, peer: &Enrolled) -> Result<Vec<Touched>> {
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

    pub(super) fn peer(&self, party: &Party) -> Result<&Enrolled> {
        self.peers
            .get(&party.region)
            .filter(|peer| peer.party == *party)
            .ok_or(refuse("the other side is enrolled"))
    }

    pub(super) fn log_cosigned(&mut self, cosigned: &LogCosigned) -> Result<Vec<Touched>> {
        Ok(vec![self.witness(
            &cosigned.of,
            &cosigned.checkpoint,
            Some(&cosigned.cosigned),
        )?])
    }

    /// Checks that another keystore cosigned this log as it was at `size`. Nobody here can make that up.
    pub(super) fn cosigned_by(
        &self,
        party: &Party,
        size: u64,
        line: &str,
        at: &At<'_>,
    ) -> Result<()> {
        let peer = self.peer(party)?;
        let body = Checkpoint {
            origin: self.origin(),
            size,
            root: at.tree.root_at(size)?,
        }
        .body();
        audit_log::verify_cosignature(&body, line, &peer.log_key)?;
        Ok(())
    }

    /// Remembers another log's checkpoint. Two different roots for one size are proof of a forked log.
    pub(super) fn witness(
        &mut self,
        of: &Party,
        note: &str,
        cosigned: Option<&str>,
    ) -> Result<Touched> {
        let peer = self.peer(of)?;
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
        let seen = self.witnessed.get_mut(&key);
        match (seen, cosigned.map(str::to_owned)) {
            (Some(seen), Some(line)) => seen.cosigned = Some(line),
            (Some(_), None) => {}
            (None, cosigned) => {
                let checkpoint = note.to_owned();
                let row = Witnessed {
                    checkpoint,
                    cosigned,
                };
                self.witnessed.insert(key.clone(), row);
            }
        }
        Ok(Touched::Witnessed(key.0, key.1))
    }
}
