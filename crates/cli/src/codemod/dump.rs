//! `dump`: the syntax tree of files.

use crate::terminal::Terminal;
use harmless_report::{Exit, escape_path, escape_text};
use harmless_syntax::{NodeId, Tree};
use harmless_text::{LineIndex, Source};
use std::io::Read;
use std::path::{Path, PathBuf};

/// Prints the trees of the files at `paths`.
pub(crate) fn run(paths: &[PathBuf], terminal: &mut Terminal) -> Exit {
    let mut exit = Exit::Success;
    for path in paths {
        match dump(path) {
            Ok(text) => {
                if paths.len() > 1 {
                    terminal.line(format_args!("# {}", escape_path(path)));
                }
                terminal.write(text.as_bytes());
            }
            Err(message) => {
                terminal.error(format_args!("{}{message}", escape_path(path)));
                exit = Exit::Failure;
            }
        }
    }
    exit
}

fn dump(path: &Path) -> Result<String, String> {
    let bytes = if path == Path::new("-") {
        let mut bytes = Vec::new();
        std::io::stdin().lock().read_to_end(&mut bytes).map(|_| bytes)
    } else {
        std::fs::read(path)
    };
    let bytes = bytes.map_err(|error| format!(": cannot be read: {error}"))?;
    let source = Source::decode(&bytes).map_err(|error| format!(":{}:{}: {error}", error.line, error.column))?;
    match Tree::parse(source.text()) {
        Ok(tree) => Ok(tree.dump(NodeId::ROOT)),
        Err(error) => {
            let at = LineIndex::new(source.text()).line_column(source.text(), error.offset);
            Err(format!(":{}:{}: {}", at.line, at.column, escape_text(&error.message)))
        }
    }
}
