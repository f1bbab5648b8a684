//! Checks and measures the tree on real files: `cargo run --release -p harmless-syntax --example tree -- FOLDER...`.
//!
//! Every file that parses must be tiled by its tokens, comments and blanks, and every node must lie within its parent, after
//! its elder sibling. Prints how long the parser alone and the parser with the tree took.
#![allow(clippy::print_stdout, reason = "a program")]

use harmless_syntax::{Child, NodeId, Tree};
use harmless_text::Source;
use std::path::PathBuf;
use std::time::{Duration, Instant};

fn main() {
    let dump = std::env::args().nth(1).is_some_and(|first| first == "--dump");
    if dump {
        for path in std::env::args().skip(2) {
            let text = std::fs::read_to_string(path).unwrap_or_default();
            match Tree::parse(text) {
                Ok(tree) => print!("{}", tree.dump(NodeId::ROOT)),
                Err(error) => println!("{error}"),
            }
        }
        return;
    }
    let mut folders: Vec<PathBuf> = std::env::args().skip(1).map(PathBuf::from).collect();
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "py") {
                files.push(path);
            }
        }
    }
    let (mut parsing, mut building) = (Duration::ZERO, Duration::ZERO);
    let (mut bytes, mut nodes, mut count, mut refused, mut faults) = (0, 0, 0, 0, 0);
    for path in files {
        let Ok(content) = std::fs::read(&path) else { continue };
        let Ok(source) = Source::decode(&content) else {
            refused += 1;
            continue;
        };
        let text = source.text().to_owned();
        let start = Instant::now();
        let alone =
            ruff_python_parser::parse(&text, ruff_python_parser::ParseOptions::from(ruff_python_parser::Mode::Module));
        drop(alone);
        parsing += start.elapsed();
        let start = Instant::now();
        let tree = Tree::parse(text);
        building += start.elapsed();
        let Ok(tree) = tree else {
            refused += 1;
            continue;
        };
        count += 1;
        bytes += tree.text().len();
        nodes += tree.len();
        if let Some(fault) = fault(&tree) {
            faults += 1;
            println!("{}: {fault}", path.display());
        }
    }
    println!("{count} files, {bytes} bytes, {nodes} nodes; {refused} do not parse; {faults} faults");
    println!(
        "parser {parsing:.2?}, parser and tree {building:.2?}: {:.3} times",
        building.as_secs_f64() / parsing.as_secs_f64()
    );
}

fn fault(tree: &Tree) -> Option<String> {
    // Tokens and comments, in order, with nothing but blanks, line ends and continuations between them.
    let mut pieces: Vec<_> = tree.tokens().map(|token| tree.token_range(token)).collect();
    pieces.extend(tree.comments());
    pieces.sort();
    let mut at = 0;
    for piece in pieces.into_iter().chain([harmless_text::TextRange::empty(tree.text().len() as u32)]) {
        if piece.start() < at {
            return Some(format!("{piece:?} overlaps what is before it"));
        }
        let gap = &tree.text()[at as usize..piece.start() as usize];
        if gap.contains(|c| !matches!(c, ' ' | '\t' | '\x0c' | '\n' | '\r' | '\\')) {
            return Some(format!("{gap:?} before {piece:?} is in no token"));
        }
        at = piece.end();
    }
    // Children are within their parent and in order, and together are all its tokens.
    let mut seen = 0;
    for node in tree.nodes() {
        let range = tree.range(node);
        let mut at = range.start();
        for child in tree.children(node) {
            let child = match child {
                Child::Node(child) => tree.range(child),
                Child::Token(token) => {
                    seen += 1;
                    tree.token_range(token)
                }
            };
            if child.start() < at || child.end() > range.end() {
                return Some(format!("child {child:?} is not in its place in {} {range:?}", tree.kind(node).name()));
            }
            at = child.end();
        }
    }
    (seen != tree.tokens().count()).then(|| format!("{seen} tokens are children, {} exist", tree.tokens().count()))
}
