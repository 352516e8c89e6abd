//! The regions of GB/T 2260: who may issue cards, under whom, and when.
//!
//! The table is `data/regions.tsv`; `data/README.md` says where it comes
//! from. Parents are written in it: nothing here looks into the digits of a
//! code.
//!
//! The four municipalities directly under the central government are
//! provincial units with no city below them: the provincial unit itself
//! issues, and its districts are no recipients. See
//! [`RegionTable::issues_directly`].

use std::fmt;
use std::sync::LazyLock;

use sha2::{Digest, Sha256};

use crate::text::is_showable;
use crate::{Error, Level, RegionCode, Result};

const BUILTIN: &str = include_str!("../data/regions.tsv");
const HEADER: &str =
    "code\tparent\tlevel\tstatus\tfrom\tuntil\tsuccessors\tsource\tname_zh\tname_en\tnote";
const SOURCES: [&str; 5] = ["design", "gb2260", "mca-2026", "nbs-2023", "practice"];

/// A calendar year from 1949 to 2199.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Year(u16);

impl Year {
    /// The number of the year.
    #[must_use]
    pub const fn number(self) -> u16 {
        self.0
    }
}

impl fmt::Display for Year {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// What part a code plays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RegionStatus {
    /// Keeps keys and issues cards, or lets a unit below it do so.
    Issuer,
    /// A pseudo code under which code books print counties. Never a recipient.
    Heading,
    /// Hong Kong, Macao, Taiwan and the Xinjiang Production and Construction
    /// Corps: named, so that the code is understood; no recipient here.
    Special,
    /// Not in force any more. Cards keyed under it live on.
    Abolished,
}

impl RegionStatus {
    const ALL: [Self; 4] = [Self::Issuer, Self::Heading, Self::Special, Self::Abolished];

    /// The name in the table and in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Issuer => "issuer",
            Self::Heading => "heading",
            Self::Special => "special",
            Self::Abolished => "abolished",
        }
    }
}

/// One row of the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Region {
    /// The code.
    pub code: RegionCode,
    /// Who stands above; none for the ministry alone.
    pub parent: Option<RegionCode>,
    /// Ministry, province or municipality. A county-level unit directly under
    /// a province counts as a municipality.
    pub level: Level,
    /// What part the code plays.
    pub status: RegionStatus,
    /// The first year whose code book has this unit under this code; none
    /// where the oldest source (1980) already has it, or no source says.
    pub from: Option<Year>,
    /// The first year whose code book no longer has it; none while in force.
    pub until: Option<Year>,
    /// Who took its territory, in code order. Only for an abolished code.
    pub successors: Vec<RegionCode>,
    /// Which source the row rests on: a tag that `data/README.md` explains.
    pub source: String,
    /// The Chinese name.
    pub name_zh: String,
    /// The English or romanised name.
    pub name_en: String,
    /// A remark on the row, mostly empty.
    pub note: String,
}

/// The region table, in code order.
#[derive(Debug)]
pub struct RegionTable {
    regions: Vec<Region>,
    digest: [u8; 32],
}

impl RegionTable {
    /// The table this program was built with, read and checked at first use.
    #[must_use]
    pub fn builtin() -> &'static Self {
        static TABLE: LazyLock<RegionTable> = LazyLock::new(|| {
            RegionTable::parse(BUILTIN).expect("tests read the built-in region table")
        });
        &TABLE
    }

    /// SHA-256 of the table's bytes.
    #[must_use]
    pub const fn digest(&self) -> [u8; 32] {
        self.digest
    }

    /// The row of a code, whatever its status.
    #[must_use]
    pub fn get(&self, code: RegionCode) -> Option<&Region> {
        let place = self.regions.binary_search_by_key(&code, |r| r.code).ok()?;
        self.regions.get(place)
    }

    /// Every row, in code order.
    pub fn iter(&self) -> impl Iterator<Item = &Region> {
        self.regions.iter()
    }

    /// A unit that may have a keystore: the ministry, a province or a
    /// municipality in force.
    ///
    /// # Errors
    /// [`Error::RegionUnknown`], [`Error::RegionHeading`],
    /// [`Error::RegionSpecial`] or [`Error::RegionAbolished`], which names the
    /// successors.
    pub fn issuer(&self, code: RegionCode) -> Result<&Region> {
        let region = self.get(code).ok_or(Error::RegionUnknown(code))?;
        match region.status {
            RegionStatus::Issuer => Ok(region),
            RegionStatus::Heading => Err(Error::RegionHeading(code)),
            RegionStatus::Special => Err(Error::RegionSpecial(code)),
            RegionStatus::Abolished => Err(Error::RegionAbolished {
                code,
                successors: region.successors.clone(),
            }),
        }
    }

    /// A unit that sub-keys may be diversified to: an [`issuer`](Self::issuer)
    /// with somebody above it.
    ///
    /// # Errors
    /// Those of [`issuer`](Self::issuer), and [`Error::RegionMinistry`].
    pub fn recipient(&self, code: RegionCode) -> Result<&Region> {
        let region = self.issuer(code)?;
        match region.parent {
            Some(_) => Ok(region),
            None => Err(Error::RegionMinistry),
        }
    }

    /// Every row directly under a code, in code order: headings, special and
    /// abolished codes too.
    pub fn children(&self, code: RegionCode) -> impl Iterator<Item = &Region> {
        self.iter().filter(move |r| r.parent == Some(code))
    }

    /// The [`recipient`](Self::recipient)s directly under a code, in code
    /// order.
    pub fn recipients(&self, code: RegionCode) -> impl Iterator<Item = &Region> {
        self.children(code)
            .filter(|r| r.status == RegionStatus::Issuer)
    }

    /// The row directly above a code; none for the ministry and for a code
    /// that is not in the table.
    #[must_use]
    pub fn parent(&self, code: RegionCode) -> Option<&Region> {
        self.get(self.get(code)?.parent?)
    }

    /// True if `ancestor` is met on the way up from `code`. No code is under
    /// itself.
    #[must_use]
    pub fn is_under(&self, code: RegionCode, ancestor: RegionCode) -> bool {
        std::iter::successors(self.parent(code), |r| self.parent(r.code))
            .any(|r| r.code == ancestor)
    }

    /// True for a provincial unit in force without a municipality under it:
    /// Beijing, Tianjin, Shanghai and Chongqing. It stands in a card's context
    /// as the card's municipality, and takes the step from province to
    /// municipality itself, to its own code.
    #[must_use]
    pub fn issues_directly(&self, code: RegionCode) -> bool {
        self.recipient(code)
            .is_ok_and(|r| r.level == Level::Province)
            && self.recipients(code).next().is_none()
    }

    fn parse(text: &str) -> Result<Self> {
        let mut lines = text
            .strip_suffix('\n')
            .ok_or_else(|| table(0, "no line feed at the end"))?
            .split('\n');
        if lines.next() != Some(HEADER) {
            return Err(table(1, "not the header"));
        }
        let regions = lines
            .zip(2..)
            .map(|(line, number)| row(line).map_err(|what| table(number, what)))
            .collect::<Result<Vec<_>>>()?;
        let read = Self {
            regions,
            digest: Sha256::digest(text).into(),
        };
        if !read.regions.is_sorted_by(|a, b| a.code < b.code) {
            return Err(table(0, "codes are not in ascending order, each once"));
        }
        for (region, number) in read.iter().zip(2..) {
            read.check(region).map_err(|what| table(number, what))?;
        }
        Ok(read)
    }

    /// What one row owes to the others. A parent stands on a higher level:
    /// so every way up ends at the ministry.
    fn check(&self, region: &Region) -> Result<(), &'static str> {
        match region.parent {
            None if region.code != RegionCode::MINISTRY => return Err("no parent"),
            None if region.level != Level::Ministry => {
                return Err("the ministry has another level");
            }
            None => {}
            Some(parent) => {
                let parent = self.get(parent).ok_or("the parent is not in the table")?;
                if parent.level >= region.level {
                    return Err("the parent does not stand higher");
                }
                if parent.status != RegionStatus::Issuer {
                    return Err("the parent is no issuer");
                }
            }
        }
        let heirs = &region.successors;
        if !heirs.is_sorted_by(|a, b| a < b) || heirs.iter().any(|&h| self.recipient(h).is_err()) {
            return Err("a successor is out of order or no recipient");
        }
        Ok(())
    }
}

const fn table(line: usize, what: &'static str) -> Error {
    Error::RegionTable { line, what }
}

/// Reads one line; a cell `-` is an empty one.
fn row(line: &str) -> Result<Region, &'static str> {
    let cells: Vec<&str> = line.split('\t').collect();
    let [
        code,
        parent,
        level,
        status,
        from,
        until,
        successors,
        source,
        zh,
        en,
        note,
    ] = cells[..]
    else {
        return Err("not eleven cells");
    };
    if cells.iter().any(|cell| !is_showable(cell, 80)) {
        return Err("a cell is empty, too long or not plain text");
    }
    let region = Region {
        code: region_code(code)?,
        parent: optional(parent).map(region_code).transpose()?,
        level: region_level(level)?,
        status: RegionStatus::ALL
            .into_iter()
            .find(|s| s.name() == status)
            .ok_or("unknown status")?,
        from: optional(from).map(year).transpose()?,
        until: optional(until).map(year).transpose()?,
        successors: optional(successors).map_or_else(
            || Ok(Vec::new()),
            |s| s.split(',').map(region_code).collect(),
        )?,
        source: source.to_owned(),
        name_zh: optional(zh).ok_or("no Chinese name")?.to_owned(),
        name_en: optional(en).ok_or("no English name")?.to_owned(),
        note: optional(note).unwrap_or_default().to_owned(),
    };
    check_alone(&region)?;
    Ok(region)
}

/// What a row owes to itself.
fn check_alone(region: &Region) -> Result<(), &'static str> {
    let abolished = region.status == RegionStatus::Abolished;
    if !SOURCES.contains(&region.source.as_str()) {
        return Err("unknown source");
    }
    if abolished != region.until.is_some() {
        return Err("abolished codes, and no others, have an end");
    }
    if !abolished && !region.successors.is_empty() {
        return Err("a code in force has successors");
    }
    if abolished && region.successors.is_empty() && region.note.is_empty() {
        return Err("neither a successor nor a note that says why");
    }
    if region.from.is_some() && region.until.is_some() && region.from >= region.until {
        return Err("the end is not after the beginning");
    }
    Ok(())
}

fn optional(cell: &str) -> Option<&str> {
    Some(cell).filter(|&c| c != "-")
}

fn region_code(cell: &str) -> Result<RegionCode, &'static str> {
    cell.parse().map_err(|_| "not a region code")
}

fn region_level(cell: &str) -> Result<Level, &'static str> {
    cell.parse()
        .ok()
        .filter(|level: &Level| !level.is_device())
        .ok_or("not the level of a region")
}

fn year(cell: &str) -> Result<Year, &'static str> {
    cell.parse()
        .ok()
        .filter(|number| (1949..=2199).contains(number) && cell.len() == 4)
        .map(Year)
        .ok_or("not a year")
}

#[cfg(test)]
mod tests;
