//! Which category an import belongs to, and why.

use crate::isort::settings as section;
use crate::settings::{FIRST_PARTY, FUTURE, STANDARD_LIBRARY, Style};
use crate::statement::Import;
use crate::{ModuleContext, Settings};
use harmless_project::{is_standard_library, is_standard_library_of};

/// A category, and the rule that gave it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Classification<'a> {
    /// The name of the category (in the style `isort-black`: section).
    pub category: &'a str,
    /// Why.
    pub reason: CategoryReason<'a>,
}

/// Why an import belongs to its category.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CategoryReason<'a> {
    /// `from . import a`
    #[error("it is relative")]
    Relative,
    /// `from __future__ import a`
    #[error("it is `__future__`")]
    Future,
    /// `__main__`, the program itself.
    #[error("it is the program itself")]
    Main,
    /// An entry of the configuration: `known` and its kin.
    #[error("`{0}` is listed in the configuration")]
    Known(&'a str),
    /// The table of the standard library; the minor release of Python 3, or `None` for all of them.
    #[error("it is in the standard library{}", .0.map(|minor| format!(" of Python 3.{minor}")).unwrap_or_default())]
    StandardLibrary(Option<u8>),
    /// The file belongs to this package.
    #[error("the file belongs to the package `{0}`")]
    SamePackage(&'a str),
    /// The module is in this directory, one of `src`.
    #[error("it is in `{0}`, which is listed in `src`")]
    Source(&'a str),
    /// `no-sections`
    #[error("`no-sections` puts all imports together")]
    NoSections,
    /// Nothing is known about the module.
    #[error("nothing else is known about it")]
    Default,
    /// It would belong to this section, which `section-order` does not list.
    #[error("its section `{0}` is not listed in `section-order`")]
    Unlisted(&'a str),
}

/// The category of `import`.
pub(crate) fn classify<'a>(
    import: &Import<'_>,
    settings: &'a Settings,
    context: ModuleContext<'a>,
) -> Classification<'a> {
    match &settings.style {
        Style::Usort => classify_as_usort(import.top_level_name(), settings, context),
        Style::IsortBlack(isort) => {
            let found = classify_as_isort(import, isort, settings.first_party_detection, context);
            if isort.section_order.iter().any(|listed| listed == found.category) {
                found
            } else {
                let reason = CategoryReason::Unlisted(found.category);
                Classification { category: &isort.default_section, reason }
            }
        }
    }
}

/// The category of the top-level module `name` (`None`: of a relative import), as µsort decides it.
pub(crate) fn classify_as_usort<'a>(
    name: Option<&str>,
    settings: &'a Settings,
    context: ModuleContext<'a>,
) -> Classification<'a> {
    let is = |category, reason| Classification { category, reason };
    let Some(name) = name else {
        return is(FIRST_PARTY, CategoryReason::Relative);
    };
    if settings.first_party_detection
        && let Some(package) = context.first_party
        && package == name
    {
        return is(FIRST_PARTY, CategoryReason::SamePackage(package));
    }
    if let Some((entry, category)) = settings.known.get_key_value(name) {
        return is(category, CategoryReason::Known(entry));
    }
    match name {
        "__future__" => is(FUTURE, CategoryReason::Future),
        "__main__" => is(FIRST_PARTY, CategoryReason::Main),
        _ if is_standard_library(name) => is(STANDARD_LIBRARY, CategoryReason::StandardLibrary(None)),
        _ => is(&settings.default_category, CategoryReason::Default),
    }
}

/// The section of `import`, as ruff decides it.
fn classify_as_isort<'a>(
    import: &Import<'_>,
    settings: &'a section::IsortSettings,
    detects_package: bool,
    context: ModuleContext<'a>,
) -> Classification<'a> {
    let is = |category, reason| Classification { category, reason };
    let Some(top) = import.top_level_name() else {
        return match settings.no_sections {
            true => is(section::FIRST_PARTY, CategoryReason::NoSections),
            false => is(section::LOCAL_FOLDER, CategoryReason::Relative),
        };
    };
    let module = match (&import.stem, import.items.first()) {
        (Some(stem), _) => stem,
        (None, Some(item)) => &item.name,
        (None, None) => top,
    };
    if top == "__future__" {
        return is(section::FUTURE, CategoryReason::Future);
    }
    if settings.no_sections {
        return is(section::FIRST_PARTY, CategoryReason::NoSections);
    }
    // The longest part of the module's name that an entry matches decides.
    let parts = std::iter::successors(Some(module), |part| part.rsplit_once('.').map(|(package, _)| package));
    for part in parts {
        if let Some(known) = settings.known.iter().find(|known| known.pattern.matches(part)) {
            return is(&known.section, CategoryReason::Known(known.pattern.as_str()));
        }
    }
    if is_standard_library_of(top, settings.target_version) {
        return is(section::STANDARD_LIBRARY, CategoryReason::StandardLibrary(Some(settings.target_version)));
    }
    if detects_package
        && let Some(package) = context.first_party
        && package == top
    {
        return is(section::FIRST_PARTY, CategoryReason::SamePackage(package));
    }
    if let Some(directory) = context.surroundings.and_then(|surroundings| surroundings.source_of(module)) {
        return is(section::FIRST_PARTY, CategoryReason::Source(directory));
    }
    if module == "__main__" {
        return is(section::FIRST_PARTY, CategoryReason::Main);
    }
    is(&settings.default_section, CategoryReason::Default)
}
