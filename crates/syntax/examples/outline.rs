//! Compares outlines with the full parser, or prints them for another judge.
//!
//! `outline compare PATH...` checks every `.py` and `.pyi` file below the paths that the parser accepts: the pieces of
//! the outline tile the text, logical lines begin, end and nest where the parser's tokens do, and import statements
//! have the parser's names. `outline dump PATH...` prints one JSON object a file, for a comparison with CPython's
//! `tokenize` (`tests/differential/outline_against_tokenize.py`).

#![allow(clippy::print_stdout, clippy::unwrap_used, reason = "a tool for tests")]

use harmless_syntax::import::{ImportKind, parse_import};
use harmless_syntax::outline::{LineKind, Outline};
use harmless_text::{LineIndex, Source, TextRange};
use ruff_python_ast::statement_visitor::{StatementVisitor, walk_stmt};
use ruff_python_ast::token::TokenKind;
use ruff_python_ast::{Alias, Stmt};
use ruff_text_size::Ranged;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

fn python_files(path: &Path, files: &mut Vec<PathBuf>) {
    if path.is_dir() {
        let mut entries: Vec<_> = std::fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()).collect();
        entries.sort();
        for entry in entries {
            python_files(&entry, files);
        }
    } else if path.extension().is_some_and(|extension| extension == "py" || extension == "pyi") {
        files.push(path.into());
    }
}

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let mode = arguments.next().unwrap_or_default();
    let mut files = Vec::new();
    arguments.for_each(|path| python_files(Path::new(&path), &mut files));
    let (mut same, mut refused, mut different) = (0, 0, 0);
    for path in files {
        let bytes = std::fs::read(&path).unwrap();
        let Ok(source) = Source::decode(&bytes) else {
            refused += 1;
            continue;
        };
        match mode.as_str() {
            "compare" => match compare(source.text()) {
                Some(Ok(())) => same += 1,
                Some(Err(difference)) => {
                    different += 1;
                    println!("{}: {difference}", path.display());
                }
                None => refused += 1,
            },
            _ => println!("{}", dump(&path, source.text())),
        }
    }
    if mode == "compare" {
        println!("{same} the same, {different} different, {refused} not Python for the parser");
    }
    if different == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// A logical line: first byte, end of code and comment, nesting.
#[derive(PartialEq, Eq, Debug)]
struct Line {
    code: u32,
    newline: u32,
    depth: u32,
    comment: Option<u32>,
}

fn lines_of_tokens(text: &str, tokens: &[ruff_python_ast::token::Token]) -> Vec<Line> {
    let mut lines = Vec::new();
    let (mut code, mut depth, mut comment) = (None, 0, None);
    let mut last_end = 0;
    for token in tokens {
        let start = token.range().start().to_u32();
        match token.kind() {
            TokenKind::Indent => depth += 1,
            TokenKind::Dedent => depth -= 1,
            TokenKind::NonLogicalNewline => comment = None,
            TokenKind::Comment => {
                comment = Some(start);
                last_end = token.range().end().to_u32();
                continue;
            }
            TokenKind::Newline => {
                if let Some(code) = code.take() {
                    lines.push(Line { code, newline: start.max(last_end), depth, comment });
                }
                comment = None;
            }
            TokenKind::EndOfFile => {}
            _ => {
                code.get_or_insert(start);
                comment = None;
                last_end = token.range().end().to_u32();
            }
        }
    }
    let _ = text;
    lines
}

struct Imports<'a> {
    statements: Vec<&'a Stmt>,
}

impl<'a> StatementVisitor<'a> for Imports<'a> {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        if matches!(statement, Stmt::Import(_) | Stmt::ImportFrom(_)) {
            self.statements.push(statement);
        }
        walk_stmt(self, statement);
    }
}

fn compare(text: &str) -> Option<Result<(), String>> {
    let parsed = ruff_python_parser::parse_module(text).ok()?;
    Some((|| {
        let outline = Outline::new(text).map_err(|error| format!("{error} at byte {}", error.offset))?;
        let mut at = 0;
        for line in outline.lines() {
            let pieces = [
                line.leading_trivia(),
                line.indentation(),
                line.code(),
                line.comment().unwrap_or(TextRange::empty(line.newline().start())),
                line.newline(),
            ];
            if line.range().start() != at || pieces[0].start() != at {
                return Err(format!("a gap at byte {at}"));
            }
            for piece in pieces {
                let gap = &text[at as usize..piece.start() as usize];
                if !gap.bytes().all(|byte| matches!(byte, b' ' | b'\t' | b'\x0c')) {
                    return Err(format!("the pieces do not tile the text at byte {at}"));
                }
                at = piece.end();
            }
        }
        let mine: Vec<Line> = outline
            .lines()
            .iter()
            .map(|line| Line {
                code: line.code().start(),
                newline: line.newline().start(),
                depth: u32::from(line.depth()),
                comment: line.comment().map(TextRange::start),
            })
            .collect();
        let theirs = lines_of_tokens(text, parsed.tokens());
        for (mine, theirs) in mine.iter().zip(&theirs) {
            let trailing = &text[mine.newline.min(theirs.newline) as usize..mine.newline.max(theirs.newline) as usize];
            let is_same = mine.code == theirs.code
                && mine.depth == theirs.depth
                && mine.comment == theirs.comment
                && trailing.bytes().all(|byte| matches!(byte, b' ' | b'\t' | b'\x0c'));
            if !is_same {
                return Err(format!("outline {mine:?}, parser {theirs:?}"));
            }
        }
        if mine.len() != theirs.len() {
            return Err(format!("{} logical lines, the parser has {}", mine.len(), theirs.len()));
        }
        let mut imports = Imports { statements: Vec::new() };
        imports.visit_body(parsed.suite());
        compare_imports(text, &outline, &imports.statements)
    })())
}

fn compare_imports(text: &str, outline: &Outline, statements: &[&Stmt]) -> Result<(), String> {
    let mut alone = 0;
    for line in outline.lines() {
        let is_import = matches!(line.kind(), LineKind::Import | LineKind::FromImport | LineKind::LazyImport);
        if !is_import {
            continue;
        }
        let Some(import) = parse_import(text, line) else {
            return Err(format!("not read as an import: {}", line.code().of(text)));
        };
        alone += 1;
        let Some(statement) =
            statements.iter().find(|statement| statement.range().start().to_u32() == import.range.start())
        else {
            return Err(format!("no import for the parser: {}", line.code().of(text)));
        };
        if statement.range().end().to_u32() != import.range.end() {
            return Err(format!("ends elsewhere: {}", line.code().of(text)));
        }
        let same_names = |aliases: &[Alias]| {
            let mine = import
                .names
                .iter()
                .map(|name| (name.name.text(text).into_owned(), name.alias.map(|range| range.of(text).to_owned())));
            let theirs =
                aliases.iter().map(|alias| (alias.name.to_string(), alias.asname.as_ref().map(ToString::to_string)));
            mine.eq(theirs)
        };
        let is_same = match (statement, import.kind) {
            (Stmt::Import(theirs), ImportKind::Import) => same_names(&theirs.names),
            (Stmt::ImportFrom(theirs), ImportKind::From { level, module, is_star, .. }) => {
                level == theirs.level
                    && module.map(|module| module.text(text).into_owned())
                        == theirs.module.as_ref().map(ToString::to_string)
                    && (is_star || same_names(&theirs.names))
                    && is_star == (theirs.names.len() == 1 && theirs.names[0].name.as_str() == "*")
            }
            _ => false,
        };
        if !is_same {
            return Err(format!("other names: {}", line.code().of(text)));
        }
    }
    let several =
        outline.lines().iter().filter(|line| matches!(line.kind(), LineKind::Several | LineKind::Compound)).count();
    if alone > statements.len() || (alone < statements.len() && several == 0) {
        return Err(format!("{alone} import statements, the parser has {}", statements.len()));
    }
    Ok(())
}

fn dump(path: &Path, text: &str) -> String {
    let index = LineIndex::new(text);
    let lines = match Outline::new(text) {
        Ok(outline) => outline
            .lines()
            .iter()
            .map(|line| {
                let start = index.line(line.code().start());
                let end = index.line(line.comment().map_or(line.code().end(), TextRange::end));
                format!("[{start},{end},{},{}]", line.depth(), u8::from(line.comment().is_some()))
            })
            .collect::<Vec<_>>()
            .join(","),
        Err(_) => return format!("{{\"path\":{:?},\"lines\":null}}", path.display().to_string()),
    };
    format!("{{\"path\":{:?},\"lines\":[{lines}]}}", path.display().to_string())
}
