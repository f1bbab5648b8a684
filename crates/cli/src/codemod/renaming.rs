//! Renames across files: they follow re-exports, and happen everywhere or nowhere.
//!
//! A first walk finds under which paths a name is known. Then the files that give it to others are decided: if one of them
//! refuses the rename, nothing is renamed, since those that take the name from there would look for one that is not there.

use super::Context;
use super::directory::{Directory, ModuleName};
use super::rules::Rules;
use super::site::{How, run_rules};
use crate::guard;
use crate::terminal::Terminal;
use crate::walk::{file_error, walk_python};
use harmless_codemod::refactor::reexport::{Mentions, givers, paths};
use harmless_codemod::refactor::{Refactoring, Rename};
use harmless_codemod::selector::{Selector, SelectorKind};
use harmless_codemod::{Action, Find, Outcome, Rule};
use harmless_files::{Entering, File, Selection, Visitor};
use harmless_report::{Exit, Finding, Located};
use harmless_syntax::Tree;
use harmless_syntax::names::Names;
use harmless_text::{LineIndex, Source};
use memchr::memmem;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// A rename that is followed: `path`, and the `member` of it, if that is what gets the new name.
struct Followed<'r> {
    path: &'r str,
    member: Option<&'r str>,
    new: &'r str,
    rule: &'r Rule,
}

impl<'r> Followed<'r> {
    /// A rename of something within a module; `None` for anything else that a rule may do.
    fn of(rule: &'r Rule) -> Option<Self> {
        let (Find::Selector(selector), Action::Refactor(Refactoring::Rename(rename))) = (&rule.find, &rule.action)
        else {
            return None;
        };
        let is_spelled = matches!(selector.kind, SelectorKind::Attribute | SelectorKind::Method | SelectorKind::Module);
        let ((holder, name), (new_holder, new)) = (selector.name.rsplit_once('.')?, rename.new.rsplit_once('.')?);
        if is_spelled || holder != new_holder {
            return None;
        }
        let holder_name = holder.rsplit('.').next().unwrap_or(holder);
        let is_class = holder.contains('.') && holder_name.starts_with(char::is_uppercase);
        let (path, member) = if is_class { (holder, Some(name)) } else { (selector.name.as_str(), None) };
        Some(Self { path, member, new, rule })
    }

    /// The last part of what is followed.
    fn name(&self) -> &'r str {
        self.path.rsplit('.').next().unwrap_or(self.path)
    }

    /// The rule for another path of the same thing.
    fn rule_for(&self, path: &str) -> Rule {
        let Find::Selector(selector) = &self.rule.find else { return self.rule.clone() };
        let (name, new) = match self.member {
            Some(member) => (format!("{path}.{member}"), format!("{path}.{}", self.new)),
            None => (path.to_owned(), format!("{}{}", &path[..path.len() - self.name().len()], self.new)),
        };
        let find = Find::Selector(Selector { kind: selector.kind, name });
        Rule { find, action: Action::Refactor(Refactoring::Rename(Rename { new })), ..self.rule.clone() }
    }
}

/// A file that has to do with what is renamed.
struct Scanned {
    module: ModuleName,
    mentions: Vec<Mentions>,
}

/// The rules with every rename under all paths of its name, and without those that a file refuses which gives the name to
/// others; the findings say which and why.
///
/// # Errors
/// How to exit when the files could not be walked; the reason was told.
pub(crate) fn follow(
    context: &Context<'_>,
    rules: Rules,
    named: &[PathBuf],
    how: How<'_>,
    terminal: &mut Terminal,
) -> Result<(Rules, Vec<Finding>), Exit> {
    let followed: Vec<Followed<'_>> = rules.rules.iter().filter_map(Followed::of).collect();
    if followed.is_empty() {
        return Ok((rules, Vec::new()));
    }
    let names: Vec<&str> = followed.iter().map(Followed::name).collect();
    let walk = walk_python(&context.cli.global, named, &Scanning { context, names: &names }, terminal)?;
    if walk.exit != Exit::Success {
        return Err(walk.exit);
    }
    let expanded: Vec<(Vec<Rule>, BTreeSet<usize>)> = (followed.iter().enumerate())
        .map(|(index, followed)| {
            let mentions: Vec<Mentions> = walk.found.iter().map(|(_, file)| file.mentions[index].clone()).collect();
            let paths = paths(followed.path, &mentions);
            (paths.iter().map(|path| followed.rule_for(path)).collect(), givers(&paths, &mentions))
        })
        .collect();
    // All renames together, since one may make way for another.
    let all: Vec<Rule> = expanded.iter().flat_map(|(rules, _)| rules.iter().cloned()).collect();
    let mut findings = Vec::new();
    let mut from = 0;
    let mut kept: Vec<Vec<Rule>> = Vec::new();
    for ((rules, givers), followed) in expanded.iter().zip(&followed) {
        let own = from..from + rules.len();
        from = own.end;
        let refusal = givers.iter().find_map(|&giver| {
            let (path, file) = &walk.found[giver];
            refusal(path, file, &all, own.clone(), how)
        });
        match refusal {
            Some(finding) => {
                let message = format!("`{}` is renamed nowhere: {}", followed.path, finding.message);
                findings.push(Finding { message, ..finding });
                kept.push(Vec::new());
            }
            None => kept.push(rules.clone()),
        }
    }
    let mut kept = kept.into_iter();
    let codemods = rules.codemods.clone().into_iter().map(|mut codemod| {
        let rules = std::mem::take(&mut codemod.rules);
        codemod.rules = (rules.into_iter())
            .flat_map(|rule| match Followed::of(&rule) {
                Some(_) => kept.next().unwrap_or_default(),
                None => vec![rule],
            })
            .collect();
        codemod
    });
    Ok((Rules::new(codemods.collect()), findings))
}

/// Why a file refuses what the rules with these indices would do in it.
fn refusal(path: &Path, file: &Scanned, rules: &[Rule], own: std::ops::Range<usize>, how: How<'_>) -> Option<Finding> {
    let error = |message: String| file_error(path, "refused", message);
    let bytes = match std::fs::read(path) {
        Ok(bytes) => bytes,
        Err(fault) => return Some(error(format!("cannot be read: {fault}"))),
    };
    let source = match Source::decode(&bytes) {
        Ok(source) => source,
        Err(fault) => return Some(error(fault.to_string())),
    };
    let text = source.text();
    let report = match guard::catch(|| run_rules(text, rules, &file.module, how)) {
        Ok(Ok(report)) => report,
        Ok(Err(fault)) => return Some(error(fault.to_string())),
        Err(message) => return Some(error(message)),
    };
    report.sites.iter().find_map(|site| match &site.outcome {
        Outcome::Refused(why) if own.contains(&site.rule) => {
            let place = Some(Located::new(text, &LineIndex::new(text), site.range));
            Some(Finding { place, ..error(why.clone()) })
        }
        _ => None,
    })
}

/// Looks in each file for what it has to do with names.
struct Scanning<'s, 'c> {
    context: &'s Context<'c>,
    names: &'s [&'s str],
}

impl Visitor for Scanning<'_, '_> {
    type Directory = Directory;
    type Found = Scanned;

    fn enter(&self, directory: Entering<'_, Directory>) -> Directory {
        Directory::enter(self.context, &directory)
    }

    fn selection<'d>(&self, directory: &'d Directory) -> &'d Selection {
        &directory.configured.settings.selection
    }

    fn visit(&self, directory: &Directory, file: File<'_>) -> Option<Scanned> {
        let path = file.path;
        if directory.configured.is_broken() {
            return None;
        }
        // What cannot be read is told when the rules are run.
        let bytes = file.read().ok()?;
        let is_named = self.names.iter().any(|name| memmem::find(bytes, name.as_bytes()).is_some());
        if !is_named && !imports_star(bytes) {
            return None;
        }
        let module = directory.module(path);
        let found = guard::catch(|| {
            let tree = Tree::parse(Source::decode(bytes).ok()?.text()).ok()?;
            let names = Names::new(&tree, module.module().package);
            Some(self.names.iter().map(|name| Mentions::find(&names, module.name(), name)).collect())
        });
        let unknown = || self.names.iter().map(|_| Mentions::unknown(module.name())).collect();
        let mentions: Vec<Mentions> = found.ok().flatten().unwrap_or_else(unknown);
        mentions.iter().any(Mentions::is_any).then_some(Scanned { module, mentions })
    }
}

/// Whether something like `import *` is in a file.
fn imports_star(bytes: &[u8]) -> bool {
    memmem::find_iter(bytes, b"import").any(|at| {
        let rest = bytes[at + b"import".len()..].iter();
        rest.copied().find(|byte| !matches!(byte, b' ' | b'\t' | b'\x0c' | b'\\' | b'\r' | b'\n')) == Some(b'*')
    })
}
