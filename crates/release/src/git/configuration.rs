//! git's configuration, asked once. In: what `git config --list` prints. Out: the values of variables and where they
//! were set, and the names of remotes.

use super::{GitError, Program};

/// All variables, in the order in which git reads them: of several values of one variable the last counts.
#[derive(Clone, Debug, Default)]
pub(super) struct Configuration {
    entries: Vec<Entry>,
}

#[derive(Clone, Debug)]
struct Entry {
    /// `system`, `global`, `local`, `worktree` or `command`.
    scope: String,
    /// Section and variable in lower case.
    key: String,
    value: String,
}

impl Configuration {
    /// Reads the output of `git config --list --show-scope -z`.
    fn parse(output: &[u8]) -> Self {
        let text = String::from_utf8_lossy(output);
        let mut fields = text.split('\0');
        let mut entries = Vec::new();
        while let (Some(scope), Some(entry)) = (fields.next(), fields.next()) {
            // A variable without a value is true.
            let (key, value) = entry.split_once('\n').unwrap_or((entry, "true"));
            entries.push(Entry { scope: scope.to_owned(), key: key.to_owned(), value: value.to_owned() });
        }
        Self { entries }
    }

    fn get(&self, name: &str) -> Option<&Entry> {
        let name = canonical(name);
        self.entries.iter().rfind(|entry| entry.key == name)
    }
}

/// A variable's name as git lists it: only what stands between the first and the last dot keeps its case.
fn canonical(name: &str) -> String {
    match (name.find('.'), name.rfind('.')) {
        (Some(first), Some(last)) if first < last => {
            format!("{}{}{}", name[..first].to_lowercase(), &name[first..last], name[last..].to_lowercase())
        }
        _ => name.to_lowercase(),
    }
}

fn is_true(value: &str) -> bool {
    matches!(value.to_lowercase().as_str(), "true" | "yes" | "on") || value.parse().is_ok_and(|number: i64| number != 0)
}

impl Program {
    fn configuration(&self) -> Result<&Configuration, GitError> {
        if let Some(known) = self.configuration.get() {
            return Ok(known);
        }
        let output = self.read(&["config", "--list", "--show-scope", "-z"])?;
        Ok(self.configuration.get_or_init(|| Configuration::parse(&output)))
    }

    /// The value of a configuration variable, if set. It was read when this repository was first asked for one.
    ///
    /// # Errors
    /// If git cannot be run.
    pub fn config(&self, name: &str) -> Result<Option<String>, GitError> {
        Ok(self.configuration()?.get(name).map(|entry| entry.value.clone()))
    }

    /// Whether a configuration variable is set and true.
    ///
    /// # Errors
    /// If git cannot be run.
    pub fn config_is_true(&self, name: &str) -> Result<bool, GitError> {
        Ok(self.configuration()?.get(name).is_some_and(|entry| is_true(&entry.value)))
    }

    /// Whether the repository itself, not its user, sets one of these variables.
    ///
    /// # Errors
    /// If git cannot be run.
    pub fn config_is_local(&self, names: &[&str]) -> Result<bool, GitError> {
        let configuration = self.configuration()?;
        let is_local = |entry: &Entry| entry.scope == "local" || entry.scope == "worktree";
        Ok(names.iter().any(|name| configuration.get(name).is_some_and(is_local)))
    }

    /// Whether a variable of one of these sections is set, whatever its name.
    ///
    /// # Errors
    /// If git cannot be run.
    pub(super) fn config_has_section(&self, sections: &[&str]) -> Result<bool, GitError> {
        let in_section =
            |entry: &Entry| entry.key.split_once('.').is_some_and(|(section, _)| sections.contains(&section));
        Ok(self.configuration()?.entries.iter().any(in_section))
    }

    /// The names of the remotes, in the order of the configuration.
    ///
    /// # Errors
    /// If git cannot be run.
    pub fn remotes(&self) -> Result<Vec<String>, GitError> {
        let mut remotes: Vec<String> = Vec::new();
        for entry in &self.configuration()?.entries {
            let name = entry.key.strip_prefix("remote.").and_then(|rest| rest.strip_suffix(".url"));
            remotes.extend(name.map(str::to_owned).filter(|name| !remotes.contains(name)));
        }
        Ok(remotes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_as_git_lists_them() {
        let output = b"system\0core.pager\nless\0local\0branch.Main.remote\norigin\0local\0tag.gpgsign\0global\0a.b\nx\ny\0local\0core.pager\nmore\0";
        let configuration = Configuration::parse(output);
        let value = |name: &str| configuration.get(name).map(|entry| (entry.value.as_str(), entry.scope.as_str()));
        assert_eq!(value("core.pager"), Some(("more", "local")));
        assert_eq!(value("Branch.Main.Remote"), Some(("origin", "local")));
        assert_eq!(value("branch.main.remote"), None);
        assert_eq!(value("tag.gpgSign"), Some(("true", "local")));
        assert_eq!(value("a.b"), Some(("x\ny", "global")));
    }

    #[test]
    fn what_is_true() {
        for (value, expected) in [("Yes", true), ("on", true), ("1", true), ("0", false), ("", false), ("off", false)] {
            assert_eq!(is_true(value), expected, "{value}");
        }
    }
}
