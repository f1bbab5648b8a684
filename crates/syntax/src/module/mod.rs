//! What importing a module does, read off its outline.
//!
//! In goes a text, out come [`ModuleFacts`]: which imports run when the module is executed and which only later, the
//! names it binds, and the statements that may affect others than the module itself. What calls of its functions do, which few
//! ask for, is told apart from that ([`FunctionFacts`]). Nothing is resolved here: whether an imported name belongs to the code
//! base, and whether a call is harmless, is for the crate `project` to say.
//!
//! The study is lexical, a statement at a time. It looks at the statements that run on import: those of the module, of
//! its class bodies, and of the functions that these statements call by name.

mod effects;
mod exports;
mod reading;
mod standing;
mod statements;
mod suites;
mod token;

use crate::import::{ImportKind, PlainImport, parse_import, top_level};
use crate::outline::{LineKind, LogicalLine};
use effects::Study;
pub use effects::is_mutating;
pub use exports::Exports;
use memchr::memmem::Finder;
pub use reading::Reading;
use rustc_hash::FxHashSet as HashSet;
pub use statements::ImportReader;
use statements::{Extent, Statements};
use std::borrow::Cow;
use std::sync::LazyLock;
use token::{after_bracket, tokenize};

/// When an import runs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum When {
    /// Whenever the module is executed.
    Always,
    /// When the module is executed, under some condition.
    Sometimes,
    /// Not while the module is executed: in a function, or under `if __name__ == "__main__"`.
    Lazily,
    /// Never: only type checkers read it.
    TypeChecking,
}

/// What importing a module does. `N` is how its imports hold names.
#[derive(Clone, Debug, Default)]
pub struct ModuleFacts<N = Box<str>> {
    /// The imports, in the order in which they run.
    pub imports: Vec<ModuleImport<N>>,
    /// The names that statements other than imports bind at the top level.
    pub bindings: HashSet<Box<str>>,
    /// What may affect others.
    pub effects: Vec<Effect>,
    /// Attributes of imported names that statements mention which run on import: the numbers of the import and of the name in it, and the
    /// attribute.
    pub attributes: HashSet<(u32, u32, Box<str>)>,
    /// Whether attributes of the module may exist that no statement shows: `__getattr__`, or names put into `globals()`.
    pub has_hidden_names: bool,
}

/// What calling the functions of a module does, and making its classes or subclasses of them.
#[derive(Clone, Debug, Default)]
pub struct FunctionFacts {
    /// The functions that change objects of the module's top level (not what they bind themselves), and the classes that do so when they are subclassed.
    pub mutators: HashSet<Box<str>>,
    /// The classes whose subclasses the module may ask for.
    pub listed: HashSet<Box<str>>,
    /// The functions (and classes, when they are called) that may do something to what is imported when they are called, or print.
    pub reaching_out: HashSet<Box<str>>,
    /// The names of the top level that functions bind anew (`global`).
    pub rebound: HashSet<Box<str>>,
}

/// An import statement of a module. `N` is how it holds names: by itself, or, where the text is at hand, as parts of that.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModuleImport<N = Box<str>> {
    /// Where the statement begins in the text.
    pub offset: u32,
    /// When it runs.
    pub when: When,
    /// The number of dots.
    pub level: u32,
    /// The module after the dots; `None` in a plain import and in `from . import a`.
    pub module: Option<N>,
    /// Whether it is `from … import …`.
    pub is_from: bool,
    /// Whether it is `from … import *`.
    pub is_star: bool,
    /// Whether it is no statement but a call (`import_module("a")`) or `sys.modules["a"]`.
    pub is_dynamic: bool,
    /// The names.
    pub names: Vec<ImportedName<N>>,
}

/// A name of an import statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportedName<N = Box<str>> {
    /// The name, dotted in a plain import.
    pub name: N,
    /// The name after `as`.
    pub alias: Option<N>,
    /// Whether a statement that runs on import mentions what the name is bound to.
    pub is_used: bool,
    /// Whether one does so that is more than a base class or a decorator.
    pub is_read: bool,
}

impl<N: AsRef<str>> ImportedName<N> {
    /// The name that is bound: the alias, or the name up to its first dot.
    pub fn bound(&self) -> &str {
        let alias = self.alias.as_ref().map(AsRef::as_ref);
        alias.unwrap_or_else(|| top_level(self.name.as_ref()))
    }
}

/// A statement that may affect others than its module.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Effect {
    /// The 1-based line in which the statement begins.
    pub line: u32,
    /// What it does.
    pub kind: EffectKind,
    /// What it does it to.
    pub root: Root,
    /// The attributes between the root and the call or the assignment: `path.insert` of `sys.path.insert(…)`; for items, with the
    /// first index: `environ["A"]`.
    pub path: Box<str>,
}

/// The kinds of [`Effect`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum EffectKind {
    /// An attribute or an item is assigned or deleted.
    Mutation,
    /// A call whose result nobody takes.
    Call,
    /// A call that filters warnings of a class of the module's own, or of modules that it names.
    FewWarnings,
    /// A call whose result is bound.
    BoundCall,
    /// A decorator.
    Decorator,
    /// A base class.
    Subclass,
}

/// The first name of an expression.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Root {
    /// An imported name: the number of the import and of the name in it.
    Import(u32, u32),
    /// A name that the module does not bind.
    Builtin(Box<str>),
}

impl ModuleFacts {
    /// The facts of `text`. Of a text that is no Python, those up to the fault.
    pub fn of(text: &str) -> Self {
        let (mut facts, read) = Statements::read(text, Extent::Module);
        Study::new(text, &mut facts).run(&read);
        facts
    }

    /// The facts of `text`, but with the effects of a call of `function`, one of its functions, in the place of those of its import.
    pub fn of_call(text: &str, function: &str) -> Self {
        let (mut facts, read) = Statements::read(text, Extent::Module);
        Study::new(text, &mut facts).run_call(&read, function);
        facts
    }
}

impl<N> ModuleFacts<N> {
    /// Whether the module holds hardly anything but imports.
    pub fn only_imports(&self) -> bool {
        self.bindings.iter().all(|name| name.starts_with("__"))
    }

    /// Adds the imports of `line`, which runs at `when`.
    fn add_imports<'t>(&mut self, text: &'t str, line: &LogicalLine, when: When, tokens: &mut Vec<token::Token>)
    where
        N: From<Cow<'t, str>>,
    {
        match line.kind() {
            LineKind::Import | LineKind::FromImport | LineKind::LazyImport => {
                self.imports.extend(import_of(text, line, when));
            }
            LineKind::Several | LineKind::Compound if may_hold_import(line.code().of(text)) => {
                tokenize(text, line.code().start() as usize, line.code().end() as usize, tokens);
                let parts = small_statements(tokens, line.kind() == LineKind::Compound);
                let when = match (line.kind(), when) {
                    (LineKind::Compound, When::Always) => When::Sometimes,
                    _ => when,
                };
                for part in parts {
                    let (Some(first), Some(last)) = (part.first(), part.last()) else { continue };
                    let kind = match first.of(text) {
                        "import" => LineKind::Import,
                        "from" => LineKind::FromImport,
                        _ => continue,
                    };
                    let (start, end) = (first.start, last.end);
                    let part = LogicalLine { code: start, code_end: end, comment: end, newline: end, kind, ..*line };
                    self.imports.extend(import_of(text, &part, when));
                }
            }
            _ => {}
        }
    }
}

impl FunctionFacts {
    /// The facts of `text`, and those of its import. Of a text that is no Python, those up to the fault.
    pub fn of(text: &str) -> (Self, ModuleFacts) {
        let (mut module, read) = Statements::read(text, Extent::Functions);
        let functions = Study::new(text, &mut module).run_functions(&read);
        (functions, module)
    }
}

fn import_of<'t, N: From<Cow<'t, str>>>(text: &'t str, line: &LogicalLine, when: When) -> Option<ModuleImport<N>> {
    let named = |name: Cow<'t, str>, alias: Option<&'t str>| ImportedName {
        name: name.into(),
        alias: alias.map(|alias| Cow::Borrowed(alias).into()),
        is_used: false,
        is_read: false,
    };
    let offset = line.code().start();
    if let Some(plain) = PlainImport::read(text, line) {
        let level = plain.level();
        let module = plain.stem.map(|stem| &stem[level..]).filter(|module| !module.is_empty());
        let mut names = Vec::with_capacity(plain.count());
        names.extend(plain.names().map(|(name, alias)| named(name.into(), Some(alias).filter(|it| !it.is_empty()))));
        return Some(ModuleImport {
            offset,
            when,
            level: level as u32,
            module: module.map(|module| Cow::Borrowed(module).into()),
            is_from: plain.stem.is_some(),
            is_star: false,
            is_dynamic: false,
            names,
        });
    }
    let statement = parse_import(text, line)?;
    let (level, module, is_from, is_star) = match statement.kind {
        ImportKind::Import => (0, None, false, false),
        ImportKind::From { level, module, is_star, .. } => (level, module, true, is_star),
    };
    let names = statement.names.iter();
    Some(ModuleImport {
        offset,
        // PEP 810: a lazy import runs when its name is first used.
        when: if statement.is_lazy && when != When::TypeChecking { When::Lazily } else { when },
        level,
        module: module.map(|module| module.text(text).into()),
        is_from,
        is_star,
        is_dynamic: false,
        names: names.map(|name| named(name.name.text(text), name.alias.map(|alias| alias.of(text)))).collect(),
    })
}

/// Whether there may be an import behind a semicolon or behind the colon of a header.
fn may_hold_import(code: &str) -> bool {
    static IMPORT: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new("import"));
    !code.ends_with(':') && IMPORT.find(code.as_bytes()).is_some()
}

/// The small statements of a line: those between semicolons, for a compound statement those after its colon.
fn small_statements(tokens: &[token::Token], is_compound: bool) -> token::Parts<'_> {
    let body = if is_compound { after_colon(tokens) } else { Some(0) };
    match body.map(|at| &tokens[at..]) {
        None | Some([]) => token::Parts::new(),
        Some(body) => token::split_at(body, b';'),
    }
}

/// The number of the token after the colon of a header.
fn after_colon(tokens: &[token::Token]) -> Option<usize> {
    let mut at = 0;
    loop {
        let token = tokens.get(at)?;
        if token.is(b':') {
            return Some(at + 1);
        }
        let is_open = token.is(b'(') || token.is(b'[') || token.is(b'{');
        at = if is_open { after_bracket(tokens, at) } else { at + 1 };
    }
}
