//! `git shortlog -s` for one commit or a symmetric difference. In: the graph and a mailmap. Out: names and counts.

use super::{CommitIndex, History, Mailmap};
use std::collections::{BTreeMap, BinaryHeap, HashMap, HashSet};

const LEFT: u8 = 1;
const RIGHT: u8 = 2;
const BOTH: u8 = LEFT | RIGHT;

impl History {
    /// How many commits each author has that are reachable from `tip` and, if `base` is given, everything reachable
    /// from one of the two but not from both (`base...tip`). Sorted by the bytes of the name.
    pub fn shortlog(&self, base: Option<CommitIndex>, tip: CommitIndex, names: &AuthorNames) -> Vec<(Vec<u8>, u64)> {
        let mut counts: HashMap<u32, u64> = HashMap::new();
        self.difference(base, tip, |commit| {
            if names.commits.as_ref().is_none_or(|commits| commits.contains(&commit)) {
                *counts.entry(self.authors[commit as usize]).or_default() += 1;
            }
        });
        let mut sums: BTreeMap<&[u8], u64> = BTreeMap::new();
        for (author, count) in counts {
            if let Some(name) = &names.names[author as usize] {
                *sums.entry(name).or_default() += count;
            }
        }
        sums.into_iter().map(|(name, count)| (name.to_vec(), count)).collect()
    }

    /// Visits the commits of `base...tip`. Children are looked at before parents, so what reaches a commit from both
    /// sides is known by then, and the walk ends where only common history is left.
    pub fn difference(&self, base: Option<CommitIndex>, tip: CommitIndex, mut visit: impl FnMut(CommitIndex)) {
        let mut marks: HashMap<CommitIndex, u8> = HashMap::new();
        let mut queue = BinaryHeap::new();
        // How many commits in the queue are not known to be common.
        let mut open = 0_u32;
        let mut mark = |queue: &mut BinaryHeap<(u32, CommitIndex)>, open: &mut u32, commit: CommitIndex, side: u8| {
            let known = marks.entry(commit).or_default();
            if *known == 0 {
                queue.push((self.ranks[commit as usize], commit));
                *open += u32::from(side != BOTH);
            } else if *known != BOTH && *known | side == BOTH {
                *open -= 1;
            }
            *known |= side;
            *known
        };
        mark(&mut queue, &mut open, tip, LEFT);
        if let Some(base) = base {
            mark(&mut queue, &mut open, base, RIGHT);
        }
        while open > 0 {
            let Some((_, commit)) = queue.pop() else { break };
            let side = mark(&mut queue, &mut open, commit, 0);
            if side != BOTH {
                open -= 1;
                visit(commit);
            }
            for &parent in self.parents(commit) {
                mark(&mut queue, &mut open, parent, side);
            }
        }
    }

    /// The names of all authors after the mailmap.
    pub fn author_names(&self, mailmap: &Mailmap) -> AuthorNames {
        let names = self.identities.iter().map(|author| Some(mailmap.name(author).to_vec()));
        AuthorNames { names: names.collect(), commits: None }
    }

    /// The same names without the authors that are machines: whose name ends in `[bot]`, or whose `Name <email>`
    /// contains one of `ignored`, in any case.
    pub fn without_bots(&self, mut names: AuthorNames, ignored: &[String]) -> AuthorNames {
        let ignored: Vec<String> = ignored.iter().map(|part| part.to_lowercase()).collect();
        for (author, name) in self.identities.iter().zip(&mut names.names) {
            let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).to_lowercase();
            let shown = name.as_deref().map(text).unwrap_or_default();
            let idents = [text(&author.name), shown].map(|name| format!("{name} <{}>", text(&author.email)));
            let is_bot =
                idents.iter().any(|ident| ident.contains("[bot] <") || ignored.iter().any(|part| ident.contains(part)));
            if is_bot {
                *name = None;
            }
        }
        names
    }
}

/// Who is counted, and for what.
#[derive(Debug)]
pub struct AuthorNames {
    /// The authors' names after the mailmap; `None` for those who are not counted.
    names: Vec<Option<Vec<u8>>>,
    /// The commits that count; `None` for all.
    commits: Option<HashSet<CommitIndex>>,
}

impl AuthorNames {
    /// The same names, counted for these commits alone.
    pub fn only(self, commits: HashSet<CommitIndex>) -> Self {
        Self { commits: Some(commits), ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::history;
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn counts_by_name() {
        let history = history(&[(&[], 1, "Zoe"), (&[0], 2, "ann"), (&[1], 3, "Zoe"), (&[2], 4, "Änne")]);
        let names = history.author_names(&Mailmap::parse(b"Zoe <x@y> ann <x@y>\n"));
        let text = |log: Vec<(Vec<u8>, u64)>| -> Vec<(String, u64)> {
            log.into_iter().map(|(name, count)| (String::from_utf8(name).unwrap(), count)).collect()
        };
        assert_eq!(text(history.shortlog(None, 3, &names)), [("Zoe".into(), 3), ("Änne".into(), 1)]);
        assert_eq!(text(history.shortlog(Some(1), 3, &names)), [("Zoe".into(), 1), ("Änne".into(), 1)]);
        assert_eq!(history.shortlog(Some(3), 3, &names), []);
        let names = names.only([1, 3].into());
        assert_eq!(text(history.shortlog(None, 3, &names)), [("Zoe".into(), 1), ("Änne".into(), 1)]);
    }

    #[test]
    fn bots_are_left_out() {
        let history = history(&[(&[], 1, "renovate[bot]"), (&[0], 2, "Ann"), (&[1], 3, "Release Machine")]);
        let all = || history.author_names(&Mailmap::default());
        let count = |names: &AuthorNames| history.shortlog(None, 2, names).len();
        assert_eq!(count(&all()), 3);
        assert_eq!(count(&history.without_bots(all(), &[])), 2);
        assert_eq!(count(&history.without_bots(all(), &["release MACHINE <x@".to_owned()])), 1);
    }

    proptest! {
        /// Against the definition: reachable from one and not from both.
        #[test]
        fn difference_is_the_symmetric_difference(
            shape in prop::collection::vec(prop::collection::vec(any::<prop::sample::Index>(), 0..3), 1..40),
            base in any::<prop::sample::Index>(), tip in any::<prop::sample::Index>(),
        ) {
            let parents: Vec<Vec<u32>> = shape.iter().enumerate()
                .map(|(at, chosen)| if at == 0 { vec![] } else { chosen.iter().map(|c| c.index(at) as u32).collect() })
                .collect();
            let commits: Vec<(&[u32], i64, &str)> = parents.iter().map(|p| (&p[..], 0, "a")).collect();
            let history = history(&commits);
            let (base, tip) = (base.index(shape.len()) as u32, tip.index(shape.len()) as u32);
            let mut found = vec![false; shape.len()];
            history.difference(Some(base), tip, |commit| {
                assert!(!found[commit as usize], "visited twice");
                found[commit as usize] = true;
            });
            let (left, right) = (history.reachable(base), history.reachable(tip));
            let expected: Vec<bool> = left.iter().zip(&right).map(|(l, r)| l != r).collect();
            prop_assert_eq!(found, expected);
        }
    }
}
