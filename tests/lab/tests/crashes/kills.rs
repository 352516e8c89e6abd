//! kill -9 at random moments.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::process::ExitStatusExt;
use std::path::PathBuf;
use std::thread::{self, sleep};
use std::time::{Duration, Instant};

use keystore::{Head, Keystore};
use lab::work::{Line, Site};
use lab::{Dice, Plan, plan};

use crate::aftermath::{Reached, check, recover};
use crate::worker::Worker;

/// Beyond so many entries a fresh copy takes the keystore's place, so that opening stays cheap.
const MAX_ENTRIES: u64 = 64;
/// Every so many kills, on average, come while the keystore is being unlocked.
const UNLOCKING: u64 = 16;
/// At most so many operations are waited for before the moment of a kill is drawn.
const OPERATIONS: u64 = 6;
/// How often a lane says how far it is.
const PROGRESS: u64 = 250;
/// In no operation: between two, or before the first.
const IDLE: &str = "none";
/// SIGKILL.
const KILLED: Option<i32> = Some(9);

/// Where a kill found the worker: in which operation, and how far that had come.
type Place = (String, Reached);
/// What the kills hit, and how often.
type Tally = BTreeMap<Place, u64>;

/// Fails if a commit is not one transaction, if something is said to be done before it is durable, or if `recover`
/// cannot finish what a crash left open.
#[test]
fn nothing_acknowledged_is_lost_and_nothing_is_half_done() {
    let plan = plan("kill -9", 30, 10_000);
    let folder = lab::folder();
    let began = Instant::now();
    let sites = Site::found_both(folder.path()).unwrap();
    let mut tally = Tally::new();
    thread::scope(|scope| {
        let lanes = sites.iter().zip(0..).map(|(site, number)| {
            let folder = folder.path().join(format!("lane-{number}"));
            let (count, seed) = ((plan.count + number) / 2, plan.seed.wrapping_add(number));
            scope.spawn(move || Lane::new(site, folder, seed).run(count))
        });
        for lane in lanes.collect::<Vec<_>>() {
            for (place, count) in lane.join().unwrap() {
                *tally.entry(place).or_default() += count;
            }
        }
    });
    println!("kill -9: {} kills in {:.0?}", plan.count, began.elapsed());
    judge(&tally, &plan);
}

/// Prints what was hit, and checks that it was what the experiment is about.
fn judge(tally: &Tally, plan: &Plan) {
    for ((operation, reached), count) in tally {
        println!("kill -9: {count:6} in {operation}: {reached:?}");
    }
    assert_eq!(tally.values().sum::<u64>(), plan.count);
    let inside = |((operation, _), count): (&Place, &u64)| (operation != IDLE).then_some(*count);
    let inside: u64 = tally.iter().filter_map(inside).sum();
    println!("kill -9: {inside} inside an operation");
    assert!(inside * 2 > plan.count, "most kills hit an operation");
    // In a sample, it may be that none of the operations with several commits was cut off between two of them.
    let must_be_hit = if plan.whole {
        &Reached::ALL[..]
    } else {
        &[Reached::Nothing]
    };
    for wanted in must_be_hit {
        let hit = tally.keys().any(|(_, reached)| reached == wanted);
        assert!(hit, "no kill left this of an operation: {wanted:?}");
    }
}

/// One site where worker after worker is killed.
struct Lane<'a> {
    template: &'a Site,
    folder: PathBuf,
    copies: u64,
    site: Site,
    dice: Dice,
    /// Where the log ended when it was last looked at.
    head: Head,
    /// How long an operation takes, and how long unlocking, as measured last.
    operation: Duration,
    unlocking: Duration,
    tally: Tally,
}

impl<'a> Lane<'a> {
    fn new(template: &'a Site, folder: PathBuf, seed: u64) -> Self {
        let site = template.copy_to(&folder.join("0")).unwrap();
        Self {
            template,
            folder,
            copies: 0,
            site,
            dice: Dice::new(seed),
            head: Keystore::open_read_only(&template.keystore())
                .unwrap()
                .head(),
            operation: Duration::from_millis(10),
            unlocking: Duration::from_millis(100),
            tally: Tally::new(),
        }
    }

    fn run(mut self, kills: u64) -> Tally {
        for number in 1..=kills {
            self.kill_one();
            if number % PROGRESS == 0 {
                println!("kill -9: {number} of {kills} in {}", self.site.region());
            }
            if self.head.size > MAX_ENTRIES {
                self.begin_afresh();
            }
        }
        recover(&self.site);
        self.tally
    }

    fn begin_afresh(&mut self) {
        recover(&self.site);
        fs::remove_dir_all(self.site.folder()).unwrap();
        self.copies += 1;
        let folder = self.folder.join(self.copies.to_string());
        self.site = self.template.copy_to(&folder).unwrap();
        self.head = Keystore::open_read_only(&self.site.keystore())
            .unwrap()
            .head();
    }

    /// Lets one worker work, kills it, and checks what it left.
    fn kill_one(&mut self) {
        let mut worker = Worker::start(&self.site, &[&self.dice.bits().to_string()]);
        let mut said = Said::new(self.head);
        let span = if self.dice.below(UNLOCKING) == 0 {
            self.unlocking
        } else {
            let operations = 1 + self.dice.below(OPERATIONS);
            self.watch(&mut worker, &mut said, operations);
            self.operation
        };
        let nanos = span.as_nanos() as u64;
        sleep(Duration::from_nanos(self.dice.below(nanos.max(1))));
        worker.kill();
        while let Some(line) = worker.line() {
            said.hear(line);
        }
        assert_eq!(worker.end().signal(), KILLED, "the worker ended by itself");
        let (head, reached) = check(&self.site, &said.heads, said.in_flight.as_deref());
        self.head = head;
        let operation = said.in_flight.unwrap_or_else(|| IDLE.into());
        *self.tally.entry((operation, reached)).or_default() += 1;
    }

    /// Follows the worker until it has unlocked and begun so many operations.
    fn watch(&mut self, worker: &mut Worker, said: &mut Said, operations: u64) {
        let started = Instant::now();
        let mut unlocked = started;
        let mut begun = 0;
        while begun < 1 + operations {
            let line = worker
                .line()
                .expect("the worker goes on until it is killed");
            begun += u64::from(matches!(line, Line::Begin(_)));
            if said.hear(line) == 1 {
                unlocked = Instant::now();
                self.unlocking = unlocked - started;
            }
        }
        if operations > 1 {
            self.operation = unlocked.elapsed() / (operations as u32 - 1);
        }
    }
}

/// What a worker has said.
struct Said {
    heads: Vec<Head>,
    /// How many operations it has said to be done.
    done: u64,
    in_flight: Option<String>,
}

impl Said {
    fn new(head: Head) -> Self {
        Self {
            heads: vec![head],
            done: 0,
            in_flight: None,
        }
    }

    /// Takes in one line; how many operations are done.
    fn hear(&mut self, line: Line) -> u64 {
        match line {
            Line::Begin(name) => self.in_flight = Some(name),
            Line::Done(head) => {
                self.heads.push(head);
                self.in_flight = None;
                self.done += 1;
            }
            other => panic!("{other}"),
        }
        self.done
    }
}
