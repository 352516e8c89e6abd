//! Key applications: what only a keystore can check of them. They come from regions below whose identity is enrolled,
//! and a package that answers one has only what it asks for.

use handover_record::{ApplicationEvent, AskedKey, Mark, PackageId};
use key_derivation::{Algorithm, KeyVersion, KindCode, Level, RegionCode};

use super::{refuse, require};
use crate::Result;
use crate::state::{PackageState, State};

impl State {
    /// What an application is, beyond the register, which has taken the event already.
    pub(super) fn check_application(&self, event: &ApplicationEvent) -> Result<()> {
        match event {
            ApplicationEvent::Created { .. } => require(
                self.home().level != Level::Ministry,
                "whoever applies for keys has a level above",
            ),
            ApplicationEvent::Accepted { from, .. } | ApplicationEvent::Refused { from, .. } => {
                self.check_applicant(*from)
            }
            ApplicationEvent::Answered {
                from,
                application,
                package,
            } => self.check_answer(*from, application, *package),
            ApplicationEvent::Ended {
                application,
                package: Some(package),
                ..
            } => self.check_arrival(application, *package),
            ApplicationEvent::Ended { package: None, .. }
            | ApplicationEvent::Submitted { .. }
            | ApplicationEvent::CourierErased { .. } => Ok(()),
        }
    }

    fn check_applicant(&self, from: RegionCode) -> Result<()> {
        let peer = self.peers.get(&from);
        require(
            peer.is_some_and(|peer| peer.party.level > self.home().level),
            "an application comes from a region below whose identity is enrolled",
        )
    }

    fn check_answer(&self, from: RegionCode, id: &Mark, package: PackageId) -> Result<()> {
        let package = self.packages.get(&package.to_string());
        let package = package.ok_or(refuse("a package that answers an application is here"))?;
        require(
            package.state != PackageState::Cancelled && package.created.to.region == from,
            "a package that answers an application goes to who applied",
        )?;
        let received = self.register.received().get(&(from, id.clone()));
        let asked = received.map_or(&[][..], |one| &one.keys);
        let keys = package.created.keys.iter();
        only_asked(
            asked,
            keys.map(|key| (key.kind, key.algorithm, key.version)),
        )
    }

    fn check_arrival(&self, id: &Mark, package: PackageId) -> Result<()> {
        let import = self.imports.get(&package.to_string());
        let import = import.ok_or(refuse("a package that answered an application came here"))?;
        let application = self.register.applications().get(id);
        let asked = application.map_or(&[][..], |one| &one.keys);
        let keys = import
            .keys
            .iter()
            .filter_map(|key_id| self.keys.get(key_id));
        let keys = keys.map(|key| &key.descriptor);
        only_asked(
            asked,
            keys.map(|key| (key.kind, key.algorithm, key.version)),
        )
    }
}

fn only_asked(
    asked: &[AskedKey],
    mut keys: impl Iterator<Item = (KindCode, Algorithm, KeyVersion)>,
) -> Result<()> {
    require(
        keys.all(|(kind, algorithm, version)| {
            asked.iter().any(|one| one.covers(kind, algorithm, version))
        }),
        "a package that answers an application has only what it asks for",
    )
}
