//! A city's keystore with what a handover needs: a machine, a lot of the ministry's, a loaded card, and papers.

use std::process::Output;

use audit_log::Entry;
use jiff::ToSpan;
use jiff::civil::Date;
use keystore::Keystore;
use kms::custody::today;
use serde_json::Value;

use super::office::Office;

/// The third party.
pub const FACTORY: &str = "演练制卡厂";
/// A key that a city makes itself.
pub const KEY: &str = "BK/S4/v1";

/// The office of a city, and the day on which the test began.
pub struct City {
    pub office: Office,
    today: Date,
}

impl City {
    /// A city with a key and with papers.
    pub fn new() -> Self {
        let office = Office::new();
        office.init("c", "410100");
        let papers = [
            "report",
            "agreement",
            "plan",
            "receipt",
            "closing",
            "further",
        ];
        for paper in papers {
            office.write(&format!("{paper}.txt"), &format!("演练：{paper}\n"));
        }
        office.write("person.txt", "演练代表\nDEMO-ID-0001\n");
        office.write("colleague.txt", "演练同事\n");
        let city = Self {
            office,
            today: today(),
        };
        city.done("key generate --kind BK --algorithm SM4 --activate");
        city
    }

    /// A city with a certified machine and three cards of a lot, one of them loaded.
    pub fn equipped() -> Self {
        let city = Self::new();
        for line in EQUIPMENT {
            city.done(line);
        }
        city
    }

    /// A city that has also what Article 24 asks for, and a draft of a handover that names all of it.
    pub fn prepared() -> Self {
        let city = Self::equipped();
        for line in PREPARATION {
            city.done(line);
        }
        city
    }

    /// A line with its days filled in: `{+20}` is twenty days from today.
    pub fn dated(&self, line: &str) -> String {
        let mut dated = String::new();
        let mut rest = line;
        while let Some((before, after)) = rest.split_once('{') {
            let (days, after) = after.split_once('}').unwrap();
            let days: i64 = days.parse().unwrap();
            dated.push_str(before);
            dated.push_str(&self.today.saturating_add(days.days()).to_string());
            rest = after;
        }
        dated + rest
    }

    pub fn today(&self) -> Date {
        self.today
    }

    /// The line as two custodians call it.
    pub fn line(&self, line: &str) -> String {
        format!("{} {}", self.office.two("c"), self.dated(line))
    }

    pub fn run(&self, line: &str) -> Output {
        self.office.run(&self.line(line))
    }

    /// Does it, and gives the document.
    pub fn done(&self, line: &str) -> Value {
        self.office.json(&self.line(line))
    }

    /// What the log holds: each entry's event, by its name.
    pub fn log(&self) -> Vec<String> {
        let keystore = Keystore::open(&self.office.path("c.kms")).unwrap();
        let name = |bytes: Vec<u8>| Entry::decode(&bytes).unwrap().event.r#type;
        keystore.entries().map(|one| name(one.unwrap())).collect()
    }
}

/// A certified and assessed machine, a lot, three cards of it, and a key on the first.
pub const EQUIPMENT: [&str; 4] = [
    "machine register HSM-1 --maker 演练厂商 --model DEMO-1 --location 一号机房 --certificate GM-0001 \
     --valid-from {-30} --valid-until {+365} --report report.txt --assessed-on {-1}",
    "carrier lot LOT-1 --kind wash-mother-card --prefix MC- --digits 6 --first 1 --last 20 --notice report.txt",
    "carrier register MC-000001 MC-000002 MC-000003 --lot LOT-1 --place 一号柜 --custodian wang",
    "carrier load MC-000001 --machine HSM-1 --key BK/S4/v1 --seal SEAL-1",
];

/// A draft, and what Article 24 asks for.
pub const PREPARATION: [&str; 5] = [
    "handover draft HO-1 --organisation 演练制卡厂 --purpose 洗卡 --due {+20} --carrier MC-000001",
    "representative add REP-1 --organisation 演练制卡厂 --details person.txt",
    "agreement add AGR-1 --organisation 演练制卡厂 --document agreement.txt --valid-from {+0} --valid-until {+90} \
     --signed-here wang --signed-there REP-1",
    "review add REV-1 --organisation 演练制卡厂 --plan plan.txt --verdict passed --reviewer OFFICE-1",
    "handover prepare HO-1 --agreement AGR-1 --review REV-1 --deliverer wang --receiver REP-1 --supervisor li",
];

pub const APPROVE: &str = "handover approve HO-1";
pub const SIGN: &str = "handover sign HO-1 --item MC-000001=SEAL-1:完好 --scan receipt.txt";
