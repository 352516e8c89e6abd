//! What is typed at the terminal and may not be seen. It is read byte by byte into a buffer that never grows: a piece
//! left behind by a growing one would stay in memory.

use std::fs::{File, OpenOptions};
use std::io::{self, ErrorKind, Read, Write};

use rustix::termios::{
    LocalModes, OptionalActions, SpecialCodeIndex, Termios, tcgetattr, tcsetattr,
};
use zeroize::{Zeroize, Zeroizing};

/// Room for what is typed. No passphrase is nearly so long, and what comes after is not kept.
const ROOM: usize = 1024;

const CTRL_C: u8 = 0x03;
const CTRL_D: u8 = 0x04;
const BACKSPACE: u8 = 0x08;
const CTRL_U: u8 = 0x15;
const CTRL_W: u8 = 0x17;
const ESC: u8 = 0x1B;
const DEL: u8 = 0x7F;

/// Shows `prompt` and reads a line, unseen. Interrupted by Ctrl-C; ended by Ctrl-D before anything was typed.
pub fn hidden(prompt: &str) -> io::Result<Zeroizing<Vec<u8>>> {
    let terminal = OpenOptions::new().read(true).write(true).open("/dev/tty")?;
    let _quiet = Quiet::begin(&terminal)?;
    (&terminal).write_all(prompt.as_bytes())?;
    let typed = read(&terminal);
    (&terminal).write_all(b"\n")?;
    typed
}

/// A terminal that shows nothing of what is typed and hands over each byte at once; what it was before when dropped.
struct Quiet<'a> {
    terminal: &'a File,
    before: Termios,
}

impl<'a> Quiet<'a> {
    fn begin(terminal: &'a File) -> io::Result<Self> {
        let before = tcgetattr(terminal)?;
        let mut quiet = before.clone();
        let seen = LocalModes::ECHO | LocalModes::ECHONL;
        // With its own line editing, the system would keep the line; with its signals, the terminal would stay quiet.
        quiet
            .local_modes
            .remove(seen | LocalModes::ICANON | LocalModes::ISIG);
        quiet.special_codes[SpecialCodeIndex::VMIN] = 1;
        quiet.special_codes[SpecialCodeIndex::VTIME] = 0;
        tcsetattr(terminal, OptionalActions::Now, &quiet)?;
        Ok(Self { terminal, before })
    }
}

impl Drop for Quiet<'_> {
    fn drop(&mut self) {
        // Where this fails, the terminal is gone.
        let _ = tcsetattr(self.terminal, OptionalActions::Now, &self.before);
    }
}

/// Reads one line with the usual keys for correcting it.
fn read(mut from: impl Read) -> io::Result<Zeroizing<Vec<u8>>> {
    let mut typed = Zeroizing::new(Vec::with_capacity(ROOM));
    loop {
        match next(&mut from)? {
            b'\n' | b'\r' => return Ok(typed),
            CTRL_C => return Err(ErrorKind::Interrupted.into()),
            CTRL_D if typed.is_empty() => return Err(ErrorKind::UnexpectedEof.into()),
            BACKSPACE | DEL => drop_character(&mut typed),
            CTRL_U => typed.zeroize(),
            CTRL_W => drop_word(&mut typed),
            ESC => skip_key(&mut from)?,
            byte if byte >= b' ' && typed.len() < ROOM => typed.push(byte),
            _ => {}
        }
    }
}

fn next(from: &mut impl Read) -> io::Result<u8> {
    let mut byte = Zeroizing::new([0]);
    from.read_exact(&mut *byte)?;
    Ok(byte[0])
}

/// Takes the last character away: all bytes of its UTF-8.
fn drop_character(typed: &mut Vec<u8>) {
    while let Some(0x80..0xC0) = typed.pop() {}
}

fn drop_word(typed: &mut Vec<u8>) {
    while typed.pop_if(|byte| *byte == b' ').is_some() {}
    while typed.pop_if(|byte| *byte != b' ').is_some() {}
}

/// Passes over what a key such as an arrow sends after its ESC.
fn skip_key(from: &mut impl Read) -> io::Result<()> {
    if matches!(next(from)?, b'[' | b'O') {
        while !(0x40..0x7F).contains(&next(from)?) {}
    }
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    fn typed(keys: &[u8]) -> io::Result<Vec<u8>> {
        let typed = read(keys)?;
        assert_eq!(typed.capacity(), ROOM, "the buffer has grown");
        Ok(typed.to_vec())
    }

    #[test]
    fn the_keys_that_correct_a_line_correct_it() {
        let lines: [(&[u8], &str); 8] = [
            (b"as it is\nnot this", "as it is"),
            (b"with a return\r", "with a return"),
            ("王小明\x7f\x7f敏\n".as_bytes(), "王敏"),
            (b"\x7f\x08x\n", "x"),
            (b"all of this\x15again\n", "again"),
            (b"one two \x17\x17three\n", "three"),
            (b"ar\x1b[Dr\x1b[3~o\x1bOAw\n", "arrow"),
            (b"tab\tand\x00nul\x04\n", "tabandnul"),
        ];
        for (keys, line) in lines {
            assert_eq!(typed(keys).expect("a line"), line.as_bytes());
        }
    }

    #[test]
    fn whoever_leaves_has_typed_nothing() {
        for (keys, kind) in [
            (&b"half\x03\n"[..], ErrorKind::Interrupted),
            (b"\x04\n", ErrorKind::UnexpectedEof),
            (b"half", ErrorKind::UnexpectedEof),
        ] {
            assert_eq!(typed(keys).expect_err("nothing").kind(), kind);
        }
    }

    #[test]
    fn a_line_without_end_is_cut_and_the_buffer_does_not_grow() {
        let long = [&vec![b'x'; 3 * ROOM][..], b"\n"].concat();
        assert_eq!(typed(&long).expect("a line").len(), ROOM);
    }
}
