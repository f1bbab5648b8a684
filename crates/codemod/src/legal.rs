//! Where `return`, `yield`, `await`, `break` and `continue` may stand.

use harmless_syntax::{Kind, NodeId, Tree};

/// Why something of `kind` (a statement or expression that needs a function or a loop around it) may not stand where `node`
/// does; `None` if it may.
pub(crate) fn misplaced(kind: Kind, tree: &Tree, node: NodeId) -> Option<&'static str> {
    match kind {
        Kind::Return => {
            (!scope_of(tree, node).is_some_and(Kind::is_function)).then_some("`return` outside of a function")
        }
        Kind::Yield | Kind::YieldFrom => {
            let function = scope_of(tree, node).is_some_and(|scope| scope.is_function() || scope == Kind::Lambda);
            if !function {
                Some("`yield` outside of a function")
            } else {
                comprehension_of(tree, node).map(|_| "`yield` in a comprehension")
            }
        }
        Kind::Await | Kind::AsyncFor | Kind::AsyncWith => (scope_of(tree, node) != Some(Kind::AsyncFunctionDef))
            .then_some("`await` or `async` outside of an `async def`"),
        Kind::Break | Kind::Continue => (!in_loop(tree, node)).then_some("`break` or `continue` outside of a loop"),
        _ => None,
    }
}

/// The kind of what opens the scope around a node: a function, lambda or class.
fn scope_of(tree: &Tree, node: NodeId) -> Option<Kind> {
    let mut outer = tree.ancestors(node).map(|outer| tree.kind(outer));
    outer.find(|kind| kind.is_function() || matches!(kind, Kind::Lambda | Kind::ClassDef))
}

/// The comprehension or generator expression whose own scope a node is in: anywhere but in its first iterable.
pub(crate) fn comprehension_of(tree: &Tree, node: NodeId) -> Option<Kind> {
    let mut inner = node;
    let mut clause = None;
    for outer in tree.ancestors(node) {
        let kind = tree.kind(outer);
        if kind.is_function() || matches!(kind, Kind::Lambda | Kind::ClassDef) {
            return None;
        }
        if kind == Kind::Comprehension {
            let is_iterable = tree.child_nodes(outer).nth(1) == Some(inner);
            clause = Some((outer, is_iterable));
        } else if kind.is_comprehension() {
            let first = tree.find_child(outer, Kind::Comprehension);
            if clause.take().is_none_or(|(clause, is_iterable)| Some(clause) != first || !is_iterable) {
                return Some(kind);
            }
        }
        inner = outer;
    }
    None
}

fn in_loop(tree: &Tree, node: NodeId) -> bool {
    let mut inner = node;
    for outer in tree.ancestors(node) {
        let kind = tree.kind(outer);
        if kind.is_function() || kind == Kind::ClassDef {
            return false;
        }
        // The `else` of a loop is not in it.
        if matches!(kind, Kind::For | Kind::AsyncFor | Kind::While) && tree.kind(inner) != Kind::Else {
            return true;
        }
        inner = outer;
    }
    false
}
