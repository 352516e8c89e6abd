//! The kinds of event that are drawn.

use crate::listed::listed;

listed! {
    /// A kind of event.
    Kind {
        MachineCame,
        MachineCertified,
        MachineAssessed,
        MachineRetired,
        LotCame,
        CarrierCame,
        Loaded,
        TakenOut,
        BroughtBack,
        Resealed,
        Moved,
        Counted,
        Lost,
        Destroyed,
        PersonEnrolled,
        Agreed,
        Reviewed,
        Drafted,
        Prepared,
        Approved,
        HandedOver,
        Supervised,
        Returned,
        Extended,
        Transferred,
        Closed,
        Withdrawn,
        MachineMoved,
        Entrusted,
        DetailsErased,
        PersonWithdrawn,
        AgreementEnded,
        Reassigned,
        Inspected,
        Created,
        Submitted,
        Ended,
        Accepted,
        RefusedThere,
        Answered,
        CourierErased,
    }
}

/// Those that happen to handovers.
pub const HANDOVERS: &[Kind] = &[
    Kind::Drafted,
    Kind::Prepared,
    Kind::Approved,
    Kind::HandedOver,
    Kind::Supervised,
    Kind::Returned,
    Kind::Extended,
    Kind::Transferred,
    Kind::Closed,
    Kind::Withdrawn,
    Kind::Reassigned,
];

/// Those that happen to key applications.
pub const APPLICATIONS: &[Kind] = &[
    Kind::Created,
    Kind::Submitted,
    Kind::Ended,
    Kind::Accepted,
    Kind::RefusedThere,
    Kind::Answered,
    Kind::CourierErased,
];

/// The events that a sequence begins with, mostly: something to act on.
pub const OPENING: &[Kind] = &[
    Kind::MachineCame,
    Kind::LotCame,
    Kind::LotCame,
    Kind::CarrierCame,
    Kind::CarrierCame,
    Kind::CarrierCame,
    Kind::PersonEnrolled,
    Kind::PersonEnrolled,
    Kind::Agreed,
    Kind::Reviewed,
    Kind::Loaded,
    Kind::Drafted,
    Kind::Prepared,
    Kind::Approved,
    Kind::HandedOver,
];

/// How many kinds are told apart where they are counted: three of them are signed with a key or on paper.
pub const COUNTED: usize = Kind::ALL.len() + 3;
