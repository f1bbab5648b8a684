//! Why imports stand where they stand: data for `explain`.

use crate::classify::{Classification, classify};
use crate::plan::plan;
use crate::runs::{Found, find_runs};
use crate::{
    ApartReason, Barrier, BarrierReason, KeptApart, KeptNames, KeptPair, MissingImport, ModuleContext, Settings,
    SortError, Warning,
};
use harmless_text::TextRange;
use std::ops::ControlFlow;

/// What there is to explain about a file.
#[derive(Clone, Debug)]
pub struct Explanation<'a> {
    /// The imports that may move, by position.
    pub imports: Vec<ExplainedImport<'a>>,
    /// The places that imports do not cross, by position.
    pub barriers: Vec<Barrier>,
    /// The statements that are neither merged nor split, by position.
    pub apart: Vec<KeptApart>,
    /// Imports that keep their order although sorting would reverse it, by position.
    pub kept: Vec<KeptPair>,
    /// Names that keep their order within their statement, by position.
    pub kept_names: Vec<KeptNames>,
    /// Required imports that the file lacks.
    pub missing: Vec<MissingImport>,
    /// What else the user should know, such as why a required import is not added.
    pub warnings: Vec<Warning>,
}

/// An import and its category.
#[derive(Clone, Debug)]
pub struct ExplainedImport<'a> {
    /// The statement with its comment, to the end of its last line.
    pub range: TextRange,
    /// The module that decided: of a plain import of several, the first.
    pub module: String,
    /// Whether it is imported when it is first used (PEP 810).
    pub is_lazy: bool,
    /// The category and its reason.
    pub classification: Classification<'a>,
    /// The imports with nothing but blank lines and comments between them, by number.
    pub row: usize,
}

/// Explains `text`.
///
/// # Errors
/// As [`plan`].
pub fn explain<'a>(
    text: &str,
    settings: &'a Settings,
    context: ModuleContext<'a>,
) -> Result<Explanation<'a>, SortError> {
    let plan = plan(text, settings, context)?;
    let mut runs = Vec::new();
    find_runs(text, settings, context, |found| {
        if let Found::Run(run) = found {
            runs.push(run);
        }
        Ok(ControlFlow::Continue(()))
    })?;
    let mut imports = Vec::new();
    for (row, run) in runs.iter().enumerate() {
        for import in run.entries.iter().map(|entry| &entry.import) {
            let first = import.items.first().map(|item| item.name.to_string());
            imports.push(ExplainedImport {
                range: import.source,
                module: import.stem.as_ref().map(ToString::to_string).or(first).unwrap_or_default(),
                is_lazy: import.is_lazy,
                classification: classify(import, settings, context),
                row,
            });
        }
    }
    let mut apart = plan.apart;
    apart.sort_by_key(|kept| kept.range);
    Ok(Explanation {
        imports,
        barriers: plan.barriers,
        apart,
        kept: plan.kept,
        kept_names: plan.kept_names,
        missing: plan.missing,
        warnings: plan.warnings,
    })
}

impl BarrierReason {
    /// A short name of the rule, for programs that read explanations.
    pub fn rule(&self) -> &'static str {
        match self {
            Self::Star => "star import",
            Self::Directive(_) => "action comment",
            Self::File(_) => "file left alone",
            Self::Off => "switched off",
            Self::Semicolon => "several statements on a line",
            Self::SideEffect(_) => "side-effect module",
            Self::Shadowing(_) => "shadowing",
            Self::Lazy => "lazy import",
            Self::Comment(_) => "comment of a place",
            Self::FormFeed => "form feed",
        }
    }

    /// What would let imports move, as an order to the user.
    pub fn advice(&self) -> String {
        match self {
            Self::Star => "import the names instead of `*`".into(),
            Self::Directive(_) | Self::File(_) => "remove the comment".into(),
            Self::Off => "remove the comment that switches sorting off, or switch it on again above this line".into(),
            Self::Semicolon => "write one statement on a line".into(),
            Self::SideEffect(module) => format!("take `{module}` out of `side_effect_modules`"),
            Self::Shadowing(name) => {
                format!("remove one of the imports of `{name}`, or give it another name with `as`")
            }
            Self::Lazy => "set `safety = \"full\"`".into(),
            Self::Comment(_) => "remove the comment, or, if it is about one import, put it directly above that and in words that are no heading".into(),
            Self::FormFeed => "remove the form feed".into(),
        }
    }
}

impl ApartReason {
    /// A short name of the rule, for programs that read explanations.
    pub fn rule(&self) -> &'static str {
        match self {
            Self::Suppression(_) => "suppression",
            Self::Comment(_) => "comment",
            Self::Comments => "two comments",
            Self::Submodule(_) => "submodules",
            Self::Order => "order",
        }
    }

    /// What would let the statement be merged or split, as an order to the user.
    pub fn advice(&self) -> String {
        match self {
            Self::Suppression(_) => "put the comment beside the one name it is about".into(),
            Self::Comment(_) => "remove the comment, or do by hand what it allows".into(),
            Self::Comments => "make one comment of the two".into(),
            Self::Submodule(_) => "merge them by hand if no submodule asks the package for one of the names".into(),
            Self::Order => "merge them by hand if the order does not matter after all".into(),
        }
    }
}
