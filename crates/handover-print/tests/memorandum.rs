//! The memorandum: everything that it is told stands on it, as text and nothing else.
#![allow(clippy::unwrap_used, reason = "tests")]

use handover_print::{Anchor, Applied, Language, Memorandum, PassedKey, memorandum};

const LANGUAGES: [Language; 2] = [Language::Chinese, Language::English];
const HOSTILE: &[&str] = &[
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "</bdi></td></tr></table><h1>",
    "</style><style>*{display:none}",
    "{{ 7*7 }}{% if x %}",
    "=1+1|'cmd'!A0",
    "../../etc/passwd",
    "מרחבא",
];

fn sheet(language: Language, text: &str) -> Memorandum {
    let text = || text.to_owned();
    Memorandum {
        language,
        from: text(),
        to: text(),
        rehearsal: true,
        package: text(),
        counter: 7,
        state: "written",
        made: text(),
        keys: vec![PassedKey {
            name: text(),
            id: text(),
            kcv: text(),
        }],
        transport: (text(), text()),
        components: vec![text(), text()],
        application: Some(Applied {
            application: text(),
            approved: text(),
            machine: text(),
            certificate: text(),
            courier: Some(text()),
        }),
        anchor: Anchor {
            digest: "ab".repeat(32),
            origin: "kms/province/410000/x".into(),
            size: 9,
            root: "cm9vdA==".into(),
        },
        printed: text(),
    }
}

#[test]
fn everything_stands_on_it_in_both_languages() {
    for language in LANGUAGES {
        let mut told = sheet(language, "PLACEHOLDER");
        let page = memorandum(&told).unwrap();
        assert_eq!(page.matches("PLACEHOLDER").count(), 19);
        assert!(page.contains(&"ab".repeat(32)));
        told.application = None;
        assert_eq!(
            memorandum(&told).unwrap().matches("PLACEHOLDER").count(),
            14
        );
        told.rehearsal = false;
        let is_marked = |page: &str| page.contains("class=\"rehearsal\"");
        assert!(is_marked(&page) && !is_marked(&memorandum(&told).unwrap()));
    }
}

#[test]
fn whatever_people_typed_is_text() {
    for language in LANGUAGES {
        let template = memorandum(&sheet(language, "{{ 7*7 }}")).unwrap();
        assert!(template.contains("{{ 7*7 }}"));
        for text in HOSTILE {
            let page = memorandum(&sheet(language, text)).unwrap();
            let plain = memorandum(&sheet(language, "x")).unwrap();
            let tags = |page: &str| page.matches('<').count();
            assert_eq!(tags(&page), tags(&plain), "{text}");
            assert!(
                !page.contains("<script") && !page.contains("<img"),
                "{text}"
            );
        }
    }
}

#[test]
fn a_courier_whose_details_are_erased_is_not_named() {
    let mut told = sheet(Language::English, "x");
    if let Some(applied) = &mut told.application {
        applied.courier = None;
    }
    assert!(memorandum(&told).unwrap().contains("details erased"));
}
