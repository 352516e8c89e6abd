//! Names of files, key block fields and reasons of the system, as sentences use them.

messages! {
    package() { zh: "密钥包", en: "package" }
    receipt() { zh: "回执", en: "receipt" }
    component() { zh: "传输密钥分量", en: "transport key component" }
    identity() { zh: "身份文件", en: "identity file" }
    log_export() { zh: "导出的审计日志", en: "exported audit log" }
    checkpoint() { zh: "检查点", en: "checkpoint" }
    catalogue() { zh: "密钥种类目录文件", en: "catalogue of key kinds" }
    details() { zh: "个人信息文件", en: "file of personal details" }
    cards() { zh: "卡片清单", en: "list of cards" }
    application() { zh: "密钥申领表", en: "key application" }
    handover_record() { zh: "交接记录", en: "handover record" }
    vectors() { zh: "测试向量文件", en: "file of test vectors" }

    kept_key() { zh: "密钥", en: "key" }
    kept_transport() { zh: "传输密钥", en: "transport key" }
    kept_identity() { zh: "身份密钥", en: "identity key" }

    origin() { zh: "来源", en: "origin" }
    owner() { zh: "主密钥所属地区", en: "region that owns the master key" }
    region() { zh: "地区", en: "region" }
    level() { zh: "级别", en: "level" }
    kind() { zh: "密钥种类", en: "kind" }
    algorithm() { zh: "算法", en: "algorithm" }
    version() { zh: "密钥版本", en: "key version" }
    scheme() { zh: "分散方案", en: "scheme" }
    levels_left() { zh: "剩余分散次数", en: "diversifications left" }
    parent() { zh: "上级密钥编号", en: "id of the parent key" }
    parent_kcv() { zh: "上级密钥校验值", en: "check value of the parent key" }
    context() { zh: "分散输入", en: "derivation input" }
    usage() { zh: "用途（第 5-6 字符）", en: "key usage (characters 5-6)" }
    mode() { zh: "使用方式（第 8 字符）", en: "mode of use (character 8)" }
    exportability() { zh: "可导出性（第 11 字符）", en: "exportability (character 11)" }
    label() { zh: "标签（LB）", en: "label (LB)" }
    check_value() { zh: "密钥校验值（KC）", en: "check value of the key (KC)" }
    protection_check_value() { zh: "保护密钥校验值（KP）", en: "check value of the protection key (KP)" }
    optional_block() { zh: "可选块", en: "optional block" }
    key_length() { zh: "密钥长度", en: "key length" }
    characters() { zh: "含不可打印字符", en: "characters outside printable ASCII" }
    size() { zh: "总长度不合规定", en: "size" }
    total_length() { zh: "长度字段与实际不符", en: "length field" }
    attributes() { zh: "属性字符不合规定", en: "attributes" }
    reserved() { zh: "保留字符不是 00", en: "reserved characters" }
    optional_count() { zh: "可选块个数有误", en: "number of optional blocks" }
    padding() { zh: "填充块有误", en: "padding block" }
    payload() { zh: "密文或 MAC 不是规定长度的大写十六进制", en: "encrypted key or MAC" }
    other_field(name) { zh: "字段 {name}", en: "{name}" }

    io_missing() { zh: "没有这个文件或目录", en: "there is no such file or folder" }
    io_permission() { zh: "权限不足", en: "permission is denied" }
    io_full() { zh: "磁盘空间或配额已用完", en: "the disk or the quota is full" }
    io_read_only() { zh: "文件系统是只读的", en: "the file system is read-only" }
    io_folder() { zh: "那是一个目录，不是文件", en: "it is a folder, not a file" }
    io_not_folder() { zh: "路径中有一段不是目录", en: "a part of the path is no folder" }
    io_exists() { zh: "已有同名文件或目录", en: "a file or folder of this name exists" }
    io_closed() { zh: "它已经关闭", en: "it is closed" }
    io_other(text) { zh: "系统报告：{text}", en: "the system says: {text}" }
    utc_and_beijing(utc, beijing) { zh: "北京时间 {beijing}（{utc}）", en: "{utc} (Beijing time {beijing})" }
}
