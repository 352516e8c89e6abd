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
    /// Rules 2, 20, 24, 31: one person where two are asked for.
    SamePerson = "same-person",
    /// Rule 3: used already.
    AlreadyKnown = "already-known",
    /// Rule 3: named, and not there.
    Unknown = "unknown",
    /// Rules 4, 20, 22, 24, 29: days in the wrong order.
    Dates = "dates",
    /// Rules 5 to 7: the machine is out of service.
    Retired = "retired",
    /// Rule 6: no product certificate.
    NoCertificate = "no-certificate",
    /// Rule 6: the certificate is not valid on that day.
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
    /// Rule 12: it is not taken out.
    NotCheckedOut = "not-checked-out",
    /// Rule 18: it waits for an approved handover.
    Reserved = "reserved",
    /// Rule 20: one side did not sign.
    NotSigned = "not-signed",
    /// Rules 4, 20, 21: empty, or too large.
    DocumentSize = "document-size",
    /// Rules 20, 24: nobody's enrolled representative, or another organisation's.
    NotARepresentative = "not-a-representative",
    /// Rules 21, 24: the third party reviewed its own plan.
    ReviewedByThirdParty = "reviewed-by-third-party",
    /// Rules 11, 22, 26, 28, 30: other carriers than it must be, none, or one twice.
    Items = "items",
    /// Rule 22: the carrier is in another open handover.
    InAnotherHandover = "in-another-handover",
    /// Rules 23 to 33: not at this stage.
    Stage = "stage",
    /// Rule 24: no confidentiality agreement.
    NoAgreement = "no-agreement",
    /// Rule 24: the agreement is with somebody else.
    AgreementOfAnother = "agreement-of-another",
    /// Rule 24, 29: the agreement does not cover the time.
    AgreementNotValid = "agreement-not-valid",
    /// Rule 24: no review of the security management plan.
    NoReview = "no-review",
    /// Rule 24: the review is of somebody else's plan.
    ReviewOfAnother = "review-of-another",
    /// Rule 24: the plan did not pass.
    ReviewFailed = "review-failed",
    /// Rule 24: nobody delivers.
    NoDeliverer = "no-deliverer",
    /// Rule 24: nobody receives.
    NoReceiver = "no-receiver",
    /// Rule 24: nobody supervises.
    NoSupervisor = "no-supervisor",
    /// Rule 24: who delivers cannot supervise.
    SupervisorIsDeliverer = "supervisor-is-deliverer",
    /// Rule 26: another seal than the register's.
    SealDiffers = "seal-differs",
    /// Rules 26, 27, 30, 31: another person than the one named.
    WrongSigner = "wrong-signer",
    /// Rule 28: the carrier is not out in this handover.
    NotHandedOver = "not-handed-over",
    /// Rule 31: a carrier is still out.
    StillOut = "still-out",
}
