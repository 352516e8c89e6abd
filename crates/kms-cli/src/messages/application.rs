//! Key applications (密钥申领): what the commands do and take, what happened, and how they are listed.

messages! {
    id() { zh: "申领编号", en: "The application's id" }
    key() { zh: "申领的密钥：种类/算法，或 种类/算法/v版本，如 IRK/A1/v1；可重复", en: "A key asked for: KIND/ALGORITHM or KIND/ALGORITHM/vN, such as IRK/A1/v1; repeatable" }
    machine() { zh: "装用这些密钥的加密机编号；今天须可用", en: "Serial of the machine that the keys are for; it may serve today" }
    courier() { zh: "领取人文件：第一行姓名，第二行证件号；加盐保存在日志之外，可清除", en: "A file on the courier: the name in its first line, the ID number in its second; kept salted outside the log, and can be erased" }
    file() { zh: "申领文件（.kmsapp）", en: "The application, a .kmsapp file" }
    out() { zh: "写入申领文件的目录；不覆盖已有文件", en: "Folder for the application; never replaces a file" }
    reason() { zh: "拒绝的原因", en: "Why it is refused" }
    package() { zh: "答复这份申领的密钥包编号，唯一时可只写开头；不写则无答复而结清", en: "The package that answered it, its beginning where that is clear; without one it is closed unanswered" }
    from() { zh: "下级地区；不指定则为本地区自己的申领", en: "Whose application; this region's own where not given" }
    answered_by() { zh: "答复这份已批准的申领：只装其中申领的密钥", en: "Answer this approved application: only keys that it asks for go" }

    help() { zh: "密钥申领：向上一级申领，上一级批准，密钥包答复", en: "Key applications: ask the level above, which decides; a package answers" }
    help_create() { zh: "拟一份申领：密钥、加密机、领取人", en: "Draft an application: keys, machine, courier" }
    help_submit() { zh: "两人签名提交，写出申领文件；可重新提交，以最新的为准", en: "Sign it by two officers and write the file; may be repeated, the newest counts" }
    help_approve() { zh: "批准下级的申领：先核对签名、加密机证书和所申领的密钥", en: "Approve the application of a region below, after its signatures, machine and keys were checked" }
    help_refuse() { zh: "拒绝下级的申领；不保存领取人的个人信息", en: "Refuse the application of a region below; nothing of its courier is kept" }
    help_close() { zh: "结清本地区的申领", en: "Close an application of this region" }
    help_erase() { zh: "清除领取人的姓名和证件号（不可撤销；登记簿里只留摘要）", en: "Erase the courier's name and ID number (cannot be undone; the register keeps the digest)" }
    help_list() { zh: "列出本地区的申领和下级的申领", en: "List this region's applications, and those of regions below" }
    help_show() { zh: "显示一份申领和它的经历", en: "Show an application and its life" }

    created(application, keys, machine) { zh: "拟申领 {application}：{keys}，加密机 {machine}", en: "application {application} drafted: {keys}, for machine {machine}" }
    submitted(application, by) { zh: "{by} 提交申领 {application}", en: "application {application} submitted by {by}" }
    ended(application, by) { zh: "{by} 结清申领 {application}，没有密钥包", en: "application {application} closed without a package by {by}" }
    ended_with(application, package, by) { zh: "{by} 结清申领 {application}，密钥包 {package}", en: "application {application} closed with package {package} by {by}" }
    accepted(region, application, keys, by) { zh: "{by} 批准{region}的申领 {application}：{keys}", en: "application {application} of {region} approved by {by}: {keys}" }
    refused(region, application, reason, by) { zh: "{by} 拒绝{region}的申领 {application}：{reason}", en: "application {application} of {region} refused by {by}: {reason}" }
    answered(region, application, package) { zh: "密钥包 {package} 答复{region}的申领 {application}", en: "package {package} answers application {application} of {region}" }
    courier_erased(application) { zh: "清除申领 {application} 领取人的姓名和证件号", en: "name and ID number of the courier of application {application} erased" }
    courier_erased_of(region, application) { zh: "清除{region}申领 {application} 领取人的姓名和证件号", en: "name and ID number of the courier of application {application} of {region} erased" }

    written(path) { zh: "写出 {path}：内有领取人的姓名和证件号，送达后删除", en: "written: {path}; it names the courier, so delete it once it has arrived" }
    signed_there(people) { zh: "对方签名：{people}", en: "signed there by: {people}" }
    digest(digest) { zh: "摘要 {digest}", en: "digest {digest}" }

    memorandum_written(path) { zh: "密钥交接备忘录：{path}（打印后由双方签署盖章；可能写有领取人，用后删除）", en: "Handover memorandum: {path} (print it for both sides to sign; it may name the courier, so delete it afterwards)" }

    h_application() { zh: "申领", en: "APPLICATION" }
    h_region() { zh: "地区", en: "REGION" }
    h_machine() { zh: "加密机", en: "MACHINE" }
    h_stage() { zh: "进展", en: "STAGE" }
    h_day() { zh: "日期", en: "DAY" }
    h_courier() { zh: "领取人", en: "COURIER" }
    h_package() { zh: "密钥包", en: "PACKAGE" }
    h_reason() { zh: "原因", en: "REASON" }
    here() { zh: "本地区", en: "this region" }
    stage_draft() { zh: "拟稿", en: "draft" }
    stage_submitted() { zh: "已提交", en: "submitted" }
    stage_closed() { zh: "已结清", en: "closed" }
    stage_approved() { zh: "已批准", en: "approved" }
    stage_refused() { zh: "已拒绝", en: "refused" }
    stage_answered() { zh: "已答复", en: "answered" }
    life_of(application) { zh: "申领 {application}", en: "application {application}" }
}
