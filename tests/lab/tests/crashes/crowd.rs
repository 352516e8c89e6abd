//! Many processes, one keystore.

use std::collections::{BTreeMap, BTreeSet};
use std::thread;
use std::time::Instant;

use audit_log::Entry;
use keystore::Keystore;
use lab::plan;
use lab::work::{Line, Site};

use crate::worker::Worker;

/// Fails if two processes write at the same place, if an operation that one of them was told is done is missing, or if
/// one that merely waited was refused.
#[test]
fn many_processes_leave_no_gap_and_nothing_twice() {
    let plan = plan("crowd: operations of all processes", 4 * 25, 16 * 1_000);
    let processes = if plan.whole { 16 } else { 4 };
    let each = plan.count / processes;
    let folder = lab::folder();
    let [_, city] = Site::found_both(folder.path()).unwrap();
    // One after the other: together they would look like somebody who guesses passphrases.
    let mut workers: Vec<_> = (0..processes)
        .map(|number| {
            let (number, count) = (number.to_string(), each.to_string());
            let mut worker = Worker::start(&city, &["cards", &number, &count]);
            while !matches!(worker.line().unwrap(), Line::Done(_)) {}
            worker
        })
        .collect();
    let began = Instant::now();
    let heard: Vec<(Vec<String>, BTreeMap<String, u64>)> = thread::scope(|scope| {
        workers.iter_mut().for_each(Worker::go);
        let listeners: Vec<_> = workers
            .into_iter()
            .map(|worker| scope.spawn(|| listen(worker)))
            .collect();
        listeners
            .into_iter()
            .map(|one| one.join().unwrap())
            .collect()
    });
    let took = began.elapsed();
    let mut again = BTreeMap::<&str, u64>::new();
    for (why, count) in heard.iter().flat_map(|(_, again)| again) {
        *again.entry(why).or_default() += count;
    }
    let rate = plan.count as f64 / took.as_secs_f64();
    println!(
        "crowd: {processes} processes, {} operations in {took:.0?}, {rate:.0} a second; again: {again:?}",
        plan.count
    );
    assert!(!again.contains_key("busy"), "some waited in vain");
    let told: Vec<&String> = heard.iter().flat_map(|(told, _)| told).collect();
    assert_eq!(told.len() as u64, plan.count);
    check(&city, &told);
}

/// What a worker was told to be done, by its manifest, and how often it had to begin again, and why.
fn listen(mut worker: Worker) -> (Vec<String>, BTreeMap<String, u64>) {
    let (mut told, mut again) = (Vec::new(), BTreeMap::new());
    while let Some(line) = worker.line() {
        match line {
            Line::Note(word, manifest) if word == "manifest" => told.push(manifest),
            Line::Note(_, why) => *again.entry(why).or_default() += 1,
            other => panic!("{other}"),
        }
    }
    assert!(worker.end().success());
    (told, again)
}

/// Every number once, every request once, and of every manifest exactly one entry.
fn check(site: &Site, told: &[&String]) {
    let report = keystore::verify(&site.keystore()).unwrap();
    assert!(report.is_clean(), "{:?}", report.findings);
    let keystore = Keystore::open_read_only(&site.keystore()).unwrap();
    let (mut requests, mut manifests) = (BTreeSet::new(), Vec::new());
    for (seq, bytes) in (1..).zip(keystore.entries()) {
        let entry = Entry::decode(&bytes.unwrap()).unwrap();
        assert_eq!(entry.seq, seq);
        if let Some(request) = &entry.request {
            let op = request.get("op").unwrap().to_string();
            assert!(requests.insert(op), "a request twice, in entry {seq}");
        }
        if entry.event.r#type == "cards.derived" {
            let manifest = entry.event.body.get("manifest").unwrap();
            manifests.push(manifest.as_str().unwrap().to_owned());
        }
    }
    let mut told: Vec<_> = told.iter().map(|one| (*one).clone()).collect();
    told.sort_unstable();
    manifests.sort_unstable();
    assert_eq!(told, manifests);
}
