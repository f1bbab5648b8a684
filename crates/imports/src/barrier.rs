//! Which import statements are barriers: no other import crosses them, and they stay as they are.

use crate::directive::{is_skip, is_usort_skip};
use crate::{BarrierReason, Safety, Settings};
use harmless_syntax::import::{CommentPlace, ImportKind, ImportStatement};
use std::borrow::Cow;

/// Why `statement` of `text` is a barrier by itself, whatever stands around it.
pub(crate) fn barrier_reason(text: &str, statement: &ImportStatement, settings: &Settings) -> Option<BarrierReason> {
    if let Some(comment) = statement.comments.iter().find(|comment| {
        let words = comment.range.of(text);
        match settings.safety {
            Safety::Full => is_skip(words) || is_usort_skip(words),
            Safety::Usort => {
                matches!(comment.place, CommentPlace::Statement | CommentPlace::AfterParenthesis)
                    && is_usort_skip(words)
            }
        }
    }) {
        return Some(BarrierReason::Directive(comment.range.of(text).trim_end().to_owned()));
    }
    if statement.is_lazy && settings.safety == Safety::Usort {
        return Some(BarrierReason::Lazy);
    }
    match statement.kind {
        // In the style `isort-black` star imports are sorted where their names are known.
        ImportKind::From { is_star: true, .. } if settings.isort().is_none() => Some(BarrierReason::Star),
        _ => side_effect(text, statement, settings).map(BarrierReason::SideEffect),
    }
}

/// The entry of `side_effect_modules` that one of the imported names matches. µsort compares the dotted name without the dots of
/// a relative import and never looks at `from . import a`; with full safety an entry may begin with dots.
fn side_effect(text: &str, statement: &ImportStatement, settings: &Settings) -> Option<String> {
    if settings.side_effect_modules.is_empty() {
        return None;
    }
    let mut candidates: Vec<Cow<'_, str>> = Vec::new();
    for name in &statement.names {
        let name = name.name.text(text);
        match statement.kind {
            ImportKind::Import => candidates.push(name),
            ImportKind::From { level, module, .. } => {
                if let Some(module) = module {
                    candidates.push(Cow::Owned(format!("{}.{name}", module.text(text))));
                }
                if settings.safety == Safety::Full && level > 0 {
                    let dots = ".".repeat(level as usize);
                    let module = module.map_or(String::new(), |module| format!("{}.", module.text(text)));
                    candidates.push(Cow::Owned(format!("{dots}{module}{name}")));
                }
            }
        }
    }
    let is_match = |entry: &str, candidate: &str| {
        let Some(rest) = candidate.strip_prefix(entry) else {
            return false;
        };
        // µsort looks for a word boundary after the entry.
        let is_word = |c: char| c == '_' || c.is_alphanumeric();
        entry.ends_with(is_word) != rest.starts_with(is_word)
    };
    let entries = &settings.side_effect_modules;
    entries.iter().find(|entry| candidates.iter().any(|candidate| is_match(entry, candidate))).cloned()
}
