//! Requests and approvals.

use audit_log::Approval;
use proptest::prelude::*;
use quorum::{Action, Approved, Error, Needs, Request, sign_request};
use serde_json::{Value, json};

use crate::{array, key, officer, rules, text, vectors};

const NOW: &str = "2026-01-31T07:59:59Z";

fn request(action: Action) -> Request {
    let json = json!({
        "keystore": "11111111-2222-4333-8444-555555555555",
        "op": "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee",
        "expires": "2026-01-31T08:00:00Z",
        "request": {"action": action.name(), "kind": "0101", "to": "410000"},
    });
    Request::from_value(&json).unwrap()
}

fn approve(number: u8, request: &Request) -> Approval {
    sign_request(&officer(number).id, &key(number), request).unwrap()
}

fn check(k: u8, n: u8, request: &Request, approvals: &[Approval]) -> Result<Approved, Error> {
    Approved::check(&rules(k, n), request.clone(), approvals, NOW)
}

#[test]
fn digest_and_approval_as_computed_elsewhere() {
    for vector in vectors("kms-request-v1") {
        let request = Request::from_value(&vector["inputs"]["request"]).unwrap();
        assert_eq!(request.to_value().unwrap(), vector["inputs"]["request"]);
        assert_eq!(
            request.digest().unwrap(),
            array::<32>(&vector["output"]["digest"])
        );
        let key = quorum::SigningKey::init(|seed| *seed = array(&vector["inputs"]["seed"]));
        let approval = sign_request(&"ops-01".parse().unwrap(), &key, &request).unwrap();
        assert_eq!(approval.request, text(&vector["output"]["digest"]));
        assert_eq!(approval.signature, text(&vector["output"]["signature"]));
        assert_eq!(approval.officer, "ops-01");
    }
}

#[test]
fn enough_people_approve() {
    let request = request(Action::PackageCreate);
    let approvals = [approve(2, &request), approve(0, &request)];
    let approved = check(2, 3, &request, &approvals).unwrap();
    assert_eq!(approved.request(), &request);
    assert_eq!(approved.action(), Action::PackageCreate);
    assert_eq!(
        approved.approvals(),
        [approve(0, &request), approve(2, &request)]
    );
    Approved::check_signatures(&rules(2, 3), &request, &approvals).unwrap();
}

#[test]
fn nobody_is_not_enough() {
    for &action in Action::ALL {
        let error = check(2, 3, &request(action), &[]).unwrap_err();
        assert!(matches!(error, Error::NoApprovals));
    }
}

#[test]
fn every_action_needs_whom_it_needs() {
    let alone = [
        Action::KeySuspend,
        Action::KeyCompromise,
        Action::ReceiptVerify,
        Action::LogCosign,
        Action::Recover,
        Action::Refuse,
        Action::CustodyReport,
    ];
    for &action in Action::ALL {
        let request = request(action);
        let one = check(3, 4, &request, &[approve(1, &request)]);
        let three = check(3, 4, &request, &[0, 1, 2].map(|i| approve(i, &request)));
        assert!(three.is_ok());
        if alone.contains(&action) {
            assert_eq!(action.needs(), Needs::One);
            assert!(one.is_ok());
        } else {
            let two = action == Action::CustodyRecord;
            assert_eq!(two, action.needs() == Needs::Two);
            let pair = check(3, 4, &request, &[0, 1].map(|i| approve(i, &request)));
            assert_eq!(pair.is_ok(), two);
            let least = if two { 2 } else { 3 };
            assert!(matches!(
                one,
                Err(Error::NotEnoughApprovals { needed, got: 1 }) if needed == least
            ));
        }
    }
}

#[test]
fn action_names_are_fixed_and_read_back() {
    let names: Vec<&str> = Action::ALL.iter().map(|action| action.name()).collect();
    assert_eq!(
        names.join(" "),
        "init key.generate key.derive key.rotate key.activate key.suspend key.deactivate key.compromise key.destroy \
         region.enroll transport.create transport.import package.create package.import receipt.issue package.reissue package.cancel \
         receipt.verify log.cosign repair recover refuse custody.record custody.approve custody.report"
    );
    for &action in Action::ALL {
        assert_eq!(action.name().parse::<Action>().unwrap(), action);
    }
    assert!(matches!(
        "key.Generate".parse::<Action>(),
        Err(Error::Action(_))
    ));
}

#[test]
fn the_same_person_counts_once() {
    let request = request(Action::KeyGenerate);
    let same = approve(1, &request);
    let error = check(2, 3, &request, &[same.clone(), same.clone(), same.clone()]).unwrap_err();
    assert!(matches!(
        error,
        Error::NotEnoughApprovals { needed: 2, got: 1 }
    ));
    let approved = check(2, 3, &request, &[same.clone(), same, approve(0, &request)]).unwrap();
    assert_eq!(approved.approvals().len(), 2);
}

#[test]
fn a_person_under_another_name_does_not_count() {
    let request = request(Action::KeyGenerate);
    // ops-00 signs again as ops-01, then as nobody enrolled, then under a staff code in other letters.
    let renamed = |name: &str| Approval {
        officer: name.to_owned(),
        ..approve(0, &request)
    };
    let with = |other| check(2, 3, &request, &[approve(0, &request), other]).unwrap_err();
    assert!(matches!(
        with(renamed("ops-01")),
        Error::ApprovalSignature(_)
    ));
    assert!(matches!(with(renamed("ops-77")), Error::UnknownOfficer(_)));
    assert!(matches!(with(renamed("OPS-00")), Error::UnknownOfficer(_)));
    assert!(matches!(with(renamed("")), Error::UnknownOfficer(_)));
}

#[test]
fn a_false_approval_spoils_enough_good_ones() {
    let request = request(Action::KeyGenerate);
    let foreign = sign_request(&officer(2).id, &key(99), &request).unwrap();
    let approvals = [approve(0, &request), approve(1, &request), foreign];
    assert!(matches!(
        check(2, 3, &request, &approvals),
        Err(Error::ApprovalSignature(_))
    ));
    let stranger = approve(9, &request);
    let approvals = [approve(0, &request), approve(1, &request), stranger];
    assert!(matches!(
        check(2, 3, &request, &approvals),
        Err(Error::UnknownOfficer(_))
    ));
}

#[test]
fn approvals_hold_for_exactly_this_request() {
    let signed = request(Action::PackageCreate);
    let approvals = [approve(0, &signed), approve(1, &signed)];
    let change = |change: fn(&mut Request)| {
        let mut changed = signed.clone();
        change(&mut changed);
        changed
    };
    let changed = [
        change(|r| r.keystore = "11111111-2222-4333-8444-555555555556".to_owned()),
        change(|r| r.op = "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeef".parse().unwrap()),
        change(|r| r.expires = "2027-01-31T08:00:00Z".to_owned()),
        change(|r| r.action = Action::PackageReissue),
        change(|r| drop(r.subject.insert("to".to_owned(), "420000".into()))),
        change(|r| drop(r.subject.insert("more".to_owned(), Value::Null))),
        change(|r| drop(r.subject.remove("kind"))),
    ];
    for other in changed {
        assert!(matches!(
            check(2, 3, &other, &approvals),
            Err(Error::OtherRequest(_))
        ));
        // Writing the digest of the other request beside the old signature does not help.
        let relabelled = approvals.clone().map(|approval| Approval {
            request: hex::encode(other.digest().unwrap()),
            ..approval
        });
        assert!(matches!(
            check(2, 3, &other, &relabelled),
            Err(Error::ApprovalSignature(_))
        ));
    }
}

#[test]
fn malformed_approvals_are_refused() {
    let request = request(Action::KeyGenerate);
    let good = approve(0, &request);
    let padded = format!("{}==", good.signature);
    for signature in ["", "AAAA", padded.as_str(), "*"] {
        let bad = Approval {
            signature: signature.to_owned(),
            ..good.clone()
        };
        assert!(matches!(
            check(2, 3, &request, &[approve(1, &request), bad]),
            Err(Error::MalformedApproval(_))
        ));
    }
    let bad = Approval {
        request: good.request.to_ascii_uppercase(),
        ..good.clone()
    };
    assert!(matches!(
        check(2, 3, &request, &[bad]),
        Err(Error::MalformedApproval(_))
    ));
    let many = vec![good; 65];
    assert!(matches!(
        check(2, 3, &request, &many),
        Err(Error::TooManyApprovals(65))
    ));
}

#[test]
fn expired_requests_are_refused_but_replay() {
    let request = request(Action::KeyGenerate);
    let approvals = [approve(0, &request), approve(1, &request)];
    let at = |now: &str| Approved::check(&rules(2, 3), request.clone(), &approvals, now);
    assert!(at("2026-01-31T07:59:59Z").is_ok());
    for late in ["2026-01-31T08:00:00Z", "2026-02-01T00:00:00Z"] {
        assert!(matches!(at(late), Err(Error::Expired { .. })));
    }
    for not_a_time in [
        "",
        "2026-01-31",
        "2026-01-31T07:59:59.5Z",
        "2026-01-31T07:59:59+00:00",
        "2026-01-31t07:59:59z",
    ] {
        assert!(matches!(at(not_a_time), Err(Error::Time(_))));
    }
    Approved::check_signatures(&rules(2, 3), &request, &approvals).unwrap();
}

#[test]
fn malformed_requests_are_refused() {
    let good = request(Action::KeyGenerate).to_value().unwrap();
    let with = |pointer: &str, value: Value| {
        let mut changed = good.clone();
        *changed.pointer_mut(pointer).unwrap() = value;
        Request::from_value(&changed)
    };
    for (pointer, value) in [
        ("/keystore", json!("")),
        ("/keystore", json!("a b")),
        ("/keystore", json!("k".repeat(129))),
        ("/op", json!("AAAAAAAA-BBBB-4CCC-8DDD-EEEEEEEEEEEE")),
        ("/op", json!("aaaaaaaabbbb4ccc8dddeeeeeeeeeeee")),
        ("/op", json!("00000000-0000-0000-0000-000000000000")),
        ("/expires", json!("2026-01-31T16:00:00+08:00")),
        ("/request/action", json!(1)),
        ("/request", json!({"kind": "0101"})),
        ("/request", json!([])),
    ] {
        assert!(
            matches!(with(pointer, value), Err(Error::Request(_))),
            "{pointer}"
        );
    }
    assert!(matches!(
        with("/request/action", json!("key.print")),
        Err(Error::Action(_))
    ));
    let mut surplus = good.clone();
    surplus["rank"] = json!(1);
    assert!(matches!(
        Request::from_value(&surplus),
        Err(Error::Request("members"))
    ));
    assert!(Request::from_value(&json!("request")).is_err());
}

#[test]
fn a_subject_cannot_name_another_action_or_blur_a_number() {
    let mut request = request(Action::KeySuspend);
    request.subject.insert("action".to_owned(), "refuse".into());
    assert!(matches!(
        request.digest(),
        Err(Error::Request("request.action"))
    ));
    request.subject.remove("action");
    request
        .subject
        .insert("count".to_owned(), json!((1_u64 << 53) + 1));
    assert!(matches!(request.digest(), Err(Error::Canonical(_))));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    /// Whoever signs, in whatever order and however often: it is enough exactly when k different people did.
    #[test]
    fn people_are_counted(k in 2_u8..=5, signers in prop::collection::vec(0_u8..5, 1..10)) {
        let request = request(Action::KeyDestroy);
        let approvals: Vec<_> = signers.iter().map(|&i| approve(i, &request)).collect();
        let mut people = signers.clone();
        people.sort_unstable();
        people.dedup();
        match check(k, 5, &request, &approvals) {
            Ok(approved) => {
                prop_assert!(people.len() >= usize::from(k));
                let expected: Vec<_> = people.iter().map(|&i| approve(i, &request)).collect();
                prop_assert_eq!(approved.approvals(), expected);
            }
            Err(Error::NotEnoughApprovals { needed, got }) => {
                prop_assert_eq!((needed, got), (usize::from(k), people.len()));
                prop_assert!(got < needed);
            }
            Err(other) => panic!("{other}"),
        }
    }
}
