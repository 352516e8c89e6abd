//! What each option and argument takes, as help says it.

messages! {
    v_lang() { zh: "语言", en: "LANG" }
    v_path() { zh: "路径", en: "PATH" }
    v_file() { zh: "文件", en: "FILE" }
    v_dir() { zh: "目录", en: "DIR" }
    v_region() { zh: "区划代码", en: "CODE" }
    v_kind() { zh: "种类", en: "KIND" }
    v_algorithm() { zh: "算法", en: "ALGORITHM" }
    v_version() { zh: "版本", en: "VERSION" }
    v_scheme() { zh: "方案", en: "SCHEME" }
    v_state() { zh: "状态", en: "STATE" }
    v_key() { zh: "密钥", en: "KEY" }
    v_number() { zh: "数", en: "N" }
    v_reason() { zh: "原因", en: "REASON" }
    v_custodian() { zh: "工号=姓名", en: "CODE=NAME" }
    v_custodian_path() { zh: "工号=路径", en: "CUSTODIAN=PATH" }
    v_custodian_fd() { zh: "工号=描述符", en: "CUSTODIAN=FD" }
    v_digits() { zh: "数字组", en: "DIGITS" }
    v_kcv() { zh: "校验值", en: "KCV" }
    v_card() { zh: "分散因子", en: "HEX" }
    v_id() { zh: "编号", en: "ID" }
    v_to() { zh: "区划代码|all", en: "CODE|all" }

    help() { zh: "显示说明", en: "Show this help" }
    version() { zh: "显示版本", en: "Show the version" }
    lang() { zh: "语言：zh 中文，en 英文", en: "Language: zh Chinese, en English" }
    json() { zh: "输出一个 JSON 文档", en: "Print one JSON document" }
    keystore() { zh: "密钥库文件（或用 KMS_KEYSTORE）", en: "The keystore file (or KMS_KEYSTORE)" }
    catalogue() { zh: "本地区的密钥种类目录文件，只增不改", en: "A region's own catalogue of key kinds, which may add and never redefine" }
    passphrase_file() {
        zh: "从文件首行读取该保管人的口令，可重复；文件须仅属主可读",
        en: "Take this custodian's passphrase from the file's first line; repeatable; only its owner may read the file",
    }
    passphrase_fd() { zh: "从文件描述符读取该保管人的口令，可重复", en: "Take this custodian's passphrase from a file descriptor; repeatable" }
    dry_run() { zh: "只说明会发生什么，不问口令，不写入", en: "Say what would happen, ask no passphrase, write nothing" }

    home_region() { zh: "密钥库所属地区，部级为 000000", en: "Home region of the keystore; 000000 for the ministry" }
    custodian() { zh: "一名保管人的工号和姓名，重复 2 至 16 次", en: "Staff code and name of a custodian, 2 to 16 times" }
    threshold() { zh: "需要几人共同开启，至少 2", en: "How many of them open it together, at least 2" }
    rehearsal() { zh: "演练密钥库：永久标记，正式环境拒收其一切文件", en: "A rehearsal keystore: marked for ever, refused by production" }
    witness() { zh: "别处保存的本日志检查点，可重复：查出回滚和改写", en: "A checkpoint of this log kept elsewhere, repeatable: finds rollback and rewriting" }
    recover_out() { zh: "补写密钥包和回执的目录", en: "Folder for packages and receipts to be written again" }
    recover_package() { zh: "接收被中断、或回执已遗失的那个密钥包文件", en: "The package file whose import was cut off, or whose receipt was lost" }
    component_dir() { zh: "分量目录，每个分量一个，重复 2 或 3 次", en: "A folder for one component, 2 or 3 times" }
    vectors() { zh: "测试向量文件（JSON）", en: "A JSON file of test vectors" }
    demo_dir() { zh: "存放演练文件的新目录", en: "A new folder for the rehearsal's files" }
    depth() { zh: "显示几级下级", en: "How many levels below to show" }
    region() { zh: "六位行政区划代码（GB/T 2260），部级为 000000", en: "Six-digit region code (GB/T 2260); 000000 is the ministry" }
    identity_file() { zh: "对方的身份文件", en: "The other side's identity file" }
    fingerprint() { zh: "无人值守时：与对方核对过的八组数字", en: "Unattended: the eight digit groups compared with the other side" }
    replace() { zh: "取代该地区已登记的另一身份", en: "Take the place of another identity of that region" }
    out_file() { zh: "写入的文件，不会覆盖已有文件", en: "The file to write; never replaces one" }
    out_file_or_stdout() { zh: "写入的文件；不指定则输出到标准输出", en: "The file to write; standard output where none is given" }
    kind() { zh: "密钥种类，名称或代码，如 IRK 或 0101；可重复", en: "Kind of key by name or code, such as IRK or 0101; repeatable" }
    kind_or_all() { zh: "密钥种类，名称或代码；all 为本级负责的全部种类；可重复", en: "Kind of key by name or code; all for every kind of this level; repeatable" }
    algorithm() { zh: "算法：AES-128、AES-192、AES-256、SM4、3DES（或 A1 A2 A3 S4 T2）；可重复", en: "AES-128, AES-192, AES-256, SM4, 3DES (or A1 A2 A3 S4 T2); repeatable" }
    key_version() { zh: "密钥版本 1 至 99", en: "Key version, 1 to 99" }
    new_version() { zh: "密钥版本 1 至 99；不指定则为下一个", en: "Key version, 1 to 99; the next one where none is given" }
    scheme() { zh: "分散方案：sp800-108-cmac（默认）或 pboc（3DES 的唯一方案）", en: "How children come from it: sp800-108-cmac (usual) or pboc (the only one for 3DES)" }
    activate() { zh: "生成后立即启用", en: "Put it into use at once" }
    filter_state() { zh: "只列此状态：pre-activation active suspended deactivated compromised destroyed", en: "Only this state: pre-activation active suspended deactivated compromised destroyed" }
    key() { zh: "密钥：IRK/A1/v1 或密钥编号；唯一时可省略后段", en: "A key: IRK/A1/v1 or its id; the end may be left off where it is clear" }
    card() { zh: "卡片分散因子，十六进制，1 至 16 字节，可重复", en: "A card's diversifier in hex, 1 to 16 bytes, repeatable" }
    cards() { zh: "每行一个分散因子的文件", en: "A file with one diversifier a line" }
    reason() { zh: "原因，记入审计日志", en: "Why; goes into the audit log" }
    confirm_code() { zh: "无人值守时：所指密钥的代号", en: "Unattended: the code of the key that is meant" }
    confirm_kcv() { zh: "无人值守时：所指密钥的校验值", en: "Unattended: the check value of the key that is meant" }
    to() { zh: "接收地区", en: "Recipient" }
    to_or_all() { zh: "接收地区；all 为全部直属下级", en: "Recipient; all for every region directly under this one" }
    component_file() { zh: "分量文件，须为同一传输密钥的全部分量", en: "Component files, all of one transport key" }
    package_out() { zh: "存放密钥包的目录", en: "Folder for the package" }
    receipt_out() { zh: "存放回执的目录", en: "Folder for the receipt" }
    use_transport() { zh: "使用先前制作、尚未使用的传输密钥", en: "Use a transport key that was made before and not used" }
    package_file() { zh: "密钥包文件（.kmspkg）", en: "Package file (.kmspkg)" }
    memorandum_out() { zh: "写出的网页文件，不覆盖已有文件", en: "The page to write; never replaces a file" }
    package_id() { zh: "密钥包编号，唯一时可只写开头", en: "Package id; its beginning where that is clear" }
    receipt_file() { zh: "回执文件（.kmsack）", en: "Receipt file (.kmsack)" }
    export_file() { zh: "导出的日志文件", en: "An exported log" }
    log_identity() { zh: "从别处得到的对方身份文件，其中有日志公钥", en: "The other side's identity file, got elsewhere: it names the log's key" }
    from() { zh: "从第几条开始", en: "First entry to show" }
    limit() { zh: "最多显示几条", en: "Show at most so many" }
    note_out() { zh: "写入会签后检查点的文件", en: "File for the cosigned checkpoint" }
    word_options() { zh: "选项", en: "OPTIONS" }
    word_default() { zh: "默认", en: "default" }
}
