//! The steps of the rehearsal.

use kms::demo::Step;

use crate::lang::Lang;

messages! {
    ministry() { zh: "· 部级：建立密钥库，生成全国密钥", en: "· ministry: its keystore and the national keys" }
    province() { zh: "· 河南省：建立密钥库", en: "· Henan: its keystore" }
    ministry_packages() { zh: "· 部级：为 31 个省级单位制作密钥包；河南省接收", en: "· ministry: packages for 31 provincial units; Henan receives its own" }
    application() { zh: "· 河南省：生成本省密钥；郑州市申领，河南省批准", en: "· Henan: its own keys; Zhengzhou applies for its keys, and Henan approves" }
    province_packages() { zh: "· 河南省：为各市制作密钥包；郑州市接收，核对申领", en: "· Henan: packages for its cities; Zhengzhou receives its own, which answers its application" }
    cards() { zh: "· 郑州市：生成本市密钥，分散到卡", en: "· Zhengzhou: its own keys, and card keys" }
    handover() { zh: "· 郑州市：登记加密机和载体，母卡交制卡厂洗卡、监督、归还、结清", en: "· Zhengzhou: a machine and a mother card, which goes to a card factory, is supervised and comes back" }
    cosign() { zh: "· 各级会签上级日志", en: "· each level cosigns the log above it" }
    verify() { zh: "· 全部校验", en: "· verifying everything" }
}

/// One step.
pub fn step(lang: Lang, step: Step) -> String {
    match step {
        Step::Ministry => ministry(lang),
        Step::Province => province(lang),
        Step::MinistryPackages => ministry_packages(lang),
        Step::Application => application(lang),
        Step::ProvincePackages => province_packages(lang),
        Step::Cards => cards(lang),
        Step::Handover => handover(lang),
        Step::Cosign => cosign(lang),
        Step::Verify => verify(lang),
    }
}
