//! Transport keys: made or put together, bound to one package, destroyed.

use super::{Touched, refuse, require};
use crate::Result;
use crate::event::{Party, TransportCreated, TransportImported, Written};
use crate::state::{Content, Direction, State, Transport};

impl State {
    pub(super) fn transport_created(&mut self, made: &TransportCreated) -> Result<Vec<Touched>> {
        let transport = Transport {
            direction: Direction::Out,
            peer: made.to.clone(),
            kcv: made.transport_kcv,
            components: made.components.clone(),
            blob: made.blob,
            written: false,
            package: None,
            destroyed: false,
        };
        self.add_transport(&made.transport_id, transport)
    }

    pub(super) fn transport_imported(&mut self, made: &TransportImported) -> Result<Vec<Touched>> {
        let transport = Transport {
            direction: Direction::In,
            peer: made.from.clone(),
            kcv: made.transport_kcv,
            components: made.components.clone(),
            blob: made.blob,
            written: true,
            package: None,
            destroyed: false,
        };
        self.add_transport(&made.transport_id, transport)
    }

    pub(super) fn add_transport(&mut self, id: &str, transport: Transport) -> Result<Vec<Touched>> {
        self.peer(&transport.peer)?;
        require(
            !self.transports.contains_key(id),
            "a transport key id serves once",
        )?;
        require(
            (2..=3).contains(&transport.components.len()),
            "a transport key has two or three components",
        )?;
        let blob = transport.blob;
        self.attach(blob, Content::Transport)?;
        self.transports.insert(id.to_owned(), transport);
        Ok(vec![
            Touched::Transport(id.to_owned()),
            Touched::Attachment(blob),
        ])
    }

    pub(super) fn transport_written(&mut self, written: &Written) -> Result<Vec<Touched>> {
        let transport = self
            .transports
            .get_mut(&written.id)
            .ok_or(refuse("the transport key exists"))?;
        transport.written = true;
        Ok(vec![Touched::Transport(written.id.clone())])
    }

    /// Binds an unused transport key of `peer` to the one package that it may protect.
    pub(super) fn use_transport(
        &mut self,
        id: &str,
        direction: Direction,
        peer: &Party,
        package: &str,
    ) -> Result<()> {
        let transport = self
            .transports
            .get_mut(id)
            .ok_or(refuse("the transport key exists"))?;
        require(
            transport.direction == direction && transport.peer == *peer,
            "a transport key serves its one peer",
        )?;
        require(
            transport.package.is_none() && !transport.destroyed,
            "a transport key serves one package",
        )?;
        transport.package = Some(package.to_owned());
        Ok(())
    }

    pub(super) fn destroy_transport(&mut self, id: &str) -> Vec<Touched> {
        let Some(transport) = self.transports.get_mut(id) else {
            return vec![];
        };
        transport.destroyed = true;
        let blob = transport.blob;
        self.erase(blob);
        vec![Touched::Transport(id.to_owned()), Touched::Attachment(blob)]
    }
}
