//! What the commands about third parties and handovers do and take, as their help says it.

messages! {
    v_hex() { zh: "十六进制", en: "HEX" }
    v_item() { zh: "编号=封签:状况", en: "SERIAL=SEAL:CONDITION" }
    v_recheck() { zh: "编号=密钥:校验值", en: "SERIAL=KEY:KCV" }

    person() { zh: "代表编号", en: "The representative's id" }
    organisation() { zh: "单位名称，每次写法相同", en: "The organisation, always in the same words" }
    details() { zh: "文件：第一行姓名，第二行证件号；加盐保存在日志之外，可清除", en: "A file: the name in its first line, the ID number in its second; kept salted outside the log, and can be erased" }
    public_key() { zh: "代表的 Ed25519 公钥；没有则在纸上签字", en: "The representative's Ed25519 public key; without one they sign on paper" }
    representative() { zh: "第三方代表：登记、退出、清除个人信息", en: "Representatives of third parties: add, withdraw, erase personal details" }
    representative_add() { zh: "登记一名可代表第三方签字的人", en: "Enrol somebody who may sign for a third party" }
    representative_list() { zh: "列出代表", en: "List the representatives" }
    representative_withdraw() { zh: "此人不再代表任何单位", en: "This person signs for nobody any more" }
    representative_erase() { zh: "清除此人的姓名和证件号（不可撤销；登记簿里只留编号）", en: "Erase this person's name and ID number (cannot be undone; the register keeps the id)" }

    agreement_id() { zh: "保密协议编号", en: "The agreement's id" }
    agreement_document() { zh: "协议文件；只记摘要", en: "The document; only its digest is kept" }
    agreement_from() { zh: "协议生效日", en: "First day on which it binds" }
    agreement_until() { zh: "协议到期日", en: "Last day on which it binds" }
    signed_here() { zh: "本方签字人的工号", en: "Staff code of who signed for this office" }
    signed_there() { zh: "对方签字代表的编号", en: "Id of the representative who signed for the organisation" }
    agreement() { zh: "保密协议（第二十四条）", en: "Confidentiality agreements (Article 24)" }
    agreement_add() { zh: "登记双方签署的保密协议", en: "Record an agreement that both sides signed" }
    agreement_list() { zh: "列出保密协议", en: "List the agreements" }
    agreement_end() { zh: "提前终止协议，今天为最后一天（不可撤销）", en: "End an agreement early; today is its last day (cannot be undone)" }

    review_id() { zh: "审查编号", en: "The review's id" }
    plan() { zh: "第三方的安全管理方案文件；只记摘要", en: "The third party's security management plan; only its digest is kept" }
    verdict() { zh: "结论：passed 通过，failed 未通过", en: "The verdict" }
    reviewer() { zh: "审查人编号，不得是第三方的人", en: "Id of the reviewer, who may not be of a third party" }
    review() { zh: "安全管理方案的审查（第二十四条）", en: "Reviews of security management plans (Article 24)" }
    review_add() { zh: "登记一次审查", en: "Record a review" }
    review_list() { zh: "列出审查", en: "List the reviews" }

    handover_id() { zh: "交接编号", en: "The handover's id" }
    deliverer() { zh: "移交人工号", en: "Staff code of who delivers" }
    receiver() { zh: "接收代表的编号", en: "Id of the representative who receives" }
    supervisor() { zh: "监督人工号，不得是移交人", en: "Staff code of who supervises; not the deliverer" }
    carriers() { zh: "要移交的载体，可重复", en: "A carrier to be handed over; repeatable" }
    continues() { zh: "载体现在所在的交接（转交给另一第三方时）", en: "The handover that holds the carriers now, where they go from one third party to another" }
    due() { zh: "应归还的日期", en: "The day on which they are due back" }
    item() { zh: "每件载体的编号、封签号和状况，可重复；没有封签写 编号=:状况", en: "Each carrier's serial, seal and condition; repeatable; without a seal: SERIAL=:CONDITION" }
    scan() { zh: "对方在纸上签字的扫描件；由在场两人证明", en: "The scan of what the receiver signed on paper; the officers here attest it" }
    signature() { zh: "对方以登记的密钥对声明所做的签名", en: "The receiver's signature of the statement, with the enrolled key" }
    findings() { zh: "检查所见", en: "What was found" }
    transfer_to() { zh: "接着使用的交接编号", en: "The approved handover that goes on" }
    recheck() { zh: "重新核对的校验值，可重复", en: "A check value taken anew; repeatable" }

    handover() { zh: "向第三方移交载体：拟稿、核对、批准、签收、监督、归还、结清（第二十四条）", en: "Handing carriers to third parties: draft, check, approve, sign, supervise, return, close (Article 24)" }
    handover_draft() { zh: "拟一次交接", en: "Draft a handover" }
    handover_prepare() { zh: "补上协议、审查、移交人、接收人、监督人", en: "Name the agreement, the review, and who delivers, receives and supervises" }
    handover_check() { zh: "第二十四条的各项要求：还缺什么，用哪条命令补上", en: "What Article 24 asks for: what is missing, and the command for each" }
    handover_approve() { zh: "批准（缺任何一项都不能批准）", en: "Approve it; refused while anything is missing" }
    handover_statement() { zh: "打印接收人要签的声明；移交时列出 --item，结清时不列", en: "Print the statement that the receiver signs: with --item for the delivery, without for the closing" }
    handover_sign() { zh: "移交：逐件登记，移交人和监督人签名，接收人签收", en: "Hand over: item by item; the deliverer and the supervisor sign, and the receiver" }
    handover_withdraw() { zh: "撤回还没有移交的交接", en: "Withdraw a handover that was not carried out" }
    handover_supervise() { zh: "登记一次监督使用，由监督人和另一名保管人签名", en: "Record a supervision visit, signed by the supervisor and another officer" }
    handover_reassign() { zh: "更换接收人或监督人", en: "Name another receiver or supervisor" }
    handover_return() { zh: "登记归还，全部或一部分：核对封签", en: "Record what came back, all or some, and compare the seals" }
    handover_extend() { zh: "推迟归还日期", en: "Put off the day on which they are due" }
    handover_transfer() { zh: "未还的载体转交给另一第三方", en: "What is still out goes on to another third party" }
    handover_close() { zh: "结清：双方签字", en: "Close it: both sides sign" }
    print_out() { zh: "写入的目录：签名的记录和打印件，不覆盖已有文件", en: "Folder for the signed record and its printed form; never replaces a file" }
    record_file() { zh: "交接记录文件（.kmsrecord）", en: "The record, a .kmsrecord file" }
    record_identity() { zh: "制作者的身份文件：证明是谁签的", en: "Identity file of the keystore that made it: shows who signed" }
    handover_print() { zh: "出具交接记录：两人签名的文件和可打印的网页（A4，带二维码）", en: "Issue the handover record: a file that two officers sign, and a page to print (A4, with a QR code)" }
    handover_verify() { zh: "核对一份交接记录，不需密钥库；不给身份文件时退出码为 4：只证明完整", en: "Verify a handover record; needs no keystore. Exit 4 without an identity file: whole, but not shown whose" }
    handover_list() { zh: "列出交接", en: "List the handovers" }
    handover_show() { zh: "显示一次交接和它的经历", en: "Show a handover and its life" }
}
