//! Rules: what to find, under which conditions, and what to make of it.

use crate::align::{Script, align};
use crate::constraint::Constraint;
use crate::pattern::{Pattern, PatternError, Shape};
use crate::refactor::Refactoring;
use crate::selector::Selector;
use harmless_syntax::{Child, Kind};
use std::collections::BTreeSet;

/// How far a rule can be trusted to keep the meaning of code.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Safety {
    /// Applied always.
    #[default]
    Safe,
    /// Applied only when unsafe changes are asked for.
    Unsafe,
    /// Never applied: the sites are reported.
    Manual,
}

/// What a rule looks for.
#[derive(Clone, Debug)]
pub enum Find {
    /// A pattern.
    Pattern(Box<Pattern>),
    /// A selector: definitions and uses of a name, in Bowler's manner.
    Selector(Selector),
}

/// What a rule does with what it finds.
#[derive(Clone, Debug)]
pub enum Action {
    /// It only reports it.
    Report,
    /// It replaces it by a template.
    Rewrite {
        /// The template.
        template: Box<Pattern>,
        /// The template, worked out against the pattern.
        script: Box<Script>,
    },
    /// It changes a definition and its uses.
    Refactor(Refactoring),
}

/// One rule.
#[derive(Clone, Debug)]
pub struct Rule {
    /// Its name in reports and suppressions.
    pub id: String,
    /// What it says about a site.
    pub message: String,
    /// What it looks for.
    pub find: Find,
    /// What must hold besides; all of them.
    pub constraints: Vec<Constraint>,
    /// What it does.
    pub action: Action,
    /// How far it is trusted.
    pub safety: Safety,
    /// Whether dotted names match as they are spelled.
    pub textual: bool,
    /// Names in the template that are modules.
    pub modules: Vec<String>,
    /// Whether imports that nothing uses any more are removed.
    pub remove_unused: bool,
    /// What happens to other mentions of a function whose every call is changed.
    pub companion: Option<Box<Rule>>,
    /// The oldest Python that new text must run on, as (3, minor).
    pub python: (u8, u8),
}

impl Rule {
    /// A rule that replaces `pattern` by `replacement`.
    ///
    /// # Errors
    /// When one of them is no pattern or template.
    pub fn rewrite(pattern: &str, replacement: &str) -> Result<Self, PatternError> {
        let mut rule = Self::select(pattern)?;
        if let Find::Pattern(pattern) = &rule.find {
            let template = Pattern::parse_template(replacement, pattern)?;
            let script = align(pattern, &template);
            rule.companion = Self::companion_of(pattern, &template);
            rule.action = Action::Rewrite { template: Box::new(template), script: Box::new(script) };
        }
        Ok(rule)
    }

    /// The rule for the mentions of a function, where `f($...xs)` becomes `g($...xs)`.
    pub fn companion_of(pattern: &Pattern, template: &Pattern) -> Option<Box<Self>> {
        let old = whole_call(pattern)?;
        let new = whole_call(template)?;
        (old != new).then(|| Self::rewrite(&old, &new).ok().map(Box::new)).flatten()
    }

    /// A rule that only finds `pattern`.
    ///
    /// # Errors
    /// When it is no pattern.
    pub fn select(pattern: &str) -> Result<Self, PatternError> {
        Ok(Self::new(Find::Pattern(Box::new(Pattern::parse(pattern)?)), Action::Report))
    }

    /// A rule with everything else at its default.
    pub fn new(find: Find, action: Action) -> Self {
        Self {
            id: "rewrite".into(),
            message: String::new(),
            find,
            constraints: Vec::new(),
            action,
            safety: Safety::Safe,
            textual: false,
            modules: Vec::new(),
            remove_unused: true,
            companion: None,
            python: (3, 8),
        }
    }

    /// Groups of literals: a file whose bytes lack all literals of some group has nothing for this rule.
    pub fn required_literals(&self) -> Vec<BTreeSet<String>> {
        match &self.find {
            Find::Pattern(pattern) => pattern.required_literals(self.textual),
            Find::Selector(selector) => selector.required_literals(),
        }
    }
}

/// The dotted name that is called, if a pattern is a call of it with whatever arguments.
fn whole_call(pattern: &Pattern) -> Option<String> {
    let Shape::Expression(call) = pattern.shape else { return None };
    let mut parts = pattern.tree.child_nodes(call);
    let (callee, arguments) = (parts.next()?, parts.next()?);
    let is_whole = pattern.tree.kind(call) == Kind::Call && parts.next().is_none();
    let run = pattern.run(Child::Node(arguments)).is_some();
    (is_whole && run).then(|| pattern.paths.get(&callee).map(|path| path.join("."))).flatten()
}
