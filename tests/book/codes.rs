//! The codes of findings, as the reference lists them, compared with those in the source.

use super::root;
use harmless_report::CODES;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// The table of codes.
pub(super) fn table() -> String {
    let row = |(code, meaning): &(&str, &str)| format!("| `{code}` | {meaning} |\n");
    let rows: String = CODES.iter().map(row).collect();
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
                || before.ends_with("MISSING: &str =")
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
    let listed: BTreeSet<String> = CODES.iter().map(|(code, _)| (*code).to_owned()).collect();
    assert_eq!(codes, listed);
}
