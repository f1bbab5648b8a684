//! `version` and `verify`, and reading versions from the command line.

use super::output::{Console, Exit};
use super::{Place, Stop};
use harmless_release::git::Program;
use harmless_release::places::Found;
use harmless_release::plan::{found_places, previous};
use harmless_release::project::Project;
use harmless_release::tags::Release;
use harmless_release::verify;
use harmless_release::version::{CalverPattern, Level, bump, next_calver};
use pep440_rs::Version;
use serde_json::json;
use std::str::FromStr;

/// Reads an exact version.
pub(super) fn parse(text: &str) -> Result<Version, Stop> {
    Version::from_str(text).map_err(|_| Stop::new(Exit::Usage, format!("`{text}` is not a version (PEP 440)")))
}

/// The release of a version, or the last one of this line.
pub(super) fn release(project: &Project, version: Option<&str>) -> Result<Release, Stop> {
    let found = match version {
        Some(text) => project.tags.find(&parse(text)?).cloned(),
        None => previous(project, &project.history(true)?),
    };
    let missing = || {
        Stop::new(
            Exit::Refused,
            match version {
                Some(text) => format!("there is no release {text}"),
                None => "there is no release yet".to_owned(),
            },
        )
    };
    found.ok_or_else(missing)
}

/// The present version: what the files agree on, else the last release's.
fn present(project: &Project, found: &Found) -> Result<Option<Version>, Stop> {
    match found.agreed() {
        Some(version) => Ok(Some(version)),
        None => Ok(previous(project, &project.history(true)?).map(|release| release.version)),
    }
}

/// The version that the user means: exact, by levels, or of today.
pub(super) fn resolve(project: &Project, git: &Program, text: &str, calver: Option<&str>) -> Result<Version, Stop> {
    if text == "calver" {
        let pattern = match calver {
            Some(pattern) => {
                Some(CalverPattern::from_str(pattern).map_err(|error| Stop::new(Exit::Usage, error.to_string()))?)
            }
            None => project.settings.calver.clone(),
        };
        let pattern = pattern.ok_or_else(|| {
            Stop::new(Exit::Usage, "set `calver = \"YYYY.MM.N\"` in [tool.harmless.release], or use --calver")
        })?;
        let existing: Vec<Version> = project.tags.releases.iter().map(|release| release.version.clone()).collect();
        return next_calver(&pattern, today(), &existing).map_err(|error| Stop::new(Exit::Refused, error.to_string()));
    }
    if let Ok(version) = Version::from_str(text) {
        return Ok(version);
    }
    let levels = Level::parse(text).map_err(|error| Stop::new(Exit::Usage, error.to_string()))?;
    let version = present(project, &found_places(project, git))?.unwrap_or_else(|| Version::new([0, 0, 0]));
    bump(&version, &levels).map_err(|error| Stop::new(Exit::Refused, error.to_string()))
}

/// The day in UTC; `SOURCE_DATE_EPOCH` fixes it.
pub(super) fn today() -> jiff::civil::Date {
    let fixed = std::env::var("SOURCE_DATE_EPOCH").ok().and_then(|text| text.parse().ok());
    let moment =
        fixed.and_then(|seconds| jiff::Timestamp::from_second(seconds).ok()).unwrap_or_else(jiff::Timestamp::now);
    moment.to_zoned(jiff::tz::TimeZone::UTC).date()
}

/// `version`
pub(super) fn version(console: &Console, place: &Place, next: Option<&str>, check: bool) -> Result<Exit, Stop> {
    let project = place.project(console)?;
    let git = place.git()?;
    if let Some(level) = next {
        let version = resolve(&project, &git, level, None)?.to_string();
        if console.json {
            console.print_json(&json!({ "version": version }));
        } else {
            console.print(&format!("{version}\n"));
        }
        return Ok(Exit::Ok);
    }
    let found = found_places(&project, &git);
    let version = present(&project, &found)?;
    if !check {
        let version =
            version.ok_or_else(|| Stop::new(Exit::Refused, "no file has a version, and there is no release yet"))?;
        if console.json {
            console.print_json(&json!({ "version": version.to_string() }));
        } else {
            console.print(&format!("{version}\n"));
        }
        return Ok(Exit::Ok);
    }
    let agrees = |shown: Option<Version>| shown.is_some() && shown == version;
    let all = found.errors.is_empty() && found.places.iter().all(|place| agrees(place.version()));
    if console.json {
        let places: Vec<_> = found
            .places
            .iter()
            .map(|place| json!({ "path": place.path, "key": place.key, "version": place.current }))
            .collect();
        let errors: Vec<String> = found.errors.iter().map(ToString::to_string).collect();
        console.print_json(&json!({ "agree": all, "places": places, "errors": errors }));
    } else {
        for place in &found.places {
            let mark = if agrees(place.version()) { "" } else { "  <- differs" };
            console.print(&format!("{}  {} ({}){mark}\n", place.current, place.path, place.key));
        }
        for error in &found.errors {
            console.error(&format!("error: {error}"));
        }
    }
    Ok(if all { Exit::Ok } else { Exit::Refused })
}

/// `verify`
pub(super) fn verify(
    console: &Console,
    place: &Place,
    version: Option<&str>,
    all: bool,
    online: bool,
) -> Result<Exit, Stop> {
    let project = place.project(console)?;
    let git = place.git()?;
    let releases = if all { project.tags.releases.clone() } else { vec![release(&project, version)?] };
    let mut of_remote = Vec::new();
    if online {
        let remote = super::tag::remote(&project, &git)?;
        let remote = remote.ok_or_else(|| Stop::new(Exit::Refused, "there is no remote to ask"))?;
        of_remote = verify::verify_remote(&project, &git, &releases, &remote)?;
    }
    let mut whole = true;
    let mut reports = Vec::new();
    for release in &releases {
        let mut findings = verify::verify(&project, &git, release)?;
        findings.extend(of_remote.iter().filter(|(tag, _)| *tag == release.tag).map(|(_, finding)| finding.clone()));
        whole &= findings.is_empty();
        if console.json {
            reports.push(json!({ "tag": release.tag, "findings": findings }));
            continue;
        }
        if findings.is_empty() {
            console.print(&format!("{}: in order\n", release.tag));
        }
        for finding in &findings {
            console.print(&format!(
                "{}: {} ({})\n",
                release.tag,
                super::output::printable(&finding.message),
                finding.id
            ));
        }
    }
    if console.json {
        console.print_json(&reports);
    }
    Ok(if whole { Exit::Ok } else { Exit::Refused })
}
