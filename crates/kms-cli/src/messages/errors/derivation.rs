//! Refusals of derivation, region table and catalogue.

messages! {
    algorithm(word) { zh: "不认识算法“{word}”", en: "the algorithm '{word}' is unknown" }
    algorithm_why() { zh: "算法有 AES-128、AES-192、AES-256、SM4、3DES（或 A1 A2 A3 S4 T2）", en: "algorithms are AES-128, AES-192, AES-256, SM4, 3DES (or A1 A2 A3 S4 T2)" }
    level(word) { zh: "不认识级别“{word}”", en: "the level '{word}' is unknown" }
    level_why() { zh: "级别有部级、省级、地市级、卡片、PSAM 卡", en: "levels are ministry, province, municipality, card, psam" }
    scheme(word) { zh: "不认识分散方案“{word}”", en: "the scheme '{word}' is unknown" }
    scheme_why() { zh: "分散方案有 sp800-108-cmac 和 pboc", en: "schemes are sp800-108-cmac and pboc" }
    region_code(word) { zh: "“{word}”不是六位行政区划代码", en: "'{word}' is no six-digit region code" }
    region_code_why() { zh: "代码为 GB/T 2260 的六位数字，如 410000（河南省）；部级为 000000", en: "a code has the six digits of GB/T 2260, as 410000 for Henan; the ministry is 000000" }
    kind_code(word) { zh: "“{word}”不是密钥种类代码", en: "'{word}' is no key kind code" }
    kind_code_why() { zh: "代码为 0001 至 FFFF 的四位大写十六进制", en: "a code has four upper-case hex digits, 0001 to FFFF" }
    key_version(number) { zh: "密钥版本 {number} 超出范围", en: "key version {number} is out of range" }
    key_version_why() { zh: "密钥版本为 1 至 99", en: "versions run from 1 to 99" }
    key_id(word) { zh: "“{word}”不是密钥编号", en: "'{word}' is no key id" }
    key_id_why() { zh: "编号是小写的 UUID；也可以写 IRK/A1/v1", en: "an id is a lower-case UUID; IRK/A1/v1 can be written as well" }
    check_value(word) { zh: "“{word}”不是校验值", en: "'{word}' is no check value" }
    check_value_why() { zh: "校验值为 6 位或 10 位大写十六进制", en: "a check value has 6 or 10 upper-case hex digits" }
    secret_length(bytes) { zh: "秘密为 {bytes} 字节，应为 1 至 32 字节", en: "a secret has {bytes} bytes where 1 to 32 are allowed" }
    key_length(bytes, algorithm) { zh: "{bytes} 字节不是 {algorithm} 密钥的长度", en: "{bytes} bytes are not the length of a key of {algorithm}" }
    length_why() { zh: "密钥内容与所说的算法不符", en: "the key is not of the algorithm it is said to be of" }
    algorithm_in_scheme(scheme, algorithm) { zh: "分散方案 {scheme} 不适用于 {algorithm}", en: "the scheme {scheme} does not serve {algorithm}" }
    algorithm_in_scheme_why() { zh: "3DES 只用 pboc，AES 只用 sp800-108-cmac，SM4 两种都可以", en: "3DES works with pboc only, AES with sp800-108-cmac only, SM4 with either" }
    block_size(algorithm) { zh: "{algorithm} 的分组不是 16 字节", en: "{algorithm} has no block of 16 bytes" }
    child_level(level) { zh: "{level}密钥没有上级密钥可分散", en: "no key of the {level} level is the child of another" }
    child_region() { zh: "子密钥不能属于部级 000000", en: "a sub-key cannot belong to region 000000" }
    child_why() { zh: "部级在最上，密钥只向下分散", en: "the ministry stands above all, and keys are diversified downward only" }
    diversifier(bytes, level, scheme) { zh: "分散因子为 {bytes} 字节，不适合 {scheme} 方案的{level}密钥", en: "a diversifier of {bytes} bytes does not fit a {level} key in scheme {scheme}" }
    diversifier_why() { zh: "sp800-108-cmac 的卡片因子为 1 至 16 字节，pboc 为 8 字节；地区密钥没有因子", en: "a card's has 1 to 16 bytes in sp800-108-cmac and 8 in pboc; a region's key has none" }
    degenerate() { zh: "3DES 的分散因子不能全为 00 或全为 FF", en: "a 3DES factor of all 00 or all FF is refused" }
    degenerate_why() { zh: "那样的子密钥就是上级密钥的校验值，等于公开", en: "the child would be the parent's own check value, which is public" }
    context_field(tag) { zh: "分散输入缺少字段 {tag} 或其格式不对", en: "the derivation input has no well-formed field {tag} at its place" }
    context_tail(bytes) { zh: "分散输入末尾多出 {bytes} 字节", en: "{bytes} bytes follow the last field of the derivation input" }
    context_hex() { zh: "分散输入不是小写十六进制", en: "the derivation input is not lower-case hex" }
    context_scheme(number) { zh: "分散输入的方案号是 {number}，不是 1", en: "the derivation input has scheme number {number}, not 1" }
    context_why() { zh: "分散输入只有一种规定写法；有出入说明被改动或出自别的程序", en: "a derivation input has one prescribed form; any other was altered or made elsewhere" }
    child_stronger(child, parent) { zh: "子密钥 {child} 强于上级密钥 {parent}", en: "a child of {child} is stronger than its parent of {parent}" }
    child_stronger_why() { zh: "子密钥的强度不能超过它的来源", en: "a key is never stronger than the one it comes from" }
    child_algorithm(named, asked) { zh: "分散输入得出 {named} 密钥，要求的却是 {asked}", en: "the input makes a key of {named}, and {asked} is asked for" }
    output_length(bytes) { zh: "要求导出 {bytes} 字节，超出上限", en: "{bytes} bytes of output are too many" }

    unknown(region) { zh: "行政区划表中没有 {region}", en: "region {region} is not in the region table" }
    unknown_why() { zh: "代码可能打错；表中有现行代码和以前用过的代码", en: "it may be mistyped; the table holds the codes in force and those used before" }
    unknown_next() { zh: "查看全部省级单位：kms region show 000000 --depth 1", en: "see the provinces: kms region show 000000 --depth 1" }
    heading(region) { zh: "{region}是虚拟代码，不是行政区", en: "{region} is a heading, not a region" }
    heading_why() { zh: "这类代码只用于在区划表中归列县级单位，不发卡，不接收密钥", en: "code books list counties under it; it issues no cards and receives no keys" }
    special(region) { zh: "{region}不在本密钥体系内", en: "{region} takes no part in this key system" }
    special_why() { zh: "港、澳、台和新疆生产建设兵团不由本体系下发密钥", en: "Hong Kong, Macao, Taiwan and the Xinjiang Production and Construction Corps are not served by it" }
    abolished(region) { zh: "{region}已撤销", en: "{region} is abolished" }
    abolished_why() { zh: "撤销的代码只用于查验旧卡，不再接收密钥", en: "its code still tells old cards, and receives no keys any more" }
    abolished_to(regions) { zh: "其辖区已并入{regions}；旧代码只用于查验旧卡，不再接收密钥", en: "its territory went to {regions}; the old code still tells old cards, and receives no keys any more" }
    abolished_next(region) { zh: "改用现行代码。查看：kms region show {region}", en: "use the code in force. Look at it: kms region show {region}" }
    ministry() { zh: "部级不接收子密钥", en: "the ministry receives no sub-keys" }
    table(line, what) { zh: "行政区划表第 {line} 行有误（{what}）", en: "the region table is wrong in line {line} ({what})" }
    table_why() { zh: "内置区划表损坏，程序文件可能被改动", en: "the built-in table is damaged; the program may have been altered" }

    catalogue_size(bytes) { zh: "目录文件有 {bytes} 字节，过大", en: "a catalogue file of {bytes} bytes is too large" }
    catalogue_syntax(text) { zh: "目录文件的 JSON 有误（{text}）", en: "the catalogue file is not the JSON it should be ({text})" }
    catalogue_format() { zh: "目录文件没有注明 kms-catalogue/1 格式", en: "the catalogue file is not of format kms-catalogue/1" }
    catalogue_kinds(count) { zh: "目录文件有 {count} 个种类，没有或过多", en: "the catalogue file has {count} kinds, none or too many" }
    catalogue_application(name) { zh: "目录中的应用“{name}”有误", en: "the application '{name}' in the catalogue is malformed" }
    kind_national(kind) { zh: "{kind}属于全国统一的代码，地区不能自定", en: "{kind} has a number of national meaning, which no region gives" }
    kind_redefined(name, code) { zh: "{name}（{code}）的名称或代码已被占用", en: "the name or the code of {name} ({code}) is taken" }
    kind_member(kind, member) { zh: "{kind}的“{member}”取值不允许", en: "{kind} has a value in '{member}' that is not allowed" }
    catalogue_why() { zh: "地区目录只能增加 8000 以上的种类，不能改变已有的，最大 64 KiB、256 个种类", en: "a region's catalogue may add kinds from 8000 up and never change others, in at most 64 KiB and 256 kinds" }
}
