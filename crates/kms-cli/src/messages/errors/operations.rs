//! Refusals of the operations on keys and regions.

messages! {
    unknown_kind(word) { zh: "目录中没有密钥种类“{word}”", en: "there is no key kind '{word}' in the catalogue" }
    unknown_kind_why() {
        zh: "种类须用目录里的名称（如 IRK）或四位代码（如 0101）；本地区自定的种类只在建库时由 init --catalogue 纳入",
        en: "a kind is named as in the catalogue (IRK) or by its four-digit code (0101); a region's own kinds are taken in when its keystore is created, by init --catalogue",
    }
    unknown_kind_next(kms) {
        zh: "列出本级的全部种类，不会写入：{kms} key generate --kind all --algorithm SM4 --dry-run",
        en: "list every kind of this level, writing nothing: {kms} key generate --kind all --algorithm SM4 --dry-run",
    }
    other_level(name, kind, level) { zh: "{name}（{kind}）的主密钥由{level}生成，本级不能生成", en: "the master key of {name} ({kind}) is generated at the {level} level, not here" }
    other_level_why() {
        zh: "每种主密钥只在目录规定的一级生成（人社部发〔2011〕47号第二十一条），其余各级持有由它分散的子密钥",
        en: "each master key is generated at the one level its catalogue entry names (Article 21 of the Measures); the others hold sub-keys diversified from it",
    }
    other_level_next(kms) { zh: "属上级的，等上级用密钥包下发子密钥；属下级的，由下级自行生成。本级已有的密钥：{kms} key list", en: "keys of a level above come down as sub-keys in a package; keys of a level below are generated there. The keys that are here: {kms} key list" }
    scheme_algorithm(algorithm) { zh: "所选分散方案不适用于 {algorithm} 密钥", en: "the chosen scheme does not serve {algorithm} keys" }
    scheme_algorithm_why() {
        zh: "3DES 只用 pboc，AES 只用 sp800-108-cmac，SM4 两种都可以",
        en: "3DES works with pboc only, AES with sp800-108-cmac only, SM4 with either",
    }
    scheme_algorithm_next(kms) {
        zh: "去掉 --scheme 即用该算法的通常方案。用法：{kms} key generate --help",
        en: "leave out --scheme to take the algorithm's usual one. How it is used: {kms} key generate --help",
    }
    no_key(word) { zh: "这里没有密钥“{word}”", en: "there is no key '{word}' here" }
    no_key_why() {
        zh: "密钥写作 种类/算法/版本，如 IRK/A1/v1，或写密钥编号",
        en: "a key is written KIND/ALGORITHM/VERSION, as in IRK/A1/v1, or by its id",
    }
    ambiguous(word) { zh: "“{word}”不止指一个密钥", en: "'{word}' names more than one key" }
    ambiguous_why() { zh: "同一种类有几种算法、几个版本并存，必须写到只剩一个", en: "a kind has several algorithms and versions side by side; the name must leave only one" }
    ambiguous_among(codes) { zh: "可能是：{codes}", en: "it may be: {codes}" }
    ambiguous_next(kms) { zh: "写全，如 IRK/A1/v1。全部代号见：{kms} key list", en: "write it in full, as in IRK/A1/v1. Every code is in: {kms} key list" }
    nothing_to_send() { zh: "没有符合条件、可以下发的密钥", en: "no key that fits the selection can be sent" }
    nothing_to_send_why() {
        zh: "只有处于启用状态、剩余分散次数不少于 2 的密钥才能下发给下级",
        en: "only an active key with at least two diversifications left can go to a region below",
    }
    nothing_to_send_next(kms) { zh: "查看启用中的密钥：{kms} key list --state active", en: "look at the active keys: {kms} key list --state active" }
    key_state(key, state) { zh: "密钥 {key} 处于“{state}”状态，不能这样使用", en: "key {key} is {state} and cannot be used so" }
    key_state_why() { zh: "只有启用中的密钥才能分散子密钥或卡片密钥", en: "only an active key makes sub-keys or card keys" }
    transition(from, to) { zh: "密钥不能从“{from}”变为“{to}”", en: "a key cannot go from {from} to {to}" }
    transition_why(from, options) { zh: "从“{from}”只能变为：{options}；只有停用或已泄露的密钥才能销毁", en: "from {from} it can only become: {options}; only a deactivated or compromised key can be destroyed" }
    transition_end(from) { zh: "“{from}”是终点，此后状态不再改变", en: "{from} is the end; the state never changes again" }
    too_many_versions(kind) { zh: "{kind}已有四个在用版本", en: "{kind} has four live versions already" }
    too_many_versions_why() {
        zh: "一个种类和算法最多四个在用版本（待启用、启用、暂停）",
        en: "a kind and algorithm has at most four live versions (pre-activation, active, suspended)",
    }
    too_many_versions_next(kms, kind) {
        zh: "确认最旧的版本不再有卡使用后停用它。查看：{kms} key list --kind {kind}",
        en: "deactivate the oldest one after making sure that no card uses it. Look at them: {kms} key list --kind {kind}",
    }
    version_exists(kind, version) { zh: "{kind}的第 {version} 版已存在", en: "version {version} of {kind} exists" }
    version_exists_why() { zh: "同一种类、算法和版本的密钥只有一个，绝不覆盖", en: "there is one key of a kind, algorithm and version, and it is never replaced" }
    no_version_left() { zh: "这个种类和算法的版本号已用完", en: "this kind and algorithm has no version numbers left" }
    no_version_left_why() { zh: "密钥版本为 1 至 99，版本号从不重复使用", en: "versions run from 1 to 99, and a number is never used twice" }
    no_version_left_next(kms) { zh: "改用另一算法，或请上级在目录中另立种类。查看：{kms} key list", en: "use another algorithm, or have the level above name a new kind. Look at the keys: {kms} key list" }
    no_levels(key) { zh: "密钥 {key} 的剩余分散次数不适合这样分散", en: "key {key} has not the diversifications left for this" }
    no_levels_why() {
        zh: "下发给下级至少要剩 2 次（一次给下级，一次给卡片）；分散到卡片须恰好剩 1 次",
        en: "to go to a region it needs at least two left, one for the region and one for its cards; a card's key comes from one with exactly one left",
    }
    cards() { zh: "没有写明卡片，或同一张卡片写了两次", en: "no card was named, or the same card twice" }
    cards_why() { zh: "一卡一密：每个分散因子只对应一张卡片", en: "one card, one key: each diversifier stands for one card" }
    cards_next(command) { zh: "改正 --card 后再运行：{command}", en: "correct --card, then run: {command}" }
    confirmation() { zh: "输入的确认内容与要求的不符", en: "what was typed to confirm is not what was asked for" }
    confirmation_why() {
        zh: "不可撤销的操作须照原样输入密钥代号和校验值，登记身份须输入与对方核对过的指纹；可能打错，也可能选错了对象",
        en: "what cannot be undone asks for the key's code and check value, enrolling for the fingerprint compared with the other side; it may be mistyped, or another one may be meant",
    }
    confirmation_key_next(kms) { zh: "先核对要动的是哪个密钥：{kms} key list", en: "make sure first which key is meant: {kms} key list" }
    confirmation_region_next(command) { zh: "与对方当面或电话重新核对指纹，再运行：{command}", en: "compare the fingerprint with the other side again, in person or by telephone, then run: {command}" }

    not_under(region, home) { zh: "{region}不归{home}管辖", en: "{region} is not under {home}" }
    not_under_why() { zh: "子密钥只沿行政隶属关系逐级下发", en: "sub-keys pass down only along the regions' own hierarchy" }
    not_under_next(kms, home) { zh: "查看可以下发的地区：{kms} region show {home}", en: "see the regions that can be served: {kms} region show {home}" }
    not_direct(region, through) { zh: "{region}不直属于本级，其子密钥由{through}下发", en: "{region} is not directly under this level; {through} serves it" }
    not_direct_why() { zh: "子密钥逐级分散，不能越级", en: "sub-keys are diversified one step at a time, skipping none" }
    not_direct_next(kms, name, through) { zh: "为{name}制作密钥包，再由它下发。查看：{kms} region show {through}", en: "make the package for {name}, which serves it in turn. Look at it: {kms} region show {through}" }
    not_enrolled(region) { zh: "{region}还没有登记身份", en: "no identity of {region} is enrolled" }
    not_enrolled_why() { zh: "没有登记身份，就无法确认密钥交给谁", en: "without an enrolled identity there is no telling to whom keys would go" }
    not_enrolled_next(kms, region) {
        zh: "请对方导出身份文件（在对方运行）：kms identity export --out {region}.identity.json\n双方核对指纹后在本级登记：{kms} region enroll {region}.identity.json",
        en: "ask them to export their identity file, at their end: kms identity export --out {region}.identity.json\ncompare the fingerprint with them, then enroll it here: {kms} region enroll {region}.identity.json",
    }
    unknown_sender(artefact) { zh: "这个{artefact}的制作者没有在本级登记", en: "nobody enrolled here made this {artefact}" }
    unknown_sender_why() {
        zh: "签名或署名对应的身份不在登记之列：对方可能尚未登记、已更换密钥库，或有人冒名",
        en: "the identity it names is not enrolled: they may not be enrolled yet, may have a new keystore, or somebody poses as them",
    }
    identity_changed(region) { zh: "{region}已登记另一个身份", en: "another identity of {region} is enrolled" }
    identity_changed_why() {
        zh: "一个地区只有一个有效身份；对方可能换了密钥库，也可能有人冒充",
        en: "a region has one identity at a time; they may have a new keystore, or somebody may pose as them",
    }
    identity_changed_next(command) {
        zh: "用已知的电话向对方核实，确有更换才取代。先看取代的后果，不会写入：{command} --replace --dry-run",
        en: "call them on a number you know, and replace it only if they confirm. See first what that would do, writing nothing: {command} --replace --dry-run",
    }
    already_enrolled(region) { zh: "{region}的这个身份已经登记", en: "this identity of {region} is enrolled already" }
    already_enrolled_why() { zh: "身份文件与登记的完全相同，无需再做", en: "the file is the same as the one enrolled; there is nothing to do" }
    not_related(region) { zh: "{region}既不是本级的上级，也不是直属下级", en: "{region} is neither above nor directly under this keystore" }
    not_related_why() { zh: "密钥库只与直接上级和直属下级往来", en: "a keystore deals with the level directly above and those directly under it" }

    self_test(name) { zh: "自检失败：{name} 的计算结果与标准不符", en: "self-test failed: {name} does not give the standard's answer" }
    self_test_why() {
        zh: "程序文件可能损坏或被改动，或本机硬件有故障；这样算出的密钥不可信",
        en: "the program may be damaged or altered, or this machine faulty; keys it computed could not be trusted",
    }
    self_test_next() {
        zh: "停止使用，重新安装程序，并在另一台机器上比较：kms self-test",
        en: "stop using it, install the program again, and compare on another machine: kms self-test",
    }
    backend_answer() { zh: "加密后端返回的不是所要求的结果", en: "the backend answered something else than it was asked for" }
    backend_answer_why() { zh: "后端程序或加密机与本程序不相配", en: "the backend or encryption machine does not fit this program" }
    print() { zh: "交接记录不能打印", en: "the handover record cannot be printed" }
    print_why() { zh: "打印页生成失败；电子记录不受影响", en: "its page could not be made; the signed record is not affected" }
    randomness() { zh: "操作系统没有给出随机数", en: "the operating system gave no random bytes" }
    randomness_why() { zh: "没有可靠的随机数就不能生成密钥或编号", en: "without sound randomness no key and no id can be made" }
}
