//! `--interactive`: asking about each change, site by site.
//!
//! A file is written once, when its last site is decided; what was accepted before a quit is kept.

use super::directory::ModuleName;
use super::rules::Rules;
use super::site::{How, refused, run_rules};
use crate::terminal::Terminal;
use crate::totals::count;
use crate::walk::file_error;
use harmless_codemod::{Outcome, Report, Rule};
use harmless_files::replace;
use harmless_report::{Exit, escape_path, escape_text, render_diff};
use harmless_syntax::Tree;
use harmless_text::{Edit, Edits, Source, TextRange};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, BufRead, Write};
use std::path::Path;

const HELP: &str = "\
y - make this change
n - leave this site alone (also Enter)
a - make this change and all that follow in this file
d - leave alone this site and all that follow in this file
q - quit; what was accepted is kept
e - edit the change before it is made
u - undo the last answer in this file
? - show this help";

/// What the user wants of a site.
#[derive(Clone, PartialEq, Eq, Debug)]
enum Answer {
    Accept,
    Skip,
    /// Other text in the place of the change.
    Edited(Edit, Vec<Edit>),
}

/// How the review of a file ended.
enum End {
    Next,
    Quit,
}

/// Reviews the changes of `files`, each with what is known of its module.
pub(crate) fn run(rules: &Rules, how: How<'_>, files: &[(&Path, &ModuleName)], terminal: &mut Terminal) -> Exit {
    let (mut exit, mut changed, mut accepted) = (Exit::Success, 0, 0);
    for (path, module) in files {
        let bytes = match std::fs::read(path) {
            Ok(bytes) => bytes,
            Err(fault) => {
                terminal.report(&[file_error(path, "unreadable", format_args!("cannot be read: {fault}"))]);
                exit = Exit::Failure;
                continue;
            }
        };
        let Ok(source) = Source::decode(&bytes) else { continue };
        let own = rules.for_path(&path.to_string_lossy());
        let mut review = Review { path, text: source.text(), rules: &own, module, how, answers: BTreeMap::new() };
        let end = match review.ask(terminal) {
            Ok(end) => end,
            Err(error) => {
                terminal.error(format_args!("the review ended: {error}"));
                exit = Exit::Failure;
                End::Quit
            }
        };
        match review.result() {
            Ok(Some((text, sites))) => {
                let written = source
                    .encode(&text)
                    .map_err(|fault| fault.to_string())
                    .and_then(|new| replace(path, &bytes, &new).map_err(|fault| fault.to_string()));
                match written {
                    Ok(()) => {
                        changed += 1;
                        accepted += sites;
                        terminal.say(format_args!("Changed {} ({})", escape_path(path), count(sites, "site")));
                    }
                    Err(fault) => {
                        terminal.report(&[file_error(path, "unwritable", fault)]);
                        exit = Exit::Failure;
                    }
                }
            }
            Ok(None) => {}
            Err(message) => {
                terminal.report(&[file_error(path, "failed-verification", message)]);
                exit = Exit::Failure;
            }
        }
        if matches!(end, End::Quit) {
            break;
        }
    }
    terminal.say(format_args!("{} in {} changed", count(accepted, "site"), count(changed, "file")));
    exit
}

/// The review of one file.
struct Review<'a> {
    path: &'a Path,
    text: &'a str,
    rules: &'a [Rule],
    module: &'a ModuleName,
    how: How<'a>,
    answers: BTreeMap<usize, Answer>,
}

impl Review<'_> {
    fn run(&self, selected: &BTreeSet<usize>) -> Result<Report, String> {
        let how = How { selected: Some(selected), ..self.how };
        run_rules(self.text, self.rules, self.module, how).map_err(|error| error.to_string())
    }

    fn ask(&mut self, terminal: &mut Terminal) -> io::Result<End> {
        let all = match run_rules(self.text, self.rules, self.module, self.how) {
            Ok(report) => report,
            Err(error) => {
                terminal.report(&[refused(self.path, self.text, &error)]);
                return Ok(End::Next);
            }
        };
        let sites: Vec<usize> =
            (0..all.sites.len()).filter(|&index| all.sites[index].outcome == Outcome::Changed).collect();
        let mut at = 0;
        while let Some(&site) = sites.get(at) {
            let alone = match self.run(&BTreeSet::from([site])) {
                Ok(report) => report,
                Err(message) => {
                    terminal.say(format_args!("This change cannot be made alone: {}", escape_text(&message)));
                    self.answers.insert(site, Answer::Skip);
                    at += 1;
                    continue;
                }
            };
            let mut diff = Vec::new();
            let new = alone.text.as_deref().unwrap_or(self.text);
            render_diff(&mut diff, self.path, self.text.as_bytes(), new.as_bytes(), terminal.palette(), true)?;
            terminal.write(&diff);
            let rule = &self.rules[all.sites[site].rule];
            if !rule.message.is_empty() {
                terminal.line(escape_text(&rule.message));
            }
            loop {
                let key = self.prompt(at + 1, sites.len(), terminal)?;
                match key.as_str() {
                    "y" => {
                        self.answers.insert(site, Answer::Accept);
                        at += 1;
                    }
                    "" | "n" => {
                        self.answers.insert(site, Answer::Skip);
                        at += 1;
                    }
                    "a" => {
                        self.answers.extend(sites[at..].iter().map(|&site| (site, Answer::Accept)));
                        return Ok(End::Next);
                    }
                    "d" => {
                        self.answers.extend(sites[at..].iter().map(|&site| (site, Answer::Skip)));
                        return Ok(End::Next);
                    }
                    "q" => return Ok(End::Quit),
                    "u" if at > 0 => {
                        at -= 1;
                        self.answers.remove(&sites[at]);
                    }
                    "u" => {
                        terminal.say("There is nothing to undo in this file.");
                        continue;
                    }
                    "e" => match self.edit(&alone) {
                        Ok(answer) => {
                            self.answers.insert(site, answer);
                            at += 1;
                        }
                        Err(message) => {
                            terminal.say(escape_text(&message));
                            continue;
                        }
                    },
                    _ => {
                        terminal.say(HELP);
                        continue;
                    }
                }
                break;
            }
        }
        Ok(End::Next)
    }

    fn prompt(&self, number: usize, total: usize, terminal: &mut Terminal) -> io::Result<String> {
        // The diff must be there before the question.
        terminal.say("");
        let mut out = io::stderr().lock();
        write!(out, "({number}/{total}) Make this change [y,n,a,d,q,e,u,?]? ")?;
        out.flush()?;
        drop(out);
        let mut line = String::new();
        if io::stdin().lock().read_line(&mut line)? == 0 {
            return Ok("q".into());
        }
        Ok(line.trim().to_ascii_lowercase())
    }

    /// Lets the user edit the lines that a change makes.
    fn edit(&self, alone: &Report) -> Result<Answer, String> {
        let (Some(first), Some(last)) = (alone.edits.first(), alone.edits.last()) else { return Ok(Answer::Skip) };
        let site = alone.sites.iter().find(|site| site.outcome == Outcome::Changed).map(|site| site.range);
        let site = site.unwrap_or(first.range.cover(last.range));
        // The lines of the site; edits elsewhere (of imports) are kept as they are.
        let line_of = |offset: u32| self.text[..offset as usize].rfind('\n').map_or(0, |at| at as u32 + 1);
        let line_end = |offset: u32| {
            self.text[offset as usize..].find('\n').map_or(self.text.len() as u32, |at| offset + at as u32)
        };
        let lines = TextRange::new(line_of(site.start()), line_end(site.end()));
        let (within, outside): (Vec<Edit>, Vec<Edit>) =
            alone.edits.iter().cloned().partition(|edit| lines.contains_range(edit.range));
        let mut proposed = String::new();
        let mut at = lines.start();
        for edit in &within {
            proposed.push_str(&self.text[at as usize..edit.range.start() as usize]);
            proposed.push_str(&edit.text);
            at = edit.range.end();
        }
        proposed.push_str(&self.text[at as usize..lines.end() as usize]);
        let mut file = tempfile::Builder::new().suffix(".py").tempfile().map_err(|error| error.to_string())?;
        file.write_all(proposed.as_bytes()).and_then(|()| file.write_all(b"\n")).map_err(|error| error.to_string())?;
        let editor = std::env::var("VISUAL").or_else(|_| std::env::var("EDITOR")).unwrap_or_else(|_| "vi".into());
        let mut words = editor.split_whitespace();
        let program = words.next().unwrap_or("vi");
        let status = std::process::Command::new(program).args(words).arg(file.path()).status();
        let status = status.map_err(|error| format!("cannot start the editor `{editor}`: {error}"))?;
        if !status.success() {
            return Err("the editor failed; nothing was taken over".into());
        }
        let text = std::fs::read_to_string(file.path()).map_err(|error| error.to_string())?;
        let text = text.strip_suffix('\n').unwrap_or(&text).to_owned();
        let answer = Edit { range: lines, text };
        let mut edits = outside.clone();
        edits.push(answer.clone());
        let result = Edits::new(edits).map_err(|error| error.to_string())?.apply(self.text);
        Tree::parse(result).map_err(|error| format!("that would not be Python: {}", error.message))?;
        Ok(Answer::Edited(answer, outside))
    }

    /// The text with all accepted changes, and how many they are.
    fn result(&self) -> Result<Option<(String, usize)>, String> {
        let accepted: BTreeSet<usize> =
            self.answers.iter().filter(|(_, answer)| **answer == Answer::Accept).map(|(site, _)| *site).collect();
        let edited: Vec<(&Edit, &Vec<Edit>)> = self
            .answers
            .values()
            .filter_map(|answer| match answer {
                Answer::Edited(edit, outside) => Some((edit, outside)),
                _ => None,
            })
            .collect();
        if accepted.is_empty() && edited.is_empty() {
            return Ok(None);
        }
        let report = self.run(&accepted)?;
        let sites = report.sites.iter().filter(|site| site.outcome == Outcome::Changed).count() + edited.len();
        if edited.is_empty() {
            return Ok(report.text.map(|text| (text, sites)));
        }
        let mut edits = report.edits;
        for (edit, outside) in edited {
            edits.push(edit.clone());
            for other in outside {
                if !edits.contains(other) {
                    edits.push(other.clone());
                }
            }
        }
        let text = Edits::new(edits).map_err(|error| error.to_string())?.apply(self.text);
        Tree::parse(text.as_str()).map_err(|error| format!("the result does not parse: {}", error.message))?;
        Ok(Some((text, sites)))
    }
}
