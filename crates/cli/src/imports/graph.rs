//! `graph`: the import cycles of a code base, as text, as JSON, or as a picture in the DOT language.

use super::Context;
use super::args::GraphArgs;
use super::code_base::CodeBase;
use crate::terminal::Terminal;
use harmless_files::{absolute, display_path};
use harmless_project::{CycleImport, FileId, ImportCycle};
use harmless_report::{Exit, OutputFormat, escape_path, escape_text};
use harmless_text::LineIndex;
use serde::Serialize;
use std::path::Path;

/// A cycle, as JSON shows it.
#[derive(Serialize)]
struct ShownCycle {
    modules: Vec<ShownModule>,
    imports: Vec<ShownImport>,
}

#[derive(Serialize)]
struct ShownModule {
    name: String,
    filename: String,
}

#[derive(Serialize)]
struct ShownImport {
    filename: String,
    line: u32,
    from: String,
    to: String,
    /// Whether it takes names from the other module, which that may not have bound yet.
    takes_names: bool,
}

/// Shows the cycles among the modules below the directory that `args` names.
pub(crate) fn run(context: &Context<'_>, args: &GraphArgs, terminal: &mut Terminal) -> Exit {
    let format = context.cli.global.output_format.unwrap_or_default();
    if !matches!(format, OutputFormat::Concise | OutputFormat::Full | OutputFormat::Json) {
        terminal.error("`graph` writes text, with `--output-format json` JSON, or with `--dot` the DOT language");
        return Exit::Failure;
    }
    let code_base = absolute(&args.directory).ok().filter(|top| top.is_dir()).and_then(|top| CodeBase::below(&top));
    let Some(code_base) = code_base else {
        terminal.error(format_args!("{}: not a directory that can be listed", escape_path(&args.directory)));
        return Exit::Failure;
    };
    let cycles = code_base.project().cycles();
    if args.dot {
        terminal.line(code_base.project().dot(&cycles).trim_end());
        return Exit::Success;
    }
    let shown: Vec<ShownCycle> = cycles.iter().map(|cycle| show(&code_base, &args.directory, cycle)).collect();
    if format == OutputFormat::Json {
        // Serialising strings and numbers does not fail.
        terminal.line(serde_json::to_string_pretty(&shown).unwrap_or_default());
    } else {
        shown.iter().for_each(|cycle| write(cycle, terminal));
        let count = match shown.len() {
            0 => "no import cycles".to_owned(),
            1 => "1 import cycle".to_owned(),
            cycles => format!("{cycles} import cycles"),
        };
        terminal.say(format_args!("{count} among {} modules", code_base.project().layout().len()));
    }
    Exit::Success
}

fn show(code_base: &CodeBase, directory: &Path, cycle: &ImportCycle) -> ShownCycle {
    let project = code_base.project();
    let name = |file: FileId| project.layout().module_name(file);
    // As the user names the directory.
    let path = |file: FileId| {
        let whole = code_base.path(file);
        match absolute(directory).ok().and_then(|above| Some(whole.strip_prefix(above).ok()?.to_path_buf())) {
            Some(inside) => display_path(&directory.join(inside)),
            None => whole,
        }
    };
    let mut imports: Vec<ShownImport> = Vec::new();
    // The imports of a module stand one after the other.
    for of_module in cycle.imports.chunk_by(|a, b| a.from == b.from) {
        let text = of_module.first().and_then(|import| project.read(import.from, str::to_owned)).unwrap_or_default();
        let lines = LineIndex::new(&text);
        imports.extend(of_module.iter().map(|&CycleImport { from, to, offset, takes_names }| ShownImport {
            filename: path(from).display().to_string(),
            line: lines.line_column(&text, offset.min(text.len() as u32)).line,
            from: name(from),
            to: name(to),
            takes_names,
        }));
    }
    let module = |&file: &FileId| ShownModule { name: name(file), filename: path(file).display().to_string() };
    ShownCycle { modules: cycle.modules.iter().map(module).collect(), imports }
}

fn write(cycle: &ShownCycle, terminal: &mut Terminal) {
    let names: Vec<&str> = cycle.modules.iter().map(|module| module.name.as_str()).collect();
    let heading = format!("cycle of {} modules: {}", names.len(), escape_text(&names.join(", ")));
    let heading = terminal.palette().yellow(heading);
    terminal.line(heading);
    for import in &cycle.imports {
        let how = if import.takes_names { "takes names from" } else { "imports" };
        let place = escape_path(Path::new(&import.filename));
        terminal.line(format_args!("  {place}:{}: {how} {}", import.line, escape_text(&import.to)));
    }
}
