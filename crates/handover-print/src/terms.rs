//! The field's terms for what an account says.

use handover_record::{CarrierKind, HandoverItem, IncidentKind, Stage};
use jiff::civil::Date;

use crate::Language;

pub(crate) const fn stage(language: Language, stage: Stage) -> &'static str {
    use Language::{Chinese, English};
    match (stage, language) {
        (Stage::Draft, Chinese) => "起草",
        (Stage::Draft, English) => "draft",
        (Stage::Approved, Chinese) => "已批准，未移交",
        (Stage::Approved, English) => "approved, not handed over",
        (Stage::Out, Chinese) => "已移交，使用中",
        (Stage::Out, English) => "handed over, in use",
        (Stage::Closed, Chinese) => "已结清",
        (Stage::Closed, English) => "closed",
        (Stage::Withdrawn, Chinese) => "已撤回",
        (Stage::Withdrawn, English) => "withdrawn",
    }
}

pub(crate) const fn carrier(language: Language, kind: CarrierKind) -> &'static str {
    use Language::{Chinese, English};
    match (kind, language) {
        (CarrierKind::MainControlCard, Chinese) => "主控密钥卡",
        (CarrierKind::MainControlCard, English) => "main-control key card",
        (CarrierKind::MasterMotherCard, Chinese) => "密钥母卡（总控）",
        (CarrierKind::MasterMotherCard, English) => "key mother card (master)",
        (CarrierKind::WashMotherCard, Chinese) => "密钥母卡（洗卡）",
        (CarrierKind::WashMotherCard, English) => "key mother card (wash-card)",
        (CarrierKind::AuthenticationMotherCard, Chinese) => "密钥母卡（认证）",
        (CarrierKind::AuthenticationMotherCard, English) => "key mother card (authentication)",
        (CarrierKind::TransmissionCard, Chinese) => "传输密钥卡",
        (CarrierKind::TransmissionCard, English) => "transmission key card",
        (CarrierKind::PsamFirstIssue, Chinese) => "PSAM卡（一次发行）",
        (CarrierKind::PsamFirstIssue, English) => "PSAM (first issue)",
        (CarrierKind::PsamSecondIssue, Chinese) => "PSAM卡（二次发行）",
        (CarrierKind::PsamSecondIssue, English) => "PSAM (second issue)",
        (CarrierKind::PsamTerminal, Chinese) => "PSAM卡（终端用）",
        (CarrierKind::PsamTerminal, English) => "PSAM (terminal)",
        (CarrierKind::BackupMedium, Chinese) => "备份介质",
        (CarrierKind::BackupMedium, English) => "backup medium",
    }
}

pub(crate) const fn incident(language: Language, kind: IncidentKind) -> &'static str {
    use Language::{Chinese, English};
    match (kind, language) {
        (IncidentKind::Lost, Chinese) => "遗失",
        (IncidentKind::Lost, English) => "lost",
        (IncidentKind::Stolen, Chinese) => "被盗",
        (IncidentKind::Stolen, English) => "stolen",
        (IncidentKind::SealBroken, Chinese) => "封签不符",
        (IncidentKind::SealBroken, English) => "another seal than expected",
        (IncidentKind::Overdue, Chinese) => "逾期归还",
        (IncidentKind::Overdue, English) => "came back late",
        (IncidentKind::Missing, Chinese) => "盘点缺失",
        (IncidentKind::Missing, English) => "missing at a count",
        (IncidentKind::Unexpected, Chinese) => "盘点多出",
        (IncidentKind::Unexpected, English) => "unexpected at a count",
        (IncidentKind::CheckValueDiffers, Chinese) => "校验值不符",
        (IncidentKind::CheckValueDiffers, English) => "another check value",
    }
}

/// What became of a carrier, and when, where that has a day.
pub(crate) fn outcome(
    language: Language,
    item: &HandoverItem,
    is_out: bool,
) -> (String, Option<Date>) {
    use Language::{Chinese, English};
    let (text, day) = match (item, language) {
        (HandoverItem::Due, Chinese) if is_out => ("在第三方", None),
        (HandoverItem::Due, English) if is_out => ("with the third party", None),
        (HandoverItem::Due, Chinese) => ("未移交", None),
        (HandoverItem::Due, English) => ("not handed over", None),
        (HandoverItem::Returned { on, .. }, Chinese) => ("已归还", Some(*on)),
        (HandoverItem::Returned { on, .. }, English) => ("returned", Some(*on)),
        (HandoverItem::Transferred { to }, Chinese) => return (format!("转至交接 {to}"), None),
        (HandoverItem::Transferred { to }, English) => return (format!("passed on in {to}"), None),
        (HandoverItem::Lost, Chinese) => ("遗失或被盗", None),
        (HandoverItem::Lost, English) => ("lost or stolen", None),
    };
    (text.to_owned(), day)
}
