//! Rule files: TOML that holds rules and their tests.

use crate::align::align;
use crate::constraint::{Comparison, Constraint, Operand, Subject, Test};
use crate::pattern::{Pattern, PatternError};
use crate::refactor::{Position, Refactoring, Rename};
use crate::rule::{Action, Find, Rule, Safety};
use crate::selector::{Selector, SelectorKind};
use harmless_syntax::Kind;
use regex::Regex;
use serde::Deserialize;
use std::collections::BTreeMap;
use thiserror::Error;

/// Why a rule file cannot be used.
#[derive(Clone, Debug, Error)]
pub enum RuleFileError {
    /// It is not TOML, or has keys or values that rule files do not have.
    #[error("{message}")]
    Toml {
        /// What is wrong.
        message: String,
        /// Where, in bytes.
        span: Option<std::ops::Range<usize>>,
    },
    /// A pattern or template of a rule is wrong.
    #[error("rule `{rule}`: {error}")]
    Pattern {
        /// The rule.
        rule: String,
        /// What is wrong.
        error: PatternError,
    },
    /// A rule does not say what to find, says it twice, or says something that does not fit.
    #[error("rule `{rule}`: {message}")]
    Rule {
        /// The rule.
        rule: String,
        /// What is wrong.
        message: String,
    },
}

/// A codemod: rules that are run together.
#[derive(Clone, Debug)]
pub struct Codemod {
    /// Its name.
    pub id: String,
    /// What it is for.
    pub description: String,
    /// Its rules.
    pub rules: Vec<Rule>,
    /// Its tests.
    pub tests: Vec<RuleTest>,
    /// Which files it is for, by regular expressions on the path.
    pub include: Vec<Regex>,
    /// Which files it is not for.
    pub exclude: Vec<Regex>,
}

/// A test of a rule file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RuleTest {
    /// The rule it belongs to; the whole codemod is run.
    pub rule: String,
    /// The text before.
    pub before: String,
    /// The text after; `None` if nothing may change.
    pub after: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawFile {
    codemod: Option<RawCodemod>,
    #[serde(default)]
    rule: Vec<RawRule>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
struct RawCodemod {
    id: String,
    description: String,
    python: Option<String>,
    include: Vec<String>,
    exclude: Vec<String>,
}

/// One rule as it is written.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
struct RawRule {
    id: Option<String>,
    message: Option<String>,
    #[serde(rename = "match")]
    pattern: Option<String>,
    root: Option<bool>,
    module: Option<String>,
    class: Option<String>,
    subclass: Option<String>,
    attribute: Option<String>,
    method: Option<String>,
    function: Option<String>,
    var: Option<String>,
    rewrite: Option<String>,
    rename: Option<String>,
    add_argument: Option<RawAdd>,
    modify_argument: Option<RawModify>,
    remove_argument: Option<String>,
    encapsulate: Option<String>,
    #[serde(rename = "where")]
    conditions: BTreeMap<String, RawWhere>,
    inside: Option<OneOrMore>,
    not_inside: Option<OneOrMore>,
    has: Option<OneOrMore>,
    not_has: Option<OneOrMore>,
    in_class: Option<String>,
    include_subclasses: Option<bool>,
    is_call: Option<bool>,
    is_def: Option<bool>,
    safety: Safety,
    textual: bool,
    modules: Vec<String>,
    remove_unused: Option<bool>,
    test: Vec<RawTest>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMore {
    One(String),
    More(Vec<String>),
}

impl OneOrMore {
    fn all(&self) -> &[String] {
        match self {
            Self::One(one) => std::slice::from_ref(one),
            Self::More(more) => more,
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawAdd {
    name: String,
    value: String,
    #[serde(default)]
    positional: bool,
    after: Option<String>,
    annotation: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct RawModify {
    name: String,
    new_name: Option<String>,
    annotation: Option<String>,
    default: Option<String>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
struct RawWhere {
    kind: Option<OneOrMore>,
    not_kind: Option<OneOrMore>,
    regex: Option<String>,
    not_regex: Option<String>,
    is: Option<String>,
    not: Option<OneOrMore>,
    has: Option<String>,
    not_has: Option<String>,
    equals: Option<String>,
    differs: Option<String>,
    less: Option<String>,
    greater: Option<String>,
    count: Option<usize>,
    at_least: Option<usize>,
    at_most: Option<usize>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawTest {
    before: Option<String>,
    after: Option<String>,
    unchanged: Option<String>,
}

/// The message about an unknown word, `unknown field `a`, expected one of `b`, `c``, with the one that may be meant.
fn with_suggestion(message: &str) -> String {
    let words: Vec<&str> = message.split('`').skip(1).step_by(2).collect();
    let [unknown, known @ ..] = words.as_slice() else { return message.to_owned() };
    let likeness = |word: &str| strsim::jaro_winkler(unknown, word);
    let best = known.iter().max_by(|one, other| likeness(one).total_cmp(&likeness(other)));
    match best.filter(|word| message.starts_with("unknown ") && likeness(word) > 0.8) {
        Some(meant) => format!("{message}; did you mean `{meant}`?"),
        None => message.to_owned(),
    }
}

impl Codemod {
    /// Reads a rule file. `name` stands for its id if it does not have one.
    ///
    /// # Errors
    /// When the text is no rule file.
    pub fn parse(text: &str, name: &str) -> Result<Self, RuleFileError> {
        let raw: RawFile = toml::from_str(text)
            .map_err(|error| RuleFileError::Toml { message: with_suggestion(error.message()), span: error.span() })?;
        let head = raw.codemod.unwrap_or_default();
        let id = if head.id.is_empty() { name.to_owned() } else { head.id };
        let fault = |message: String| RuleFileError::Rule { rule: id.clone(), message };
        let regexes = |all: &[String]| {
            all.iter()
                .map(|one| Regex::new(one).map_err(|error| fault(error.to_string())))
                .collect::<Result<Vec<_>, _>>()
        };
        let python = head.python.as_deref().map_or(Ok((3, 8)), |text| {
            python_version(text)
                .ok_or_else(|| fault(format!("`{text}` is no Python version; write for example `>=3.9`")))
        })?;
        let (include, exclude) = (regexes(&head.include)?, regexes(&head.exclude)?);
        let (mut rules, mut tests) = (Vec::new(), Vec::new());
        for (index, rule) in raw.rule.into_iter().enumerate() {
            let rule_id =
                rule.id.clone().unwrap_or_else(|| if index == 0 { id.clone() } else { format!("{id}-{}", index + 1) });
            let fault = |message: String| RuleFileError::Rule { rule: rule_id.clone(), message };
            for test in &rule.test {
                tests.push(match (&test.before, &test.after, &test.unchanged) {
                    (Some(before), Some(after), None) => {
                        RuleTest { rule: rule_id.clone(), before: before.clone(), after: Some(after.clone()) }
                    }
                    (None, None, Some(text)) => RuleTest { rule: rule_id.clone(), before: text.clone(), after: None },
                    _ => return Err(fault("a test has `before` and `after`, or `unchanged`".into())),
                });
            }
            rules.push(build(rule, rule_id, python)?);
        }
        if rules.is_empty() {
            return Err(fault("the file has no `[[rule]]`".into()));
        }
        Ok(Self { id, description: head.description, rules, tests, include, exclude })
    }

    /// Whether the codemod is for the file at `path`.
    pub fn is_for(&self, path: &str) -> bool {
        (self.include.is_empty() || self.include.iter().any(|regex| regex.is_match(path)))
            && !self.exclude.iter().any(|regex| regex.is_match(path))
    }
}

fn python_version(text: &str) -> Option<(u8, u8)> {
    let text = text.trim().trim_start_matches(['>', '=', ' ']);
    let (major, minor) = text.split_once('.')?;
    Some((major.parse().ok()?, minor.split('.').next()?.parse().ok()?))
}

fn build(raw: RawRule, id: String, python: (u8, u8)) -> Result<Rule, RuleFileError> {
    let fault = |message: &str| RuleFileError::Rule { rule: id.clone(), message: message.to_owned() };
    let wrong = |error: PatternError| RuleFileError::Pattern { rule: id.clone(), error };
    let selectors: Vec<Selector> = [
        (SelectorKind::Module, &raw.module),
        (SelectorKind::Class, &raw.class),
        (SelectorKind::Subclass, &raw.subclass),
        (SelectorKind::Attribute, &raw.attribute),
        (SelectorKind::Method, &raw.method),
        (SelectorKind::Function, &raw.function),
        (SelectorKind::Var, &raw.var),
    ]
    .into_iter()
    .filter_map(|(kind, name)| Some(Selector { kind, name: name.clone()? }))
    .chain(raw.root.filter(|&root| root).map(|_| Selector { kind: SelectorKind::Root, name: String::new() }))
    .collect();
    let find = match (&raw.pattern, &selectors[..]) {
        (Some(pattern), []) => Find::Pattern(Box::new(Pattern::parse(pattern).map_err(wrong)?)),
        (None, [selector]) => Find::Selector(selector.clone()),
        (None, []) => return Err(fault("it says nothing to find: give `match` or a selector such as `function`")),
        _ => return Err(fault("it has more than one of `match` and the selectors")),
    };
    let (mut actions, mut companion) = (Vec::new(), None);
    if let Some(template) = &raw.rewrite {
        let Find::Pattern(pattern) = &find else { return Err(fault("`rewrite` needs `match`")) };
        let template = Pattern::parse_template(template, pattern).map_err(wrong)?;
        let script = align(pattern, &template);
        companion = Rule::companion_of(pattern, &template);
        actions.push(Action::Rewrite { template: Box::new(template), script: Box::new(script) });
    }
    if let Some(new) = &raw.rename {
        actions.push(Action::Refactor(Refactoring::Rename(Rename { new: new.clone() })));
    }
    if let Some(add) = raw.add_argument {
        let position = match add.after.as_deref() {
            None => Position::End,
            Some("START") => Position::Start,
            Some(name) => Position::After(name.to_owned()),
        };
        actions.push(Action::Refactor(Refactoring::Add {
            name: add.name,
            value: add.value,
            positional: add.positional,
            position,
            annotation: add.annotation,
        }));
    }
    if let Some(modify) = raw.modify_argument {
        actions.push(Action::Refactor(Refactoring::Modify {
            name: modify.name,
            new_name: modify.new_name,
            annotation: modify.annotation,
            default: modify.default,
        }));
    }
    if let Some(name) = raw.remove_argument {
        actions.push(Action::Refactor(Refactoring::Remove { name }));
    }
    if let Some(internal) = raw.encapsulate {
        actions.push(Action::Refactor(Refactoring::Encapsulate { internal }));
    }
    let action = match (actions.pop(), actions.is_empty()) {
        (None, _) => Action::Report,
        (Some(action), true) => action,
        (Some(_), false) => return Err(fault("it does more than one thing; make it two rules")),
    };
    if matches!((&find, &action), (Find::Pattern(_), Action::Refactor(_))) {
        return Err(fault("this action needs a selector such as `function`"));
    }
    let mut rule = Rule::new(find, action);
    rule.message = raw.message.unwrap_or_default();
    rule.safety = raw.safety;
    rule.companion = companion.filter(|_| !raw.textual);
    rule.textual = raw.textual;
    rule.modules = raw.modules;
    rule.remove_unused = raw.remove_unused.unwrap_or(true);
    rule.python = python;
    let whole = |negated, test| Constraint { subject: Subject::Match, negated, test };
    for (patterns, negated) in [(&raw.inside, false), (&raw.not_inside, true)] {
        for pattern in patterns.iter().flat_map(OneOrMore::all) {
            rule.constraints.push(whole(negated, Test::Inside(Box::new(Pattern::parse(pattern).map_err(wrong)?))));
        }
    }
    for (patterns, negated) in [(&raw.has, false), (&raw.not_has, true)] {
        for pattern in patterns.iter().flat_map(OneOrMore::all) {
            rule.constraints.push(whole(negated, Test::Has(Box::new(Pattern::parse(pattern).map_err(wrong)?))));
        }
    }
    if let Some(name) = raw.in_class {
        rule.constraints.push(whole(false, Test::InClass { name, subclasses: raw.include_subclasses.unwrap_or(true) }));
    }
    if let Some(wanted) = raw.is_call {
        rule.constraints.push(whole(!wanted, Test::IsCall));
    }
    if let Some(wanted) = raw.is_def {
        rule.constraints.push(whole(!wanted, Test::IsDefinition));
    }
    for (name, condition) in &raw.conditions {
        let subject = match name.trim_start_matches('$').trim_start_matches('.') {
            "" | "match" => Subject::Match,
            name => {
                let known = matches!(&rule.find, Find::Pattern(pattern) if pattern.metas.contains_key(name));
                if !known {
                    return Err(fault(&format!("`where` speaks of `${name}`, which the pattern does not bind")));
                }
                Subject::Capture(name.to_owned())
            }
        };
        rule.constraints.extend(tests(condition, &subject, &id)?);
    }
    rule.id = id;
    Ok(rule)
}

fn tests(raw: &RawWhere, subject: &Subject, id: &str) -> Result<Vec<Constraint>, RuleFileError> {
    let fault = |message: String| RuleFileError::Rule { rule: id.to_owned(), message };
    let pattern = |text: &String| {
        Pattern::parse(text).map(Box::new).map_err(|error| RuleFileError::Pattern { rule: id.to_owned(), error })
    };
    let mut found = Vec::new();
    let mut push = |negated, test| found.push(Constraint { subject: subject.clone(), negated, test });
    for (kinds, negated) in [(&raw.kind, false), (&raw.not_kind, true)] {
        if let Some(names) = kinds {
            let kinds = names.all().iter().map(|name| {
                Kind::from_name(name)
                    .ok_or_else(|| fault(format!("`{name}` is no kind of node; `dump` shows the kinds")))
            });
            push(negated, Test::Kind(kinds.collect::<Result<_, _>>()?));
        }
    }
    for (regex, negated) in [(&raw.regex, false), (&raw.not_regex, true)] {
        if let Some(regex) = regex {
            push(negated, Test::Regex(Regex::new(regex).map_err(|error| fault(error.to_string()))?));
        }
    }
    if let Some(text) = &raw.is {
        push(false, Test::Is(pattern(text)?));
    }
    for text in raw.not.iter().flat_map(OneOrMore::all) {
        push(true, Test::Is(pattern(text)?));
    }
    for (text, negated) in [(&raw.has, false), (&raw.not_has, true)] {
        if let Some(text) = text {
            push(negated, Test::Has(pattern(text)?));
        }
    }
    let comparisons = [
        (&raw.equals, Comparison::Equal),
        (&raw.differs, Comparison::Unequal),
        (&raw.less, Comparison::Less),
        (&raw.greater, Comparison::Greater),
    ];
    for (operand, comparison) in comparisons {
        let Some(text) = operand else { continue };
        let operand = match text.strip_prefix('$') {
            Some(name) => Operand::Capture(name.to_owned()),
            None => {
                let tree = harmless_syntax::Tree::parse(text.as_str()).map_err(|error| fault(error.message))?;
                let literal = tree.nodes().find_map(|node| tree.literal(node));
                Operand::Literal(
                    literal.ok_or_else(|| fault(format!("`{text}` is neither a metavariable nor a literal")))?,
                )
            }
        };
        push(false, Test::Compare(comparison, operand));
    }
    if let Some(count) = raw.count {
        push(false, Test::Count(Comparison::Equal, count));
    }
    if let Some(count) = raw.at_least {
        push(true, Test::Count(Comparison::Less, count));
    }
    if let Some(count) = raw.at_most {
        push(true, Test::Count(Comparison::Greater, count));
    }
    Ok(found)
}
