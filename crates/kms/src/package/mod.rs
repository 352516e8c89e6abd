//! Packages: sub-keys on their way from one level to the next, and the receipts that come back.

mod check;
mod create;
mod import;
mod receipt;
mod wire;

pub use check::{Checked, check};
pub use create::{
    Order, PackageMade, Selection, cancel, create, directly_under, open_package, plan, plan_cancel,
    reissue, write_again,
};
pub use import::{Imported, finish_import, import, write_receipt_again};
pub use receipt::{ReceiptCheck, check_receipt, verify_receipt};
pub use wire::{
    KeyEntry, KeyResult, MAX_PACKAGE, MAX_RECEIPT, PackagePayload, ReceiptPayload, TransportNote,
    read_package, read_receipt,
};
