//! Turning a class attribute into a property.

use super::Unit;
use crate::selector::{Role, Selector};
use crate::site::SiteChanges;
use harmless_syntax::names::Names;
use harmless_syntax::rewrite::Change;
use harmless_syntax::{Kind, NodeId, Tree};
use harmless_text::TextRange;
use std::collections::BTreeSet;

pub(super) fn units(names: &Names<'_>, selector: &Selector, internal: &str) -> Vec<Unit> {
    let tree = names.tree();
    let mut classes = BTreeSet::new();
    let mut units = Vec::new();
    for selected in selector.find(names) {
        if selected.role != Role::Definition || !matches!(tree.kind(selected.node), Kind::Assign | Kind::AnnAssign) {
            continue;
        }
        let Some(class) = tree.parent(selected.node).filter(|&class| tree.kind(class) == Kind::ClassDef) else {
            continue;
        };
        if classes.insert(class) {
            let changes = encapsulate(tree, class, selector.last(), internal);
            units.push(Unit { node: selected.node, changes, maybe: None, touched: Vec::new(), renamed: Vec::new() });
        }
    }
    units
}

fn encapsulate(tree: &Tree, class: NodeId, name: &str, internal: &str) -> Result<SiteChanges, String> {
    let internal = if internal.is_empty() { format!("_{name}") } else { internal.to_owned() };
    let body: Vec<NodeId> = tree.child_nodes(class).filter(|&node| tree.kind(node).is_statement()).collect();
    let (Some(&first), Some(&last)) = (body.first(), body.last()) else { return Err("the class has no body".into()) };
    let (start, end) = (tree.range(first).start(), tree.range(last).end());
    if !tree.begins_line(start) {
        return Err("the class body stands in the line of its header".into());
    }
    let mut changes = Vec::new();
    for &statement in &body {
        if matches!(tree.kind(statement), Kind::Assign | Kind::AnnAssign)
            && let Some(target) = tree.child_nodes(statement).next()
            && tree.node_text(target) == name
        {
            changes.push(Change::text(tree.range(target), internal.clone()));
        }
    }
    let (newline, indent) = (tree.newline_near(start).as_str(), tree.indentation(start));
    let inner = format!("{indent}{}", tree.indent_unit(class));
    let lines = [
        format!("{indent}@property"),
        format!("{indent}def {name}(self):"),
        format!("{inner}return self.{internal}"),
        String::new(),
        format!("{indent}@{name}.setter"),
        format!("{indent}def {name}(self, value):"),
        format!("{inner}self.{internal} = value"),
    ];
    let at = tree.line_end(end);
    changes.push(Change::text(TextRange::empty(at), format!("{newline}{}", lines.join(newline))));
    Ok(SiteChanges { changes, ..SiteChanges::default() })
}
