//! The form's own words, complete in both languages or it does not compile.

use crate::Language;

macro_rules! labels {
    ($($name:ident { zh: $zh:literal, en: $en:literal })+) => {
        /// What stands on the form, in one language.
        pub(crate) struct Labels {
            $(pub $name: &'static str,)+
        }

        const CHINESE: Labels = Labels { $($name: $zh,)+ };
        const ENGLISH: Labels = Labels { $($name: $en,)+ };
    };
}

labels! {
    lang { zh: "zh-CN", en: "en" }
    colon { zh: "：", en: ": " }
    comma { zh: "、", en: ", " }
    semicolon { zh: "；", en: "; " }
    title { zh: "密钥载体交接记录", en: "Key carrier handover record" }
    basis { zh: "《“中华人民共和国社会保障卡”管理办法》（人社部发〔2011〕47号）第二十四条", en: "Measures on the Administration of Social Security Cards (人社部发〔2011〕47号), Article 24" }
    rehearsal { zh: "演练 · 不作正式交接之用", en: "REHEARSAL · not a real handover" }
    handover { zh: "交接编号", en: "Handover" }
    stage { zh: "阶段", en: "Stage" }
    office { zh: "移交单位", en: "Handing over" }
    organisation { zh: "接收单位（第三方）", en: "Third party" }
    purpose { zh: "用途", en: "Purpose" }
    continues { zh: "承接自交接", en: "Continues handover" }
    drafted { zh: "起草", en: "Drafted" }
    approved { zh: "批准", en: "Approved" }
    handed_over { zh: "移交", en: "Handed over" }
    due { zh: "应归还", en: "Due back" }
    ended { zh: "结束", en: "Ended" }
    extended { zh: "延期", en: "Extended" }
    article { zh: "第二十四条的四项要求", en: "The four requirements of Article 24" }
    one { zh: "一、交接记录", en: "1. Handover record" }
    two { zh: "二、保密协议", en: "2. Confidentiality agreement" }
    three { zh: "三、安全管理方案审查", en: "3. Review of the security management plan" }
    four { zh: "四、监督使用", en: "4. Supervised use" }
    missing { zh: "尚缺", en: "not there yet" }
    valid { zh: "有效期", en: "valid" }
    to { zh: "至", en: "to" }
    signed_by { zh: "签署人", en: "signed by" }
    sha256 { zh: "文件摘要 SHA-256", en: "SHA-256 of the document" }
    passed { zh: "通过", en: "passed" }
    failed { zh: "未通过", en: "failed" }
    reviewer { zh: "审查人", en: "reviewer" }
    visits { zh: "监督检查", en: "visits" }
    no_visits { zh: "尚未检查", en: "none yet" }
    received { zh: "接收人已签收", en: "receiver signed" }
    closed { zh: "双方已签署结束", en: "both sides signed the end" }
    on_paper { zh: "纸质签名，有扫描件", en: "on paper, scanned" }
    by_key { zh: "以登记的公钥签名", en: "with the enrolled key" }
    items { zh: "移交的密钥载体", en: "Key carriers" }
    number { zh: "序号", en: "No." }
    serial { zh: "编号", en: "Serial" }
    kind { zh: "种类", en: "Kind" }
    lot { zh: "部级批次", en: "Lot" }
    seal { zh: "封签号", en: "Seal" }
    condition { zh: "移交时状况", en: "Condition" }
    keys { zh: "密钥（校验值，剩余分散次数）", en: "Keys (check value, diversifications left)" }
    outcome { zh: "去向", en: "Outcome" }
    none { zh: "无", en: "none" }
    findings { zh: "监督情况", en: "Supervision" }
    returns { zh: "归还", en: "Returns" }
    all_carriers { zh: "全部载体", en: "all carriers" }
    same_seal { zh: "封签与移交时相同", en: "seals as handed over" }
    another_seal { zh: "封签不同", en: "other seal" }
    reassigned { zh: "人员或协议变更", en: "Reassigned" }
    agreement { zh: "保密协议", en: "Agreement" }
    rechecked { zh: "结束时重验校验值", en: "Check values taken again at the end" }
    incidents { zh: "异常", en: "Incidents" }
    signatures { zh: "签名与盖章", en: "Signatures and seals" }
    deliverer { zh: "移交人", en: "Delivered by" }
    receiver { zh: "接收人", en: "Received by" }
    supervisor { zh: "监督人", en: "Supervised by" }
    sign_here { zh: "签名", en: "Signature" }
    day_here { zh: "日期", en: "Date" }
    seal_office { zh: "移交单位（盖章处）", en: "Seal of the office handing over" }
    seal_third { zh: "接收单位（盖章处）", en: "Seal of the third party" }
    digest { zh: "记录摘要 SHA-256", en: "SHA-256 of the record" }
    log { zh: "日志检查点", en: "Checkpoint of the log" }
    entries { zh: "条目数", en: "entries" }
    root { zh: "日志树根", en: "Root of the log" }
    record_signers { zh: "记录签名人", en: "Record signed by" }
    made { zh: "生成时间", en: "made" }
    check { zh: "以电子记录为准。核验：kms handover verify 《记录文件》；也可用任何支持 JWS 的程序核验签名。", en: "The signed record is what counts. Check it: kms handover verify FILE, or its signatures with any program that knows JWS." }

    memorandum { zh: "密钥交接备忘录", en: "Key handover memorandum" }
    memorandum_basis { zh: "《“中华人民共和国社会保障卡”管理办法》（人社部发〔2011〕47号）第二十一条：密钥逐级分散，双方签署", en: "Measures on the Administration of Social Security Cards (人社部发〔2011〕47号), Article 21: keys pass down level by level; both sides sign" }
    from_level { zh: "下发单位", en: "Passed down by" }
    to_level { zh: "领取单位", en: "Taken by" }
    package { zh: "密钥包", en: "Package" }
    counter { zh: "计数", en: "Counter" }
    package_made { zh: "制作日期", en: "Made" }
    transport { zh: "传输密钥", en: "Transport key" }
    transport_kcv { zh: "传输密钥校验值", en: "Its check value" }
    state_prepared { zh: "待写出", en: "not written yet" }
    state_written { zh: "在途", en: "on its way" }
    state_received { zh: "已收回执", en: "receipt verified" }
    state_cancelled { zh: "已作废", en: "cancelled" }
    application { zh: "申领编号", en: "Application" }
    application_approved { zh: "批准日期", en: "Approved" }
    machine { zh: "装用加密机", en: "Encryption machine" }
    certificate { zh: "产品型号证书", en: "Product certificate" }
    courier { zh: "领取人", en: "Courier" }
    details_gone { zh: "个人信息已清除", en: "details erased" }
    passed_keys { zh: "下发的密钥", en: "Keys passed down" }
    key_name { zh: "密钥", en: "Key" }
    kcv { zh: "校验值", en: "Check value" }
    key_id { zh: "密钥编号", en: "Key id" }
    components { zh: "传输密钥分量（各由不同的人携带）", en: "Components of the transport key (each carried by another person)" }
    component_check { zh: "分量校验", en: "Check of the component" }
    component_carrier { zh: "载体编号", en: "Serial of its carrier" }
    above_first { zh: "下发单位经办人", en: "Who passes down (1)" }
    above_second { zh: "下发单位复核人", en: "Who passes down (2)" }
    below_first { zh: "领取单位负责人", en: "For who takes" }
    below_courier { zh: "领取人", en: "Courier" }
    seal_above { zh: "下发单位（盖章处）", en: "Seal of who passes down" }
    seal_below { zh: "领取单位（盖章处）", en: "Seal of who takes" }
    package_digest { zh: "密钥包摘要 SHA-256", en: "SHA-256 of the package" }
    printed { zh: "打印时间", en: "Printed" }
    memorandum_check { zh: "以电子密钥包及其回执为准。核验：kms package inspect 《密钥包文件》，并核对上列摘要。", en: "The package and its receipt are what counts. Check it: kms package inspect FILE, and compare the digest above." }
}

impl Labels {
    pub(crate) fn of(language: Language) -> &'static Self {
        match language {
            Language::Chinese => &CHINESE,
            Language::English => &ENGLISH,
        }
    }
}
