//! Refusals about custodians, passphrases, shares and approvals.

messages! {
    quorum_size(k, n) { zh: "{n} 名保管人、{k} 人开启，这样的组合不允许", en: "{k} of {n} custodians is not allowed" }
    quorum_size_why() {
        zh: "保管人须 2 至 16 名，开启人数至少 2 人且不超过保管人数；不允许一人独自开启",
        en: "there are 2 to 16 custodians, and at least 2 and at most all of them open the keystore; nobody opens it alone",
    }
    name() { zh: "姓名为空、过长或含有看不见的字符", en: "a name is empty, too long or has characters that cannot be seen" }
    name_why() { zh: "姓名为 1 至 64 个可见字符，首尾无空格，不含控制或双向文字字符", en: "a name has 1 to 64 visible characters, no space at its ends, and no control or bidirectional characters" }
    reason() { zh: "原因为空、过长或含有看不见的字符", en: "the reason is empty, too long or has characters that cannot be seen" }
    reason_why() { zh: "原因为 1 至 200 个可见字符，首尾无空格；它会永久留在审计日志里", en: "a reason has 1 to 200 visible characters and no space at its ends; it stays in the audit log for ever" }
    must_sign(officer) { zh: "这一步须由 {officer} 本人签名", en: "{officer} has to sign this" }
    must_sign_why() { zh: "移交、接收、监督或报告的人，须亲自用自己的口令签名", en: "whoever delivers, takes, supervises or reports signs for it with their own passphrase" }
    must_sign_next(officer, command) { zh: "请 {officer} 到场，与另一名保管人一同输入口令后再次运行：{command}", en: "run again with {officer} and another custodian here: {command}" }
    unknown_officer(officer) { zh: "没有工号为 {officer} 的保管人", en: "no custodian has the staff code {officer}" }
    unknown_officer_why() { zh: "保管人在建立密钥库时确定，工号区分大小写", en: "custodians are named when a keystore is created, and letter case counts" }
    who_next(kms) { zh: "查看保管人名单：{kms} status", en: "see who the custodians are: {kms} status" }
    same_twice(officer) { zh: "保管人 {officer} 出现了两次", en: "custodian {officer} is named twice" }
    same_twice_why() { zh: "需要的是不同的人，同一人不能算两次", en: "different people are needed; one person does not count twice" }
    too_few(have, need) { zh: "需要 {need} 名保管人，只有 {have} 名", en: "custodians needed: {need}; present: {have}" }
    too_few_why() { zh: "密钥不能由一人单独使用，这一操作须由规定人数共同批准", en: "nobody uses keys alone: this takes that many people together" }
    too_few_next(command) { zh: "人到齐后再次运行：{command}", en: "run it again when enough are present: {command}" }
    wrong_passphrase(officer) { zh: "{officer} 的口令不对", en: "wrong passphrase for {officer}" }
    wrong_passphrase_why() {
        zh: "口令打不开这名保管人的信封；可能打错，大小写或输入法不对，或信封已损坏",
        en: "it does not open this custodian's envelope: mistyped, another letter case or input method, or a damaged envelope",
    }
    tries_left(why, count) { zh: "{why}。再错 {count} 次，这名保管人将被锁定 15 分钟", en: "{why}; wrong attempts left before this custodian is locked out for 15 minutes: {count}" }
    locked_now(why, until) { zh: "{why}。这名保管人已被锁定，至{until}", en: "{why}; this custodian is now locked out until {until}" }
    locked_out(officer, until) { zh: "{officer} 因多次失败被锁定，至{until}", en: "{officer} is locked out after failed attempts, until {until}" }
    locked_out_why() {
        zh: "15 分钟内 5 次尝试都没有成功。若不是本人所为，请立即报告：有人在试口令",
        en: "five attempts within 15 minutes did not succeed; if they were not this person's own, report it at once: somebody is guessing",
    }
    locked_out_wait(kms) {
        zh: "未锁定的保管人已不足，只能到时再试；锁定时间见：{kms} status",
        en: "too few custodians are left who are not locked out: wait. Until when is in: {kms} status",
    }
    locked_out_next(kms) {
        zh: "到时再试，或由另一名保管人代替。核对是谁尝试过：{kms} audit log",
        en: "wait until then, or let another custodian take the place. See who tried: {kms} audit log",
    }

    staff_code() { zh: "工号写法不对", en: "this is no staff code" }
    staff_code_why() { zh: "工号为 1 至 32 个字母、数字、点、下划线或连字符", en: "a staff code has 1 to 32 letters, digits, dots, underscores or hyphens" }
    duplicate_officer(officer) { zh: "工号 {officer} 重复（大小写不算区别）", en: "staff code {officer} is there twice (letter case does not count)" }
    duplicate_key(officer) { zh: "{officer} 的公钥与另一名保管人相同", en: "{officer} has the public key of another custodian" }
    duplicate_why() { zh: "每名保管人必须有各自的工号和签名密钥，否则一人可冒充两人", en: "each custodian has a staff code and a signing key of their own, or one person could count as two" }
    public_key(officer) { zh: "{officer} 的公钥不是有效的 Ed25519 公钥", en: "the public key of {officer} is no sound Ed25519 key" }
    public_key_why() { zh: "公钥损坏，或是有意造出的弱公钥", en: "it is damaged, or made weak on purpose" }
    duplicate_share(index) { zh: "第 {index} 号份额出现了两次", en: "share {index} is there twice" }
    share_index(index) { zh: "份额编号 {index} 不在 0 至 15 之间", en: "share index {index} is not between 0 and 15" }
    too_few_shares(got, needed) { zh: "需要 {needed} 个份额，只有 {got} 个", en: "shares needed: {needed}; present: {got}" }
    share_digest() { zh: "各份额合不成同一个根秘密", en: "the shares do not make one root secret" }
    share_length() { zh: "有一个份额长度不对", en: "a share has the wrong length" }
    shares_why() {
        zh: "根秘密由各保管人的份额合成；份额损坏，或不属于这个密钥库，就合不成",
        en: "the root secret is put together from the custodians' shares, which fails where one is damaged or belongs elsewhere",
    }

    too_short() { zh: "口令太短", en: "the passphrase is too short" }
    too_simple() { zh: "口令太简单", en: "the passphrase is too simple" }
    too_long() { zh: "口令太长", en: "the passphrase is too long" }
    not_text() { zh: "口令含有控制字符或不是文字", en: "the passphrase is not plain text" }
    rule_why() {
        zh: "口令至少 8 个字符、12 个字节（即 12 个字母数字或 8 个汉字），至少 5 个不同字符，最多 256 字节",
        en: "a passphrase has at least 8 characters that make 12 bytes (12 letters, or 8 Chinese characters), at least 5 of them different, and at most 256 bytes",
    }
    rule_next(command) { zh: "另选一个口令，再次运行：{command}", en: "choose another one and run again: {command}" }

    envelope_layout() { zh: "保管人信封的格式不对", en: "a custodian's envelope is not of the known format" }
    suite(suite) { zh: "不认识密码套件 {suite}", en: "cryptographic suite {suite} is unknown" }
    cost(memory, passes, lanes) { zh: "信封要求的口令散列参数（{memory} KiB，{passes} 遍，{lanes} 路）超出允许范围", en: "the envelope asks for a password hash of {memory} KiB, {passes} passes, {lanes} lanes, which is outside the accepted range" }
    envelope_context(part) { zh: "信封的说明与内容不符（{part}）", en: "the envelope's description does not fit its content ({part})" }
    envelope_why() {
        zh: "信封损坏、被替换，或由更新的程序写成",
        en: "the envelope is damaged or replaced, or was written by a newer program",
    }
    password_hash() { zh: "内存不足，无法计算口令散列", en: "there is not enough memory to compute the password hash" }
    password_hash_why() { zh: "打开每个信封需要 64 MiB 内存，以阻止猜口令", en: "each envelope takes 64 MiB of memory, which makes guessing passphrases expensive" }
    memory_next(kms) { zh: "关闭其他程序后再试。检查本机：{kms} doctor", en: "close other programs and try again. Check this machine: {kms} doctor" }
    seal() { zh: "信封无法加密", en: "the envelope could not be encrypted" }
    seal_why() { zh: "密码库拒绝了加密，程序或本机可能有故障", en: "the cipher refused; the program or this machine may be faulty" }
    any_wrong_passphrase() { zh: "口令不对，或信封被改动", en: "wrong passphrase, or the envelope was altered" }

    request(member) { zh: "申请中“{member}”一项有误", en: "the request has a bad value in '{member}'" }
    action(name) { zh: "不认识操作“{name}”", en: "the action '{name}' is unknown" }
    time(text) { zh: "“{text}”不是精确到秒的 UTC 时间", en: "'{text}' is no UTC time with whole seconds" }
    request_why() { zh: "申请由更新的程序写成，或被改动", en: "the request was written by a newer program, or altered" }
    expired(expires, now) { zh: "申请已于{expires}失效，现在是{now}", en: "the request expired at {expires} (it is {now} now)" }
    expired_why() { zh: "批准只在 15 分钟内有效；若不是久等，本机时钟可能跳动过", en: "approvals hold for 15 minutes; where nobody waited that long, this machine's clock may have jumped" }
    no_approvals() { zh: "没有人批准", en: "nobody approved" }
    too_many_approvals(count) { zh: "批准多达 {count} 份，超出任何申请所需", en: "{count} approvals are more than any request needs" }
    unknown_approver(name) { zh: "批准人“{name}”不是在册保管人", en: "an approval names '{name}', who is no custodian" }
    malformed_approval(officer) { zh: "{officer} 的批准格式不对", en: "the approval of {officer} is malformed" }
    other_request(officer) { zh: "{officer} 批准的是另一份申请", en: "{officer} approved another request" }
    approval_signature(officer) { zh: "{officer} 的批准签名无效", en: "the approval of {officer} has no valid signature" }
    not_enough(got, needed) { zh: "需要 {needed} 名保管人批准，只有 {got} 名", en: "custodians who must approve: {needed}; who did: {got}" }
    approvals_why() {
        zh: "写入须由足够多的不同保管人对同一份申请签名；这里的批准不能证明这一点",
        en: "whatever writes needs signatures of enough different custodians on one request, and these approvals do not show that",
    }
    random(text) { zh: "操作系统没有给出随机数（{text}）", en: "the operating system gave no random bytes ({text})" }
}
