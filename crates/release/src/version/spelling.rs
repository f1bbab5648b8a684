//! How a version is written in files of other ecosystems.

use pep440_rs::{PrereleaseKind, Version};

/// The rules a place's version follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spelling {
    /// PEP 440, normalized: Python.
    Pep440,
    /// Semantic Versioning: Cargo and npm.
    SemVer,
}

impl Spelling {
    /// The version in this spelling: `1.0rc1` is `1.0.0-rc.1` in SemVer. `None` if it cannot be said (epochs, more
    /// than three numbers, a post-release with a pre-release).
    pub fn spell(self, version: &Version) -> Option<String> {
        match self {
            Self::Pep440 => Some(version.to_string()),
            Self::SemVer => semver(version),
        }
    }
}

fn semver(version: &Version) -> Option<String> {
    let release = version.release();
    if version.epoch() != 0 || release.len() > 3 || version.post().is_some() {
        return None;
    }
    let number = |index: usize| release.get(index).copied().unwrap_or(0);
    let mut text = format!("{}.{}.{}", number(0), number(1), number(2));
    let mut pre = Vec::new();
    if let Some(prerelease) = version.pre() {
        let kind = match prerelease.kind {
            PrereleaseKind::Alpha => "alpha",
            PrereleaseKind::Beta => "beta",
            PrereleaseKind::Rc => "rc",
        };
        pre.push(format!("{kind}.{}", prerelease.number));
    }
    if let Some(dev) = version.dev() {
        pre.push(format!("dev.{dev}"));
    }
    if !pre.is_empty() {
        text = format!("{text}-{}", pre.join("."));
    }
    if version.is_local() {
        let local: Vec<String> = version.local().iter().map(ToString::to_string).collect();
        text = format!("{text}+{}", local.join("."));
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::str::FromStr;

    #[test]
    fn semver_spelling() {
        for (python, expected) in [
            ("1.1", Some("1.1.0")),
            ("1.0rc1", Some("1.0.0-rc.1")),
            ("2a3", Some("2.0.0-alpha.3")),
            ("1.2.3.dev4", Some("1.2.3-dev.4")),
            ("1.2.3b1.dev4", Some("1.2.3-beta.1.dev.4")),
            ("1.2.3+local.7", Some("1.2.3+local.7")),
            ("1.2.3.post1", None),
            ("1!1.2.3", None),
            ("1.2.3.4", None),
        ] {
            assert_eq!(Spelling::SemVer.spell(&Version::from_str(python).unwrap()).as_deref(), expected, "{python}");
        }
    }
}
