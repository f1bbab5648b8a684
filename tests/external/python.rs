//! CPython as a second opinion: what its compiler takes, and which scope its `symtable` finds each name in.

use super::{program, root};
use harmless_syntax::names::{Names, ScopeId, ScopeKind, Use};
use harmless_syntax::{Kind, NodeId, TokenKind, Tree};
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::process::{Command, Stdio};

/// What a Python program of this folder, or one given as text, prints for an input.
fn python(arguments: &[&str], input: &str) -> String {
    let mut command = Command::new(program("python3"));
    command.args(arguments).current_dir(root()).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.spawn().expect("Python starts");
    let mut stdin = child.stdin.take().expect("piped");
    let input = input.to_owned();
    let writing = std::thread::spawn(move || stdin.write_all(input.as_bytes()));
    let output = child.wait_with_output().expect("it ends");
    writing.join().expect("no panic").expect("it reads its input");
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).expect("text")
}

/// The scopes of a file in the words of `symbols.py`.
fn scopes(tree: &Tree) -> Vec<String> {
    let names = Names::new(tree, None);
    let mut found: BTreeMap<ScopeId, BTreeSet<&str>> = BTreeMap::new();
    let enter = |scope| (!in_annotation(tree, names.scope(scope).node)).then_some(scope);
    // Every node is evaluated in some scope, so that scopes without names are found too; that of the module is always there.
    found.entry(ScopeId::MODULE).or_default();
    for id in names.scopes().filter_map(enter) {
        found.entry(id).or_default();
    }
    for (_, binding) in names.bindings() {
        let mut scope = names.scope_of(binding.node);
        let is_walrus = tree.parent(binding.node).is_some_and(|parent| tree.kind(parent) == Kind::NamedExpr);
        if let Some(there) = found.get_mut(&scope) {
            there.insert(binding.name);
        }
        // `:=` in a comprehension binds in the function around it, and the comprehension uses what is bound.
        while is_walrus && names.scope(scope).kind == ScopeKind::Comprehension {
            scope = names.scope(scope).parent.expect("a comprehension is in something");
        }
        if let Some(there) = found.get_mut(&scope) {
            there.insert(binding.name);
        }
    }
    for reference in names.references() {
        let is_name = matches!(reference.used, Use::Load | Use::Target);
        if is_name && !in_annotation(tree, tree.covering(reference.at)) {
            found.get_mut(&reference.scope).expect("a scope").insert(reference.name);
        }
    }
    let mut lines = Vec::new();
    for (scope, there) in found {
        let node = names.scope(scope).node;
        let name = |node| tree.find_token(node, TokenKind::Name).map_or("", |token| tree.token_text(token));
        let label = match (names.scope(scope).kind, tree.kind(node)) {
            (ScopeKind::TypeParams, _) => continue,
            (ScopeKind::Module, _) => "module top".to_owned(),
            (ScopeKind::Class, _) => format!("class {}", name(node)),
            (_, Kind::Lambda) => "function lambda".to_owned(),
            (_, Kind::ListComp) => "function listcomp".to_owned(),
            (_, Kind::SetComp) => "function setcomp".to_owned(),
            (_, Kind::DictComp) => "function dictcomp".to_owned(),
            (_, Kind::GeneratorExp) => "function genexpr".to_owned(),
            _ => format!("function {}", name(node)),
        };
        let words: Vec<String> = (there.into_iter().filter(|&name| name != "__class__"))
            .map(|name| {
                let owner = names.lookup(name, scope).first().map(|&id| names.binding(id).scope);
                let verdict = match owner {
                    Some(owner) if owner == scope => "L",
                    None | Some(ScopeId::MODULE) => "G",
                    Some(_) => "F",
                };
                format!("{name}={verdict}")
            })
            .collect();
        lines.push(format!("{label}: {}", words.join(" ")));
    }
    lines.sort();
    lines
}

/// Whether a node is in the annotation of a parameter, a variable or a result.
fn in_annotation(tree: &Tree, node: NodeId) -> bool {
    let mut child = node;
    for parent in tree.ancestors(node) {
        let before = tree.token_before(tree.outer_range(child).start()).map(|token| tree.token_kind(token));
        let is_annotation = match tree.kind(parent) {
            Kind::Arg => before == Some(TokenKind::Colon),
            Kind::AnnAssign => tree.child_nodes(parent).nth(1) == Some(child),
            Kind::FunctionDef | Kind::AsyncFunctionDef => before == Some(TokenKind::Rarrow),
            _ => false,
        };
        if is_annotation {
            return true;
        }
        child = parent;
    }
    false
}

/// How many files of Python's standard library are looked at.
const SAMPLE: usize = 300;

#[test]
#[ignore = "needs python3: tests/external/run"]
fn names_are_where_symtable_finds_them() {
    let list = "import pathlib, sysconfig\n\
                for path in sorted(pathlib.Path(sysconfig.get_paths()['stdlib']).rglob('*.py')):\n    \
                    if 'site-packages' not in path.parts: print(path)";
    let all = python(&["-c", list], "");
    let all: Vec<&str> = all.lines().collect();
    let sample: Vec<&str> = all.iter().step_by((all.len() / SAMPLE).max(1)).copied().collect();
    let theirs = python(&["tests/external/symbols.py"], &sample.join("\n"));
    let (mut compared, mut scopes_compared, mut differences) = (0, 0, Vec::new());
    for (path, line) in sample.iter().zip(theirs.lines()) {
        let Some(theirs): Option<Vec<String>> = serde_json::from_str(line).expect("JSON") else { continue };
        // Other encodings than UTF-8 are another test's.
        let Ok(text) = std::fs::read_to_string(path) else { continue };
        let ours = scopes(&Tree::parse(text).expect("what Python compiles parses"));
        compared += 1;
        scopes_compared += ours.len();
        if ours != theirs {
            let without = |a: &[String], b: &[String]| {
                let mut left = b.to_vec();
                let is_left = |line: &&String| match left.iter().position(|other| other == *line) {
                    Some(at) => {
                        left.remove(at);
                        false
                    }
                    None => true,
                };
                a.iter().filter(is_left).cloned().collect::<Vec<_>>().join("\n    ")
            };
            let (more, less) = (without(&ours, &theirs), without(&theirs, &ours));
            differences.push(format!("{path}\n  ours\n    {more}\n  symtable\n    {less}"));
        }
    }
    assert!(compared * 10 >= SAMPLE * 8, "only {compared} files were compared");
    assert!(scopes_compared > compared * 5, "only {scopes_compared} scopes were compared");
    assert!(differences.is_empty(), "{} of {compared} files differ\n{}", differences.len(), differences.join("\n"));
}

/// Compiles the expected outputs of the codemods' cases, one JSON string a line; says what it refuses.
const COMPILE: &str = "
import json, sys, warnings
warnings.simplefilter('ignore')
for line in sys.stdin:
    text = json.loads(line)
    try:
        compile(text.encode(), 'case', 'exec')
        print('true')
    except (SyntaxError, ValueError) as error:
        print(json.dumps(str(error)))
";

#[test]
#[ignore = "needs python3: tests/external/run"]
fn expected_outputs_of_codemods_compile() {
    let (mut inputs, mut outputs, mut cases) = (String::new(), String::new(), Vec::new());
    for file in ["behaviour", "hard_cases", "odd_places", "traps"] {
        let path = root().join(format!("fixtures/codemod/{file}.jsonl"));
        for line in std::fs::read_to_string(path).expect("read").lines() {
            let case: serde_json::Value = serde_json::from_str(line).expect("a case");
            // What is written for a later Python is not for this one to judge.
            if case["python"].as_str().is_some_and(|python| python != "3.8") {
                continue;
            }
            inputs.push_str(&format!("{}\n", case["input"]));
            outputs.push_str(&format!("{}\n", case["expected"]));
            cases.push(format!("{file}: {}: {}", case["name"], case["expected"]));
        }
    }
    let (before, after) = (python(&["-c", COMPILE], &inputs), python(&["-c", COMPILE], &outputs));
    let (before, after): (Vec<&str>, Vec<&str>) = (before.lines().collect(), after.lines().collect());
    assert_eq!((before.len(), after.len()), (cases.len(), cases.len()));
    let mut compiled = 0;
    let mut refused = Vec::new();
    for (case, (before, after)) in cases.iter().zip(before.iter().zip(after)) {
        match (before, after) {
            (_, "true") => compiled += 1,
            // The syntax of a later Python, or a case about what does not compile: it does not in the first place.
            (&before, _) if before != "true" => {}
            (_, why) => refused.push(format!("{case}\n  {why}")),
        }
    }
    assert!(compiled * 10 >= cases.len() * 9, "only {compiled} of {} compile", cases.len());
    assert!(refused.is_empty(), "{}", refused.join("\n"));
}
