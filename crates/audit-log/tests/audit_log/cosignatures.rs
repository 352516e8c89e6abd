use audit_log::{Checkpoint, Error, cosign, cosign_with, verify_cosignature};

use crate::notes::{
    ORIGIN, TIME, WITNESS, base64_decode, base64_encode, checkpoint, cosignature, key, note,
    witness,
};
use crate::{bytes32, vectors};

#[test]
fn cosignatures_as_others_sign_them() {
    for (inputs, output) in vectors("C2SP-tlog-cosignature") {
        let key = audit_log::LogKey::from_seed(&bytes32(&inputs["secret"]));
        let (note, name) = (
            inputs["note"].as_str().unwrap(),
            inputs["name"].as_str().unwrap(),
        );
        let time = inputs["time"].as_u64().unwrap();
        assert_eq!(cosign(note, &key, name, time).unwrap(), output);
        let body = &note[..note.find("\n\n").unwrap() + 1];
        let verifier = key.verifier(name).unwrap();
        assert_eq!(verify_cosignature(body, &output, &verifier).unwrap(), time);
    }
}

#[test]
fn cosignatures_bind_body_time_name_and_key() {
    let (body, line) = (checkpoint().body(), cosignature());
    let verifier = witness().verifier(WITNESS).unwrap();
    assert_eq!(verify_cosignature(&body, &line, &verifier).unwrap(), TIME);

    let newer = Checkpoint {
        size: 43,
        ..checkpoint()
    }
    .body();
    assert!(matches!(
        verify_cosignature(&newer, &line, &verifier),
        Err(Error::Signature(_))
    ));
    for (key, name) in [(witness(), ORIGIN), (key(), WITNESS)] {
        let other = key.verifier(name).unwrap();
        assert!(matches!(
            verify_cosignature(&body, &line, &other),
            Err(Error::NotSigned(_))
        ));
    }
    let (head, value) = line.trim_end().rsplit_once(' ').unwrap();
    let mut value = base64_decode(value);
    value[11] ^= 1;
    let other_time = format!("{head} {}\n", base64_encode(&value));
    assert!(matches!(
        verify_cosignature(&body, &other_time, &verifier),
        Err(Error::Signature(_))
    ));
    let short = format!("{head} {}\n", base64_encode(&value[..11]));
    assert!(matches!(
        verify_cosignature(&body, &short, &verifier),
        Err(Error::Note(_))
    ));
    let no_checkpoint = verify_cosignature("any text\n", &line, &verifier);
    assert!(matches!(no_checkpoint, Err(Error::Checkpoint(_))));
    assert!(verify_cosignature(&body, line.trim_end(), &verifier).is_err());
    assert!(verify_cosignature(&body, &(line.clone() + &line), &verifier).is_err());
}

#[test]
fn only_checkpoints_and_real_times_are_cosigned() {
    let (key, name) = (witness(), WITNESS);
    let text = "any text\n\n\u{2014} name AAAAAAAA\n";
    assert!(matches!(
        cosign(text, &key, name, TIME),
        Err(Error::Checkpoint(_))
    ));
    assert!(matches!(
        cosign(&checkpoint().body(), &key, name, TIME),
        Err(Error::Note(_))
    ));
    assert!(cosign(&note(), &key, name, i64::MAX as u64).is_ok());
    let late = cosign(&note(), &key, name, 1 << 63);
    assert!(matches!(late, Err(Error::CosignatureTime)));
    let verifier = key.verifier(name).unwrap();
    let wrong = cosign_with(&note(), &verifier, TIME, |_| Ok::<_, Error>([7; 64]));
    assert!(matches!(wrong, Err(Error::Signature(_))));
}
