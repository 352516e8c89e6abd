//! Refusals of the backend that holds keys: software or an encryption machine.

messages! {
    not_approved(action, call) { zh: "批准的是“{action}”，不允许执行“{call}”", en: "the approved action {action} does not permit {call}" }
    not_approved_why() { zh: "后端只做保管人批准过的事；这是程序错误，请报告", en: "the backend does only what custodians approved; this is a fault of the program: report it" }
    keystore(expected, found) { zh: "后端为密钥库 {expected} 开启，要求却属于 {found}", en: "the backend serves keystore {expected}, and this is meant for {found}" }
    keystore_why() { zh: "一个密钥库的批准和密钥不能用于另一个", en: "approvals and keys of one keystore do not serve another" }
    sealed(kept) { zh: "密封的{kept}打不开", en: "the sealed {kept} does not open" }
    layout(kept, layout) { zh: "密封的{kept}的格式 {layout} 不认识", en: "the sealed {kept} has the unknown layout {layout}" }
    sealed_why() { zh: "密封数据损坏、被调换，或属于另一个密钥库", en: "the sealed bytes are damaged, exchanged, or belong to another keystore" }
    check_value(expected, found) { zh: "密钥的校验值是 {found}，登记的是 {expected}", en: "the key has check value {found}, and {expected} is recorded" }
    check_value_why() { zh: "密封的不是登记的那个密钥，绝不能使用", en: "what is sealed is not the key on record; it must not be used" }
    descriptor(field) { zh: "密钥的说明与要求不符：{field}", en: "the key's description contradicts what was asked, in: {field}" }
    descriptor_why() { zh: "后端拒绝为说明不一致的密钥做任何事", en: "the backend does nothing with a key whose description does not fit" }
    header(field) { zh: "密钥块头与密钥的说明不符：{field}", en: "the key block's header contradicts the key's description, in: {field}" }
    exhausted(asked, left) { zh: "要求分散 {asked} 次，密钥只剩 {left} 次", en: "{asked} diversifications are asked of a key with {left} left" }
    exhausted_why() { zh: "分散次数在生成时确定，用一次少一次", en: "how often a key may be diversified is fixed when it is made, and each use takes one" }
    no_steps() { zh: "没有给出分散步骤", en: "a diversification needs at least one step" }
    block_version(version) { zh: "密钥块版本“{version}”不支持，只支持 D", en: "key block version '{version}' is not supported, only D" }
    block_syntax(part) { zh: "密钥块格式不对：{part}", en: "the key block is malformed: {part}" }
    block_mac() { zh: "密钥块校验不通过", en: "the key block does not verify" }
    block_why() { zh: "密钥块被改动，或由另一传输密钥保护", en: "it was altered, or made under another transport key" }
    protection_key(bytes) { zh: "保护密钥为 {bytes} 字节，不允许", en: "a protection key of {bytes} bytes is not allowed" }
    protection_key_why() { zh: "密钥块须由 AES-256 密钥（32 字节）保护", en: "key blocks are protected by AES-256 keys of 32 bytes" }
    component_count(count) { zh: "分量为 {count} 个，需要 2 或 3 个", en: "there are {count} components, 2 or 3 are needed" }
    component(number) { zh: "第 {number} 个分量长度不对或重复", en: "component {number} has the wrong length or is there twice" }
    no_components() { zh: "这个传输密钥是收到的，本密钥库没有它的分量", en: "this transport key was received; its components are not here" }
    components_why() { zh: "传输密钥由 2 或 3 个不同的完整长度分量合成，分量由各自的保管人持有", en: "a transport key is made of 2 or 3 different components of full length, each with its own custodian" }
}
