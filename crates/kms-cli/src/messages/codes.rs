//! Stable names that the log holds, as people read them: commands that were tried, and why they were refused.

use crate::lang::Lang;
use crate::messages::errors::names;

/// A command by the stable name under which the log has it.
pub fn command(lang: Lang, name: &str) -> String {
    said(lang, COMMANDS, name)
}

/// A refusal by its stable code; in English the code says it.
pub fn refusal(lang: Lang, code: &str) -> String {
    if let (Lang::Zh, Some((artefact, flaw))) = (lang, of_file(code)) {
        return format!("{artefact}{flaw}");
    }
    let of_custody = code.strip_prefix("custody-").and_then(|code| {
        let known = handover_record::Refusal::ALL.iter();
        known.copied().find(|refusal| refusal.code() == code)
    });
    match of_custody {
        Some(refusal) => super::errors::custody::what(lang, refusal),
        None => said(lang, REFUSALS, code),
    }
}

fn said(lang: Lang, table: &[(&str, &str)], name: &str) -> String {
    let chinese = table.iter().find(|(known, _)| *known == name);
    match (lang, chinese) {
        (Lang::Zh, Some((_, text))) => (*text).to_owned(),
        // In English the name itself is a word; a newer program's name has no other words yet.
        _ => name.to_owned(),
    }
}

/// The code of a flawed file: which file, and what is wrong with it.
fn of_file(code: &str) -> Option<(String, &'static str)> {
    let files = [
        ("package-", names::package(Lang::Zh)),
        ("receipt-", names::receipt(Lang::Zh)),
        ("component-", names::component(Lang::Zh)),
        ("identity-", names::identity(Lang::Zh)),
        ("log-export-", names::log_export(Lang::Zh)),
        ("checkpoint-", names::checkpoint(Lang::Zh)),
        ("catalogue-", names::catalogue(Lang::Zh)),
        ("application-", names::application(Lang::Zh)),
    ];
    files.into_iter().find_map(|(file, name)| {
        let flaw = code.strip_prefix(file)?;
        let (_, text) = FLAWS.iter().find(|(known, _)| *known == flaw)?;
        Some((name, *text))
    })
}

const COMMANDS: &[(&str, &str)] = &[
    ("init", "建立密钥库"),
    ("key.generate", "生成密钥"),
    ("key.derive", "分散到卡"),
    ("key.rotate", "轮换密钥"),
    ("key.activate", "启用密钥"),
    ("key.suspend", "暂停密钥"),
    ("key.deactivate", "停用密钥"),
    ("key.compromise", "报告密钥泄露"),
    ("key.destroy", "销毁密钥"),
    ("region.enroll", "登记身份"),
    ("transport.create", "制作传输密钥"),
    ("transport.import", "合成传输密钥"),
    ("package.create", "制作密钥包"),
    ("package.import", "接收密钥包"),
    ("package.reissue", "重发密钥包"),
    ("package.cancel", "作废密钥包"),
    ("receipt.issue", "签发回执"),
    ("receipt.verify", "核对回执"),
    ("log.cosign", "会签日志"),
    ("repair", "修复"),
    ("recover", "完成中断的操作"),
    ("refuse", "记录拒绝"),
    ("custody.record", "登记保管与交接"),
    ("custody.approve", "批准交接或申领"),
    ("custody.report", "报失"),
];

const FLAWS: &[(&str, &str)] = &[
    ("too-large", "过大"),
    ("malformed", "格式不对"),
    ("unknown-type", "类型不认识"),
    ("unknown-suite", "密码套件不认识"),
    ("signature", "签名无效"),
    ("check", "校验不符"),
    ("approvals", "批准无效"),
    ("checkpoint", "检查点无效"),
    ("continuity", "与以前的日志接不上"),
    ("contradiction", "内容矛盾"),
    ("key-block", "有密钥打不开"),
    ("wrong-answer", "与密钥包不符"),
    ("authority", "有事项未经批准"),
];

const REFUSALS: &[(&str, &str)] = &[
    ("backend", "加密后端拒绝"),
    ("log-format", "日志格式不对"),
    ("reason", "原因不合规定"),
    ("wrong-passphrase", "口令不对"),
    ("locked-out", "保管人被锁定"),
    ("too-few-officers", "保管人不足"),
    ("must-sign", "须由指定的人签名"),
    ("earlier-attempts", "此前有未成功的尝试"),
    ("unknown-kind", "没有这个密钥种类"),
    ("kind-of-other-level", "不由本级生成的种类"),
    ("scheme-algorithm", "分散方案不适用"),
    ("no-key", "没有这个密钥"),
    ("ambiguous-key", "所指不止一个密钥"),
    ("nothing-to-send", "没有可下发的密钥"),
    ("key-state", "密钥状态不允许"),
    ("transition", "不允许的状态变更"),
    ("too-many-versions", "在用版本已满"),
    ("version-exists", "版本已存在"),
    ("no-version-left", "版本号已用完"),
    ("no-diversifications-left", "分散次数不足"),
    ("confirmation", "确认内容不符"),
    ("region-not-under", "不归本级管辖"),
    ("region-not-direct", "不直属本级"),
    ("region-not-related", "不是上级或直属下级"),
    ("region-unknown", "没有这个地区"),
    ("region-heading", "虚拟代码"),
    ("region-special", "不在本体系内的地区"),
    ("region-abolished", "已撤销的地区"),
    ("region-ministry", "部级不是接收方"),
    ("not-enrolled", "对方未登记"),
    ("unknown-sender", "制作者未登记"),
    ("identity-changed", "已登记另一身份"),
    ("already-enrolled", "已经登记"),
    ("wrong-recipient", "不是给本密钥库的"),
    ("replay", "计数已用过"),
    ("rehearsal", "演练与正式不相通"),
    ("no-transport", "没有传输密钥"),
    ("transport-known", "传输密钥已合成过"),
    ("components", "分量不齐"),
    ("no-package", "没有这个密钥包"),
    ("no-handover", "没有这个交接"),
    ("not-asked-for", "有未申领的密钥"),
    ("package-closed", "密钥包已完结"),
    ("package-open", "已有同样的密钥包"),
    ("shared-folder", "分量目录相同"),
    ("component-folders", "分量目录个数不对"),
    ("unreadable", "文件不能读取"),
    ("unwritable", "文件不能写入"),
    ("file-exists", "文件已存在"),
    ("self-test", "自检失败"),
    ("backend-answer", "后端答非所问"),
    ("print", "不能打印"),
    ("randomness", "没有随机数"),
    ("approval", "批准无效"),
    ("envelope", "信封损坏"),
    ("machine", "本机资源不足"),
    ("passphrase", "口令不合要求"),
    ("rule", "违反日志规则"),
    ("moved", "日志同时被他人写入"),
    ("busy", "密钥库正被使用"),
    ("attachment-lost", "附件缺失"),
    ("database-unwritable", "密钥库不能写入"),
    ("tampered", "密钥库校验不通过"),
    ("derivation", "分散规则拒绝"),
    ("file", "文件操作失败"),
    ("keystore", "密钥库拒绝"),
];

/// What a library says in few English words of the part that is wrong.
pub fn part(lang: Lang, words: &str) -> String {
    said(lang, PARTS, words)
}

const PARTS: &[(&str, &str)] = &[
    // Notes, checkpoints and exports of the log.
    ("no empty line", "正文与签名之间没有空行"),
    ("no signature line", "没有签名行"),
    ("malformed signature line", "签名行格式不对"),
    ("control character", "含有控制字符"),
    ("cosignature without a time", "会签没有时间"),
    ("form", "格式"),
    ("size", "条数"),
    ("root", "树根"),
    ("a line cut short", "有一行不完整"),
    ("a second log key", "日志公钥多于一个"),
    ("a key after the entries", "公钥出现在条目之后"),
    ("an entry after the checkpoints", "条目出现在检查点之后"),
    ("an entry of another keystore", "有另一密钥库的条目"),
    ("an entry out of sequence", "条目次序不对"),
    ("another log key than expected", "日志公钥不是所期望的"),
    (
        "a checkpoint no newer than the one before",
        "检查点不比前一个新",
    ),
    ("a checkpoint of another keystore", "有另一密钥库的检查点"),
    ("a checkpoint without log key", "检查点之前没有日志公钥"),
    ("too many officers", "保管人过多"),
    ("share index", "份额编号"),
    ("members", "各成员"),
    // The database.
    ("database disk image is malformed", "数据库内容损坏或不完整"),
    ("file is not a database", "文件不是数据库"),
    ("disk I/O error", "磁盘读写出错"),
    ("database is locked", "数据库被占用"),
    ("database or disk is full", "磁盘已满"),
    ("attempt to write a readonly database", "数据库是只读的"),
    ("unable to open database file", "打不开数据库文件"),
    ("out of memory", "内存不足"),
];
