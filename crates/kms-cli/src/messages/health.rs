//! What `kms doctor` says of the machine.

messages! {
    permissions() { zh: "密钥库权限", en: "keystore permissions" }
    permissions_wide(path) { zh: "chmod 600 {path}", en: "chmod 600 {path}" }
    mode(mode) { zh: "权限 {mode}", en: "mode {mode}" }
    clock() { zh: "时钟", en: "clock" }
    clock_back(last) { zh: "早于日志最近一条的时间 {last}：请先校时", en: "it is before the log's last entry, {last}: set the clock first" }
    clock_old() { zh: "时钟明显不对：请先校时", en: "the clock is plainly wrong: set it first" }
    space() { zh: "剩余空间", en: "free space" }
    megabytes(count) { zh: "{count} MB", en: "{count} MB" }
    space_low() { zh: "不足 100 MB：请清理或换一处", en: "below 100 MB: make room or use another place" }
    random() { zh: "随机源", en: "randomness" }
    random_ready() { zh: "内核随机源可用", en: "the kernel's source is ready" }
    random_missing() { zh: "/dev/urandom 不可读：不要在此生成密钥", en: "/dev/urandom cannot be read: generate no keys here" }
    swap() { zh: "交换分区", en: "swap" }
    swap_off() { zh: "未启用", en: "off" }
    swap_on(count) { zh: "启用 {count} 处", en: "{count} in use" }
    swap_advice() { zh: "内存中的秘密可能写入磁盘：sudo swapoff -a，或使用加密的交换分区", en: "secrets in memory may reach the disk: sudo swapoff -a, or use encrypted swap" }
    core() { zh: "内存转储", en: "core dumps" }
    core_off() { zh: "本进程已禁止", en: "forbidden to this process" }
    core_on() { zh: "未能禁止：ulimit -c 0", en: "could not be forbidden: ulimit -c 0" }
    locale() { zh: "中文显示", en: "Chinese on this terminal" }
    locale_utf8(name) { zh: "字符集 UTF-8（{name}）", en: "UTF-8 ({name})" }
    locale_other(name) { zh: "区域设置为 {name}", en: "locale {name}" }
    locale_advice() { zh: "中文可能显示为乱码：export LC_ALL=C.UTF-8", en: "Chinese may not show: export LC_ALL=C.UTF-8" }
    suite() { zh: "密码算法", en: "algorithms" }
    suite_ok(count) { zh: "{count} 项标准已知答案全部重现", en: "all {count} known answers reproduced" }
    suite_bad() { zh: "已知答案未能重现：不要使用此程序", en: "a known answer was not reproduced: do not use this program" }
}
