//! The field's terms. Longer texts are built from these, so that one thing has one name.

use key_derivation::{Level, Origin, Region, RegionStatus, Sort};
use keystore::{KeyState, PackageState};
use kms::regions::Progress;

use crate::lang::Lang;

messages! {
    ministry() { zh: "部级", en: "ministry" }
    province() { zh: "省级", en: "province" }
    municipality() { zh: "地市级", en: "municipality" }
    card() { zh: "卡片", en: "card" }
    psam() { zh: "PSAM 卡", en: "PSAM" }
    pre_activation() { zh: "待启用", en: "pre-activation" }
    active() { zh: "启用", en: "active" }
    suspended() { zh: "暂停", en: "suspended" }
    deactivated() { zh: "停用", en: "deactivated" }
    compromised() { zh: "已泄露", en: "compromised" }
    destroyed() { zh: "已销毁", en: "destroyed" }
    generated() { zh: "本级生成", en: "generated" }
    derived() { zh: "分散", en: "derived" }
    received() { zh: "上级下发", en: "received" }
    national() { zh: "全国密钥", en: "national key" }
    local() { zh: "本地专用密钥", en: "local key" }
    extension_file() { zh: "自行扩充文件读写密钥", en: "extension-file key" }
    heading() { zh: "虚拟代码，不发卡", en: "heading, no issuer" }
    special() { zh: "不在本体系内", en: "outside this system" }
    abolished() { zh: "已撤销", en: "abolished" }
    prepared() { zh: "待写出", en: "not written" }
    written() { zh: "待回执", en: "awaiting receipt" }
    package_received() { zh: "已接收", en: "received" }
    cancelled() { zh: "已作废", en: "cancelled" }
    progress_not_active() { zh: "未启用", en: "not active" }
    progress_none() { zh: "未制作", en: "not made" }
    progress_made() { zh: "已制作", en: "made" }
    progress_sent() { zh: "已发出", en: "sent" }
    progress_received() { zh: "已接收", en: "received" }
    progress_in_use() { zh: "使用中", en: "in use" }
    outgoing() { zh: "发出", en: "outgoing" }
    incoming() { zh: "收到", en: "incoming" }
    /// The mark of a rehearsal keystore, the same in both languages.
    rehearsal() { zh: "演练 REHEARSAL", en: "演练 REHEARSAL" }
}

/// A level by its name.
pub fn level(lang: Lang, level: Level) -> String {
    match level {
        Level::Ministry => ministry(lang),
        Level::Province => province(lang),
        Level::Municipality => municipality(lang),
        Level::Card => card(lang),
        Level::Psam => psam(lang),
    }
}

/// A key's state.
pub fn state(lang: Lang, state: KeyState) -> String {
    match state {
        KeyState::PreActivation => pre_activation(lang),
        KeyState::Active => active(lang),
        KeyState::Suspended => suspended(lang),
        KeyState::Deactivated => deactivated(lang),
        KeyState::Compromised => compromised(lang),
        KeyState::Destroyed => destroyed(lang),
    }
}

/// Where a key came from.
pub fn origin(lang: Lang, origin: Origin) -> String {
    match origin {
        Origin::Generated => generated(lang),
        Origin::Derived => derived(lang),
        Origin::Received => received(lang),
    }
}

/// Which of the three kinds of Article 21.
pub fn sort(lang: Lang, sort: Sort) -> String {
    match sort {
        Sort::National => national(lang),
        Sort::Local => local(lang),
        Sort::ExtensionFile => extension_file(lang),
    }
}

/// What part a region's code plays; nothing to say of one that issues cards.
pub fn region_status(lang: Lang, status: RegionStatus) -> Option<String> {
    match status {
        RegionStatus::Issuer => None,
        RegionStatus::Heading => Some(heading(lang)),
        RegionStatus::Special => Some(special(lang)),
        RegionStatus::Abolished => Some(abolished(lang)),
    }
}

/// How far a package has come.
pub fn package_state(lang: Lang, state: PackageState) -> String {
    match state {
        PackageState::Prepared => prepared(lang),
        PackageState::Written => written(lang),
        PackageState::Received => package_received(lang),
        PackageState::Cancelled => cancelled(lang),
    }
}

/// How far a key has come on its way to a region.
pub fn progress(lang: Lang, progress: Progress) -> String {
    match progress {
        Progress::None => progress_none(lang),
        Progress::Made => progress_made(lang),
        Progress::Sent => progress_sent(lang),
        Progress::Received => progress_received(lang),
        Progress::InUse => progress_in_use(lang),
    }
}

/// A region's name in the language.
pub fn region(lang: Lang, region: &Region) -> &str {
    match lang {
        Lang::Zh => &region.name_zh,
        Lang::En => &region.name_en,
    }
}
