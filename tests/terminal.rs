//! Programs at work on a pseudo-terminal.

use harmless_testkit::Invocation;
use std::fs::{File, OpenOptions};
use std::io::{Read, Write};
use std::process::Stdio;

/// Runs a program on a terminal on which `keys` are typed. Gives what the terminal showed, and the exit code.
pub(crate) fn run(mut invocation: Invocation, keys: &str) -> (String, Option<i32>) {
    use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
    let terminal = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).expect("a pseudo-terminal");
    grantpt(&terminal).expect("granted");
    unlockpt(&terminal).expect("unlocked");
    let name = ptsname(&terminal, Vec::new()).expect("its name").into_string().expect("text");
    let open = || OpenOptions::new().read(true).write(true).open(&name).expect("the other side");
    let command = invocation.command();
    command.stdin(Stdio::from(open())).stdout(Stdio::from(open())).stderr(Stdio::from(open()));
    let mut child = command.spawn().expect("the program starts");
    // The command holds this side's copies of the other side; without them the end of the child ends the reading.
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let mut terminal = File::from(terminal);
    terminal.write_all(keys.as_bytes()).expect("typed");
    let mut shown = Vec::new();
    let mut buffer = [0; 4096];
    // Linux ends a terminal that nobody has open any more with an error, other systems with an end of file.
    while let Ok(length @ 1..) = terminal.read(&mut buffer) {
        shown.extend_from_slice(&buffer[..length]);
    }
    let code = child.wait().expect("it ended").code();
    (String::from_utf8_lossy(&shown).into_owned(), code)
}
