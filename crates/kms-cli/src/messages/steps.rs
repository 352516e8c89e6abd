//! The steps of the rehearsal.

use kms::demo::Step;

use crate::lang::Lang;

messages! {
    ministry() { zh: "· 部级：建立密钥库，生成全国密钥", en: "· ministry: its keystore and the national keys" }
    province() { zh: "· 河南省：建立密钥库", en: "· Henan: its keystore" }
    ministry_packages() { zh: "· 部级：为 31 个省级单位制作密钥包；河南省接收", en: "· ministry: packages for 31 provincial units; Henan receives its own" }
    province_packages() { zh: "· 河南省：生成本省密钥，为各市制作密钥包；郑州市接收", en: "· Henan: its own keys, packages for its cities; Zhengzhou receives its own" }
    cards() { zh: "· 郑州市：生成本市密钥，分散到卡", en: "· Zhengzhou: its own keys, and card keys" }
    cosign() { zh: "· 各级会签上级日志", en: "· each level cosigns the log above it" }
    verify() { zh: "· 全部校验", en: "· verifying everything" }
}

/// One step.
pub fn step(lang: Lang, step: Step) -> String {
    match step {
        Step::Ministry => ministry(lang),
        Step::Province => province(lang),
        Step::MinistryPackages => ministry_packages(lang),
        Step::ProvincePackages => province_packages(lang),
        Step::Cards => cards(lang),
        Step::Cosign => cosign(lang),
        Step::Verify => verify(lang),
    }
}
