//! What people are told about an error: what was wrong, why, what changed, what to do next.
//!
//! A next step ends its line with a command where there is one, so that the command can be copied to the line's end;
//! `kms` in it stands for the program with its `--keystore`.

pub mod artefacts;
pub mod backend;
pub mod custody;
pub mod derivation;
pub mod findings;
pub mod log;
pub mod names;
pub mod operations;
pub mod people;
pub mod signed;
pub mod store;

messages! {
    // What changed.
    nothing() { zh: "没有改变任何东西。", en: "Nothing was changed." }
    nothing_but_log() {
        zh: "这一步没有改变密钥、登记或文件；审计日志至多多了尝试和拒绝的记录。",
        en: "This step changed no key, enrolment or file; at most the audit log now records the attempt and its refusal.",
    }
    attempt_logged() {
        zh: "密钥和文件都没有改变；审计日志记下了这次尝试。",
        en: "No key and no file was changed; the audit log records the attempt.",
    }
    at_last_commit() {
        zh: "这一步没有留下半成品，密钥库停在最后一次签名提交处；同一操作中更早提交的步骤仍然有效。",
        en: "This step left nothing half done: the keystore stands at its last signed commit. Steps of the same operation that were committed earlier remain valid.",
    }
    all_or_nothing() {
        zh: "最后一次提交要么完整生效，要么完全没有，不会停在中间。",
        en: "The last commit took effect either whole or not at all; it cannot be half done.",
    }
    keystore_not_written() {
        zh: "没有在有问题的数据上继续操作，什么都没有写入。",
        en: "Nothing was done on data that cannot be trusted, and nothing was written.",
    }
    package_committed() {
        zh: "密钥包已提交：它和它的计数都记在密钥库里并已签名，缺的只是文件。不要重新制作。",
        en: "The package is committed: it and its counter stand in the keystore, signed. Only files are missing. Do not make it again.",
    }
    components_committed() {
        zh: "传输密钥（以及与它一同制作的密钥包）已提交，缺的只是文件。不要重新制作。",
        en: "The transport key is committed, and so is a package made with it. Only files are missing. Do not make it again.",
    }
    receipt_committed() {
        zh: "密钥已入库，回执已签名并提交，缺的只是回执文件。不要再次接收。",
        en: "The keys are stored and the receipt is signed and committed. Only its file is missing. Do not import again.",
    }
    file_not_written() {
        zh: "这个文件没有写出。密钥没有改变；若是会签，会签本身已记入日志。",
        en: "This file was not written. No key was changed; where a checkpoint was being cosigned, the cosignature stands in the log.",
    }

    // What to do next.
    again(command) { zh: "改正后再次运行：{command}", en: "put it right and run again: {command}" }
    try_again(command) { zh: "稍后再次运行：{command}", en: "run again in a moment: {command}" }
    look_status(kms) { zh: "查看现状和未完成事项：{kms} status", en: "see how things stand and what is open: {kms} status" }
    look_verify(kms) { zh: "完整校验密钥库：{kms} verify", en: "verify the keystore in full: {kms} verify" }
    look_log(kms) { zh: "查看日志：{kms} audit log", en: "look at the log: {kms} audit log" }
    look_keys(kms) { zh: "查看全部密钥：{kms} key list", en: "look at the keys: {kms} key list" }
    look_key(kms, key) { zh: "查看这个密钥：{kms} key show {key}", en: "look at this key: {kms} key show {key}" }
    look_kind(kms, kind) { zh: "查看这一种类的密钥：{kms} key list --kind {kind}", en: "look at the keys of this kind: {kms} key list --kind {kind}" }
    look_packages(kms) { zh: "查看全部密钥包：{kms} package list", en: "look at the packages: {kms} package list" }
    look_regions(kms) { zh: "查看往来地区和已登记的身份：{kms} region list", en: "see the regions this keystore deals with and who is enrolled: {kms} region list" }
    look_region(region) { zh: "查看这个地区：kms region show {region}", en: "look at this region: kms region show {region}" }
    look_file(path) { zh: "查看文件和权限：ls -ld {path}", en: "look at the file and its permissions: ls -ld {path}" }
    doctor(kms) { zh: "检查本机：{kms} doctor", en: "check this machine: {kms} doctor" }
    self_test() { zh: "在本机自检：kms self-test", en: "test the program on this machine: kms self-test" }

    /// What no text foresees.
    unforeseen(text) { zh: "未预料的错误：{text}", en: "an error that was not foreseen: {text}" }
    unforeseen_why() { zh: "程序库报告了本程序还没有说明的错误", en: "the library reports an error that this program has no words for yet" }
}
