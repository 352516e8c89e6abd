//! Every error can be explained in both languages, and what people are told to run is understood.

#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot be set up has failed"
)]

mod libraries;
mod operations;

use std::collections::HashSet;
use std::mem::{Discriminant, discriminant};

use clap::error::ErrorKind;
use keystore::Warning;
use kms::Error;

use super::invocation::Invocation;
use super::{Explained, Known, Reader, explain_to, finding, warning};
use crate::lang::Lang;

/// How many variants the source of an enum has: each bears one `#[error(…)]`.
fn declared(source: &str, name: &str) -> usize {
    let body = source.split(&format!("pub enum {name} {{")).nth(1).unwrap();
    body.split("\n}")
        .next()
        .unwrap()
        .matches("#[error(")
        .count()
}

fn distinct<T>(errors: &[T]) -> usize {
    let kinds: HashSet<Discriminant<T>> = errors.iter().map(discriminant).collect();
    kinds.len()
}

fn reader(lang: Lang, known: &Known) -> Reader<'_> {
    let words = ["--keystore", "henan.kms", "region", "enroll", "other.json"];
    let call = Invocation::new(words.map(Into::into));
    Reader { lang, call, known }
}

/// Of a command about a key application.
fn applicant(lang: Lang, known: &Known) -> Reader<'_> {
    let words = [
        "--keystore",
        "henan.kms",
        "application",
        "approve",
        "a.kmsapp",
    ];
    let call = Invocation::new(words.map(Into::into));
    Reader { lang, call, known }
}

fn known() -> Known {
    let key = (operations::key_id(), "IRK/A1/v1".to_owned());
    Known {
        began: true,
        keys: [key].into(),
    }
}

fn is_chinese(text: &str) -> bool {
    text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c))
}

/// The commands that a next step prints: what follows a colon, to the end of its line.
fn commands(next: &str) -> Vec<Vec<&str>> {
    next.lines()
        .filter_map(|line| line.rsplit_once("：").or_else(|| line.rsplit_once(": ")))
        .map(|(_, command)| command.split_whitespace().collect())
        .collect()
}

fn check_text(lang: Lang, text: &str, of: &str) {
    assert!(!text.trim().is_empty(), "an empty part of {of}");
    assert!(!text.contains(['{', '}']), "{of}: {text}");
    assert!(!text.contains("  "), "{of}: {text}");
    if lang == Lang::Zh {
        assert!(is_chinese(text), "{of}: {text}");
    } else {
        let marks = "：，。；、（）“”";
        assert!(!text.contains(|c| marks.contains(c)), "{of}: {text}");
    }
}

fn check(lang: Lang, error: &Error) {
    check_for(&reader(lang, &known()), error);
}

fn check_for(reader: &Reader<'_>, error: &Error) {
    let lang = reader.lang;
    let of = format!("{error:?}");
    let Explained {
        code,
        exit,
        what,
        why,
        unchanged,
        next,
    } = explain_to(reader, error);
    assert!(!code.is_empty() && exit > 0, "{of}");
    for text in [&what, &why, &unchanged, &next] {
        check_text(lang, text, &of);
        assert!(
            !text.contains("未预料") && !text.contains("not foreseen"),
            "{of}"
        );
        assert!(
            !text.contains("没有说明的错误") && !text.contains("no words for"),
            "{of}"
        );
    }
    for words in commands(&next) {
        if words[0] == "kms" {
            let parsed = crate::args::command(lang).try_get_matches_from(&words);
            let asked = [ErrorKind::DisplayHelp, ErrorKind::DisplayVersion];
            let runs = parsed.map_or_else(|error| asked.contains(&error.kind()), |_| true);
            assert!(runs, "{of} says to run {words:?}");
        } else {
            assert!(
                ["ls", "df", "mkdir", "findmnt"].contains(&words[0]),
                "{of}: {words:?}"
            );
        }
    }
    assert!(
        !commands(&next).is_empty(),
        "{of} has no command in: {next}"
    );
}

fn check_all(errors: impl IntoIterator<Item = impl Into<Error>>) {
    for error in errors {
        let error = error.into();
        check(Lang::Zh, &error);
        check(Lang::En, &error);
    }
}

fn check_line(zh: &str, en: &str) {
    for (lang, text) in [(Lang::Zh, zh), (Lang::En, en)] {
        check_text(lang, text, text);
        assert_eq!(text.lines().count(), 1, "{text}");
        assert!(
            !text.contains("其他问题") && !text.contains("something else:"),
            "{text}"
        );
    }
}

#[test]
fn every_refusal_of_an_operation_is_explained() {
    let errors = operations::all();
    let source = include_str!("../../../kms/src/error.rs");
    assert_eq!(distinct(&errors), declared(source, "Error"));
    check_all(errors);
}

#[test]
fn every_refusal_of_the_keystore_is_explained() {
    let source = include_str!("../../../keystore/src/error.rs");
    assert_eq!(
        distinct(&operations::store_errors()),
        declared(source, "Error")
    );
    assert_eq!(
        distinct(&operations::authorities()),
        declared(source, "Authority")
    );
    check_all(operations::store_errors());
}

#[test]
fn a_refused_application_is_explained_as_one() {
    for refusal in handover_record::Refusal::ALL {
        let error = keystore::Error::Custody(*refusal).into();
        for lang in [Lang::Zh, Lang::En] {
            let known = known();
            let reader = applicant(lang, &known);
            check_for(&reader, &error);
            let next = explain_to(&reader, &error).next;
            let is_machine = next.ends_with("machine list");
            assert!(next.ends_with("application list") || is_machine, "{next}");
        }
    }
}

#[test]
fn every_finding_is_one_line() {
    let source = include_str!("../../../keystore/src/report.rs");
    let body = source.split("pub enum Finding {").nth(1).unwrap();
    let body = body.split("\n}").next().unwrap();
    let variants = body.lines().filter(|line| {
        let name = line.strip_prefix("    ").unwrap_or(line);
        name.starts_with(char::is_uppercase)
    });
    assert_eq!(distinct(&operations::findings()), variants.count());
    for one in operations::findings() {
        // What hides is shown by its number, in braces.
        let line = |lang| finding(lang, &one).replace("\\u{202e}", "x");
        check_line(&line(Lang::Zh), &line(Lang::En));
    }
    let clock = Warning::ClockWentBack { seq: 2 };
    check_line(&warning(Lang::Zh, &clock), &warning(Lang::En, &clock));
}

#[test]
fn every_refusal_of_the_backend_is_explained() {
    let source = include_str!("../../../hsm/src/error.rs");
    assert_eq!(
        distinct(&libraries::backend_errors()),
        declared(source, "Error")
    );
    check_all(libraries::backend_errors());
}

#[test]
fn every_refusal_about_officers_is_explained() {
    let source = include_str!("../../../quorum/src/error.rs");
    assert_eq!(
        distinct(&libraries::officer_errors()),
        declared(source, "Error")
    );
    check_all(libraries::officer_errors());
}

#[test]
fn every_refusal_of_the_log_is_explained() {
    let source = include_str!("../../../audit-log/src/error.rs");
    assert_eq!(
        distinct(&libraries::log_errors()),
        declared(source, "Error")
    );
    check_all(libraries::log_errors());
}

#[test]
fn every_refusal_of_derivation_is_explained() {
    let source = include_str!("../../../key-derivation/src/error.rs");
    assert_eq!(
        distinct(&libraries::derivation_errors()),
        declared(source, "Error")
    );
    check_all(libraries::derivation_errors());
}
