//! Refusals of the keystore, and damage to it.

messages! {
    event(name) { zh: "日志中的事项“{name}”无法读取", en: "the logged event '{name}' cannot be read" }
    event_why() { zh: "由更新版本的程序写成，或内容被改动", en: "it was written by a newer version of this program, or altered" }
    digest() { zh: "不是 64 位小写十六进制的摘要", en: "this is no digest of 64 lower-case hex digits" }
    digest_why() { zh: "摘要写法有误或被改动", en: "a digest is mistyped or altered" }
    rules(reason) { zh: "保管人和开启人数不成立：{reason}", en: "the custodians do not make a quorum: {reason}" }
    rules_why() { zh: "没有成立的规则，就无人能批准任何操作", en: "without a sound rule nobody could approve anything" }
    rule(rule) { zh: "违反了日志的规则（规则原文：{rule}）", en: "a rule of the log is broken; what must hold: {rule}" }
    rule_why() {
        zh: "这一事项与日志里已有的事项矛盾；可能另一操作刚改变了情况，也可能是程序错误",
        en: "the event contradicts what the log holds already; another operation may have changed things meanwhile, or this is a fault of the program",
    }
    authority(reason) { zh: "事项未经授权：{reason}", en: "an event has no authority: {reason}" }
    authority_why() { zh: "除尝试以外，写入的每一项都须有足够的保管人对恰好这一事项签名", en: "apart from attempts, everything that is written needs the signatures of enough custodians on exactly that" }
    sequence(found, expected) { zh: "应为第 {expected} 条的位置上是第 {found} 条", en: "entry {found} stands where entry {expected} should be" }
    sequence_why() { zh: "日志缺条、多条或次序被改动", en: "entries are missing, added or in another order" }

    not_found(path) { zh: "{path} 没有密钥库", en: "there is no keystore at {path}" }
    not_found_why() { zh: "路径不对，或存放密钥库的介质没有挂载；打开时绝不会新建", en: "the path is another, or its medium is not mounted; opening never creates one" }
    not_found_next(path) { zh: "核对路径，或先用演练熟悉：kms demo\n查看这个位置：ls -l {path}", en: "check the path, or begin with a rehearsal: kms demo\nsee what is there: ls -l {path}" }
    no_folder(folder) { zh: "目录 {folder} 不存在", en: "there is no folder {folder}" }
    no_folder_why() { zh: "密钥库只建在已有的目录里", en: "a keystore is created only in a folder that exists" }
    no_folder_next(folder) { zh: "先建立目录，再次运行：mkdir -p {folder}", en: "make the folder first, then run again: mkdir -p {folder}" }
    exists(path) { zh: "{path} 已经存在", en: "{path} exists already" }
    exists_why() { zh: "本程序从不覆盖密钥库，也不覆盖可能含有其数据的文件", en: "this program never replaces a keystore, nor a file that may hold its data" }
    exists_next(path) { zh: "换一个路径；先看那里是什么：kms --keystore {path} status", en: "choose another path; see first what is there: kms --keystore {path} status" }
    busy() { zh: "密钥库正被另一个程序使用", en: "the keystore is in use by another process" }
    busy_why() { zh: "等了 10 秒仍未空出；一次只能有一处写入", en: "it did not become free within 10 seconds; only one may write at a time" }
    moved(expected, found) { zh: "操作期间日志已从 {expected} 条增至 {found} 条", en: "the log went from {expected} to {found} entries while this ran" }
    moved_why() { zh: "有人同时在操作这个密钥库；为免冲突，这次写入没有进行", en: "somebody else worked on this keystore at the same time; to be safe, this was not written" }
    replaced() { zh: "密钥库文件在使用中被换掉了", en: "the keystore file was replaced while it was open" }
    replaced_why() { zh: "那个路径上现在是另一个文件；可能有人在复制、恢复或修复", en: "another file stands at that path now; somebody may be copying, restoring or repairing it" }
    full() { zh: "磁盘已满，审计日志无法写入", en: "the disk is full and the audit log cannot be written" }
    read_only() { zh: "密钥库是只读的，审计日志无法写入", en: "the keystore is read-only and the audit log cannot be written" }
    permission() { zh: "没有写入密钥库的权限", en: "there is no permission to write the keystore" }
    io() { zh: "存储设备出错，密钥库无法写入", en: "the storage failed and the keystore cannot be written" }
    unwritable() { zh: "密钥库无法写入", en: "the keystore cannot be written" }
    unwritable_why(detail) { zh: "不能记录的操作一律不做（{detail}）", en: "what cannot be recorded is not done ({detail})" }
    full_next() { zh: "腾出空间后再试。查看剩余空间：df -h .", en: "make room and try again. See what is free: df -h ." }
    damaged() { zh: "密钥库文件已损坏，或不是密钥库", en: "the keystore file is damaged, or no keystore" }
    damaged_why(detail) { zh: "数据库读不出来（{detail}）", en: "the database cannot be read ({detail})" }
    damaged_next(kms) {
        zh: "先复制一份留作证据，并找出备份；不要继续使用。看损坏到什么程度：{kms} verify",
        en: "copy it as evidence, find the backup and stop using it. See how far the damage goes: {kms} verify",
    }
    newer(found, known) { zh: "密钥库由更新版本的程序写成（结构版本 {found}，本程序只到 {known}）", en: "the keystore was written by a newer program (schema {found}, this one knows {known})" }
    newer_why() { zh: "旧程序不懂新的规则，继续写入会造成损坏", en: "an older program does not know the newer rules and would do damage" }
    newer_next() { zh: "换用新版本的程序。本程序的版本：kms --version", en: "use the newer program. The version of this one: kms --version" }
    tampered(count) { zh: "密钥库校验不通过：发现 {count} 处问题", en: "the keystore fails verification (findings: {count})" }
    tampered_why(first) { zh: "首先是：{first}", en: "the first of them: {first}" }
    tampered_nothing() { zh: "没有列出具体问题", en: "none is named" }
    tampered_next(kms) {
        zh: "停止使用，复制一份留作证据。逐项查看：{kms} verify\n看能否以日志重建，不会写入：{kms} repair --dry-run",
        en: "stop using it and copy it as evidence. See every finding: {kms} verify\nsee whether the log can mend it, writing nothing: {kms} repair --dry-run",
    }
    log_key() { zh: "签名用的不是这个密钥库的日志密钥", en: "this is not the log key of this keystore" }
    log_key_why() { zh: "保管人信封里的日志密钥与首条日志所记的不符", en: "the log key in a custodian's envelope is not the one that the first entry names" }
    not_given(digest) { zh: "没有给出附件 {digest} 的内容", en: "the bytes of attachment {digest} were not given" }
    not_named(digest) { zh: "事项没有提到附件 {digest}", en: "attachment {digest} is not named by the events" }
    attachment_why() { zh: "日志与附件必须一一对应；这是程序错误，请连同日志一并报告", en: "log and attachments must match; this is a fault of the program: report it with the log" }
    erased(digest) { zh: "附件 {digest} 已清除", en: "attachment {digest} is erased" }
    erased_why() { zh: "按规程清除的（销毁、收到回执、作废），或已记为遗失，不能恢复", en: "it was erased on purpose (destroyed, received, cancelled) or recorded as lost, and cannot be had again" }
    missing(digest) { zh: "附件 {digest} 不见了", en: "attachment {digest} is missing" }
    altered(digest) { zh: "附件 {digest} 被改动", en: "attachment {digest} was altered" }
    lost_why() { zh: "日志没有记载清除它，说明文件损坏或被动过", en: "the log does not say that it was erased, so the file is damaged or was tampered with" }
    no_entry(seq) { zh: "日志没有第 {seq} 条", en: "the log has no entry {seq}" }
    no_entry_why() { zh: "序号从 1 开始，到现有条数为止", en: "entries are numbered from 1 to as many as there are" }
    file(call, path) { zh: "对 {path} 的操作（{call}）失败", en: "{call} of {path} failed" }
    database() { zh: "数据库拒绝了操作", en: "the database refused" }
    database_why(detail) { zh: "数据库报告：{detail}", en: "it says: {detail}" }

    no_request() { zh: "没有申请", en: "there is no request" }
    not_an_attempt() { zh: "“尝试”不应带有申请或批准", en: "an attempt carries a request" }
    other_keystore() { zh: "它属于另一个密钥库", en: "it belongs to another keystore" }
    reused(op) { zh: "申请 {op} 已用过一次", en: "request {op} has served before" }
    expired(expires) { zh: "申请已于{expires}失效", en: "the request expired at {expires}" }
    not_answered() { zh: "保管人签的是另一件事", en: "the custodians signed something else" }
}
