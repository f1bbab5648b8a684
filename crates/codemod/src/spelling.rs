//! How a dotted name of a template is spelled at a site: through an import that is there, or one that is asked for.

use crate::builtins::is_builtin;
use harmless_project::is_standard_library;
use harmless_syntax::names::{BindingId, BindingKind, Names, Qualified, ScopeId};
use harmless_syntax::{Kind, NodeId};

/// Modules of the standard library that have to be imported by their full name. Sorted.
const SUBMODULES: &[&str] = &[
    "collections.abc",
    "concurrent.futures",
    "email.message",
    "email.mime.multipart",
    "email.mime.text",
    "email.utils",
    "html.parser",
    "http.client",
    "http.cookies",
    "http.server",
    "importlib.abc",
    "importlib.machinery",
    "importlib.metadata",
    "importlib.resources",
    "importlib.util",
    "json.decoder",
    "logging.config",
    "logging.handlers",
    "multiprocessing.pool",
    "multiprocessing.shared_memory",
    "os.path",
    "unittest.mock",
    "urllib.error",
    "urllib.parse",
    "urllib.request",
    "urllib.robotparser",
    "wsgiref.simple_server",
    "xml.dom.minidom",
    "xml.etree.ElementTree",
    "xml.sax.saxutils",
    "xmlrpc.client",
];

/// An import that a template needs.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Request {
    /// The module.
    pub module: String,
    /// The name to import from it; `None` for the module itself.
    pub name: Option<String>,
    /// Under which other name it is bound.
    pub alias: Option<String>,
    /// The import that it takes the place of or stands beside, if it does not belong at the top of the file.
    pub beside: Option<NodeId>,
}

/// A name as it is to be written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Spelled {
    /// The text.
    pub text: String,
    /// The import that has to be added for it.
    pub request: Option<Request>,
    /// The binding it goes through, if there is one already.
    pub binding: Option<BindingId>,
}

/// What is known of the place where a name is written.
#[derive(Clone, Copy)]
pub(crate) struct Site<'a, 't> {
    /// The file's names.
    pub names: &'a Names<'t>,
    /// The scope of the place.
    pub scope: ScopeId,
    /// The node that is there now.
    pub at: NodeId,
    /// What the name takes the place of: the path and the import it was resolved through.
    pub instead: Option<(&'a [String], Option<BindingId>)>,
    /// Import bindings that the match went through: new imports go where those stand.
    pub through: &'a [BindingId],
}

impl Site<'_, '_> {
    /// Spells `path`. `modules` are paths that the rule says are modules.
    ///
    /// # Errors
    /// What stands in the way: a name that is bound to something else.
    pub(crate) fn spell(&self, path: &[String], modules: &[String]) -> Result<Spelled, String> {
        let plain = |text: String| Spelled { text, request: None, binding: None };
        let head = path[0].as_str();
        let here = self.names.qualify(head, &[], self.scope);
        if path.len() == 1 {
            let Some((old, through)) = self.instead else { return Ok(plain(head.to_owned())) };
            if is_builtin(head) || old.last().is_some_and(|last| last == head) && old.len() == 1 {
                return Ok(plain(head.to_owned()));
            }
            // A new name in the place of an imported one is another name of the same module.
            let Some(module) = self.module_of_old(old, through) else { return Ok(plain(head.to_owned())) };
            match (&here, through) {
                (Qualified::Import { path, through }, _) if *path == format!("{module}.{head}") => {
                    return Ok(Spelled { text: head.to_owned(), request: None, binding: Some(*through) });
                }
                (Qualified::Unbound, Some(through)) if self.is_from_import(through) => {
                    let request = Request {
                        module,
                        name: Some(head.to_owned()),
                        alias: None,
                        beside: Some(self.names.binding(through).node),
                    };
                    return Ok(Spelled { text: head.to_owned(), request: Some(request), binding: None });
                }
                (Qualified::Unbound, Some(_)) => {
                    let full: Vec<String> = module.split('.').chain([head]).map(str::to_owned).collect();
                    return self.spell(&full, modules);
                }
                (Qualified::Unbound | Qualified::Local(_), None) => return Ok(plain(head.to_owned())),
                _ => return Err(format!("`{head}` is already bound to something else here")),
            }
        }
        if let Qualified::Local(_) | Qualified::Maybe(_) = here
            && self.instead.is_none_or(|(old, through)| through.is_none() || old[0] != head)
            && !is_standard_library(head)
        {
            return Ok(plain(path.join(".")));
        }
        // An object or a class: nothing of these names is a module.
        if here == Qualified::Unbound && (matches!(head, "self" | "cls") || is_builtin(head)) {
            return Ok(plain(path.join(".")));
        }
        let module = module_of(path, modules);
        if let Some(found) = self.existing(path, module) {
            return Ok(found);
        }
        // The pattern's own first name, as it was spelled: an object, not a module.
        if let (Some((old, None)), Qualified::Unbound) = (self.instead, &here)
            && old[0] == head
            && !is_standard_library(head)
        {
            return Ok(plain(path.join(".")));
        }
        let beside = self.beside();
        let wanted = path[..module].join(".");
        // `import a.b` binds `a`, as `import a` does. Of a scope that has its own `a`, the import must be there.
        let is_same = matches!(&here, Qualified::Import { path, through } if path == head
            && self.names.binding(*through).scope == beside.map_or(ScopeId::MODULE, |alias| self.names.scope_of(alias)));
        if here == Qualified::Unbound || is_same {
            let request = Request { module: wanted, name: None, alias: None, beside };
            return Ok(Spelled { text: path.join("."), request: Some(request), binding: None });
        }
        let name = &path[module.min(path.len() - 1)];
        if self.names.qualify(name, &[], self.scope) != Qualified::Unbound {
            return Err(format!("`{head}` and `{name}` are already bound to something else here"));
        }
        let request = Request { module: path[..module].join("."), name: Some(name.clone()), alias: None, beside };
        Ok(Spelled { text: path[module.min(path.len() - 1)..].join("."), request: Some(request), binding: None })
    }

    /// The module that the replaced path belongs to.
    fn module_of_old(&self, old: &[String], through: Option<BindingId>) -> Option<String> {
        match &self.names.binding(through?).kind {
            BindingKind::Import(path) if old.len() == 1 => {
                let (module, _) = path.rsplit_once('.')?;
                Some(module.to_owned())
            }
            BindingKind::Import(_) => Some(old[..old.len() - 1].join(".")),
            _ => None,
        }
    }

    fn is_from_import(&self, binding: BindingId) -> bool {
        let tree = self.names.tree();
        tree.parent(self.names.binding(binding).node).is_some_and(|parent| tree.kind(parent) == Kind::ImportFrom)
    }

    /// An import of the match that is not at the top of the file: new imports go beside it.
    fn beside(&self) -> Option<NodeId> {
        let tree = self.names.tree();
        // One that is imported in several branches is needed in all of them: that is, at the top.
        let is_only = |binding: &&BindingId| self.names.same_variable(**binding).len() == 1;
        self.through.iter().filter(is_only).map(|&binding| self.names.binding(binding).node).find(|&alias| {
            let statement = tree.parent(alias);
            statement.and_then(|statement| tree.parent(statement)) != Some(NodeId::ROOT)
        })
    }

    /// Whether an import has run wherever the site is reached: it is not in a condition that the site is outside of, and not
    /// behind the site in the same scope.
    fn is_bound_at_site(&self, id: BindingId) -> bool {
        let tree = self.names.tree();
        let binding = self.names.binding(id);
        let Some(statement) = tree.parent(binding.node) else { return false };
        let guarded = tree
            .ancestors(statement)
            .take_while(|&outer| tree.kind(outer) != Kind::Module && !tree.kind(outer).is_function())
            .any(|outer| tree.kind(outer) != Kind::ClassDef && !tree.is_in(self.at, outer));
        let is_late = binding.scope == self.scope && tree.range(self.at).start() < tree.range(statement).start();
        !guarded && !is_late
    }

    /// The spelling through the import that already reaches furthest; the first `module` parts of the path are a module.
    fn existing(&self, path: &[String], module: usize) -> Option<Spelled> {
        let names = self.names;
        let tree = names.tree();
        let mut best: Option<(usize, Spelled)> = None;
        for (id, binding) in names.bindings() {
            let BindingKind::Import(bound) = &binding.kind else { continue };
            let parts: Vec<&str> = bound.split('.').collect();
            if parts.len() > path.len() || parts.iter().zip(path).any(|(a, b)| a != b) {
                continue;
            }
            // `import a.b` binds `a`, and of `a` only `b` is there.
            let spelled = tree.node_text(binding.node);
            let is_plain = tree.parent(binding.node).is_some_and(|parent| tree.kind(parent) == Kind::Import);
            let mut reach = parts.len();
            if is_plain && spelled.contains('.') && !spelled.contains(" as ") {
                let full: Vec<&str> = spelled.split('.').map(str::trim).collect();
                reach = full.len();
                if full.len() > path.len() || full.iter().zip(path).any(|(a, b)| a != b) {
                    continue;
                }
            }
            // Importing a package does not import what is in it; `os` alone brings its `path`.
            if is_plain && reach < module && path[..module].join(".") != "os.path" {
                continue;
            }
            let visible = matches!(names.qualify(binding.name, &[], self.scope),
                Qualified::Import { path, .. } if path == *bound);
            if !visible || !self.is_bound_at_site(id) || best.as_ref().is_some_and(|(length, _)| *length >= parts.len())
            {
                continue;
            }
            let mut text = binding.name.to_owned();
            for part in &path[parts.len()..] {
                text.push('.');
                text.push_str(part);
            }
            best = Some((parts.len(), Spelled { text, request: None, binding: Some(id) }));
        }
        best.map(|(_, spelled)| spelled)
    }
}

/// How many parts at the start of `path` are the module: what the rule says; else, for the standard library, a module that
/// is there; else all but the last part, as far as they begin with a small letter.
fn module_of(path: &[String], modules: &[String]) -> usize {
    let is_module = |length: &usize| modules.contains(&path[..*length].join("."));
    if let Some(length) = (1..=path.len()).rev().find(is_module) {
        return length;
    }
    if is_standard_library(&path[0]) {
        let known = |length: &usize| SUBMODULES.contains(&path[..*length].join(".").as_str());
        return (2..path.len()).rev().find(known).unwrap_or(1);
    }
    let small =
        path[..path.len() - 1].iter().take_while(|part| part.starts_with(|c: char| c.is_lowercase() || c == '_'));
    small.count().max(1)
}
