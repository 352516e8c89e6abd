//! Why something is refused.

/// A text that is not what it must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Invalid {
    /// Empty, too long, or with characters that nobody can see.
    #[error("not 1 to 200 visible characters without spaces at the ends")]
    Words,
    /// Not a serial, seal number or id.
    #[error("not 1 to 32 of A-Z, 0-9 and -, with a letter or digit at both ends")]
    Mark,
    /// Not the SHA-256 of a document.
    #[error("not 64 lower-case hexadecimal digits")]
    Digest,
    /// Not a public key that can verify.
    #[error("not an Ed25519 public key in 64 lower-case hexadecimal digits")]
    PublicKey,
    /// Not as long as a signature.
    #[error("not 128 lower-case hexadecimal digits")]
    Signature,
    /// Not the id of a package.
    #[error("not a UUID in lower-case text")]
    Package,
}

macro_rules! refusals {
    ($($(#[$doc:meta])* $variant:ident = $code:literal,)+) => {
        /// Why the register refuses an event. The event then changed nothing.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, thiserror::Error)]
        #[non_exhaustive]
        pub enum Refusal {
            $($(#[$doc])* #[error($code)] $variant,)+
        }

        impl Refusal {
            /// Every refusal.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// Its stable code.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code,)+ }
            }
        }
    };
}

refusals! {
    /// Rule 1: an earlier day than the newest event's.
    DayOrder = "day-order",
    /// Rules 2, 23, 28, 33, 37: one person where two are asked for.
    SamePerson = "same-person",
    /// Rules 3, 15, 20, 41, 43 to 45: used already, or so already.
    AlreadyKnown = "already-known",
    /// Rule 3: named, and not there.
    Unknown = "unknown",
    /// Rules 4, 23, 24, 26, 28, 35, 44: days in the wrong order.
    Dates = "dates",
    /// Rules 5 to 7: the machine is out of service.
    Retired = "retired",
    /// Rule 6: no product certificate.
    NoCertificate = "no-certificate",
    /// Rules 6, 44: the certificate is not valid on that day.
    CertificateNotValid = "certificate-not-valid",
    /// Rule 6: not assessed against the ministry's specification.
    NotAssessed = "not-assessed",
    /// Rule 8: no range of serials.
    Range = "range",
    /// Rule 8: serials of another lot.
    LotOverlap = "lot-overlap",
    /// Rule 9: a serial of no such lot.
    OutsideLot = "outside-lot",
    /// Rule 10: the carrier was destroyed.
    Destroyed = "destroyed",
    /// Rule 10: it was lost or stolen.
    Lost = "lost",
    /// Rule 10: it is taken out.
    CheckedOut = "checked-out",
    /// Rule 10: it is with a third party.
    HandedOver = "handed-over",
    /// Rule 47: its seal was broken, and it has no new one.
    BrokenSeal = "broken-seal",
    /// Rule 12: it is not taken out.
    NotCheckedOut = "not-checked-out",
    /// Rule 19: it waits for an approved handover.
    Reserved = "reserved",
    /// Rules 21, 28, 33, 46: the attachment is erased already.
    DetailsErased = "details-erased",
    /// Rule 23: one side did not sign.
    NotSigned = "not-signed",
    /// Rules 4, 8, 23, 25, 31, 44: empty, or too large.
    DocumentSize = "document-size",
    /// Rules 22, 23, 28, 33, 37: nobody's enrolled representative, another organisation's, or withdrawn.
    NotARepresentative = "not-a-representative",
    /// Rules 25, 28: the third party reviewed its own plan.
    ReviewedByThirdParty = "reviewed-by-third-party",
    /// Rules 11, 26, 30, 34, 36, 37, 41, 44: other carriers or keys than it must be, none, or one twice.
    Items = "items",
    /// Rule 26: the carrier is in another open handover.
    InAnotherHandover = "in-another-handover",
    /// Rules 26 to 38, 42, 43, 45: not at this stage.
    Stage = "stage",
    /// Rules 27, 33: it names nothing.
    NothingNamed = "nothing-named",
    /// Rule 28: no confidentiality agreement.
    NoAgreement = "no-agreement",
    /// Rules 28, 33: the agreement is with somebody else.
    AgreementOfAnother = "agreement-of-another",
    /// Rules 28, 33, 35: the agreement does not cover the time.
    AgreementNotValid = "agreement-not-valid",
    /// Rule 28: no review of the security management plan.
    NoReview = "no-review",
    /// Rule 28: the review is of somebody else's plan.
    ReviewOfAnother = "review-of-another",
    /// Rule 28: the plan did not pass, or not when it was reviewed last.
    ReviewFailed = "review-failed",
    /// Rule 28: nobody delivers.
    NoDeliverer = "no-deliverer",
    /// Rule 28: nobody receives.
    NoReceiver = "no-receiver",
    /// Rule 28: nobody supervises.
    NoSupervisor = "no-supervisor",
    /// Rules 28, 33: who delivers cannot supervise.
    SupervisorIsDeliverer = "supervisor-is-deliverer",
    /// Rules 30, 36: another seal than the register's.
    SealDiffers = "seal-differs",
    /// Rules 30, 32, 36, 37: another person than the one named.
    WrongSigner = "wrong-signer",
    /// Rule 31: no key is enrolled for who signed with one.
    NoKey = "no-key",
    /// Rule 31: not the signature of this statement by that key.
    BadSignature = "bad-signature",
    /// Rule 34: the carrier is not out in this handover.
    NotHandedOver = "not-handed-over",
    /// Rule 37: a carrier is still out.
    StillOut = "still-out",
}
