//! Proof that a log only grew: artefacts carry their log's checkpoint with consistency proofs from the
//! checkpoints that their reader may have seen, and the reader checks against what it did see.

use audit_log::{Checkpoint, Hash, Tree, open_checkpoint, verify_consistency};
use keystore::State;
use keystore::event::{Enrolled, Party};
use serde::{Deserialize, Serialize};

use crate::{Artefact, Error, Flaw, Result};

/// So many earlier checkpoints are proved at most.
const MAX_PROOFS: usize = 40;
/// Warning: continuity is shown from an older checkpoint than the newest known here.
pub(crate) const OLDER: &str = "continuity-from-older-checkpoint";
/// Warning: no proof connects this checkpoint with any that is known here. Cosigning a fresh export of
/// the log settles whether it is the same log.
pub(crate) const UNKNOWN: &str = "continuity-not-shown";
/// Warning: a newer checkpoint of this log is known here. It was on its way for long, or its sender went
/// back to an old copy.
pub(crate) const BEHIND: &str = "checkpoint-behind-newest-known";

/// Consistency of a checkpoint with an earlier size of the same log (RFC 9162, section 2.1.4).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consistency {
    /// The earlier size.
    pub size: u64,
    /// Hashes of the proof, lower-case hex.
    pub proof: Vec<String>,
}

/// Proves the first `size` leaves of the tree consistent with each of `sizes`, newest first.
pub(crate) fn prove(tree: &Tree, size: u64, mut sizes: Vec<u64>) -> Result<Vec<Consistency>> {
    sizes.sort_unstable_by(|a, b| b.cmp(a));
    sizes.dedup();
    sizes.retain(|earlier| *earlier < size);
    sizes.truncate(MAX_PROOFS);
    let prove = |earlier| -> Result<_> {
        let proof = tree
            .consistency(earlier, size)?
            .iter()
            .map(hex::encode)
            .collect();
        Ok(Consistency {
            size: earlier,
            proof,
        })
    };
    sizes.into_iter().map(prove).collect()
}

/// Checks a checkpoint of `peer` that came with an artefact: its signature, its origin, and that its log
/// continues what was seen here before. A proof that it does not is an error; a proof that is missing is
/// a warning, which is recorded: the reader may have seen what the sender cannot know of.
pub(crate) fn check(
    state: &State,
    peer: &Enrolled,
    note: &str,
    proofs: &[Consistency],
    artefact: Artefact,
) -> Result<(Checkpoint, Option<&'static str>)> {
    let flaw = |flaw| Error::artefact(artefact, flaw);
    let checkpoint = open_checkpoint(note, &peer.log_key).map_err(|_| flaw(Flaw::Checkpoint))?;
    if checkpoint.origin != peer.party.origin() {
        return Err(flaw(Flaw::Checkpoint));
    }
    let mut warning = None;
    for (size, root) in seen(state, &peer.party, peer)?.into_iter().rev() {
        if size > checkpoint.size {
            warning = Some(BEHIND);
            continue;
        }
        match continues((size, &root), &checkpoint, proofs) {
            Some(true) => return Ok((checkpoint, warning)),
            Some(false) => return Err(flaw(Flaw::Continuity)),
            None => warning = Some(OLDER),
        }
    }
    // Nothing of what was seen, if anything was, is connected to this checkpoint.
    let warning = warning.map(|known| if known == OLDER { UNKNOWN } else { known });
    Ok((checkpoint, warning))
}

/// The checkpoints of `party` that were verified here, oldest first.
fn seen(state: &State, party: &Party, peer: &Enrolled) -> Result<Vec<(u64, Hash)>> {
    let origin = party.origin();
    let range = (origin.clone(), 0)..=(origin, u64::MAX);
    let open = |note: &str| -> Result<_> {
        let checkpoint = open_checkpoint(note, &peer.log_key)?;
        Ok((checkpoint.size, checkpoint.root))
    };
    state
        .witnessed
        .range(range)
        .map(|(_, witnessed)| open(&witnessed.checkpoint))
        .collect()
}

/// Whether `checkpoint` continues an earlier one; `None` where no proof says anything about it.
fn continues(
    earlier: (u64, &Hash),
    checkpoint: &Checkpoint,
    proofs: &[Consistency],
) -> Option<bool> {
    let (size, root) = earlier;
    if size == checkpoint.size {
        return Some(*root == checkpoint.root);
    }
    let proof = proofs.iter().find(|proof| proof.size == size)?;
    let hashes: Option<Vec<Hash>> = proof
        .proof
        .iter()
        .map(|hash| crate::identity::decode_key(hash))
        .collect();
    Some(hashes.is_some_and(|hashes| {
        verify_consistency(size, root, checkpoint.size, &checkpoint.root, &hashes).is_ok()
    }))
}
