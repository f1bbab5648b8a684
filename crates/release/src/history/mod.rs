//! The commit graph in memory. In: a [`Reader`] and tips. Out: who committed what between two points, and git's
//! `describe`, computed without further reading. Knows no versions and no text of commits.

mod describe;
mod mailmap;
mod shortlog;

pub use describe::Describer;
pub use mailmap::Mailmap;

use crate::git::{CommitView, GitError, Reader};
use crate::oid::Oid;
use std::collections::HashMap;

/// The number of a commit in a [`History`].
pub type CommitIndex = u32;

/// An author as commits name them.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Identity {
    /// The name.
    pub name: Vec<u8>,
    /// The e-mail address.
    pub email: Vec<u8>,
}

/// A commit graph.
#[derive(Debug, Default)]
pub struct History {
    numbers: HashMap<Oid, CommitIndex>,
    oids: Vec<Oid>,
    /// Where each commit's parents begin in `parents`; one more entry than there are commits.
    first_parent: Vec<u32>,
    parents: Vec<CommitIndex>,
    times: Vec<i64>,
    authors: Vec<u32>,
    identities: Vec<Identity>,
    identity_numbers: HashMap<Identity, u32>,
    /// A number greater than that of every parent.
    ranks: Vec<u32>,
}

impl History {
    /// Reads everything reachable from `tips`.
    ///
    /// # Errors
    /// If a commit cannot be read.
    pub fn read(reader: &dyn Reader, tips: &[Oid]) -> Result<Self, GitError> {
        let mut this = Self::default();
        let mut parents: Vec<Oid> = Vec::new();
        let mut key = Identity { name: Vec::new(), email: Vec::new() };
        reader.commits(tips, &mut |oid, commit: CommitView<'_>| {
            this.numbers.insert(oid, this.oids.len() as CommitIndex);
            this.oids.push(oid);
            this.first_parent.push(parents.len() as u32);
            parents.extend_from_slice(commit.parents);
            this.times.push(commit.time);
            key.name.clear();
            key.name.extend_from_slice(commit.name);
            key.email.clear();
            key.email.extend_from_slice(commit.email);
            let author = this.identity_number(&key);
            this.authors.push(author);
        })?;
        this.first_parent.push(parents.len() as u32);
        let missing = |oid: &Oid| GitError::Damaged(format!("commit {oid} is missing; run `git fsck`"));
        for parent in &parents {
            this.parents.push(*this.numbers.get(parent).ok_or_else(|| missing(parent))?);
        }
        this.rank();
        Ok(this)
    }

    fn identity_number(&mut self, identity: &Identity) -> u32 {
        if let Some(&number) = self.identity_numbers.get(identity) {
            return number;
        }
        let number = self.identities.len() as u32;
        self.identities.push(identity.clone());
        self.identity_numbers.insert(identity.clone(), number);
        number
    }

    /// Adds a commit that does not exist yet, on top of everything.
    pub fn add_virtual(&mut self, parent: CommitIndex, author: &Identity) -> CommitIndex {
        let number = self.times.len() as CommitIndex;
        self.parents.push(parent);
        self.first_parent.push(self.parents.len() as u32);
        self.times.push(i64::MAX);
        let author = self.identity_number(author);
        self.authors.push(author);
        self.ranks.push(number);
        number
    }

    /// The commit of a name, if it was read.
    pub fn find(&self, oid: Oid) -> Option<CommitIndex> {
        self.numbers.get(&oid).copied()
    }

    /// The name of a commit that was read.
    pub fn oid(&self, commit: CommitIndex) -> Option<Oid> {
        self.oids.get(commit as usize).copied()
    }

    /// The parents, in order.
    pub fn parents(&self, commit: CommitIndex) -> &[CommitIndex] {
        let at = commit as usize;
        &self.parents[self.first_parent[at] as usize..self.first_parent[at + 1] as usize]
    }

    /// How many commits there are.
    fn len(&self) -> usize {
        self.times.len()
    }

    /// Everything reachable from a commit, itself included, as a set indexed by number.
    pub fn reachable(&self, tip: CommitIndex) -> Vec<bool> {
        let mut seen = vec![false; self.len()];
        let mut pending = vec![tip];
        while let Some(commit) = pending.pop() {
            if !std::mem::replace(&mut seen[commit as usize], true) {
                pending.extend_from_slice(self.parents(commit));
            }
        }
        seen
    }

    /// Numbers commits so that children come after parents: the order in which a depth-first search leaves them.
    fn rank(&mut self) {
        const UNSEEN: u32 = u32::MAX;
        let mut ranks = vec![UNSEEN; self.len()];
        let mut next = 0;
        let mut stack: Vec<(CommitIndex, usize)> = Vec::new();
        for start in 0..self.len() as CommitIndex {
            if ranks[start as usize] != UNSEEN {
                continue;
            }
            stack.push((start, 0));
            while let Some((commit, position)) = stack.last_mut() {
                let at = *commit;
                match self.parents(at).get(*position) {
                    Some(&parent) => {
                        *position += 1;
                        if ranks[parent as usize] == UNSEEN {
                            stack.push((parent, 0));
                        }
                    }
                    None => {
                        if ranks[at as usize] == UNSEEN {
                            ranks[at as usize] = next;
                            next += 1;
                        }
                        stack.pop();
                    }
                }
            }
        }
        self.ranks = ranks;
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A history from `(parents, time, author)`; commit `n` has the number `n`.
    pub(crate) fn history(commits: &[(&[u32], i64, &str)]) -> History {
        let mut this = History::default();
        for (parents, time, author) in commits {
            let number = this.oids.len();
            let mut name = [0; 20];
            name[..8].copy_from_slice(&(number as u64).to_be_bytes());
            let oid = Oid::from_bytes(&name).unwrap();
            this.numbers.insert(oid, number as u32);
            this.oids.push(oid);
            this.first_parent.push(this.parents.len() as u32);
            this.parents.extend_from_slice(parents);
            this.times.push(*time);
            let identity = Identity { name: author.as_bytes().to_vec(), email: b"x@y".to_vec() };
            let author = this.identity_number(&identity);
            this.authors.push(author);
        }
        this.first_parent.push(this.parents.len() as u32);
        this.rank();
        this
    }

    #[test]
    fn children_rank_above_their_parents() {
        let history = history(&[(&[1, 2], 9, "a"), (&[3], 8, "a"), (&[3], 7, "a"), (&[], 1, "a")]);
        for commit in 0..4 {
            for &parent in history.parents(commit) {
                assert!(history.ranks[parent as usize] < history.ranks[commit as usize]);
            }
        }
        assert_eq!(history.reachable(1), [false, true, false, true]);
    }
}
