//! Encryption machines (Article 22).

use std::collections::BTreeSet;

use jiff::civil::Date;
use key_derivation::KeyId;
use serde::{Deserialize, Serialize};

use crate::party::Document;
use crate::{Mark, Refusal, Words};

/// The commercial cryptography product certificate (商用密码产品型号证书) of a machine.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Certificate {
    /// Its number, as printed.
    pub number: Words,
    /// First day on which it is valid.
    pub from: Date,
    /// Last day on which it is valid.
    pub until: Date,
}

impl Certificate {
    pub(crate) fn check(&self) -> Result<(), Refusal> {
        if self.until < self.from {
            return Err(Refusal::Dates);
        }
        Ok(())
    }

    /// Whether it is valid on that day.
    pub(crate) fn is_valid(&self, on: Date) -> bool {
        (self.from..=self.until).contains(&on)
    }
}

/// That a machine was found to meet the ministry's specification.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Assessment {
    /// The report.
    pub report: Document,
    /// The day of the report.
    pub on: Date,
}

impl Assessment {
    pub(crate) fn check(&self, today: Date) -> Result<(), Refusal> {
        if self.on > today {
            return Err(Refusal::Dates);
        }
        self.report.check()
    }
}

/// An encryption machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Machine {
    /// Who makes it.
    pub maker: Words,
    /// Its model.
    pub model: Words,
    /// Where it stands.
    pub location: Words,
    /// Its product certificate, where it has one.
    pub certificate: Option<Certificate>,
    /// Its assessment, where it has one.
    pub assessment: Option<Assessment>,
    /// Whether it is out of service for good.
    pub retired: bool,
    /// The keys that were loaded from it onto carriers.
    pub served: BTreeSet<KeyId>,
    /// The carriers that it loaded.
    pub loaded: BTreeSet<Mark>,
}

impl Machine {
    /// Whether it may serve keys on that day (rule 6).
    ///
    /// # Errors
    /// [`Refusal::Retired`], [`Refusal::NoCertificate`], [`Refusal::CertificateNotValid`], [`Refusal::NotAssessed`].
    pub fn may_serve(&self, on: Date) -> Result<(), Refusal> {
        if self.retired {
            return Err(Refusal::Retired);
        }
        let certificate = self.certificate.as_ref().ok_or(Refusal::NoCertificate)?;
        if !certificate.is_valid(on) {
            return Err(Refusal::CertificateNotValid);
        }
        self.assessment
            .as_ref()
            .map(|_| ())
            .ok_or(Refusal::NotAssessed)
    }
}
