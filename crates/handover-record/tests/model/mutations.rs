//! Rules of the model that can be bent one at a time. A comparison that does not notice a bent rule does not see that
//! rule.

use crate::listed::listed;

listed! {
    /// One bent rule.
    Mutation {
        /// 1: days may go back.
        AnyDay,
        /// 1: a loss is reported on its day only.
        LossNeedsItsDay,
        /// 1: a loss counts as the newest.
        LossMovesTheDay,
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
        /// 5: a retired machine may be moved.
        RetiredMachineMoved,
        /// 6: a certificate ends a day early.
        CertificateEndsEarly,
        /// 6: no assessment is needed.
        NotAssessedServes,
        /// 8: lots may share serials.
        LotsOverlap,
        /// 8: any notice of a lot will do.
        AnyNotice,
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
        /// 15: what is lost still gets another custodian.
        LostEntrusted,
        /// 15: only what is in store gets another custodian.
        EntrustedOnlyHere,
        /// 15: who has it in care gets it.
        EntrustedAgain,
        /// 16: a serial named twice counts twice.
        CountedTwice,
        /// 16: a serial that nobody knows is no incident.
        StrangerUnnoticed,
        /// 17: what is lost may be lost again.
        LostTwice,
        /// 19: a reserved carrier may be taken out.
        ReservedTakenOut,
        /// 20: two representatives may have one attachment.
        DetailsShared,
        /// 20: two representatives may have one key.
        KeyShared,
        /// 21: an attachment may be erased again.
        ErasedTwice,
        /// 22: who is withdrawn still signs.
        WithdrawnSigns,
        /// 22: who is withdrawn may review.
        WithdrawnReviews,
        /// 22: who is withdrawn may be withdrawn again.
        WithdrawnTwice,
        /// 23: one side's signature is enough.
        OneSideSigns,
        /// 23: one person may sign for both sides.
        OneSignsForBoth,
        /// 23: a document of exactly 64 MiB is too large.
        LargestRefused,
        /// 24: what has ended may end.
        EndedLate,
        /// 24: an agreement that ended goes on.
        EndedGoesOn,
        /// 25: a third party may review.
        ThirdPartyReviews,
        /// 26: a handover may not be due on the day of its draft.
        DueSameDayRefused,
        /// 26: a carrier may be in two handovers.
        TwoHandovers,
        /// 27: an approved handover may still be changed.
        ChangedAfterApproval,
        /// 27: nothing need be named.
        NothingPrepared,
        /// 28: an agreement with anybody is enough.
        AnyAgreement,
        /// 28: the agreement need not reach to the due day.
        AgreementEndsEarly,
        /// 28: a failed review is enough.
        FailedReview,
        /// 28: a later review that failed does not matter.
        NewerReviewIgnored,
        /// 28: who has no details any more may receive.
        NamelessReceives,
        /// 28: the reviewer may have joined a third party since.
        ReviewerJoinedThem,
        /// 28: anybody's representative may receive.
        AnyReceiver,
        /// 28: who delivers may supervise.
        DelivererSupervises,
        /// 28: who receives may deliver or supervise.
        ReceiverOnBothSides,
        /// 28: the due day may be past.
        DuePast,
        /// 29: approved wherever the carriers are.
        ApprovedAnywhere,
        /// 30: seals are not compared.
        SealNotCompared,
        /// 30: anybody signs as receiver.
        AnybodyReceives,
        /// 30: what is missing on the day does not matter.
        NotTestedOnTheDay,
        /// 31: any scan will do.
        AnyScan,
        /// 31: who has no key may sign with one.
        NoKeyNeeded,
        /// 31: any signature will do.
        AnySignature,
        /// 31: what is signed for another office holds here.
        OtherOfficeSigned,
        /// 31: what is signed in a rehearsal holds in earnest, and the reverse.
        RehearsedSignature,
        /// 32: anybody supervises.
        AnybodySupervises,
        /// 32: unsupervised a day later.
        UnsupervisedLater,
        /// 33: anybody's representative takes over.
        ReassignedToAnybody,
        /// 33: who has no details any more takes over.
        NamelessTakesOver,
        /// 33: an agreement with anybody is enough.
        PutUnderAnyAgreement,
        /// 33: the agreement need not reach to the due day.
        PutUnderShortOne,
        /// 33: who delivered may take over the supervision.
        DelivererTakesOver,
        /// 33: one person on both sides.
        ReassignedToBothSides,
        /// 34: a carrier may be returned that is not out.
        AnythingReturned,
        /// 34: returning with another seal is no incident.
        ReturnedSealUnnoticed,
        /// 35: the due day may be moved to an earlier one.
        ExtendedBack,
        /// 35: to a day that is past.
        ExtendedIntoPast,
        /// 35: beyond the end of the agreement.
        ExtendedBeyond,
        /// 36: for other carriers than those out.
        TransferredInPart,
        /// 36: what is missing at the other side does not matter.
        TransferredUntested,
        /// 36: carriers need not be named.
        TransferredUnseen,
        /// 36: seals are not compared.
        TransferredSealNotCompared,
        /// 37: closed while carriers are out.
        ClosedEarly,
        /// 37: a carrier may be checked that did not come back.
        AnythingRechecked,
        /// 37: a key may be checked twice.
        RecheckedTwice,
        /// 37: another check value is no incident.
        OtherValueUnnoticed,
        /// 37: who is withdrawn may close it.
        WithdrawnCloses,
        /// 37: one person closes it for both sides.
        OneCloses,
        /// 38: withdrawn while carriers are out.
        WithdrawnWhileOut,
        /// 40: another seal is no incident.
        InspectedUnnoticed,
        /// 40: what is reserved cannot be inspected.
        ReservedUninspected,
        /// 41: one key may be asked for twice.
        AskedTwice,
        /// 41: any machine will do.
        AnyMachineAsks,
        /// 41: two applications may have one courier's attachment.
        CourierShared,
        /// 42: submitted once only.
        SubmittedOnce,
        /// 42: submitted after it was closed.
        SubmittedLate,
        /// 42: any machine will do by then.
        AnyMachineSubmits,
        /// 43: answered before it was submitted.
        AnsweredUnasked,
        /// 43: one package for two applications of this region.
        PackageEndsTwo,
        /// 44: decided again.
        DecidedTwice,
        /// 44: the certificate need not be valid.
        UncertifiedAccepted,
        /// 45: answered again.
        AnsweredTwice,
        /// 45: answered although it was refused.
        RefusedAnswered,
        /// 45: one package for two applications received.
        PackageAnswersTwo,
        /// 46: a courier's attachment may be erased again.
        CourierErasedTwice,
        /// 47: what waits for a new seal may be taken out.
        BrokenTakenOut,
        /// 47: approved.
        BrokenApproved,
        /// 47: handed over.
        BrokenHandedOver,
        /// 47: a new seal changes nothing.
        NewSealMendsNothing,
        /// 47: the number that was seen is free.
        SeenSealUnused,
        /// What is back and not closed is not late.
        ClosingUnnoticed,
        /// A receiver who is withdrawn is not late.
        ReceiverUnnoticed,
        /// An agreement that has ended is late a day later.
        EndedAgreementLater,
        /// A month counts what was supervised before it.
        VisitsBefore,
        /// A month does not count the incidents of its last day.
        IncidentsUntilTheLastDay,
    }
}
