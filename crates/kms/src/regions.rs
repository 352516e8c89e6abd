//! The regions around this keystore: the tree below it, and how far each region's sub-keys have come.

use handover_print::Language;
use key_derivation::{Algorithm, KeyVersion, KindCode, Level, Region, RegionCode, RegionTable};
use keystore::{KeyState, Package, PackageState, State};
use serde::Serialize;

use crate::{Error, Result};

/// Checks that sub-keys for `region` can be made at `home`: it stands directly under it.
///
/// # Errors
/// Region errors; [`Error::NotUnder`]; [`Error::NotDirect`] names the region that serves it.
pub(crate) fn directly_under(home: RegionCode, region: RegionCode) -> Result<()> {
    let table = RegionTable::builtin();
    let recipient = table.recipient(region)?;
    if recipient.parent == Some(home) {
        return Ok(());
    }
    if !table.is_under(region, home) {
        return Err(Error::NotUnder { region, home });
    }
    let above = std::iter::successors(Some(recipient), |one| table.parent(one.code));
    let through = above.into_iter().find(|one| one.parent == Some(home));
    Err(Error::NotDirect {
        region,
        through: through.map_or(home, |one| one.code),
    })
}

/// A region's name and code, as a printed form has them.
pub(crate) fn titled(region: RegionCode, language: Language) -> String {
    let known = RegionTable::builtin().get(region);
    let name = known.map(|one| match language {
        Language::Chinese => one.name_zh.as_str(),
        Language::English => one.name_en.as_str(),
    });
    format!("{} {region}", name.unwrap_or_default())
}

/// A region with what lies below it.
#[derive(Debug, Serialize)]
pub struct RegionTree {
    /// The region.
    #[serde(serialize_with = "region_json")]
    pub region: &'static Region,
    /// Regions directly below, in code order.
    pub below: Vec<RegionTree>,
}

fn region_json<S: serde::Serializer>(
    region: &Region,
    serializer: S,
) -> std::result::Result<S::Ok, S::Error> {
    #[derive(Serialize)]
    struct View<'a> {
        code: RegionCode,
        level: Level,
        name_zh: &'a str,
        name_en: &'a str,
        status: &'static str,
        successors: &'a [RegionCode],
    }
    let view = View {
        code: region.code,
        level: region.level,
        name_zh: &region.name_zh,
        name_en: &region.name_en,
        status: region.status.name(),
        successors: &region.successors,
    };
    view.serialize(serializer)
}

/// The tree of a region, down to `depth` levels below it.
///
/// # Errors
/// [`key_derivation::Error::RegionUnknown`].
pub fn tree(code: RegionCode, depth: usize) -> Result<RegionTree> {
    let table = RegionTable::builtin();
    let region = table
        .get(code)
        .ok_or(key_derivation::Error::RegionUnknown(code))?;
    Ok(subtree(table, region, depth))
}

fn subtree(table: &'static RegionTable, region: &'static Region, depth: usize) -> RegionTree {
    let below = match depth {
        0 => vec![],
        _ => table
            .children(region.code)
            .map(|child| subtree(table, child, depth - 1))
            .collect(),
    };
    RegionTree { region, below }
}

/// One line of a list of regions.
#[derive(Debug, Serialize)]
pub struct RegionLine {
    /// Code.
    pub code: RegionCode,
    /// Chinese name.
    pub name_zh: &'static str,
    /// Pinyin or English name.
    pub name_en: &'static str,
    /// The keystore enrolled for it.
    pub keystore: Option<String>,
    /// Fingerprint of that keystore's identity.
    pub fingerprint: Option<String>,
}

/// The regions that this keystore deals with: the one above and those directly under it.
#[must_use]
pub fn list(state: &State) -> Vec<RegionLine> {
    let table = RegionTable::builtin();
    let home = state.home().region;
    let around = table.parent(home).into_iter().chain(table.recipients(home));
    let line = |region: &'static Region| {
        let peer = state.peers.get(&region.code);
        RegionLine {
            code: region.code,
            name_zh: &region.name_zh,
            name_en: &region.name_en,
            keystore: peer.map(|peer| peer.party.keystore.clone()),
            fingerprint: peer.map(|peer| peer.fingerprint.clone()),
        }
    };
    around.map(line).collect()
}

/// How far one region has come with one kind, algorithm and version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Progress {
    /// Nothing made for it yet.
    None,
    /// A package is committed.
    Made,
    /// Its file is written.
    Sent,
    /// The receipt is verified.
    Received,
    /// Received, and the parent key is active.
    InUse,
}

/// One key's way to one region.
#[derive(Debug, Serialize)]
pub struct Coverage {
    /// Region.
    pub region: RegionCode,
    /// Kind.
    pub kind: KindCode,
    /// Algorithm.
    pub algorithm: Algorithm,
    /// Version.
    pub version: KeyVersion,
    /// How far it has come.
    pub progress: Progress,
    /// State of the key here that it comes from.
    pub key_state: KeyState,
}

/// Region × kind × algorithm × version, for every key here that can go further down.
#[must_use]
pub fn coverage(state: &State) -> Vec<Coverage> {
    let mut keys: Vec<_> = state
        .keys
        .values()
        .filter(|key| key.descriptor.levels_left >= 2 && key.state != KeyState::Destroyed)
        .collect();
    keys.sort_by_key(|key| {
        (
            key.descriptor.kind,
            key.descriptor.algorithm.code(),
            key.descriptor.version,
        )
    });
    let mut lines = Vec::new();
    for region in RegionTable::builtin().recipients(state.home().region) {
        for key in &keys {
            let carried = |package: &&Package| {
                package.created.to.region == region.code
                    && package
                        .created
                        .keys
                        .iter()
                        .any(|sub_key| sub_key.parent == key.descriptor.key_id)
            };
            let furthest = state
                .packages
                .values()
                .filter(carried)
                .map(|package| reached(package, key.state))
                .max();
            lines.push(Coverage {
                region: region.code,
                kind: key.descriptor.kind,
                algorithm: key.descriptor.algorithm,
                version: key.descriptor.version,
                progress: furthest.unwrap_or(Progress::None),
                key_state: key.state,
            });
        }
    }
    lines
}

fn reached(package: &Package, parent: KeyState) -> Progress {
    match package.state {
        PackageState::Cancelled => Progress::None,
        PackageState::Prepared => Progress::Made,
        PackageState::Written => Progress::Sent,
        PackageState::Received if parent == KeyState::Active => Progress::InUse,
        PackageState::Received => Progress::Received,
    }
}
