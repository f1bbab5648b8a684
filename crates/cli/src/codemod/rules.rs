//! The rules of a run, and the search that tells which files cannot concern them.

use super::args::Command;
use super::rulefiles::read;
use harmless_codemod::refactor::{Refactoring, Rename};
use harmless_codemod::rulefile::Codemod;
use harmless_codemod::selector::{Selector, SelectorKind};
use harmless_codemod::{Action, Find, Rule};
use memchr::memmem::Finder;

/// The rules of a run.
pub(crate) struct Rules {
    pub(crate) codemods: Vec<Codemod>,
    /// All rules, of all codemods, in their order.
    pub(crate) rules: Vec<Rule>,
    filters: Vec<Filter>,
    skip: Finder<'static>,
}

/// What a file must hold to concern one rule: of each group at least one text.
struct Filter {
    groups: Vec<Vec<Finder<'static>>>,
}

impl Rules {
    pub(crate) fn new(codemods: Vec<Codemod>) -> Self {
        let rules: Vec<Rule> = codemods.iter().flat_map(|codemod| codemod.rules.iter().cloned()).collect();
        let filters = rules.iter().map(|rule| {
            let mut groups: Vec<Vec<String>> =
                rule.required_literals().into_iter().map(|group| group.into_iter().collect()).collect();
            // The longest first: it is the rarest.
            groups.sort_by_key(|group| std::cmp::Reverse(group.iter().map(String::len).min()));
            let finders = |group: Vec<String>| group.iter().map(|text| Finder::new(text).into_owned()).collect();
            Filter { groups: groups.into_iter().map(finders).collect() }
        });
        let filters = filters.collect();
        Self { codemods, rules, filters, skip: Finder::new("harmless: skip[").into_owned() }
    }

    /// Rules that are of no file.
    pub(crate) fn single(rules: Vec<Rule>) -> Self {
        Self::new(vec![Codemod {
            id: String::new(),
            description: String::new(),
            rules,
            tests: Vec::new(),
            include: Vec::new(),
            exclude: Vec::new(),
        }])
    }

    /// Whether a file with these bytes may concern any rule.
    pub(crate) fn may_concern(&self, bytes: &[u8]) -> bool {
        let holds =
            |filter: &Filter| filter.groups.iter().all(|group| group.iter().any(|finder| finder.find(bytes).is_some()));
        self.filters.iter().any(holds) || (self.is_file() && self.skip.find(bytes).is_some())
    }

    /// Whether the rules come from rule files, so that suppression comments may name them.
    fn is_file(&self) -> bool {
        self.codemods.iter().any(|codemod| !codemod.id.is_empty())
    }

    /// The rules for the file at `path`.
    pub(crate) fn for_path(&self, path: &str) -> Vec<Rule> {
        self.codemods.iter().filter(|codemod| codemod.is_for(path)).flat_map(|codemod| codemod.rules.clone()).collect()
    }

    /// The names that are renamed, as they are spelled in the rules.
    pub(crate) fn renamed(&self) -> impl Iterator<Item = &str> {
        self.rules.iter().filter_map(|rule| match (&rule.find, &rule.action) {
            (Find::Selector(selector), Action::Refactor(Refactoring::Rename(_))) => Some(selector.name.as_str()),
            _ => None,
        })
    }

    /// Whether some codemod is not for all files.
    pub(crate) fn depend_on_path(&self) -> bool {
        self.codemods.iter().any(|codemod| !codemod.include.is_empty() || !codemod.exclude.is_empty())
    }
}

/// The rules that a command asks for.
///
/// # Errors
/// A message when they are malformed.
pub(crate) fn of(command: &Command) -> Result<Rules, String> {
    match command {
        Command::Rewrite(args) => {
            let mut rule = Rule::rewrite(&args.pattern, &args.replacement).map_err(|error| error.to_string())?;
            rule.textual = args.textual;
            rule.python = args.python;
            if args.textual {
                rule.companion = None;
            }
            Ok(Rules::single(vec![rule]))
        }
        Command::Select(args) => {
            let mut rule = Rule::select(&args.pattern).map_err(|error| error.to_string())?;
            rule.textual = args.textual;
            Ok(Rules::single(vec![rule]))
        }
        Command::Rename(args) => {
            let is_name = |path: &str| {
                !path.is_empty()
                    && path.split('.').all(|part| {
                        !part.is_empty()
                            && !part.starts_with(|c: char| c.is_ascii_digit())
                            && part.chars().all(|c| c == '_' || c.is_alphanumeric())
                    })
            };
            for name in [&args.old, &args.new] {
                if !is_name(name) {
                    return Err(format!("`{name}` is no name; write for example `package.module.function`"));
                }
            }
            if args.old.contains('.') != args.new.contains('.') && args.kind != "module" {
                return Err("give both names with their modules, or both without".into());
            }
            let kind = match args.kind.as_str() {
                "class" => SelectorKind::Class,
                "method" => SelectorKind::Method,
                "attribute" => SelectorKind::Attribute,
                "var" => SelectorKind::Var,
                "module" => SelectorKind::Module,
                _ => SelectorKind::Function,
            };
            let selector = Selector { kind, name: args.old.clone() };
            let action = Action::Refactor(Refactoring::Rename(Rename { new: args.new.clone() }));
            let mut rule = Rule::new(Find::Selector(selector), action);
            rule.id = "rename".into();
            Ok(Rules::single(vec![rule]))
        }
        Command::Run(args) => {
            let files = std::iter::once(&args.rules).chain(&args.more);
            files.map(|path| read(path)).collect::<Result<Vec<_>, _>>().map(Rules::new)
        }
        Command::Test(_) | Command::Dump(_) | Command::List(_) | Command::Packaging(_) => {
            Err("this command runs no rules".into())
        }
    }
}
