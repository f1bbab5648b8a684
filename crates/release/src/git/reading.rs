//! Reading with the `git` program: the same answers as libgit2's, for repositories that libgit2 refuses.

use super::program::os_string;
use super::{
    CommitView, GitError, Head, Program, Reader, TagRef, append_mailmap, append_mailmap_file, append_work_tree_mailmap,
};
use crate::oid::Oid;
use memchr::memchr;
use std::path::{Path, PathBuf};

fn damaged(what: &str, bytes: &[u8]) -> GitError {
    GitError::Damaged(format!("unexpected {what} from git: {:?}", String::from_utf8_lossy(bytes)))
}

fn oid(bytes: &[u8]) -> Result<Oid, GitError> {
    Oid::from_hex(bytes).ok_or_else(|| damaged("object name", bytes))
}

fn line(mut output: Vec<u8>) -> Vec<u8> {
    if output.last() == Some(&b'\n') {
        output.pop();
    }
    output
}

impl Program {
    /// The names of a remote's tags, and what they point at.
    ///
    /// # Errors
    /// If the remote cannot be asked.
    pub fn remote_tags(&self, remote: &str) -> Result<Vec<(String, Oid)>, GitError> {
        let output = self.write(&["ls-remote", "--tags", "--refs", "--", remote], b"")?.stdout;
        let text = String::from_utf8_lossy(&output);
        let rows = text.lines().filter_map(|line| line.split_once("\trefs/tags/"));
        Ok(rows.filter_map(|(oid, name)| Some((name.to_owned(), Oid::from_hex(oid.as_bytes())?))).collect())
    }

    /// The contents of several objects, in order; `None` for what does not exist. Names may be `REVISION:PATH`,
    /// without line ends.
    ///
    /// # Errors
    /// If git cannot be run or answers something unexpected.
    pub fn objects(&self, names: &[String]) -> Result<Vec<Option<Vec<u8>>>, GitError> {
        if names.is_empty() {
            return Ok(Vec::new());
        }
        let output = self.read_with(&["cat-file", "--batch"], (names.join("\n") + "\n").as_bytes())?;
        let mut rest = &output[..];
        let mut contents = Vec::with_capacity(names.len());
        for _ in names {
            let end = memchr(b'\n', rest).ok_or_else(|| damaged("answer", rest))?;
            let (header, after) = (&rest[..end], &rest[end + 1..]);
            if header.ends_with(b" missing") || header.ends_with(b" ambiguous") {
                contents.push(None);
                rest = after;
                continue;
            }
            let size = header.rsplit(|&byte| byte == b' ').next().and_then(|word| std::str::from_utf8(word).ok());
            let size: usize = size.and_then(|size| size.parse().ok()).ok_or_else(|| damaged("answer", header))?;
            let content = after.get(..size).ok_or_else(|| damaged("answer", header))?;
            contents.push(Some(content.to_vec()));
            rest = after.get(size + 1..).unwrap_or_default();
        }
        Ok(contents)
    }
}

impl Reader for Program {
    fn work_tree(&self) -> Option<&Path> {
        self.work_tree.as_deref()
    }

    fn common_dir(&self) -> &Path {
        &self.common_dir
    }

    fn head(&self) -> Result<Head, GitError> {
        let branch = self.try_read(&["symbolic-ref", "-q", "HEAD"])?;
        let commit = self.try_read(&["rev-parse", "-q", "--verify", "HEAD^{commit}"])?;
        Ok(Head {
            branch: branch.status.success().then(|| String::from_utf8_lossy(&line(branch.stdout)).into_owned()),
            commit: if commit.status.success() { Some(oid(&line(commit.stdout))?) } else { None },
        })
    }

    fn reference(&self, name: &str) -> Result<Option<Oid>, GitError> {
        let output = self.try_read(&["rev-parse", "-q", "--verify", name])?;
        if output.status.success() { oid(&line(output.stdout)).map(Some) } else { Ok(None) }
    }

    fn object(&self, oid: Oid) -> Result<Option<Vec<u8>>, GitError> {
        Ok(self.objects(&[oid.to_string()])?.pop().flatten())
    }

    fn tags(&self) -> Result<Vec<TagRef>, GitError> {
        let format = "--format=%(refname)%00%(objectname)%00%(objecttype)%00%(*objectname)";
        let output = self.read(&["for-each-ref", format, "refs/tags/"])?;
        let mut tags = Vec::new();
        let mut annotated = Vec::new();
        for row in output.split(|&byte| byte == b'\n').filter(|row| !row.is_empty()) {
            let fields: Vec<&[u8]> = row.split(|&byte| byte == 0).collect();
            let &[name, target, kind, _] = &fields[..] else { return Err(damaged("line", row)) };
            let target = oid(target)?;
            if kind == b"tag" {
                annotated.push(tags.len());
            }
            tags.push(TagRef {
                name: String::from_utf8_lossy(&name[b"refs/tags/".len()..]).into_owned(),
                target,
                commit: (kind == b"commit").then_some(target),
                object: None,
            });
        }
        // One process for the contents, one for what they lead to (tags of tags as well).
        let names: Vec<String> = annotated.iter().map(|&tag| tags[tag].target.to_string()).collect();
        for (&tag, content) in annotated.iter().zip(self.objects(&names)?) {
            tags[tag].object = content;
        }
        let peeled: String = names.iter().map(|name| format!("{name}^{{}}\n")).collect();
        if !names.is_empty() {
            let answer = self.read_with(&["cat-file", "--batch-check"], peeled.as_bytes())?;
            for (&tag, row) in annotated.iter().zip(answer.split(|&byte| byte == b'\n')) {
                let mut fields = row.split(|&byte| byte == b' ');
                if let (Some(name), Some(b"commit")) = (fields.next(), fields.next()) {
                    tags[tag].commit = Some(oid(name)?);
                }
            }
        }
        tags.sort_by(|a, b| a.name.as_bytes().cmp(b.name.as_bytes()));
        Ok(tags)
    }

    fn commits(&self, tips: &[Oid], visit: &mut dyn FnMut(Oid, CommitView<'_>)) -> Result<(), GitError> {
        if tips.is_empty() {
            return Ok(());
        }
        let input: String = tips.iter().map(|tip| format!("{tip}\n")).collect();
        let format = "--format=%H%n%P%n%ct%n%an%n%ae";
        let args = ["log", "-z", "--no-mailmap", "--no-show-signature", "--no-decorate", "--stdin", format];
        let output = self.read_with(&args, input.as_bytes())?;
        let mut parents = Vec::new();
        for record in output.split(|&byte| byte == 0).filter(|record| !record.is_empty()) {
            let fields: Vec<&[u8]> = record.splitn(5, |&byte| byte == b'\n').collect();
            let &[name, parent_names, time, author, email] = &fields[..] else {
                return Err(damaged("commit", record));
            };
            parents.clear();
            for parent in parent_names.split(|&byte| byte == b' ').filter(|name| !name.is_empty()) {
                parents.push(oid(parent)?);
            }
            let time = std::str::from_utf8(time).ok().and_then(|time| time.parse().ok()).unwrap_or(0);
            visit(oid(name)?, CommitView { parents: &parents, time, name: author, email });
        }
        Ok(())
    }

    fn mailmap(&self) -> Result<Vec<u8>, GitError> {
        let mut text = Vec::new();
        if let Some(root) = &self.work_tree {
            append_work_tree_mailmap(&mut text, root);
        }
        let blob = self.config("mailmap.blob")?;
        let blob = blob.or_else(|| self.work_tree.is_none().then(|| "HEAD:.mailmap".to_owned()));
        if let Some(blob) = blob.filter(|name| !name.contains('\n'))
            && let Some(Some(content)) = self.objects(&[blob])?.pop()
        {
            append_mailmap(&mut text, &content);
        }
        if self.config("mailmap.file")?.is_some() {
            let path = line(self.read(&["config", "--path", "--get", "mailmap.file"])?);
            append_mailmap_file(&mut text, self.folder.join(PathBuf::from(os_string(&path))));
        }
        Ok(text)
    }
}
