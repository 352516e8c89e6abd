//! What the program itself refuses, before the library is asked: the command line, files of passphrases.

messages! {
    not_a_language() { zh: "语言只有 zh（中文）和 en（英文）", en: "languages are zh and en" }
    not_code_and_path() { zh: "应写成 工号=路径，如 wang=/media/wang/passphrase", en: "write it CUSTODIAN=PATH, as in wang=/media/wang/passphrase" }
    not_code_and_fd() { zh: "应写成 工号=描述符，如 wang=3", en: "write it CUSTODIAN=FD, as in wang=3" }
    not_code_and_name() { zh: "应写成 工号=姓名，如 wang=王芳", en: "write it CODE=NAME, as in wang=王芳" }
    not_a_staff_code() { zh: "工号为 1 至 32 个字母、数字、点、下划线或连字符", en: "a staff code is 1 to 32 letters, digits, dots, underscores or hyphens" }
    not_a_region() { zh: "应为六位行政区划代码，如 410000（河南省）；部级为 000000", en: "a region is a six-digit code such as 410000 (Henan); the ministry is 000000" }
    not_a_recipient() { zh: "应为六位行政区划代码，或 all（全部直属下级）", en: "a recipient is a six-digit region code, or all for every region directly under this one" }
    not_a_mark() { zh: "编号为 1 至 32 个大写字母、数字或连字符，首尾不是连字符", en: "a serial, seal or id is 1 to 32 of A-Z, 0-9 and -, with a letter or digit at both ends" }
    not_a_public_key() { zh: "应为 Ed25519 公钥：64 位小写十六进制", en: "it must be an Ed25519 public key of 64 lower-case hex digits" }
    not_a_signature() { zh: "应为签名：128 位小写十六进制", en: "it must be a signature of 128 lower-case hex digits" }
    not_a_verdict() { zh: "结论为 passed（通过）或 failed（未通过）", en: "a verdict is passed or failed" }
    application_of_all() { zh: "一份申领只属于一个地区", en: "an application is one region's" }
    application_of_all_next() { zh: "用 --to 地区 指定申领的地区", en: "name the region that applied with --to REGION" }
    not_an_asked_key() { zh: "应为 种类/算法 或 种类/算法/v版本，如 IRK/A1/v1", en: "it must be KIND/ALGORITHM or KIND/ALGORITHM/vN, such as IRK/A1/v1" }
    not_an_item() { zh: "应为 编号=封签:状况，如 MC-000001=S-1001:完好", en: "it must be SERIAL=SEAL:CONDITION, such as MC-000001=S-1001:intact" }
    not_a_recheck() { zh: "应为 编号=密钥:校验值，如 MC-000001=IRK/A1/v1:E5AD2A1DB7", en: "it must be SERIAL=KEY:KCV, such as MC-000001=IRK/A1/v1:E5AD2A1DB7" }
    not_words() { zh: "应为 1 至 200 个看得见的字符，首尾没有空格", en: "it must be 1 to 200 visible characters without spaces at the ends" }
    not_a_month() { zh: "月份写作 2026-03", en: "a month is written like 2026-03" }
    not_a_day() { zh: "日期写作 2026-03-31", en: "a day is written like 2026-03-31" }
    not_a_carrier_kind(known) { zh: "载体种类有：{known}", en: "kinds of carriers are: {known}" }
    not_a_number(min, max) { zh: "应为 {min} 至 {max} 的整数", en: "it must be a whole number from {min} to {max}" }
    not_an_algorithm() { zh: "算法有 AES-128、AES-192、AES-256、SM4、3DES（或 A1 A2 A3 S4 T2）", en: "algorithms are AES-128, AES-192, AES-256, SM4, 3DES (or A1 A2 A3 S4 T2)" }
    not_a_key_version() { zh: "密钥版本为 1 至 99", en: "a key version is 1 to 99" }
    not_a_scheme() { zh: "分散方案有 sp800-108-cmac 和 pboc", en: "schemes are sp800-108-cmac and pboc" }
    not_a_state() { zh: "状态有 pre-activation、active、suspended、deactivated、compromised、destroyed", en: "states are pre-activation, active, suspended, deactivated, compromised, destroyed" }

    placeholder(word) { zh: "{word} 要换成实际的内容", en: "{word} stands for something that you fill in" }
    placeholder_next() { zh: "把它换成实际的内容，再次运行", en: "put what is meant in its place and run it again" }
    unknown_argument(arg) { zh: "没有“{arg}”这个选项", en: "there is no option '{arg}'" }
    left_over(word) { zh: "多出了“{word}”，这个命令用不上", en: "'{word}' is more than this command takes" }
    unknown_command(word) { zh: "没有“{word}”这个命令", en: "there is no command '{word}'" }
    missing_command() { zh: "缺少命令", en: "a command is missing" }
    missing_arguments(args) { zh: "缺少必需的参数：{args}", en: "required arguments are missing: {args}" }
    missing_value(arg) { zh: "{arg} 缺少值", en: "{arg} lacks its value" }
    wrong_count(arg) { zh: "{arg} 的个数不对", en: "{arg} is given the wrong number of times" }
    bad_value(arg, value) { zh: "{arg} 的值“{value}”无效", en: "'{value}' is no value for {arg}" }
    conflict(arg, other) { zh: "{arg} 不能与 {other} 同时使用", en: "{arg} cannot be used together with {other}" }
    not_text() { zh: "命令行中有无法识别的字符", en: "the command line holds bytes that are no text" }
    usage() { zh: "命令行无法理解", en: "the command line is not understood" }
    meant(word) { zh: "是否想用 {word}？", en: "did you mean {word}?" }
    usage_next(command) { zh: "查看用法：{command} --help", en: "see how it is used: {command} --help" }
    usage_unchanged() { zh: "没有改变任何东西。", en: "Nothing was changed." }

    no_keystore() { zh: "没有指定密钥库", en: "no keystore is named" }
    no_keystore_why() { zh: "既没有 --keystore，也没有设置 KMS_KEYSTORE", en: "there is neither --keystore nor KMS_KEYSTORE" }
    no_keystore_next() { zh: "加上 --keystore 路径，或先建立演练：kms demo", en: "add --keystore PATH, or make a rehearsal first: kms demo" }

    passphrase_unreadable(path) { zh: "不能读取口令文件 {path}", en: "cannot read the passphrase file {path}" }
    passphrase_unreadable_next() { zh: "检查路径和载体是否已挂载；口令应在文件首行", en: "check the path and that the carrier is mounted; the passphrase is the first line" }
    passphrase_exposed(path) { zh: "口令文件 {path} 可被他人读取", en: "others can read the passphrase file {path}" }
    passphrase_exposed_why(mode) { zh: "文件权限为 {mode}，同组或其他用户可读；正式环境不接受", en: "its mode is {mode}: the group or others may read it, which production refuses" }
    passphrase_exposed_next(path) { zh: "查明谁读过它，再改为仅属主可读：chmod 600 {path}", en: "find out who has read it, then let only its owner read it: chmod 600 {path}" }
    passphrase_empty(path) { zh: "口令文件 {path} 的首行为空", en: "the first line of the passphrase file {path} is empty" }
    passphrase_of(officer, flaw) { zh: "{officer} 选的口令不能用：{flaw}", en: "the passphrase that {officer} chose cannot serve: {flaw}" }
    passphrase_of_next(officer) { zh: "请 {officer} 另选一个口令，再次运行同一命令", en: "let {officer} choose another one, then run the same command again" }
    passphrase_shared(officer, other) { zh: "{officer} 与 {other} 的口令相同", en: "{officer} and {other} have the same passphrase" }
    passphrase_shared_why() { zh: "知道自己的口令就知道了别人的，一人即可充当两人", en: "whoever knows one knows the other, and could stand for both" }
    fd_unreadable(fd) { zh: "不能从文件描述符 {fd} 读取口令", en: "cannot read a passphrase from file descriptor {fd}" }
    no_terminal(officer) { zh: "没有终端，无法询问 {officer} 的口令", en: "there is no terminal to ask {officer} for a passphrase at" }
    no_terminal_next(officer) { zh: "在终端上运行，或加上 --passphrase-file {officer}=路径", en: "run it at a terminal, or add --passphrase-file {officer}=PATH" }
    terminal_failed() { zh: "不能从终端读取", en: "cannot read from the terminal" }
    interrupted() { zh: "已中断", en: "interrupted" }
    interrupted_unchanged() { zh: "中断时没有改变任何东西。", en: "Nothing was changed by it." }

    unreadable(path) { zh: "不能读取文件 {path}", en: "cannot read the file {path}" }
    unwritable(path) { zh: "不能写入文件 {path}", en: "cannot write the file {path}" }
    exists(path) { zh: "文件 {path} 已存在", en: "the file {path} exists" }
    exists_why() { zh: "本程序从不覆盖已有文件", en: "this program never replaces a file" }
    exists_next() { zh: "换一个文件名，或先移走它", en: "choose another name, or move it away first" }
    check_path() { zh: "检查路径、权限和剩余空间后重试", en: "check the path, its permissions and the free space, then try again" }
    output_failed() { zh: "不能写到标准输出", en: "cannot write to standard output" }
    output_next() { zh: "检查标准输出通向哪里、那里是否还有空间，再次运行", en: "see where standard output goes and whether there is room, then run it again" }
    done_but_not_shown() { zh: "操作已经完成，只是结果不能写到标准输出", en: "the operation was done; only its result cannot be written to standard output" }
    done_and_recorded() { zh: "改变已经生效；凡涉及密钥库的，都已记入审计日志。不要再次运行同一命令。", en: "The change took effect, and whatever concerns the keystore stands in the audit log. Do not run the same command again." }
    done_next(command) { zh: "查看做了什么：{command}", en: "see what was done: {command}" }
    other_witness(path) { zh: "{path} 是另一份日志的检查点，不是这个密钥库的", en: "{path} is a checkpoint of another log, not of this keystore's" }
    other_witness_why() { zh: "检查点首行写明所属的密钥库；拿错了文件，与这个密钥库是否完好无关", en: "its first line names the keystore that it belongs to; it is the wrong file, and says nothing of this keystore" }
    other_witness_next(command) { zh: "选用本密钥库的检查点；核对密钥库编号：{command}", en: "take a checkpoint of this keystore. Compare its id: {command}" }
    other_identity(path) { zh: "{path} 是另一个密钥库的身份文件，导出的日志不是它的", en: "{path} is the identity of another keystore; the exported log is not its" }
    other_identity_why(log, identity) { zh: "日志属于 {log}，身份文件属于 {identity}；拿错了文件，与日志是否完好无关", en: "the log is that of {log}, the identity that of {identity}; it is the wrong file, and says nothing of the log" }
    other_identity_next() { zh: "选用与日志同一密钥库的身份文件，再次运行", en: "take the identity of the keystore whose log this is, and run it again" }
    option_missing(options) { zh: "没有终端可问，缺少 {options}", en: "there is no terminal to ask at, and {options} is missing" }
    option_missing_why() { zh: "这一操作须逐项输入所指的对象；无人值守时由选项给出", en: "what is meant has to be typed; unattended, the option gives it" }
    fingerprint_digits(count) { zh: "指纹不完整：应为 40 个数字（八组，每组五个），现有 {count} 个", en: "the fingerprint is not complete: it has 40 digits, eight groups of five, and there are {count}" }
    fingerprint_next() { zh: "请对方从头再读一遍", en: "let the other side read it out again from the beginning" }
    not_a_card(word) { zh: "“{word}”不是卡片分散因子", en: "'{word}' is no card diversifier" }
    not_a_card_next() { zh: "分散因子为 2 至 32 个十六进制数字（1 至 16 字节）", en: "a diversifier is 2 to 32 hex digits (1 to 16 bytes)" }
    no_cards() { zh: "没有给出卡片", en: "no cards are given" }
    no_cards_next() { zh: "加上 --card 分散因子（可重复），或 --cards 文件", en: "add --card HEX (repeatable) or --cards FILE" }
    version_of_many() { zh: "--version 只能用于一个密钥", en: "--version names one key only" }
    version_of_many_next() { zh: "去掉 --version，各密钥取下一个版本", en: "leave out --version: each key takes its next version" }
    own(artefact) { zh: "这个{artefact}就是本密钥库自己的，不是别处送来的", en: "this is this keystore's own {artefact}, not one that came from elsewhere" }
    own_why() { zh: "它是在这里制作的，应由对方的密钥库来处理", en: "it was made here, and is for the other side's keystore" }
    own_next(command) { zh: "确认打开的是哪个密钥库：{command}", en: "make sure which keystore this is: {command}" }
    of_key(code, what) { zh: "{code}：{what}", en: "{code}: {what}" }
    package_ambiguous(id) { zh: "不止一个密钥包的编号以 {id} 开头", en: "more than one package id begins with {id}" }
    package_ambiguous_next(command) { zh: "多写几位；全部编号见：{command}", en: "write more of it; every id is in: {command}" }
}
