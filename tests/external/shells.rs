//! The committed completions and manual pages in the programs that read them.

use super::root;
use crate::generated::TOOLS;
use std::path::PathBuf;
use std::process::Command;

/// Runs a script in a shell.
fn shell(program: &str, arguments: &[&str], script: &str) -> String {
    let output = Command::new(program)
        .args(arguments)
        .arg(script)
        .current_dir(root())
        .env("TERM", "dumb")
        .output()
        .unwrap_or_else(|error| panic!("{program} is needed: {error}"));
    assert!(output.status.success(), "{program}: {output:?}");
    assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{program}");
    String::from_utf8(output.stdout).expect("text")
}

/// The words that complete the beginning of a command line.
type Complete = fn(tool: &str, words: &[&str]) -> Vec<String>;

fn bash(tool: &str, words: &[&str]) -> Vec<String> {
    let line = words.join("' '");
    let script = format!(
        "set -u; source completions/{tool}.bash; COMP_WORDS=('{line}'); COMP_CWORD={}; \
         registered=$(complete -p {tool}); [[ $registered =~ -F\\ ([^ ]+) ]]; \
         ${{BASH_REMATCH[1]}} {tool} \"${{COMP_WORDS[-1]}}\" \"${{COMP_WORDS[-2]}}\"; printf '%s\\n' \"${{COMPREPLY[@]}}\"",
        words.len() - 1
    );
    shell("bash", &["--norc", "-c"], &script).lines().map(String::from).collect()
}

fn fish(tool: &str, words: &[&str]) -> Vec<String> {
    let script = format!("source completions/{tool}.fish; complete --do-complete '{}'", words.join(" "));
    let lines = shell("fish", &["--no-config", "-c"], &script);
    lines.lines().filter_map(|line| line.split('\t').next()).map(String::from).collect()
}

fn completes(complete: Complete) {
    let has = |tool: &str, words: &[&str], expected: &str| {
        let words = [&[tool][..], words].concat();
        let found = complete(tool, &words);
        assert!(found.iter().any(|word| word.trim() == expected), "{words:?}: {found:?}");
    };
    has("harmless-imports", &["che"], "check");
    has("harmless-imports", &["check", "--output-for"], "--output-format");
    has("harmless-imports", &["check", "--output-format", "sa"], "sarif");
    has("harmless-codemod", &["ren"], "rename");
    has("harmless-codemod", &["run", "--inter"], "--interactive");
    has("harmless-release", &["ta"], "tag");
    has("harmless-release", &["tag", "--allow-l"], "--allow-lower");
}

#[test]
#[ignore = "needs bash: tests/external/run"]
fn bash_completes() {
    completes(bash);
}

#[test]
#[ignore = "needs fish: tests/external/run"]
fn fish_completes() {
    completes(fish);
}

/// zsh shows completions only to a terminal; that it loads the functions, and with them the system of completion, is checked here.
#[test]
#[ignore = "needs zsh: tests/external/run"]
fn zsh_loads_the_functions() {
    for (tool, _) in TOOLS {
        let script = format!(
            "fpath=(completions $fpath); autoload -U compinit; compinit -u -d $(mktemp -u); \
             print -r -- $_comps[{tool}]; autoload +X _{tool} && (( $+functions[_{tool}] )) && zsh -n completions/_{tool}"
        );
        assert_eq!(shell("zsh", &["-f", "-c"], &script), format!("_{tool}\n"));
    }
}

#[test]
#[ignore = "needs mandoc: tests/external/run"]
fn manual_pages_are_well_formed() {
    let entries = std::fs::read_dir(root().join("man")).expect("the pages");
    let pages: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
    let output =
        Command::new("mandoc").args(["-T", "lint", "-W", "error"]).args(&pages).output().expect("mandoc is needed");
    assert!(output.status.success(), "{output:?}");
    let shown =
        Command::new("mandoc").args(["-T", "utf8"]).arg("man/harmless-imports-check.1").current_dir(root()).output();
    let shown = shown.expect("mandoc is needed").stdout;
    let shown = String::from_utf8_lossy(&shown).replace('\u{8}', "");
    assert!(shown.contains("NNAAMMEE") && shown.len() > 2000, "{shown}");
}
