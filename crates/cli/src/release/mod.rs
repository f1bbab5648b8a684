//! The command line of `harmless-release`.
use std::process::ExitCode;
/// Runs it.
pub fn main() -> ExitCode {
    let project = match harmless_release::project::Project::open(std::path::Path::new("."), None) { Ok(p) => p, Err(e) => { eprintln!("{e}"); return ExitCode::from(1) } };
    let s = project.sections(None).unwrap();
    print!("{}\n", harmless_release::changelog::render_attribution(&project.settings.attribution.name, &s));
    ExitCode::SUCCESS
}
