//! A page as steps: what its comments prepare, and the commands of its `console` blocks with what they print.
//!
//! A command is a line that begins with `$ `, and the line after it as long as it ends with `\`; what follows up to the next command is its
//! output. A line `...` stands for any lines. The blocks of a page share a scratch directory; each block has a shell of its own.
//!
//! Comments prepare, unseen by readers. Without a body (`<!-- book: new -->`):
//!
//! - `new`: an empty directory from here on;
//! - `copy FROM TO`: a file, or what is in a directory, of the repository;
//! - `env NAME=VALUE`: for all commands from here on;
//! - `save PATH`: the next code block is the content of that file;
//! - `as COMMAND`: the next block's only command is run as this one;
//! - `external`: the next block needs programs that `tests/external/run` installs, and is run there;
//! - `not run: REASON`: the next block is for the reader alone.
//!
//! With a body, which ends with a line `-->`:
//!
//! - `file PATH`: its content;
//! - `run`: commands that must succeed;
//! - `image PATH`: commands that are run on a terminal, in colour, and what that shows is the picture at PATH of the repository.

use std::ops::Range;

/// A page, from top to bottom.
#[derive(Debug)]
pub(super) struct Page {
    pub(super) steps: Vec<Step>,
}

/// What is done for a page.
#[derive(Debug)]
pub(super) enum Step {
    New,
    Copy { from: String, to: String },
    Env { name: String, value: String },
    Write { path: String, text: String },
    Run(String),
    Image { path: String, commands: Vec<String> },
    Console(Block),
}

/// What a block needs to be run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Needs {
    Nothing,
    Programs,
    Reader,
}

/// A `console` block.
#[derive(Debug)]
pub(super) struct Block {
    pub(super) commands: Vec<Command>,
    pub(super) needs: Needs,
    pub(super) indentation: String,
}

/// A command and what it prints.
#[derive(Debug)]
pub(super) struct Command {
    /// The number of its line in the page, from 1.
    pub(super) line: usize,
    pub(super) text: String,
    pub(super) expected: Vec<String>,
    /// The lines of the page that are its output, from 0.
    pub(super) output: Range<usize>,
}

/// Lines of a page, and those that take their place.
pub(super) struct Update {
    pub(super) lines: Range<usize>,
    pub(super) by: Vec<String>,
}

/// What comments say about the next block.
#[derive(Default)]
struct Next {
    save: Option<String>,
    instead: Option<String>,
    needs: Option<Needs>,
}

impl Page {
    /// Reads a page.
    ///
    /// # Errors
    /// `LINE: what is wrong` for a comment that is not understood.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let lines: Vec<&str> = text.lines().collect();
        let mut steps = Vec::new();
        let mut next = Next::default();
        let mut at = 0;
        while at < lines.len() {
            let line = lines[at].trim_start();
            if let Some(directive) = line.strip_prefix("<!-- book: ") {
                let first = at;
                let end = (at..lines.len()).find(|&at| lines[at].trim_end().ends_with("-->"));
                let end = end.ok_or_else(|| format!("{}: the comment has no end", first + 1))?;
                let directive = directive.strip_suffix("-->").unwrap_or(directive).trim();
                let body = (end > first).then(|| lines[first + 1..end].join("\n") + "\n");
                let step = read_directive(directive, body, &mut next);
                steps.extend(step.ok_or_else(|| format!("{}: `{directive}` is not understood", first + 1))?);
                at = end + 1;
            } else if line.starts_with("```") {
                let language = line.trim_start_matches('`');
                // A block that holds fences has a longer one.
                let fence = &line[..line.len() - language.len()];
                let indentation = &lines[at][..lines[at].len() - line.len()];
                let end = (at + 1..lines.len()).find(|&at| lines[at].trim() == fence);
                let end = end.ok_or_else(|| format!("{}: the block has no end", at + 1))?;
                let content: Vec<&str> =
                    lines[at + 1..end].iter().map(|line| line.strip_prefix(indentation).unwrap_or(line)).collect();
                let about = std::mem::take(&mut next);
                if let Some(path) = about.save {
                    steps.push(Step::Write { path, text: content.join("\n") + "\n" });
                } else if language == "console" {
                    let mut commands = read_commands(&content, at + 1);
                    if let (Some(instead), [command]) = (about.instead, &mut commands[..]) {
                        command.text = instead;
                    }
                    let needs = about.needs.unwrap_or(Needs::Nothing);
                    steps.push(Step::Console(Block { commands, needs, indentation: indentation.to_owned() }));
                }
                at = end + 1;
            } else {
                at += 1;
            }
        }
        Ok(Self { steps })
    }
}

/// The step that a comment asks for, if it is not only about the next block; `None` if it is not understood.
fn read_directive(directive: &str, body: Option<String>, next: &mut Next) -> Option<Option<Step>> {
    let (name, rest) = directive.split_once(' ').unwrap_or((directive, ""));
    let rest = rest.trim();
    let step = match (name, body) {
        ("new", None) => Step::New,
        ("copy", None) => {
            let (from, to) = rest.split_once(' ')?;
            Step::Copy { from: from.to_owned(), to: to.to_owned() }
        }
        ("env", None) => {
            let (name, value) = rest.split_once('=')?;
            Step::Env { name: name.to_owned(), value: value.to_owned() }
        }
        ("file", Some(text)) => Step::Write { path: rest.to_owned(), text },
        ("run", Some(script)) => Step::Run(script),
        ("image", Some(commands)) => {
            Step::Image { path: rest.to_owned(), commands: commands.lines().map(String::from).collect() }
        }
        ("save", None) => {
            next.save = Some(rest.to_owned());
            return Some(None);
        }
        ("as", None) => {
            next.instead = Some(rest.to_owned());
            return Some(None);
        }
        ("external", None) => {
            next.needs = Some(Needs::Programs);
            return Some(None);
        }
        ("not", None) if rest.len() > "run: ".len() && rest.starts_with("run: ") => {
            next.needs = Some(Needs::Reader);
            return Some(None);
        }
        _ => return None,
    };
    Some(Some(step))
}

/// The commands of a block whose first line is line `first` of the page, from 0.
fn read_commands(content: &[&str], first: usize) -> Vec<Command> {
    let mut commands: Vec<Command> = Vec::new();
    let mut is_continued = false;
    for (number, line) in content.iter().enumerate() {
        let at = first + number;
        if let (true, Some(command)) = (is_continued, commands.last_mut()) {
            command.text = format!("{}\n{line}", command.text);
            command.output = at + 1..at + 1;
            is_continued = line.ends_with('\\');
        } else if let Some(text) = line.strip_prefix("$ ") {
            is_continued = text.ends_with('\\');
            commands.push(Command {
                line: at + 1,
                text: text.to_owned(),
                expected: Vec::new(),
                output: at + 1..at + 1,
            });
        } else if let Some(command) = commands.last_mut() {
            command.expected.push((*line).to_owned());
            command.output.end = at + 1;
        }
    }
    commands
}

/// Whether what was printed is what is expected.
pub(super) fn matches(expected: &[String], printed: &[&str]) -> bool {
    match (expected.split_first(), printed.split_first()) {
        (None, None) => true,
        (Some((any, rest)), _) if any.trim() == "..." => (0..=printed.len()).any(|at| matches(rest, &printed[at..])),
        (Some((expected, more)), Some((line, rest))) => expected == line && matches(more, rest),
        _ => false,
    }
}

/// The text with lines replaced. The updates are in order.
pub(super) fn replace_lines(text: &str, updates: &[Update]) -> String {
    let mut lines: Vec<String> = text.lines().map(String::from).collect();
    for update in updates.iter().rev() {
        lines.splice(update.lines.clone(), update.by.iter().cloned());
    }
    lines.join("\n") + "\n"
}

#[test]
fn a_page_is_read_as_its_steps() {
    let page =
        Page::parse("text\n\n<!-- book: file a.py\nx\n-->\n```console\n$ one \\\n  more\nsaid\n$ two\n...\nend\n```\n")
            .expect("read");
    let [Step::Write { path, text }, Step::Console(block)] = &page.steps[..] else { panic!("{page:?}") };
    assert_eq!((path.as_str(), text.as_str()), ("a.py", "x\n"));
    let [one, two] = &block.commands[..] else { panic!("{block:?}") };
    assert_eq!(
        (one.text.as_str(), &one.expected[..], one.output.clone()),
        ("one \\\n  more", &["said".to_owned()][..], 8..9)
    );
    assert_eq!((two.text.as_str(), two.line, two.output.clone()), ("two", 10, 10..12));
    assert!(matches(&two.expected, &["a", "b", "end"]) && matches(&two.expected, &["end"]));
    assert!(!matches(&two.expected, &["end", "more"]) && !matches(&one.expected, &[]));
    assert!(Page::parse("<!-- book: nonsense -->\n").is_err() && Page::parse("<!-- book: not run: -->\n").is_err());
}
