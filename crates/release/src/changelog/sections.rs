//! The sections of the changelog: for every release its notes and who contributed.
//!
//! A release that does not exist yet takes part as a virtual tag on a virtual commit, so the changelog is known
//! before anything is created.

use crate::git::parse_tag;
use crate::history::{CommitIndex, Describer, History, Identity, Mailmap};
use crate::oid::Oid;
use crate::tags::{Release, Tags};
use pep440_rs::Version;
use serde::Serialize;
use std::collections::{HashMap, HashSet};

/// Who contributed how many commits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Contributor {
    /// The name after the mailmap.
    pub name: String,
    /// The number of commits.
    pub commits: u64,
}

/// One release in the changelog.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Section {
    /// The tag's name.
    pub tag: String,
    /// The version, normalized.
    #[serde(serialize_with = "crate::version::serialize")]
    pub version: Version,
    /// The day of the tag (UTC), `YYYY-MM-DD`; `None` for a lightweight tag.
    pub date: Option<String>,
    /// The notes.
    pub notes: String,
    /// The range that was counted, as `git shortlog` takes it; `None` if the tag has no history before it.
    pub range: Option<String>,
    /// The contributors by name.
    pub contributors: Vec<Contributor>,
}

/// A release that is about to be made.
#[derive(Clone, Debug)]
pub struct Upcoming {
    /// The tag's name.
    pub tag: String,
    /// The version.
    pub version: Version,
    /// The notes, normalized.
    pub notes: String,
    /// The commit it is made on top of.
    pub parent: Oid,
    /// The author of the commit it is made with.
    pub author: Identity,
    /// The day, `YYYY-MM-DD`.
    pub date: String,
}

/// Who is counted as a contributor, and from where.
#[derive(Clone, Debug, Default)]
pub struct Counting {
    /// Whether a tag that is no release may be the point counted from, as for `git describe`.
    pub any_base: bool,
    /// Leave out authors that are machines, and those whose `Name <email>` contains one of these.
    pub without: Option<Vec<String>>,
    /// The commits that count; `None` for all. The release that is about to be made always counts.
    pub only: Option<HashSet<Oid>>,
}

/// The day of a moment in UTC, `YYYY-MM-DD`; `None` beyond the calendar.
pub fn day(seconds: i64) -> Option<String> {
    let moment = jiff::Timestamp::from_second(seconds).ok()?;
    Some(moment.to_zoned(jiff::tz::TimeZone::UTC).date().to_string())
}

/// The sections of all releases, highest version first.
pub fn sections(
    mut history: History,
    mailmap: &Mailmap,
    tags: &Tags,
    upcoming: Option<&Upcoming>,
    counting: &Counting,
) -> Vec<Section> {
    let next = upcoming.and_then(|next| {
        let parent = history.find(next.parent)?;
        Some((next, history.add_virtual(parent, &next.author)))
    });
    let mut names = history.author_names(mailmap);
    if let Some(ignored) = &counting.without {
        names = history.without_bots(names, ignored);
    }
    if let Some(only) = &counting.only {
        let virtual_commit = next.map(|(_, commit)| commit);
        names = names.only(only.iter().filter_map(|oid| history.find(*oid)).chain(virtual_commit).collect());
    }
    let mut describer = Describer::new(&history);
    for tag in &tags.all {
        let Some(commit) = tag.commit.and_then(|commit| history.find(commit)) else { continue };
        if counting.any_base || tags.releases.iter().any(|release| release.tag == tag.name) {
            let annotated = tag.object.as_deref().and_then(parse_tag).map(|object| object.time);
            describer.add(&tag.name, commit, annotated);
        }
    }
    let by_name: HashMap<&str, CommitIndex> = tags
        .all
        .iter()
        .filter_map(|tag| Some((tag.name.as_str(), tag.commit.and_then(|commit| history.find(commit))?)))
        .collect();

    let mut section = |tag: &str, version: &Version, date, notes: &str, commit: Option<CommitIndex>| {
        let parent = commit.and_then(|commit| history.parents(commit).first().copied());
        let (mut range, mut contributors) = (None, Vec::new());
        if let (Some(commit), Some(parent)) = (commit, parent) {
            let base = describer.describe(parent);
            let from = base.as_deref().and_then(|base| by_name.get(base).copied());
            range = Some(base.map_or_else(|| tag.to_owned(), |base| format!("{base}...{tag}")));
            contributors = history
                .shortlog(from, commit, &names)
                .into_iter()
                .map(|(name, commits)| Contributor { name: String::from_utf8_lossy(&name).into_owned(), commits })
                .collect();
        }
        Section { tag: tag.to_owned(), version: version.clone(), date, notes: notes.to_owned(), range, contributors }
    };
    let of_release = |release: &Release| release.commit.and_then(|commit| history.find(commit));
    let mut sections: Vec<Section> = tags
        .releases
        .iter()
        .map(|release| {
            let date = release.time.and_then(day);
            section(&release.tag, &release.version, date, &release.notes, of_release(release))
        })
        .collect();
    if let Some((next, commit)) = next {
        let notes = crate::tags::notes_as_read(&next.notes);
        let new = section(&next.tag, &next.version, Some(next.date.clone()), &notes, Some(commit));
        let at = sections.partition_point(|section| section.version > next.version);
        sections.insert(at, new);
    }
    sections
}
