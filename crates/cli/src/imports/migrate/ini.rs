//! The little of INI that isort's settings need, read as Python's `configparser` reads it.

use toml::{Table, Value};

/// The settings of the first of `sections` that `text` has, all as strings; `None` if it has none of them.
pub(super) fn parse_section(text: &str, sections: &[&str]) -> Option<Table> {
    sections.iter().find_map(|section| parse(text, section))
}

fn parse(text: &str, section: &str) -> Option<Table> {
    let mut settings: Option<Table> = None;
    let mut is_inside = false;
    let mut key: Option<String> = None;
    for line in text.lines() {
        let trimmed = line.trim();
        if trimmed.is_empty() || trimmed.starts_with(['#', ';']) {
            continue;
        }
        let is_continued = line.starts_with([' ', '\t']);
        if let (true, Some(key), Some(settings)) = (is_continued && is_inside, &key, &mut settings) {
            if let Some(Value::String(value)) = settings.get_mut(key) {
                value.push('\n');
                value.push_str(trimmed);
            }
        } else if let Some(name) = trimmed.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            is_inside = name == section;
            key = None;
            if is_inside {
                settings.get_or_insert_default();
            }
        } else if let (true, Some(settings)) = (is_inside, &mut settings) {
            let (name, value) = trimmed.split_once(['=', ':']).unwrap_or((trimmed, ""));
            let name = name.trim().to_lowercase();
            settings.insert(name.clone(), Value::String(value.trim().to_owned()));
            key = Some(name);
        }
    }
    settings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_go_on_in_indented_lines() {
        let text = "[other]\na = 1\n[isort]\n# why\nProfile=black\nknown_first_party =\n    one,\n    two\nskip: x\n[more]\nb = 2\n";
        let settings = parse_section(text, &["settings", "isort"]).expect("there");
        let get = |key: &str| settings.get(key).and_then(Value::as_str);
        assert_eq!(get("profile"), Some("black"));
        assert_eq!(get("known_first_party"), Some("\none,\ntwo"));
        assert_eq!(get("skip"), Some("x"));
        assert_eq!(get("b"), None);
        assert_eq!(parse_section(text, &["tool:isort"]), None);
    }
}
