//! How regions, kinds, files and reasons are called within a sentence.

use std::io;
use std::path::Path;

use key_derivation::{Catalogue, KindCode, RegionCode, RegionTable};
use kms::Artefact;

use crate::app::quoted;
use crate::lang::Lang;
use crate::messages::errors::names as t;
use crate::messages::terms;
pub use crate::shown::visible;

/// A region's name with its code.
pub fn region(lang: Lang, code: RegionCode) -> String {
    let known = RegionTable::builtin().get(code);
    match (lang, known) {
        (Lang::Zh, Some(region)) => format!("{}（{code}）", terms::region(lang, region)),
        (Lang::En, Some(region)) => format!("{} ({code})", terms::region(lang, region)),
        (Lang::Zh, None) => format!("地区 {code} "),
        (Lang::En, None) => format!("region {code}"),
    }
}

/// A kind's name with its code; a region's own kinds by their code alone.
pub fn kind(lang: Lang, code: KindCode) -> String {
    let catalogue = Catalogue::builtin();
    match (lang, catalogue.by_code(code)) {
        (Lang::Zh, Some(kind)) => format!("{}（{code}）", kind.name),
        (Lang::En, Some(kind)) => format!("{} ({code})", kind.name),
        (Lang::Zh, None) => format!("种类 {code} "),
        (Lang::En, None) => format!("kind {code}"),
    }
}

/// What a file is.
pub fn artefact(lang: Lang, artefact: Artefact) -> String {
    match artefact {
        Artefact::Package => t::package(lang),
        Artefact::Receipt => t::receipt(lang),
        Artefact::Component => t::component(lang),
        Artefact::Identity => t::identity(lang),
        Artefact::LogExport => t::log_export(lang),
        Artefact::Checkpoint => t::checkpoint(lang),
        Artefact::Catalogue => t::catalogue(lang),
        Artefact::Details => t::details(lang),
        Artefact::Cards => t::cards(lang),
        Artefact::Vectors => t::vectors(lang),
        Artefact::HandoverRecord => t::handover_record(lang),
        Artefact::Application => t::application(lang),
    }
}

/// Why the system refused.
pub fn io_reason(lang: Lang, error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => t::io_missing(lang),
        io::ErrorKind::PermissionDenied => t::io_permission(lang),
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => t::io_full(lang),
        io::ErrorKind::ReadOnlyFilesystem => t::io_read_only(lang),
        io::ErrorKind::IsADirectory => t::io_folder(lang),
        io::ErrorKind::NotADirectory => t::io_not_folder(lang),
        io::ErrorKind::AlreadyExists => t::io_exists(lang),
        io::ErrorKind::NotConnected => t::io_closed(lang),
        _ => t::io_other(lang, error),
    }
}

/// A path as a shell takes it.
pub fn path(path: &Path) -> String {
    quoted(path.as_os_str())
}

/// A UTC time with the time in China, which is what the clock on the wall shows.
pub fn time(lang: Lang, utc: &str) -> String {
    let Ok(time) = utc.parse::<jiff::Timestamp>() else {
        return utc.to_owned();
    };
    let beijing = time.to_zoned(jiff::tz::TimeZone::fixed(jiff::tz::offset(8)));
    t::utc_and_beijing(lang, utc, beijing.strftime("%Y-%m-%d %H:%M:%S"))
}

#[cfg(test)]
mod tests {
    #![allow(
        clippy::unwrap_used,
        reason = "a test that cannot be set up has failed"
    )]

    use super::{Lang, region, time};

    #[test]
    fn a_time_is_also_that_of_the_wall() {
        assert_eq!(
            time(Lang::Zh, "2026-03-01T18:30:00Z"),
            "北京时间 2026-03-02 02:30:00（2026-03-01T18:30:00Z）"
        );
        assert_eq!(time(Lang::En, "soon"), "soon");
    }

    #[test]
    fn a_region_has_its_name() {
        let henan = "410000".parse().unwrap();
        assert_eq!(region(Lang::Zh, henan), "河南省（410000）");
        assert_eq!(region(Lang::En, henan), "Henan (410000)");
    }
}
