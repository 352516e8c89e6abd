//! What the program answers.

messages! {
    demo_handover(handover, refused) { zh: "交接 {handover}：第一次批准被拒（{refused}），补齐后移交、监督、归还、结清", en: "handover {handover}: first refused ({refused}), then complete, supervised, returned and closed" }
    reason_lost(serial) { zh: "载体{serial}遗失", en: "'carrier {serial} lost'" }
    error() { zh: "错误：", en: "error: " }
    next() { zh: "下一步：", en: "next: " }
    warning() { zh: "注意：", en: "warning: " }
    would() { zh: "试运行：什么都没有写入。将会：", en: "Dry run: nothing was written. This would:" }
    gap() { zh: "、", en: ", " }

    // Places in a command that a person fills in. Pasted as they are, they are refused.
    p_reason() { zh: "《原因》", en: "<REASON>" }
    p_receipt() { zh: "《回执文件》", en: "<RECEIPT>" }
    p_package() { zh: "《密钥包文件》", en: "<PACKAGE>" }
    p_file() { zh: "《文件》", en: "<FILE>" }
    p_text() { zh: "《文字》", en: "<TEXT>" }
    p_id() { zh: "《编号》", en: "<ID>" }
    p_folder() { zh: "《目录》", en: "<DIR>" }
    p_component_folder(number) { zh: "《分量目录{number}》", en: "<DIR{number}>" }

    h_code() { zh: "代码", en: "Code" }
    h_name() { zh: "名称", en: "Name" }
    h_level() { zh: "级别", en: "Level" }
    h_region() { zh: "地区", en: "Region" }
    h_keystore() { zh: "密钥库", en: "Keystore" }
    h_fingerprint() { zh: "身份指纹", en: "Fingerprint" }
    h_key() { zh: "密钥", en: "Key" }
    h_all_keys() { zh: "密钥", en: "Keys" }
    h_purpose() { zh: "用途", en: "Purpose" }
    h_algorithm() { zh: "算法", en: "Algorithm" }
    h_state() { zh: "状态", en: "State" }
    h_kcv() { zh: "校验值", en: "KCV" }
    h_origin() { zh: "来源", en: "Origin" }
    h_left() { zh: "可再分散", en: "Levels left" }
    h_since() { zh: "起始时间（UTC）", en: "Since (UTC)" }
    h_reason() { zh: "原因", en: "Reason" }
    h_kind() { zh: "种类", en: "Kind" }
    h_sort() { zh: "类别", en: "Sort" }
    h_version() { zh: "密钥版本", en: "Key version" }
    h_scheme() { zh: "分散方案", en: "Scheme" }
    h_owner() { zh: "主密钥生成地", en: "Master from" }
    h_parent() { zh: "上级密钥", en: "Parent" }
    h_parent_kcv() { zh: "上级密钥校验值", en: "Parent KCV" }
    h_context() { zh: "分散输入", en: "Derivation input" }
    h_id() { zh: "编号", en: "Id" }
    h_direction() { zh: "方向", en: "Way" }
    h_counter() { zh: "计数", en: "Counter" }
    h_peer() { zh: "对方", en: "Other side" }
    h_keys() { zh: "密钥数", en: "Keys" }
    h_card() { zh: "卡片分散因子", en: "Card" }
    h_seq() { zh: "序号", en: "No." }
    h_time() { zh: "时间（UTC）", en: "Time (UTC)" }
    h_event() { zh: "事项", en: "Event" }
    h_officers() { zh: "批准人", en: "Approved by" }
    h_detail() { zh: "内容", en: "Detail" }
    h_keystore_id() { zh: "密钥库编号", en: "Keystore id" }
    h_log() { zh: "日志", en: "Log" }
    h_custodians() { zh: "保管人", en: "Custodians" }
    h_file() { zh: "文件", en: "File" }
    h_result() { zh: "结果", en: "Result" }
    h_from() { zh: "发出方", en: "From" }
    h_to() { zh: "接收方", en: "To" }
    h_made() { zh: "制作时间（UTC）", en: "Made (UTC)" }
    h_transport() { zh: "传输密钥", en: "Transport key" }
    h_approvals() { zh: "批准人", en: "Approved by" }
    h_check() { zh: "检查", en: "Check" }

    initialised(level, region) { zh: "已为 {region} 建立{level}密钥库。", en: "Created a {level} keystore for {region}." }
    init_would(level, region, k, n) { zh: "为 {region} 建立{level}密钥库，{n} 名保管人中任意 {k} 人可开启", en: "create a {level} keystore for {region}, opened by any {k} of {n} custodians" }
    custodians(people, quorum) { zh: "{people}（{quorum}）", en: "{people} ({quorum})" }
    rehearsal_mark(mark) { zh: "　{mark}", en: "  {mark}" }
    quorum(k, n) { zh: "{n} 名中任意 {k} 名可开启", en: "any {k} of {n} open it" }
    identity_exported(path) { zh: "身份文件已写入 {path}", en: "The identity file is written to {path}" }
    identity_would(path) { zh: "把身份文件写入 {path}", en: "write the identity file to {path}" }
    identity_fingerprint() { zh: "身份指纹（请向对方读出，由对方输入）：", en: "Fingerprint, to be read out to the other side, who types it:" }
    enrolled(region) { zh: "已登记 {region} 的身份。", en: "The identity of {region} is enrolled." }
    enroll_would(region, keystore) { zh: "登记 {region}，密钥库 {keystore}；须输入对方读出的身份指纹", en: "enroll {region}, keystore {keystore}; the fingerprint that the other side reads out has to be typed" }
    not_enrolled() { zh: "未登记", en: "not enrolled" }
    all_enrolled() { zh: "已登记", en: "enrolled" }
    below_count(count, enrolled) { zh: "直属下级 {count} 个，已登记 {enrolled} 个。", en: "Regions directly below: {count}, enrolled: {enrolled}" }
    succeeded_by(regions) { zh: "并入 {regions}", en: "now {regions}" }
    coverage_summary(done, total) { zh: "已接收 {done} 项，共 {total} 项。", en: "{done} of {total} received." }
    coverage_untouched(count, regions) { zh: "尚未下发任何密钥的地区（{count} 个）：{regions}", en: "Nothing made yet for ({count}): {regions}" }
    coverage_but(progress, state) { zh: "{progress}（{state}）", en: "{progress} ({state})" }
    coverage_nothing() { zh: "没有可下发的密钥。", en: "There are no keys that go further down." }
    coverage_line(received, sent, total) { zh: "子密钥：应下发 {total}，已发出 {sent}，已接收 {received}", en: "sub-keys: {total} due, {sent} sent, {received} received" }

    generated(count) { zh: "已生成 {count} 个密钥：", en: "Keys generated: {count}" }
    generate_would(code, purpose) { zh: "生成 {code}　{purpose}", en: "generate {code}, {purpose}" }
    no_keys() { zh: "没有符合条件的密钥。", en: "No keys fit." }
    key_count(count) { zh: "共 {count} 个密钥。", en: "Keys: {count}" }
    state_changed(code, kcv, from, to) { zh: "{code}（校验值 {kcv}）：{from} → {to}", en: "{code} (check value {kcv}): {from} → {to}" }
    compromised_tell() { zh: "立即报告上级，查明经过", en: "report to the level above at once, and find out how it happened" }
    compromised_tell_all(regions) { zh: "立即报告上级，并通知持有其子密钥的地区停用：{regions}", en: "report to the level above at once, and tell the regions that hold sub-keys to stop using them: {regions}" }
    compromised_rotate(command) { zh: "生成并启用下一版本：{command}", en: "make the next version and put it into use: {command}" }
    compromised_ask() { zh: "请上级轮换其主密钥，并重新下发子密钥", en: "ask the level above to rotate its master key and to send a new sub-key" }
    compromised_reissue(command) { zh: "以新版本重新制作密钥包；各地进度：{command}", en: "make packages with the new version; how far each region is: {command}" }
    derived(count, code) { zh: "已由 {code} 分散 {count} 张卡片的密钥（未保存）：", en: "Derived the keys of {count} cards from {code} (not kept):" }
    derive_would(count, code) { zh: "由 {code} 分散 {count} 张卡片的密钥并报告校验值", en: "derive the keys of {count} cards from {code} and report their check values" }

    transport_made(region) { zh: "已为 {region} 制作传输密钥。", en: "Made a transport key for {region}." }
    transport_would(region, parts) { zh: "为 {region} 制作传输密钥，分成 {parts} 个分量", en: "make a transport key for {region} as {parts} components" }
    components_written() { zh: "分量（各交一名保管人，分开送达）：", en: "Components, each for its own custodian and carrier:" }
    transport_imported(id, region) { zh: "已合成 {region} 的传输密钥 {id}。", en: "The transport key {id} of {region} is put together." }
    transport_import_would(count) { zh: "合成 {count} 个分量；各分量完整并属于同一传输密钥", en: "put together {count} components, which are whole and belong together" }
    keep_components() { zh: "分量文件含密钥明文：接收密钥包后请按规定销毁。", en: "Component files hold key material in the clear: destroy them once the package is imported." }

    package_made(region, keys) { zh: "已为 {region} 制作密钥包，内含 {keys} 个子密钥。", en: "Made a package for {region}; sub-keys: {keys}." }
    left_out() { zh: "没有放入的密钥：", en: "Keys left out:" }
    left_before(counter) { zh: "已由第 {counter} 号密钥包下发", en: "sent before, in package {counter}" }
    finish_first(command) { zh: "那个密钥包已提交而文件未写出，补写即可：{command}", en: "that package is committed and its file not written; finish it: {command}" }
    after_sending() { zh: "密钥包与各分量分开送达；收到回执后核对。", en: "Send the package and its components by separate ways; verify the receipt when it comes back." }
    package_would(region, keys) { zh: "为 {region} 分散 {keys} 个子密钥并制成密钥包", en: "diversify {keys} sub-keys for {region} and make a package" }
    result_made() { zh: "已制作", en: "made" }
    result_there() { zh: "先前已制作", en: "made before" }
    result_would() { zh: "将制作", en: "to be made" }
    all_nothing() { zh: "没有要制作的密钥包。", en: "There is no package to make." }
    all_summary(made, before, missing) { zh: "制作 {made} 个，先前已有 {before} 个，未登记 {missing} 个。", en: "{made} made, {before} made before, {missing} not enrolled." }
    all_stopped(made, total) { zh: "已处理 {made}/{total} 个地区；排除问题后再次运行同一命令会接着做。", en: "{made} of {total} regions are done; once the problem is solved, run the same command again and it continues." }
    missing_regions(regions) { zh: "未登记的地区：{regions}", en: "Not enrolled: {regions}" }
    package_ready_but_transport() { zh: "语法、签名、接收方、计数、内容检查通过；传输密钥尚未合成。", en: "Syntax, signature, recipient, counter and content hold; its transport key is not put together yet." }
    package_own() { zh: "这是本密钥库制作的密钥包，与记录逐字节相同。", en: "This keystore made the package; it is byte for byte the one on record." }
    package_claims() { zh: "以上是文件自称的内容，未经校验：请用接收方的密钥库检查。", en: "This is what the file claims; nothing of it was verified. Check it with the recipient's keystore." }
    package_checked() { zh: "密钥包完好：语法、签名、接收方、计数、内容逐项检查通过。", en: "The package is sound: syntax, signature, recipient, counter and content were checked in this order." }
    package_imported(count) { zh: "已接收 {count} 个子密钥，校验值全部相符。", en: "Imported; sub-keys: {count}, every check value agrees." }
    package_import_would(count) { zh: "接收 {count} 个子密钥并签发回执", en: "import {count} sub-keys and sign a receipt" }
    receipt_written(path) { zh: "回执已写入 {path}，请交回上级。", en: "The receipt is written to {path}; return it to the level above." }
    receipt_verified(region, count) { zh: "{region} 的回执核对无误：{count} 个子密钥校验值全部相符，传输密钥已清除。", en: "The receipt of {region} holds: the check values of all sub-keys agree ({count}); the transport key is erased." }
    receipt_would(region, count) { zh: "记录 {region} 的回执（{count} 个子密钥相符）并清除传输密钥", en: "record the receipt of {region} ({count} sub-keys agree) and erase the transport key" }
    package_cancelled(id) { zh: "密钥包 {id} 已作废，传输密钥已清除。", en: "Package {id} is cancelled and its transport key erased." }
    cancel_warning() { zh: "持有密钥包及其全部分量的人仍能打开它：请收回分量。", en: "Whoever holds the package and all its components can still open it: collect the components." }
    erasure_pending() { zh: "另一程序正在读密钥库文件，已清除的字节可能仍在其中：请关闭该程序，再运行任一需要口令的命令，即可清除干净。", en: "Another program is reading the keystore file, and what was erased may still be in it: close that program, then run any command that asks for passphrases, and it is gone." }
    cancel_would(id) { zh: "作废密钥包 {id} 并清除其传输密钥", en: "cancel package {id} and erase its transport key" }
    reissue_would(id, region) { zh: "作废密钥包 {id}，为 {region} 以新传输密钥重新制作", en: "cancel package {id} and make it again for {region} under a new transport key" }
    no_packages() { zh: "没有密钥包。", en: "No packages." }
    warn_counter_gap() { zh: "计数不连续：之前有密钥包没有送达这里", en: "the counter leaps: an earlier package never arrived here" }
    warn_older_checkpoint() { zh: "所附检查点早于此前见过的检查点", en: "its checkpoint is older than one seen before" }

    warn_other(code) { zh: "其他情况（{code}）", en: "something else ({code})" }

    verified(entries, checkpoints) { zh: "校验通过：{entries} 条日志、{checkpoints} 个检查点、全部数据行和授权均相符。", en: "Verified: {entries} entries, {checkpoints} checkpoints, every row and every authority agree." }
    not_verified(findings) { zh: "校验不通过：发现 {findings} 处问题。", en: "Verification failed; findings: {findings}" }
    unsigned_tail(count) { zh: "日志末尾有 {count} 条未签名的登录尝试，下一次操作会签名覆盖。", en: "attempts at the end of the log that nobody signed over yet: {count}. The next operation does." }
    witnesses_agree(count) { zh: "与 {count} 个别处保存的检查点一致。", en: "It continues the checkpoints kept elsewhere ({count})." }
    no_witness() { zh: "没有提供别处保存的检查点：截去日志末尾无法由此发现（可加 --witness）。", en: "No checkpoint from elsewhere was given: a log cut off at its end is not found this way (add --witness)." }
    next_repair(command) { zh: "日志完好，数据表可由它重建：先停止使用并查明原因，再运行 {command}", en: "the log is whole and the tables can be rebuilt from it: stop using the keystore, find out why, then run {command}" }
    next_unread() { zh: "先确认路径没有写错。确是密钥库的，日志已读不出来，不能由它重建：停止使用，保留此文件备查，报告上级，从经校验的备份恢复", en: "first make sure that the path is right. If this is the keystore, its log cannot be read and nothing can be rebuilt from it: stop using it, keep this file as evidence, report to the level above, restore from a backup that verifies" }
    next_restore() { zh: "立即停止使用，保留此文件备查，报告上级；从经校验的备份恢复", en: "stop using it at once, keep this file as evidence, report to the level above; restore from a backup that verifies" }
    repair_nothing() { zh: "没有需要重建的数据。", en: "There is nothing to rebuild." }
    nothing_to_repair() { zh: "没有需要修复的：文件保持原样", en: "There was nothing to repair: the file is as it was" }
    repaired(rows, kept) { zh: "已由日志重建 {rows} 行；原文件保存为 {kept}", en: "Rebuilt {rows} rows from the log; the old file is kept as {kept}" }
    lost(content, whose) { zh: "已丢失、无法由日志恢复：{content}（{whose}）", en: "gone, and not to be had from the log: {content} of {whose}" }
    repair_would(count) { zh: "由日志重建数据表（发现 {count} 处不符）", en: "rebuild the tables from the log ({count} findings)" }
    nothing_open() { zh: "没有未完成的事项。", en: "Nothing is open." }
    recovered(count) { zh: "已补写 {count} 个文件：", en: "Files written: {count}" }
    still_open() { zh: "仍未完成：", en: "Still open:" }
    open_package(id, region) { zh: "密钥包 {id}（{region}）已提交，文件未写出", en: "package {id} for {region} is committed, its file not written" }
    open_package_components(id, region, count) { zh: "密钥包 {id}（{region}）及其 {count} 个分量已提交，文件未写出", en: "package {id} for {region} and its {count} components are committed, their files not written" }
    open_transport(id, count) { zh: "传输密钥 {id} 的 {count} 个分量未写出", en: "{count} components of transport key {id} are not written" }
    open_receipt(id) { zh: "密钥包 {id} 的回执已签发，文件未写出", en: "the receipt of package {id} is signed, its file not written" }
    open_import(id) { zh: "密钥包 {id} 已入库，回执未签发（需要原密钥包文件）", en: "package {id} is imported, its receipt not signed (the package file is needed)" }

    status_keystore(level, region) { zh: "{level}密钥库　{region}", en: "{level} keystore, {region}" }
    status_log(entries, time) { zh: "{entries} 条，最近 {time} UTC", en: "{entries} entries, last {time} UTC" }
    status_no_keys() { zh: "还没有密钥", en: "no keys yet" }
    status_count(state, count) { zh: "{state} {count}", en: "{count} {state}" }
    custodian_locked(until) { zh: "锁定至 {until} UTC", en: "locked out until {until} UTC" }
    warn_locked(people) { zh: "因口令多次不对而被锁定：{people}。若不是本人所为，请立即报告", en: "locked out after wrong passphrases: {people}. If they did not try themselves, report it at once" }
    custodian_lost() { zh: "信封缺失", en: "envelope missing" }
    warn_custodians(usable, k) { zh: "可用保管人只剩 {usable} 名，开启需要 {k} 名：再失去一名将永远无法开启。请尽快处理。", en: "only {usable} custodians are usable and {k} are needed: losing one more closes the keystore for ever. Act soon." }
    warn_custodians_all(k) { zh: "全部 {k} 名保管人缺一不可：任一人遗忘口令即永远无法开启。", en: "all {k} custodians are needed: one forgotten passphrase closes the keystore for ever." }
    warn_compromised(keys) { zh: "密钥已泄露，不得再用，应轮换并重新下发：{keys}", en: "compromised and not to be used; rotate and send anew: {keys}" }
    warn_versions(kinds) { zh: "在用版本不足 2 个：{kinds}", en: "fewer than 2 live versions: {kinds}" }
    warn_receipts(count) { zh: "{count} 个密钥包等待回执", en: "packages that await a receipt: {count}" }
    all_well() { zh: "没有未完成事项，没有警告。", en: "Nothing is open; no warnings." }

    exported(entries, path) { zh: "已导出 {entries} 条日志到 {path}", en: "Exported {entries} entries to {path}" }
    export_verified(entries, checkpoints) { zh: "日志完好：{entries} 条、{checkpoints} 个检查点，每条均有应有的批准。", en: "The log holds: {entries} entries, {checkpoints} checkpoints, each entry approved as it must be." }
    export_self() { zh: "未提供对方身份文件：以上只说明该文件自身一致（可加 --identity）。", en: "No identity from elsewhere was given: this shows only that the file agrees with itself (add --identity)." }
    cosigned(region, size) { zh: "已会签 {region} 的检查点，覆盖 {size} 条日志。", en: "Cosigned the checkpoint of {region}, which covers {size} entries." }
    cosigned_use(region) { zh: "请把这个文件交给 {region}，并留一份：日后以 verify --witness 校验，可查出其日志是否被回滚或改写。", en: "Give this file to {region} and keep a copy: verify --witness with it finds out later whether that log was rolled back or rewritten." }
    cosign_would(region, size) { zh: "会签 {region} 的检查点（覆盖 {size} 条日志）", en: "cosign the checkpoint of {region}, which covers {size} entries" }

    self_test_passed(count) { zh: "自检通过：{count} 项标准已知答案全部重现。", en: "Self-test passed: all {count} known answers reproduced." }
    vectors_result(total, passed, failed, unknown) { zh: "共 {total} 项：通过 {passed}，失败 {failed}，未使用的算法 {unknown}。", en: "{total} vectors: {passed} passed, {failed} failed, {unknown} of algorithms not used." }
    vector_failed(index, algorithm, member) { zh: "第 {index} 项 {algorithm}：{member} 不符", en: "vector {index}, {algorithm}: {member} differs" }
    vector_unknown(algorithm, count) { zh: "{algorithm}：{count} 项，本程序不使用", en: "{algorithm}: {count}, not used by this program" }

    demo_verified(ms) { zh: "演练完成，全部校验通过，用时 {ms} 毫秒。", en: "The rehearsal is complete and everything verifies; it took {ms} ms." }
    demo_failed() { zh: "演练完成，但校验不通过。", en: "The rehearsal is complete, but not everything verifies." }
    demo_try() { zh: "可以继续试：", en: "Commands to try next:" }
    demo_entries(count) { zh: "日志 {count} 条", en: "{count} log entries" }
    demo_packages(count) { zh: "下发密钥包 {count} 个", en: "{count} packages sent" }
    demo_descent(key) { zh: "{key} 逐级分散", en: "{key}, diversified step by step" }
    demo_card(card, kcv) { zh: "卡片 {card}　校验值 {kcv}", en: "card {card}, check value {kcv}" }
    demo_region_key(region, kcv) { zh: "{region}　校验值 {kcv}", en: "{region}, check value {kcv}" }

    doctor_ok() { zh: "正常", en: "ok" }
    doctor_warn() { zh: "注意", en: "warn" }
    doctor_all_well() { zh: "本机适合运行。", en: "This machine is fit." }
    doctor_warnings(count) { zh: "{count} 项需要注意。", en: "Things that need attention: {count}" }
}
