//! What speaks against a release. In: facts about the repository and the plan. Out: findings, all of them, each with
//! what to do about it.

use serde::Serialize;

/// How grave a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The release is refused.
    Error,
    /// The user should know.
    Warning,
}

/// One thing that speaks against a release.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// A short name that stays the same.
    pub id: &'static str,
    /// How grave it is.
    pub severity: Severity,
    /// What is the case.
    pub message: String,
    /// What to do about it; empty if nothing need be done.
    pub remedy: String,
}

/// Findings as they are collected.
#[derive(Debug, Default)]
pub(crate) struct Findings(pub(crate) Vec<Finding>);

impl Findings {
    pub(crate) fn error(&mut self, id: &'static str, message: impl Into<String>, remedy: impl Into<String>) {
        self.0.push(Finding { id, severity: Severity::Error, message: message.into(), remedy: remedy.into() });
    }

    pub(crate) fn warning(&mut self, id: &'static str, message: impl Into<String>, remedy: impl Into<String>) {
        self.0.push(Finding { id, severity: Severity::Warning, message: message.into(), remedy: remedy.into() });
    }
}

/// Whether a branch's name matches a pattern, in which `*` stands for anything.
pub(crate) fn matches_branch(pattern: &str, branch: &str) -> bool {
    let mut parts = pattern.split('*');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = branch.strip_prefix(first) else { return false };
    let parts: Vec<&str> = parts.collect();
    let Some((last, middle)) = parts.split_last() else { return rest.is_empty() };
    for part in middle {
        let Some(at) = rest.find(part) else { return false };
        rest = &rest[at + part.len()..];
    }
    rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn branch_patterns() {
        for (pattern, branch, expected) in [
            ("main", "main", true),
            ("main", "main2", false),
            ("*.x", "1.x", true),
            ("release/*", "release/1.0", true),
            ("release/*/x", "release/1.0/x", true),
            ("a*a", "a", false),
            ("*", "anything", true),
        ] {
            assert_eq!(matches_branch(pattern, branch), expected, "{pattern} {branch}");
        }
    }
}
