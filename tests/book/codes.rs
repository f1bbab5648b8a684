//! The codes of findings, as the reference lists them, compared with those in the source.

use super::root;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// Every code, and what it says.
const CODES: [(&str, &str); 17] = [
    ("unsorted-imports", "a block of imports is not sorted"),
    ("barrier", "with `-v`: imports do not move across this, and why"),
    ("kept-order", "with `-v`: this import stays below another one, and why"),
    ("import-warning", "a name is imported twice, and the last one wins"),
    ("codemod", "a site that a rule would change"),
    ("found", "a site of a rule that only reports"),
    ("manual", "a site of a rule that is not for tools to apply"),
    ("maybe", "a name here may mean something else; `--maybe` changes it"),
    ("overlap", "two sites overlap, and the other one was changed"),
    ("refused", "this site cannot be changed, and why"),
    ("unused-suppression", "a comment suppresses a rule that finds nothing here"),
    ("syntax-error", "this is no Python; the file is left alone"),
    ("undecodable", "these bytes are no text in the file's encoding; the file is left alone"),
    ("unencodable", "the result cannot be written in the file's encoding; the file is left alone"),
    ("failed-verification", "the result could not be proved right; the file is left alone"),
    ("configuration", "something is wrong with a setting"),
    ("internal-error", "a fault of the tool; the file is left alone"),
];

/// The codes of what the file system refuses.
const OF_FILES: [(&str, &str); 2] =
    [("unreadable", "the file cannot be read"), ("unwritable", "the file cannot be written; it is as it was")];

/// The table of codes.
pub(super) fn table() -> String {
    let row = |(code, meaning): &(&str, &str)| format!("| `{code}` | {meaning} |\n");
    let rows: String = CODES.iter().chain(&OF_FILES).map(row).collect();
    format!("| code | says |\n| --- | --- |\n{rows}")
}

/// The codes in the source below a directory: what stands before a severity, after a path, or at `code:`.
fn used(directory: &Path, codes: &mut BTreeSet<String>) {
    for entry in fs::read_dir(directory).expect("a directory") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            used(&path, codes);
            continue;
        }
        let text = fs::read_to_string(&path).expect("readable");
        // Every second part stands between quotes.
        let parts: Vec<&str> = text.split('"').collect();
        for (number, part) in parts.iter().enumerate().skip(1).step_by(2) {
            let before = parts[number - 1].trim_end();
            let after = parts.get(number + 1).map_or("", |after| after.trim_start());
            let is_code = after.trim_start_matches(',').trim_start().starts_with("Severity::")
                || before.ends_with("code:")
                || before.ends_with("UNSORTED: &str =")
                || (before.ends_with("path,") && before.contains("file_error("));
            if is_code && part.chars().all(|c| c.is_ascii_lowercase() || c == '-') {
                codes.insert((*part).to_owned());
            }
        }
    }
}

#[test]
fn every_code_of_a_finding_is_listed() {
    let mut codes = BTreeSet::new();
    used(&root().join("crates/cli/src"), &mut codes);
    let listed: BTreeSet<String> = CODES.iter().chain(&OF_FILES).map(|(code, _)| (*code).to_owned()).collect();
    assert_eq!(codes, listed);
}
