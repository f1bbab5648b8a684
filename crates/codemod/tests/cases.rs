//! The hard cases, as data: each gives the expected text, or is refused with a reason and left as it is.

use harmless_codemod::rulefile::Codemod;
use harmless_codemod::{Module, Options, Outcome, run};
use serde_json::Value;

/// A case's rules as a rule file.
fn toml_of(rules: &Value, python: Option<&str>) -> String {
    let mut out = python.map_or(String::new(), |least| format!("[codemod]\npython = \">={least}\"\n"));
    for rule in rules.as_array().into_iter().flatten() {
        out.push_str("[[rule]]\n");
        for (key, value) in rule.as_object().into_iter().flatten() {
            out.push_str(&format!("{key} = {}\n", inline(value)));
        }
    }
    out
}

fn inline(value: &Value) -> String {
    match value {
        Value::Object(map) => {
            let fields: Vec<String> = map.iter().map(|(key, value)| format!("{key} = {}", inline(value))).collect();
            format!("{{ {} }}", fields.join(", "))
        }
        other => other.to_string(),
    }
}

#[test]
fn every_hard_case_is_right_or_refused() {
    check(include_str!("../../../fixtures/codemod/hard_cases.jsonl"), Refusals::AreRight);
}

/// What patterns, replacements, renames and changes of parameters do in ordinary and in odd places.
#[test]
fn every_behaviour_is_as_documented() {
    check(include_str!("../../../fixtures/codemod/behaviour.jsonl"), Refusals::AreRight);
}

/// Comments, strings, brackets, scopes, imports and statements where they are seldom. What is refused is expected to be.
#[test]
fn odd_places_come_out_exactly() {
    check(include_str!("../../../fixtures/codemod/odd_places.jsonl"), Refusals::AreExpected);
}

/// Where tools like this one go wrong: each result was compared with what Python makes of it. `left` is how many sites are
/// refused, or left alone in doubt.
#[test]
fn traps_are_seen() {
    check(include_str!("../../../fixtures/codemod/traps.jsonl"), Refusals::AreExpected);
}

/// What a refusal counts as where another text is expected.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Refusals {
    AreRight,
    AreExpected,
}

fn check(cases: &str, refusals: Refusals) {
    let mut wrong = Vec::new();
    let (mut right, mut refused) = (0, Vec::new());
    for line in cases.lines() {
        let case: Value = serde_json::from_str(line).expect("a case");
        let text = |key: &str| case[key].as_str().expect("text").to_owned();
        let (name, input, expected) = (text("name"), text("input"), text("expected"));
        let codemod = Codemod::parse(&toml_of(&case["rules"], case["python"].as_str()), &name).expect(&name);
        let (own, package) = (case["module"].as_str(), case["package"].as_str());
        let module = Module { name: own, package, ..Module::default() };
        let options = Options { allow_unsafe: true, module, ..Options::default() };
        match run(&input, &codemod.rules, options) {
            Ok(report) => {
                let result = report.text.clone().unwrap_or_else(|| input.clone());
                let reasons: Vec<String> = report
                    .sites
                    .iter()
                    .filter_map(|site| match &site.outcome {
                        Outcome::Refused(why) => Some(why.clone()),
                        Outcome::Maybe(name) => Some(format!("`{name}` may be something else")),
                        Outcome::Deferred => Some("it overlaps another change".to_owned()),
                        _ => None,
                    })
                    .collect();
                let left = case["left"].as_u64().unwrap_or(reasons.len() as u64);
                if result == expected && left == reasons.len() as u64 {
                    right += 1;
                } else if (result == input || case["refused"] == result.as_str())
                    && !reasons.is_empty()
                    && refusals == Refusals::AreRight
                {
                    refused.push(format!("{name}: {}", reasons.join("; ")));
                } else {
                    wrong.push(format!("{name}\n  input    {input:?}\n  result   {result:?}\n  expected {expected:?}"));
                }
            }
            Err(_) if refusals == Refusals::AreExpected && input == expected => right += 1,
            Err(error) if refusals == Refusals::AreExpected => wrong.push(format!("{name}: {error}")),
            Err(error) => refused.push(format!("{name}: {error}")),
        }
    }
    let summary = format!("{right} right, {} refused: {refused:#?}\nwrong:\n{}", refused.len(), wrong.join("\n"));
    assert!(wrong.is_empty(), "{summary}");
}
