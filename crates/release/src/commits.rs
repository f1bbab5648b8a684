//! The commits since the last release, as material for notes. In: subjects. Out: groups, and a level they suggest.

use crate::changelog::escape;
use crate::git::{GitError, Program};

/// A commit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Commit {
    /// The abbreviated name.
    pub id: String,
    /// `Name <email>` after the mailmap.
    pub author: String,
    /// The first line of the message.
    pub subject: String,
}

/// Reads the commits of a range, oldest first, without those of ignored authors (parts of `Name <email>`, in any case)
/// and without merges. `folder`: only those that touch it; relative to the work tree, empty for all.
///
/// # Errors
/// If git cannot list them.
pub fn read(git: &Program, range: &str, folder: &str, ignored: &[String]) -> Result<Vec<Commit>, GitError> {
    let format = "--format=%h%n%aN <%aE>%n%s";
    let path = format!(":(top,literal){}", folder.trim_end_matches('/'));
    let mut args = vec!["log", "--reverse", "--no-merges", "-z", format, "--no-show-signature", range, "--"];
    args.extend((!folder.is_empty()).then_some(path.as_str()));
    let output = git.read(&args)?;
    let ignored: Vec<String> = ignored.iter().map(|author| author.to_lowercase()).collect();
    let commits = output.split(|&byte| byte == 0).filter_map(|record| {
        let text = String::from_utf8_lossy(record);
        let mut fields = text.trim_start_matches('\n').splitn(3, '\n').map(str::to_owned);
        Some(Commit { id: fields.next()?, author: fields.next()?, subject: fields.next()? })
    });
    Ok(commits.filter(|commit| !ignored.iter().any(|part| commit.author.to_lowercase().contains(part))).collect())
}

/// What a subject says the commit is.
fn kind(subject: &str) -> (&'static str, bool) {
    let Some((head, _)) = subject.split_once(':') else { return ("Other", false) };
    let breaking = head.ends_with('!');
    let word = head.trim_end_matches('!');
    let word = word.split_once('(').map_or(word, |(word, _)| word);
    let group = match word {
        "feat" => "New",
        "fix" => "Fixed",
        "docs" => "Documentation",
        "perf" => "Faster",
        _ => "Other",
    };
    (group, breaking)
}

/// The commits in groups, and the level that conventional subjects suggest.
pub fn group(commits: &[Commit]) -> (Vec<(&'static str, Vec<&Commit>)>, &'static str) {
    let groups = ["New", "Fixed", "Faster", "Documentation", "Other"]
        .map(|name| (name, commits.iter().filter(|commit| kind(&commit.subject).0 == name).collect::<Vec<_>>()));
    let level = if commits.iter().any(|commit| kind(&commit.subject).1) {
        "major"
    } else if commits.iter().any(|commit| kind(&commit.subject).0 == "New") {
        "minor"
    } else {
        "patch"
    };
    (groups.into_iter().filter(|(_, commits)| !commits.is_empty()).collect(), level)
}

/// Notes made of the subjects, one item each, escaped for Markdown.
pub fn as_notes(commits: &[Commit]) -> String {
    commits.iter().map(|commit| format!("- {}\n", escape(&commit.subject))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_and_level() {
        let commit = |subject: &str| Commit { id: "1".into(), author: "A <a>".into(), subject: subject.into() };
        let commits = [commit("fix(x): a"), commit("Tidy"), commit("feat: b")];
        let (groups, level) = group(&commits);
        assert_eq!(groups.iter().map(|(name, _)| *name).collect::<Vec<_>>(), ["New", "Fixed", "Other"]);
        assert_eq!(level, "minor");
        assert_eq!(group(&[commit("fix!: gone")]).1, "major");
        assert_eq!(as_notes(&[commit("Fix *x*")]), "- Fix \\*x\\*\n");
    }
}
