//! Errors of `kms`, by what they are about.

use keystore::KeyState;
use kms::Error;

use super::{Parts, Reader, artefacts, backend, derivation, log, names, officers, store};
use crate::lang::Lang;
use crate::messages::errors::custody;
use crate::messages::errors::{self as shared, artefacts as files, operations as t, people as who};
use crate::messages::{reports, terms};

/// Everything there is to say.
pub fn parts(reader: &Reader, error: &Error) -> Parts {
    match error {
        Error::Keystore(error) => return store::parts(reader, error),
        Error::Hsm(error) => return backend::parts(reader, error),
        Error::Quorum(error) => return officers::parts(reader, error),
        Error::Derivation(error) => return derivation::parts(reader, error),
        Error::Log(error) => return log::parts(reader, error),
        Error::Artefact(artefact, flaw) => return artefacts::flawed(reader, *artefact, *flaw),
        _ => {}
    }
    people(reader, error)
        .or_else(|| keys(reader, error))
        .or_else(|| versions(reader, error))
        .or_else(|| regions(reader, error))
        .or_else(|| passing(reader, error))
        .or_else(|| artefacts::files(reader, error))
        .or_else(|| machine(reader, error))
        .unwrap_or_else(|| Parts::unforeseen(reader, error))
}

/// Custodians, their names and passphrases.
fn people(reader: &Reader, error: &Error) -> Option<Parts> {
    let (lang, kms, again) = (reader.lang, reader.kms(), &reader.call.again);
    Some(match error {
        Error::QuorumSize { k, n } => Parts::new(
            who::quorum_size(lang, k, n),
            who::quorum_size_why(lang),
            shared::nothing(lang),
            reader.again(),
        ),
        Error::Name => Parts::new(
            who::name(lang),
            who::name_why(lang),
            shared::nothing(lang),
            reader.again(),
        ),
        Error::Reason => Parts::new(
            who::reason(lang),
            who::reason_why(lang),
            reader.nothing_but_log(),
            reader.again(),
        ),
        Error::UnknownOfficer(officer) => Parts::new(
            who::unknown_officer(lang, officer),
            who::unknown_officer_why(lang),
            shared::nothing(lang),
            who::who_next(lang, kms),
        ),
        Error::MustSign(officer) => Parts::new(
            who::must_sign(lang, officer),
            who::must_sign_why(lang),
            reader.nothing_but_log(),
            who::must_sign_next(lang, officer, &reader.call.again),
        ),
        Error::NotToday { newest, today } => Parts::new(
            custody::not_today(lang, today, newest),
            custody::not_today_why(lang),
            reader.nothing_but_log(),
            shared::doctor(lang, kms),
        ),
        Error::NoSuchPlace { place, known } => {
            let known: Vec<_> = known.iter().map(ToString::to_string).collect();
            Parts::new(
                custody::no_such_place(lang, place),
                custody::no_such_place_why(lang, known.join(&reports::gap(lang))),
                reader.nothing_but_log(),
                custody::next_carrier(lang, kms),
            )
        }
        Error::NoSuchMonth(_) => Parts::new(
            custody::no_such_month(lang),
            custody::no_such_month_why(lang),
            shared::nothing(lang),
            custody::no_such_month_next(lang, kms),
        ),
        Error::SealNotNamed { serial, seal } => Parts::new(
            custody::seal_not_named(lang, serial),
            custody::seal_not_named_why(lang),
            reader.nothing_but_log(),
            custody::seal_not_named_next(lang, kms, serial, seal),
        ),
        Error::SameOfficerTwice(officer) => Parts::new(
            who::same_twice(lang, officer),
            who::same_twice_why(lang),
            shared::nothing(lang),
            who::too_few_next(lang, again),
        ),
        Error::TooFewOfficers { have, need } => Parts::new(
            who::too_few(lang, have, need),
            who::too_few_why(lang),
            shared::nothing(lang),
            who::too_few_next(lang, again),
        ),
        Error::WrongPassphrase(officer) => Parts::new(
            who::wrong_passphrase(lang, officer),
            who::wrong_passphrase_why(lang),
            shared::attempt_logged(lang),
            reader.again(),
        ),
        Error::LockedOut { officer, until } => Parts::new(
            who::locked_out(lang, officer, names::time(lang, until)),
            who::locked_out_why(lang),
            shared::nothing(lang),
            who::locked_out_next(lang, kms),
        ),
        _ => return None,
    })
}

/// Which key is meant, and whether it can be used so.
fn keys(reader: &Reader, error: &Error) -> Option<Parts> {
    let (lang, kms) = (reader.lang, reader.kms());
    let (what, why, next) = match error {
        Error::UnknownKind(word) => (
            t::unknown_kind(lang, names::visible(word)),
            t::unknown_kind_why(lang),
            t::unknown_kind_next(lang, kms),
        ),
        Error::KindOfOtherLevel { kind, name, root } => (
            t::other_level(lang, name, kind, terms::level(lang, *root)),
            t::other_level_why(lang),
            t::other_level_next(lang, kms),
        ),
        Error::SchemeAlgorithm(algorithm) => (
            t::scheme_algorithm(lang, algorithm),
            t::scheme_algorithm_why(lang),
            t::scheme_algorithm_next(lang, kms),
        ),
        Error::NoKey(word) => (
            t::no_key(lang, names::visible(word)),
            t::no_key_why(lang),
            shared::look_keys(lang, kms),
        ),
        Error::AmbiguousKey(word) => (
            t::ambiguous(lang, names::visible(word)),
            match reader.candidates(word).as_str() {
                "" => t::ambiguous_why(lang),
                codes => t::ambiguous_among(lang, codes),
            },
            t::ambiguous_next(lang, kms),
        ),
        Error::NothingToSend => (
            t::nothing_to_send(lang),
            t::nothing_to_send_why(lang),
            t::nothing_to_send_next(lang, kms),
        ),
        Error::KeyState { key, state } => (
            t::key_state(lang, reader.key(key), terms::state(lang, *state)),
            t::key_state_why(lang),
            shared::look_key(lang, kms, reader.key(key)),
        ),
        Error::Transition { from, to } => (
            t::transition(lang, terms::state(lang, *from), terms::state(lang, *to)),
            transition_why(lang, *from),
            shared::look_keys(lang, kms),
        ),
        Error::NoDiversificationsLeft(key) => (
            t::no_levels(lang, reader.key(key)),
            t::no_levels_why(lang),
            shared::look_key(lang, kms, reader.key(key)),
        ),
        Error::Cards => (
            t::cards(lang),
            t::cards_why(lang),
            t::cards_next(lang, &reader.call.again),
        ),
        Error::Confirmation => (
            t::confirmation(lang),
            t::confirmation_why(lang),
            if reader.call.has("enroll") {
                t::confirmation_region_next(lang, &reader.call.again)
            } else {
                t::confirmation_key_next(lang, kms)
            },
        ),
        _ => return None,
    };
    Some(Parts::new(what, why, reader.nothing_but_log(), next))
}

/// What a key in this state may still become.
fn transition_why(lang: Lang, from: KeyState) -> String {
    let options: Vec<_> = KeyState::ALL
        .into_iter()
        .filter(|to| from.may_become(*to))
        .map(|to| terms::state(lang, to))
        .collect();
    let from = terms::state(lang, from);
    if options.is_empty() {
        t::transition_end(lang, from)
    } else {
        t::transition_why(lang, from, options.join(&reports::gap(lang)))
    }
}

/// Versions of a kind.
fn versions(reader: &Reader, error: &Error) -> Option<Parts> {
    let (lang, kms) = (reader.lang, reader.kms());
    let (what, why, next) = match error {
        Error::TooManyVersions(kind) => (
            t::too_many_versions(lang, names::kind(lang, *kind)),
            t::too_many_versions_why(lang),
            t::too_many_versions_next(lang, kms, kind),
        ),
        Error::VersionExists { kind, version } => (
            t::version_exists(lang, names::kind(lang, *kind), version.number()),
            t::version_exists_why(lang),
            shared::look_kind(lang, kms, kind),
        ),
        Error::NoVersionLeft => (
            t::no_version_left(lang),
            t::no_version_left_why(lang),
            t::no_version_left_next(lang, kms),
        ),
        _ => return None,
    };
    Some(Parts::new(what, why, reader.nothing_but_log(), next))
}

/// Where regions stand, and who is enrolled for them.
fn regions(reader: &Reader, error: &Error) -> Option<Parts> {
    let (lang, kms) = (reader.lang, reader.kms());
    let name = |code| names::region(lang, code);
    let (what, why, next) = match error {
        Error::NotUnder { region, home } => (
            t::not_under(lang, name(*region), name(*home)),
            t::not_under_why(lang),
            t::not_under_next(lang, kms, home),
        ),
        Error::NotDirect { region, through } => (
            t::not_direct(lang, name(*region), name(*through)),
            t::not_direct_why(lang),
            t::not_direct_next(lang, kms, name(*through), through),
        ),
        Error::NotEnrolled(region) => (
            t::not_enrolled(lang, name(*region)),
            t::not_enrolled_why(lang),
            t::not_enrolled_next(lang, kms, region),
        ),
        Error::UnknownSender(artefact) => (
            t::unknown_sender(lang, names::artefact(lang, *artefact)),
            t::unknown_sender_why(lang),
            shared::look_regions(lang, kms),
        ),
        Error::IdentityChanged(region) => (
            t::identity_changed(lang, name(*region)),
            t::identity_changed_why(lang),
            t::identity_changed_next(lang, &reader.call.again),
        ),
        Error::AlreadyEnrolled(region) => (
            t::already_enrolled(lang, name(*region)),
            t::already_enrolled_why(lang),
            shared::look_regions(lang, kms),
        ),
        Error::NotRelated(region) => (
            t::not_related(lang, name(*region)),
            t::not_related_why(lang),
            shared::look_regions(lang, kms),
        ),
        _ => return None,
    };
    Some(Parts::new(what, why, reader.nothing_but_log(), next))
}

/// Packages, receipts and transport keys.
fn passing(reader: &Reader, error: &Error) -> Option<Parts> {
    let (lang, kms) = (reader.lang, reader.kms());
    let (what, why, next) = match error {
        Error::WrongRecipient {
            artefact,
            region,
            keystore,
        } => (
            files::wrong_recipient(
                lang,
                names::artefact(lang, *artefact),
                names::region(lang, *region),
                names::visible(keystore),
            ),
            files::wrong_recipient_why(lang),
            files::wrong_recipient_next(lang, kms),
        ),
        Error::Replay { counter, last } => (
            files::replay(lang, counter, last),
            files::replay_why(lang),
            files::replay_next(lang, kms),
        ),
        Error::Rehearsal { here } => (
            match here {
                true => files::rehearsal_here(lang, terms::rehearsal(lang)),
                false => files::rehearsal_there(lang, terms::rehearsal(lang)),
            },
            files::rehearsal_why(lang),
            files::rehearsal_next(lang, kms),
        ),
        Error::NoTransport(id) => (
            files::no_transport(lang, names::visible(id)),
            files::no_transport_why(lang),
            files::no_transport_next(lang, kms),
        ),
        Error::TransportKnown(id) => (
            files::transport_known(lang, names::visible(id)),
            files::transport_known_why(lang),
            shared::look_status(lang, kms),
        ),
        Error::Components { have, need } => (
            files::components(lang, have, need),
            files::components_why(lang),
            files::components_next(lang, kms),
        ),
        Error::NoPackage(id) => (
            files::no_package(lang, names::visible(id)),
            files::no_package_why(lang),
            shared::look_packages(lang, kms),
        ),
        Error::NoHandover(id) => (
            files::no_handover(lang, id),
            files::no_handover_why(lang),
            shared::look_status(lang, kms),
        ),
        Error::NotAskedFor(id) => (
            files::not_asked_for(lang, id),
            files::not_asked_for_why(lang),
            files::not_asked_for_next(lang, kms, id),
        ),
        Error::PackageClosed(id) => (
            files::package_closed(lang, names::visible(id)),
            files::package_closed_why(lang),
            shared::look_packages(lang, kms),
        ),
        Error::PackageOpen { package, region } => (
            files::package_open(lang, names::region(lang, *region), package),
            files::package_open_why(lang),
            files::package_open_next(lang, kms),
        ),
        _ => return None,
    };
    Some(Parts::new(what, why, reader.nothing_but_log(), next))
}

/// The program and the machine under it.
fn machine(reader: &Reader, error: &Error) -> Option<Parts> {
    let lang = reader.lang;
    let (what, why, next) = match error {
        Error::SelfTest(name) => (
            t::self_test(lang, name),
            t::self_test_why(lang),
            t::self_test_next(lang),
        ),
        Error::BackendAnswer => (
            t::backend_answer(lang),
            t::backend_answer_why(lang),
            shared::self_test(lang),
        ),
        Error::Print(_) => (t::print(lang), t::print_why(lang), shared::self_test(lang)),
        Error::Randomness => (
            t::randomness(lang),
            t::randomness_why(lang),
            shared::doctor(lang, reader.kms()),
        ),
        _ => return None,
    };
    Some(Parts::new(what, why, reader.at_last_commit(), next))
}
