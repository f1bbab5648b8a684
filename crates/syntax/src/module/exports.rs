//! Which names `from module import *` may bind: text in, an upper bound of the names out, or that it cannot be told.

use crate::names::{BindingKind, Names, Reference, ScopeId, Use};
use crate::tree::{Kind, NodeId, Tree};
use std::collections::BTreeSet;

/// The names that a star import of a module may bind, but for those of the module's own star imports.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Exports {
    /// Those that the module binds itself; more than there are, if the module chooses among them when it is executed.
    pub names: BTreeSet<String>,
    /// Whether the module has a list `__all__`: then the names of submodules in it are loaded.
    pub has_list: bool,
}

impl Exports {
    /// The exports of a module with this text; `None` if it is no Python, or if it binds names that no statement shows.
    pub fn of(text: &str) -> Option<Self> {
        let tree = Tree::parse(text).ok()?;
        let names = Names::new(&tree, None);
        if names.references().iter().any(|reference| hides_names(&tree, reference)) {
            return None;
        }
        let bound = || {
            names
                .bindings()
                .map(|(_, binding)| binding)
                .filter(|binding| binding.scope == ScopeId::MODULE && !matches!(binding.kind, BindingKind::Deleted))
        };
        let has_list = bound().any(|binding| binding.name == "__all__");
        if has_list && bound().any(|binding| binding.name == "__getattr__") {
            return None;
        }
        let is_public = |name: &&str| has_list || !name.starts_with('_');
        let listed = names.references().iter().filter(|reference| reference.used == Use::Export);
        let own = bound().map(|binding| binding.name).chain(listed.map(|reference| reference.name));
        Some(Self { names: own.filter(is_public).map(str::to_owned).collect(), has_list })
    }
}

/// Whether the use of a name may bind names of the module that no statement shows.
fn hides_names(tree: &Tree, reference: &Reference<'_>) -> bool {
    let node = tree.covering(reference.at);
    // The calls that it is an argument of, the inner first: what is called.
    let calls = || {
        let around = tree.ancestors(node).filter(|&above| matches!(tree.kind(above), Kind::Call | Kind::Subscript));
        around.filter_map(|call| {
            let callee = tree.child_nodes(call).next().filter(|&callee| !tree.is_in(node, callee))?;
            Some(tree.node_text(callee))
        })
    };
    match reference.name {
        // Where another namespace is handed over, names go there.
        "exec" => {
            let call = tree.parent(node).filter(|&call| tree.kind(call) == Kind::Call);
            call.is_none_or(|call| tree.child_nodes(call).count() < 3)
        }
        "locals" | "vars" => reference.scope == ScopeId::MODULE && !is_in_list(tree, node),
        // `__all__ = [name for name in globals() …]` and `__import__("a", globals())` only read.
        "globals" => !is_in_list(tree, node) && !calls().any(|callee| callee == "__import__"),
        // `sys.modules[__name__]`, and functions that are told where to put names, as `IntEnum._convert_`.
        "__name__" => calls().any(|callee| callee.ends_with("modules") || callee.contains("_convert")),
        _ => false,
    }
}

/// Whether `node` is in a statement that assigns `__all__`.
fn is_in_list(tree: &Tree, node: NodeId) -> bool {
    let assigns = |&above: &NodeId| matches!(tree.kind(above), Kind::Assign | Kind::AugAssign | Kind::AnnAssign);
    let assignment = tree.ancestors(node).find(assigns);
    let target = assignment.and_then(|assignment| tree.child_nodes(assignment).next());
    target.is_some_and(|target| tree.node_text(target) == "__all__")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> Option<String> {
        Some(Exports::of(text)?.names.into_iter().collect::<Vec<_>>().join(" "))
    }

    #[test]
    fn public_names_are_exported() {
        let text = "import os, sys as _s\nfrom m import a as b, _c\nx = y = 1\n(z, [w, *v]) = q\ndef f(): k = 1\nclass C: pass\n";
        assert_eq!(names(text).as_deref(), Some("C b f os v w x y z"));
        let hidden =
            "if (n := 1): pass\nmatch n:\n    case [p, q]: pass\nfor i in n: pass\ntry: pass\nexcept E as e: pass\n";
        assert_eq!(names(hidden).as_deref(), Some("e i n p q"));
        assert_eq!(names("def f():\n    global g\n    g = 1\n").as_deref(), Some("f g"));
    }

    #[test]
    fn a_list_may_have_more() {
        assert_eq!(names("__all__ = ['sub', '_a']\n_a = b = 1\n").as_deref(), Some("__all__ _a b sub"));
        let chosen = "__all__ = [n for n in globals() if n != 'a']\na = _b = 1\n";
        assert_eq!(names(chosen).as_deref(), Some("__all__ _b a"));
    }

    #[test]
    fn what_no_statement_shows_is_not_known() {
        for text in [
            "globals()['a'] = 1\n",
            "g = globals()\n",
            "exec('a = 1')\n",
            "sys.modules[__name__] = 1\n",
            "IntEnum._convert_('A', __name__, f)\n",
            "__all__ = ['a']\ndef __getattr__(name): pass\n",
            "x = (\n",
        ] {
            assert_eq!(names(text), None, "{text}");
        }
        let reads = "exec('a = 1', space)\nm = __import__('m', globals(), locals())\ndef f(): return vars()\n";
        assert_eq!(names(reads), None, "`locals()` of the module");
        assert_eq!(names(&reads.replace(", locals()", "")).as_deref(), Some("f m"));
        assert_eq!(
            names("if __name__ == '__main__':\n    a = 1\nlog = getLogger(__name__)\n").as_deref(),
            Some("a log")
        );
    }
}
