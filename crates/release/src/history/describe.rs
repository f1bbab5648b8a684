//! `git describe --tags --abbrev=0`, computed on the graph in memory.
//!
//! The rules are git's: of several tags on one commit an annotated one wins over a lightweight one, and of annotated
//! ones the later; the walk goes by commit date and considers the first ten tagged commits it meets; the nearest
//! wins, and of equally near ones the first met.

use super::{CommitIndex, History};
use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};

/// How many tagged commits git considers.
const CANDIDATES: usize = 10;
const SEEN: u16 = 1;

/// A tag that a commit may be described by.
#[derive(Clone, Debug)]
struct Name {
    name: String,
    /// The tagger's time of an annotated tag.
    annotated: Option<i64>,
}

/// Describes commits of one history; keeps its working memory between calls.
#[derive(Debug)]
pub struct Describer<'a> {
    history: &'a History,
    names: HashMap<CommitIndex, Name>,
    flags: Vec<u16>,
    touched: Vec<CommitIndex>,
}

struct Candidate {
    commit: CommitIndex,
    depth: u32,
    within: u16,
}

impl<'a> Describer<'a> {
    /// A describer that knows no tags yet.
    pub fn new(history: &'a History) -> Self {
        Self { history, names: HashMap::new(), flags: vec![0; history.len()], touched: Vec::new() }
    }

    /// Adds a tag; they must come in the order of their names. `annotated` is the tagger's time, `None` if lightweight.
    pub fn add(&mut self, name: &str, commit: CommitIndex, annotated: Option<i64>) {
        if let Some(known) = self.names.get(&commit) {
            let replaces = match (known.annotated, annotated) {
                (None, Some(_)) => true,
                (Some(known), Some(new)) => known < new,
                (_, None) => false,
            };
            if !replaces {
                return;
            }
        }
        self.names.insert(commit, Name { name: name.to_owned(), annotated });
    }

    /// The name of the tag nearest to a commit among its ancestors and itself; `None` if none is tagged.
    pub fn describe(&mut self, commit: CommitIndex) -> Option<String> {
        if let Some(name) = self.names.get(&commit) {
            return Some(name.name.clone());
        }
        let best = self.nearest(commit).map(|commit| self.names[&commit].name.clone());
        for commit in self.touched.drain(..) {
            self.flags[commit as usize] = 0;
        }
        best
    }

    fn mark(&mut self, commit: CommitIndex, flags: u16) {
        let known = &mut self.flags[commit as usize];
        if *known == 0 {
            self.touched.push(commit);
        }
        *known |= flags;
    }

    fn nearest(&mut self, start: CommitIndex) -> Option<CommitIndex> {
        let history = self.history;
        let mut queue = BinaryHeap::new();
        let mut inserted = 0_u32;
        let mut push = |queue: &mut BinaryHeap<_>, commit: CommitIndex| {
            inserted += 1;
            queue.push((history.times[commit as usize], Reverse(inserted), commit));
        };
        let mut candidates: Vec<Candidate> = Vec::new();
        let mut annotated = false;
        let mut seen = 0;
        self.mark(start, SEEN);
        push(&mut queue, start);
        while let Some((_, _, commit)) = queue.pop() {
            seen += 1;
            if let Some(name) = self.names.get(&commit) {
                if candidates.len() == CANDIDATES {
                    break;
                }
                annotated |= name.annotated.is_some();
                let within = SEEN << (candidates.len() + 1);
                candidates.push(Candidate { commit, depth: seen - 1, within });
                self.mark(commit, within);
            }
            let flags = self.flags[commit as usize];
            for candidate in &mut candidates {
                candidate.depth += u32::from(flags & candidate.within == 0);
            }
            if annotated && queue.is_empty() {
                let least = candidates.iter().map(|candidate| candidate.depth).min();
                let nearest = candidates.iter().filter(|candidate| Some(candidate.depth) == least);
                let within = nearest.fold(0, |flags, candidate| flags | candidate.within);
                if flags & within == within {
                    break;
                }
            }
            for &parent in history.parents(commit) {
                if self.flags[parent as usize] & SEEN == 0 {
                    push(&mut queue, parent);
                }
                self.mark(parent, flags);
            }
        }
        // `min_by_key` takes the first of equals, which is the first met.
        candidates.iter().min_by_key(|candidate| candidate.depth).map(|candidate| candidate.commit)
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::history;
    use super::*;

    #[test]
    fn annotated_and_later_tags_win_on_one_commit() {
        let history = history(&[(&[], 1, "a")]);
        let mut describer = Describer::new(&history);
        describer.add("b-light", 0, None);
        assert_eq!(describer.describe(0).as_deref(), Some("b-light"));
        describer.add("c-old", 0, Some(5));
        describer.add("d-new", 0, Some(6));
        describer.add("e-same", 0, Some(6));
        describer.add("f-light", 0, None);
        assert_eq!(describer.describe(0).as_deref(), Some("d-new"));
    }

    #[test]
    fn the_nearest_tag_wins() {
        // 0 is a merge of 1 (tagged "far", over 3) and 2 (tagged "near"); 4 is the root.
        let history = history(&[(&[1, 2], 9, "a"), (&[3], 8, "a"), (&[4], 7, "a"), (&[4], 6, "a"), (&[], 1, "a")]);
        let mut describer = Describer::new(&history);
        describer.add("far", 3, Some(1));
        describer.add("near", 1, Some(1));
        assert_eq!(describer.describe(0).as_deref(), Some("near"));
        assert_eq!(describer.describe(2), None);
        assert_eq!(describer.describe(3).as_deref(), Some("far"));
    }
}
