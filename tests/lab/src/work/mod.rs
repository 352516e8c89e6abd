//! Everyday work in a keystore, for experiments that interrupt it: which operations there are, what each leaves in
//! the log, and the lines in which a worker process says how far it is.

pub mod custody;
mod line;
mod site;
mod task;

pub use line::Line;
pub use site::{Site, is_component_of};
pub use task::{Task, outcomes};
