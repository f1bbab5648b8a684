//! Adding, changing and removing a parameter, together with the calls.

use super::{Position, Refactoring, Unit};
use crate::selector::{Role, Selector};
use crate::site::SiteChanges;
use harmless_syntax::names::{BindingKind, Names, Qualified, ScopeKind};
use harmless_syntax::rewrite::{Change, Insertion, Item, Piece, Place, items, list_changes};
use harmless_syntax::{Kind, NodeId, TokenKind, Tree};
use harmless_text::TextRange;
use std::collections::BTreeSet;

/// A parameter of a definition.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Parameter {
    /// Its name.
    pub name: String,
    /// Its index among the parameters that calls can pass by position, `self` and `cls` not counted; `None` if they cannot.
    pub position: Option<usize>,
    /// Whether calls may leave it out.
    pub has_default: bool,
}

pub(super) fn units(names: &Names<'_>, selector: &Selector, refactoring: &Refactoring) -> Vec<Unit> {
    let tree = names.tree();
    let selected = selector.find(names);
    let definitions: Vec<NodeId> =
        selected.iter().filter(|place| place.role == Role::Definition).map(|place| place.node).collect();
    let mut units = Vec::new();
    for place in &selected {
        let changes = match place.role {
            Role::Definition if tree.kind(place.node).is_function() => definition(names, place.node, refactoring),
            Role::Call => {
                let signature = definitions.first().and_then(|&definition| signature(names, definition));
                call(
                    tree,
                    place.node,
                    refactoring,
                    signature.as_deref(),
                    explicit_receiver(names, place.node, &definitions),
                )
            }
            _ => continue,
        };
        let is_new = |change: &Change| change.pieces != [Piece::Text(change.range.of(tree.text()).to_owned())];
        let changes = changes.map(|changes| SiteChanges {
            changes: changes.into_iter().filter(is_new).collect(),
            ..SiteChanges::default()
        });
        if !matches!(&changes, Ok(changes) if changes.changes.is_empty()) {
            units.push(Unit { node: place.node, changes, maybe: None, touched: Vec::new(), renamed: Vec::new() });
        }
    }
    if units.iter().any(|unit| definitions.contains(&unit.node) && unit.changes.is_err()) {
        // All definitions or none, and no call without them.
        units.retain(|unit| unit.changes.is_err());
    }
    units
}

/// The parameters of a definition with their positions in calls.
fn signature(names: &Names<'_>, definition: NodeId) -> Option<Vec<Parameter>> {
    let tree = names.tree();
    let arguments = tree.find_child(definition, Kind::Arguments)?;
    let (_, all) = items(tree, arguments)?;
    let skip = usize::from(has_receiver(names, definition, &all));
    let mut keyword_only = false;
    let mut out = Vec::new();
    for (index, item) in all.iter().filter(|item| item.node.is_some() || is_bare_star(tree, item)).enumerate() {
        let name = parameter_name(tree, item).unwrap_or("");
        let starred = item.range.of(tree.text()).starts_with('*');
        keyword_only |= starred;
        if index >= skip && !starred {
            let position = (!keyword_only).then(|| index - skip);
            let has_default = item.node.is_some_and(|arg| tree.find_token(arg, TokenKind::Equal).is_some());
            out.push(Parameter { name: name.to_owned(), position, has_default });
        }
    }
    Some(out)
}

fn is_bare_star(tree: &Tree, item: &Item) -> bool {
    item.range.of(tree.text()) == "*"
}

fn parameter_name<'t>(tree: &'t Tree, item: &Item) -> Option<&'t str> {
    item.node.and_then(|arg| tree.find_token(arg, TokenKind::Name)).map(|token| tree.token_text(token))
}

/// Whether the first parameter is the object or class itself.
fn has_receiver(names: &Names<'_>, definition: NodeId, all: &[Item]) -> bool {
    let tree = names.tree();
    let in_class = names.scope(names.scope_of(definition)).kind == ScopeKind::Class;
    let is_static = tree.child_nodes(definition).any(|child| {
        tree.kind(child) == Kind::Decorator && tree.node_text(child).trim_start_matches('@').trim() == "staticmethod"
    });
    let named = all
        .first()
        .and_then(|item| parameter_name(tree, item))
        .is_some_and(|name| matches!(name, "self" | "cls" | "meta" | "mcs"));
    (in_class && !is_static && !all.is_empty()) || named
}

/// How many of the arguments of a call are the object itself: one where a method is taken of its class.
fn explicit_receiver(names: &Names<'_>, call: NodeId, definitions: &[NodeId]) -> Result<usize, String> {
    let tree = names.tree();
    let Some(callee) = tree.child_nodes(call).next().filter(|&callee| tree.kind(callee) == Kind::Attribute) else {
        return Ok(0);
    };
    let Some(class) = tree.child_nodes(callee).next() else { return Ok(0) };
    let is_class = match names.qualified(class) {
        Some(Qualified::Local(id)) => names.binding(id).kind == BindingKind::Class,
        Some(Qualified::Import { path, .. }) => {
            path.rsplit('.').next().is_some_and(|last| last.starts_with(char::is_uppercase))
        }
        _ => false,
    };
    if !is_class {
        return Ok(0);
    }
    let bound = |definition: &NodeId| {
        tree.child_nodes(*definition).filter(|&child| tree.kind(child) == Kind::Decorator).any(|decorator| {
            matches!(tree.node_text(decorator).trim_start_matches('@').trim(), "staticmethod" | "classmethod")
        })
    };
    let (method, bound): (Vec<NodeId>, Vec<NodeId>) = definitions
        .iter()
        .filter(|&&node| tree.parent(node).is_some_and(|p| tree.kind(p) == Kind::ClassDef))
        .partition(|node| !bound(node));
    match (method.is_empty(), bound.is_empty()) {
        (false, true) => Ok(1),
        (true, false) => Ok(0),
        _ => Err(format!("whether `{}` is passed the object is not known", tree.node_text(callee))),
    }
}

fn text(place: Place, text: String) -> Insertion {
    Insertion { place, pieces: vec![Piece::Text(text)] }
}

fn definition(names: &Names<'_>, definition: NodeId, refactoring: &Refactoring) -> Result<Vec<Change>, String> {
    let tree = names.tree();
    let Some(arguments) = tree.find_child(definition, Kind::Arguments) else { return Ok(Vec::new()) };
    let Some((_, all)) = items(tree, arguments) else { return Ok(Vec::new()) };
    let index_of = |name: &str| all.iter().position(|item| parameter_name(tree, item) == Some(name));
    match refactoring {
        Refactoring::Add { name, value, positional, position, annotation } => {
            if index_of(name).is_some() {
                return Ok(Vec::new());
            }
            let receiver = usize::from(has_receiver(names, definition, &all));
            let starts = |index: usize, prefix: &str| all[index].range.of(tree.text()).starts_with(prefix);
            let has_default =
                |index: usize| all[index].node.is_some_and(|arg| tree.find_token(arg, TokenKind::Equal).is_some());
            let before = |wanted: &dyn Fn(usize) -> bool| {
                (0..all.len()).find(|&index| wanted(index)).map_or(Place::End, Place::Before)
            };
            let mut place = match position {
                Position::Start if receiver < all.len() => Place::Before(receiver),
                Position::Start => Place::End,
                Position::After(other) => {
                    let index = index_of(other).ok_or_else(|| format!("there is no parameter `{other}`"))?;
                    if index + 1 < all.len() { Place::Before(index + 1) } else { Place::End }
                }
                Position::End if *positional => before(&|index| has_default(index) || starts(index, "*")),
                Position::End => before(&|index| starts(index, "**")),
            };
            // `/` ends what is passed by position only, so nothing goes directly behind the last before it unseen.
            if let Place::Before(index) = place
                && all[index].range.of(tree.text()) == "/"
                && matches!(position, Position::After(_))
            {
                place = if index + 1 < all.len() { Place::Before(index + 1) } else { Place::End };
            }
            let annotation = annotation.as_ref().map_or(String::new(), |annotation| format!(": {annotation}"));
            let spaced = if annotation.is_empty() { "=" } else { " = " };
            let written =
                if *positional { format!("{name}{annotation}") } else { format!("{name}{annotation}{spaced}{value}") };
            Ok(list_changes(tree, arguments, &BTreeSet::new(), &[text(place, written)]))
        }
        Refactoring::Remove { name } => {
            let Some(index) = index_of(name) else { return Ok(Vec::new()) };
            let parameter = all[index].node.and_then(|arg| {
                names.bindings().find(|(_, binding)| binding.node == arg && binding.kind == BindingKind::Parameter)
            });
            if parameter.is_some_and(|(id, _)| names.references_to(id).next().is_some()) {
                return Err(format!("the body still uses `{name}`"));
            }
            let mut gone = BTreeSet::from([index]);
            // A bare `*` with nothing behind it goes too.
            if index > 0
                && all[index - 1].range.of(tree.text()) == "*"
                && all.get(index + 1).is_none_or(|next| next.range.of(tree.text()).starts_with("**"))
            {
                gone.insert(index - 1);
            }
            // So does a `/` with nothing before it.
            if index == 0 && all.get(1).is_some_and(|next| next.range.of(tree.text()) == "/") {
                gone.insert(1);
            }
            Ok(list_changes(tree, arguments, &gone, &[]))
        }
        Refactoring::Modify { name, new_name, annotation, default } => {
            let Some(index) = index_of(name) else { return Ok(Vec::new()) };
            let Some(arg) = all[index].node else { return Ok(Vec::new()) };
            modify(names, arg, new_name.as_deref(), annotation.as_deref(), default.as_deref())
        }
        _ => Ok(Vec::new()),
    }
}

fn modify(
    names: &Names<'_>,
    arg: NodeId,
    new_name: Option<&str>,
    annotation: Option<&str>,
    default: Option<&str>,
) -> Result<Vec<Change>, String> {
    let tree = names.tree();
    let Some(name) = tree.find_token(arg, TokenKind::Name) else { return Ok(Vec::new()) };
    let mut changes = Vec::new();
    let colon = tree.find_token(arg, TokenKind::Colon);
    let equal = tree.find_token(arg, TokenKind::Equal);
    if let Some(new) = new_name {
        let Some((id, binding)) = names.bindings().find(|(_, binding)| binding.node == arg) else { return Ok(changes) };
        let mut scopes = names.references_to(id).map(|reference| reference.scope).chain([binding.scope]);
        if scopes.any(|scope| !names.lookup(new, scope).is_empty()) {
            return Err(format!("`{new}` already means something else in the function"));
        }
        for &other in names.same_variable(id) {
            changes.push(Change::text(names.binding(other).at, new));
        }
        for reference in names.references_to(id) {
            if names.binding_at(reference.at.start()).is_none() {
                changes.push(Change::text(reference.at, new));
            }
        }
    }
    let after_name = tree.token_range(name).end();
    let nodes: Vec<NodeId> = tree.child_nodes(arg).collect();
    if let Some(annotation) = annotation {
        let range = colon.and(nodes.first()).map(|&old| tree.outer_range(old));
        match range {
            Some(range) if annotation.is_empty() => {
                changes.push(Change::text(TextRange::new(after_name, range.end()), ""));
            }
            Some(range) => changes.push(Change::text(range, annotation)),
            None if annotation.is_empty() => {}
            None => changes.push(Change::text(TextRange::empty(after_name), format!(": {annotation}"))),
        }
    }
    if let Some(default) = default {
        match equal.and(nodes.last()) {
            Some(&old) => changes.push(Change::text(tree.outer_range(old), default)),
            None => {
                let spaced =
                    if colon.is_some() || annotation.is_some_and(|text| !text.is_empty()) { " = " } else { "=" };
                changes.push(Change::text(TextRange::empty(tree.range(arg).end()), format!("{spaced}{default}")));
            }
        }
    }
    Ok(changes)
}

fn call(
    tree: &Tree,
    call: NodeId,
    refactoring: &Refactoring,
    signature: Option<&[Parameter]>,
    receiver: Result<usize, String>,
) -> Result<Vec<Change>, String> {
    let Some((_, all)) = items(tree, call) else { return Ok(Vec::new()) };
    let kind = |item: &Item| item.node.map(|node| tree.kind(node));
    let is_keyword = |item: &Item| kind(item) == Some(Kind::Keyword);
    let is_star = |item: &Item| item.range.of(tree.text()).starts_with('*');
    let keyword = |name: &str| {
        all.iter().position(|item| {
            is_keyword(item)
                && item.node.and_then(|node| tree.find_token(node, TokenKind::Name)).is_some_and(|token| {
                    tree.token_text(token) == name && tree.token_range(token).start() == item.range.start()
                })
        })
    };
    let position_of =
        |name: &str| signature.and_then(|all| all.iter().find(|p| p.name == name)).and_then(|p| p.position);
    match refactoring {
        Refactoring::Add { name, value, positional: true, position, .. } => {
            // Where the definition has it already, the calls pass it already.
            if keyword(name).is_some() || signature.is_some_and(|all| all.iter().any(|own| own.name == *name)) {
                return Ok(Vec::new());
            }
            let plain = all.iter().filter(|item| !is_keyword(item) && !is_star(item)).count();
            let mixed = plain < all.len();
            let wanted = match position {
                Position::Start => Some(receiver?),
                Position::After(other) => match position_of(other) {
                    Some(at) => Some(at + 1 + receiver?),
                    None => None,
                },
                // Behind all that is passed by position, where the definition puts it too.
                Position::End => match signature {
                    Some(all) => {
                        let required = all.iter().take_while(|own| own.position.is_some() && !own.has_default);
                        Some(required.count() + receiver?)
                    }
                    None => (!mixed).then_some(plain),
                },
            };
            let generator = all.iter().any(|item| kind(item) == Some(Kind::GeneratorExp)) && all.len() == 1;
            // A generator expression that is not the only argument any more needs brackets of its own.
            let bare =
                all.first().filter(|item| generator && item.node.is_some_and(|node| tree.own_bracket(node).is_none()));
            let insertion = match wanted {
                Some(at) if at <= plain && !all[..at].iter().any(is_star) => {
                    let place = if at < all.len() { Place::Before(at) } else { Place::End };
                    text(place, value.clone())
                }
                _ => {
                    let before = all.iter().position(|item| item.range.of(tree.text()).starts_with("**"));
                    text(before.map_or(Place::End, Place::Before), format!("{name}={value}"))
                }
            };
            let mut changes: Vec<Change> =
                bare.map(|bare| Change::text(TextRange::empty(bare.range.end()), ")")).into_iter().collect();
            changes.extend(list_changes(tree, call, &BTreeSet::new(), &[insertion]));
            changes.extend(bare.map(|bare| Change::text(TextRange::empty(bare.range.start()), "(")));
            Ok(changes)
        }
        Refactoring::Modify { name, new_name: Some(new), .. } => {
            let Some(index) = keyword(name) else { return Ok(Vec::new()) };
            if keyword(new).is_some() {
                return Err(format!("the call already passes `{new}`"));
            }
            let token = all[index].node.and_then(|node| tree.find_token(node, TokenKind::Name));
            Ok(token.map(|token| Change::text(tree.token_range(token), new.clone())).into_iter().collect())
        }
        Refactoring::Remove { name } => {
            if let Some(index) = keyword(name) {
                return Ok(list_changes(tree, call, &BTreeSet::from([index]), &[]));
            }
            let Some(at) = position_of(name) else { return Ok(Vec::new()) };
            let at = at + receiver?;
            if all.iter().take(at + 1).any(is_star) {
                return Err(format!("a starred argument may pass `{name}`"));
            }
            if at >= all.len() || is_keyword(&all[at]) {
                return Ok(Vec::new());
            }
            Ok(list_changes(tree, call, &BTreeSet::from([at]), &[]))
        }
        _ => Ok(Vec::new()),
    }
}
