//! Machines, carriers, third parties and handovers: who signs for what happens to them, and that the keys on a carrier
//! are keys of this keystore. What may happen at all is decided by the register.

use handover_record::{
    ApplicationEvent, Content, CustodyEvent, Event, Happening, Mark, PartyEvent, PublicKeyHex,
};
use jiff::civil::Date;
use quorum::{Officer, Rules};

use super::{At, Touched, refuse, require};
use crate::event::RecordIssued;
use crate::state::{Content as Attached, State, Thing};
use crate::{Digest, Error, KeyState, Result};

impl State {
    pub(super) fn custody(&mut self, at: &At<'_>, event: &Event) -> Result<Vec<Touched>> {
        check_people(&self.rules, at.signers, &event.what)?;
        check_day(at.time, event.on)?;
        if let Happening::Custody(CustodyEvent::CarrierLoaded { contents, .. }) = &event.what {
            contents
                .iter()
                .try_for_each(|one| self.check_content(one))?;
        }
        self.register.apply(event).map_err(Error::Custody)?;
        if let Happening::Application(event) = &event.what {
            self.check_application(event)?;
        }
        let details = self.keep_details(&event.what)?;
        let carriers = self.register.concerned(&event.what);
        let carriers = carriers.into_iter().map(Thing::Carrier);
        for thing in carriers.chain(event.what.happens_to()) {
            self.histories.insert((thing, at.seq), ());
        }
        Ok(details.into_iter().map(Touched::Attachment).collect())
    }

    /// A representative's or courier's name and ID number stay outside the log, and can be erased.
    fn keep_details(&mut self, what: &Happening) -> Result<Option<Digest>> {
        let erased = match what {
            Happening::Party(PartyEvent::RepresentativeEnrolled { details: kept, .. })
            | Happening::Application(
                ApplicationEvent::Created { courier: kept, .. }
                | ApplicationEvent::Accepted { courier: kept, .. },
            ) => {
                let kept = Digest::from(*kept);
                self.attach(kept, Attached::Person)?;
                return Ok(Some(kept));
            }
            Happening::Party(PartyEvent::DetailsErased { person }) => {
                let one = self.register.representatives().get(person);
                one.map(|one| one.details)
            }
            Happening::Application(ApplicationEvent::CourierErased { from, application }) => {
                let courier = self.register.courier(*from, application);
                courier.map(|(digest, _)| digest)
            }
            _ => None,
        };
        let erased = erased.map(Digest::from);
        if let Some(erased) = erased {
            self.erase(erased);
        }
        Ok(erased)
    }

    pub(super) fn record_issued(
        &mut self,
        at: &At<'_>,
        issued: &RecordIssued,
    ) -> Result<Vec<Touched>> {
        require(
            self.register.handovers().contains_key(&issued.handover),
            "a record is of a handover that is here",
        )?;
        let thing = Thing::Handover(issued.handover.clone());
        self.histories.insert((thing, at.seq), ());
        Ok(vec![])
    }

    /// A key that goes onto a carrier is one of this keystore, in use, and not stronger there than here.
    fn check_content(&self, content: &Content) -> Result<()> {
        let key = self
            .keys
            .get(&content.key)
            .ok_or(refuse("a key on a carrier is one of this keystore"))?;
        require(
            key.kcv == content.kcv,
            "a key on a carrier has the check value that it has here",
        )?;
        require(
            content.levels_left <= key.descriptor.levels_left,
            "a carrier can diversify a key no further than this keystore",
        )?;
        require(
            key.state == KeyState::Active,
            "a key that is loaded onto a carrier is active",
        )
    }
}

/// Whoever is said to have done something signed it, and whoever is named for something is an officer here.
pub(crate) fn check_people(rules: &Rules, signers: &[String], what: &Happening) -> Result<()> {
    let signed =
        |officer: &quorum::OfficerId| signers.iter().any(|signer| signer == officer.as_str());
    require(
        what.signers().into_iter().all(signed),
        "who does something with a carrier signs for it",
    )?;
    let is_here = |officer: &quorum::OfficerId| rules.officer(officer.as_str()).is_some();
    require(
        what.named().into_iter().all(is_here),
        "who is named for custody is an officer here",
    )?;
    match what {
        Happening::Party(PartyEvent::RepresentativeEnrolled { person, key, .. }) => {
            check_representative(rules, person, *key)
        }
        _ => Ok(()),
    }
}

/// Nobody signs for a third party as an officer, or with an officer's key: there would be one person on both sides.
fn check_representative(rules: &Rules, person: &Mark, key: Option<PublicKeyHex>) -> Result<()> {
    let is_code = |officer: &Officer| {
        let code = officer.id.as_str();
        code.eq_ignore_ascii_case(person.as_str())
    };
    require(
        !rules.officers().iter().any(is_code),
        "a representative's id is no officer's staff code",
    )?;
    let is_key = |officer: &Officer| key.is_some_and(|key| *key.bytes() == officer.public_key);
    require(
        !rules.officers().iter().any(is_key),
        "a representative's key is no officer's key",
    )
}

/// An event is not recorded before its day has begun anywhere on earth: an entry bears UTC, its officers their own day.
pub(crate) fn check_day(time: &str, on: Date) -> Result<()> {
    let today = time.get(..10).and_then(|day| day.parse::<Date>().ok());
    let latest = today.and_then(|today| today.tomorrow().ok());
    require(
        latest.is_some_and(|latest| on <= latest),
        "nothing is recorded before its day",
    )
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use quorum::{Officer, Rules, SigningKey};

    use super::check_representative;

    #[test]
    fn a_staff_code_in_another_case_is_no_representatives_id() {
        let officers = [("wang", 1), ("Li.Na", 2)].map(|(code, number)| Officer {
            id: code.parse().unwrap(),
            public_key: SigningKey::init(|seed| seed.fill(number)).public(),
            share_index: number,
        });
        let rules = Rules::new(2, officers.into()).unwrap();
        for (person, accepted) in [("WANG", false), ("WANG-1", true), ("LI", true)] {
            let checked = check_representative(&rules, &person.parse().unwrap(), None);
            assert_eq!(checked.is_ok(), accepted, "{person}");
        }
    }
}
