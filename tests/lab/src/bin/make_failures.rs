//! Writes `tests/vectors/failures` anew, and the seeds that the fuzz targets start from. The same code makes the same
//! bytes.

use std::fs;
use std::io;
use std::path::Path;

use lab::failures::{all, seeds};
use lab::parsers::Format;

fn main() -> io::Result<()> {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let failures = all();
    let folder = tests.join("vectors/failures");
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(&folder)?;
    for (name, failure) in &failures {
        fs::write(folder.join(name), failure.to_file())?;
    }
    println!("{} files in tests/vectors/failures", failures.len());
    for format in Format::ALL {
        let folder = tests.join("fuzz/seeds").join(format.name());
        fs::create_dir_all(&folder)?;
        for (name, bytes) in seeds(format) {
            fs::write(folder.join(name), bytes)?;
        }
    }
    Ok(())
}
