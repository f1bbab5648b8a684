//! The setting `required-imports`: which of them a text lacks, where they go, and why some cannot be added.
//!
//! In goes a text, out come insertions of whole lines, each at the top of a block or of the file. Sorting what comes of them puts
//! each import in its place. An import that would bind a name the module uses for something else, or that leads back into the
//! module itself, is not inserted.

use super::settings::IsortSettings;
use crate::ModuleContext;
use crate::directive::{Region, is_import_noqa, region, skips_file};
use crate::header::divide_above;
use crate::plan::Warning;
use crate::runs::has_suppression;
use crate::statement::with_dots;
use harmless_project::{FileId, Project};
use harmless_syntax::import::{ImportKind, ImportStatement, parse_import, top_level};
use harmless_syntax::module::{EffectKind, ModuleFacts, When};
use harmless_syntax::names::{BindingKind, ScopeId};
use harmless_syntax::outline::{LineKind, LogicalLine, LogicalLines};
use harmless_syntax::trivia::trivia_lines;
use harmless_syntax::verify::AddedImport;
use harmless_syntax::{Kind, Names, NodeId, Tree, check_syntax};
use harmless_text::{LineIndex, TextRange};
use std::collections::HashSet;

/// An import that every file must have: one name of an entry of `required-imports`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequiredImport(AddedImport);

impl RequiredImport {
    /// Reads an import statement: each of its names is required.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(statement: &str) -> Result<Vec<Self>, String> {
        check_syntax(statement).map_err(|error| error.to_string())?;
        let mut lines = LogicalLines::new(statement).map_while(Result::ok);
        let (Some(line), None) = (lines.next(), lines.next()) else {
            return Err("it is not one import statement".into());
        };
        let import = parse_import(statement, &line).ok_or("it is not one import statement")?;
        match import.kind {
            ImportKind::From { is_star: true, .. } => Err("a star import may bind any name".into()),
            _ if import.is_lazy => Err("a lazy import cannot be required".into()),
            _ if !import.comments.is_empty() => Err("comments are not added".into()),
            _ => Ok(Self::of(statement, &import)),
        }
    }

    /// What `import`, a statement of `text`, imports.
    fn of(text: &str, import: &ImportStatement) -> Vec<Self> {
        let module = match import.kind {
            ImportKind::Import => None,
            ImportKind::From { level, module, .. } => Some(with_dots(text, level, module).into_owned()),
        };
        let name = |name: &harmless_syntax::import::ImportName| {
            let alias = name.alias.map(|alias| alias.of(text).to_owned());
            Self(AddedImport { module: module.clone(), name: name.name.text(text).into_owned(), alias })
        };
        import.names.iter().map(name).collect()
    }

    /// What is to be added where it is missing.
    pub(crate) fn added(&self) -> &AddedImport {
        &self.0
    }

    /// The statement that imports it alone.
    pub fn statement(&self) -> String {
        let AddedImport { module, name, alias } = &self.0;
        let from = module.as_ref().map_or(String::new(), |module| format!("from {module} "));
        let alias = alias.as_ref().map_or(String::new(), |alias| format!(" as {alias}"));
        format!("{from}import {name}{alias}")
    }

    fn is_future(&self) -> bool {
        self.0.module.as_deref() == Some("__future__")
    }

    /// The name that it binds, and what to.
    fn binding(&self) -> (&str, String) {
        let AddedImport { module, name, alias } = &self.0;
        let top = top_level(name);
        match (module, alias) {
            (None, None) => (top, top.to_owned()),
            (None, Some(alias)) => (alias, name.clone()),
            (Some(module), alias) => {
                let dot = if module.ends_with('.') { "" } else { "." };
                (alias.as_deref().unwrap_or(name), format!("{module}{dot}{name}"))
            }
        }
    }

    /// The number of dots and the modules it may execute, after the dots.
    fn modules(&self) -> (u32, Vec<String>) {
        let AddedImport { module, name, .. } = &self.0;
        let Some(module) = module else {
            return (0, vec![name.clone()]);
        };
        let path = module.trim_start_matches('.');
        let submodule = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
        ((module.len() - path.len()) as u32, vec![path.to_owned(), submodule])
    }
}

/// A required import that a file lacks, and that is to be added.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MissingImport {
    /// The offset at which it would be inserted.
    pub at: u32,
    /// The first line of the statement above which it is missed.
    pub range: TextRange,
    /// What is missing.
    pub import: RequiredImport,
}

impl std::fmt::Display for MissingImport {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "`{}` is missing, which `required-imports` asks for", self.import.statement())
    }
}

/// What a text lacks of the required imports.
#[derive(Debug, Default)]
pub(crate) struct Lacking {
    /// What is to be added.
    pub(crate) missing: Vec<MissingImport>,
    /// What cannot be added, and why.
    pub(crate) refused: Vec<Warning>,
}

/// Finds what `text` lacks. A file without code lacks nothing, nor does one that asks to be left alone; a stub needs no
/// `from __future__`.
pub(crate) fn lacking(text: &str, isort: &IsortSettings, context: ModuleContext<'_>) -> Lacking {
    let mut wanted: Vec<&RequiredImport> =
        isort.required_imports.iter().filter(|import| !(context.is_stub && import.is_future())).collect();
    for line in LogicalLines::new(text).map_while(Result::ok) {
        if wanted.is_empty() {
            break;
        }
        if line.depth() == 0 {
            for import in imports_in(text, &line) {
                wanted.retain(|it| **it != import);
            }
        }
    }
    if wanted.is_empty() || skips_file(text).is_some() {
        return Lacking::default();
    }
    let Some(places) = Places::find(text) else {
        return Lacking::default();
    };
    let mut lacking = Lacking::default();
    let later = wanted.iter().any(|import| !import.is_future()).then(|| places.later(text));
    let names = ModuleNames::new(text);
    for import in wanted {
        let at = if import.is_future() { places.top } else { later.unwrap_or(places.top) };
        let obstacle = names.obstacle(import).or_else(|| places.obstacle()).or_else(|| circle(import, at, context));
        match obstacle {
            Some(obstacle) => {
                let message = format!("`{}` is required but not added: {}", import.statement(), obstacle.message);
                lacking.refused.push(Warning { range: obstacle.range, message });
            }
            None => {
                lacking.missing.push(MissingImport { at, range: statement_behind(text, at), import: import.clone() });
            }
        }
    }
    lacking
}

/// The first line of the statement that begins at or behind `offset`.
fn statement_behind(text: &str, offset: u32) -> TextRange {
    let mut lines = LogicalLines::new(text).map_while(Result::ok).map(|line| line.code());
    let code = lines.find(|code| code.start() >= offset).unwrap_or(TextRange::empty(offset));
    let length = code.of(text).find(['\n', '\r']).map_or(code.len(), |end| end as u32);
    TextRange::new(code.start(), code.start() + length)
}

/// Everything that `line` of `text` imports, if it holds import statements only or among others.
fn imports_in(text: &str, line: &LogicalLine) -> Vec<RequiredImport> {
    match line.kind() {
        LineKind::Import | LineKind::FromImport => {
            parse_import(text, line).map(|import| RequiredImport::of(text, &import)).unwrap_or_default()
        }
        LineKind::Several => {
            let statements = line.code().of(text).split(';').map(str::trim);
            let imports = statements.filter(|it| it.starts_with("import") || it.starts_with("from"));
            imports.flat_map(|it| RequiredImport::parse(it).unwrap_or_default()).collect()
        }
        _ => Vec::new(),
    }
}

/// Why an import is not added.
struct Obstacle {
    range: TextRange,
    message: String,
}

/// The places at which imports may be inserted.
struct Places {
    /// Behind the docstring and the comments about the file.
    top: u32,
    /// Behind the last `from __future__`, or at the top.
    behind_future: u32,
    /// The docstring, where other code shares its line.
    shared: Option<TextRange>,
}

impl Places {
    /// `None` if there is no code besides a docstring, or if the first line is the beginning of a statement with `# noqa` or the like.
    fn find(text: &str) -> Option<Self> {
        let mut lines = LogicalLines::new(text).map_while(Result::ok);
        let mut first = lines.next()?;
        if first.code().start() == 0 && first.comment().is_some_and(|comment| is_import_noqa(comment.of(text))) {
            return None;
        }
        let mut shared = None;
        let mut position = Position::First;
        match docstring_of(text, &first) {
            Some(end) if end == first.code().end() => (first, position) = (lines.next()?, Position::BehindDocstring),
            Some(end) => shared = Some(TextRange::new(first.code().start(), end)),
            None => {}
        }
        let top = place_above(text, &first, position);
        let is_future = |line: &LogicalLine| imports_in(text, line).iter().any(RequiredImport::is_future);
        let leading = std::iter::once(first).chain(lines).take_while(|line| line.depth() == 0 && is_future(line));
        let behind_future = leading.last().map_or(top, |line| line.range().end());
        Some(Self { top, behind_future, shared })
    }

    fn obstacle(&self) -> Option<Obstacle> {
        let message = "the docstring shares its line with other code; write one statement on a line".to_owned();
        self.shared.map(|range| Obstacle { range, message })
    }

    /// The place for imports of other things than `__future__`: that at the top, unless a statement below sets something up for the
    /// imports that follow it, such as `sys.path`; then above the first of those.
    fn later(&self, text: &str) -> u32 {
        let facts = ModuleFacts::of(text);
        let sets_up = |kind| matches!(kind, EffectKind::Mutation | EffectKind::Call | EffectKind::FewWarnings);
        let lines = LineIndex::new(text);
        let of_line = |line: u32| lines.start(line).unwrap_or_default();
        let effects: Vec<u32> = facts.effects.iter().filter(|it| sets_up(it.kind)).map(|it| of_line(it.line)).collect();
        let mut place = None;
        let mut is_set_up = false;
        let mut line_before = 0;
        for line in LogicalLines::new(text).map_while(Result::ok).filter(|line| line.depth() == 0) {
            let start = line.code().start();
            is_set_up |= effects.iter().any(|&effect| (line_before..start).contains(&effect));
            line_before = start;
            if is_set_up && matches!(line.kind(), LineKind::Import | LineKind::FromImport) {
                place = Some(place_above(text, &line, Position::Further));
                is_set_up = false;
            }
        }
        place.unwrap_or(self.behind_future)
    }
}

/// Where the docstring ends, if `line`, the first one, begins with it.
fn docstring_of(text: &str, line: &LogicalLine) -> Option<u32> {
    let code = line.code().of(text);
    let is_possible = matches!(line.kind(), LineKind::Simple | LineKind::Several)
        && code.starts_with(['"', '\'', '(', 'r', 'R', 'u', 'U']);
    let tree = is_possible.then(|| Tree::parse(format!("{code}\n")).ok()).flatten()?;
    let statement = tree.child_nodes(NodeId::ROOT).next().filter(|&first| tree.kind(first) == Kind::Expr)?;
    tree.child_nodes(statement).next().and_then(|value| tree.string_value(value))?;
    let end = tree.child_nodes(NodeId::ROOT).nth(1).map_or(code.len() as u32, |_| tree.range(statement).end());
    Some(line.code().start() + end)
}

/// Where in its module a statement stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Position {
    First,
    BehindDocstring,
    Further,
}

/// The place of an import above the statement in `line`, below the comments that are about the file, or all the imports, or nothing;
/// those that are about the statement stay with it.
fn place_above(text: &str, line: &LogicalLine, position: Position) -> u32 {
    let trivia = line.leading_trivia();
    let is_import = !imports_in(text, line).is_empty() || line.kind() == LineKind::LazyImport;
    let off = trivia_lines(text, trivia)
        .find(|line| line.comment.is_some_and(|comment| region(comment.of(text)) == Some(Region::Off)));
    let start = match off {
        Some(off) => off.range.start(),
        None if is_import && !has_suppression(text, trivia) => trivia.end(),
        None => divide_above(text, trivia, position == Position::First).start,
    };
    let above = TextRange::new(trivia.start(), start);
    let has_comment = trivia_lines(text, above).any(|line| line.comment.is_some());
    if has_comment || position == Position::Further { start } else { trivia.start() }
}

/// The names of the module, read when they are needed.
struct ModuleNames<'t> {
    text: &'t str,
    tree: std::cell::OnceCell<Option<Tree>>,
}

impl<'t> ModuleNames<'t> {
    fn new(text: &'t str) -> Self {
        Self { text, tree: std::cell::OnceCell::new() }
    }

    /// A place where the module binds the name of `import` to something else.
    fn obstacle(&self, import: &RequiredImport) -> Option<Obstacle> {
        let (name, target) = import.binding();
        memchr::memmem::find(self.text.as_bytes(), name.as_bytes())?;
        let tree = self.tree.get_or_init(|| Tree::parse(self.text).ok()).as_ref()?;
        let names = Names::new(tree, None);
        let is_other = |kind: &BindingKind| !matches!(kind, BindingKind::Import(path) if *path == target);
        let (_, other) =
            names.bindings().find(|(_, it)| it.scope == ScopeId::MODULE && it.name == name && is_other(&it.kind))?;
        let message = format!("the module binds `{name}` to something else here; give one of the two another name");
        Some(Obstacle { range: other.at, message })
    }
}

/// That importing what `import` names executes a module that needs the file itself.
fn circle(import: &RequiredImport, at: u32, context: ModuleContext<'_>) -> Option<Obstacle> {
    let (project, file) = context.place?.find()?;
    let (level, modules) = import.modules();
    let resolve = |module: &String| project.layout().resolve(file, level, Some(module));
    let loaded: Vec<FileId> = modules.iter().filter_map(resolve).flat_map(|found| found.files).collect();
    let module = needing(project, file, loaded)?;
    let name = project.layout().module_name(module);
    let message = match module == file {
        true => "it imports from this module itself".to_owned(),
        false => format!("`{name}`, which it executes, imports this module; import it where it is used"),
    };
    Some(Obstacle { range: TextRange::empty(at), message })
}

/// A module that is executed when `loaded` are, and that imports `file`, or `file` itself. The packages that `file` is in are being executed
/// already.
fn needing(project: &Project<'_>, file: FileId, loaded: Vec<FileId>) -> Option<FileId> {
    let layout = project.layout();
    let mut seen: HashSet<FileId> = layout.parents(file).iter().copied().collect();
    if loaded.last() == Some(&file) {
        return Some(file);
    }
    seen.insert(file);
    let mut stack: Vec<FileId> = loaded;
    while let Some(module) = stack.pop() {
        if !seen.insert(module) {
            continue;
        }
        for edge in &project.module(module).edges {
            if !matches!(edge.when, When::Always | When::Sometimes) {
                continue;
            }
            // A package is executed before its submodules anyway.
            let is_loaded = edge.loads.contains(&file) && !layout.parents(module).contains(&file);
            if is_loaded || edge.reads.iter().any(|read| read.module == file) {
                return Some(module);
            }
            stack.extend(&edge.loads);
        }
    }
    None
}
