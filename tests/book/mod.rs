//! The documentation, held to the truth: its commands are run and must print what the pages say.
//!
//! `HARMLESS_UPDATE=1 cargo test --test it book` writes what is out of date anew.

mod codes;
mod links;
mod page;
mod reference;
mod session;
mod settings;

use page::{Block, Needs, Page, Step};
use session::Session;
use std::fs;
use std::path::{Path, PathBuf};

/// The root of the repository.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Whether what is out of date is written anew rather than reported.
fn is_updating() -> bool {
    std::env::var_os("HARMLESS_UPDATE").is_some_and(|value| value == "1")
}

/// The Markdown files that are for readers, relative to the root, in order.
fn pages() -> Vec<PathBuf> {
    fn list(directory: &Path, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(directory).expect("a directory") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                list(&path, found);
            } else if path.extension().is_some_and(|extension| extension == "md") {
                found.push(path.strip_prefix(root()).expect("in the repository").to_owned());
            }
        }
    }
    let mut found: Vec<PathBuf> = ["README.md", "CONTRIBUTING.md"]
        .map(PathBuf::from)
        .into_iter()
        .filter(|path| root().join(path).exists())
        .collect();
    list(&root().join("docs"), &mut found);
    found.sort();
    found
}

/// Runs the commands of a page from its top, those that need external programs only with `programs` (a directory of them). Gives what
/// came out otherwise than the page says, and how many commands were compared.
fn check(path: &Path, programs: Option<&Path>) -> (Vec<String>, usize) {
    let text = fs::read_to_string(root().join(path)).expect("readable");
    let page = match Page::parse(&text) {
        Ok(page) => page,
        Err(fault) => return (vec![format!("{}:{fault}", path.display())], 0),
    };
    let mut session = Session::new(programs);
    let mut faults = Vec::new();
    let mut updates = Vec::new();
    let mut compared = 0;
    for step in &page.steps {
        match step {
            Step::Console(block) => {
                let is_run = match block.needs {
                    Needs::Nothing => true,
                    Needs::Programs => programs.is_some(),
                    Needs::Reader => false,
                };
                if is_run {
                    compare(path, block, &session.run(block), &mut faults, &mut updates);
                    compared += block.commands.len();
                }
            }
            Step::Image { path: image, commands } => {
                faults.extend(compare_file(Path::new(image), &session.image(commands)));
                compared += commands.len();
            }
            preparation => {
                if let Err(fault) = session.prepare(preparation) {
                    faults.push(format!("{}: {fault}", path.display()));
                    break;
                }
            }
        }
    }
    if is_updating() && !updates.is_empty() {
        fs::write(root().join(path), page::replace_lines(&text, &updates)).expect("written");
    }
    (faults, compared)
}

/// Compares what the commands of a block printed with what the page says.
fn compare(path: &Path, block: &Block, outputs: &[String], faults: &mut Vec<String>, updates: &mut Vec<page::Update>) {
    for (number, command) in block.commands.iter().enumerate() {
        let printed = outputs.get(number).map_or("(the shell ended before this command)", String::as_str);
        let lines: Vec<&str> = printed.trim_end_matches('\n').lines().collect();
        if page::matches(&command.expected, &lines) {
            continue;
        }
        let indented = lines.iter().map(|line| format!("{}{line}", block.indentation)).collect();
        updates.push(page::Update { lines: command.output.clone(), by: indented });
        if is_updating() {
            continue;
        }
        faults.push(format!(
            "{}:{}: `{}` printed\n{}\ninstead of\n{}\n",
            path.display(),
            command.line,
            command.text,
            lines.join("\n"),
            command.expected.join("\n")
        ));
    }
}

/// Compares a file of the repository with what it should hold. Gives what is wrong; writes the file when updating.
fn compare_file(path: &Path, expected: &str) -> Option<String> {
    let present = fs::read_to_string(root().join(path)).unwrap_or_default();
    if present == expected {
        return None;
    }
    if is_updating() {
        fs::create_dir_all(root().join(path).parent().expect("a directory")).expect("made");
        fs::write(root().join(path), expected).expect("written");
        return None;
    }
    Some(format!("{} is out of date", path.display()))
}

/// Checks all pages. Gives how many commands were compared.
///
/// # Panics
/// If a page is not right.
#[track_caller]
pub(crate) fn check_all(programs: Option<&Path>) -> usize {
    let mut faults = Vec::new();
    let mut compared = 0;
    for path in pages() {
        // Pages that do not set up what they show.
        if path.to_str() == Some("docs/codemod.md") {
            continue;
        }
        let (of_page, of_commands) = check(&path, programs);
        faults.extend(of_page);
        compared += of_commands;
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    compared
}

#[test]
fn commands_of_the_pages_print_what_the_pages_say() {
    assert!(check_all(None) > 0, "no command was found");
}
