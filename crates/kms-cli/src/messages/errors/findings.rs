//! What verification found, one line each.

messages! {
    container(detail) { zh: "数据库文件损坏：{detail}", en: "the database file is damaged: {detail}" }
    application_id(found) { zh: "文件没有密钥库标记（现为 {found}）", en: "the file is not marked as a keystore (it bears {found})" }
    version(found, known) { zh: "结构版本为 {found}，本程序为 {known}", en: "the file has schema version {found}, this program {known}" }
    schema(object) { zh: "表、索引或触发器 {object} 缺失、被改动或不应存在", en: "table, index or trigger {object} is missing, altered or does not belong here" }
    unreadable() { zh: "日志表或检查点表不是本程序所建，其内容一概未读", en: "the table of the log or of its checkpoints is not the one that this program makes; nothing in it was read" }
    empty() { zh: "日志一条也没有", en: "the log has no entry at all" }
    sequence(expected, found) { zh: "第 {expected} 条的位置上是第 {found} 条：有条目缺失或被挪动", en: "entry {found} stands where entry {expected} belongs: one is missing or was moved" }
    leaf_hash(seq) { zh: "第 {seq} 条：存储的散列与内容不符，条目或散列被改动", en: "entry {seq}: the stored hash is not that of the entry; one of them was altered" }
    entry(seq, reason) { zh: "第 {seq} 条不成立：{reason}", en: "entry {seq} cannot stand: {reason}" }
    checkpoint(size, reason) { zh: "覆盖 {size} 条的检查点无效：{reason}", en: "the checkpoint over {size} entries does not hold: {reason}" }
    checkpoint_missing(size) { zh: "缺少覆盖 {size} 条的检查点：提交时必定签署过", en: "the checkpoint over {size} entries is missing: it was signed when they were committed" }
    unsigned(seq) { zh: "第 {seq} 条在最后一个检查点之后，没有签名覆盖", en: "entry {seq} stands after the last checkpoint and no signature covers it" }
    row_missing(table, key) { zh: "表 {table} 缺少日志所记的行 {key}", en: "table {table} lacks row {key}, which the log gives" }
    row_extra(table, key) { zh: "表 {table} 多出日志没有的行 {key}", en: "table {table} has row {key}, which the log does not give" }
    row_differs(table, key, column) { zh: "表 {table} 行 {key} 的 {column} 与日志不符", en: "table {table}, row {key}: {column} differs from the log" }
    attachment_missing(digest) { zh: "附件 {digest} 缺失，日志没有记载清除", en: "attachment {digest} is missing, and the log does not say that it was erased" }
    attachment_altered(digest) { zh: "附件 {digest} 的内容或类别被改动", en: "attachment {digest} was altered, in its bytes or its name" }
    attachment_not_erased(digest) { zh: "附件 {digest} 应已清除，却还在", en: "attachment {digest} should be erased and is there" }
    attachment_extra(digest) { zh: "有日志没有提到的附件 {digest}", en: "attachment {digest} is not named by the log" }
    witness(number, reason) { zh: "第 {number} 个别处保存的检查点不能用：{reason}", en: "checkpoint {number} from elsewhere is of no use: {reason}" }
    rolled_back(entries, witnessed) { zh: "日志被截短或回滚：现有 {entries} 条，别处保存的检查点或本程序先前所见证明曾有 {witnessed} 条", en: "the log was cut off or rolled back: it has {entries} entries, and a checkpoint kept elsewhere, or what this program saw before, speaks for {witnessed}" }
    rewritten(size) { zh: "日志被改写：前 {size} 条与别处保存的检查点或本程序先前所见不是同一份", en: "the log was rewritten: its first {size} entries are not those of a checkpoint kept elsewhere, or not those that this program saw before" }
    clock_went_back(seq) { zh: "第 {seq} 条的时间早于前一条：本机时钟曾回拨", en: "entry {seq} bears an earlier time than the one before it: a clock went back" }
    other(text) { zh: "其他问题：{text}", en: "something else: {text}" }
}
