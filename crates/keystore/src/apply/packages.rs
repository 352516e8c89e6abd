//! Packages and receipts, at the sender and at the recipient.

use key_derivation::Origin;

use super::{At, Touched, refuse, require};
use crate::Result;
use crate::event::{
    PackageCancelled, PackageCreated, PackageImported, ReceiptIssued, ReceiptVerified, Written,
};
use crate::state::{Content, Direction, Import, Package, PackageState, State};

impl State {
    pub(super) fn package_created(
        &mut self,
        at: &At<'_>,
        made: &PackageCreated,
    ) -> Result<Vec<Touched>> {
        self.peer(&made.to)?;
        require(
            !self.packages.contains_key(&made.package_id),
            "a package id serves once",
        )?;
        require(
            made.counter == self.last_counter_to(&made.to.keystore) + 1,
            "a package takes the next counter",
        )?;
        require(
            made.checkpoint_size < at.seq,
            "a package carries a checkpoint of the past",
        )?;
        for sub_key in &made.keys {
            let parent = &self.active_key(sub_key.parent)?.descriptor;
            let same = parent.kind == sub_key.kind
                && parent.algorithm == sub_key.algorithm
                && parent.version == sub_key.version;
            require(
                same,
                "a sub-key has its parent's kind, algorithm and version",
            )?;
        }
        if let Some(old) = &made.replaces {
            let old = self
                .packages
                .get(old)
                .ok_or(refuse("a replaced package exists"))?;
            require(
                old.state == PackageState::Cancelled,
                "a replaced package is cancelled",
            )?;
        }
        self.use_transport(
            &made.transport_id,
            Direction::Out,
            &made.to,
            &made.package_id,
        )?;
        self.attach(made.digest, Content::Package)?;
        let row = Package {
            created: made.clone(),
            state: PackageState::Prepared,
            receipt: None,
        };
        self.packages.insert(made.package_id.clone(), row);
        Ok(vec![
            Touched::Package(made.package_id.clone()),
            Touched::Transport(made.transport_id.clone()),
            Touched::Attachment(made.digest),
        ])
    }

    pub(super) fn package_written(&mut self, written: &Written) -> Result<Vec<Touched>> {
        let package = self
            .packages
            .get_mut(&written.id)
            .ok_or(refuse("a written package exists"))?;
        require(
            package.state != PackageState::Cancelled,
            "a cancelled package is not written",
        )?;
        if package.state == PackageState::Prepared {
            package.state = PackageState::Written;
        }
        Ok(vec![Touched::Package(written.id.clone())])
    }

    pub(super) fn package_cancelled(
        &mut self,
        cancelled: &PackageCancelled,
    ) -> Result<Vec<Touched>> {
        let package = self
            .packages
            .get_mut(&cancelled.package_id)
            .ok_or(refuse("a cancelled package exists"))?;
        let open = matches!(
            package.state,
            PackageState::Prepared | PackageState::Written
        );
        require(open, "only a package without a receipt can be cancelled")?;
        package.state = PackageState::Cancelled;
        let transport = package.created.transport_id.clone();
        let mut touched = self.destroy_transport(&transport);
        touched.push(Touched::Package(cancelled.package_id.clone()));
        Ok(touched)
    }

    pub(super) fn package_imported(
        &mut self,
        at: &At<'_>,
        imported: &PackageImported,
    ) -> Result<Vec<Touched>> {
        self.peer(&imported.from)?;
        require(
            !self.imports.contains_key(&imported.package_id),
            "a package is imported once",
        )?;
        require(
            imported.counter > self.last_counter_from(&imported.from.keystore),
            "a counter only rises",
        )?;
        let mut touched = vec![Touched::Import(imported.package_id.clone())];
        for made in &imported.keys {
            require(
                made.descriptor.origin == Origin::Received,
                "a received key says so",
            )?;
            touched.extend(self.add_key(at, made)?);
        }
        self.use_transport(
            &imported.transport_id,
            Direction::In,
            &imported.from,
            &imported.package_id,
        )?;
        touched.extend(self.destroy_transport(&imported.transport_id));
        touched.push(self.witness(&imported.from, &imported.checkpoint, None)?);
        let row = Import {
            digest: imported.digest,
            from: imported.from.clone(),
            counter: imported.counter,
            keys: imported
                .keys
                .iter()
                .map(|made| made.descriptor.key_id)
                .collect(),
            receipt: None,
            checkpoint_size: None,
            receipt_written: false,
        };
        self.imports.insert(imported.package_id.clone(), row);
        Ok(touched)
    }

    pub(super) fn receipt_issued(&mut self, issued: &ReceiptIssued) -> Result<Vec<Touched>> {
        let import = self
            .imports
            .get_mut(&issued.package_id)
            .ok_or(refuse("a receipt follows an import"))?;
        require(import.receipt.is_none(), "a package has one receipt")?;
        import.receipt = Some(issued.digest);
        import.checkpoint_size = Some(issued.checkpoint_size);
        self.attach(issued.digest, Content::Receipt)?;
        Ok(vec![
            Touched::Import(issued.package_id.clone()),
            Touched::Attachment(issued.digest),
        ])
    }

    pub(super) fn receipt_written(&mut self, written: &Written) -> Result<Vec<Touched>> {
        let import = self
            .imports
            .get_mut(&written.id)
            .ok_or(refuse("a written receipt exists"))?;
        require(import.receipt.is_some(), "a written receipt exists")?;
        import.receipt_written = true;
        Ok(vec![Touched::Import(written.id.clone())])
    }

    pub(super) fn receipt_verified(
        &mut self,
        at: &At<'_>,
        verified: &ReceiptVerified,
    ) -> Result<Vec<Touched>> {
        let package = self
            .packages
            .get_mut(&verified.package_id)
            .ok_or(refuse("a receipt answers a package"))?;
        // A package that was given up may have arrived all the same.
        let open = package.state != PackageState::Received;
        require(open, "a package is received once")?;
        package.state = PackageState::Received;
        package.receipt = Some(verified.digest);
        let created = package.created.clone();
        self.cosigned_by(
            &created.to,
            created.checkpoint_size,
            &verified.cosignature,
            at,
        )?;
        self.attach(verified.digest, Content::Receipt)?;
        let mut touched = self.destroy_transport(&created.transport_id);
        touched.push(self.witness(&created.to, &verified.checkpoint, Some(&verified.cosigned))?);
        let cosigner = (created.to.origin(), created.checkpoint_size);
        self.cosignatures
            .insert(cosigner.clone(), verified.cosignature.clone());
        touched.extend([
            Touched::Cosignature(cosigner.0, cosigner.1),
            Touched::Package(verified.package_id.clone()),
            Touched::Attachment(verified.digest),
        ]);
        Ok(touched)
    }
}
