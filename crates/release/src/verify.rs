//! Looking whether a release is whole. In: a project and a release. Out: findings; none if tag, commit, files,
//! changelog and signature agree.

use crate::changelog;
use crate::check::{Finding, Findings};
use crate::git::{GitError, Program};
use crate::places::{self, Tree};
use crate::plan::changelog_file;
use crate::project::Project;
use crate::settings::Style;
use crate::tags::{Release, universal_newlines};
use crate::worktree::Revision;

/// Checks one release. The newest one's generated changelog must be the one generated from the tags; of older ones it
/// must have their notes.
///
/// # Errors
/// If the repository cannot be read.
pub fn verify(project: &Project, git: &Program, release: &Release) -> Result<Vec<Finding>, GitError> {
    let mut findings = Findings::default();
    let tag = &release.tag;
    if !release.annotated {
        findings.error(
            "lightweight-tag",
            format!("{tag} is a lightweight tag: no notes, no date, no signature"),
            "make annotated tags",
        );
    }
    if release.commit.is_none() {
        findings.error("no-commit", format!("{tag} does not lead to a commit"), "delete it, or move it");
        return Ok(findings.0);
    }
    let tree = Revision { name: &format!("refs/tags/{tag}"), prefix: &project.prefix, git };
    let found = places::find(&tree, &project.settings, Some(&release.version));
    for error in &found.errors {
        findings.error("version-place", format!("in {tag}, {error}"), "make a new release");
    }
    for place in found.places.iter().filter(|place| place.version().as_ref() != Some(&release.version)) {
        let message = format!("in {tag}, {} ({}) says {}", place.path, place.key, place.current);
        findings.error("version-differs", message, "make a new release");
    }
    check_changelog(project, release, &tree, &mut findings)?;
    check_signature(git, tag, &mut findings)?;
    Ok(findings.0)
}

fn check_changelog(
    project: &Project,
    release: &Release,
    tree: &dyn Tree,
    findings: &mut Findings,
) -> Result<(), GitError> {
    let tag = &release.tag;
    let (name, _, style) = changelog_file(project, None);
    let Some(content) = tree.read(&name).filter(|_| style != Style::None) else {
        if style != Style::None {
            findings.error("no-changelog", format!("{tag} does not contain {name}"), "make a new release");
        }
        return Ok(());
    };
    let text = String::from_utf8_lossy(&content);
    let text = universal_newlines(&text);
    let newest = project.tags.releases.first().is_some_and(|first| first.tag == *tag);
    let right = match style {
        Style::Attribution if newest => {
            let sections = project.sections(project.history(false)?, None)?;
            project.render(&sections) == text
        }
        Style::Attribution => has_heading(&text, tag) && text.contains(&release.notes),
        _ => changelog::section_of(&text, &release.version).is_some(),
    };
    if !right {
        findings.error("changelog-differs", format!("{name} in {tag} is not what the tags say"), "make a new release");
    }
    Ok(())
}

/// Checks that a remote has a release, and that it is the same.
///
/// # Errors
/// If the remote cannot be asked.
pub fn verify_remote(
    project: &Project,
    git: &Program,
    releases: &[Release],
    remote: &str,
) -> Result<Vec<(String, Finding)>, GitError> {
    let theirs = git.remote_tags(remote)?;
    let mut findings = Vec::new();
    for Release { tag, .. } in releases {
        let own = project.tags.all.iter().find(|known| known.name == *tag).map(|known| known.target);
        let mut of_tag = Findings::default();
        match theirs.iter().find(|(name, _)| name == tag) {
            None => {
                let remedy = format!("push it: git push {remote} {tag}");
                of_tag.error("not-on-remote", format!("{remote} does not have {tag}"), remedy);
            }
            Some((_, target)) if Some(*target) != own => {
                of_tag.error(
                    "differs-on-remote",
                    format!("{tag} is another tag on {remote}"),
                    "find out which is right; a tag that others have should not be changed",
                );
            }
            Some(_) => {}
        }
        findings.extend(of_tag.0.into_iter().map(|finding| (tag.clone(), finding)));
    }
    Ok(findings)
}

/// Whether a generated changelog has a section of a tag, with or without a date.
fn has_heading(text: &str, tag: &str) -> bool {
    let lines: Vec<&str> = text.lines().collect();
    lines.windows(2).any(|pair| {
        pair[1].starts_with("---")
            && pair[0].strip_prefix(tag).is_some_and(|rest| rest.is_empty() || rest.starts_with(" - "))
    })
}

fn check_signature(git: &Program, tag: &str, findings: &mut Findings) -> Result<(), GitError> {
    let raw = git.objects(&[format!("refs/tags/{tag}")])?.pop().flatten().unwrap_or_default();
    let signed = ["PGP SIGNATURE", "SSH SIGNATURE", "SIGNED MESSAGE", "PGP MESSAGE"]
        .iter()
        .any(|kind| memchr::memmem::find(&raw, format!("\n-----BEGIN {kind}-----\n").as_bytes()).is_some());
    if !signed {
        return Ok(());
    }
    let output = git.try_read(&["verify-tag", tag])?;
    if !output.status.success() {
        let reason = output.text().trim_end().to_owned();
        findings.error(
            "bad-signature",
            format!("the signature of {tag} cannot be verified: {reason}"),
            "import the signer's key, or set gpg.ssh.allowedSignersFile",
        );
    }
    Ok(())
}
