//! Imports of which it can be told without sorting them whether they are sorted.
//!
//! In go imports as they stand in the text, out comes whether sorting surely leaves them as they are, as it does most often, or surely
//! changes them. The rules are those of [`sort_block`](crate::block::sort_block); what they would have to decide here is left to it.

use crate::block::{are_merged, names_are_sorted, needs_blank_line};
use crate::order::{compare_imports, key};
use crate::render::Layout;
use crate::runs::{Entry, Run};
use crate::statement::Import;
use crate::{ModuleContext, Safety, Settings};
use harmless_syntax::outline::LogicalLine;

/// Gives the imports of `run` their keys.
///
/// # Errors
/// The name of a category that the settings do not list.
pub(crate) fn set_keys(run: &mut Run<'_>, settings: &Settings, context: ModuleContext<'_>) -> Result<(), String> {
    for Entry { import, .. } in &mut run.entries {
        import.key = key(import, settings, context)?;
    }
    Ok(())
}

/// Whether `run` is surely sorted, in µsort's style and with full safety: every statement and name is in its place by the order that holds
/// where nothing is to be kept, none is split or merged, and `layout` writes each as it stands there. (An import that binds a name to something
/// else is a barrier, and what stands above and below is sorted by itself. But parts of what is sorted are sorted as well.) A line without
/// an end would get `newline`. The imports have their keys.
pub(crate) fn is_settled(run: &Run<'_>, layout: Layout<'_>, newline: &str) -> bool {
    run.entries
        .chunk_by(|_, next| !next.is_pinned)
        .all(|block| is_in_order(block, layout) && is_laid_out(block.iter().map(Placed::from), layout, newline))
}

/// Whether sorting surely changes `block`, in µsort's style and with full safety, whatever becomes of the order: written out in the order in which
/// they stand in the text, its imports would not be what stands there. (If they stayed in that order, this is what would be written. If not, the
/// text changes anyway: what is written can be read again, and stays as it is.) By the numbers of imports, `lines` are their lines, and where what
/// goes with them begins. The imports have their keys.
pub(crate) fn changes_in_place(
    block: &[Import<'_>],
    lines: &[(LogicalLine, u32)],
    layout: Layout<'_>,
    newline: &str,
) -> bool {
    let placed =
        block.iter().map(|import| Placed { line: &lines[import.number].0, start: lines[import.number].1, import });
    !is_laid_out(placed, layout, newline)
}

/// An import where it stands in the text.
#[derive(Clone, Copy)]
struct Placed<'r, 't> {
    line: &'r LogicalLine,
    /// Where what goes with the import begins.
    start: u32,
    import: &'r Import<'t>,
}

impl<'r, 't> From<&'r Entry<'t>> for Placed<'r, 't> {
    fn from(Entry { line, start, import, .. }: &'r Entry<'t>) -> Self {
        Self { line, start: *start, import }
    }
}

fn is_in_order(block: &[Entry<'_>], layout: Layout<'_>) -> bool {
    let settings = layout.settings;
    // A plain import of several names is split, and one of two equal ones is dropped.
    let is_whole = |entry: &Entry<'_>| entry.import.stem.is_some() || entry.import.items.len() == 1;
    block.iter().all(|entry| is_whole(entry) && names_are_sorted(&entry.import, Safety::Full))
        && block.windows(2).all(|pair| {
            let (a, b) = (&pair[0].import, &pair[1].import);
            compare_imports(a, b, Safety::Full).is_lt() && !are_merged(a, b, settings)
        })
}

/// Whether the text of `block` is what `layout` makes of its imports in the order in which they stand there.
fn is_laid_out<'r, 't: 'r>(
    block: impl DoubleEndedIterator<Item = Placed<'r, 't>> + Clone,
    layout: Layout<'_>,
    newline: &str,
) -> bool {
    let (Some(first), Some(last)) = (block.clone().next(), block.clone().next_back()) else { return true };
    let layout = Layout { indentation: first.line.indentation().of(layout.text), ..layout };
    let mut rest = &layout.text[first.start as usize..last.line.range().end() as usize];
    let mut written = String::with_capacity(layout.settings.line_length);
    let mut category = None;
    for Placed { line, import, .. } in block {
        let own = line.newline().of(layout.text);
        let newline = if own.is_empty() { newline } else { own };
        written.clear();
        if needs_blank_line(category, import, layout.settings) {
            written.push_str(newline);
        }
        layout.write(import, newline, &mut written);
        written.push_str(own);
        let Some(below) = rest.strip_prefix(written.as_str()) else { return false };
        rest = below;
        category = Some(import.key.category);
    }
    rest.is_empty()
}
