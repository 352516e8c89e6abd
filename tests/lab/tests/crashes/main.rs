//! What a crash leaves: workers are killed (SIGKILL) at random moments of random operations, and whatever was
//! acknowledged must be there, whatever was not must be there whole or not at all; and what many processes at once do
//! to one keystore. What a killed process wrote stays in the system's cache: power loss is another experiment.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod aftermath;
mod crowd;
mod kills;
mod worker;
