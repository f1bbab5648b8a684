//! The statements of a module, and which of its functions each is in.

use super::suites::{MODULE, Scopes, Suites};
use super::token::{Token, tokenize};
use super::{ModuleFacts, ModuleImport, When, after_colon};
use crate::outline::{Headers, LineKind, LogicalLine, LogicalLines, Pass, kind_of};
use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

/// Which statements are read.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Extent {
    /// Imports, and what tells when they run.
    Imports,
    /// Those and the module's own; those of a function when somebody asks.
    Module,
    /// All those of functions that can be called by name, too.
    Functions,
}

/// A logical line, the scope it runs in, and the imports it holds.
#[derive(Clone)]
pub(super) struct Statement {
    pub(super) line: LogicalLine,
    pub(super) scope: usize,
    pub(super) imports: Range<usize>,
}

/// What is passed over where only imports, and what tells when they run, are to be seen.
const NO_IMPORTS: Pass = Pass { headers: Headers::None, several: false, stops_at: None, indented: 0 };

/// The statements of a module, and what can be told without studying them.
pub(super) struct Statements<'t, N> {
    text: &'t str,
    facts: ModuleFacts<N>,
    suites: Suites<'t>,
    lines: Vec<Statement>,
    /// In order, the functions whose statements have not been taken up.
    functions: Vec<Function<'t>>,
    /// What has not been read yet.
    rest: LogicalLines<'t>,
}

/// What was read.
pub(super) struct Read<'t> {
    /// In order.
    pub(super) lines: Vec<Statement>,
    pub(super) scopes: Scopes<'t>,
    text: &'t str,
    functions: Vec<Function<'t>>,
    /// The number of imports that are statements.
    imports: usize,
}

/// A function with its suite.
struct Function<'t> {
    scope: usize,
    /// The depth of its header.
    depth: u16,
    /// From the suite on.
    lines: LogicalLines<'t>,
}

impl<'t> Statements<'t, Box<str>> {
    /// Reads all of `text`: what can be told without studying the statements, and these.
    pub(super) fn read(text: &'t str, extent: Extent) -> (ModuleFacts, Read<'t>) {
        let mut statements = Self::new(text);
        statements.read_to(text.len(), extent);
        let Self { facts, suites, lines, functions, .. } = statements;
        let read = Read { lines, scopes: suites.into_scopes(), text, functions, imports: facts.imports.len() };
        (facts, read)
    }
}

impl<'t, N: Default + From<Cow<'t, str>>> Statements<'t, N> {
    pub(super) fn new(text: &'t str) -> Self {
        let (facts, suites, rest) = (ModuleFacts::default(), Suites::new(text), LogicalLines::new(text));
        Self { text, facts, suites, lines: Vec::new(), functions: Vec::new(), rest }
    }

    /// Reads the imports, to the end of the first line that ends at `offset` or behind it, and on to the first that defines something.
    pub(super) fn read_imports(mut self, offset: usize) -> ModuleFacts<N> {
        self.read_to(offset, Extent::Imports);
        while self.facts.only_imports() && self.rest.offset() < self.text.len() {
            let read = self.rest.offset();
            self.read_to(read + 1, Extent::Imports);
            if self.rest.offset() == read {
                break;
            }
        }
        self.facts
    }

    /// Goes on reading, to the end of the first line that ends at `offset` or behind it.
    fn read_to(&mut self, offset: usize, extent: Extent) {
        let Self { text, facts, suites, lines, functions, rest } = self;
        let mut tokens = Vec::new();
        // In a function: by how many bytes its lines are indented at least.
        let mut inside: Option<usize> = None;
        let mut pass = (extent == Extent::Imports).then_some(NO_IMPORTS);
        while rest.offset() < offset
            && pass.is_none_or(|pass| rest.skip_lines(pass).is_ok())
            && let Some(Ok(line)) = rest.next()
        {
            let (scope, mut when) = suites.enter(&line, facts);
            let opens_suite = line.kind() == LineKind::Compound && line.code().of(text).ends_with(':');
            let next_scope = if opens_suite { suites.opened().0 } else { scope };
            if scope == MODULE {
                inside = (next_scope != MODULE).then(|| line.indentation().len() as usize + 1);
            } else if line.kind() != LineKind::Simple {
                // Not all headers were seen.
                let is_idle = rest.headers().any(Suites::is_for_type_checking);
                when = if is_idle { When::TypeChecking } else { When::Lazily };
            }
            // The bodies of methods run when nobody can tell.
            let is_taken = |scope| match extent {
                Extent::Imports => false,
                Extent::Module => scope == MODULE,
                Extent::Functions => suites.can_be_studied(scope),
            };
            pass = match inside {
                _ if is_taken(next_scope) => None,
                Some(indented) => Some(Pass { headers: Headers::AboveSuite, indented, ..NO_IMPORTS }),
                None => Some(NO_IMPORTS),
            };
            if extent == Extent::Module && next_scope != scope && suites.can_be_studied(next_scope) {
                functions.push(Function { scope: next_scope, depth: line.depth(), lines: rest.clone() });
            }
            let is_taken = is_taken(scope);
            let first = facts.imports.len();
            if line.kind() == LineKind::Simple {
                if is_taken {
                    lines.push(Statement { line, scope, imports: first..first });
                }
                continue;
            }
            let (head, body) = in_parts(text, line, &mut tokens);
            let (inner, inner_when) = suites.opened();
            match &body {
                Some(body) if scope == MODULE => facts.add_imports(text, body, inner_when, &mut tokens),
                Some(body) => facts.add_imports(text, body, when, &mut tokens),
                None => facts.add_imports(text, &head, when, &mut tokens),
            }
            let imports = first..facts.imports.len();
            if is_taken {
                let of_head = if body.is_some() { first..first } else { imports.clone() };
                lines.push(Statement { line: head, scope, imports: of_head });
                if let Some(line) = body.filter(|_| suites.can_be_studied(inner)) {
                    lines.push(Statement { line, scope: inner, imports });
                }
            }
        }
    }
}

impl Read<'_> {
    /// The statements of `scopes`, functions of the module with these `imports`, in order.
    pub(super) fn of_functions(&self, scopes: Vec<usize>, imports: &[ModuleImport]) -> Vec<Statement> {
        let (mut found, mut tokens) = (Vec::new(), Vec::new());
        for scope in scopes {
            // Those that stand in one line.
            found.extend(self.lines.iter().filter(|line| line.scope == scope).cloned());
            if let Ok(at) = self.functions.binary_search_by_key(&scope, |function| function.scope) {
                self.read_function(&self.functions[at], &imports[..self.imports], &mut tokens, &mut found);
            }
        }
        found
    }

    fn read_function(
        &self,
        function: &Function<'_>,
        imports: &[ModuleImport],
        tokens: &mut Vec<Token>,
        found: &mut Vec<Statement>,
    ) {
        let lines = function.lines.clone().map_while(Result::ok);
        for line in lines.take_while(|line| line.depth() > function.depth) {
            let (head, body) = in_parts(self.text, line, tokens);
            for line in [Some(head), body].into_iter().flatten() {
                let number = |offset| imports.partition_point(|import| import.offset < offset);
                let imports = number(line.code().start())..number(line.code().end());
                found.push(Statement { line, scope: function.scope, imports });
            }
        }
    }
}

/// The imports of a text, read from its start as far as somebody asks. Whether a function is called when the module is executed plays no
/// part here: its imports run lazily.
pub struct ImportReader<'t> {
    text: &'t str,
    facts: ModuleFacts<Cow<'t, str>>,
    suites: Suites<'t>,
    rest: LogicalLines<'t>,
    /// A line that was read, but not its imports; and when it runs.
    next: Option<(LogicalLine, When)>,
}

impl<'t> ImportReader<'t> {
    /// Nothing of `text` is read yet.
    pub fn new(text: &'t str) -> Self {
        let (facts, suites, rest) = (ModuleFacts::default(), Suites::new(text), LogicalLines::new(text));
        Self { text, facts, suites, rest, next: None }
    }

    /// The imports before the statement that begins at `offset`, or behind the indentation there, and when that statement runs.
    pub fn before(&mut self, offset: u32) -> (&[ModuleImport<Cow<'t, str>>], When) {
        let read = self.next.map_or(self.rest.offset(), |(line, _)| line.range().start() as usize);
        if read > offset as usize {
            *self = Self::new(self.text);
        }
        // Before an import, all that is no import can be passed over.
        let statement = self.text[offset as usize..].trim_start_matches([' ', '\t', '\x0c']);
        let is_import = !statement.is_empty()
            && matches!(kind_of(statement.as_bytes()), LineKind::Import | LineKind::FromImport | LineKind::LazyImport);
        let mut tokens = Vec::new();
        loop {
            if let Some((line, when)) = self.next {
                if line.code().end() > offset {
                    return (&self.facts.imports, when);
                }
                self.facts.add_imports(self.text, &line, when, &mut tokens);
                self.next = None;
            }
            if is_import && self.rest.skip_lines(NO_IMPORTS).is_err() {
                break;
            }
            let Some(Ok(line)) = self.rest.next() else { break };
            let (_, when) = self.suites.enter(&line, &mut self.facts);
            self.next = Some((line, when));
        }
        (&self.facts.imports, When::Always)
    }
}

impl fmt::Debug for ImportReader<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ImportReader").field("imports", &self.facts.imports).finish_non_exhaustive()
    }
}

/// A function that stands on one line as its header and its body; anything else as it is.
fn in_parts(text: &str, line: LogicalLine, tokens: &mut Vec<Token>) -> (LogicalLine, Option<LogicalLine>) {
    let code = line.code().of(text);
    let is_function =
        || code.starts_with("def") || (code.starts_with("async") && code[5..].trim_start().starts_with("def"));
    if line.kind() != LineKind::Compound || code.ends_with(':') || !is_function() {
        return (line, None);
    }
    tokenize(text, line.code().start() as usize, line.code().end() as usize, tokens);
    let Some(body) = after_colon(tokens).filter(|&body| body < tokens.len()) else { return (line, None) };
    let (colon, first) = (tokens[body - 1].end, tokens[body].start);
    let header = LogicalLine { code_end: colon, comment: colon, newline: colon, ..line };
    (header, Some(LogicalLine { code: first, kind: LineKind::Several, ..line }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn imports_are_told_wherever_and_in_whichever_order_somebody_asks() {
        let text = "import a\nif x:\n    import b; y = 1\n    def f():\n        if TYPE_CHECKING:\n            import c\n        import d\nimport e\nif x:\n    imported = 1\nimport f\nif x:\n    lazy = 2\nimport g\n";
        let at = |part: &str| text.find(part).map_or(0, |at| at as u32);
        let asked = [
            ("import a", 0, When::Always),
            ("import b", 1, When::Sometimes),
            ("        if TYPE", 2, When::Lazily),
            ("            import c", 2, When::TypeChecking),
            ("import d", 3, When::Lazily),
            ("import e", 4, When::Always),
            ("    imported", 5, When::Sometimes),
            ("lazy", 6, When::Sometimes),
            ("import g", 6, When::Always),
        ];
        let mut reader = ImportReader::new(text);
        for (part, count, when) in asked.iter().chain(asked.iter().rev()).chain(asked.iter().step_by(3)) {
            let (before, found) = reader.before(at(part));
            assert_eq!((before.len(), found), (*count, *when), "{part}");
        }
        let mut broken = ImportReader::new("import a\nimport b\nx = (\n");
        assert_eq!(broken.before(20).0.len(), 2);
        assert_eq!(broken.before(9).0.len(), 1);
    }
}
