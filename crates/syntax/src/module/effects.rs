//! What the statements of a module do when it is imported, one statement at a time.

mod assignment;
mod functions;
mod mentions;

use super::statements::{Read, Statement};
use super::suites::MODULE;
use super::token::{Token, TokenKind, after_bracket, arguments, end_of_chain, split_assignment, split_at, tokenize};
use super::{Effect, EffectKind, FunctionFacts, ModuleFacts, Root, after_colon};
use crate::keyword::is_keyword;
use crate::outline::LineKind;
use harmless_text::LineIndex;
use memchr::{memchr, memchr_iter};
use rustc_hash::{FxBuildHasher, FxHashMap as HashMap, FxHashSet as HashSet};

/// What a name stands for.
#[derive(Clone)]
enum Bound {
    /// An import, or what was taken from one: its root and the attributes after it.
    Imported(Root, String),
    /// What a call of an import gave: the same.
    Made(Root, String),
    /// Something of the module's own.
    Own,
}

/// The study of one module.
pub(super) struct Study<'t, 'f> {
    text: &'t str,
    facts: &'f mut ModuleFacts,
    names: HashMap<&'t str, Bound>,
    /// Names that the studied statements call or mention.
    called: HashSet<&'t str>,
    /// [`ModuleFacts::attributes`].
    attributes: HashSet<(u32, u32, &'t str)>,
    /// With offsets for lines, until the end.
    effects: Vec<Effect>,
    /// Classes of the module with the classes of the module that they are made from, as bases or metaclasses.
    heirs: Vec<(&'t str, &'t str)>,
    /// The classes of the top level.
    classes: Vec<&'t str>,
    scope: usize,
    /// The depth of the `with catch_warnings()` that the statement is in: what it does to the filters of warnings ends there.
    catching: Option<u16>,
}

/// An expression's first name, the attributes after it, and where the chain of attributes ends.
struct Chain<'t> {
    root: &'t str,
    path: String,
    /// The index of the token after the chain.
    end: usize,
}

impl<'t, 'f> Study<'t, 'f> {
    pub(super) fn new(text: &'t str, facts: &'f mut ModuleFacts) -> Self {
        let names = 2 * (facts.imports.len() + facts.bindings.len());
        Self {
            text,
            facts,
            names: HashMap::with_capacity_and_hasher(names, FxBuildHasher),
            called: HashSet::default(),
            attributes: HashSet::default(),
            effects: Vec::new(),
            heirs: Vec::new(),
            classes: Vec::new(),
            scope: MODULE,
            catching: None,
        }
    }

    /// Studies the module's statements, then those of the functions they call.
    pub(super) fn run(mut self, read: &Read<'t>) {
        self.study_module(read);
        self.study_called(read);
        self.finish();
    }

    /// The same of a module of which the statements of all functions were read, and what these do when they are called.
    pub(super) fn run_functions(mut self, read: &Read<'t>) -> FunctionFacts {
        self.study_module(read);
        let functions = self.functions(read);
        self.study_called(read);
        self.finish();
        functions
    }

    /// Studies what a call of `function`, one of the module, does; what its import does plays no part.
    pub(super) fn run_call(mut self, read: &Read<'t>, function: &str) {
        self.study_module(read);
        self.effects.clear();
        self.called = read.scopes.names.iter().flatten().copied().filter(|name| *name == function).collect();
        self.study_called(read);
        self.finish();
    }

    fn study_module(&mut self, read: &Read<'t>) {
        self.classes.clone_from(&read.scopes.classes);
        self.study(read.lines.iter().filter(|statement| statement.scope == MODULE));
    }

    /// Studies the functions that are called, and those that they call.
    fn study_called(&mut self, read: &Read<'t>) {
        let mut done: HashSet<usize> = HashSet::default();
        loop {
            let named = read.scopes.names.iter().enumerate().filter_map(|(scope, name)| Some((scope, (*name)?)));
            let called = named.filter(|(_, name)| self.called.contains(name)).map(|(scope, _)| scope);
            let next: Vec<usize> = called.filter(|&scope| done.insert(scope)).collect();
            if next.is_empty() {
                break;
            }
            self.study(&read.of_functions(next, &self.facts.imports));
        }
    }

    fn finish(mut self) {
        self.effects.sort_by_key(|effect| effect.line);
        number_lines(self.text, &mut self.effects);
        self.facts.effects = self.effects;
        let attributes = self.attributes.into_iter();
        self.facts.attributes = attributes.map(|(import, name, attribute)| (import, name, attribute.into())).collect();
    }

    fn study<'s>(&mut self, statements: impl IntoIterator<Item = &'s Statement>) {
        let tokens = &mut Vec::new();
        self.catching = None;
        for statement in statements {
            self.scope = statement.scope;
            let line = &statement.line;
            for import in statement.imports.clone() {
                self.bind_import(import);
            }
            if matches!(line.kind(), LineKind::Import | LineKind::FromImport | LineKind::LazyImport) {
                continue;
            }
            let code = line.code();
            if self.catching.is_some_and(|depth| line.depth() <= depth) {
                self.catching = None;
            }
            // A string by itself, most often a docstring.
            if matches!(self.text.as_bytes()[code.start() as usize], b'"' | b'\'') {
                continue;
            }
            tokenize(self.text, code.start() as usize, code.end() as usize, tokens);
            self.note_mentions(tokens);
            match line.kind() {
                LineKind::Decorator => {
                    self.decorator(tokens);
                    self.inner_calls(&tokens[1..]);
                }
                LineKind::Compound => {
                    let catches = |token: &Token| token.is_name() && token.of(self.text) == "catch_warnings";
                    if self.catching.is_none() && tokens[0].of(self.text) == "with" && tokens.iter().any(catches) {
                        self.catching = Some(line.depth());
                    }
                    self.header(tokens);
                    let body = after_colon(tokens).unwrap_or(tokens.len());
                    self.inner_calls(&tokens[..body]);
                    if body < tokens.len() {
                        for part in split_at(&tokens[body..], b';') {
                            self.small_statement(part);
                        }
                    }
                }
                LineKind::Several => {
                    for part in split_at(tokens, b';') {
                        self.small_statement(part);
                    }
                }
                _ => self.small_statement(tokens),
            }
        }
    }

    fn chain(&self, tokens: &[Token]) -> Option<Chain<'t>> {
        let first = tokens.first().filter(|token| token.is_name())?;
        let root = first.of(self.text);
        let end = end_of_chain(tokens);
        let mut path = String::new();
        for name in tokens[1..end].iter().skip(1).step_by(2) {
            push(&mut path, name.of(self.text));
        }
        (!is_keyword(root.as_bytes())).then_some(Chain { root, path, end })
    }

    /// What `chain` begins with if it is not the module's own, and the attributes after that.
    fn foreign(&self, chain: &Chain<'t>) -> Option<(Root, String)> {
        match self.names.get(chain.root) {
            Some(Bound::Own | Bound::Made(..)) => None,
            Some(Bound::Imported(root, path)) => {
                let mut path = path.clone();
                push(&mut path, &chain.path);
                Some((root.clone(), path))
            }
            // In a function other names are most often parameters.
            None if self.scope != MODULE || self.facts.bindings.contains(chain.root) => None,
            None => Some((Root::Builtin(chain.root.into()), chain.path.clone())),
        }
    }

    /// Notes what the statement that begins `at` does.
    fn add(&mut self, at: Token, kind: EffectKind, (root, path): (Root, String)) {
        if self.catching.is_some() && self.is_of_warnings(&root) {
            return;
        }
        self.effects.push(Effect { line: at.start, kind, root, path: path.into() });
    }

    /// Whether `root` is the module `warnings` of the standard library, or something in it.
    fn is_of_warnings(&self, root: &Root) -> bool {
        let Root::Import(import, name) = root else { return false };
        let import = &self.facts.imports[*import as usize];
        let module = import.module.as_deref().unwrap_or(&import.names[*name as usize].name);
        import.level == 0 && module == "warnings"
    }

    /// Whether one of the arguments in `tokens` is a literal for `module`: the modules whose warnings are meant.
    fn names_module(&self, tokens: &[Token]) -> bool {
        arguments(tokens, 0).iter().any(|argument| {
            matches!(argument, [name, equals, literal]
                if equals.is(b'=') && name.of(self.text) == "module" && literal.kind == TokenKind::Literal)
        })
    }

    /// Whether one of the arguments in `tokens` is the name of a class of this module.
    fn hands_over_own_class(&self, tokens: &[Token], classes: &[&'t str]) -> bool {
        arguments(tokens, 0).iter().any(|argument| {
            argument.last().is_some_and(|last| {
                let is_whole = argument.len() == 1 || argument[argument.len() - 2].is(b'=');
                is_whole && last.is_name() && classes.contains(&last.of(self.text))
            })
        })
    }

    fn decorator(&mut self, tokens: &[Token]) {
        if let Some(chain) = self.chain(&tokens[1..])
            && let Some(foreign) = self.foreign(&chain)
        {
            self.add(tokens[0], EffectKind::Decorator, foreign);
        }
    }

    fn header(&mut self, tokens: &[Token]) {
        match tokens[0].of(self.text) {
            "class" => {
                let Some(name) = tokens.get(1) else { return };
                let class = name.of(self.text);
                self.names.insert(class, Bound::Own);
                if tokens.get(2).is_some_and(|token| token.is(b'(')) {
                    let end = after_bracket(tokens, 2);
                    for base in split_at(&tokens[3..end.saturating_sub(1).max(3)], b',') {
                        let base = match base {
                            [keyword, equals, metaclass @ ..]
                                if equals.is(b'=') && keyword.of(self.text) == "metaclass" =>
                            {
                                metaclass
                            }
                            _ => base,
                        };
                        if let [base] = base
                            && self.scope == MODULE
                        {
                            self.heirs.push((class, base.of(self.text)));
                        }
                        if let Some(chain) = self.chain(base)
                            && chain.end == base.len()
                            && let Some(foreign @ (Root::Import(..), _)) = self.foreign(&chain)
                        {
                            self.add(tokens[0], EffectKind::Subclass, foreign);
                        }
                    }
                }
            }
            "def" => {
                if let Some(name) = tokens.get(1) {
                    self.names.insert(name.of(self.text), Bound::Own);
                }
            }
            "for" | "with" | "except" => {
                let targets = tokens.iter().enumerate().filter(|(index, token)| {
                    token.is_name()
                        && *index > 0
                        && (tokens[index - 1].of(self.text) == "as" || tokens[0].of(self.text) == "for")
                });
                let names: Vec<&'t str> =
                    targets.map(|(_, token)| token.of(self.text)).take_while(|name| *name != "in").collect();
                for name in names {
                    self.bind_own(name);
                }
            }
            _ => {}
        }
    }

    fn small_statement(&mut self, tokens: &[Token]) {
        let Some(&first) = tokens.first() else { return };
        match first.of(self.text) {
            "del" => {
                for target in split_at(&tokens[1..], b',') {
                    self.target(target, None);
                }
                return;
            }
            "import" | "from" | "pass" | "return" | "raise" | "assert" | "global" | "nonlocal" | "continue"
            | "break" | "type" => return,
            _ => {}
        }
        self.inner_calls(tokens);
        let parts = split_assignment(tokens);
        if let [targets @ .., value] = parts.as_slice()
            && !targets.is_empty()
        {
            let value = self.value(value);
            for target in targets {
                self.target(target, value.clone());
            }
        } else {
            self.discarded(tokens, EffectKind::Call);
        }
    }

    /// Calls within a statement: of what is imported, and of functions that take or write something. A call that is the whole statement is
    /// looked at elsewhere.
    fn inner_calls(&mut self, tokens: &[Token]) {
        for at in 0..tokens.len() {
            if !tokens[at].is_name() || (at > 0 && tokens[at - 1].is(b'.')) {
                continue;
            }
            let open = at + end_of_chain(&tokens[at..]);
            if !tokens.get(open).is_some_and(|token| token.is(b'(')) {
                continue;
            }
            let Some(chain) = self.chain(&tokens[at..]) else { continue };
            match (self.foreign(&chain), chain.root) {
                (Some(foreign @ (Root::Import(..), _)), _) if at > 0 => {
                    self.add(tokens[0], EffectKind::BoundCall, foreign);
                }
                (Some((Root::Builtin(_), path)), "next") if path.is_empty() => {
                    // Whoever comes next gets another one.
                    let taken = self.chain(&tokens[open + 1..]).and_then(|chain| self.foreign(&chain));
                    if let Some(taken @ (Root::Import(..), _)) = taken {
                        self.add(tokens[0], EffectKind::Call, taken);
                    }
                }
                (Some((root, path)), "open") if path.is_empty() && self.writes(&tokens[open..]) => {
                    self.add(tokens[0], EffectKind::Call, (root, "w".to_owned()));
                }
                _ => {}
            }
        }
    }

    /// Whether one of the arguments in `tokens`, but the first, is a mode of `open` that lets the file be written.
    fn writes(&self, tokens: &[Token]) -> bool {
        arguments(tokens, 0).iter().skip(1).filter_map(|argument| argument.last()).any(|mode| {
            let mode = mode.of(self.text).trim_matches(['"', '\'']);
            mode.bytes().all(|byte| b"rwaxbt+".contains(&byte)) && mode.contains(['w', 'a', 'x', '+'])
        })
    }

    /// An expression statement.
    fn discarded(&mut self, tokens: &[Token], kind: EffectKind) {
        let Some(chain) = self.chain(tokens) else {
            return;
        };
        if !tokens.get(chain.end).is_some_and(|token| token.is(b'(')) {
            return;
        }
        if let Some(Bound::Made(root, path)) = self.names.get(chain.root)
            && sets_going(chain.path.rsplit('.').next().unwrap_or_default())
        {
            let (root, mut path) = (root.clone(), path.clone());
            push(&mut path, &chain.path);
            return self.add(tokens[0], kind, (root, path));
        }
        let Some((root, mut path)) = self.foreign(&chain) else {
            return;
        };
        if tokens.get(chain.end + 1).is_some_and(|token| token.is(b')')) {
            path.push_str("()");
        }
        let is_filter = matches!(path.rsplit('.').next(), Some("simplefilter" | "filterwarnings"));
        let is_for_few = || {
            self.hands_over_own_class(&tokens[chain.end..], &self.classes) || self.names_module(&tokens[chain.end..])
        };
        if is_filter && self.is_of_warnings(&root) && is_for_few() {
            return self.add(tokens[0], EffectKind::FewWarnings, (root, path));
        }
        if let Root::Builtin(name) = &root {
            match &**name {
                "setattr" | "delattr" => {
                    // What counts is whose attribute it is.
                    if let Some(chain) = self.chain(&tokens[chain.end + 1..])
                        && let Some(foreign @ (Root::Import(..), _)) = self.foreign(&chain)
                    {
                        self.add(tokens[0], EffectKind::Mutation, foreign);
                    }
                    return;
                }
                "globals" | "locals" | "vars" => {
                    self.facts.has_hidden_names = true;
                    return;
                }
                "exec" if arguments(tokens, chain.end).len() == 1 => path = "globals".to_owned(),
                _ => {}
            }
        }
        self.add(tokens[0], kind, (root, path));
    }
}

/// Whether a method of this name most likely sets something going, or puts it in the place of something else.
fn sets_going(method: &str) -> bool {
    matches!(method, "start" | "install" | "activate" | "enable" | "apply" | "patch")
}

/// Puts the numbers of lines in the place of their offsets, which ascend.
fn number_lines(text: &str, effects: &mut [Effect]) {
    if effects.is_empty() {
        return;
    }
    let bytes = text.as_bytes();
    if memchr(b'\r', bytes).is_some() {
        let lines = LineIndex::new(text);
        for effect in effects {
            effect.line = lines.line_column(text, effect.line).line;
        }
        return;
    }
    let (mut line, mut counted) = (1, 0);
    for effect in effects {
        let offset = effect.line as usize;
        line += memchr_iter(b'\n', &bytes[counted..offset]).count() as u32;
        counted = offset;
        effect.line = line;
    }
}

/// Whether a method of this name changes its object, as those of Python's containers and of registries do.
pub fn is_mutating(method: &str) -> bool {
    matches!(
        method,
        "append" | "add" | "insert" | "extend" | "update" | "setdefault" | "pop" | "remove" | "clear" | "appendleft"
    ) || method.contains("register")
        || method.contains("connect")
}

fn push(path: &mut String, more: &str) {
    if !path.is_empty() && !more.is_empty() {
        path.push('.');
    }
    path.push_str(more);
}
