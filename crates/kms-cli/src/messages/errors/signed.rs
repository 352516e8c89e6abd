//! Refusals of signed files (JWS).

messages! {
    outer(reason) { zh: "签名文件的外层不合规定：{reason}", en: "the signed file's outer form is refused: {reason}" }
    encoding(part) { zh: "签名文件的“{part}”编码不严格", en: "the signed file's '{part}' is not strictly encoded" }
    signatures(count) { zh: "签名文件有 {count} 个签名，与应有的不符", en: "the signed file has {count} signatures, and not those that it must have" }
    header() { zh: "签名文件的受保护头不合规定", en: "the signed file's protected header is refused" }
    critical() { zh: "签名文件要求本程序不懂的扩展", en: "the signed file asks for an extension that this program does not know" }
    algorithm(name) { zh: "签名算法“{name}”不接受", en: "the signature algorithm '{name}' is not accepted" }
    key(expected, found) { zh: "签名密钥是 {found}，应为 {expected}", en: "it is signed with key {found}, and {expected} is expected" }
    signature() { zh: "文件的签名无效", en: "the file's signature does not hold" }
    why() { zh: "文件被改动、不完整，或不是由登记的身份签出", en: "the file was altered, is incomplete, or was not signed by the enrolled identity" }
}
