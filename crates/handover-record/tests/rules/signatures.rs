//! Rules 20, 21 and 31: who signs for a third party, and how.

use handover_record::{
    DocumentDigest, HandoverEvent, Happening, Refusal, Signature, Signed, statement,
};
use quorum::SigningKey;
use uuid::Uuid;

use crate::office::*;

/// RFC 8032, 7.1, test 1.
const SEED: &str = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60";
const PUBLIC: &str = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";

/// Made with that key by the commands in `RULES.md` (OpenSSL 3.0.19) over the statement that stands there, but for the
/// receiver, REP-3, and the day, 2026-02-01.
const BY_OPENSSL: &str = "b31da0b793361ad9240b6476ecfcba485c59717e71af8523f3001100c1cd8dba\
                          d1b9e685b4348a4fbfbee73cdde7927674466ff3acc6758b34d17eeb2e892808";

const SEALED: [(&str, Option<&str>); 2] = [("CARD-002", None), ("CARD-001", Some("SEAL-1"))];

fn key() -> SigningKey {
    SigningKey::init(|seed| hex::decode_to_slice(SEED, seed).unwrap())
}

fn with_key(signature: &str) -> Signature {
    let signature = signature.parse().unwrap();
    Signature::Key { signature }
}

fn signed(text: &str) -> Signature {
    with_key(&hex::encode(key().sign(text.as_bytes())))
}

/// REP-3 has a key and is to receive, in HO-1, CARD-001 in a seal and CARD-002 in none.
fn office() -> Office {
    let mut office = Office::new();
    let details = DocumentDigest([3; 32]);
    office.yes(enrol_with("REP-3", "虚构制卡厂", details, Some(PUBLIC)));
    office.yes(load(
        "CARD-001",
        "HSM-1",
        vec![crate::office::key(1)],
        "SEAL-1",
    ));
    approved(&mut office, "HO-1", &["CARD-001", "CARD-002"], None);
    office
}

fn approved(office: &mut Office, id: &str, items: &[&str], continues: Option<&str>) {
    office.yes(draft(id, items, "2026-03-01", continues));
    office.yes(prepare(id, COMPLETE));
    office.yes(prepare(id, "receiver=REP-3"));
    office.yes(approve(id));
}

#[test]
fn attachments_and_keys_are_one_persons_and_an_attachment_is_erased_once() {
    let mut office = office();
    let (used, other) = (DocumentDigest([3; 32]), DocumentDigest([4; 32]));
    let enrol = |details, key| enrol_with("REP-4", "另一家厂", details, key);
    office.no(enrol(used, None), Refusal::AlreadyKnown);
    office.no(enrol(other, Some(PUBLIC)), Refusal::AlreadyKnown);
    office.yes(enrol(other, None));
    office.no(erase_details("REP-9"), Refusal::Unknown);
    office.yes(erase_details("REP-3"));
    office.no(erase_details("REP-3"), Refusal::DetailsErased);
    assert!(
        office
            .register
            .represents(&mark("REP-3"), &words("虚构制卡厂"))
    );
    let erased = &office.register.representatives()[&mark("REP-3")];
    assert_eq!(erased.erased_on, Some(office.day));
}

#[test]
fn what_openssl_signed_is_accepted() {
    let mut office = office();
    let handed_over = hand_over_to("REP-3", "HO-1", &SEALED, with_key(BY_OPENSSL));
    office.yes(handed_over);
}

#[test]
fn a_signature_is_for_one_act_with_one_set_of_seals_on_one_day_by_one_person() {
    let mut office = office();
    let of = |office, id, receiver, items: &[_], on| {
        let items = seen(items);
        let signed = Signed::Received(&items);
        statement(office, &mark(id), &mark(receiver), signed, day(on))
    };
    let text = |id, receiver, items: &[_], on| of(HERE, id, receiver, items, on);
    let elsewhere = handover_record::Office {
        keystore: Uuid::from_u128(1),
        ..HERE
    };
    let rehearsal = handover_record::Office {
        rehearsal: true,
        ..HERE
    };
    let unsealed = [("CARD-001", None), ("CARD-002", None)];
    let right = text("HO-1", "REP-3", &SEALED, "2026-02-01");
    for other in [
        of(elsewhere, "HO-1", "REP-3", &SEALED, "2026-02-01"),
        of(rehearsal, "HO-1", "REP-3", &SEALED, "2026-02-01"),
        text("HO-2", "REP-3", &SEALED, "2026-02-01"),
        text("HO-1", "REP-1", &SEALED, "2026-02-01"),
        text("HO-1", "REP-3", &unsealed, "2026-02-01"),
        text("HO-1", "REP-3", &SEALED[..1], "2026-02-01"),
        text("HO-1", "REP-3", &SEALED, "2026-02-02"),
        right.replace("received", "closed"),
        right.replace('\n', "\r\n"),
        right.trim_end().to_owned(),
    ] {
        let signature = signed(&other);
        office.no(
            hand_over_to("REP-3", "HO-1", &SEALED, signature),
            Refusal::BadSignature,
        );
    }
    let nothing = with_key(&"00".repeat(64));
    office.no(
        hand_over_to("REP-3", "HO-1", &SEALED, nothing),
        Refusal::BadSignature,
    );
    office.yes(hand_over_to("REP-3", "HO-1", &SEALED, signed(&right)));
}

#[test]
fn without_a_key_it_is_signed_on_paper() {
    let mut office = Office::new();
    office.yes(draft("HO-1", &["CARD-001"], "2026-03-01", None));
    office.yes(prepare("HO-1", COMPLETE));
    office.yes(approve("HO-1"));
    let hand_over = |signature| hand_over_to("REP-1", "HO-1", &[("CARD-001", None)], signature);
    office.no(hand_over(with_key(BY_OPENSSL)), Refusal::NoKey);
    let mut scan = document();
    scan.size = 0;
    office.no(hand_over(Signature::Paper { scan }), Refusal::DocumentSize);
    office.yes(hand_over(on_paper()));
}

#[test]
fn the_receiver_signs_what_became_of_each_carrier() {
    let mut office = office();
    office.yes(load(
        "CARD-003",
        "HSM-1",
        vec![crate::office::key(2)],
        "SEAL-3",
    ));
    office.yes(hand_over_to("REP-3", "HO-1", &SEALED, with_key(BY_OPENSSL)));
    office.yes(report_lost("CARD-002"));
    office.day = day("2026-02-03");
    approved(&mut office, "HO-2", &["CARD-001"], Some("HO-1"));
    let passed_on = "kms handover statement 1\noffice 3f2b8c1e-5d47-4a96-9b0e-7c1d2e3f4a5b\nhandover HO-2\n\
                     receiver REP-3\nsigns passed-on from HO-1\non 2026-02-03\ncarrier CARD-001 seal SEAL-1\n";
    let mut transfer = transfer("HO-1", "HO-2", &SEALED[1..]);
    if let Happening::Handover(HandoverEvent::Transferred {
        receiver,
        signature,
        ..
    }) = &mut transfer
    {
        *receiver = mark("REP-3");
        *signature = signed("something else");
    }
    office.no(transfer.clone(), Refusal::BadSignature);
    if let Happening::Handover(HandoverEvent::Transferred { signature, .. }) = &mut transfer {
        *signature = signed(passed_on);
    }
    office.yes(transfer);
    let closed = "kms handover statement 1\noffice 3f2b8c1e-5d47-4a96-9b0e-7c1d2e3f4a5b\nhandover HO-1\n\
                  receiver REP-3\nsigns closed\non 2026-02-03\n\
                  carrier CARD-001 transferred HO-2\ncarrier CARD-002 lost\n";
    let close = |id, text: &str| close_with(id, "REP-3", vec![], signed(text));
    office.no(close("HO-1", passed_on), Refusal::BadSignature);
    office.yes(close("HO-1", closed));
    office.yes(take_back("HO-2", &[("CARD-001", Some("SEAL-9"))]));
    office.day = day("2026-02-04");
    let closed = "kms handover statement 1\noffice 3f2b8c1e-5d47-4a96-9b0e-7c1d2e3f4a5b\nhandover HO-2\n\
                  receiver REP-3\nsigns closed\non 2026-02-04\n\
                  carrier CARD-001 returned 2026-02-03 seal SEAL-9\n";
    office.yes(close("HO-2", closed));
}

#[test]
fn a_rehearsal_says_so_in_what_is_signed() {
    let rehearsal = handover_record::Office {
        rehearsal: true,
        ..HERE
    };
    let items = seen(&SEALED[..1]);
    let signed = Signed::Received(&items);
    let (handover, receiver) = (mark("HO-1"), mark("REP-3"));
    let text = statement(rehearsal, &handover, &receiver, signed, day("2026-02-01"));
    assert_eq!(
        text,
        "kms handover statement 1\noffice 3f2b8c1e-5d47-4a96-9b0e-7c1d2e3f4a5b\nrehearsal\nhandover HO-1\n\
         receiver REP-3\nsigns received\non 2026-02-01\ncarrier CARD-002 seal none\n"
    );
}
