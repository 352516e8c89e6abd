//! Whatever people typed is text on the page, and nothing else.
#![allow(clippy::unwrap_used, reason = "tests")]

use handover_print::{Anchor, Language, Names, Sheet, print};
use handover_record::Account;
use serde_json::{Value, json};

const LANGUAGES: [Language; 2] = [Language::Chinese, Language::English];
/// Stands where hostile text will stand.
const MARK: &str = "PLACEHOLDER";

/// What a record lets people type, and a reader could take for something else.
const HOSTILE: &[&str] = &[
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "' onmouseover='alert(1)",
    "</bdi></td></tr></table><h1>",
    "</style><style>*{display:none}",
    "</title><meta http-equiv=refresh content=0>",
    "<!-- x",
    "]]>",
    "&lt;b&gt; &amp; &#60;",
    "{{ 7*7 }}{% if x %}",
    "=1+1|'cmd'!A0",
    "@SUM(1+1)",
    "../../etc/passwd",
    "C:\\Windows\\",
    "-rf",
    "javascript:alert(1)",
    "https://example.invalid/x.js",
    "url(x)",
    "مرحبا אבג",
];

/// What only a name could have: the parser of records refuses it.
const HIDDEN: &[(&str, &str)] = &[
    ("王\u{202E}芳", "王\u{FFFD}芳"),
    ("a\u{2066}b\u{2069}", "a\u{FFFD}b\u{FFFD}"),
    ("a\nb\u{0}c\u{1B}[2J", "a\u{FFFD}b\u{FFFD}c\u{FFFD}[2J"),
    ("\u{FEFF}\u{200B}x", "\u{FFFD}\u{FFFD}x"),
];

fn document() -> Value {
    json!({ "digest": "ab".repeat(32), "size": 1000 })
}

fn paper() -> Value {
    json!({ "type": "paper", "scan": document() })
}

/// An account with everything in it, as JSON.
fn account() -> Value {
    let key = "6f1d3c2e-8a4b-4c5d-9e6f-7a8b9c0d1e2f";
    json!({
        "handover": "H-1", "organisation": "制卡厂", "purpose": "洗卡", "stage": "closed", "continues": "H-0",
        "days": {
            "drafted": "2026-03-01", "approved": "2026-03-02", "handed_over": "2026-03-03", "due": "2026-04-01",
            "extended": [{ "on": "2026-03-10", "due": "2026-04-01" }], "ended": "2026-03-20",
        },
        "agreement": { "agreement": "A-1", "terms": {
            "organisation": "制卡厂", "document": document(), "from": "2026-01-01", "until": "2026-12-31",
            "signed_here": "zhang", "signed_there": "R-1",
        }},
        "review": { "review": "P-1", "outcome": {
            "organisation": "制卡厂", "plan": document(), "passed": true, "reviewer": "BOARD",
        }},
        "deliverer": "zhang", "receiver": "R-2", "supervisor": "li",
        "items": [{
            "serial": "MC-001", "kind": "master-mother-card", "lot": "LOT-1", "seal": "S-1", "condition": "完好",
            "keys": [{ "key": key, "kcv": "0102030405", "levels_left": 1 }],
            "outcome": { "type": "returned", "on": "2026-03-19", "seal": "S-1" },
        }],
        "received": { "deliverer": "zhang", "receiver": "R-1", "supervisor": "wang", "signature": paper() },
        "reassigned": [{ "on": "2026-03-05", "receiver": "R-2", "supervisor": "li" }],
        "visits": [{ "on": "2026-03-10", "supervisor": "li", "findings": "相符" }],
        "returns": [{ "on": "2026-03-19", "by": "wang", "items": [
            { "serial": "MC-001", "seal": "S-1", "condition": "完好" },
        ]}],
        "closed": {
            "rechecked": [{ "serial": "MC-001", "key": key, "kcv": "0102030405" }], "by": ["zhang", "wang"],
            "receiver": "R-2", "signature": paper(),
        },
        "incidents": [{ "on": "2026-03-19", "serial": "MC-001", "kind": "seal-broken" }],
    })
}

/// Names of officers and of representatives, by code and id.
#[derive(Clone, Copy, Default)]
struct Named<'a> {
    officers: &'a [(&'a str, &'a str)],
    representatives: &'a [(&'a str, &'a str)],
}

fn page(account: &Value, named: Named<'_>, office: &str, language: Language) -> String {
    let account: Account = serde_json::from_value(account.clone()).unwrap();
    let keys = account.items.iter().flat_map(|item| &item.keys);
    let keys = keys.map(|key| (key.key, "BK SM4 v1".to_owned()));
    let owned = |(id, name): &(&str, &str)| ((*id).to_owned(), (*name).to_owned());
    let names = Names {
        officers: named.officers.iter().map(owned).collect(),
        representatives: named.representatives.iter().map(owned).collect(),
    };
    let sheet = Sheet {
        language,
        office: office.to_owned(),
        rehearsal: false,
        keys: keys.collect(),
        account: &account,
        signers: vec!["zhang".into(), "wang".into()],
        created: "2026-03-20T08:00:00Z".into(),
        anchor: Anchor {
            digest: "cd".repeat(32),
            origin: "kms/municipality/410100/6f1d3c2e-8a4b-4c5d-9e6f-7a8b9c0d1e2f".into(),
            size: 17,
            root: "Fb5PcnDhUUu9qgxDds1z8GlEopo136wnORKqXWDE1bk=".into(),
        },
        names,
    };
    print(&sheet).unwrap()
}

/// As HTML writes it, whichever of its spellings for a character is used.
fn escaped(text: &str) -> String {
    let escape = |character| match character {
        '&' => "&#38;".to_owned(),
        '<' => "&#60;".to_owned(),
        '>' => "&#62;".to_owned(),
        '"' => "&#34;".to_owned(),
        '\'' => "&#39;".to_owned(),
        other => other.to_string(),
    };
    text.chars().map(escape).collect()
}

/// Every field of an account that people type.
const TYPED: &[&str] = &[
    "/organisation",
    "/purpose",
    "/items/0/condition",
    "/visits/0/findings",
    "/returns/0/items/0/condition",
];

#[test]
fn hostile_text_in_every_field_is_text() {
    let mut tried = 0;
    for language in LANGUAGES {
        for field in TYPED {
            let with = |text: &str| {
                let mut account = account();
                *account.pointer_mut(field).unwrap() = text.into();
                page(&account, Named::default(), "郑州市 410100", language)
            };
            let harmless = with(MARK);
            assert!(harmless.contains(MARK), "{field} is not printed");
            for text in HOSTILE {
                assert_eq!(
                    with(text),
                    harmless.replace(MARK, &escaped(text)),
                    "{field}: {text}"
                );
                tried += 1;
            }
        }
    }
    assert_eq!(tried, 2 * TYPED.len() * HOSTILE.len());
}

#[test]
fn hostile_names_are_text() {
    for language in LANGUAGES {
        for id in ["zhang", "wang", "li", "R-1", "R-2", "BOARD"] {
            let with = |name: &str| {
                let named = [(id, name)];
                let named = match id.starts_with("R-") {
                    true => Named {
                        officers: &[],
                        representatives: &named,
                    },
                    false => Named {
                        officers: &named,
                        representatives: &[],
                    },
                };
                page(&account(), named, "郑州市 410100", language)
            };
            let harmless = with(MARK);
            assert!(harmless.contains(MARK), "{id} is not printed");
            for text in HOSTILE {
                assert_eq!(
                    with(text),
                    harmless.replace(MARK, &escaped(text)),
                    "{id}: {text}"
                );
            }
            for (text, shown) in HIDDEN {
                assert_eq!(
                    with(text),
                    harmless.replace(MARK, &escaped(shown)),
                    "{id}: {text:?}"
                );
            }
        }
    }
}

#[test]
fn an_officer_and_a_representative_may_have_the_same_code() {
    let mut account = serde_json::to_string(&account()).unwrap();
    for one in ["zhang", "R-2"] {
        account = account.replace(&format!("\"{one}\""), "\"1001\"");
    }
    let account: Value = serde_json::from_str(&account).unwrap();
    let named = Named {
        officers: &[("1001", "张三")],
        representatives: &[("1001", "李四")],
    };
    for language in LANGUAGES {
        let printed = |named| page(&account, named, "郑州市 410100", language);
        let both = printed(named);
        assert!(both.contains("张三 (1001)") && both.contains("李四 (1001)"));
        let alone = printed(Named {
            officers: &[],
            ..named
        });
        assert!(!alone.contains("张三"));
        let found = |page: &str| page.matches("李四 (1001)").count();
        assert_eq!(found(&alone), found(&both));
    }
}

#[test]
fn what_cannot_be_seen_is_no_text_of_a_record() {
    for (text, _) in HIDDEN {
        for field in TYPED {
            let mut account = account();
            *account.pointer_mut(field).unwrap() = (*text).into();
            assert!(
                serde_json::from_value::<Account>(account).is_err(),
                "{field}: {text:?}"
            );
        }
    }
}

#[test]
fn codes_and_marks_take_no_hostile_text() {
    let marks = [
        "/handover",
        "/continues",
        "/agreement/agreement",
        "/agreement/terms/signed_here",
        "/agreement/terms/signed_there",
        "/review/review",
        "/review/outcome/reviewer",
        "/deliverer",
        "/receiver",
        "/supervisor",
        "/items/0/serial",
        "/items/0/lot",
        "/items/0/seal",
        "/received/deliverer",
        "/received/receiver",
        "/received/supervisor",
        "/visits/0/supervisor",
        "/returns/0/by",
        "/returns/0/items/0/seal",
        "/closed/by/0",
        "/closed/receiver",
        "/incidents/0/serial",
    ];
    // `-rf` is a staff code; on paper it is two letters and a dash.
    for text in HOSTILE.iter().filter(|text| **text != "-rf") {
        for field in marks {
            let mut account = account();
            *account.pointer_mut(field).unwrap() = (*text).into();
            assert!(
                serde_json::from_value::<Account>(account).is_err(),
                "{field}: {text}"
            );
        }
    }
}

#[test]
fn the_page_asks_for_nothing_and_runs_nothing() {
    for language in LANGUAGES {
        let page = page(&account(), Named::default(), "郑州市 410100", language).to_lowercase();
        for bad in [
            "<script", "src=", "href=", "url(", "@import", "http:", "https:", "<link", "<iframe",
            " on",
        ] {
            let found = page.match_indices(bad).map(|(at, _)| &page[at..]);
            // English prose has the word `on`; an attribute has an equals sign right after its name.
            let attributes = found.filter(|rest| {
                bad != " on"
                    || rest[1..].find(|c: char| !c.is_alphanumeric()) == rest[1..].find('=')
            });
            assert_eq!(attributes.count(), 0, "{bad}");
        }
        assert!(page.contains("default-src 'none'"));
    }
}

#[test]
fn each_font_is_named() {
    let page = page(
        &account(),
        Named::default(),
        "郑州市 410100",
        Language::Chinese,
    );
    for font in ["Noto Serif CJK SC", "Source Han Serif SC", "SimSun"] {
        assert!(page.contains(&format!("\"{font}\"")), "{font}");
    }
}
