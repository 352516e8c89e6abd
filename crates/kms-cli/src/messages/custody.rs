//! Machines, carriers, third parties and handovers (Articles 22 to 24): terms, what happened, and what was asked.

use handover_record::{CarrierKind, IncidentKind, Stage};

use crate::lang::Lang;

messages! {
    main_control_card() { zh: "主控密钥卡", en: "main-control key card" }
    master_mother_card() { zh: "密钥母卡（总控）", en: "key mother card (master)" }
    wash_mother_card() { zh: "密钥母卡（洗卡）", en: "key mother card (wash)" }
    authentication_mother_card() { zh: "密钥母卡（认证）", en: "key mother card (authentication)" }
    transmission_card() { zh: "传输密钥卡", en: "transmission key card" }
    psam_first_issue() { zh: "PSAM 卡（一次发行）", en: "PSAM (first issue)" }
    psam_second_issue() { zh: "PSAM 卡（二次发行）", en: "PSAM (second issue)" }
    psam_terminal() { zh: "终端用 PSAM 卡", en: "terminal PSAM" }
    backup_medium() { zh: "备份介质", en: "backup medium" }

    stage_draft() { zh: "拟稿", en: "draft" }
    stage_approved() { zh: "已批准", en: "approved" }
    stage_out() { zh: "使用中", en: "in use" }
    stage_closed() { zh: "已结清", en: "closed" }
    stage_withdrawn() { zh: "已撤回", en: "withdrawn" }

    incident_lost() { zh: "遗失", en: "lost" }
    incident_stolen() { zh: "被盗", en: "stolen" }
    incident_seal_broken() { zh: "封签不符", en: "seal broken" }
    incident_overdue() { zh: "逾期归还", en: "came back late" }
    incident_missing() { zh: "盘点缺失", en: "missing at a count" }
    incident_check_value() { zh: "校验值不符", en: "check value differs" }
    incident_unexpected() { zh: "盘点多出", en: "unexpected at a count" }

    nothing() { zh: "无", en: "none" }
    people(one, other) { zh: "{one}、{other}", en: "{one} and {other}" }
    seal_broken(seal) { zh: "{seal}（曾与登记不符，须重新加封）", en: "{seal} (another was seen since; a new one is due)" }
    no_seal() { zh: "无封签", en: "no seal" }

    machine_registered(serial, maker, model, location) {
        zh: "登记加密机 {serial}（{maker} {model}，{location}）", en: "machine {serial} registered ({maker} {model}, {location})",
    }
    machine_certified(serial, number, until) {
        zh: "加密机 {serial} 的产品型号证书 {number}，有效至 {until}", en: "machine {serial}: product certificate {number}, valid until {until}",
    }
    machine_assessed(serial, on) { zh: "登记加密机 {serial} 的检测报告（{on}）", en: "assessment report of machine {serial}, of {on}" }
    machine_relocated(serial, location) { zh: "加密机 {serial} 移至 {location}", en: "machine {serial} moved to {location}" }
    machine_retired(serial) { zh: "加密机 {serial} 退役", en: "machine {serial} retired" }
    lot_issued(lot, kind, first, last) { zh: "部级批次 {lot}：{kind} {first} 至 {last}", en: "ministry lot {lot}: {kind} {first} to {last}" }
    carrier_registered(serial, lot, place, custodian) {
        zh: "登记载体 {serial}（批次 {lot}），存放 {place}，保管人 {custodian}", en: "carrier {serial} of lot {lot} registered; place {place}, custodian {custodian}",
    }
    carrier_loaded(serial, keys, machine, seal) {
        zh: "载体 {serial} 由加密机 {machine} 装入 {keys}，封签 {seal}", en: "carrier {serial} loaded from machine {machine} with {keys}, seal {seal}",
    }
    checked_out(serial, purpose, by) { zh: "{by} 取用载体 {serial}：{purpose}", en: "carrier {serial} taken out by {by}: {purpose}" }
    checked_in(serial, seal, by) { zh: "{by} 归还载体 {serial}，封签 {seal}", en: "carrier {serial} brought back by {by}, seal {seal}" }
    inspected(serial, seal, by) { zh: "{by} 就地查验载体 {serial}，封签 {seal}", en: "carrier {serial} inspected where it lies by {by}, seal {seal}" }
    resealed(serial, seal, by) { zh: "{by} 为载体 {serial} 换封签 {seal}", en: "carrier {serial} sealed anew by {by}: {seal}" }
    moved(serial, place, by) { zh: "{by} 将载体 {serial} 移存 {place}", en: "carrier {serial} moved to {place} by {by}" }
    custodian_changed(serial, custodian, by) { zh: "{by} 将载体 {serial} 交由 {custodian} 保管", en: "carrier {serial} put into the care of {custodian} by {by}" }
    counted(place, count, by) { zh: "{by} 盘点 {place}：清点到 {count} 件", en: "{place} counted by {by}: {count} found" }
    reported_lost(serial, by) { zh: "{by} 报告载体 {serial} 遗失", en: "carrier {serial} reported lost by {by}" }
    reported_stolen(serial, by) { zh: "{by} 报告载体 {serial} 被盗", en: "carrier {serial} reported stolen by {by}" }
    destroyed(serial, by) { zh: "{by} 销毁载体 {serial}", en: "carrier {serial} destroyed by {by}" }

    would_note(incident, serial) { zh: "将记为事件：{incident} {serial}", en: "to be recorded as an incident: {incident} {serial}" }
    would_idle(serial) { zh: "加密机 {serial} 从此刻起今天不能再使用", en: "machine {serial} could not serve any more today" }
    done(on, entry, by) { zh: "已记入日志第 {entry} 条，{on}，签名：{by}", en: "recorded as entry {entry}, {on}, signed by {by}" }
    first_officer() { zh: "（第一人）", en: "(first officer)" }
    second_officer() { zh: "（第二人）", en: "(second officer)" }
    not_given() { zh: "未移交", en: "not handed over" }
    life_incident(kind) { zh: "事件：{kind}", en: "incident: {kind}" }
    lot_line(lot, kind, first, last) { zh: "{lot}　{kind}　{first} 至 {last}", en: "{lot}  {kind}  {first} to {last}" }
    status_carriers() { zh: "载体", en: "CARRIERS" }
    status_counts(stored, out, given, lost) { zh: "在库 {stored}，取用 {out}，在第三方 {given}，报失 {lost}", en: "in store {stored}, taken out {out}, with third parties {given}, lost {lost}" }
    warn_lost(serial, keys) { zh: "载体 {serial} 已报失，其上的密钥仍在用：{keys}", en: "carrier {serial} is lost and its keys are still active: {keys}" }
    warn_future(newest) { zh: "登记簿里最新一条的日期是 {newest}，晚于今天：核对本机时钟，此前不能再登记", en: "the newest custody record is of {newest}, later than today: check this machine's clock; nothing can be recorded before" }
    month_open(today) { zh: "本月未完，截至 {today}", en: "the month is not over: as of {today}" }
    h_serial() { zh: "编号", en: "SERIAL" }
    h_model() { zh: "厂商型号", en: "MODEL" }
    h_location() { zh: "位置", en: "LOCATION" }
    h_certificate() { zh: "型号证书", en: "CERTIFICATE" }
    h_until() { zh: "有效至", en: "VALID UNTIL" }
    h_assessed() { zh: "检测", en: "ASSESSED" }
    h_use() { zh: "能否使用", en: "USE" }
    h_kind() { zh: "种类", en: "KIND" }
    h_place() { zh: "存放", en: "PLACE" }
    h_custodian() { zh: "保管人", en: "CUSTODIAN" }
    h_where() { zh: "在何处", en: "WHERE" }
    h_seal() { zh: "封签", en: "SEAL" }
    h_keys() { zh: "密钥", en: "KEYS" }
    h_lot() { zh: "批次", en: "LOT" }
    h_loaded() { zh: "装载过", en: "LOADED" }
    h_due() { zh: "应还", en: "DUE" }

    may_serve() { zh: "可用", en: "may serve" }
    stored() { zh: "在库", en: "in store" }
    out_with(by, since) { zh: "{by} 自 {since} 取用", en: "out with {by} since {since}" }
    handed_over(organisation, since, due, handover) {
        zh: "{since} 起在{organisation}，应于 {due} 归还（交接 {handover}）", en: "with {organisation} since {since}, due {due} (handover {handover})",
    }
    lost_since(since) { zh: "{since} 报失", en: "lost since {since}" }
    destroyed_on(since) { zh: "{since} 已销毁", en: "destroyed on {since}" }
    key_on_carrier(code, kcv, levels) { zh: "{code}（校验值 {kcv}，还可分散 {levels} 次）", en: "{code} (check value {kcv}, diversifications left {levels})" }
    none_of_these() { zh: "没有登记。", en: "None registered." }
    no_copies(key) { zh: "没有载体存有密钥 {key}。", en: "No carrier holds the key {key}." }
    copies(key, count) { zh: "密钥 {key} 存于 {count} 个载体：", en: "Carriers that hold the key {key}: {count}" }
    nothing_overdue(day) { zh: "{day}：没有逾期。", en: "{day}: nothing is overdue." }
    overdue_out(serial, since, by) { zh: "载体 {serial} 由 {by} 自 {since} 取用未还", en: "carrier {serial} has been out with {by} since {since}" }
    overdue_handover(handover, organisation, due) { zh: "交接 {handover}（{organisation}）应于 {due} 归还", en: "handover {handover} ({organisation}) was due on {due}" }
    overdue_supervision(handover, organisation, seen) {
        zh: "交接 {handover}（{organisation}）自 {seen} 起无人监督检查", en: "handover {handover} ({organisation}) was last supervised on {seen}",
    }
    overdue_agreement(handover, organisation, until) {
        zh: "交接 {handover}（{organisation}）的保密协议已于 {until} 到期，载体还未归还", en: "handover {handover} ({organisation}): its agreement ended on {until} and carriers are still out",
    }
    overdue_closing(handover, organisation, due) {
        zh: "交接 {handover}（{organisation}）应于 {due} 归还，载体都已归还或报失，还没有结清",
        en: "handover {handover} ({organisation}) was due on {due}: no carrier is out any more, and it is not closed",
    }
    overdue_receiver(handover, organisation, receiver, since) {
        zh: "交接 {handover}（{organisation}）的接收人 {receiver} 自 {since} 不再是代表，载体还未归还",
        en: "handover {handover} ({organisation}): receiver {receiver} withdrawn on {since}, carriers still out",
    }
    life_of(serial, kind) { zh: "载体 {serial}（{kind}）", en: "carrier {serial} ({kind})" }
    life_of_handover(handover, organisation) { zh: "交接 {handover}（{organisation}）", en: "handover {handover} ({organisation})" }
    signed_by(people) { zh: "签名：{people}", en: "signed by {people}" }

    report_head(first, last) { zh: "载体保管月报：{first} 至 {last}", en: "Custody from {first} to {last}" }
    report_out() { zh: "取用未还", en: "taken out" }
    report_handed_over() { zh: "在第三方", en: "with third parties" }
    report_destroyed() { zh: "已销毁", en: "destroyed" }
    report_overdue() { zh: "逾期", en: "overdue" }
    report_visits() { zh: "监督检查", en: "supervision visits" }
    notice_title(serial, kind) { zh: "报失通知：{kind} {serial}", en: "Notice of loss: {kind} {serial}" }
    notice_to() { zh: "须立即报告：上一级密钥管理机构和部级（《办法》第二十四条）", en: "To be reported at once: the level above and the ministry (Article 24)" }
    notice_key(code, kcv) { zh: "所存密钥：{code}，校验值 {kcv}", en: "Key on it: {code}, check value {kcv}" }
    notice_no_keys() { zh: "未装入密钥", en: "no key was loaded onto it" }
    notice_regions(regions) { zh: "受影响地区：{regions}", en: "Regions affected: {regions}" }
    notice_cards(count) { zh: "受影响卡片：{count} 张", en: "Cards affected: {count}" }
    notice_copies(serials) { zh: "存有同一密钥的其他载体：{serials}", en: "Other carriers of the same keys: {serials}" }
    notice_with(organisation, handover) { zh: "遗失时在{organisation}（交接 {handover}）", en: "It was with {organisation} (handover {handover})" }
    notice_suspend() { zh: "查明之前暂停这些密钥：", en: "Until this is cleared up, suspend these keys: " }
}

/// What a carrier is.
pub fn kind(lang: Lang, kind: CarrierKind) -> String {
    match kind {
        CarrierKind::MainControlCard => main_control_card(lang),
        CarrierKind::MasterMotherCard => master_mother_card(lang),
        CarrierKind::WashMotherCard => wash_mother_card(lang),
        CarrierKind::AuthenticationMotherCard => authentication_mother_card(lang),
        CarrierKind::TransmissionCard => transmission_card(lang),
        CarrierKind::PsamFirstIssue => psam_first_issue(lang),
        CarrierKind::PsamSecondIssue => psam_second_issue(lang),
        CarrierKind::PsamTerminal => psam_terminal(lang),
        CarrierKind::BackupMedium => backup_medium(lang),
    }
}

/// How far a handover has come.
pub fn stage(lang: Lang, stage: Stage) -> String {
    match stage {
        Stage::Draft => stage_draft(lang),
        Stage::Approved => stage_approved(lang),
        Stage::Out => stage_out(lang),
        Stage::Closed => stage_closed(lang),
        Stage::Withdrawn => stage_withdrawn(lang),
    }
}

/// What went wrong.
pub fn incident(lang: Lang, kind: IncidentKind) -> String {
    match kind {
        IncidentKind::Lost => incident_lost(lang),
        IncidentKind::Stolen => incident_stolen(lang),
        IncidentKind::SealBroken => incident_seal_broken(lang),
        IncidentKind::Overdue => incident_overdue(lang),
        IncidentKind::Missing => incident_missing(lang),
        IncidentKind::Unexpected => incident_unexpected(lang),
        IncidentKind::CheckValueDiffers => incident_check_value(lang),
    }
}
