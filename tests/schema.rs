//! The JSON schema of `[tool.harmless]` against the programs: the same keys, the same values, the same defaults.

use crate::generated::TOOLS;
use harmless_testkit::{Output, Project};
use serde_json::{Map, Value};
use std::collections::BTreeSet;
use std::path::Path;

fn properties(table: &str) -> Map<String, Value> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("schema/harmless.json");
    let text = std::fs::read_to_string(path).expect("the schema is there");
    let schema: Value = serde_json::from_str(&text).expect("JSON");
    schema["properties"][table]["properties"].as_object().expect("properties").clone()
}

/// A JSON value in TOML.
fn toml(value: &Value) -> String {
    match value {
        Value::Array(items) => format!("[{}]", items.iter().map(toml).collect::<Vec<_>>().join(", ")),
        Value::Object(table) => {
            let entries: Vec<String> = table.iter().map(|(key, value)| format!("{key} = {}", toml(value))).collect();
            format!("{{ {} }}", entries.join(", "))
        }
        value => value.to_string(),
    }
}

/// Runs the tool of `table` where its table holds `settings`.
fn configured(table: &str, settings: &str) -> Output {
    let project = Project::with([("a.py", ""), ("pyproject.toml", &format!("[tool.harmless.{table}]\n{settings}\n"))]);
    let (tool, binary) = TOOLS.into_iter().find(|(tool, _)| tool.ends_with(table)).expect("a tool");
    let arguments: &[&str] = match tool {
        "harmless-imports" => &["check", "--show-settings", "."],
        "harmless-codemod" => &["select", "x", "--show-settings", "."],
        _ => {
            project.git_init();
            &["debug"]
        }
    };
    project.run(binary, arguments).expect("the tool starts")
}

const TABLES: [&str; 3] = ["imports", "codemod", "release"];

#[test]
fn keys_are_those_of_the_code() {
    for table in TABLES {
        let output = configured(table, "qqqq = 1");
        let (_, known) = output.stderr.split_once("; known ").expect("the keys are listed");
        let known: BTreeSet<&str> =
            known.trim().trim_start_matches("keys ").trim_start_matches("are ").split(", ").collect();
        let properties = properties(table);
        assert_eq!(known, properties.keys().map(String::as_str).collect(), "{table}");
    }
}

/// Each default, example and choice is taken; what the schema forbids is refused.
#[test]
fn values_are_those_of_the_code() {
    for table in TABLES {
        for (key, property) in properties(table) {
            let listed = |name: &str| property[name].as_array().cloned().unwrap_or_default();
            let mut good = [listed("enum"), listed("examples")].concat();
            good.extend(property.get("default").cloned());
            if property["type"] == "boolean" {
                good.extend([Value::Bool(true), Value::Bool(false)]);
            }
            assert!(!good.is_empty(), "{table}.{key} has no value to show");
            for value in good {
                let output = configured(table, &format!("{key} = {}", toml(&value)));
                assert_eq!(output.code(), Some(0), "{table}.{key} = {value}: {output}");
            }
            let mut bad = vec!["1979-05-27", "[[1]]"];
            bad.push(if property["type"] == "boolean" { "'yes'" } else { "true" });
            if property.get("enum").is_some() || property.get("pattern").is_some() {
                bad.push("'qqqq'");
            }
            if property["type"] == "integer" {
                bad.push("-1");
            }
            for value in bad {
                let output = configured(table, &format!("{key} = {value}"));
                assert_eq!(output.code(), Some(2), "{table}.{key} = {value}: {output}");
            }
        }
    }
}

#[test]
fn defaults_are_those_of_the_code() {
    for (table, settings) in [("imports", ""), ("imports", "style = 'isort-black'"), ("codemod", "")] {
        let output = configured(table, settings);
        let text = output.text();
        let shown = text.lines().filter_map(|line| line.strip_suffix("  # default")?.split_once(" = "));
        let shown: Vec<(&str, &str)> = shown.collect();
        assert!(shown.len() >= 4, "{output}");
        let properties = properties(table);
        for (key, value) in shown {
            assert_eq!(properties[key].get("default").map(toml).as_deref(), Some(value), "{table}.{key}");
        }
    }
}
