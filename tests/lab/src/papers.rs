//! The custody of a card as officers type it, from the machine to the handover's record and the loss: for experiments
//! with the program as built.

use std::fs;
use std::path::Path;

/// The line in which a city makes the key that goes onto the card.
pub const KEY: &str = "key generate --kind BK --algorithm S4 --activate";

/// Every command of custody that writes, in an order in which each succeeds. The officers are wang and li.
pub const CUSTODY: [&str; 21] = [
    "machine register HSM-1 --maker M --model M --location L --certificate G --valid-from 2000-01-01 \
     --valid-until 2999-12-31 --report report.txt --assessed-on 2000-01-01",
    "carrier lot LOT-1 --kind wash-mother-card --prefix MC- --digits 6 --first 1 --last 20 --notice report.txt",
    "carrier register MC-000001 MC-000002 --lot LOT-1 --place A --custodian wang",
    "carrier load MC-000001 --machine HSM-1 --key BK/S4/v1 --seal SEAL-1",
    "carrier checkout MC-000001 --purpose P",
    "carrier checkin MC-000001 --seal SEAL-1",
    "handover draft HO-1 --organisation O --purpose P --due 2999-01-01 --carrier MC-000001",
    "representative add REP-1 --organisation O --details person.txt",
    "agreement add AGR-1 --organisation O --document agreement.txt --valid-from 2000-01-01 --valid-until 2999-12-31 \
     --signed-here wang --signed-there REP-1",
    "review add REV-1 --organisation O --plan plan.txt --verdict passed --reviewer OFFICE-1",
    "handover prepare HO-1 --agreement AGR-1 --review REV-1 --deliverer wang --receiver REP-1 --supervisor li",
    "handover approve HO-1",
    "handover sign HO-1 --item MC-000001=SEAL-1:F --scan receipt.txt",
    "handover supervise HO-1 --findings F",
    "handover return HO-1 --item MC-000001=SEAL-1:F",
    "handover close HO-1 --scan closing.txt",
    "handover print HO-1 --out records",
    "carrier count --place A --found MC-000001",
    "carrier report-lost MC-000001 --confirm MC-000001",
    "carrier destroy MC-000002 --confirm MC-000002",
    "representative erase REP-1 --confirm REP-1",
];

/// Writes the papers that these lines name.
///
/// # Panics
/// Where a file cannot be written.
pub fn write(folder: &Path) {
    for name in ["report", "agreement", "plan", "receipt", "closing"] {
        fs::write(
            folder.join(format!("{name}.txt")),
            format!("演练：{name}\n"),
        )
        .expect("a paper");
    }
    fs::write(folder.join("person.txt"), "演练代表\nDEMO-ID-0001\n").expect("a paper");
}
