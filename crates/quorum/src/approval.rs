//! Approvals: officers' signatures over a request, and the proof that enough of them exist.

use audit_log::Approval;

use crate::request::parse_time;
use crate::secret::is_signature;
use crate::{Action, Error, Needs, Officer, OfficerId, Request, Result, Rules, SigningKey};

/// More entries than this are refused unseen: each costs a signature check.
const MAX_APPROVALS: usize = 64;

/// An officer's approval: the Ed25519 signature over the 32 bytes of [`Request::digest`].
///
/// # Errors
/// As [`Request::digest`].
pub fn sign_request(officer: &OfficerId, key: &SigningKey, request: &Request) -> Result<Approval> {
    let digest = request.digest()?;
    let signature = key.sign(&digest);
    Ok(Approval::new(officer.as_str(), &digest, &signature))
}

/// A request that enough distinct enrolled people signed, exactly as it stands. Only [`Approved::check`] makes one.
///
/// It says nothing about *where* it may be used: whoever acts compares [`Request::keystore`] with its own id, and
/// sees to it that no [`Request::op`] serves twice.
#[derive(Debug)]
pub struct Approved {
    request: Request,
    approvals: Vec<Approval>,
    by_quorum: bool,
}

impl Approved {
    /// Checks a request and its approvals against the rules in force, at the time `now` (RFC 3339 UTC, whole seconds).
    ///
    /// People are counted by enrolled staff code and key. Somebody who signed twice counts once; the order does not
    /// matter; every approval must be good, so that nothing false enters the log beside enough true ones.
    ///
    /// # Errors
    /// [`Error::Expired`] from the instant `expires` on, [`Error::Time`] for a malformed `now`, else as
    /// [`Approved::check_signatures`].
    pub fn check(
        rules: &Rules,
        request: Request,
        approvals: &[Approval],
        now: &str,
    ) -> Result<Self> {
        let approvals = counted(rules, &request, approvals)?;
        check_time(&request, now)?;
        Ok(Self {
            by_quorum: approvals.len() >= rules.needed(Needs::Quorum),
            request,
            approvals,
        })
    }

    /// The same rule without the clock: for replaying a log, against the rules in force at that position.
    ///
    /// # Errors
    /// [`Error::NoApprovals`], [`Error::TooManyApprovals`], [`Error::UnknownOfficer`], [`Error::MalformedApproval`],
    /// [`Error::OtherRequest`], [`Error::ApprovalSignature`], [`Error::NotEnoughApprovals`]; as [`Request::digest`].
    pub fn check_signatures(
        rules: &Rules,
        request: &Request,
        approvals: &[Approval],
    ) -> Result<()> {
        counted(rules, request, approvals).map(|_| ())
    }

    /// The request.
    #[must_use]
    pub fn request(&self) -> &Request {
        &self.request
    }

    /// What was asked for.
    #[must_use]
    pub fn action(&self) -> Action {
        self.request.action
    }

    /// Whether k people signed, also where the action needs only one.
    #[must_use]
    pub fn by_quorum(&self) -> bool {
        self.by_quorum
    }

    /// The approvals, one for each person, sorted by staff code.
    #[must_use]
    pub fn approvals(&self) -> &[Approval] {
        &self.approvals
    }
}

/// The valid approvals, one for each person, sorted by staff code; an error unless they are enough.
fn counted(rules: &Rules, request: &Request, approvals: &[Approval]) -> Result<Vec<Approval>> {
    if approvals.is_empty() {
        return Err(Error::NoApprovals);
    }
    if approvals.len() > MAX_APPROVALS {
        return Err(Error::TooManyApprovals(approvals.len()));
    }
    let digest = request.digest()?;
    for approval in approvals {
        verify(enrolled(rules, approval)?, approval, &digest)?;
    }
    // The rules hold no key twice, so one entry for each staff code is also one for each key.
    let mut people = approvals.to_vec();
    people.sort_by(|a, b| (&a.officer, &a.signature).cmp(&(&b.officer, &b.signature)));
    people.dedup_by(|a, b| a.officer == b.officer);
    let needed = rules.needed(request.action.needs());
    let got = people.len();
    if got < needed {
        return Err(Error::NotEnoughApprovals { needed, got });
    }
    Ok(people)
}

fn enrolled<'a>(rules: &'a Rules, approval: &Approval) -> Result<&'a Officer> {
    let officer = rules.officer(&approval.officer);
    officer.ok_or_else(|| Error::UnknownOfficer(approval.officer.clone()))
}

fn verify(officer: &Officer, approval: &Approval, digest: &[u8; 32]) -> Result<()> {
    let malformed = |_| Error::MalformedApproval(officer.id.clone());
    let signed = approval.request_digest().map_err(malformed)?;
    let signature = approval.signature_bytes().map_err(malformed)?;
    if signed != *digest {
        return Err(Error::OtherRequest(officer.id.clone()));
    }
    if !is_signature(&officer.public_key, digest, &signature) {
        return Err(Error::ApprovalSignature(officer.id.clone()));
    }
    Ok(())
}

fn check_time(request: &Request, now: &str) -> Result<()> {
    let at = parse_time(now).ok_or_else(|| Error::Time(now.to_owned()))?;
    let expires = parse_time(&request.expires).ok_or(Error::Request("expires"))?;
    if at >= expires {
        return Err(Error::Expired {
            expires: request.expires.clone(),
            now: now.to_owned(),
        });
    }
    Ok(())
}
