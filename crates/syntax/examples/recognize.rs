//! Tries the law of the recognizer: what it calls valid, the full parser accepts.
//!
//! `recognize compare FOLDER…` looks at every Python file below the folders: prints where the recognizer is unsure of what the
//! parser accepts, the share of files it is sure of, and the time of both.
//!
//! `recognize mutate SECONDS SEED FOLDER…` cuts statements out of the files, changes some of their tokens and characters at
//! random, and asks the parser about every mutant that the recognizer calls valid, and about some of the others.
//!
//! Both exit with 1 if the law is broken.

#![allow(clippy::print_stdout, clippy::unwrap_used, reason = "a tool for tests")]

use harmless_syntax::{Verdict, recognize};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

#[path = "../tests/mutation/mod.rs"]
mod mutation;

use mutation::{Random, mutate};

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let mode = arguments.next().unwrap_or_default();
    let is_lawful = if mode == "compare" {
        compare(&read(arguments))
    } else {
        let seconds = arguments.next().unwrap().parse().unwrap();
        let seed = arguments.next().unwrap().parse().unwrap();
        try_mutants(Duration::from_secs(seconds), seed, &read(arguments))
    };
    if is_lawful { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn read(folders: impl Iterator<Item = String>) -> Vec<(PathBuf, String)> {
    let mut files = Vec::new();
    for folder in folders {
        collect(Path::new(&folder), &mut files);
    }
    files.into_iter().filter_map(|path| std::fs::read_to_string(&path).ok().map(|text| (path, text))).collect()
}

fn collect(path: &Path, files: &mut Vec<PathBuf>) {
    if path.is_dir() {
        for entry in std::fs::read_dir(path).into_iter().flatten().flatten() {
            collect(&entry.path(), files);
        }
    } else if path.extension().is_some_and(|extension| extension == "py" || extension == "pyi") {
        files.push(path.to_owned());
    }
}

fn compare(files: &[(PathBuf, String)]) -> bool {
    let start = Instant::now();
    let verdicts: Vec<Verdict> = files.iter().map(|(_, text)| recognize(text)).collect();
    let recognizing = start.elapsed();
    let start = Instant::now();
    let accepted: Vec<bool> = files.iter().map(|(_, text)| ruff_python_parser::parse_module(text).is_ok()).collect();
    let parsing = start.elapsed();
    let (mut valid, mut unsure, mut broken, mut bytes) = (0, 0, 0, 0);
    for (((path, text), verdict), is_accepted) in files.iter().zip(verdicts).zip(accepted) {
        bytes += text.len();
        match (verdict, is_accepted) {
            (Verdict::Valid, true) => valid += 1,
            (Verdict::Valid, false) => {
                broken += 1;
                println!("law broken: {}", path.display());
            }
            (Verdict::Unsure { at }, true) => {
                unsure += 1;
                let line = text.get(..at).map_or(0, |before| before.matches('\n').count());
                let content = text.lines().nth(line).unwrap_or_default();
                println!("unsure: {}:{}: {}", path.display(), line + 1, content.trim());
            }
            (Verdict::Unsure { .. }, false) => {}
        }
    }
    println!(
        "{} files, {bytes} bytes; sure {valid}, unsure {unsure}, law broken {broken}; recognizer {:.3} s, parser {:.3} s",
        files.len(),
        recognizing.as_secs_f64(),
        parsing.as_secs_f64(),
    );
    broken == 0
}

fn try_mutants(time: Duration, seed: u64, files: &[(PathBuf, String)]) -> bool {
    let random = &mut Random::new(seed);
    let start = Instant::now();
    let (mut mutants, mut valid, mut asked, mut missed, mut broken) = (0_u64, 0_u64, 0_u64, 0_u64, 0);
    let mut other = String::new();
    while start.elapsed() < time {
        let (_, text) = &files[random.below(files.len())];
        for snippet in snippets(text, random) {
            if recognize(&snippet) != Verdict::Valid {
                continue;
            }
            for _ in 0..100 {
                let mutant = mutate(&snippet, &other, random);
                mutants += 1;
                if recognize(&mutant) == Verdict::Valid {
                    valid += 1;
                    if let Err(error) = check_with_parser(&mutant) {
                        broken += 1;
                        println!("law broken: {mutant:?}: {error}");
                    }
                } else if mutants % 64 == 0 {
                    asked += 1;
                    if check_with_parser(&mutant).is_ok() {
                        missed += 1;
                        if missed % 500 == 1 {
                            println!("unsure: {mutant:?}");
                        }
                    }
                }
            }
            other = snippet;
        }
        if broken >= 20 {
            break;
        }
    }
    println!("{mutants} mutants; sure of {valid}; of {asked} others the parser accepts {missed}; law broken {broken}");
    broken == 0
}

fn check_with_parser(text: &str) -> Result<(), String> {
    ruff_python_parser::parse_module(text).map(|_| ()).map_err(|error| error.to_string())
}

/// Runs of whole lines out of `text`, without the indentation that all have in common: often statements.
fn snippets(text: &str, random: &mut Random) -> Vec<String> {
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let mut snippets = Vec::new();
    for _ in 0..8_usize.min(lines.len()) {
        let (from, count) = (random.below(lines.len()), 1 + random.below(12));
        let indentation = lines[from].len() - lines[from].trim_start_matches([' ', '\t']).len();
        let is_inside = |line: &&&str| {
            let content = line.trim_start_matches([' ', '\t']);
            content.trim().is_empty() || line.len() - content.len() >= indentation
        };
        let run = lines[from..].iter().take(count).take_while(is_inside);
        snippets.push(run.map(|line| line.get(indentation..).unwrap_or("\n")).collect());
    }
    snippets
}
