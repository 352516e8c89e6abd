//! Refusals about what passes between the levels, and about files.

messages! {
    // What is wrong with a file, and why that matters.
    too_large(artefact) { zh: "{artefact}过大", en: "the {artefact} is too large" }
    too_large_why() { zh: "超过这类文件可能的大小，没有读入；多半不是这类文件", en: "it is larger than any such file can be and was not read; it is probably something else" }
    malformed(artefact) { zh: "{artefact}的格式不对", en: "the {artefact} is malformed" }
    malformed_why() { zh: "与本程序写出的标准格式不完全一致：文件不完整、被编辑过，或不是这类文件", en: "it is not exactly the form that this program writes: incomplete, edited, or another kind of file" }
    unknown_type(artefact) { zh: "{artefact}的类型或版本不认识", en: "the {artefact} is of an unknown type or version" }
    unknown_suite(artefact) { zh: "{artefact}使用了不认识的密码套件", en: "the {artefact} uses an unknown cryptographic suite" }
    unknown_why() { zh: "可能是另一类文件，或由更新版本的程序写成", en: "it may be another kind of file, or written by a newer version of this program" }
    signature(artefact) { zh: "{artefact}的签名无效", en: "the signature of the {artefact} does not hold" }
    signature_why() { zh: "签名之后内容被改动过，哪怕只有一位；或签名者不是所称的那一方", en: "it was altered after signing, if only by one bit, or signed by somebody else than it says" }
    check(artefact) { zh: "{artefact}的校验不符", en: "the check of the {artefact} does not hold" }
    check_why() { zh: "抄录有误，或被改动", en: "it was mistyped or altered" }
    approvals(artefact) { zh: "{artefact}中的批准无效", en: "the approvals in the {artefact} do not hold" }
    approvals_why() { zh: "没有足够的对方保管人对恰好这些内容签名", en: "not enough of the other side's custodians signed for exactly this content" }
    checkpoint_flaw(artefact) { zh: "{artefact}所带的检查点无效", en: "the checkpoint with the {artefact} does not hold" }
    checkpoint_why() { zh: "检查点的签名、来源或会签不符合已登记的日志公钥", en: "its signature, origin or cosignature does not fit the enrolled log key" }
    continuity(artefact) { zh: "{artefact}与以前见过的日志接不上", en: "the {artefact} does not continue the log seen here before" }
    continuity_why() { zh: "对方的日志可能被回滚或改写过；也可能对方恢复了旧备份", en: "the other side's log may have been rolled back or rewritten, or an old backup restored there" }
    contradiction(artefact) { zh: "{artefact}的内容自相矛盾，或与本密钥库已知的情况不符", en: "the {artefact} contradicts itself or what this keystore knows" }
    contradiction_why() { zh: "其中地区、级别、密钥或传输密钥的说明对不上，不能采信任何一处", en: "regions, levels, keys or the transport key do not fit together, so no part of it can be believed" }
    key_block(artefact) { zh: "{artefact}中有密钥打不开，或打开后不是所说的密钥", en: "a key in the {artefact} does not open, or is not the key it should be" }
    key_block_why() { zh: "密钥块被改动、传输密钥不对，或校验值不符", en: "a key block was altered, the transport key is another one, or a check value differs" }
    wrong_answer(artefact) { zh: "{artefact}与当初的密钥包不符", en: "the {artefact} does not answer the package concerned" }
    wrong_answer_why() { zh: "它说的是另一个密钥包，或收到的字节、密钥、校验值有出入", en: "it speaks of another package, or of other bytes, keys or check values" }
    authority(artefact) { zh: "{artefact}中有操作未经应有的保管人批准", en: "the {artefact} has an entry that the custodians concerned did not approve" }
    authority_why() { zh: "批准缺失、重复使用、过期，或与事项不符", en: "approvals are missing, used twice, expired or for something else" }
    inclusion(artefact) { zh: "{artefact}中有日志条目不在它的检查点所指的日志里", en: "the {artefact} has an entry that is not in the log that its checkpoint speaks of" }
    inclusion_why() { zh: "条目、序号或包含证明被改动过，或取自另一份日志", en: "an entry, its number or its proof of inclusion was altered, or is from another log" }

    // Where to get a good one.
    package_next(kms, file) {
        zh: "不要使用，保留原文件，请发出方重新递送同一文件；仍不行则由发出方作废重发。查看它的内容和检查结果：{kms} package inspect {file}",
        en: "do not use it, keep it, and have the sender deliver the same file again, or reissue it if that fails. See what it holds and which check fails: {kms} package inspect {file}",
    }
    receipt_next(kms) {
        zh: "不要采信，保留原文件，请接收方重新递送回执。核对在途密钥包：{kms} package list",
        en: "do not rely on it, keep it, and have the recipient deliver the receipt again. See the packages on their way: {kms} package list",
    }
    component_next(command) {
        zh: "由分量保管人从原载体重新取出，再次运行：{command}",
        en: "let its custodian take it from the original carrier again, then run: {command}",
    }
    identity_next() {
        zh: "请对方重新导出并当面或电话核对指纹（在对方运行）：kms identity export --out identity.json",
        en: "ask them to export it again, and compare the fingerprint by voice; at their end: kms identity export --out identity.json",
    }
    export_next() {
        zh: "保留原文件，请对方重新导出后比较（在对方运行）：kms audit export --out audit.jsonl",
        en: "keep it, and ask them to export again to compare; at their end: kms audit export --out audit.jsonl",
    }
    checkpoint_next(kms) { zh: "重新取得检查点。本密钥库的现状：{kms} status", en: "get the checkpoint again. How this keystore stands: {kms} status" }
    catalogue_next(command) { zh: "改正目录文件，再次运行：{command}", en: "put the catalogue file right and run again: {command}" }
    cards_next(command) { zh: "清单每行一张卡，1 至 16 字节的十六进制；太长就分成几份。改好后再次运行：{command}", en: "it has a line for each card, 1 to 16 bytes in hexadecimal; split it where it is too long. Put it right and run again: {command}" }
    details_next(command) { zh: "文件只写两行：姓名、证件号。改好后再次运行：{command}", en: "the file has two lines, name and ID number. Put it right and run again: {command}" }
    record_next(kms) {
        zh: "不要采信，保留原文件，请出具机构重新出具交接记录。本密钥库的现状：{kms} status",
        en: "do not rely on it, keep it, and ask its office for a new record. How this keystore stands: {kms} status",
    }
    application_next() {
        zh: "不要采信，电话核对派来的是谁，请申领地区重新提交（在对方运行）：kms application submit APP-2026-001 --out files",
        en: "do not rely on it, ask by voice whom they sent, and let the region submit it again; at their end: kms application submit APP-2026-001 --out files",
    }
    vectors_next() { zh: "先不带文件自检：kms self-test", en: "run the built-in test without the file first: kms self-test" }

    wrong_recipient(artefact, region, keystore) { zh: "这个{artefact}是给{region}的（密钥库 {keystore}），不是给本密钥库的", en: "this {artefact} is for {region} (keystore {keystore}), not for this one" }
    wrong_recipient_why() { zh: "拿错了文件，或对方登记的是本地区以前的密钥库", en: "it is the wrong file, or they enrolled an earlier keystore of this region" }
    wrong_recipient_next(kms) { zh: "退还或转交。核对本密钥库的编号：{kms} status", en: "return it or pass it on. Compare the id of this keystore: {kms} status" }
    replay(counter, last) { zh: "密钥包计数为 {counter}，本级已接收到 {last}", en: "the package's counter is {counter}, and {last} was imported already" }
    replay_why() { zh: "每个密钥包只接收一次，计数只增不减；同一个包又来一次，或有人重放旧包", en: "each package is imported once and counters only rise; this is one delivered twice, or an old one replayed" }
    replay_next(kms) { zh: "若只是回执未写出或已遗失，可由同一密钥包补写：{kms} recover --package 《密钥包文件》 --out 《目录》", en: "if only its receipt was not written or was lost, it can be written again from the same package: {kms} recover --package <PACKAGE> --out <DIR>" }
    rehearsal_here(mark) { zh: "本密钥库带有“{mark}”标记，对方是正式密钥库", en: "this keystore is marked {mark}, and the other side is production" }
    rehearsal_there(mark) { zh: "对方带有“{mark}”标记，本密钥库是正式密钥库", en: "the other side is marked {mark}, and this keystore is production" }
    rehearsal_why() { zh: "演练与正式永不相通，演练密钥绝不能进入正式环境", en: "rehearsal and production never meet, so that no rehearsal key comes into use" }
    rehearsal_next(kms) { zh: "确认打开的是哪个密钥库：{kms} status", en: "make sure which keystore this is: {kms} status" }
    no_transport(id) { zh: "没有可用的传输密钥 {id}", en: "there is no transport key {id} to use" }
    no_transport_why() {
        zh: "接收方须先合成它的全部分量；在发出方，它已用于别的包、已清除，或是给另一接收方的",
        en: "a recipient has to put its components together first; at the sender it served already, is erased, or is for somebody else",
    }
    no_transport_next(kms) {
        zh: "接收方先合成分量，用法：{kms} transport import --help\n发出方去掉 --transport、改用 --component-dir，用法：{kms} package create --help",
        en: "recipient: put the components together; how: {kms} transport import --help\nsender: give --component-dir in place of --transport; how: {kms} package create --help",
    }
    transport_known(id) { zh: "传输密钥 {id} 已在这里合成过", en: "transport key {id} was put together here before" }
    transport_known_why() { zh: "每个传输密钥只合成一次，无需再做；接着接收它的密钥包即可", en: "each is put together once, and that is done; go on to import its package" }
    components(have, need) { zh: "分量不齐：需要同一传输密钥的 {need} 个不同分量，只有 {have} 个", en: "components are missing (needed: {need} different ones of one transport key; given: {have})" }
    components_why() { zh: "少了分量、同一分量给了两次，或混入了另一传输密钥的分量", en: "one is missing or given twice, or one of another transport key is among them" }
    components_next(kms) { zh: "请各分量保管人带齐分量，一次全部给出。用法：{kms} transport import --help", en: "gather the custodians of all components and give all at once. How: {kms} transport import --help" }
    no_package(id) { zh: "这里没有密钥包 {id}", en: "there is no package {id} here" }
    no_package_why() { zh: "本密钥库没有制作过也没有接收过它", en: "this keystore neither made nor received it" }
    no_handover(id) { zh: "这里没有交接 {id}", en: "there is no handover {id} here" }
    no_handover_why() { zh: "本密钥库没有起草过它", en: "this keystore never drafted it" }
    not_asked_for(id) { zh: "这个密钥包里有申领 {id} 没有申领的密钥", en: "that package has a key that application {id} does not ask for" }
    not_asked_for_why() { zh: "答复申领的密钥包只装申领的密钥", en: "a package that answers an application has only what it asks for" }
    not_asked_for_next(kms, id) { zh: "查看申领了什么：{kms} application show {id}", en: "see what it asks for: {kms} application show {id}" }
    package_closed(id) { zh: "密钥包 {id} 已接收或已作废", en: "package {id} is received or cancelled" }
    package_closed_why() { zh: "收到回执或作废后，传输密钥已清除，不能再改变", en: "its transport key is erased after the receipt or the cancellation, and nothing about it changes any more" }
    package_open(region, id) { zh: "给{region}的密钥包 {id} 已含有同样的密钥", en: "package {id} for {region} holds the same keys" }
    package_open_why() { zh: "它没有作废；再做一个会把同样的密钥两次送上路", en: "it is not cancelled, and a second one would put the same keys on the road twice" }
    package_open_next(kms) {
        zh: "等待回执；确已丢失才重发，重发会作废旧包。查看：{kms} package list",
        en: "wait for its receipt, or reissue it if it is lost, which cancels the old one. Look at it: {kms} package list",
    }
    shared_folder(path) { zh: "目录 {path} 不能存放两个分量，也不能与密钥包同放", en: "the folder {path} may not hold two components, nor one beside the package" }
    shared_folder_why() { zh: "得到同一目录的人就会得到完整的传输密钥；每个分量须在各自保管人的载体上", en: "whoever has that folder would have the whole transport key; each component belongs on a carrier of its own" }
    shared_folder_next() { zh: "分别挂载各分量的载体，各给一个 --component-dir。查看已挂载的载体：findmnt --real", en: "mount a carrier for each component and give each its own --component-dir. See what is mounted: findmnt --real" }
    folders(count) { zh: "给出了 {count} 个分量目录，需要 2 或 3 个", en: "2 or 3 component folders are needed (given: {count})" }
    folders_why() { zh: "传输密钥分成 2 或 3 个分量，由不同的人携带；补写时个数须与当初相同", en: "a transport key travels as 2 or 3 components with different people; when written again, as many as before" }

    unreadable(path) { zh: "不能读取 {path}", en: "cannot read {path}" }
    unwritable(path) { zh: "不能写入 {path}", en: "cannot write {path}" }
    exists(path) { zh: "{path} 已存在，且内容不同", en: "{path} exists and is different" }
    exists_why() { zh: "本程序从不覆盖已有文件", en: "this program never replaces a file" }
    not_empty(path) { zh: "目录 {path} 不是空的", en: "the folder {path} is not empty" }
    finish_here(command) { zh: "腾出空间或改正权限，再补写文件：{command}", en: "make room or put the permissions right, then finish the files: {command}" }
    finish_elsewhere(command) { zh: "先移走那个文件（不要删除，查明来历），再补写：{command}", en: "move that file away (do not delete it; find out what it is), then finish: {command}" }
    move_away(path, command) { zh: "换一个文件名，或先移走 {path}，再次运行：{command}", en: "choose another name or move {path} away, then run again: {command}" }
    other_folder() { zh: "换一个新目录：kms demo --dir rehearsal-2", en: "choose a new folder: kms demo --dir rehearsal-2" }
}
