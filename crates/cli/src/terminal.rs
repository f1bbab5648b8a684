//! The two output streams: what was asked for goes to one, everything else to the other.

use crate::options::GlobalOptions;
use crate::packaging::Packaging;
use clap::CommandFactory;
use harmless_report::{Exit, Finding, OutputFormat, Palette, Tool, emit, escape_path};
use std::fmt::Display;
use std::io::{self, BufWriter, IsTerminal, Stdout, Write};
use std::path::Path;
use supports_hyperlinks::Stream;
use unicode_width::UnicodeWidthStr;

/// A longer path does not move the remarks on all others to the right.
const WIDEST: usize = 60;

/// Standard output and standard error, each with its colours.
pub(crate) struct Terminal {
    /// Not locked for good: the editor server writes by itself.
    out: BufWriter<Stdout>,
    /// The first failure to write to standard output. Nothing is written there afterwards.
    failed: Option<io::Error>,
    out_palette: Palette,
    err_palette: Palette,
    tool: Tool,
    format: Option<OutputFormat>,
    quiet: bool,
}

impl Terminal {
    /// The streams of the process, for the tool called `name`.
    pub(crate) fn new(name: &'static str, options: &GlobalOptions) -> Self {
        let palette = |is_terminal, stream| {
            let palette = Palette::new(options.color.resolve(is_terminal, |variable| std::env::var_os(variable)));
            match palette.colored && is_terminal && supports_hyperlinks::on(stream) {
                true => std::env::current_dir().map_or(palette, |base| palette.with_links(Box::leak(base.into()))),
                false => palette,
            }
        };
        Self {
            out: BufWriter::with_capacity(64 * 1024, io::stdout()),
            failed: None,
            out_palette: palette(io::stdout().is_terminal(), Stream::Stdout),
            err_palette: palette(io::stderr().is_terminal(), Stream::Stderr),
            tool: Tool { name, version: crate::VERSION },
            format: options.output_format,
            quiet: options.quiet,
        }
    }

    /// The styles for standard output.
    pub(crate) fn palette(&self) -> Palette {
        self.out_palette
    }

    /// The column in which remarks on `paths` begin on standard error: one for all on a terminal, where people read
    /// down; right behind each path elsewhere.
    pub(crate) fn remark_column<'p>(&self, paths: impl Iterator<Item = &'p Path>) -> usize {
        if !io::stderr().is_terminal() {
            return 0;
        }
        paths.map(|path| escape_path(path).width()).filter(|width| *width <= WIDEST).max().unwrap_or(0)
    }

    /// A path, a link where links are shown, with blanks up to `column`, for standard error.
    pub(crate) fn padded(&self, path: &Path, column: usize) -> String {
        let shown = escape_path(path);
        let blanks = " ".repeat(column.saturating_sub(shown.width()));
        self.err_palette.link(path, shown) + &blanks
    }

    /// Writes what was asked for.
    pub(crate) fn write(&mut self, bytes: &[u8]) {
        self.put(|out| out.write_all(bytes));
    }

    /// Writes a line of what was asked for.
    pub(crate) fn line(&mut self, line: impl Display) {
        self.put(|out| writeln!(out, "{line}"));
    }

    /// Writes findings that were asked for.
    pub(crate) fn findings(&mut self, findings: &[Finding], format: OutputFormat) {
        let mut bytes = Vec::new();
        // Writing to a vector does not fail.
        let _ = emit(&mut bytes, findings, format, self.tool, self.out_palette);
        self.write(&bytes);
    }

    /// Writes what a packager of the tool `P` asked for; says how to exit.
    pub(crate) fn package<P: CommandFactory>(&mut self, packaging: &Packaging) -> Exit {
        match packaging.text::<P>() {
            Ok(text) => {
                self.write(&text);
                Exit::Success
            }
            Err(message) => {
                self.error(message);
                Exit::Failure
            }
        }
    }

    /// Tells the user what is going on, unless they asked for quiet.
    pub(crate) fn say(&mut self, line: impl Display) {
        if !self.quiet {
            self.tell(format!("{line}\n").as_bytes());
        }
    }

    /// Says the last line of a run to people who have read its output.
    pub(crate) fn sum_up(&mut self, line: impl Display) {
        self.flush();
        if self.failed.is_none() && self.format.is_none_or(OutputFormat::is_text) {
            self.say(line);
        }
    }

    /// Tells the user about an error that is not about one file.
    pub(crate) fn error(&mut self, message: impl Display) {
        let line = format!("{} {message}\n", self.err_palette.red("error:"));
        self.tell(line.as_bytes());
    }

    /// Tells the user about errors, warnings and notes.
    pub(crate) fn report(&mut self, findings: &[Finding]) {
        let format = self.format.filter(|format| format.is_text()).unwrap_or_default();
        let mut bytes = Vec::new();
        // Writing to a vector does not fail.
        let _ = emit(&mut bytes, findings, format, self.tool, self.err_palette);
        self.tell(&bytes);
    }

    fn flush(&mut self) {
        self.put(BufWriter::flush);
    }

    fn put(&mut self, write: impl FnOnce(&mut BufWriter<Stdout>) -> io::Result<()>) {
        if self.failed.is_none() {
            self.failed = write(&mut self.out).err();
        }
    }

    fn tell(&mut self, bytes: &[u8]) {
        if bytes.is_empty() {
            return;
        }
        // Where both streams are one, things come in order.
        self.flush();
        // Where nobody listens there is nobody to tell that nobody listens.
        let _ = io::stderr().lock().write_all(bytes);
    }

    /// Ends the output; says how to exit when the command itself ended with `exit`. That a reader has gone away is
    /// no failure, but nothing to report on either.
    pub(crate) fn finish(mut self, exit: Exit) -> Exit {
        self.flush();
        match self.failed.take() {
            None => exit,
            Some(error) if error.kind() == io::ErrorKind::BrokenPipe => {
                if exit == Exit::Findings {
                    Exit::Success
                } else {
                    exit
                }
            }
            Some(error) => {
                self.error(format_args!("cannot write to standard output: {error}"));
                exit.max(Exit::Failure)
            }
        }
    }
}
