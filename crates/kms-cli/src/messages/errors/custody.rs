//! Refusals of custody (Articles 22 to 24). One sentence for each says what was refused; the next step is the command
//! that gives what is missing.

use handover_record::Refusal;

use crate::lang::Lang;

messages! {
    why_machine() {
        zh: "《办法》第二十二条：加密机须有有效的产品型号证书，并符合部级规范",
        en: "Article 22: an encryption machine has a valid product certificate and meets the ministry's specification",
    }
    why_carrier() {
        zh: "《办法》第二十三条：密钥载体由部级统一发行，每一件都要说得清在谁手里",
        en: "Article 23: carriers come from the ministry, and of each it is known who has it",
    }
    why_handover() {
        zh: "《办法》第二十四条：交第三方须有交接记录、保密协议、经审查的安全管理方案和监督使用",
        en: "Article 24: a handover needs a record, a confidentiality agreement, a reviewed security plan and supervision",
    }
    why_application() {
        zh: "密钥凭申领下发：上一级先核准谁申领、装用哪台加密机、谁来领取（人社厅发〔2014〕20号）",
        en: "keys go out on an application: the level above approves who asks, for which machine, and who comes (人社厅发〔2014〕20号)",
    }
    why_record() { zh: "登记簿只增不改：后面的记录不得与前面的矛盾", en: "the register only grows: nothing in it may contradict what is there" }

    not_today(today, newest) { zh: "本机的日期是 {today}，而登记簿里最新一条是 {newest}", en: "this machine says that today is {today}, and the newest record is of {newest}" }
    not_today_why() { zh: "登记按日期先后进行；本机或上次登记时的时钟不对。若是上次错了，须等到那一天才能再登记", en: "records follow the days; this machine's clock is wrong, or was when that record was made. If it was then, nothing can be recorded before that day" }
    no_such_place(place) { zh: "没有载体存放在“{place}”", en: "no carrier belongs at '{place}'" }
    no_such_place_why(known) { zh: "按写错的位置盘点，每件都会记成事件。已有的位置：{known}", en: "a count of a misspelt place would make an incident of everything. Known places: {known}" }
    no_such_month() { zh: "这个月还没有开始", en: "that month has not begun" }
    no_such_month_why() { zh: "月报只说已经发生的事", en: "a report tells what has happened" }
    no_such_month_next(kms) { zh: "查看本月：{kms} report custody", en: "see this month: {kms} report custody" }
    seal_not_named(serial) { zh: "没有写明载体 {serial} 归还时的封签号", en: "the seal that carrier {serial} came back with is not named" }
    seal_not_named_why() { zh: "归还时要核对封签；封签已不在的，用 --no-seal 写明，会记为一起事件", en: "the seal is compared when it comes back; where it is gone, say so with --no-seal, which is recorded as an incident" }
    seal_not_named_next(kms, serial, seal) { zh: "看清载体上的封签号（登记的是 {seal}），加上 --seal 再次运行；登记的情况：{kms} carrier show {serial}", en: "read the seal on the carrier (the register has {seal}) and run again with --seal; what the register says: {kms} carrier show {serial}" }
    day_order() { zh: "日期早于登记簿里最新一条", en: "the day is before that of the newest record" }
    same_person() { zh: "需要两个人的地方写了同一个人", en: "one person is named where two are needed" }
    already_known() { zh: "这个编号已经用过，或已经是这样", en: "this number is in use already, or it is so already" }
    unknown() { zh: "登记簿里没有所指的这一项", en: "the register has nothing of this name" }
    dates() { zh: "日期的先后不对，或已经过期", en: "the days are in the wrong order, or past" }
    retired() { zh: "这台加密机已退役", en: "the machine is retired" }
    no_certificate() { zh: "这台加密机没有产品型号证书", en: "the machine has no product certificate" }
    certificate_not_valid() { zh: "这台加密机的产品型号证书今天无效", en: "the machine's product certificate is not valid today" }
    not_assessed() { zh: "这台加密机没有按部级规范检测", en: "the machine was not assessed against the ministry's specification" }
    range() { zh: "批次的号段不成立", en: "the lot's range of serials makes no sense" }
    lot_overlap() { zh: "号段与另一批次重叠", en: "the serials overlap those of another lot" }
    outside_lot() { zh: "编号不在这个批次之内", en: "the serial is not of this lot" }
    destroyed() { zh: "载体已销毁", en: "the carrier was destroyed" }
    lost() { zh: "载体已报失", en: "the carrier is reported lost" }
    checked_out() { zh: "载体正被取用，还没有归还", en: "the carrier is taken out and not back" }
    handed_over() { zh: "载体在第三方", en: "the carrier is with a third party" }
    broken_seal() { zh: "载体的封签曾与登记的不符，须先重新加封", en: "another seal was seen on the carrier: it needs a new one first" }
    not_checked_out() { zh: "载体没有被取用，无从归还", en: "the carrier is not taken out, so it cannot come back" }
    reserved() { zh: "载体已留给一个批准了的交接", en: "the carrier waits for an approved handover" }
    details_erased() { zh: "此人的姓名和证件号已清除", en: "the name and ID number of this person are erased already" }
    nothing_named() { zh: "没有写明要登记或更换什么", en: "nothing is named that would be recorded or replaced" }
    no_key() { zh: "此代表没有登记签名公钥", en: "the representative has no enrolled key" }
    bad_signature() { zh: "签名与登记的公钥和这份声明不符", en: "the signature is not that of the enrolled key over this statement" }
    not_signed() { zh: "协议没有双方签名", en: "the agreement is not signed by both sides" }
    document_size() { zh: "文件是空的，或超过 64 MiB", en: "the document is empty, or larger than 64 MiB" }
    not_a_representative() { zh: "此人不是该单位登记的代表", en: "this person is no enrolled representative of the organisation" }
    reviewed_by_third_party() { zh: "方案由第三方自己的人审查", en: "the plan was reviewed by the third party itself" }
    items() { zh: "所列载体与交接不符：缺、多、重复，或没有", en: "the carriers named are not those of the handover: too few, too many, twice, or none" }
    in_another_handover() { zh: "载体已列入另一个未结的交接", en: "the carrier is in another open handover" }
    stage() { zh: "交接还没到、或已过了这一步", en: "the handover is not at this stage" }
    no_agreement() { zh: "缺保密协议", en: "a confidentiality agreement is missing" }
    agreement_of_another() { zh: "保密协议是与另一单位签的", en: "the agreement is with another organisation" }
    agreement_not_valid() { zh: "保密协议没有覆盖到归还之日", en: "the agreement does not cover the time until the return" }
    no_review() { zh: "缺安全管理方案的审查", en: "a review of the security plan is missing" }
    review_of_another() { zh: "审查的是另一单位的方案", en: "the review is of another organisation's plan" }
    review_failed() { zh: "安全管理方案审查未通过，或最近一次审查未通过", en: "the security plan did not pass its review, or not its newest one" }
    no_deliverer() { zh: "没有指定移交人", en: "nobody is named to deliver" }
    no_receiver() { zh: "没有指定接收人", en: "nobody is named to receive" }
    no_supervisor() { zh: "没有指定监督人", en: "nobody is named to supervise" }
    supervisor_is_deliverer() { zh: "监督人与移交人是同一个人", en: "who delivers cannot supervise" }
    seal_differs() { zh: "封签号与登记的不符", en: "the seal is not the one in the register" }
    wrong_signer() { zh: "签的人不是交接里指定的人", en: "another person than the one named in the handover" }
    not_handed_over() { zh: "这个载体没有在这次交接中移交", en: "the carrier is not out in this handover" }
    still_out() { zh: "还有载体没有归还", en: "a carrier is still out" }

    application_items() { zh: "没有写明申领的密钥，或同一密钥写了两次", en: "no key is asked for, or one of them twice" }
    application_stage() { zh: "申领还没到、或已过了这一步：没有提交、已拒绝、已答复或已结清", en: "the application is not at this stage: not submitted, refused, answered or closed" }
    application_known() { zh: "这份申领、领取人文件或密钥包已经用过", en: "this application, courier's file or package is in use already" }

    next_application(kms) { zh: "查看申领和它们的进展：{kms} application list", en: "see the applications and how far they are: {kms} application list" }
    next_machine(kms) { zh: "查看加密机的证书和检测：{kms} machine list", en: "see the machines with their certificates: {kms} machine list" }
    next_carrier(kms) { zh: "查看载体现在在哪里：{kms} carrier list", en: "see where the carriers are: {kms} carrier list" }
    next_seal(kms) { zh: "用 carrier seal 重新加封；先看封签：{kms} carrier list", en: "seal it anew with carrier seal; the seals first: {kms} carrier list" }
    next_handover(kms) { zh: "查看交接和它缺什么：{kms} handover list", en: "see the handovers and what they lack: {kms} handover list" }
    next_check(kms, handover) { zh: "查看还缺什么、用哪条命令补上：{kms} handover check {handover}", en: "see what is missing, and the command for it: {kms} handover check {handover}" }
    next_agreement(kms) { zh: "查看已有的保密协议：{kms} agreement list", en: "see the agreements: {kms} agreement list" }
    next_status(kms) { zh: "查看登记簿的情况：{kms} status", en: "see how things stand: {kms} status" }
}

/// What was refused of a key application, where it has words of its own.
pub fn of_application(lang: Lang, refusal: Refusal) -> String {
    match refusal {
        Refusal::Items => application_items(lang),
        Refusal::Stage => application_stage(lang),
        Refusal::AlreadyKnown => application_known(lang),
        other => what(lang, other),
    }
}

/// What was refused.
pub fn what(lang: Lang, refusal: Refusal) -> String {
    use Refusal as R;
    match refusal {
        R::DayOrder => day_order(lang),
        R::SamePerson => same_person(lang),
        R::AlreadyKnown => already_known(lang),
        R::Unknown => unknown(lang),
        R::Dates => dates(lang),
        R::Retired => retired(lang),
        R::NoCertificate => no_certificate(lang),
        R::CertificateNotValid => certificate_not_valid(lang),
        R::NotAssessed => not_assessed(lang),
        R::Range => range(lang),
        R::LotOverlap => lot_overlap(lang),
        R::OutsideLot => outside_lot(lang),
        R::Destroyed => destroyed(lang),
        R::Lost => lost(lang),
        R::CheckedOut => checked_out(lang),
        R::HandedOver => handed_over(lang),
        R::BrokenSeal => broken_seal(lang),
        R::NotCheckedOut => not_checked_out(lang),
        R::Reserved => reserved(lang),
        R::DetailsErased => details_erased(lang),
        R::NothingNamed => nothing_named(lang),
        R::NoKey => no_key(lang),
        R::BadSignature => bad_signature(lang),
        R::NotSigned => not_signed(lang),
        R::DocumentSize => document_size(lang),
        R::NotARepresentative => not_a_representative(lang),
        R::ReviewedByThirdParty => reviewed_by_third_party(lang),
        R::Items => items(lang),
        R::InAnotherHandover => in_another_handover(lang),
        R::Stage => stage(lang),
        R::NoAgreement => no_agreement(lang),
        R::AgreementOfAnother => agreement_of_another(lang),
        R::AgreementNotValid => agreement_not_valid(lang),
        R::NoReview => no_review(lang),
        R::ReviewOfAnother => review_of_another(lang),
        R::ReviewFailed => review_failed(lang),
        R::NoDeliverer => no_deliverer(lang),
        R::NoReceiver => no_receiver(lang),
        R::NoSupervisor => no_supervisor(lang),
        R::SupervisorIsDeliverer => supervisor_is_deliverer(lang),
        R::SealDiffers => seal_differs(lang),
        R::WrongSigner => wrong_signer(lang),
        R::NotHandedOver => not_handed_over(lang),
        R::StillOut => still_out(lang),
        // A rule of a newer library.
        other => super::unforeseen(lang, other),
    }
}

/// Which article it follows from.
pub fn why(lang: Lang, refusal: Refusal) -> String {
    use Refusal as R;
    match refusal {
        R::DayOrder | R::SamePerson | R::AlreadyKnown | R::Unknown | R::Dates => why_record(lang),
        R::Retired | R::NoCertificate | R::CertificateNotValid | R::NotAssessed => {
            why_machine(lang)
        }
        R::Range
        | R::LotOverlap
        | R::OutsideLot
        | R::Destroyed
        | R::Lost
        | R::CheckedOut
        | R::HandedOver
        | R::BrokenSeal
        | R::NotCheckedOut
        | R::Reserved
        | R::InAnotherHandover => why_carrier(lang),
        _ => why_handover(lang),
    }
}

/// Where to look next.
pub fn next(lang: Lang, kms: &str, handover: Option<String>, refusal: Refusal) -> String {
    use Refusal as R;
    match refusal {
        R::DayOrder | R::SamePerson | R::AlreadyKnown | R::Unknown | R::Dates => {
            next_status(lang, kms)
        }
        R::Retired | R::NoCertificate | R::CertificateNotValid | R::NotAssessed => {
            next_machine(lang, kms)
        }
        R::BrokenSeal => next_seal(lang, kms),
        R::Range
        | R::LotOverlap
        | R::OutsideLot
        | R::Destroyed
        | R::Lost
        | R::CheckedOut
        | R::HandedOver
        | R::NotCheckedOut
        | R::SealDiffers => next_carrier(lang, kms),
        R::NotSigned | R::NotARepresentative | R::AgreementOfAnother | R::AgreementNotValid => {
            next_agreement(lang, kms)
        }
        _ => match handover {
            Some(handover) => next_check(lang, kms, handover),
            None => next_handover(lang, kms),
        },
    }
}
