//! Which functions do something to others when they are called.

use super::{Bound, Study, is_mutating};
use crate::keyword::is_identifier_byte;
use crate::module::FunctionFacts;
use crate::module::statements::{Read, Statement};
use crate::module::suites::{MODULE, Scopes};
use crate::module::token::{split_assignment, tokenize};
use crate::outline::LineKind;
use memchr::memmem::Finder;
use rustc_hash::{FxHashMap as HashMap, FxHashSet as HashSet};
use std::cell::OnceCell;
use std::sync::LazyLock;

static SUBCLASSES: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new("__subclasses__"));

impl<'t> Study<'t, '_> {
    /// What the functions do that can be called by name, in a module whose own statements were studied.
    pub(super) fn functions(&self, read: &Read<'t>) -> FunctionFacts {
        let mut facts = FunctionFacts::default();
        self.find_mutators(&read.lines, &read.scopes, &mut facts);
        self.find_reaching_out(&read.lines, &read.scopes, &mut facts);
        if SUBCLASSES.find(self.text.as_bytes()).is_some() {
            // Whoever asks for the subclasses of a class sees them in the order of their creation.
            let classes = self.heirs.iter().map(|(class, _)| *class);
            let metaclasses = self.heirs.iter().filter(|(_, base)| *base == "type").map(|(class, _)| *class);
            facts.mutators.extend(metaclasses.map(Into::into));
            facts.listed.extend(read.scopes.classes.iter().copied().chain(classes).map(Into::into));
        }
        for (class, base) in &self.heirs {
            if facts.mutators.contains(*base) {
                facts.mutators.insert((*class).into());
            }
        }
        facts
    }

    /// Finds the functions that change objects of the top level, and the names they bind there.
    fn find_mutators(&self, lines: &[Statement], scopes: &Scopes<'t>, facts: &mut FunctionFacts) {
        let tokens = &mut Vec::new();
        // Asked for by few modules.
        let own_names = OnceCell::new();
        for (number, statement) in lines.iter().enumerate().filter(|(_, statement)| statement.scope != MODULE) {
            if !matches!(statement.line.kind(), LineKind::Simple | LineKind::Several) {
                continue;
            }
            let Some(function) = scopes.names[statement.scope] else { continue };
            let code = statement.line.code();
            let (root, rest) = first_name(code.of(self.text));
            let is_of_class = matches!(root, "cls" | "mcs" | "mcls" | "metacls") || rest.starts_with(".__class__.");
            if root == "global" {
                for name in rest.split(',') {
                    facts.rebound.insert(name.trim().into());
                }
                facts.mutators.insert(function.into());
            } else if rest.starts_with(['.', '[']) && (is_of_class || self.facts.bindings.contains(root)) {
                let (levels, own_names) = own_names.get_or_init(|| {
                    let levels = self.function_levels(lines);
                    let own_names = self.names_of_functions(lines, &levels);
                    (levels, own_names)
                });
                let bound_at = own_names.get(&(statement.scope, root));
                if bound_at.is_some_and(|&bound| bound <= levels[number]) {
                    continue;
                }
                tokenize(self.text, code.start() as usize, code.end() as usize, tokens);
                // An attribute of a new class is its own; a container that it has is all classes'.
                let is_own = is_of_class
                    && !rest.starts_with(".__class__.")
                    && self.chain(tokens).is_some_and(|chain| !tokens.get(chain.end).is_some_and(|it| it.is(b'[')));
                let is_call = self.chain(tokens).is_some_and(|chain| {
                    let method = chain.path.rsplit('.').next().unwrap_or_default();
                    tokens.get(chain.end).is_some_and(|token| token.is(b'(')) && is_mutating(method)
                });
                if is_call || (!is_own && split_assignment(tokens).len() > 1) {
                    facts.mutators.insert(function.into());
                }
            }
        }
    }

    /// Finds the functions that may do something to what is imported, or print, when they are called.
    fn find_reaching_out(&self, lines: &[Statement], scopes: &Scopes<'t>, facts: &mut FunctionFacts) {
        let functions: HashSet<&str> = scopes.names.iter().flatten().copied().collect();
        let mut callers: HashMap<&'t str, Vec<&'t str>> = HashMap::default();
        let mut reaching_out: Vec<&'t str> = Vec::new();
        let mut own_imports: HashSet<(usize, &str)> = HashSet::default();
        for statement in lines.iter().filter(|statement| statement.scope != MODULE) {
            let Some(function) = scopes.names[statement.scope] else { continue };
            let imports = &self.facts.imports[statement.imports.clone()];
            own_imports.extend(imports.iter().flat_map(|it| &it.names).map(|name| (statement.scope, name.bound())));
            let (root, rest) = first_name(statement.line.code().of(self.text));
            let is_imported = || {
                own_imports.contains(&(statement.scope, root))
                    || matches!(self.names.get(root), Some(Bound::Imported(..)))
            };
            let reaches_out = match rest.as_bytes().first() {
                Some(b'.' | b'[') => is_imported(),
                Some(b'(') => {
                    if functions.contains(root) {
                        callers.entry(root).or_default().push(function);
                    }
                    matches!(root, "setattr" | "delattr" | "exec" | "print" | "open") || is_imported()
                }
                Some(b' ') => root == "with" && rest.trim_start().starts_with("open"),
                _ => false,
            };
            if reaches_out {
                reaching_out.push(function);
            }
        }
        // A function does what those do that it calls.
        while let Some(function) = reaching_out.pop() {
            if facts.reaching_out.insert(function.into()) {
                reaching_out.extend(callers.get(function).into_iter().flatten());
            }
        }
    }
}

impl<'t> Study<'t, '_> {
    /// In how many functions of its scope, one in the other, each line is.
    fn function_levels(&self, lines: &[Statement]) -> Vec<usize> {
        let mut open: Vec<u16> = Vec::new();
        let level = |statement: &Statement| {
            let line = &statement.line;
            open.truncate(open.iter().take_while(|&&depth| depth < line.depth()).count());
            let level = open.len();
            let code = line.code().of(self.text);
            if line.kind() == LineKind::Compound && (code.starts_with("def ") || code.starts_with("async ")) {
                open.push(line.depth());
            }
            level
        };
        lines.iter().map(level).collect()
    }

    /// The names that functions bind by an assignment, with their scopes, and the least of the `levels` at which they do: functions
    /// within see them too.
    fn names_of_functions(&self, lines: &[Statement], levels: &[usize]) -> HashMap<(usize, &'t str), usize> {
        let mut bound = HashMap::default();
        for (statement, &level) in lines.iter().zip(levels).filter(|(statement, _)| statement.scope != MODULE) {
            let (name, rest) = first_name(statement.line.code().of(self.text));
            if statement.line.kind() == LineKind::Simple
                && let Some(value) = rest.trim_start().strip_prefix('=')
                && !value.starts_with('=')
            {
                let least = bound.entry((statement.scope, name)).or_insert(level);
                *least = level.min(*least);
            }
        }
        bound
    }
}

/// The first name of `code`, and what comes after it.
fn first_name(code: &str) -> (&str, &str) {
    code.split_at(code.bytes().take_while(|&byte| is_identifier_byte(byte)).count())
}
