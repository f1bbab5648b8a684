//! Which names `from module import *` may bind: text in, an upper bound of the names out, or that it cannot be told.

use crate::names::{Binding, BindingKind, Names, Reference, ScopeId, Use};
use crate::tree::{Context, Kind, NodeId, Tree};
use std::collections::{BTreeMap, BTreeSet};

/// The names that a star import of a module may bind, but for those of the module's own star imports.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Exports {
    /// Those that the module binds itself; more than there are, if the module chooses among them when it is executed. Each with whether it
    /// can only be the module of this name, since `import name` alone binds it.
    pub names: BTreeMap<String, bool>,
    /// Whether the module has a list `__all__`: then the names of submodules in it are loaded.
    pub has_list: bool,
    /// Whether these are all there are: the list is one of literals, put together where everybody can see it.
    pub is_exact: bool,
}

impl Exports {
    /// The exports of a module with this text; `None` if it is no Python, or if it binds names that no statement shows.
    pub fn of(text: &str) -> Option<Self> {
        let tree = Tree::parse(text).ok()?;
        let names = Names::new(&tree, None);
        let mut bound: BTreeMap<&str, bool> = BTreeMap::new();
        for (_, binding) in names.bindings() {
            if binding.scope == ScopeId::MODULE && !matches!(binding.kind, BindingKind::Deleted) {
                let is_module = matches!(&binding.kind, BindingKind::Import(target) if target == binding.name);
                *bound.entry(binding.name).or_insert(true) &= is_module;
            }
        }
        let has_list = bound.contains_key("__all__");
        if has_list && bound.contains_key("__getattr__") {
            return None;
        }
        let exact = if has_list { exact_list(&tree, &names) } else { None };
        if let Some(listed) = exact {
            let with_kind = |name: String| {
                let is_module = bound.get(name.as_str()).copied().unwrap_or_default();
                (name, is_module)
            };
            return Some(Self { names: listed.into_iter().map(with_kind).collect(), has_list, is_exact: true });
        }
        if names.references().iter().any(|reference| hides_names(&tree, reference)) {
            return None;
        }
        for listed in names.references().iter().filter(|reference| reference.used == Use::Export) {
            bound.entry(listed.name).or_default();
        }
        bound.retain(|name, _| has_list || !name.starts_with('_'));
        let names = bound.into_iter().map(|(name, is_module)| (name.to_owned(), is_module)).collect();
        Some(Self { names, has_list, is_exact: false })
    }
}

/// What is in `__all__`, if all statements that have to do with it stand at the top level and put literals into it.
fn exact_list(tree: &Tree, names: &Names<'_>) -> Option<BTreeSet<String>> {
    if ["'__all__'", "\"__all__\"", ".__all__"].iter().any(|quoted| tree.text().contains(quoted)) {
        return None;
    }
    let is_variable = |binding: &Binding<'_>| matches!(binding.kind, BindingKind::Variable);
    if !names.bindings().all(|(_, binding)| binding.name != "__all__" || is_variable(binding)) {
        return None;
    }
    let mut listed = BTreeSet::new();
    for mention in mentions(tree, "__all__") {
        let statement = tree.statement_of(mention)?;
        if tree.parent(statement).map(|above| tree.kind(above)) != Some(Kind::Module) {
            return None;
        }
        let parts: Vec<NodeId> = tree.child_nodes(statement).collect();
        let value = match (tree.kind(statement), parts.as_slice()) {
            (Kind::Assign, &[target, value]) | (Kind::AnnAssign, &[target, _, value]) if target == mention => {
                listed.clear();
                value
            }
            (Kind::AugAssign, &[target, .., value])
                if target == mention && tree.child_tokens(statement).any(|token| tree.token_text(token) == "+=") =>
            {
                value
            }
            (Kind::Expr, &[call]) if tree.kind(call) == Kind::Call => {
                let callee = tree.child_nodes(call).next()?;
                let arguments: Vec<NodeId> = tree.child_nodes(call).skip(1).collect();
                match (tree.node_text(callee), arguments.as_slice()) {
                    ("__all__.extend", &[value]) => value,
                    ("__all__.append", &[value]) => {
                        listed.insert(tree.string_value(value)?);
                        continue;
                    }
                    _ => return None,
                }
            }
            _ => return None,
        };
        let is_shared = tree.kind(value) == Kind::Name;
        add_literals(
            tree,
            value,
            if is_shared { tree.text().len() as u32 } else { tree.range(statement).start() },
            &mut listed,
        )?;
    }
    Some(listed)
}

/// Where `name` stands as an expression or a target.
fn mentions<'t>(tree: &'t Tree, name: &'t str) -> impl Iterator<Item = NodeId> + use<'t> {
    tree.nodes().filter(move |&node| tree.kind(node) == Kind::Name && tree.node_text(node) == name)
}

/// Adds the strings that the expression `value` lists to `listed`; `None` if it is more than literals, sums of them, and variables that
/// are assigned once and not used for anything else before the offset `until`.
fn add_literals(tree: &Tree, value: NodeId, until: u32, listed: &mut BTreeSet<String>) -> Option<()> {
    match tree.kind(value) {
        Kind::List | Kind::Tuple => {
            for element in tree.child_nodes(value) {
                listed.insert(tree.string_value(element)?);
            }
        }
        Kind::BinOp if tree.child_tokens(value).any(|token| tree.token_text(token) == "+") => {
            for side in tree.child_nodes(value) {
                add_literals(tree, side, until, listed)?;
            }
        }
        Kind::Name if tree.context(value) == Context::Load => {
            let is_summand = |node: NodeId| {
                let above = tree.ancestors(node).find(|&above| tree.kind(above) != Kind::BinOp);
                let target = above.and_then(|above| tree.child_nodes(above).next());
                target.is_some_and(|target| tree.node_text(target) == "__all__")
            };
            let others = mentions(tree, tree.node_text(value)).filter(|&other| other != value);
            let mut others = others.filter(|&other| tree.range(other).start() < until && !is_summand(other));
            let assignment = tree.parent(others.next()?).filter(|&above| tree.kind(above) == Kind::Assign)?;
            let parts: Vec<NodeId> = tree.child_nodes(assignment).collect();
            let is_plain = tree.parent(assignment).map(|above| tree.kind(above)) == Some(Kind::Module);
            let (&[target, literals], None, true) = (parts.as_slice(), others.next(), is_plain) else { return None };
            if tree.node_text(target) != tree.node_text(value) || tree.kind(literals) == Kind::Name {
                return None;
            }
            add_literals(tree, literals, until, listed)?;
        }
        _ => return None,
    }
    Some(())
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
        Some(Exports::of(text)?.names.into_keys().collect::<Vec<_>>().join(" "))
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
    fn a_list_of_literals_says_it_all() {
        assert_eq!(names("__all__ = ['sub', '_a']\n_a = b = 1\n").as_deref(), Some("_a sub"));
        let parts = "_x = ['a']\n_y = ('b',)\n__all__ = _x + [\n'c' 'd']\n__all__ += ['e']\n__all__.extend(('f',))\n";
        assert_eq!(names(&format!("{parts}__all__.append('g')\nexec(t)\nuse(_x)\n")).as_deref(), Some("a cd e f g"));
        for more in [
            "if z: __all__ += ['a']\n",
            "__all__.remove('a')\n",
            "use(__all__)\n",
            "__all__ += other.__all__\n",
            "_x.append('b')\n__all__ = _x + ['a']\n",
            "__all__ = _x\n_x.append('b')\n",
            "globals()['__all__'] = ['b']\n",
            "sys.modules[__name__].__all__.append('b')\n",
            "_y = __all__\n",
        ] {
            let text = format!("__all__ = ['a']\n_x = ['x']\nb = 1\n{more}");
            assert!(!Exports::of(&text).is_some_and(|exports| exports.is_exact), "{text}");
        }
    }

    #[test]
    fn names_of_modules_are_told() {
        let text = "import os, sys\nimport a.b, re as x\nfrom m import os as os\nsys = 1\nimport z\n";
        let exports = Exports::of(text).expect("Python");
        let modules: Vec<&str> = exports.names.iter().filter(|it| *it.1).map(|(name, _)| name.as_str()).collect();
        assert_eq!(modules, ["a", "z"]);
    }

    #[test]
    fn a_list_may_have_more() {
        assert_eq!(names("__all__ = ['sub', *z]\n_a = b = 1\n").as_deref(), Some("__all__ _a b sub"));
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
