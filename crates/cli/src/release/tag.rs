//! `plan`, `tag`, `continue`, `abort`: from the command line to a plan, its checks, and a release.

use super::args::{self, Tag};
use super::output::{Console, Exit, plain_diff, shown};
use super::{Place, Stop, editor, publish, versions};
use harmless_release::apply::{self, ApplyError, Failure, JournalError, Leftover, Step, Store, Watch};
use harmless_release::check::{Finding, Severity};
use harmless_release::git::Program;
use harmless_release::plan::{self, Plan, Request};
use harmless_release::project::Project;
use harmless_release::settings::Style;
use harmless_release::undo::{Destination, UndoJournal};
use serde_json::json;
use std::fs;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

pub(super) fn style(style: args::Style) -> Style {
    match style {
        args::Style::Attribution => Style::Attribution,
        args::Style::Insert => Style::Insert,
        args::Style::None => Style::None,
    }
}

/// The remote that releases go to.
pub(super) fn remote(project: &Project, git: &Program) -> Result<Option<String>, Stop> {
    if let Some(remote) = &project.settings.remote {
        return Ok(Some(remote.clone()));
    }
    let branch = project.head.branch.as_deref().and_then(|name| name.strip_prefix("refs/heads/"));
    if let Some(branch) = branch
        && let Some(remote) = git.config(&format!("branch.{branch}.remote"))?
    {
        return Ok(Some(remote));
    }
    Ok(git.remotes()?.into_iter().find(|name| name == "origin"))
}

fn request(project: &Project, git: &Program, args: &Tag, ask_remote: bool) -> Result<Request, Stop> {
    let version = versions::resolve(project, git, &args.version, args.calver.as_deref())?;
    let is_exact = args.version.parse::<pep440_rs::Version>().is_ok();
    Ok(Request {
        typed: if is_exact { args.version.clone() } else { version.to_string() },
        version,
        notes: None,
        sign: if args.sign {
            Some(true)
        } else if args.no_sign {
            Some(false)
        } else {
            None
        },
        allow_detached: args.allow_detached,
        allow_lower: args.allow_lower,
        // `-m ''` says it explicitly.
        allow_empty_notes: args.allow_empty_notes || args.message.as_deref() == Some(""),
        style: args.style.map(style),
        remote: if ask_remote && !args.offline { remote(project, git)? } else { None },
        date: versions::today().to_string(),
    })
}

pub(super) fn refuse_unfinished(git: &Program) -> Result<(), Stop> {
    let what = match git.common_dir_path() {
        folder if Store::is_unfinished(folder) => "a release",
        folder if UndoJournal::is_unfinished(folder) => "an `undo`",
        _ => return Ok(()),
    };
    let message = format!("{what} is unfinished; run `harmless-release continue` or `harmless-release abort`");
    Err(Stop::new(Exit::Unfinished, message))
}

/// Tells all findings. For an existing tag the words are attribution's, and where it says them.
fn report(console: &Console, findings: &[Finding]) {
    for finding in findings {
        if finding.id == "tag-exists" && !console.json {
            console.print(&format!("abort: {}\n", finding.message));
            continue;
        }
        let kind = if finding.severity == Severity::Error { "error" } else { "warning" };
        let remedy = if finding.remedy.is_empty() { String::new() } else { format!("\n  {}", finding.remedy) };
        let text = format!("{kind}: {} ({}){remedy}", finding.message, finding.id);
        if finding.severity == Severity::Error { console.error(&text) } else { console.say(&text) }
    }
}

/// `plan`
pub(super) fn plan(console: &Console, place: &Place, args: &Tag) -> Result<Exit, Stop> {
    let project = place.project(console)?;
    let git = place.git()?;
    refuse_unfinished(&git)?;
    let mut request = request(&project, &git, args, args.online)?;
    request.notes = editor::given(&project, &git, args)?;
    let plan = plan::plan(&project, &git, &request)?;
    let exit = if plan.is_possible() { Exit::Ok } else { Exit::Refused };
    if console.json {
        console.print_json(&as_json(&plan));
        return Ok(exit);
    }
    report(console, &plan.findings);
    console.print(&summary(&plan));
    for file in &plan.files {
        console.print(&console.diff(&file.path, file.old.as_deref(), &file.new));
    }
    Ok(exit)
}

fn summary(plan: &Plan) -> String {
    let previous = plan.previous.as_ref().map_or_else(String::new, |release| {
        let plural = if plan.commits == 1 { "" } else { "s" };
        format!(" (after {}, {} commit{plural})", release.tag, plan.commits)
    });
    let branch =
        plan.branch.as_deref().map_or("a detached HEAD", |name| name.strip_prefix("refs/heads/").unwrap_or(name));
    let signed = if plan.sign { "signed" } else { "not signed" };
    let mut text = format!("release {} as {} on {branch}{previous}, {signed}\n", plan.version, plan.tag);
    for file in &plan.files {
        let kind = if file.old.is_some() { "change" } else { "create" };
        text += &format!("  {kind} {}\n", super::output::printable(&file.path));
    }
    text += &format!("  commit \"{}\"\n  tag {}\n", plan.message.trim_end(), plan.tag);
    text
}

fn as_json(plan: &Plan) -> serde_json::Value {
    let files: Vec<_> = plan
        .files
        .iter()
        .map(|file| {
            json!({
                "path": file.path,
                "old": file.old.as_deref().map(String::from_utf8_lossy),
                "new": String::from_utf8_lossy(&file.new),
                "diff": plain_diff(&file.path, file.old.as_deref(), &file.new),
            })
        })
        .collect();
    json!({
        "version": plan.version.to_string(),
        "previous": plan.previous.as_ref().map(|release| release.version.to_string()),
        "tag": plan.tag,
        "branch": plan.branch,
        "head": plan.head.map(|head| head.to_string()),
        "message": plan.message,
        "notes": plan.notes,
        "sign": plan.sign,
        "possible": plan.is_possible(),
        "checks": plan.findings,
        "files": files,
        "section": plan.section,
    })
}

/// `tag`
pub(super) fn tag(console: &Console, place: &Place, args: &Tag) -> Result<Exit, Stop> {
    let project = place.project(console)?;
    let git = place.git()?;
    refuse_unfinished(&git)?;
    let mut request = request(&project, &git, args, true)?;
    let given = editor::given(&project, &git, args)?;
    let edits = args.edit || given.is_none();
    request.notes = given.clone().filter(|_| !edits);
    let mut plan = plan::plan(&project, &git, &request)?;
    report(console, &plan.findings);
    if !plan.is_possible() {
        if console.json {
            console.print_json(&as_json(&plan));
        }
        return Ok(Exit::Refused);
    }
    run_pre_checks(console, &project)?;
    if edits {
        request.notes = Some(editor::edit(console, &project, &git, &plan, given.as_deref())?);
        request.remote = None;
        plan = plan::plan(&project, &git, &request)?;
        if !plan.is_possible() {
            report(console, &plan.findings);
            return Ok(Exit::Refused);
        }
    }
    console.say(summary(&plan).trim_end());
    if !args.yes && !console.confirm(&format!("make the release {}?", plan.version)) {
        let kept =
            editor::save(&git, &plan.tag, &plan.notes).map(|path| format!("; the notes are in {}", shown(&path)));
        return Err(Stop::new(
            Exit::Refused,
            format!("not confirmed, nothing was changed{}", kept.unwrap_or_default()),
        ));
    }
    let interrupted = watch_signals();
    let mut step = |step: &Step| console.detail(&format!("step: {}", describe(step)));
    let result = apply::apply(&git, &plan, &mut Watch { step: &mut step, interrupted: &interrupted });
    let done = match result {
        Ok(done) => done,
        Err(error) => {
            if let Ok(path) = editor::save(&git, &plan.tag, &plan.notes) {
                console.say(&format!("the notes are kept in {} and offered again", shown(&path)));
            }
            return Err(failed(console, &error));
        }
    };
    let _ = fs::remove_file(editor::saved(&git, &plan.tag));
    for path in &done.rewritten {
        console.say(&format!("note: a hook has changed the layout of {path}"));
    }
    publish::after(console, &project, &git, &plan, args, &done, remote(&project, &git)?)
}

/// Runs the commands that the settings want to succeed before a release.
fn run_pre_checks(console: &Console, project: &Project) -> Result<(), Stop> {
    for command in &project.settings.pre_checks {
        console.say(&format!("running {command}"));
        let output = Command::new("sh").args(["-c", command]).current_dir(&project.root).output();
        let output = output.map_err(|error| Stop::new(Exit::Refused, format!("cannot run `{command}`: {error}")))?;
        if !output.status.success() {
            let text =
                format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
            return Err(Stop::new(
                Exit::Refused,
                format!("`{command}` failed; nothing was changed\n{}", text.trim_end()),
            ));
        }
    }
    Ok(())
}

/// From here on an interrupt is noticed between steps and becomes a rollback.
fn watch_signals() -> Arc<AtomicBool> {
    let interrupted = Arc::new(AtomicBool::new(false));
    // Without handlers the default stands: the process ends, and `abort` takes back.
    let _ = crate::interrupt::remember(&interrupted);
    interrupted
}

fn describe(step: &Step) -> String {
    match step {
        Step::Begin => "the journal is written".to_owned(),
        Step::Write(path) => format!("write {path}"),
        Step::Register => "register new files".to_owned(),
        Step::Commit => "commit".to_owned(),
        Step::CheckCommit => "check the commit".to_owned(),
        Step::Tag => "tag".to_owned(),
        Step::CheckRelease => "check the release".to_owned(),
        Step::Index => "bring the index in line".to_owned(),
        Step::End => "remove the journal".to_owned(),
    }
}

/// Tells how a failed release was left, and the exit code for it.
fn failed(console: &Console, error: &ApplyError) -> Stop {
    for leftover in &error.leftovers {
        console.error(&format!("left: {}", leftover.message));
    }
    let again = error.leftovers.iter().any(|leftover| leftover.again);
    let exit = match &error.cause {
        Failure::Journal(JournalError::Unfinished(_)) => Exit::Unfinished,
        _ if !error.leftovers.is_empty() => Exit::Left,
        Failure::Interrupted => Exit::Interrupted,
        Failure::Signing(_) => Exit::Refused,
        _ => Exit::Failed,
    };
    let state = match exit {
        Exit::Left if again => {
            "not everything could be taken back; run `harmless-release abort` when the reason is gone"
        }
        Exit::Left => "taken back but for what is listed, which somebody else has changed",
        Exit::Unfinished | Exit::Refused => "nothing was changed",
        _ => "everything is as it was before",
    };
    Stop::new(exit, format!("{}\n{state}", error.cause))
}

/// What was begun and not ended.
enum Unfinished {
    Release(apply::Journal),
    Undo(UndoJournal),
}

fn open_journal(git: &Program) -> Result<(Store, Unfinished), Stop> {
    let unreadable = |error: JournalError| Stop::new(Exit::Unfinished, error.to_string());
    let nothing = || Stop::new(Exit::Refused, "no release is unfinished");
    let folder = git.common_dir_path();
    if !Store::is_unfinished(folder) && !UndoJournal::is_unfinished(folder) {
        return Err(nothing());
    }
    let store = Store::open(folder).map_err(unreadable)?;
    let unfinished = match store.load().map_err(unreadable)? {
        Some(journal) => Unfinished::Release(journal),
        None => Unfinished::Undo(UndoJournal::load(&store).map_err(unreadable)?.ok_or_else(nothing)?),
    };
    Ok((store, unfinished))
}

/// `continue`
pub(super) fn resume(console: &Console, place: &Place) -> Result<Exit, Stop> {
    let here = place.git()?;
    let (store, mut journal) = match open_journal(&here)? {
        (store, Unfinished::Release(journal)) => (store, journal),
        (store, Unfinished::Undo(journal)) => {
            return settle(console, here, &store, &journal, Destination::Before);
        }
    };
    let git = apply::program_of(&journal.work_tree, here);
    let interrupted = watch_signals();
    let mut step = |step: &Step| console.detail(&format!("step: {}", describe(step)));
    let result = apply::finish(&git, &store, &mut journal, &mut Watch { step: &mut step, interrupted: &interrupted });
    match result {
        Ok(done) => {
            let _ = fs::remove_file(editor::saved(&git, &journal.tag));
            console.say(&format!("released {} as {} ({})", journal.version, journal.tag, done.commit));
            Ok(Exit::Ok)
        }
        Err(error) => Err(failed(console, &error)),
    }
}

/// `abort`
pub(super) fn abort(console: &Console, place: &Place) -> Result<Exit, Stop> {
    let here = place.git()?;
    let (store, journal) = match open_journal(&here)? {
        (store, Unfinished::Release(journal)) => (store, journal),
        (store, Unfinished::Undo(journal)) => {
            return settle(console, here, &store, &journal, Destination::Released);
        }
    };
    let git = apply::program_of(&journal.work_tree, here);
    let leftovers = apply::roll_back(&git, &store, &journal);
    let done = format!("the release of {} is taken back; everything is as it was before", journal.version);
    Ok(tell_leftovers(console, &leftovers, &done))
}

/// Ends an `undo` one way or the other.
fn settle(
    console: &Console,
    here: Program,
    store: &Store,
    journal: &UndoJournal,
    destination: Destination,
) -> Result<Exit, Stop> {
    let git = apply::program_of(&journal.work_tree, here);
    let leftovers = journal.settle(&git, store, destination);
    let done = match destination {
        Destination::Before => format!("{} is taken back; its notes are kept for the next attempt", journal.tag),
        Destination::Released => format!("{} is not taken back; everything is as it was before", journal.tag),
    };
    Ok(tell_leftovers(console, &leftovers, &done))
}

/// Tells what is left, or that all is done; the exit code for it.
fn tell_leftovers(console: &Console, leftovers: &[Leftover], done: &str) -> Exit {
    for leftover in leftovers {
        console.error(&format!("left: {}", leftover.message));
    }
    if leftovers.is_empty() {
        console.say(done);
        return Exit::Ok;
    }
    Exit::Left
}
