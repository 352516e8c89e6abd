//! Which files may have left a keystore.

use keystore::State;

/// The first of `paths` that names a package or a component, whole or in part, of which the log does not tell. What
/// leaves a keystore is committed before.
pub fn unrecorded<'a>(
    state: &State,
    paths: impl IntoIterator<Item = &'a String>,
) -> Option<&'a String> {
    let packages = state.packages.values();
    let packages =
        packages.map(|one| package_name(&one.created.to.region.to_string(), one.created.counter));
    let transports = state.transports.keys().map(|id| id[..8].to_owned());
    let told: Vec<_> = packages.chain(transports).collect();
    let holds_keys = |path: &&String| path.contains(".kmspkg") || path.contains(".component.json");
    let is_told = |path: &&String| told.iter().any(|name| path.contains(name.as_str()));
    paths
        .into_iter()
        .filter(holds_keys)
        .find(|path| !is_told(path))
}

/// A package's file name.
#[must_use]
pub fn package_name(region: &str, counter: u64) -> String {
    format!("{region}-{counter:04}.kmspkg")
}
