//! Renames across files: they follow re-exports, and happen everywhere or nowhere.
//!
//! A first walk finds under which paths a name is known. A second one tries the rename on every file it concerns: if one of
//! them refuses it, nothing is renamed, since the others would be left with a name that is not there, or that is another's.

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
use harmless_codemod::{Action, Find, Outcome, Rule, RunError};
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
    mentions: Vec<Mentions>,
}

/// The rules with every rename under all paths of its name, and without those that some file refuses; the findings say
/// where and why.
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
    let mut renames: Vec<Planned<'_>> = Vec::new();
    for (codemod, own) in rules.codemods.iter().enumerate() {
        renames.extend(own.rules.iter().filter_map(|rule| Planned::of(rule, codemod)));
    }
    if renames.is_empty() {
        return Ok((rules, Vec::new()));
    }
    expand(context, &mut renames, named, terminal)?;
    let checking = Checking::new(context, &rules, &renames, how);
    let walk = walk_python(&context.cli.global, named, &checking, terminal)?;
    let mut findings = Vec::new();
    let mut refused: BTreeSet<usize> = BTreeSet::new();
    for (path, faults) in walk.found {
        for (index, fault) in faults {
            let gives = renames[index].givers.contains(&path);
            if let Some(finding) = fault.finding(gives) {
                let message = format!("`{}` is renamed nowhere: {}", renames[index].name, finding.message);
                findings.push(Finding { message, ..finding });
                refused.insert(index);
            }
        }
    }
    let mut planned = renames.into_iter().enumerate();
    let mut codemods = rules.codemods.clone();
    for (number, codemod) in codemods.iter_mut().enumerate() {
        let own = std::mem::take(&mut codemod.rules);
        codemod.rules = (own.into_iter())
            .flat_map(|rule| match Planned::of(&rule, number).and_then(|_| planned.next()) {
                Some((index, _)) if refused.contains(&index) => Vec::new(),
                Some((_, planned)) => planned.rules,
                None => vec![rule],
            })
            .collect();
    }
    Ok((Rules::new(codemods), findings))
}

/// A rename that concerns all of a code base, so that it happens everywhere or nowhere.
struct Planned<'r> {
    /// What is renamed, as the rule spells it.
    name: &'r str,
    /// The rename, where its name is followed through re-exports.
    followed: Option<Followed<'r>>,
    /// The module that the definition would have to leave by hand, if there is one.
    left: Option<&'r str>,
    /// The rules that carry it out: one for each path.
    rules: Vec<Rule>,
    /// The files that give the name to others.
    givers: BTreeSet<PathBuf>,
    /// The codemod it is of.
    codemod: usize,
}

impl<'r> Planned<'r> {
    fn of(rule: &'r Rule, codemod: usize) -> Option<Self> {
        let (Find::Selector(selector), Action::Refactor(Refactoring::Rename(rename))) = (&rule.find, &rule.action)
        else {
            return None;
        };
        let is_module = selector.kind == SelectorKind::Module;
        let is_spelled = matches!(selector.kind, SelectorKind::Attribute | SelectorKind::Method);
        if is_spelled || !(is_module || selector.name.contains('.')) {
            return None;
        }
        let holder = |path: &'r str| path.rsplit_once('.').map(|(holder, _)| holder);
        let left = holder(&selector.name).filter(|&old| !is_module && holder(&rename.new) != Some(old));
        let (name, followed) = (selector.name.as_str(), Followed::of(rule));
        Some(Self { name, followed, left, rules: vec![rule.clone()], givers: BTreeSet::new(), codemod })
    }
}

/// Puts the further paths of the renamed names, and the files that give them to others, into `renames`.
fn expand(
    context: &Context<'_>,
    renames: &mut [Planned<'_>],
    named: &[PathBuf],
    terminal: &mut Terminal,
) -> Result<(), Exit> {
    let mut renames: Vec<_> = renames.iter_mut().filter(|planned| planned.followed.is_some()).collect();
    if renames.is_empty() {
        return Ok(());
    }
    let names: Vec<&str> = renames.iter().filter_map(|planned| planned.followed.as_ref()).map(Followed::name).collect();
    let walk = walk_python(&context.cli.global, named, &Scanning { context, names: &names }, terminal)?;
    if walk.exit != Exit::Success {
        return Err(walk.exit);
    }
    for (index, planned) in renames.iter_mut().enumerate() {
        let Some(followed) = &planned.followed else { continue };
        let mentions: Vec<Mentions> = walk.found.iter().map(|(_, file)| file.mentions[index].clone()).collect();
        let paths = paths(followed.path, &mentions);
        planned.rules = paths.iter().map(|path| followed.rule_for(path)).collect();
        planned.givers = givers(&paths, &mentions).into_iter().map(|giver| walk.found[giver].0.clone()).collect();
    }
    Ok(())
}

/// What stands in the way of a rename in one file.
enum Fault {
    /// The file cannot be changed, or not even read.
    File(Finding),
    /// A place refuses the rename.
    Place(Finding),
}

impl Fault {
    /// What is told. A broken file stands in the way only if it `gives` the name to others; else it is left alone, as always.
    fn finding(self, gives: bool) -> Option<Finding> {
        match self {
            Self::Place(finding) => Some(finding),
            Self::File(finding) => gives.then_some(finding),
        }
    }
}

/// Tries the renames on each file, all together, since one may make way for another. Writes nothing.
struct Checking<'s, 'c> {
    context: &'s Context<'c>,
    codemods: &'s Rules,
    renames: &'s [Planned<'s>],
    /// All rules of the renames, to tell which files they may concern.
    rules: Rules,
    how: How<'s>,
}

impl<'s, 'c> Checking<'s, 'c> {
    fn new(context: &'s Context<'c>, codemods: &'s Rules, renames: &'s [Planned<'s>], how: How<'s>) -> Self {
        let rules = Rules::single(renames.iter().flat_map(|planned| planned.rules.iter().cloned()).collect());
        Self { context, codemods, renames, rules, how }
    }

    /// The faults of a file, each with the index of the rename.
    fn faults(&self, path: &Path, bytes: std::io::Result<&[u8]>, module: &ModuleName) -> Vec<(usize, Fault)> {
        let shown = path.to_string_lossy();
        let applies = |planned: &Planned<'_>| self.codemods.codemods[planned.codemod].is_for(&shown);
        let own: Vec<usize> = (0..self.renames.len()).filter(|&index| applies(&self.renames[index])).collect();
        let all = |fault: &dyn Fn() -> Fault| own.iter().map(|&index| (index, fault())).collect();
        let error = |message: String| file_error(path, "refused", message);
        let bytes = match bytes {
            Ok(bytes) => bytes,
            Err(fault) => return all(&|| Fault::File(error(format!("cannot be read: {fault}")))),
        };
        let source = match Source::decode(bytes) {
            Ok(source) => source,
            Err(fault) => return all(&|| Fault::File(error(fault.to_string()))),
        };
        let text = source.text();
        let rules =
            own.iter().flat_map(|&index| self.renames[index].rules.iter().cloned().map(move |rule| (index, rule)));
        let (of_rule, rules): (Vec<usize>, Vec<Rule>) = rules.unzip();
        match guard::catch(|| run_rules(text, &rules, module, self.how)) {
            Err(message) => all(&|| Fault::File(error(message.clone()))),
            Ok(Err(fault @ RunError::Syntax(_))) => all(&|| Fault::File(error(fault.to_string()))),
            Ok(Err(fault @ RunError::Verify(_))) => all(&|| Fault::Place(error(fault.to_string()))),
            Ok(Ok(report)) => {
                let lines = LineIndex::new(text);
                let refused = report.sites.iter().filter_map(|site| {
                    let Outcome::Refused(why) = &site.outcome else { return None };
                    let index = of_rule[site.rule];
                    // Where a definition would have to move, those that use it can be changed all the same.
                    if self.renames[index].left == Some(module.name()) {
                        return None;
                    }
                    let place = Some(Located::new(text, &lines, site.range));
                    Some((index, Fault::Place(Finding { place, ..error(why.clone()) })))
                });
                refused.collect()
            }
        }
    }
}

impl Visitor for Checking<'_, '_> {
    type Directory = Directory;
    type Found = Vec<(usize, Fault)>;

    fn enter(&self, directory: Entering<'_, Directory>) -> Directory {
        Directory::enter(self.context, &directory)
    }

    fn selection<'d>(&self, directory: &'d Directory) -> &'d Selection {
        &directory.configured.settings.selection
    }

    fn visit(&self, directory: &Directory, file: File<'_>) -> Option<Vec<(usize, Fault)>> {
        let path = file.path;
        if directory.configured.is_broken() {
            return None;
        }
        let gives = self.renames.iter().any(|planned| planned.givers.contains(path));
        let bytes = file.read();
        if bytes.as_ref().is_ok_and(|bytes| !gives && !self.rules.may_concern(bytes)) {
            return None;
        }
        let faults = self.faults(path, bytes, &directory.module(path));
        (!faults.is_empty()).then_some(faults)
    }
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
        mentions.iter().any(Mentions::is_any).then_some(Scanned { mentions })
    }
}

/// Whether something like `import *` is in a file.
fn imports_star(bytes: &[u8]) -> bool {
    memmem::find_iter(bytes, b"import").any(|at| {
        let rest = bytes[at + b"import".len()..].iter();
        rest.copied().find(|byte| !matches!(byte, b' ' | b'\t' | b'\x0c' | b'\\' | b'\r' | b'\n')) == Some(b'*')
    })
}
