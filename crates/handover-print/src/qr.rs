//! The QR code (ISO/IEC 18004) as the path of an SVG.

use std::fmt::Write as _;

use qrcodegen::{QrCode, QrCodeEcc};

use crate::{Anchor, Error};

/// Modules of white that the standard asks for on each side.
const QUIET: i32 = 4;

/// A code ready to be drawn: one unit a module.
pub(crate) struct Drawn {
    /// Its width and height.
    pub side: i32,
    /// The dark modules, as runs of a row.
    pub path: String,
}

impl Anchor {
    /// What the code of a form of this type says: five lines of ASCII.
    #[must_use]
    pub fn text(&self, form: &str) -> String {
        let Self {
            digest,
            origin,
            size,
            root,
        } = self;
        format!("{form} 1\nsha256 {digest}\n{origin}\n{size}\n{root}\n")
    }

    pub(crate) fn draw(&self, form: &str) -> Result<Drawn, Error> {
        let code = QrCode::encode_text(&self.text(form), QrCodeEcc::Medium);
        let code = code.map_err(|_| Error::TooLong)?;
        let mut path = String::new();
        for y in 0..code.size() {
            let mut x = 0;
            while x < code.size() {
                let run = (x..code.size()).take_while(|at| code.get_module(*at, y));
                let run = i32::try_from(run.count()).unwrap_or(0);
                if run > 0 {
                    let _infallible = write!(path, "M{} {}h{run}v1h-{run}z", x + QUIET, y + QUIET);
                }
                x += run.max(1);
            }
        }
        Ok(Drawn {
            side: code.size() + 2 * QUIET,
            path,
        })
    }
}
