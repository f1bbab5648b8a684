//! Versions in TOML files: `pyproject.toml`, `uv.lock`, Cargo's manifest and lock. Values are found with their place,
//! and edited there.

use super::{Place, PlaceError};
use crate::version::Spelling;
use std::ops::Range;
use toml_edit::{Document, Item, TableLike};

/// A parsed file that can tell where its strings are.
pub(super) struct Toml<'a> {
    path: &'a str,
    text: &'a str,
    bom: usize,
    document: Document<&'a str>,
}

impl<'a> Toml<'a> {
    pub(super) fn parse(path: &'a str, content: &'a [u8]) -> Result<Self, PlaceError> {
        let whole = std::str::from_utf8(content).map_err(|_| PlaceError::new(path, "is not UTF-8"))?;
        let text = whole.trim_start_matches('\u{feff}');
        let document = Document::parse(text).map_err(|error| PlaceError::new(path, error.to_string().trim_end()))?;
        Ok(Self { path, text, bom: whole.len() - text.len(), document })
    }

    pub(super) fn root(&self) -> &dyn TableLike {
        self.document.as_table()
    }

    /// The item at a path of keys.
    pub(super) fn get(&self, keys: &[&str]) -> Option<&Item> {
        keys.iter().try_fold(self.document.as_item(), |item, key| item.as_table_like()?.get(key))
    }

    /// The place of a string value; `None` if there is no string.
    pub(super) fn place(&self, item: &Item, key: &str, spelling: Spelling) -> Result<Option<Place>, PlaceError> {
        let Some(current) = item.as_str() else { return Ok(None) };
        let content = item.span().and_then(|span| string_content(self.text, span));
        match content {
            Some(range) if &self.text[range.clone()] == current => Ok(Some(Place {
                path: self.path.to_owned(),
                key: key.to_owned(),
                current: current.to_owned(),
                range: self.bom + range.start..self.bom + range.end,
                spelling,
                derived: false,
            })),
            _ => Err(PlaceError::new(self.path, format!("`{key}` is not written as a plain string"))),
        }
    }
}

/// The inside of a string's quotes.
fn string_content(text: &str, span: Range<usize>) -> Option<Range<usize>> {
    let literal = text.get(span.clone())?;
    let quotes = ["\"\"\"", "'''", "\"", "'"].into_iter().find(|quotes| literal.starts_with(quotes))?;
    let inner = literal.get(quotes.len()..)?.strip_suffix(quotes)?;
    Some(span.start + quotes.len()..span.start + quotes.len() + inner.len())
}

/// What a `Cargo.toml` says of versions.
#[derive(Debug, Default)]
pub struct Manifest {
    /// The package's name, if it is a package.
    pub package: Option<String>,
    /// Its own version, or that of the workspace for its members.
    pub place: Option<Place>,
    /// Whether it takes its version from the workspace.
    pub inherits: bool,
    /// The workspace's members as written.
    pub members: Vec<String>,
}

/// Reads a `Cargo.toml`.
///
/// # Errors
/// If it is no TOML, or its version is not a plain string.
pub fn cargo_manifest(path: &str, content: &[u8]) -> Result<Manifest, PlaceError> {
    let toml = Toml::parse(path, content)?;
    let mut manifest = Manifest {
        package: toml.get(&["package", "name"]).and_then(Item::as_str).map(str::to_owned),
        inherits: toml.get(&["package", "version", "workspace"]).and_then(Item::as_bool) == Some(true),
        ..Manifest::default()
    };
    for keys in [&["package", "version"][..], &["workspace", "package", "version"]] {
        if let (None, Some(item)) = (&manifest.place, toml.get(keys)) {
            manifest.place = toml.place(item, &keys.join("."), Spelling::SemVer)?;
        }
    }
    if let Some(members) = toml.get(&["workspace", "members"]).and_then(Item::as_array) {
        manifest.members = members.iter().filter_map(|member| member.as_str().map(str::to_owned)).collect();
    }
    Ok(manifest)
}

/// The versions of these packages in a `Cargo.lock`: entries without a `source`, which are the workspace's own.
///
/// # Errors
/// If it is no TOML.
pub fn cargo_lock(path: &str, content: &[u8], names: &[String]) -> Result<Vec<Place>, PlaceError> {
    lock(path, content, Spelling::SemVer, |entry, name| {
        names.iter().any(|known| known == name) && entry.get("source").is_none()
    })
}

/// Where a `Cargo.toml` asks for exactly the present version of these packages (each with that version) beside a `path`: as `1.0.0`, or
/// behind one of the operators `=`, `^` and `~`. Other requirements are their author's business.
///
/// # Errors
/// If it is no TOML.
pub fn cargo_dependencies(path: &str, content: &[u8], packages: &[(String, String)]) -> Result<Vec<Place>, PlaceError> {
    const KINDS: [&str; 3] = ["dependencies", "dev-dependencies", "build-dependencies"];
    let toml = Toml::parse(path, content)?;
    let targets = toml.get(&["target"]).and_then(Item::as_table_like);
    let of_targets = targets.into_iter().flat_map(TableLike::iter).filter_map(|(_, target)| target.as_table_like());
    let tables = [toml.get(&["workspace", "dependencies"])]
        .into_iter()
        .chain(KINDS.map(|kind| toml.get(&[kind])))
        .chain(of_targets.flat_map(|target| KINDS.map(|kind| target.get(kind))));
    let mut places = Vec::new();
    for (key, dependency) in tables.flatten().filter_map(Item::as_table_like).flat_map(TableLike::iter) {
        let field = |name: &str| dependency.as_table_like()?.get(name);
        let name = field("package").and_then(Item::as_str).unwrap_or(key);
        let (Some(requirement), Some(_)) = (field("version"), field("path")) else { continue };
        let Some((_, present)) = packages.iter().find(|(known, _)| known == name) else { continue };
        let Some(mut place) = toml.place(requirement, &format!("dependency `{key}`"), Spelling::SemVer)? else {
            continue;
        };
        let version = place.current.trim_start_matches(['=', '^', '~', ' ']);
        if version == present {
            place.range.start += place.current.len() - version.len();
            place.current = version.to_owned();
            places.push(Place { derived: true, ..place });
        }
    }
    Ok(places)
}

/// The version of the project itself in a `uv.lock`.
///
/// # Errors
/// If it is no TOML.
pub fn uv_lock(path: &str, content: &[u8], project: &str) -> Result<Vec<Place>, PlaceError> {
    lock(path, content, Spelling::Pep440, |entry, name| {
        let source = entry.get("source").and_then(Item::as_table_like);
        let own = source.is_some_and(|source| {
            ["editable", "virtual", "directory"].iter().any(|kind| source.get(kind).and_then(Item::as_str) == Some("."))
        });
        own && name == project
    })
}

fn lock(
    path: &str,
    content: &[u8],
    spelling: Spelling,
    wanted: impl Fn(&dyn TableLike, &str) -> bool,
) -> Result<Vec<Place>, PlaceError> {
    let toml = Toml::parse(path, content)?;
    let mut places = Vec::new();
    let Some(entries) = toml.root().get("package").and_then(Item::as_array_of_tables) else { return Ok(places) };
    for entry in entries {
        let Some(name) = entry.get("name").and_then(Item::as_str) else { continue };
        if let (true, Some(version)) = (wanted(entry, name), entry.get("version")) {
            let place = toml.place(version, &format!("package `{name}`"), spelling)?;
            places.extend(place.map(|place| Place { derived: true, ..place }));
        }
    }
    Ok(places)
}
