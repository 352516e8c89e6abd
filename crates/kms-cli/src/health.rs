//! What `kms doctor` looks at: the machine around the program.

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use rustix::process::{Resource, getrlimit};

use crate::app::{App, quoted};
use crate::messages::health as say;

/// One check of the machine.
pub struct Check {
    /// Stable code.
    pub code: &'static str,
    /// What was looked at.
    pub name: String,
    /// What was found.
    pub found: String,
    /// What to do about it; none where all is well.
    pub advice: Option<String>,
}

/// Every check.
pub fn checks(app: &App) -> Vec<Check> {
    let mut checks = vec![
        clock(app),
        space(app),
        random(app),
        swap(app),
        core(app),
        locale(app),
        known_answers(app),
    ];
    checks.splice(0..0, permissions(app));
    checks
}

fn permissions(app: &App) -> Option<Check> {
    let path = app.path().ok()?;
    let mode = path.metadata().ok()?.permissions().mode() & 0o777;
    let advice =
        (mode & 0o077 != 0).then(|| say::permissions_wide(app.lang, quoted(path.as_os_str())));
    let found = say::mode(app.lang, format!("{mode:03o}"));
    Some(Check {
        code: "permissions",
        name: say::permissions(app.lang),
        found,
        advice,
    })
}

/// Midnight of the day before which no released program ran.
const EARLIEST: i64 = 1_767_225_600;

fn clock(app: &App) -> Check {
    let now = Timestamp::now();
    let keystore = app.read_if_named().ok().flatten();
    let last = keystore
        .and_then(|keystore| kms::status::status(&keystore).ok())
        .map(|status| status.last_entry);
    let back = last.filter(|last| last.parse::<Timestamp>().is_ok_and(|last| last > now));
    let advice = match back {
        Some(last) => Some(say::clock_back(app.lang, last)),
        None => (now.as_second() < EARLIEST).then(|| say::clock_old(app.lang)),
    };
    Check {
        code: "clock",
        name: say::clock(app.lang),
        found: format!("{now:.0}"),
        advice,
    }
}

fn space(app: &App) -> Check {
    let folder = app
        .path()
        .ok()
        .and_then(Path::parent)
        .filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.map_or_else(|| PathBuf::from("."), Path::to_owned);
    let free = rustix::fs::statvfs(&folder)
        .map_or(0, |stat| stat.f_bavail.saturating_mul(stat.f_frsize) >> 20);
    let advice = (free < 100).then(|| say::space_low(app.lang));
    Check {
        code: "space",
        name: say::space(app.lang),
        found: say::megabytes(app.lang, free),
        advice,
    }
}

fn random(app: &App) -> Check {
    let ready = std::fs::File::open("/dev/urandom").is_ok();
    let advice = (!ready).then(|| say::random_missing(app.lang));
    let found = if ready {
        say::random_ready(app.lang)
    } else {
        String::new()
    };
    Check {
        code: "random",
        name: say::random(app.lang),
        found,
        advice,
    }
}

fn swap(app: &App) -> Check {
    let table = std::fs::read_to_string("/proc/swaps").unwrap_or_default();
    let count = table
        .lines()
        .skip(1)
        .filter(|line| !line.trim().is_empty())
        .count();
    let found = if count == 0 {
        say::swap_off(app.lang)
    } else {
        say::swap_on(app.lang, count)
    };
    Check {
        code: "swap",
        name: say::swap(app.lang),
        found,
        advice: (count > 0).then(|| say::swap_advice(app.lang)),
    }
}

fn core(app: &App) -> Check {
    let off = getrlimit(Resource::Core).current == Some(0);
    let found = if off {
        say::core_off(app.lang)
    } else {
        String::new()
    };
    Check {
        code: "core-dumps",
        name: say::core(app.lang),
        found,
        advice: (!off).then(|| say::core_on(app.lang)),
    }
}

fn locale(app: &App) -> Check {
    let variables = ["LC_ALL", "LC_CTYPE", "LANG"]
        .into_iter()
        .filter_map(|name| std::env::var(name).ok());
    let name = variables
        .into_iter()
        .find(|value| !value.is_empty())
        .unwrap_or_else(|| "C".into());
    let lower = name.to_lowercase();
    let utf8 = lower.contains("utf-8") || lower.contains("utf8");
    let found = if utf8 {
        say::locale_utf8(app.lang, &name)
    } else {
        say::locale_other(app.lang, &name)
    };
    Check {
        code: "locale",
        name: say::locale(app.lang),
        found,
        advice: (!utf8).then(|| say::locale_advice(app.lang)),
    }
}

fn known_answers(app: &App) -> Check {
    let name = say::suite(app.lang);
    match kms::selftest::known_answers() {
        Ok(names) => Check {
            code: "known-answers",
            name,
            found: say::suite_ok(app.lang, names.len()),
            advice: None,
        },
        Err(error) => Check {
            code: "known-answers",
            name,
            found: error.to_string(),
            advice: Some(say::suite_bad(app.lang)),
        },
    }
}
