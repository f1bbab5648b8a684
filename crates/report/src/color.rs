//! Whether to colour, and with what.

use crate::uri::uri;
use anstyle::{AnsiColor, Style};
use std::ffi::OsString;
use std::fmt;
use std::path::Path;

/// The value of `--color`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum ColorChoice {
    /// Colour where the stream is a terminal, unless the environment says otherwise.
    #[default]
    Auto,
    /// Colour.
    Always,
    /// No colour.
    Never,
}

impl ColorChoice {
    /// Whether a stream is coloured. The option is obeyed first; then `NO_COLOR`, `FORCE_COLOR` and `CLICOLOR_FORCE`,
    /// in this order, where they are set and not empty (and the last two not `0`); then `TERM=dumb`.
    pub fn resolve(self, is_terminal: bool, variable: impl Fn(&str) -> Option<OsString>) -> bool {
        let is_set = |name: &str| variable(name).is_some_and(|value| !value.is_empty());
        let is_on = |name: &str| variable(name).is_some_and(|value| !value.is_empty() && value != "0");
        match self {
            Self::Always => true,
            Self::Never => false,
            Self::Auto if is_set("NO_COLOR") => false,
            Self::Auto if is_on("FORCE_COLOR") || is_on("CLICOLOR_FORCE") => true,
            Self::Auto => is_terminal && variable("TERM").is_none_or(|term| term != "dumb"),
        }
    }
}

/// The styles of one stream: none of them does anything where the stream is not coloured.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Palette {
    /// Whether the stream is coloured.
    pub colored: bool,
    /// Where the stream shows links: the directory that paths are relative to.
    links: Option<&'static Path>,
}

impl Palette {
    /// The styles of a stream that is coloured or not.
    pub const fn new(colored: bool) -> Self {
        Self { colored, links: None }
    }

    /// The styles of a terminal that shows links; paths are relative to `base`.
    pub const fn with_links(self, base: &'static Path) -> Self {
        Self { links: Some(base), ..self }
    }

    /// `text`, which names the file at `path`: a link to it where links are shown.
    pub fn link<T: fmt::Display>(self, path: &Path, text: T) -> String {
        match self.links {
            Some(base) => format!("\x1b]8;;{}\x1b\\{text}\x1b]8;;\x1b\\", uri(&base.join(path))),
            None => text.to_string(),
        }
    }

    /// A word that was removed from a line of which the rest stays.
    pub fn removed_word<T: fmt::Display>(self, text: T) -> Painted<T> {
        self.paint(AnsiColor::Red.on_default().invert(), text)
    }

    /// A word that was added to a line.
    pub fn added_word<T: fmt::Display>(self, text: T) -> Painted<T> {
        self.paint(AnsiColor::Green.on_default().invert(), text)
    }

    fn paint<T: fmt::Display>(self, style: Style, text: T) -> Painted<T> {
        Painted { style: if self.colored { style } else { Style::new() }, text }
    }

    /// Something that stands out: file names, headers.
    pub fn bold<T: fmt::Display>(self, text: T) -> Painted<T> {
        self.paint(Style::new().bold(), text)
    }

    /// Errors, removed lines.
    pub fn red<T: fmt::Display>(self, text: T) -> Painted<T> {
        self.paint(AnsiColor::Red.on_default(), text)
    }

    /// Success, added lines.
    pub fn green<T: fmt::Display>(self, text: T) -> Painted<T> {
        self.paint(AnsiColor::Green.on_default(), text)
    }

    /// Warnings.
    pub fn yellow<T: fmt::Display>(self, text: T) -> Painted<T> {
        self.paint(AnsiColor::Yellow.on_default(), text)
    }

    /// Places: hunk headers, notes.
    pub fn cyan<T: fmt::Display>(self, text: T) -> Painted<T> {
        self.paint(AnsiColor::Cyan.on_default(), text)
    }
}

/// A text in its style.
#[derive(Clone, Copy, Debug)]
pub struct Painted<T> {
    style: Style,
    text: T,
}

impl<T: fmt::Display> fmt::Display for Painted<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}{}", self.style.render(), self.text, self.style.render_reset())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_leads_to_the_file() {
        let palette = Palette::new(true);
        assert_eq!(palette.link(Path::new("a b.py"), "a b.py"), "a b.py");
        let palette = palette.with_links(Path::new("/home/é"));
        assert_eq!(
            palette.link(Path::new("a b.py"), "it"),
            "\x1b]8;;file:///home/%C3%A9/a%20b.py\x1b\\it\x1b]8;;\x1b\\"
        );
        assert!(palette.link(Path::new("/x.py"), "it").contains("file:///x.py\x1b"));
    }

    #[test]
    fn the_option_wins_then_no_color_then_the_forces() {
        let resolve = |choice: ColorChoice, terminal, variables: &[(&str, &str)]| {
            choice.resolve(terminal, |name| {
                variables.iter().find(|(known, _)| *known == name).map(|(_, value)| OsString::from(value))
            })
        };
        for (expected, choice, terminal, variables) in [
            (true, ColorChoice::Auto, true, &[][..]),
            (false, ColorChoice::Auto, false, &[]),
            (false, ColorChoice::Auto, true, &[("TERM", "dumb")]),
            (false, ColorChoice::Auto, true, &[("NO_COLOR", "1"), ("FORCE_COLOR", "1")]),
            (true, ColorChoice::Auto, true, &[("NO_COLOR", "")]),
            (true, ColorChoice::Auto, false, &[("FORCE_COLOR", "1")]),
            (false, ColorChoice::Auto, false, &[("FORCE_COLOR", "0")]),
            (true, ColorChoice::Auto, false, &[("CLICOLOR_FORCE", "1")]),
            (true, ColorChoice::Always, false, &[("NO_COLOR", "1")]),
            (false, ColorChoice::Never, true, &[("FORCE_COLOR", "1")]),
        ] {
            assert_eq!(resolve(choice, terminal, variables), expected, "{choice:?} {terminal} {variables:?}");
        }
    }
}
