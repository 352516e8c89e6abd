//! Refusals of the audit log's formats.

messages! {
    too_large(size, cap) { zh: "内容有 {size} 字节，最多 {cap} 字节", en: "it has {size} bytes, and at most {cap} are accepted" }
    json(text) { zh: "JSON 无法读取（{text}）", en: "the JSON cannot be read ({text})" }
    number(number) { zh: "数字 {number} 无法在 JSON 中精确表示", en: "the number {number} cannot be carried exactly in JSON" }
    not_canonical() { zh: "JSON 不是规范形式", en: "the JSON is not in canonical form" }
    entry(member) { zh: "条目的“{member}”一项有误", en: "an entry has a bad value in '{member}'" }
    out_of_range(asked, limit) { zh: "日志只有 {limit} 条，所指为 {asked}", en: "{asked} is asked of a log that ends at {limit}" }
    inclusion() { zh: "包含证明不成立", en: "the inclusion proof does not hold" }
    consistency() { zh: "一致性证明不成立", en: "the consistency proof does not hold" }
    key_name() { zh: "签名者名称不合规定", en: "a signer's name is not allowed" }
    verifier_key() { zh: "日志公钥的写法不对", en: "this is no verifier key in its text form" }
    public_key() { zh: "不是有效的 Ed25519 公钥", en: "this is no sound Ed25519 public key" }
    note(what) { zh: "签名文本格式不对（{what}）", en: "the signed note is malformed ({what})" }
    checkpoint(what) { zh: "检查点格式不对（{what}）", en: "the checkpoint is malformed ({what})" }
    origin(origin) { zh: "检查点属于另一份日志 {origin}", en: "the checkpoint is of another log, {origin}" }
    not_signed(name) { zh: "没有 {name} 的签名", en: "it is not signed by {name}" }
    signature(name) { zh: "{name} 的签名无效", en: "the signature of {name} does not hold" }
    cosignature_time() { zh: "会签时间超出范围", en: "the time of a cosignature is out of range" }
    io(text) { zh: "日志文件读写失败：{text}", en: "the log file cannot be read or written: {text}" }
    export(what) { zh: "导出文件结构不对（{what}）", en: "the export is not well formed ({what})" }
    in_line(line, reason) { zh: "第 {line} 行：{reason}", en: "line {line}: {reason}" }
    root(size) { zh: "前 {size} 条与签名的树根不符", en: "the first {size} entries do not have the root that was signed" }
    unsigned(seq) { zh: "第 {seq} 条在最后一个检查点之后，没有签名覆盖", en: "entry {seq} stands after the last checkpoint and no signature covers it" }

    form_why() { zh: "内容被改动、不完整，或不是这类文件", en: "it was altered, is incomplete, or is something else" }
    proof_why() { zh: "条目与签名的检查点对不上：日志被改动、截短，或检查点出自另一份日志", en: "entries and signed checkpoint do not fit: the log was altered or cut off, or the checkpoint is another log's" }
    signer_why() { zh: "签名者的公钥不对，或签名后内容被改动", en: "the signer's key is another one, or it was altered after signing" }
    io_why() { zh: "磁盘已满、权限不足，或读取的一方已关闭", en: "the disk is full, permission is denied, or the reader has gone" }
}
