//! Tests of the region table.

#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use super::*;

const ROOT: &str = "000000\t-\tministry\tissuer\t-\t-\t-\tdesign\t部\tMinistry\t-";
const HENAN: &str = "410000\t000000\tprovince\tissuer\t-\t-\t-\tnbs-2023\t河南省\tHenan\t-";
const CITY: &str =
    "410100\t410000\tmunicipality\tissuer\t1983\t-\t-\tnbs-2023\t郑州市\tZhengzhou\t-";
const GONE: &str =
    "412700\t410000\tmunicipality\tabolished\t-\t2000\t410100\tgb2260\t周口\tZhoukou\t-";

fn parse(rows: &[&str]) -> Result<RegionTable> {
    RegionTable::parse(&format!("{HEADER}\n{}\n", rows.join("\n")))
}

fn complaint(rows: &[&str]) -> (usize, &'static str) {
    match parse(rows) {
        Err(Error::RegionTable { line, what }) => (line, what),
        other => unreachable!("{other:?}"),
    }
}

#[test]
fn a_small_table_is_read() {
    let table = parse(&[ROOT, HENAN, CITY, GONE]).unwrap();
    let gone = table.get("412700".parse().unwrap()).unwrap();
    assert_eq!(gone.until.map(Year::number), Some(2000));
    assert_eq!(gone.successors, ["410100".parse().unwrap()]);
    assert_eq!(table.iter().count(), 4);
}

#[test]
fn frame_is_strict() {
    for text in ["", HEADER, "code\n", &format!("{HEADER}\n{ROOT}")] {
        assert!(RegionTable::parse(text).is_err(), "{text:?}");
    }
    for text in [
        format!("{HEADER}\r\n{ROOT}\r\n"),
        format!("{HEADER}\n{ROOT}\n\n"),
    ] {
        assert!(RegionTable::parse(&text).is_err(), "{text:?}");
    }
}

#[test]
fn order_and_uniqueness() {
    let what = "codes are not in ascending order, each once";
    assert_eq!(complaint(&[ROOT, CITY, HENAN]), (0, what));
    assert_eq!(complaint(&[ROOT, HENAN, HENAN]), (0, what));
}

#[test]
fn tree() {
    assert_eq!(
        complaint(&[ROOT, CITY]),
        (3, "the parent is not in the table")
    );
    let orphan = HENAN.replace("000000", "-");
    assert_eq!(complaint(&[ROOT, &orphan]), (3, "no parent"));
    let own_parent = HENAN.replace("000000", "410000");
    assert_eq!(
        complaint(&[ROOT, &own_parent]),
        (3, "the parent does not stand higher")
    );
    let heading = HENAN.replace("issuer", "heading");
    assert_eq!(
        complaint(&[ROOT, &heading, CITY]),
        (4, "the parent is no issuer")
    );
    let low_root = ROOT.replace("ministry", "province");
    assert_eq!(
        complaint(&[&low_root]),
        (2, "the ministry has another level")
    );
}

#[test]
fn cells() {
    for (from, to, what) in [
        ("\t-\t-\t-\tn", "\t-\t-\tn", "not eleven cells"),
        ("Henan", "", "a cell is empty, too long or not plain text"),
        (
            "Henan",
            "He\u{202E}nan",
            "a cell is empty, too long or not plain text",
        ),
        ("Henan", "-", "no English name"),
        ("河南省", "-", "no Chinese name"),
        ("410000", "41000", "not a region code"),
        ("province", "card", "not the level of a region"),
        ("province", "Province", "not the level of a region"),
        ("issuer", "owner", "unknown status"),
        ("nbs-2023", "hearsay", "unknown source"),
        ("issuer\t-", "issuer\t+1983", "not a year"),
        ("issuer\t-", "issuer\t983", "not a year"),
        ("issuer\t-", "issuer\t2200", "not a year"),
        (
            "issuer\t-\t-",
            "issuer\t-\t2000",
            "abolished codes, and no others, have an end",
        ),
        (
            "issuer",
            "abolished",
            "abolished codes, and no others, have an end",
        ),
        (
            "\t-\tnbs",
            "\t410100\tnbs",
            "a code in force has successors",
        ),
    ] {
        let changed = HENAN.replacen(from, to, 1);
        assert_ne!(changed, HENAN);
        assert_eq!(complaint(&[ROOT, &changed]), (3, what), "{changed:?}");
    }
}

#[test]
fn ends_and_successors() {
    for (from, to, what) in [
        (
            "410100",
            "-",
            "neither a successor nor a note that says why",
        ),
        (
            "-\t2000",
            "2000\t2000",
            "the end is not after the beginning",
        ),
        (
            "410100",
            "412700",
            "a successor is out of order or no recipient",
        ),
        (
            "410100",
            "410100,410100",
            "a successor is out of order or no recipient",
        ),
        (
            "410100",
            "000000",
            "a successor is out of order or no recipient",
        ),
        (
            "410100",
            "419999",
            "a successor is out of order or no recipient",
        ),
    ] {
        let changed = GONE.replacen(from, to, 1);
        assert_ne!(changed, GONE);
        assert_eq!(
            complaint(&[ROOT, HENAN, CITY, &changed]),
            (5, what),
            "{changed:?}"
        );
    }
}

// The table that is shipped.

const COUNTY_LEVEL: &str = "419001 429004 429005 429006 429021 469001 469002 469005 469006 469007 469021 \
     469022 469023 469024 469025 469026 469027 469028 469029 469030 659001 659002 659003 659004 \
     659005 659006 659007 659008 659009 659010 659011 659012 659013";
const HEADINGS: &str = "110100 120100 310100 419000 429000 469000 500100 500200 659000";

fn code(text: &str) -> RegionCode {
    text.parse().unwrap()
}

fn builtin() -> &'static RegionTable {
    RegionTable::builtin()
}

fn codes(of: impl Fn(&Region) -> bool) -> String {
    let codes: Vec<_> = builtin()
        .iter()
        .filter(|r| of(r))
        .map(|r| r.code.to_string())
        .collect();
    codes.join(" ")
}

fn ends_in_00(region: &Region) -> bool {
    region.code.as_bytes().ends_with(b"00")
}

#[test]
fn counts() {
    let issuers = |level| {
        builtin()
            .iter()
            .filter(move |r| r.level == level && r.status == RegionStatus::Issuer)
    };
    assert_eq!(issuers(Level::Ministry).count(), 1);
    assert_eq!(issuers(Level::Province).count(), 31);
    let (prefectures, counties): (Vec<_>, Vec<_>) =
        issuers(Level::Municipality).partition(|r| ends_in_00(r));
    assert_eq!((prefectures.len(), counties.len()), (333, 33));
    assert_eq!(
        codes(|r| r.status == RegionStatus::Issuer && !ends_in_00(r)),
        COUNTY_LEVEL
    );
    assert_eq!(codes(|r| r.status == RegionStatus::Heading), HEADINGS);
    assert_eq!(
        codes(|r| r.status == RegionStatus::Special),
        "660000 710000 810000 820000"
    );
    assert_eq!(
        codes(|r| r.status == RegionStatus::Abolished)
            .split(' ')
            .count(),
        62
    );
    assert_eq!(builtin().iter().count(), 1 + 31 + 333 + 33 + 9 + 4 + 62);
}

#[test]
fn each_province_has_its_prefectures() {
    // Counted in the code book of the end of 2023, province by province.
    let expected = [
        0, 0, 11, 11, 12, 14, 9, 13, 0, 13, 11, 16, 9, 11, 16, 17, 13, 14, 21, 14, 4, 0, 21, 9, 16,
        7, 10, 14, 8, 5, 14,
    ];
    let found: Vec<_> = builtin()
        .recipients(RegionCode::MINISTRY)
        .map(|province| {
            builtin()
                .recipients(province.code)
                .filter(|r| ends_in_00(r))
                .count()
        })
        .collect();
    assert_eq!(found, expected);
}

#[test]
fn everything_is_under_the_ministry_and_nothing_under_itself() {
    for region in builtin().iter() {
        assert!(
            !builtin().is_under(region.code, region.code),
            "{}",
            region.code
        );
        let below = region.code != RegionCode::MINISTRY;
        assert_eq!(
            builtin().is_under(region.code, RegionCode::MINISTRY),
            below,
            "{}",
            region.code
        );
    }
}

#[test]
fn parentage_is_the_column_not_the_digits() {
    let under = |child, ancestor| builtin().is_under(code(child), code(ancestor));
    assert!(under("419001", "410000"));
    assert!(!under("419001", "419000"));
    assert!(!under("659001", "660000"));
    assert!(under("371200", "370000"));
    assert!(!under("371200", "370100"));
    assert!(
        !under("410199", "410000"),
        "a code that is not in the table is under nobody"
    );
    let mut swapped = BUILTIN.to_owned();
    swapped = swapped.replace("419001\t410000", "419001\t420000");
    let table = RegionTable::parse(&swapped).unwrap();
    assert!(table.is_under(code("419001"), code("420000")));
    assert!(!table.is_under(code("419001"), code("410000")));
    assert_ne!(table.digest(), builtin().digest());
}

#[test]
fn who_may_receive() {
    let refused = |c| builtin().recipient(code(c)).unwrap_err();
    assert_eq!(refused("000000"), Error::RegionMinistry);
    assert_eq!(refused("999999"), Error::RegionUnknown(code("999999")));
    assert_eq!(refused("110101"), Error::RegionUnknown(code("110101")));
    assert_eq!(refused("110100"), Error::RegionHeading(code("110100")));
    assert_eq!(refused("660000"), Error::RegionSpecial(code("660000")));
    assert_eq!(
        refused("371200"),
        Error::RegionAbolished {
            code: code("371200"),
            successors: vec![code("370100")]
        }
    );
    for c in ["410000", "410100", "419001", "110000"] {
        assert_eq!(builtin().recipient(code(c)).unwrap().code, code(c));
    }
    assert_eq!(
        builtin().issuer(RegionCode::MINISTRY).unwrap().level,
        Level::Ministry
    );
}

#[test]
fn every_abolished_code_has_an_heir() {
    for region in builtin()
        .iter()
        .filter(|r| r.status == RegionStatus::Abolished)
    {
        assert!(!region.successors.is_empty(), "{}", region.code);
    }
    let until = |c| builtin().get(code(c)).unwrap().until.unwrap().to_string();
    assert_eq!(
        (until("371200"), until("341400"), until("542400")),
        ("2019".into(), "2011".into(), "2017".into())
    );
}

#[test]
fn municipalities_directly_under_the_central_government() {
    let direct: Vec<_> = builtin()
        .iter()
        .filter(|r| builtin().issues_directly(r.code))
        .map(|r| r.name_en.as_str())
        .collect();
    assert_eq!(direct, ["Beijing", "Tianjin", "Shanghai", "Chongqing"]);
}

#[test]
fn children_in_code_order() {
    let children: Vec<_> = builtin().children(code("460000")).map(|r| r.code).collect();
    assert!(children.is_sorted());
    assert!(children.contains(&code("469000")) && children.contains(&code("469003")));
    let recipients: Vec<_> = builtin()
        .recipients(code("460000"))
        .map(|r| r.code)
        .collect();
    assert_eq!(recipients.len(), 4 + 15);
    assert_eq!(
        builtin().parent(code("460100")).map(|r| r.code),
        Some(code("460000"))
    );
    assert_eq!(builtin().parent(RegionCode::MINISTRY), None);
}

#[test]
fn readings_that_dictionaries_get_wrong() {
    for (c, zh, en) in [
        ("140000", "山西省", "Shanxi"),
        ("140400", "长治市", "Changzhi"),
        ("141100", "吕梁市", "Lüliang"),
        ("150800", "巴彦淖尔市", "Bayannur"),
        ("211300", "朝阳市", "Chaoyang"),
        ("331000", "台州市", "Taizhou"),
        ("331100", "丽水市", "Lishui"),
        ("340300", "蚌埠市", "Bengbu"),
        ("341500", "六安市", "Lu'an"),
        ("341600", "亳州市", "Bozhou"),
        ("350200", "厦门市", "Xiamen"),
        ("411100", "漯河市", "Luohe"),
        ("460400", "儋州市", "Danzhou"),
        ("500000", "重庆市", "Chongqing"),
        (
            "532800",
            "西双版纳傣族自治州",
            "Xishuangbanna Dai Autonomous Prefecture",
        ),
        ("540000", "西藏自治区", "Xizang"),
        ("610000", "陕西省", "Shaanxi"),
        ("650100", "乌鲁木齐市", "Ürümqi"),
    ] {
        let region = builtin().get(code(c)).unwrap();
        assert_eq!((region.name_zh.as_str(), region.name_en.as_str()), (zh, en));
    }
}
