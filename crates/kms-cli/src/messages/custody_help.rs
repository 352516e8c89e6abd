//! What the commands of custody do and take, as their help says it.

messages! {
    v_mark() { zh: "编号", en: "ID" }
    v_words() { zh: "文字", en: "TEXT" }
    v_day() { zh: "日期", en: "YYYY-MM-DD" }
    v_officer() { zh: "工号", en: "CODE" }
    v_carrier_kind() { zh: "种类", en: "KIND" }

    example(command) { zh: "例：kms {command}", en: "Example: kms {command}" }
    serial() { zh: "编号（印在机器或载体上的）", en: "The serial, as it is printed on the thing" }
    certificate() { zh: "商用密码产品型号证书编号", en: "Number of the commercial cryptography product certificate" }
    valid_from() { zh: "证书生效日", en: "First day on which the certificate is valid" }
    valid_until() { zh: "证书到期日", en: "Last day on which the certificate is valid" }
    report() { zh: "按部级规范的检测报告文件；只记摘要", en: "The report of the assessment against the ministry's specification; only its digest is kept" }
    assessed_on() { zh: "检测报告的日期", en: "Day of that report" }
    maker() { zh: "厂商", en: "Maker" }
    model() { zh: "型号", en: "Model" }
    location() { zh: "所在位置", en: "Where it stands" }
    machine() { zh: "加密机：登记、证书、检测、退役（第二十二条）", en: "Encryption machines: register, certificates, assessments, retirement (Article 22)" }
    machine_register() { zh: "登记一台加密机", en: "Register an encryption machine" }
    machine_certify() { zh: "登记加密机的新证书", en: "Record a machine's new certificate" }
    machine_assess() { zh: "登记加密机的新检测", en: "Record a machine's new assessment" }
    machine_list() { zh: "列出加密机，并说明今天能否使用", en: "List the machines, and whether each may serve today" }
    machine_show() { zh: "显示一台加密机和它装载过的载体", en: "Show a machine and the carriers that it loaded" }
    machine_retire() { zh: "退役一台加密机（不可撤销）", en: "Retire a machine (cannot be undone)" }

    lot() { zh: "部级批次编号", en: "The ministry's lot" }
    carrier_kind() {
        zh: "载体种类：main-control-card 主控密钥卡，master-mother-card、wash-mother-card、authentication-mother-card 密钥母卡，transmission-card 传输密钥卡，psam-first-issue、psam-second-issue、psam-terminal，backup-medium 备份介质",
        en: "main-control-card, master-mother-card, wash-mother-card, authentication-mother-card, transmission-card, psam-first-issue, psam-second-issue, psam-terminal or backup-medium",
    }
    prefix() { zh: "编号的固定开头", en: "What each serial begins with" }
    digits() { zh: "其后数字的位数", en: "How many digits follow" }
    first() { zh: "号段的第一个数", en: "First number of the range" }
    last() { zh: "号段的最后一个数", en: "Last number of the range" }
    notice() { zh: "部级下发批次的通知文件；只记摘要", en: "The ministry's notice of the lot; only its digest is kept" }
    place() { zh: "存放位置：保险柜和格位", en: "The safe and slot" }
    only_place() { zh: "只列这个位置的", en: "Only those that belong there" }
    custodian() { zh: "保管人工号", en: "Staff code of who answers for it" }
    from_machine() { zh: "装载用的加密机编号", en: "The machine that loads it" }
    load_key() { zh: "装入的密钥，如 IRK/A1/v1；可重复", en: "Key to be loaded, such as IRK/A1/v1; repeatable" }
    levels() { zh: "卡上还可分散几次；不指定则与本库相同", en: "Diversifications left on the card; as here where not given" }
    seal() { zh: "封签或防拆袋编号", en: "Number of the seal or tamper-evident bag" }
    purpose() { zh: "用途", en: "What for" }
    found() { zh: "清点到的载体编号，可重复", en: "Serial of a carrier found there; repeatable" }
    confirm_id() { zh: "无人值守时：再写一遍编号，表示确认不可撤销", en: "Unattended: the serial or id once more, to confirm what cannot be undone" }
    stolen() { zh: "是被盗", en: "It was stolen" }
    carrier() { zh: "密钥载体：批次、登记、装载、取用、盘点、报失（第二十三条）", en: "Key carriers: lots, loading, daily custody, counts, losses (Article 23)" }
    carrier_lot() { zh: "登记部级发行的一个批次", en: "Record a lot issued by the ministry" }
    today() { zh: "无人值守时：今天的日期；离上一条登记很久，或本机时钟可能不对时须写明", en: "Unattended: today's date, where the newest record is old and this machine's clock may be wrong" }
    no_seal() { zh: "归还时已没有封签（记为一起事件）", en: "It came back without its seal, which is recorded as an incident" }
    carrier_lots() { zh: "列出登记的批次", en: "List the recorded lots" }
    carrier_register() { zh: "登记收到的载体；必须属于已登记的批次", en: "Register carriers that came; each must be of a recorded lot" }
    carrier_load() { zh: "登记由加密机装入载体的密钥，并加封", en: "Record the keys that a machine loaded onto a carrier, and its seal" }
    carrier_list() { zh: "列出载体和它们现在的位置", en: "List the carriers and where they are" }
    carrier_show() { zh: "显示一个载体：密钥、位置和经历", en: "Show a carrier: its keys, where it is, its life" }
    carrier_checkout() { zh: "取用登记：两人取出，当日归还；先输入口令的两人为经办人", en: "Take carriers out: the first two officers who sign, back the same day" }
    carrier_checkin() { zh: "归还登记：核对封签", en: "Bring a carrier back, and compare its seal" }
    carrier_inspect() { zh: "查验：两人就地核对封签，不移动载体", en: "Inspect a carrier: two officers compare its seal where it lies" }
    carrier_seal() { zh: "换封签", en: "Seal a carrier anew" }
    carrier_move() { zh: "移存", en: "Move a carrier to another place" }
    carrier_custodian() { zh: "更换保管人", en: "Put a carrier into the care of another officer" }
    machine_move() { zh: "加密机移至他处", en: "Record that a machine stands somewhere else" }
    carrier_count() { zh: "盘点一个位置；每处不符记为一起事件", en: "Count a place; each difference becomes an incident" }
    carrier_report_lost() { zh: "报失（一人即可，不可撤销）：立即说明受影响的一切", en: "Report a carrier lost (one officer suffices; cannot be undone) and see at once what it affects" }
    carrier_destroy() { zh: "登记载体已销毁（不可撤销）", en: "Record that a carrier was destroyed (cannot be undone)" }

    v_month() { zh: "年-月", en: "YYYY-MM" }
    month() { zh: "哪个月；不指定则为本月", en: "Which month; this one where not given" }
    reports() { zh: "报表", en: "Reports" }
    report_custody() { zh: "载体保管月报：在库、取用、在外、逾期、监督、事件", en: "The month of custody: held, out, with third parties, overdue, visited, incidents" }
    on() { zh: "截至哪一天；不指定则为今天", en: "As of this day; today where not given" }
    copies_of() { zh: "某个密钥的全部副本在哪里，如 IRK/A1/v1", en: "Where every copy of this key is, such as IRK/A1/v1" }
    custody() { zh: "谁持有什么：逾期、持有人、经历", en: "Who has what: overdue, holder, life of a carrier" }
    custody_overdue() { zh: "今天逾期的一切", en: "Everything that is overdue today" }
    custody_holder() { zh: "载体在谁手里，自何时、到何时；或一个密钥的全部副本", en: "Who has a carrier, since when, until when; or every copy of a key" }
    custody_timeline() { zh: "一个载体的全部经历", en: "The whole life of a carrier" }
}
