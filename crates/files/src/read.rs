//! Reading a file in one go into a buffer that is used again for the next.

use crate::path::openable;
use rustix::fs::OFlags;
use std::cell::RefCell;
use std::fs::{self, OpenOptions};
use std::io::{self, Read};
use std::os::unix::fs::{FileExt, OpenOptionsExt};
use std::path::Path;

/// Holds nearly every source file.
const USUAL: usize = 64 * 1024;
/// A buffer that has grown beyond this is not kept.
const LARGEST_KEPT: usize = 4 * 1024 * 1024;

/// A file that is visited, not yet read.
#[derive(Debug)]
pub struct File<'a> {
    /// The path as it is shown, which also opens the file.
    pub path: &'a Path,
    /// Whether the user named it; otherwise it was met in a walk.
    pub named: bool,
    buffer: &'a mut Buffer,
}

impl<'a> File<'a> {
    pub(crate) fn new(path: &'a Path, named: bool, buffer: &'a mut Buffer) -> Self {
        Self { path, named, buffer }
    }

    /// All bytes of the file.
    ///
    /// # Errors
    /// Whatever the operating system says.
    pub fn read(self) -> io::Result<&'a [u8]> {
        self.buffer.read(self.path)
    }
}

/// What `look` makes of the bytes of the file at `path`, which are gone afterwards.
///
/// # Errors
/// Whatever the operating system says.
pub fn read<T>(path: &Path, look: impl FnOnce(&[u8]) -> T) -> io::Result<T> {
    Buffer::with(|buffer| buffer.read(path).map(look))
}

/// Where files are read into. The memory is never cleared in between, only overwritten.
#[derive(Debug, Default)]
pub(crate) struct Buffer {
    bytes: Vec<u8>,
}

thread_local! {
    static SPARE: RefCell<Vec<Buffer>> = const { RefCell::new(Vec::new()) };
}

impl Buffer {
    /// Runs `work` with a buffer of this thread. What `work` runs of its kind in turn, or a work-stealing pool runs meanwhile, gets
    /// another one.
    pub(crate) fn with<T>(work: impl FnOnce(&mut Self) -> T) -> T {
        let mut buffer = SPARE.with_borrow_mut(Vec::pop).unwrap_or_default();
        let result = work(&mut buffer);
        if buffer.bytes.len() <= LARGEST_KEPT {
            SPARE.with_borrow_mut(|spare| spare.push(buffer));
        }
        result
    }

    fn read(&mut self, path: &Path) -> io::Result<&[u8]> {
        // Should a FIFO have taken the file's place meanwhile, opening it must not wait for a writer.
        let flags = OFlags::NONBLOCK.bits() as i32;
        let mut file = OpenOptions::new().read(true).custom_flags(flags).open(openable(path))?;
        self.fill(|bytes, _| file.read(bytes))
    }

    /// All bytes of `file`, from its start on, wherever it was read last.
    pub(crate) fn read_open(&mut self, file: &fs::File) -> io::Result<&[u8]> {
        self.fill(|bytes, at| file.read_at(bytes, at as u64))
    }

    /// What `read` gives until it gives nothing; it is told how much that is so far.
    fn fill(&mut self, mut read: impl FnMut(&mut [u8], usize) -> io::Result<usize>) -> io::Result<&[u8]> {
        let mut len = 0;
        loop {
            if len == self.bytes.len() {
                let grown = if len == 0 { USUAL } else { len * 4 };
                self.bytes.resize(grown, 0);
            }
            match read(&mut self.bytes[len..], len) {
                Ok(0) => return Ok(&self.bytes[..len]),
                Ok(count) => len += count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }
}
