//! Reading in process with libgit2. Knows nothing of the `git` program, and never executes anything.

use super::{
    CommitView, GitError, Head, Reader, TagRef, append_mailmap, append_mailmap_file, append_work_tree_mailmap,
    parse_commit, parse_tag,
};
use crate::oid::Oid;
use git2::{ErrorCode, ObjectType, Repository, RepositoryOpenFlags};
use std::collections::HashSet;
use std::ffi::OsStr;
use std::path::Path;

/// A repository opened with libgit2.
pub struct Libgit {
    repository: Repository,
    /// Commits whose parents a shallow clone has cut off.
    shallow: HashSet<Oid>,
}

impl Libgit {
    /// Opens the repository around `folder`; `None` if libgit2 refuses it, or would read it otherwise than git does
    /// (replaced objects, grafts).
    ///
    /// # Errors
    /// If the folder is in no repository.
    pub fn open(folder: &Path) -> Result<Option<Self>, GitError> {
        let flags = RepositoryOpenFlags::FROM_ENV;
        let Ok(repository) = Repository::open_ext(folder, flags, std::iter::empty::<&OsStr>()) else { return Ok(None) };
        let common = repository.commondir();
        let replaced = repository.references_glob("refs/replace/*")?.next().is_some();
        if replaced || common.join("info/grafts").exists() {
            return Ok(None);
        }
        let shallow = std::fs::read(common.join("shallow")).unwrap_or_default();
        let shallow = shallow.split(|&byte| byte == b'\n').filter_map(Oid::from_hex).collect();
        Ok(Some(Self { repository, shallow }))
    }

    /// Follows a chain of tag objects to what it ends at.
    fn peel(&self, odb: &git2::Odb<'_>, mut oid: git2::Oid) -> Result<(git2::Oid, ObjectType), GitError> {
        loop {
            let object = odb.read(oid)?;
            if object.kind() != ObjectType::Tag {
                return Ok((oid, object.kind()));
            }
            let tag = parse_tag(object.data()).ok_or_else(|| damaged("tag", oid))?;
            oid = git2::Oid::from_bytes(tag.object.as_bytes())?;
        }
    }
}

fn damaged(kind: &str, oid: git2::Oid) -> GitError {
    GitError::Damaged(format!("{kind} {oid} cannot be read; run `git fsck`"))
}

fn ours(oid: git2::Oid) -> Result<Oid, GitError> {
    Oid::from_bytes(oid.as_bytes()).ok_or_else(|| damaged("object", oid))
}

impl Reader for Libgit {
    fn work_tree(&self) -> Option<&Path> {
        self.repository.workdir()
    }

    fn common_dir(&self) -> &Path {
        self.repository.commondir()
    }

    fn head(&self) -> Result<Head, GitError> {
        let reference = self.repository.find_reference("HEAD")?;
        let branch = reference.symbolic_target_bytes().map(|name| String::from_utf8_lossy(name).into_owned());
        let commit = match self.repository.head() {
            Ok(head) => head.target().map(ours).transpose()?,
            Err(error) if error.code() == ErrorCode::UnbornBranch || error.code() == ErrorCode::NotFound => None,
            Err(error) => return Err(error.into()),
        };
        Ok(Head { branch, commit })
    }

    fn reference(&self, name: &str) -> Result<Option<Oid>, GitError> {
        match self.repository.find_reference(name) {
            Ok(reference) => reference.resolve()?.target().map(ours).transpose(),
            Err(error) if error.code() == ErrorCode::NotFound => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    fn object(&self, oid: Oid) -> Result<Option<Vec<u8>>, GitError> {
        match self.repository.odb()?.read(git2::Oid::from_bytes(oid.as_bytes())?) {
            Ok(object) => Ok(Some(object.data().to_vec())),
            Err(error) if error.code() == ErrorCode::NotFound => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    fn tags(&self) -> Result<Vec<TagRef>, GitError> {
        let odb = self.repository.odb()?;
        let mut tags = Vec::new();
        for reference in self.repository.references_glob("refs/tags/*")? {
            let reference = reference?;
            let name = String::from_utf8_lossy(&reference.name_bytes()[b"refs/tags/".len()..]).into_owned();
            let Some(target) = reference.resolve()?.target() else { continue };
            let object = odb.read(target)?;
            let (commit, kind) = self.peel(&odb, target)?;
            tags.push(TagRef {
                name,
                target: ours(target)?,
                commit: if kind == ObjectType::Commit { Some(ours(commit)?) } else { None },
                object: (object.kind() == ObjectType::Tag).then(|| object.data().to_vec()),
            });
        }
        tags.sort_by(|a, b| a.name.as_bytes().cmp(b.name.as_bytes()));
        Ok(tags)
    }

    fn commits(&self, tips: &[Oid], visit: &mut dyn FnMut(Oid, CommitView<'_>)) -> Result<(), GitError> {
        let odb = self.repository.odb()?;
        let mut seen: HashSet<Oid> = HashSet::new();
        let mut pending: Vec<Oid> = tips.to_vec();
        let mut parents = Vec::new();
        while let Some(oid) = pending.pop() {
            if !seen.insert(oid) {
                continue;
            }
            let name = git2::Oid::from_bytes(oid.as_bytes())?;
            let object = odb.read(name)?;
            parents.clear();
            let commit = parse_commit(object.data(), &mut parents).ok_or_else(|| damaged("commit", name))?;
            if self.shallow.contains(&oid) {
                parents.clear();
            }
            pending.extend_from_slice(&parents);
            visit(oid, CommitView { parents: &parents, time: commit.time, name: &commit.name, email: &commit.email });
        }
        Ok(())
    }

    fn mailmap(&self) -> Result<Vec<u8>, GitError> {
        let config = self.repository.config()?.snapshot()?;
        let mut text = Vec::new();
        if let Some(work_tree) = self.work_tree() {
            append_work_tree_mailmap(&mut text, work_tree);
        }
        let blob = config.get_string("mailmap.blob").ok();
        let blob = blob.or_else(|| self.repository.is_bare().then(|| "HEAD:.mailmap".to_owned()));
        if let Some(blob) = blob.and_then(|name| self.repository.revparse_single(&name).ok()?.into_blob().ok()) {
            append_mailmap(&mut text, blob.content());
        }
        if let Ok(path) = config.get_path("mailmap.file") {
            append_mailmap_file(&mut text, self.work_tree().map_or_else(|| path.clone(), |root| root.join(&path)));
        }
        Ok(text)
    }
}
