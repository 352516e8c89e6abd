//! Third parties and handovers to them (Article 24): what happened, and what was asked.

messages! {
    representative_enrolled(person, organisation) { zh: "登记{organisation}的代表 {person}", en: "representative {person} of {organisation} enrolled" }
    details_erased(person) { zh: "清除代表 {person} 的姓名和证件号", en: "name and ID number of representative {person} erased" }
    representative_withdrawn(person) { zh: "代表 {person} 退出", en: "representative {person} withdrawn" }
    agreement_added(agreement, organisation, from, until) {
        zh: "与{organisation}的保密协议 {agreement}，{from} 至 {until}", en: "confidentiality agreement {agreement} with {organisation}, {from} to {until}",
    }
    agreement_ended(agreement) { zh: "保密协议 {agreement} 提前终止", en: "agreement {agreement} ended early" }
    plan_passed(review, organisation, reviewer) { zh: "{organisation}的安全管理方案由 {reviewer} 审查通过（{review}）", en: "security plan of {organisation} passed its review by {reviewer} ({review})" }
    plan_failed(review, organisation, reviewer) { zh: "{organisation}的安全管理方案由 {reviewer} 审查未通过（{review}）", en: "security plan of {organisation} failed its review by {reviewer} ({review})" }
    drafted(handover, organisation, purpose, due, items) {
        zh: "拟定交接 {handover}：{items} 交{organisation}，用途 {purpose}，应于 {due} 归还", en: "handover {handover} drafted: {items} to {organisation} for {purpose}, due {due}",
    }
    prepared(handover, named) { zh: "交接 {handover} 写明：{named}", en: "handover {handover} names: {named}" }
    approved(handover, by) { zh: "{by} 批准交接 {handover}", en: "handover {handover} approved by {by}" }
    handed_over(handover, items, deliverer, receiver, supervisor) {
        zh: "交接 {handover}：{deliverer} 向 {receiver} 移交 {items}，{supervisor} 监督", en: "handover {handover}: {deliverer} delivered {items} to {receiver}, supervised by {supervisor}",
    }
    supervised(handover, supervisor, findings) { zh: "{supervisor} 监督检查交接 {handover}：{findings}", en: "use under handover {handover} supervised by {supervisor}: {findings}" }
    reassigned(handover, named, by) { zh: "{by} 更换交接 {handover} 的 {named}", en: "handover {handover} reassigned by {by}: {named}" }
    returned(handover, items, by) { zh: "{by} 收回交接 {handover} 的 {items}", en: "handover {handover}: {items} came back, taken by {by}" }
    extended(handover, due, by) { zh: "{by} 将交接 {handover} 的归还日期推迟到 {due}", en: "handover {handover} extended to {due} by {by}" }
    transferred(handover, to, items, receiver) { zh: "交接 {handover} 的 {items} 转交 {receiver}（交接 {to}）", en: "handover {handover}: {items} went on to {receiver} (handover {to})" }
    closed(handover, by, receiver) { zh: "{by} 与 {receiver} 结清交接 {handover}", en: "handover {handover} closed by {by} and {receiver}" }
    withdrawn(handover, by) { zh: "{by} 撤回交接 {handover}", en: "handover {handover} withdrawn by {by}" }

    named_agreement(id) { zh: "保密协议 {id}", en: "agreement {id}" }
    named_review(id) { zh: "方案审查 {id}", en: "review {id}" }
    named_deliverer(id) { zh: "移交人 {id}", en: "deliverer {id}" }
    named_receiver(id) { zh: "接收人 {id}", en: "receiver {id}" }
    named_supervisor(id) { zh: "监督人 {id}", en: "supervisor {id}" }
    item(serial, seal, condition) { zh: "{serial}（封签 {seal}，{condition}）", en: "{serial} (seal {seal}, {condition})" }

    h_person() { zh: "代表", en: "PERSON" }
    h_organisation() { zh: "单位", en: "ORGANISATION" }
    h_name() { zh: "姓名", en: "NAME" }
    h_signs() { zh: "签字方式", en: "SIGNS" }
    h_agreement() { zh: "协议", en: "AGREEMENT" }
    h_valid() { zh: "有效期", en: "VALID" }
    h_signed() { zh: "签字", en: "SIGNED BY" }
    h_review() { zh: "审查", en: "REVIEW" }
    h_verdict() { zh: "结论", en: "VERDICT" }
    h_reviewer() { zh: "审查人", en: "REVIEWER" }
    h_handover() { zh: "交接", en: "HANDOVER" }
    h_stage() { zh: "进度", en: "STAGE" }
    h_items() { zh: "载体", en: "CARRIERS" }
    h_purpose() { zh: "用途", en: "PURPOSE" }
    h_people() { zh: "移交、接收、监督", en: "DELIVERS, RECEIVES, SUPERVISES" }
    h_visits() { zh: "监督检查", en: "VISITS" }

    erased_elsewhere() { zh: "已打印的交接记录页、备份，以及修复时保留的 .damaged-… 文件里仍可能有此人的姓名", en: "printed pages of records, backups, and a .damaged-… file that a repair kept may still hold the name" }
    rests_on_it(handover, organisation, stage) { zh: "交接 {handover}（{organisation}，{stage}）用到它", en: "handover {handover} ({organisation}, {stage}) rests on it" }
    by_key() { zh: "密钥", en: "by key" }
    on_paper() { zh: "纸质", en: "on paper" }
    details_gone() { zh: "（已清除）", en: "(erased)" }
    is_withdrawn() { zh: "（已退出）", en: "(withdrawn)" }
    passed() { zh: "通过", en: "passed" }
    failed() { zh: "未通过", en: "failed" }
    still_due() { zh: "未还", en: "out" }
    item_returned(on, seal) { zh: "{on} 归还，封签 {seal}", en: "returned on {on}, seal {seal}" }
    item_transferred(to) { zh: "转入交接 {to}", en: "went on in handover {to}" }
    item_lost() { zh: "遗失", en: "lost" }
    nobody() { zh: "未定", en: "nobody yet" }

    check_head(handover, organisation) { zh: "交接 {handover}（{organisation}）：第二十四条的要求", en: "Handover {handover} ({organisation}): what Article 24 asks for" }
    element_record() { zh: "交接记录", en: "handover record" }
    element_agreement() { zh: "保密协议", en: "confidentiality agreement" }
    element_review() { zh: "安全管理方案审查", en: "review of the security plan" }
    element_people() { zh: "移交人和接收人", en: "deliverer and receiver" }
    element_supervision() { zh: "监督使用", en: "supervision of use" }
    element_due() { zh: "归还日期", en: "due day" }
    would_issue(handover) { zh: "出具交接 {handover} 的记录", en: "issue the record of handover {handover}" }
    issued(handover, digest) { zh: "已出具交接 {handover} 的记录，摘要 {digest}", en: "record of handover {handover} issued, digest {digest}" }
    file_record(path) { zh: "签名的记录：{path}", en: "signed record: {path}" }
    file_page(path) { zh: "打印件（用浏览器打开后打印）：{path}", en: "printed form (open it in a browser and print): {path}" }
    record_good(handover, entries) { zh: "交接 {handover} 的记录校验通过：签名、检查点、{entries} 条日志的位置和批准均相符", en: "The record of handover {handover} verifies: signatures, checkpoint, and place and approvals of {entries} log entries" }
    record_by_identity() { zh: "签名人的公钥与身份文件一致", en: "the signers' keys are those of the identity file" }
    record_whole(handover, entries) {
        zh: "交接 {handover} 的记录完整，但没有证明是谁做的：签名、检查点、{entries} 条日志的位置和批准只与记录自带的公钥相符",
        en: "The record of handover {handover} is whole, but it is not shown whose it is: signatures, checkpoint, and place and approvals of {entries} log entries agree with the record's own keys only",
    }
    record_by_itself() { zh: "用制作者的身份文件再核对，才证明是谁签的：加 --identity 身份文件", en: "who signed it is shown by the identity file of the keystore that made it: add --identity FILE" }
    h_signers() { zh: "签名人", en: "SIGNED BY" }
    h_digest() { zh: "摘要", en: "DIGEST" }
    h_made() { zh: "出具", en: "ISSUED" }
    h_keystore() { zh: "密钥库", en: "KEYSTORE" }
    element_carriers() { zh: "载体在库", en: "carriers in store" }
    then_draft() { zh: "（撤回后重新拟稿）", en: " (withdraw it, then draft anew)" }
    can_go() { zh: "各项齐备，可以移交：", en: "Everything is there; it can be handed over: " }
    p_item() { zh: "编号=封签:状况", en: "SERIAL=SEAL:CONDITION" }
    p_day() { zh: "《日期》", en: "<DAY>" }
    all_there() { zh: "各项齐备，可以批准：", en: "Everything is there; it can be approved: " }
    missing_count(count) { zh: "还缺 {count} 项，不能批准", en: "Missing: {count}; it cannot be approved" }
}
