//! `list-imports`: the blocks of each file.

use super::Context;
use super::args::ListArgs;
use super::directory::Directory;
use super::sort::{undecodable, unsortable};
use crate::guard;
use crate::terminal::Terminal;
use crate::walk::{exit_of, file_error, walk_python};
use harmless_files::{Entering, File, Selection, Visitor};
use harmless_imports::ListedBlock;
use harmless_report::{Exit, Finding, OutputFormat, escape_path, escape_text};
use harmless_text::{LineIndex, Source};
use serde::Serialize;
use std::path::Path;

#[derive(Serialize)]
struct ListedFile {
    filename: String,
    blocks: Vec<Block>,
}

#[derive(Serialize)]
struct Block {
    /// Indices into the statements of the module, half open.
    body: [usize; 2],
    /// In their order after sorting.
    imports: Vec<Import>,
}

#[derive(Serialize)]
struct Import {
    line: u32,
    category: String,
    text: String,
}

/// Lists the files that `args` names.
pub(crate) fn run(context: &Context<'_>, args: &ListArgs, terminal: &mut Terminal) -> Exit {
    let format = context.cli.global.output_format.unwrap_or_default();
    if !matches!(format, OutputFormat::Concise | OutputFormat::Full | OutputFormat::Json) {
        terminal.error("`list-imports` writes text or, with `--output-format json`, JSON");
        return Exit::Failure;
    }
    let walk = match walk_python(&context.cli.global, context.cli.command.paths(), &Listing(context), terminal) {
        Ok(walk) => walk,
        Err(exit) => return exit,
    };
    let mut findings = context.configuration.findings();
    findings.extend(walk.problems);
    terminal.report(&findings);
    let mut listed = Vec::new();
    for (_, result) in walk.found {
        match result {
            Ok(file) if args.multiples && file.blocks.len() < 2 => {}
            Ok(file) if format == OutputFormat::Json => listed.push(file),
            Ok(file) => write_file(&file, args.is_debug, terminal),
            Err(finding) => {
                terminal.report(std::slice::from_ref(&finding));
                findings.push(*finding);
            }
        }
    }
    if format == OutputFormat::Json {
        // Serialising strings and numbers does not fail.
        terminal.line(serde_json::to_string_pretty(&listed).unwrap_or_default());
    }
    walk.exit.max(exit_of(&findings))
}

/// Writes one file as µsort does.
fn write_file(file: &ListedFile, is_debug: bool, terminal: &mut Terminal) {
    let heading = format!("{} {} blocks:", file.filename, file.blocks.len());
    let heading = terminal.palette().yellow(heading);
    terminal.line(heading);
    for block in &file.blocks {
        terminal.line(format_args!("  body[{}:{}]", block.body[0], block.body[1]));
        if is_debug {
            let mut by_line: Vec<(usize, &Import)> = block.imports.iter().enumerate().collect();
            by_line.sort_by_key(|(_, import)| import.line);
            for (rank, import) in by_line {
                let text = import.text.trim_end_matches(['\n', '\r']);
                terminal.line(format_args!("    {rank} {} ({})", escape_text(text), import.category));
            }
            continue;
        }
        terminal.line("Formatted:\n[[[");
        for import in &block.imports {
            let lines = import.text.split_inclusive('\n').map(|line| line.trim_end_matches(['\n', '\r']));
            for line in lines {
                terminal.line(escape_text(line));
            }
        }
        terminal.line("]]]");
    }
}

/// Lists each file of a walk.
struct Listing<'l, 'c>(&'l Context<'c>);

impl Visitor for Listing<'_, '_> {
    type Directory = Directory;
    type Found = Result<ListedFile, Box<Finding>>;

    fn enter(&self, directory: Entering<'_, Directory>) -> Directory {
        Directory::enter(self.0, &directory)
    }

    fn selection<'d>(&self, directory: &'d Directory) -> &'d Selection {
        &directory.configured.settings.selection
    }

    fn visit(&self, directory: &Directory, file: File<'_>) -> Option<Self::Found> {
        if directory.configured.is_broken() {
            return None;
        }
        let path = file.path;
        Some(match file.read() {
            Ok(bytes) => guard::catch(|| list(directory, path, bytes))
                .unwrap_or_else(|message| Err(Box::new(file_error(path, "internal-error", message)))),
            Err(fault) => Err(Box::new(file_error(path, "unreadable", format_args!("cannot be read: {fault}")))),
        })
    }
}

fn list(directory: &Directory, path: &Path, bytes: &[u8]) -> Result<ListedFile, Box<Finding>> {
    let source = Source::decode(bytes).map_err(|fault| Box::new(undecodable(path, &fault)))?;
    let text = source.text();
    let blocks = harmless_imports::list(text, &directory.configured.settings.sorting, directory.context_of(path))
        .map_err(|fault| Box::new(unsortable(path, text, &fault)))?;
    let lines = LineIndex::new(text);
    let block = |block: ListedBlock| Block {
        body: [block.body.start, block.body.end],
        imports: block
            .imports
            .into_iter()
            .map(|import| Import {
                line: lines.line(import.range.start()),
                category: import.category,
                text: import.range.of(text).into(),
            })
            .collect(),
    };
    Ok(ListedFile { filename: escape_path(path).into_owned(), blocks: blocks.into_iter().map(block).collect() })
}
