//! What exactly the register has against something.

messages! {
    newest(day) { zh: "最新一条的日期：{day}", en: "day of the newest record: {day}" }
    not_there(kind, id) { zh: "没有登记过：{kind} {id}", en: "not in the register: {kind} {id}" }
    taken(kind, id) { zh: "已登记或已用过：{kind} {id}（或同一个密钥已在载体上）", en: "registered or used already: {kind} {id} (or the key is on the carrier already)" }
    outside(serial, lot) { zh: "{serial} 不属于批次 {lot}", en: "{serial} is not of lot {lot}" }
    seal(serial, has, named) { zh: "{serial}：登记的封签是 {has}，写的是 {named}", en: "{serial}: the register has seal {has}, and {named} is named" }
    carriers(items) { zh: "这次交接的载体：{items}", en: "carriers of this handover: {items}" }
    stage(stage) { zh: "现在是：{stage}", en: "it is now: {stage}" }
    due(day) { zh: "应归还日期：{day}", en: "due day: {day}" }
    agreement(id, from, until) { zh: "保密协议 {id}：{from} 至 {until}", en: "agreement {id}: {from} to {until}" }

    machine() { zh: "加密机", en: "machine" }
    lot() { zh: "批次", en: "lot" }
    carrier() { zh: "载体", en: "carrier" }
    a_seal() { zh: "封签", en: "seal" }
    person() { zh: "代表", en: "representative" }
    review() { zh: "方案审查", en: "review" }
    handover() { zh: "交接", en: "handover" }
}
