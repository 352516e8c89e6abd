//! What each command does, as its help says it.

messages! {
    kms() {
        zh: "社会保障卡密钥管理系统：生成、分散、下发、接收和审计各级密钥",
        en: "Key management for social security cards: generate, diversify, hand over, receive and audit keys",
    }
    kms_after() {
        zh: "从演练开始：kms demo\n任何命令都可加 --json 供程序读取；凡写入的命令都可加 --dry-run 先看会发生什么。\n口令只从终端、口令文件或文件描述符读取，绝不作为参数值或环境变量。\n环境变量：KMS_KEYSTORE 密钥库路径，KMS_LANG 语言（zh 或 en）。",
        en: "To begin with a rehearsal: kms demo\nEvery command takes --json for programs; every command that writes takes --dry-run to show first what would happen.\nPassphrases come from the terminal, a file or a file descriptor, never from an argument or the environment.\nEnvironment: KMS_KEYSTORE path of the keystore, KMS_LANG language (zh|en).",
    }
    init() {
        zh: "建立密钥库：由各保管人共同持有根秘密，任意 k 人才能开启",
        en: "Create a keystore: its root secret is shared among custodians, any k of whom open it",
    }
    init_after() {
        zh: "例：kms --keystore henan.kms init --region 410000 --custodian wang=王芳 --custodian li=李强 --custodian zhao=赵敏 --threshold 2",
        en: "Example: kms --keystore henan.kms init --region 410000 --custodian wang=王芳 --custodian li=李强 --custodian zhao=赵敏 --threshold 2",
    }
    status() {
        zh: "一览：这是谁的密钥库、密钥状态、未完成事项和警告",
        en: "At a glance: whose keystore this is, its keys, what is open, and warnings",
    }
    verify() {
        zh: "校验整个密钥库：重放审计日志，逐行比对，并核对每一项操作的授权",
        en: "Verify the whole keystore: replay the log, compare every row, check the authority of every entry",
    }
    repair() {
        zh: "以审计日志重建损坏的数据表；原文件保留备查",
        en: "Rebuild damaged tables from the audit log; the old file is kept",
    }
    recover() {
        zh: "列出并完成被中断的操作（补写已提交而未写出的文件）",
        en: "List and finish what an interrupted operation left open (files committed and not written)",
    }
    self_test() {
        zh: "自检：重算内置的标准已知答案，或检测机构自带的向量",
        en: "Self-test: recompute the built-in known answers, or vectors brought by an assessor",
    }
    doctor() {
        zh: "检查本机是否适合运行：权限、时钟、空间、随机源、交换分区、终端",
        en: "Check this machine: permissions, clock, space, randomness, swap, terminal",
    }
    demo() {
        zh: "演练：部、省、市三级走完生成、分散、下发、回执、会签全过程",
        en: "Rehearsal: ministry, province and city go the whole way from generation to receipt and cosignature",
    }
    region() { zh: "地区：查询、登记、下发进度", en: "Regions: look up, enroll, coverage" }
    region_list() { zh: "列出与本密钥库往来的地区；不指定密钥库时列出各省级单位", en: "List the regions this keystore deals with; without a keystore, the provinces" }
    region_show() { zh: "显示一个地区及其下级", en: "Show a region and the tree below it" }
    region_enroll() {
        zh: "登记上级或直属下级的身份文件，须先与对方当面或电话核对指纹",
        en: "Enroll the identity of the level above or of a region directly under this one, after comparing fingerprints",
    }
    region_coverage() { zh: "各地区各密钥的下发进度：未启用、未制作、已制作、已发出、已接收、使用中", en: "How far each key has come to each region: not active, not made, made, sent, received, in use" }
    identity() { zh: "本密钥库的身份", en: "The identity of this keystore" }
    identity_export() { zh: "导出身份文件，交上级和下级登记", en: "Export the identity file for the levels above and below to enroll" }
    key() { zh: "密钥：生成、查看、轮换、改变状态、分散到卡", en: "Keys: generate, look at, rotate, change state, derive for cards" }
    key_generate() { zh: "生成本级的主密钥", en: "Generate master keys of this level" }
    key_list() { zh: "列出密钥", en: "List the keys" }
    key_show() { zh: "显示一个密钥的全部公开信息", en: "Show everything public about one key" }
    key_derive() { zh: "分散出卡片密钥并报告校验值（一卡一密；卡片密钥不保存）", en: "Derive card keys and report their check values (one card, one key; they are not kept)" }
    key_rotate() { zh: "生成一个密钥种类的下一版本，与旧版本并存", en: "Make the next version of a kind, beside the old ones" }
    key_activate() { zh: "启用密钥", en: "Put keys into use" }
    key_suspend() { zh: "暂停使用密钥（一名保管人即可）", en: "Take keys out of use for a time (one custodian suffices)" }
    key_deactivate() { zh: "停用密钥：不再用于新的保护", en: "End the use of keys for new work" }
    key_compromise() { zh: "报告密钥泄露（一名保管人即可，不可撤销）", en: "Report a key as compromised (one custodian suffices; cannot be undone)" }
    key_destroy() { zh: "销毁已停用或已泄露的密钥（不可撤销）", en: "Destroy a deactivated or compromised key (cannot be undone)" }
    transport() { zh: "传输密钥：以分量形式送达", en: "Transport keys, which travel as components" }
    transport_create() { zh: "为一个接收方制作传输密钥，分成 2 或 3 个分量", en: "Make a transport key for one recipient as 2 or 3 components" }
    transport_import() { zh: "合成收到的传输密钥分量", en: "Put together the components of a transport key received" }
    package() { zh: "密钥包：制作、查看、接收、重发、作废", en: "Packages: create, look at, import, reissue, cancel" }
    package_create() { zh: "为下级分散子密钥并制成密钥包", en: "Diversify sub-keys for a region below and make a package" }
    package_create_after() {
        zh: "--to all 逐一处理所有直属下级，每地一个事务；中断后再次运行会接着做，不会重复占用计数。\n正式环境中各分量目录必须互不相同，也不得与密钥包同目录：应分别挂载各自的载体。",
        en: "--to all serves every region directly under this one, one transaction each; run again, it continues and spends no second counter.\nOutside rehearsal each component needs a folder of its own, none beside the package: mount each carrier separately.",
    }
    package_list() { zh: "列出制作和收到的密钥包", en: "List packages made and received" }
    package_inspect() { zh: "检查一个密钥包并显示内容，不需口令，不写入", en: "Check a package and show what it holds; no passphrase, nothing written" }
    package_import() { zh: "接收密钥包：校验、入库、签发回执", en: "Import a package: check it, store its keys, sign a receipt" }
    package_memorandum() { zh: "打印密钥交接备忘录（A4，双方签署盖章），不需口令，不写入", en: "Print the handover memorandum (A4, for both levels to sign); no passphrase, nothing recorded" }
    package_reissue() { zh: "作废未送达的密钥包，以新传输密钥重新制作", en: "Cancel a package that did not arrive and make it again under a new transport key" }
    package_cancel() { zh: "作废密钥包", en: "Cancel a package" }
    receipt() { zh: "回执", en: "Receipts" }
    receipt_verify() { zh: "核对回执、会签对方检查点、清除传输密钥", en: "Verify a receipt, cosign its checkpoint and erase the transport key" }
    audit() { zh: "审计日志", en: "The audit log" }
    audit_log() { zh: "显示日志条目", en: "Show entries" }
    audit_export() { zh: "导出全部日志，供他人独立校验", en: "Export the whole log for others to verify" }
    audit_verify() { zh: "校验一份导出的日志，不需密钥库", en: "Verify an exported log; needs no keystore" }
    audit_cosign() { zh: "会签另一级的日志检查点", en: "Cosign another level's checkpoint" }
    heading_usage() { zh: "用法", en: "Usage" }
    heading_commands() { zh: "命令", en: "Commands" }
    heading_options() { zh: "选项", en: "Options" }
    heading_arguments() { zh: "参数", en: "Arguments" }
    heading_global() { zh: "通用选项", en: "Global options" }
    command() { zh: "命令", en: "COMMAND" }
    more(program) { zh: "各命令的说明：{program} <命令> --help", en: "More on a command: {program} <COMMAND> --help" }
}
