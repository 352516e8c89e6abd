//! The custody of a card as officers type it, from the machine to the handover's record and the loss, and the key
//! applications: for experiments with the program as built.

use std::fs;
use std::path::Path;

/// The line in which a city makes the key that goes onto the card.
pub const KEY: &str = "key generate --kind BK --algorithm S4 --activate";

/// Every command of custody that writes, in an order in which each succeeds. The officers are wang and li.
pub const CUSTODY: [&str; 46] = [
    "machine register HSM-1 --maker M --model M --location L --certificate G --valid-from 2000-01-01 \
     --valid-until 2999-12-31 --report report.txt --assessed-on 2000-01-01",
    "carrier lot LOT-1 --kind wash-mother-card --prefix MC- --digits 6 --first 1 --last 20 --notice report.txt",
    "carrier register MC-000001 MC-000002 MC-000003 MC-000004 --lot LOT-1 --place A --custodian wang",
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
    "carrier count --place A --found MC-000001 --found MC-000003 --found MC-000004",
    "carrier report-lost MC-000001 --confirm MC-000001",
    "carrier destroy MC-000002 --confirm MC-000002",
    "representative erase REP-1 --confirm REP-1",
    "carrier move MC-000003 --place B",
    "carrier custodian MC-000003 --custodian li",
    "carrier inspect MC-000003 --no-seal",
    "carrier seal MC-000003 --seal SEAL-3",
    "machine certify HSM-1 --certificate G2 --valid-from 2000-01-01 --valid-until 2999-12-30",
    "machine assess HSM-1 --report report.txt --assessed-on 2000-01-02",
    "machine move HSM-1 --location L2",
    "representative add REP-2 --organisation O --details person.txt",
    "representative add REP-3 --organisation O --details person.txt",
    "representative add REP-4 --organisation Q --details person.txt",
    "agreement add AGR-2 --organisation O --document agreement.txt --valid-from 2000-01-01 --valid-until 2999-12-31 \
     --signed-here wang --signed-there REP-2",
    "agreement add AGR-4 --organisation Q --document agreement.txt --valid-from 2000-01-01 --valid-until 2999-12-31 \
     --signed-here wang --signed-there REP-4",
    "review add REV-4 --organisation Q --plan plan.txt --verdict passed --reviewer OFFICE-1",
    "handover draft HO-2 --organisation O --purpose P --due 2999-01-01 --carrier MC-000003 --agreement AGR-2 \
     --review REV-1 --deliverer wang --receiver REP-2 --supervisor li",
    "handover approve HO-2",
    "handover sign HO-2 --item MC-000003=SEAL-3:F --scan receipt.txt",
    "handover extend HO-2 --due 2999-02-01",
    "handover reassign HO-2 --receiver REP-3",
    "handover draft HO-3 --organisation Q --purpose P --due 2999-01-01 --carrier MC-000003 --continues HO-2 \
     --agreement AGR-4 --review REV-4 --deliverer wang --receiver REP-4 --supervisor li",
    "handover approve HO-3",
    "handover transfer HO-2 --to HO-3 --item MC-000003=SEAL-3:F --scan receipt.txt",
    "handover draft HO-4 --organisation O --purpose P --due 2999-01-01 --carrier MC-000004",
    "handover withdraw HO-4",
    "agreement end AGR-2 --confirm AGR-2",
    "representative withdraw REP-2",
];

/// Every command of an application that writes, in an order in which each succeeds, with the keystore that it is for:
/// `c`, a city, applies to `p`, its province. The city's machine may still serve, and is retired last.
pub const APPLICATION: [(&str, &str); 9] = [
    (
        "c",
        "application create A-1 --key IRK/A1 --machine HSM-1 --courier person.txt",
    ),
    ("c", "application submit A-1 --out asked"),
    ("p", "application approve asked/A-1.kmsapp"),
    (
        "c",
        "application create A-2 --key IRK/A1 --machine HSM-1 --courier person.txt",
    ),
    ("c", "application submit A-2 --out asked"),
    ("p", "application refuse asked/A-2.kmsapp --reason R"),
    ("c", "application close A-1"),
    ("c", "application erase A-1"),
    ("c", "machine retire HSM-1 --confirm HSM-1"),
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
