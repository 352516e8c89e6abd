//! Rules of the model that can be bent one at a time. A comparison that does not notice a bent rule does not see that rule.

macro_rules! mutations {
    ($($(#[$doc:meta])* $name:ident,)+) => {
        /// One bent rule.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Mutation {
            $($(#[$doc])* $name,)+
        }

        impl Mutation {
            /// Every mutation.
            pub const ALL: &'static [Self] = &[$(Self::$name,)+];
        }
    };
}

mutations! {
    /// 1: days may go back.
    AnyDay,
    /// 2: one officer may count as two.
    OneOfficerIsTwo,
    /// 2: another case of a staff code is another person.
    CaseMakesAnotherPerson,
    /// 3: a seal may be used again.
    SealUsedAgain,
    /// 4: a certificate may end before it begins.
    CertificateBackwards,
    /// 5: a retired machine may be certified.
    RetiredMachineCertified,
    /// 6: a certificate ends a day early.
    CertificateEndsEarly,
    /// 6: no assessment is needed.
    NotAssessedServes,
    /// 8: lots may share serials.
    LotsOverlap,
    /// 9: a lot's last serial is outside of it.
    LastSerialOutside,
    /// 11: no key need be loaded.
    NothingLoaded,
    /// 11: the same key may be loaded twice.
    KeyLoadedTwice,
    /// 12: coming back late is no incident.
    LateUnnoticed,
    /// 12: coming back with another seal is no incident.
    OtherSealUnnoticed,
    /// 13: what is taken out cannot be sealed.
    SealedOnlyInStore,
    /// 15: a serial named twice counts twice.
    CountedTwice,
    /// 15: a serial that nobody knows is no incident.
    StrangerUnnoticed,
    /// 16: what is lost may be lost again.
    LostTwice,
    /// 18: a reserved carrier may be taken out.
    ReservedTakenOut,
    /// 20: one side's signature is enough.
    OneSideSigns,
    /// 20: one person may sign for both sides.
    OneSignsForBoth,
    /// 20: a document of exactly 64 MiB is too large.
    LargestRefused,
    /// 21: a third party may review.
    ThirdPartyReviews,
    /// 22: a handover may not be due on the day of its draft.
    DueSameDayRefused,
    /// 22: a carrier may be in two handovers.
    TwoHandovers,
    /// 23: an approved handover may still be changed.
    ChangedAfterApproval,
    /// 24: an agreement with anybody is enough.
    AnyAgreement,
    /// 24: the agreement need not reach to the due day.
    AgreementEndsEarly,
    /// 24: a failed review is enough.
    FailedReview,
    /// 24: the reviewer may have joined a third party since.
    ReviewerJoinedThem,
    /// 24: anybody's representative may receive.
    AnyReceiver,
    /// 24: who delivers may supervise.
    DelivererSupervises,
    /// 24: who receives may deliver or supervise.
    ReceiverOnBothSides,
    /// 24: the due day may be past.
    DuePast,
    /// 25: approved wherever the carriers are.
    ApprovedAnywhere,
    /// 26: seals are not compared.
    SealNotCompared,
    /// 26: anybody signs as receiver.
    AnybodyReceives,
    /// 26: what is missing on the day does not matter.
    NotTestedOnTheDay,
    /// 27: anybody supervises.
    AnybodySupervises,
    /// 27: unsupervised a day later.
    UnsupervisedLater,
    /// 28: a carrier may be returned that is not out.
    AnythingReturned,
    /// 28: returning with another seal is no incident.
    ReturnedSealUnnoticed,
    /// 29: the due day may be moved to an earlier one.
    ExtendedBack,
    /// 29: to a day that is past.
    ExtendedIntoPast,
    /// 29: beyond the end of the agreement.
    ExtendedBeyond,
    /// 30: for other carriers than those out.
    TransferredInPart,
    /// 30: what is missing at the other side does not matter.
    TransferredUntested,
    /// 31: closed while carriers are out.
    ClosedEarly,
    /// 31: one person closes it for both sides.
    OneCloses,
    /// 32: withdrawn while carriers are out.
    WithdrawnWhileOut,
}
