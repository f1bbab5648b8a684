//! Reading a file in one go into a buffer that is used again for the next.

use crate::path::openable;
use rustix::buffer::spare_capacity;
use rustix::fs::{Mode, OFlags, open};
use rustix::io::{Errno, retry_on_intr};
use std::cell::RefCell;
use std::path::Path;
use std::{fs, io};

/// Holds every source file but the largest: to grow is to copy. What is not filled takes no memory.
const USUAL: usize = 1024 * 1024;
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

/// Where files are read into. Memory that no file has filled yet is not touched.
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
        if buffer.bytes.capacity() <= LARGEST_KEPT {
            SPARE.with_borrow_mut(|spare| spare.push(buffer));
        }
        result
    }

    fn read(&mut self, path: &Path) -> io::Result<&[u8]> {
        // Should a FIFO have taken the file's place meanwhile, opening it must not wait for a writer.
        let flags = OFlags::RDONLY | OFlags::NONBLOCK | OFlags::CLOEXEC;
        let file = retry_on_intr(|| open(openable(path), flags, Mode::empty()))?;
        self.fill(|bytes| rustix::io::read(&file, spare_capacity(bytes)))
    }

    /// All bytes of `file`, from its start on, wherever it was read last.
    pub(crate) fn read_open(&mut self, file: &fs::File) -> io::Result<&[u8]> {
        self.fill(|bytes| {
            let at = bytes.len() as u64;
            rustix::io::pread(file, spare_capacity(bytes), at)
        })
    }

    /// What `read` adds until it adds nothing.
    fn fill(&mut self, mut read: impl FnMut(&mut Vec<u8>) -> Result<usize, Errno>) -> io::Result<&[u8]> {
        self.bytes.clear();
        loop {
            if self.bytes.len() == self.bytes.capacity() {
                self.bytes.reserve_exact(if self.bytes.is_empty() { USUAL } else { self.bytes.len() * 3 });
            }
            match read(&mut self.bytes) {
                Ok(0) => return Ok(&self.bytes),
                Ok(_) | Err(Errno::INTR) => {}
                Err(error) => return Err(error.into()),
            }
        }
    }
}
