//! The next version by levels, as `uv version --bump` has it. In: a version and levels. Out: a higher version.

use pep440_rs::{Prerelease, PrereleaseKind, Version};
use std::str::FromStr;
use thiserror::Error;

/// What to raise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// The first number.
    Major,
    /// The second number.
    Minor,
    /// The third number.
    Patch,
    /// From a pre-, post- or development release to the release it belongs to.
    Stable,
    /// The pre-release of a kind.
    Pre(PrereleaseKind),
    /// The post-release.
    Post,
    /// The development release.
    Dev,
}

/// Why there is no next version.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum BumpError {
    /// A word that is no level.
    #[error(
        "`{0}` is neither a version (PEP 440) nor a level (major, minor, patch, stable, alpha, beta, rc, post, dev, calver)"
    )]
    Unknown(String),
    /// `stable` beside another level.
    #[error("`stable` cannot be combined with another level")]
    StableAlone,
    /// The result is not higher.
    #[error("{from} => {to} does not increase the version{}", hint(.levels))]
    NotHigher {
        /// The version to start from.
        from: Box<Version>,
        /// The result.
        to: Box<Version>,
        /// The levels that were asked for.
        levels: Vec<Level>,
    },
}

fn hint(levels: &[Level]) -> &'static str {
    match levels {
        [Level::Pre(_)] => "; raise a number as well, for example `patch+rc`",
        [Level::Dev] => "; raise something else as well, for example `patch+dev`",
        _ => "; give the exact version",
    }
}

impl Level {
    /// Reads levels joined by `+`, each with an optional exact number: `minor+rc`, `patch=7`.
    ///
    /// # Errors
    /// If a word is no level.
    pub fn parse(text: &str) -> Result<Vec<(Self, Option<u64>)>, BumpError> {
        text.split('+')
            .map(|part| {
                let (word, number) = part.split_once('=').map_or((part, None), |(word, number)| (word, Some(number)));
                let unknown = || BumpError::Unknown(text.to_owned());
                let number = number.map(str::parse).transpose().map_err(|_| unknown())?;
                Ok((Self::from_str(word).map_err(|()| unknown())?, number))
            })
            .collect()
    }

    /// The order in which levels are applied, whatever the order they are given in.
    fn rank(self) -> u8 {
        match self {
            Self::Major => 0,
            Self::Minor => 1,
            Self::Patch => 2,
            Self::Stable => 3,
            Self::Pre(_) => 4,
            Self::Post => 5,
            Self::Dev => 6,
        }
    }
}

impl FromStr for Level {
    type Err = ();

    fn from_str(word: &str) -> Result<Self, ()> {
        Ok(match word {
            "major" => Self::Major,
            "minor" => Self::Minor,
            "patch" => Self::Patch,
            "stable" => Self::Stable,
            "alpha" => Self::Pre(PrereleaseKind::Alpha),
            "beta" => Self::Pre(PrereleaseKind::Beta),
            "rc" => Self::Pre(PrereleaseKind::Rc),
            "post" => Self::Post,
            "dev" => Self::Dev,
            _ => return Err(()),
        })
    }
}

/// Raises a version. A number given with a level is taken as it is.
///
/// # Errors
/// If `stable` is combined, or the result is not higher.
pub fn bump(from: &Version, levels: &[(Level, Option<u64>)]) -> Result<Version, BumpError> {
    let mut levels = levels.to_vec();
    levels.sort_by_key(|(level, _)| level.rank());
    if levels.len() > 1 && levels.iter().any(|(level, _)| *level == Level::Stable) {
        return Err(BumpError::StableAlone);
    }
    let to = levels.iter().fold(from.clone(), |version, &(level, number)| apply(version, level, number));
    if to > *from {
        return Ok(to);
    }
    let levels = levels.into_iter().map(|(level, _)| level).collect();
    Err(BumpError::NotHigher { from: Box::new(from.clone()), to: Box::new(to), levels })
}

fn apply(version: Version, level: Level, number: Option<u64>) -> Version {
    match level {
        Level::Major => raise(version, 0, number),
        Level::Minor => raise(version, 1, number),
        Level::Patch => raise(version, 2, number),
        Level::Stable => version.with_pre(None).with_post(None).with_dev(None),
        Level::Pre(kind) => {
            let next = match version.pre() {
                Some(pre) if pre.kind == kind => pre.number + 1,
                _ => 1,
            };
            let pre = Prerelease { kind, number: number.unwrap_or(next) };
            version.with_pre(Some(pre)).with_post(None).with_dev(None)
        }
        Level::Post => {
            let next = version.post().map_or(1, |post| post + 1);
            version.with_post(Some(number.unwrap_or(next))).with_dev(None)
        }
        Level::Dev => {
            let next = version.dev().map_or(1, |dev| dev + 1);
            version.with_dev(Some(number.unwrap_or(next)))
        }
    }
}

/// Raises one number of the release and sets those after it to 0, however many there are.
fn raise(version: Version, index: usize, number: Option<u64>) -> Version {
    let old = version.release().to_vec();
    let length = old.len().max(index + 1);
    let new = (0..length).map(|position| {
        let value = old.get(position).copied().unwrap_or(0);
        match position.cmp(&index) {
            std::cmp::Ordering::Less => value,
            std::cmp::Ordering::Equal => number.unwrap_or(value + 1),
            std::cmp::Ordering::Greater => 0,
        }
    });
    version.with_release(new.collect::<Vec<_>>()).with_pre(None).with_post(None).with_dev(None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_uv_does() {
        let mut cases = 0;
        for line in include_str!("uv_bump.txt").lines().filter(|line| !line.starts_with('#')) {
            let fields: Vec<&str> = line.split(" | ").collect();
            let [from, levels, expected] = fields[..] else { panic!("{line}") };
            let result = bump(&Version::from_str(from).unwrap(), &Level::parse(levels).unwrap());
            let result = result.map_or_else(|_| "error".to_owned(), |version| version.to_string());
            assert_eq!(result, expected, "{line}");
            cases += 1;
        }
        assert_eq!(cases, 180);
    }

    #[test]
    fn words_that_are_no_levels() {
        assert!(Level::parse("huge").is_err());
        assert!(Level::parse("patch=x").is_err());
        assert!(Level::parse("minor+").is_err());
    }
}
