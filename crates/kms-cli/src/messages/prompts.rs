//! What the program asks people at the terminal.

messages! {
    who_is_needed(needed, total) {
        zh: "本操作需要 {needed} 名保管人（在册 {total} 名）依次输入口令：",
        en: "This needs {needed} of {total} custodians, each entering a passphrase in turn:",
    }
    whoever_comes() {
        zh: "密钥库已损坏，读不出保管人名单。请足够的保管人依次输入；完毕后直接回车。",
        en: "The keystore is damaged and does not say who its custodians are. Enough of them enter in turn; an empty line ends.",
    }
    next_custodian(number) { zh: "第 {number} 位保管人，工号（直接回车结束）：", en: "Custodian {number}, staff code (empty to end): " }
    custodian_line(officer, name) { zh: "    {officer}  {name}", en: "    {officer}  {name}" }
    which_custodian(number, needed) { zh: "第 {number} 位（共 {needed} 位）保管人，工号：", en: "Custodian {number} of {needed}, staff code: " }
    unknown_custodian() { zh: "不在上面的名单里，请输入工号。", en: "Not one of those above; a staff code, please." }
    custodian_twice(word) { zh: "“{word}”已经输入过，须由另一位保管人输入。", en: "'{word}' has entered already; another custodian must." }
    passphrase(officer, name) { zh: "请 {name}（{officer}）输入口令：", en: "{name} ({officer}), your passphrase: " }
    new_passphrase(officer, name) { zh: "请 {name}（{officer}）设定口令：", en: "{name} ({officer}), choose a passphrase: " }
    again(officer, name) { zh: "请 {name}（{officer}）再输入一次：", en: "{name} ({officer}), once more: " }
    differ() { zh: "两次输入不同，请重新设定。", en: "The two differ; please begin again." }
    choosing() {
        zh: "口令至少 8 个汉字或 12 个字母数字，其中至少 5 个不同；只有本人知道，忘记后无法找回。",
        en: "A passphrase has at least 12 letters or 8 Chinese characters, at least 5 of them different. Nobody can recover it for you.",
    }
    locked(officer, until) { zh: "{officer} 已被锁定，至{until}；请另一名保管人输入。", en: "{officer} is locked out until {until}; let another custodian enter." }
    last_tries(officer, count) { zh: "{officer} 再错 {count} 次将被锁定 15 分钟。", en: "{officer} is locked out for 15 minutes after so many more wrong attempts: {count}" }
    cut_short() { zh: "这不足 8 个字符，不会是口令，请重新输入（未计入尝试）。", en: "That has fewer than 8 characters and cannot be it; once more (not counted as an attempt)." }
    same_as(other) { zh: "与 {other} 的口令相同：各人的口令只能本人知道，请另选一个。", en: "That is also the passphrase of {other}; nobody may know another's. Please choose another." }
    weak() { zh: "口令太短或太简单，请重新设定。", en: "That is too short or too simple; please choose another." }
    exposed(path) { zh: "口令文件 {path} 可被他人读取（演练中放行，正式环境会拒绝）", en: "others can read the passphrase file {path} (let pass in rehearsal, refused in production)" }

    danger_title() { zh: "不可撤销", en: "This cannot be undone" }
    danger_key(code, name, kcv) { zh: "密钥 {code}　{name}　校验值 {kcv}", en: "Key {code}, {name}, check value {kcv}" }
    danger_to(from, to) { zh: "状态：{from} → {to}", en: "State: {from} → {to}" }
    danger_regions(regions) { zh: "持有其子密钥的地区：{regions}", en: "Regions that hold a sub-key of it: {regions}" }
    danger_packages(count, open) { zh: "曾随 {count} 个密钥包下发，其中 {open} 个仍可打开（未收到回执）", en: "Went out in {count} packages, {open} of which can still be opened (no receipt yet)" }
    which_day(newest) { zh: "上一条登记是 {newest}。为防本机时钟不对，请输入今天的日期（年-月-日）：", en: "The newest record is of {newest}. In case this machine's clock is wrong, type today's date (YYYY-MM-DD): " }
    which_day_next() { zh: "在命令后加上 --today 和今天的日期", en: "add --today with today's date to the command" }
    another_day(today) { zh: "本机认为今天是 {today}", en: "this machine says that today is {today}" }
    another_day_why() { zh: "登记的日期取自本机时钟，一旦记下，此前就不能再登记", en: "records take their day from this machine's clock, and nothing can be recorded before it" }
    type_serial() { zh: "确认无误，请再输入一遍编号：", en: "To go on, type the serial or id once more: " }
    confirm_differs(typed, wanted) { zh: "输入的“{typed}”不是 {wanted}", en: "'{typed}' is not {wanted}" }
    confirm_differs_why() { zh: "不可撤销的操作只在编号完全相符时进行", en: "what cannot be undone is done only where the serial or id is exactly the same" }
    confirm_id_next(serial) { zh: "在命令后加上：--confirm {serial}", en: "add to the command: --confirm {serial}" }
    danger_carriers(serials) { zh: "存有此密钥的载体：{serials}", en: "Carriers that hold it: {serials}" }
    danger_cards(count) { zh: "由它分散的卡片：{count} 张", en: "Cards derived from it: {count}" }
    danger_parent(parent) { zh: "上级可由 {parent} 再次分散得到它", en: "The level above can derive it again from {parent}" }
    danger_versions(versions) { zh: "同种类其他在用版本：{versions}", en: "Other live versions of its kind: {versions}" }
    danger_alone() { zh: "同种类没有其他在用版本", en: "There is no other live version of its kind" }
    danger_backups() { zh: "密钥库的旧备份中仍有此密钥，须另行销毁", en: "Old backups of this keystore still hold it; destroy them separately" }
    type_code() { zh: "确认无误，请输入密钥代号：", en: "To go on, type the key's code: " }
    type_kcv() { zh: "再输入它的校验值：", en: "and its check value: " }
    enroll_whom(level, region, name, keystore) { zh: "登记 {level} {region} {name}，密钥库 {keystore}", en: "Enrolling {level} {region} {name}, keystore {keystore}" }
    enroll_how() {
        zh: "请对方在其密钥库上读出身份指纹（kms identity export 时显示的八组数字），在此逐组输入。\n不要从随身份文件送来的纸上抄写。",
        en: "Let the other side read out its fingerprint (the eight groups that kms identity export showed there), and type it here.\nDo not copy it from anything that came along with the file.",
    }
    type_fingerprint() { zh: "指纹：", en: "Fingerprint: " }
    replaces(keystore) { zh: "将取代已登记的密钥库 {keystore}", en: "It takes the place of the enrolled keystore {keystore}" }
    replaces_packages(count) { zh: "发往原密钥库而未完结的密钥包：{count} 个", en: "Open packages to that keystore: {count}" }
    replace_needs_option() { zh: "确要取代时加上 --replace", en: "Where that is meant, add --replace" }
}
