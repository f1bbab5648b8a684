//! That no name outside of the edits means something else than before.

use super::{Renamed, Shifted, VerifyError};
use harmless_syntax::names::{BindingKind, Names, Qualified, Reference};
use harmless_text::TextRange;

/// No name that is still where it was means something else than before.
pub(super) fn check_names(
    before: &Names<'_>,
    after: &Names<'_>,
    shifted: &Shifted<'_>,
    renamed: &[Renamed],
) -> Result<(), VerifyError> {
    for reference in before.references() {
        let Some(at) = shifted.map(reference.at) else { continue };
        let Some(now) = after.reference_at(at).filter(|now| now.name == reference.name) else { continue };
        let (old, new) = (meaning(before, reference), meaning(after, now));
        let same = match (&old, &new) {
            (Meaning::Bound(old), Meaning::Bound(new)) => old.iter().all(|old| match shifted.map(*old) {
                Some(at) => new.iter().any(|new| new.start() == at),
                // The binding itself was edited.
                None => true,
            }),
            (Meaning::Path(old), Meaning::Path(new)) => old == new || follows(old, new, renamed),
            (old, new) => old == new,
        };
        if !same {
            let name = reference.name.to_owned();
            return Err(VerifyError::Name { name, before: old.to_string(), after: new.to_string() });
        }
    }
    Ok(())
}

fn follows(old: &str, new: &str, renamed: &[Renamed]) -> bool {
    renamed.iter().any(|rename| {
        let rest = |path: &str, base: &str| {
            path.strip_prefix(base).filter(|rest| rest.is_empty() || rest.starts_with('.')).map(str::to_owned)
        };
        // `import a.b` binds `a`: of a renamed `a.b` only the first part is seen.
        // A name without dots is renamed wherever it is imported from.
        let is_last =
            |path: &str, name: &str| path.rsplit_once('.').map(|(module, last)| (module.to_owned(), last == name));
        if !rename.old.contains('.')
            && let (Some((from, true)), Some((to, true))) = (is_last(old, &rename.old), is_last(new, &rename.new))
            && from == to
        {
            return true;
        }
        let head = rename.old.split('.').next() == Some(old) && rename.new.split('.').next() == Some(new);
        head || rest(old, &rename.old).is_some_and(|tail| rest(new, &rename.new) == Some(tail))
    })
}

#[derive(Clone, PartialEq, Eq, Debug)]
enum Meaning {
    Unbound,
    Path(String),
    Several,
    Bound(Vec<TextRange>),
}

impl std::fmt::Display for Meaning {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Unbound => f.write_str("nothing in this file"),
            Self::Path(path) => write!(f, "`{path}`"),
            Self::Several => f.write_str("one of several things"),
            Self::Bound(_) => f.write_str("a definition of this file"),
        }
    }
}

fn meaning(names: &Names<'_>, reference: &Reference<'_>) -> Meaning {
    match names.qualify(reference.name, &[], reference.scope) {
        Qualified::Unbound => Meaning::Unbound,
        Qualified::Maybe(_) => Meaning::Several,
        Qualified::Import { path, .. } => Meaning::Path(path),
        Qualified::Local(_) => {
            let bindings = names.resolve(reference).iter().map(|&id| names.binding(id));
            Meaning::Bound(
                bindings.filter(|binding| binding.kind != BindingKind::Deleted).map(|binding| binding.at).collect(),
            )
        }
    }
}
