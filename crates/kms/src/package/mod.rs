//! Packages: sub-keys on their way from one level to the next, and the receipts that come back.

mod build;
mod cancel;
mod check;
mod create;
mod deliver;
mod import;
mod memorandum;
mod order;
mod receipt;
mod wire;

pub use cancel::{cancel, plan_cancel, plan_reissue, reissue};
pub use check::{Checked, check};
pub use create::{answer, create};
pub use deliver::{PackageMade, write_again};
pub use import::{Imported, finish_import, import, plan_finish, write_receipt_again};
pub use memorandum::{memorandum, write_memorandum};
pub(crate) use order::sendable;
pub use order::{Order, Selection, directly_under, plan, plan_answer};
pub use receipt::{ReceiptCheck, check_receipt, verify_receipt};
pub use wire::{
    KeyEntry, KeyResult, MAX_PACKAGE, MAX_RECEIPT, PackagePayload, ReceiptPayload, TransportNote,
    read_package, read_receipt,
};
