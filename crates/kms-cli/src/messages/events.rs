//! The entries of the log, as people read them.

use audit_log::Event;

use crate::app::App;
use crate::lang::Lang;
use crate::messages::codes;

messages! {
    created() { zh: "建立密钥库", en: "keystore created" }
    attempt() { zh: "尝试开启", en: "attempt" }
    refused() { zh: "操作被拒", en: "refused" }
    key_generated() { zh: "生成密钥", en: "key generated" }
    key_state() { zh: "密钥状态变更", en: "key state" }
    cards_derived() { zh: "分散到卡", en: "cards derived" }
    region_enrolled() { zh: "登记身份", en: "identity enrolled" }
    transport_created() { zh: "制作传输密钥", en: "transport key made" }
    transport_written() { zh: "写出分量", en: "components written" }
    transport_imported() { zh: "合成传输密钥", en: "transport key imported" }
    package_created() { zh: "制作密钥包", en: "package made" }
    package_written() { zh: "写出密钥包", en: "package written" }
    package_cancelled() { zh: "作废密钥包", en: "package cancelled" }
    package_imported() { zh: "接收密钥包", en: "package imported" }
    receipt_issued() { zh: "签发回执", en: "receipt issued" }
    receipt_written() { zh: "写出回执", en: "receipt written" }
    receipt_verified() { zh: "核对回执", en: "receipt verified" }
    log_cosigned() { zh: "会签日志", en: "log cosigned" }
    repaired() { zh: "重建数据表", en: "tables rebuilt" }
    custody() { zh: "保管与交接", en: "custody" }
    record_issued() { zh: "出具交接记录", en: "handover record issued" }
    keys(count) { zh: "{count} 个密钥", en: "{count} keys" }
    cards(count) { zh: "{count} 张卡片", en: "{count} cards" }
    entries(count) { zh: "{count} 条", en: "{count} entries" }
}

/// An event's name in the language; its stable name where this table does not know it.
pub fn name(lang: Lang, event: &str) -> String {
    match event {
        "keystore.created" => created(lang),
        "attempt" => attempt(lang),
        "refused" => refused(lang),
        "key.generated" => key_generated(lang),
        "key.state" => key_state(lang),
        "cards.derived" => cards_derived(lang),
        "region.enrolled" => region_enrolled(lang),
        "transport.created" => transport_created(lang),
        "transport.written" => transport_written(lang),
        "transport.imported" => transport_imported(lang),
        "package.created" => package_created(lang),
        "package.written" => package_written(lang),
        "package.cancelled" => package_cancelled(lang),
        "package.imported" => package_imported(lang),
        "receipt.issued" => receipt_issued(lang),
        "receipt.written" => receipt_written(lang),
        "receipt.verified" => receipt_verified(lang),
        "log.cosigned" => log_cosigned(lang),
        "keystore.repaired" => repaired(lang),
        "custody.recorded" => custody(lang),
        "handover.record-issued" => record_issued(lang),
        other => other.to_owned(),
    }
}

/// What an event is about, in a few words.
pub fn detail(app: &App, event: &Event) -> String {
    use keystore::Event as Known;
    let lang = app.lang;
    let short = |id: &str| id.chars().take(8).collect::<String>();
    let Ok(known) = Known::from_log(event) else {
        return String::new();
    };
    match known {
        Known::Created(body) => app.region(body.party.region),
        Known::Attempt(body) => {
            let who: Vec<_> = body.officers.iter().map(ToString::to_string).collect();
            format!("{} {}", codes::command(lang, &body.command), who.join(" "))
        }
        Known::Refused(body) => format!(
            "{} {}",
            codes::command(lang, &body.command),
            codes::refusal(lang, &body.code)
        ),
        Known::KeyGenerated(body) => format!("{} {}", app.code(&body.descriptor), body.kcv),
        Known::KeyState(body) => {
            let (from, to) = (
                super::terms::state(lang, body.from),
                super::terms::state(lang, body.to),
            );
            let code = app.code_of(&body.key_id).unwrap_or_default();
            format!("{code} {} {from} → {to} {}", body.kcv, body.reason)
        }
        Known::CardsDerived(body) => cards(lang, body.count),
        Known::RegionEnrolled(body) => app.region(body.party.region),
        Known::TransportCreated(body) => format!(
            "{} {}",
            short(&body.transport_id),
            app.region(body.to.region)
        ),
        Known::TransportImported(body) => format!(
            "{} {}",
            short(&body.transport_id),
            app.region(body.from.region)
        ),
        Known::TransportWritten(body)
        | Known::PackageWritten(body)
        | Known::ReceiptWritten(body) => short(&body.id),
        Known::PackageCreated(body) => {
            format!(
                "{} {} {}",
                short(&body.package_id),
                app.region(body.to.region),
                keys(lang, body.keys.len())
            )
        }
        Known::PackageCancelled(body) => format!("{} {}", short(&body.package_id), body.reason),
        Known::PackageImported(body) => {
            format!(
                "{} {} {}",
                short(&body.package_id),
                app.region(body.from.region),
                keys(lang, body.keys.len())
            )
        }
        Known::ReceiptIssued(body) => short(&body.package_id),
        Known::ReceiptVerified(body) => short(&body.package_id),
        Known::LogCosigned(body) => app.region(body.of.region),
        Known::Repaired(body) => entries(lang, body.rows),
        Known::Custody(event) => crate::cmd::custody::describe::happening(app, &event.what),
        Known::RecordIssued(body) => body.handover.to_string(),
    }
}
