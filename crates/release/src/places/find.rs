//! Finding all places without configuration.

use super::python::{assignment, plain, searched};
use super::toml::Toml;
use super::{
    Place, PlaceError, Tree, cargo_dependencies, cargo_lock, cargo_manifest, package_json, package_lock, uv_lock,
};
use crate::settings::{Settings, canonical_namespace};
use crate::version::Spelling;
use pep440_rs::Version;
use toml_edit::Item;

/// What was found.
#[derive(Debug, Default)]
pub struct Found {
    /// The places.
    pub places: Vec<Place>,
    /// Whether the version comes from git when the package is built, so that no file has it.
    pub from_git: bool,
    /// Attribution's version file, if it is wanted and does not exist yet.
    pub new_version_file: Option<String>,
    /// Files that should have the version and cannot be edited.
    pub errors: Vec<PlaceError>,
}

impl Found {
    fn add(&mut self, place: Result<Option<Place>, PlaceError>) {
        match place {
            Ok(Some(place)) => {
                let known = self.places.iter().any(|known| known.path == place.path && known.range == place.range);
                if !known {
                    self.places.push(place);
                }
            }
            Ok(None) => {}
            Err(error) => self.errors.push(error),
        }
    }

    fn extend(&mut self, places: Result<Vec<Place>, PlaceError>) {
        match places {
            Ok(places) => {
                for place in places {
                    self.add(Ok(Some(place)));
                }
            }
            Err(error) => self.errors.push(error),
        }
    }

    /// The version that all places which are authorities agree on; `None` if there is none or they do not.
    pub fn agreed(&self) -> Option<Version> {
        let mut versions = self.places.iter().filter(|place| !place.derived).map(Place::version);
        let first = versions.next()??;
        versions.all(|version| version.as_ref() == Some(&first)).then_some(first)
    }
}

/// What `pyproject.toml` says.
#[derive(Default)]
struct Pyproject {
    names: Vec<String>,
    /// Modules that are named as the place: path candidates and variable.
    modules: Vec<(Vec<String>, String)>,
    plain_files: Vec<String>,
}

/// Table and key by which build back ends take the version from git.
const FROM_GIT: [&[&str]; 6] = [
    &["tool", "setuptools_scm"],
    &["tool", "setuptools-scm"],
    &["tool", "versioningit"],
    &["tool", "poetry-dynamic-versioning"],
    &["tool", "dunamai"],
    &["tool", "pdm", "version", "tag_filter"],
];

/// Finds every place of the version. `known` is the present version as far as tags tell, for files without another
/// authority.
pub fn find(tree: &dyn Tree, settings: &Settings, known: Option<&Version>) -> Found {
    let mut found = Found::default();
    let mut project = Pyproject::default();
    if let Some(content) = tree.read("pyproject.toml") {
        match Toml::parse("pyproject.toml", &content) {
            Ok(toml) => project = pyproject(&toml, &mut found),
            Err(error) => found.errors.push(error),
        }
    }
    for (candidates, name) in &project.modules {
        match candidates.iter().find_map(|path| Some((path, tree.read(path)?))) {
            Some((path, content)) => {
                found.add(assignment(path, &content, name, true));
            }
            None => found.errors.push(PlaceError::new(
                &candidates[0],
                "is named in pyproject.toml as the place of the version and does not exist",
            )),
        }
    }
    for path in &project.plain_files {
        match tree.read(path) {
            Some(content) => {
                found.add(plain(path, &content).map(Some));
            }
            None => found.errors.push(PlaceError::new(
                path,
                "is named in pyproject.toml as the place of the version and does not exist",
            )),
        }
    }
    version_file(tree, settings, &mut found);
    modules(tree, settings, &project, &mut found);
    if let (Some(content), Some(name)) = (tree.read("uv.lock"), project.names.first()) {
        found.extend(uv_lock("uv.lock", &content, &name.replace('_', "-")));
    }
    cargo(tree, settings, &mut found);
    npm(tree, settings, &mut found);
    let current = found.agreed().or_else(|| known.cloned());
    for file in &settings.files {
        match (tree.read(&file.path), &current) {
            (Some(content), Some(current)) => found.extend(searched(file, &content, current)),
            (None, _) => found.errors.push(PlaceError::new(&file.path, "does not exist")),
            (Some(_), None) => found
                .errors
                .push(PlaceError::new(&file.path, "the present version is not known, so it cannot be searched for")),
        }
    }
    found
}

fn pyproject(toml: &Toml<'_>, found: &mut Found) -> Pyproject {
    let text = |keys: &[&str]| toml.get(keys).and_then(Item::as_str);
    let mut project = Pyproject::default();
    found.from_git = FROM_GIT.iter().any(|keys| toml.get(keys).is_some())
        || text(&["tool", "hatch", "version", "source"]) == Some("vcs")
        || text(&["tool", "pdm", "version", "source"]) == Some("scm");
    for keys in [&["project", "name"][..], &["tool", "poetry", "name"]] {
        let name = text(keys).map(canonical_namespace);
        project.names.extend(name.filter(|name| !project.names.contains(name)));
    }
    if let Some(item) = toml.get(&["project", "version"]) {
        found.add(toml.place(item, "project.version", Spelling::Pep440));
    }
    // With poetry-dynamic-versioning this is a placeholder.
    if let (false, Some(item)) = (found.from_git, toml.get(&["tool", "poetry", "version"])) {
        found.add(toml.place(item, "tool.poetry.version", Spelling::Pep440));
    }
    let dynamic = toml.get(&["project", "dynamic"]).and_then(Item::as_array);
    if !dynamic.is_some_and(|dynamic| dynamic.iter().any(|value| value.as_str() == Some("version"))) {
        return project;
    }
    if let Some(path) = text(&["tool", "hatch", "version", "path"]) {
        project.modules.push((vec![path.to_owned()], "__version__".to_owned()));
    }
    if let Some(path) = text(&["tool", "pdm", "version", "path"]) {
        project.modules.push((vec![path.to_owned()], "__version__".to_owned()));
    }
    if let Some(attribute) = text(&["tool", "setuptools", "dynamic", "version", "attr"])
        && let Some((module, name)) = attribute.rsplit_once('.')
    {
        let stem = module.replace('.', "/");
        let stems = [stem.clone(), format!("src/{stem}")];
        let candidates = stems.iter().flat_map(|stem| [format!("{stem}.py"), format!("{stem}/__init__.py")]);
        project.modules.push((candidates.collect(), name.to_owned()));
    }
    match toml.get(&["tool", "setuptools", "dynamic", "version", "file"]) {
        Some(item) if item.is_str() => project.plain_files.extend(item.as_str().map(str::to_owned)),
        Some(item) => {
            let files = item.as_array().into_iter().flatten().filter_map(|value| value.as_str().map(str::to_owned));
            project.plain_files.extend(files);
        }
        None => {}
    }
    if text(&["build-system", "build-backend"]).is_some_and(|backend| backend.starts_with("flit"))
        && let Some(module) =
            text(&["tool", "flit", "module", "name"]).map(str::to_owned).or_else(|| project.names.first().cloned())
    {
        let stem = module.replace('.', "/");
        let candidates = [
            format!("{stem}/__init__.py"),
            format!("src/{stem}/__init__.py"),
            format!("{stem}.py"),
            format!("src/{stem}.py"),
        ];
        project.modules.push((candidates.to_vec(), "__version__".to_owned()));
    }
    project
}

/// Attribution's `PACKAGE/__version__.py`. A generated one is no authority: attribution writes it anew each time.
fn version_file(tree: &dyn Tree, settings: &Settings, found: &mut Found) {
    if !settings.attribution.present || !settings.attribution.version_file {
        return;
    }
    let path = format!("{}/__version__.py", settings.attribution.package);
    let path = path.trim_start_matches('/').to_owned();
    match tree.read(&path) {
        Some(content) => {
            let generated = is_generated(&content);
            let place = assignment(&path, &content, "__version__", true);
            found.add(place.map(|place| place.map(|place| Place { derived: generated, ..place })));
        }
        None => found.new_version_file = Some(path),
    }
}

/// The text of attribution's version file.
pub fn version_file_text(version: &str) -> String {
    format!(
        "\"\"\"\nThis file is automatically generated by attribution.\n\n\
         Do not edit manually. Get more info at https://attribution.omnilib.dev\n\"\"\"\n\n__version__ = \"{version}\"\n"
    )
}

/// Whether a file is one that attribution has written.
pub(crate) fn is_generated(content: &[u8]) -> bool {
    String::from_utf8_lossy(content).contains("This file is automatically generated by attribution.")
}

/// A literal `__version__` in the usual modules of the package.
fn modules(tree: &dyn Tree, settings: &Settings, project: &Pyproject, found: &mut Found) {
    if found.from_git {
        return;
    }
    let mut folders: Vec<String> =
        project.names.iter().flat_map(|name| [name.clone(), format!("src/{name}")]).collect();
    if settings.attribution.present {
        folders.push(settings.attribution.package.clone());
    }
    for folder in folders {
        for file in ["__init__.py", "__version__.py", "_version.py", "__about__.py", "version.py"] {
            let path = format!("{folder}/{file}");
            if found.places.iter().any(|place| place.path == path) {
                continue;
            }
            if let Some(content) =
                tree.read(&path).filter(|content| memchr::memmem::find(content, b"__version__").is_some())
            {
                found.add(assignment(&path, &content, "__version__", false));
            }
        }
    }
}

fn cargo(tree: &dyn Tree, settings: &Settings, found: &mut Found) {
    // Each package with its present version.
    let mut packages: Vec<(String, String)> = Vec::new();
    let mut locks: Vec<String> = Vec::new();
    let wanted = &settings.attribution.cargo_packages;
    let manifests = if wanted.is_empty() { vec!["Cargo.toml".to_owned()] } else { tree.named("Cargo.toml") };
    for path in manifests {
        let Some(content) = tree.read(&path) else { continue };
        let manifest = match cargo_manifest(&path, &content) {
            Ok(manifest) => manifest,
            Err(error) => {
                found.errors.push(error);
                continue;
            }
        };
        let listed = manifest.package.as_ref().is_some_and(|name| wanted.contains(name));
        if !listed && path != "Cargo.toml" {
            continue;
        }
        let Some(place) = manifest.place else { continue };
        let names = manifest.package.into_iter().chain(members(tree, &manifest.members));
        packages.extend(names.map(|name| (name, place.current.clone())));
        found.add(Ok(Some(place)));
        let folder = path.strip_suffix("Cargo.toml").unwrap_or_default();
        locks.extend([format!("{folder}Cargo.lock"), "Cargo.lock".to_owned()]);
    }
    if !packages.is_empty() {
        // A path dependency also has a version where its package is published.
        for path in tree.named("Cargo.toml") {
            if let Some(content) = tree.read(&path) {
                found.extend(cargo_dependencies(&path, &content, &packages));
            }
        }
    }
    let names: Vec<String> = packages.into_iter().map(|(name, _)| name).collect();
    locks.sort();
    locks.dedup();
    for path in locks {
        if let Some(content) = tree.read(&path) {
            found.extend(cargo_lock(&path, &content, &names));
        }
    }
}

/// The names of a workspace's members that take the workspace's version.
fn members(tree: &dyn Tree, patterns: &[String]) -> Vec<String> {
    if patterns.is_empty() {
        return Vec::new();
    }
    let is_member = |path: &str| {
        let Some(folder) = path.strip_suffix("/Cargo.toml") else { return false };
        patterns.iter().any(|pattern| match pattern.strip_suffix("/*") {
            Some(parent) => folder.rsplit_once('/').is_some_and(|(head, _)| head == parent),
            None => folder == pattern,
        })
    };
    let manifests = tree.named("Cargo.toml").into_iter().filter(|path| is_member(path));
    manifests
        .filter_map(|path| cargo_manifest(&path, &tree.read(&path)?).ok().filter(|manifest| manifest.inherits)?.package)
        .collect()
}

/// The package at the root unless it is private (a front end's build setup), and those that are listed.
fn npm(tree: &dyn Tree, settings: &Settings, found: &mut Found) {
    let wanted = &settings.attribution.npm_packages;
    let files = if wanted.is_empty() { vec!["package.json".to_owned()] } else { tree.named("package.json") };
    for path in files.into_iter().filter(|path| !path.contains("node_modules/")) {
        let Some(content) = tree.read(&path) else { continue };
        match package_json(&path, &content) {
            Ok((Some(name), private, Some(place))) => {
                if !wanted.contains(&name) && (private || path != "package.json") {
                    continue;
                }
                found.add(Ok(Some(place)));
                let folder = path.strip_suffix("package.json").unwrap_or_default();
                let lock = format!("{folder}package-lock.json");
                if let Some(content) = tree.read(&lock) {
                    found.extend(package_lock(&lock, &content, &name));
                }
            }
            Ok(_) => {}
            Err(error) => found.errors.push(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::places::rewrite;
    use std::collections::BTreeMap;
    use std::str::FromStr;

    struct Files(BTreeMap<String, String>);

    impl Tree for Files {
        fn read(&self, path: &str) -> Option<Vec<u8>> {
            self.0.get(path).map(|text| text.clone().into_bytes())
        }

        fn named(&self, name: &str) -> Vec<String> {
            self.0.keys().filter(|path| path.rsplit('/').next() == Some(name)).cloned().collect()
        }
    }

    /// Finds the places, writes 1.1 into all of them, and gives back the changed files.
    fn release(files: &[(&str, &str)]) -> BTreeMap<String, String> {
        let tree = Files(files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect());
        let settings = Settings::parse(tree.0.get("pyproject.toml").map_or("", String::as_str), "demo").unwrap();
        let found = find(&tree, &settings, None);
        assert_eq!(found.errors, []);
        assert_eq!(found.agreed(), Some(Version::from_str("1.0").unwrap()));
        let new = Version::from_str("1.1").unwrap();
        let paths: std::collections::BTreeSet<&str> = found.places.iter().map(|place| place.path.as_str()).collect();
        paths
            .into_iter()
            .map(|path| {
                let places: Vec<&Place> = found.places.iter().filter(|place| place.path == path).collect();
                let text = rewrite(tree.0[path].as_bytes(), &places, &new).unwrap();
                (path.to_owned(), String::from_utf8(text).unwrap())
            })
            .collect()
    }

    fn check(files: &[(&str, &str, &str)]) {
        let before: Vec<(&str, &str)> = files.iter().map(|(path, before, _)| (*path, *before)).collect();
        let after = release(&before);
        for (path, before, expected) in files {
            assert_eq!(after.get(*path).map_or(*before, String::as_str), *expected, "{path}");
        }
    }

    #[test]
    fn pep_621_with_a_literal_and_a_lock() {
        check(&[
            (
                "pyproject.toml",
                "[project] # p\r\nname = 'De.mo'\r\nversion  =  '1.0' # now\r\ndependencies = ['x==1.0']\r\n",
                "[project] # p\r\nname = 'De.mo'\r\nversion  =  '1.1' # now\r\ndependencies = ['x==1.0']\r\n",
            ),
            ("src/de_mo/__init__.py", "__version__ = \"1.0\"  # v\n", "__version__ = \"1.1\"  # v\n"),
            (
                "de_mo/__init__.py",
                "from importlib.metadata import version\n__version__ = version('x')\n",
                "from importlib.metadata import version\n__version__ = version('x')\n",
            ),
            (
                "uv.lock",
                "version = 1\n[[package]]\nname = \"de-mo\"\nversion = \"1.0\"\nsource = { editable = \".\" }\n[[package]]\nname = \"x\"\nversion = \"1.0\"\n",
                "version = 1\n[[package]]\nname = \"de-mo\"\nversion = \"1.1\"\nsource = { editable = \".\" }\n[[package]]\nname = \"x\"\nversion = \"1.0\"\n",
            ),
        ]);
    }

    #[test]
    fn poetry_and_plain_files() {
        check(&[(
            "pyproject.toml",
            "[tool.poetry]\nname = 'demo'\nversion = \"1.0\"\n",
            "[tool.poetry]\nname = 'demo'\nversion = \"1.1\"\n",
        )]);
        let dynamic =
            "[project]\nname='demo'\ndynamic=['version']\n[tool.setuptools.dynamic]\nversion = {file = ['VERSION']}\n";
        check(&[("pyproject.toml", dynamic, dynamic), ("VERSION", "\n1.0\n", "\n1.1\n")]);
        let dynamic = "[project]\nname='demo'\ndynamic=['version']\n[tool.setuptools.dynamic]\nversion = {attr = 'demo.meta.VERSION'}\n";
        check(&[("pyproject.toml", dynamic, dynamic), ("src/demo/meta.py", "VERSION = '1.0'\n", "VERSION = '1.1'\n")]);
        let hatch = "[project]\nname='demo'\ndynamic=['version']\n[tool.hatch.version]\npath = 'demo/__about__.py'\n";
        check(&[
            ("pyproject.toml", hatch, hatch),
            ("demo/__about__.py", "__version__ = '1.0'\n", "__version__ = '1.1'\n"),
        ]);
    }

    #[test]
    fn cargo_and_npm_speak_semver() {
        check(&[
            (
                "Cargo.toml",
                "[workspace]\nmembers = ['crates/*']\n[workspace.package]\nversion = \"1.0.0\"\n",
                "[workspace]\nmembers = ['crates/*']\n[workspace.package]\nversion = \"1.1.0\"\n",
            ),
            (
                "crates/a/Cargo.toml",
                "[package]\nname = 'a'\nversion.workspace = true\n",
                "[package]\nname = 'a'\nversion.workspace = true\n",
            ),
            (
                "Cargo.lock",
                "version = 4\n[[package]]\nname = \"a\"\nversion = \"1.0.0\"\n[[package]]\nname = \"b\"\nversion = \"1.0.0\"\nsource = \"r\"\n",
                "version = 4\n[[package]]\nname = \"a\"\nversion = \"1.1.0\"\n[[package]]\nname = \"b\"\nversion = \"1.0.0\"\nsource = \"r\"\n",
            ),
            ("package.json", "{\"name\":\"demo\",\"version\":\"1.0.0\"}", "{\"name\":\"demo\",\"version\":\"1.1.0\"}"),
            (
                "package-lock.json",
                "{\"name\":\"demo\",\"version\":\"1.0.0\",\"lockfileVersion\":1}",
                "{\"name\":\"demo\",\"version\":\"1.1.0\",\"lockfileVersion\":1}",
            ),
        ]);
    }

    #[test]
    fn path_dependencies_follow_their_packages() {
        let root = "[workspace]\nmembers = ['crates/*']\n[workspace.package]\nversion = '1.0.0'\n[workspace.dependencies]\n\
                    a = { path = 'crates/a', version = '1.0.0' } # a\nserde = '1.0.0'\nb = { version = '1.0.0', git = 'x' }\n";
        let user = "[package]\nname = 'b'\nversion.workspace = true\n[dependencies]\na.workspace = true\n\
                    [dev-dependencies.again]\npackage = 'a'\npath = '../a'\nversion = '=1.0.0'\n\
                    [target.'cfg(unix)'.build-dependencies]\na = { path = '../a', version = \"^1.0.0\" }\n\
                    [build-dependencies]\na = { path = '../a', version = \"1\" }\nother = { path = '../o', version = '1.0.0' }\n";
        let member = "[package]\nname = 'a'\nversion.workspace = true\n";
        check(&[
            (
                "Cargo.toml",
                root,
                &root
                    .replace("version = '1.0.0'\n[", "version = '1.1.0'\n[")
                    .replace("a', version = '1.0.0'", "a', version = '1.1.0'"),
            ),
            ("crates/a/Cargo.toml", member, member),
            ("crates/b/Cargo.toml", user, &user.replace("'=1.0.0'", "'=1.1.0'").replace("\"^1.0.0\"", "\"^1.1.0\"")),
        ]);
    }

    #[test]
    fn extra_files_by_exact_search() {
        let project = "[project]\nname='d'\nversion='1.0'\n[tool.harmless.release]\nfiles=[{path='README', search='d=={version}', exactly=2}]\n";
        check(&[
            ("pyproject.toml", project, &project.replace("'1.0'", "'1.1'")),
            ("README", "d==1.0 e==1.0\nd==1.0\n", "d==1.1 e==1.0\nd==1.1\n"),
        ]);
    }

    #[test]
    fn what_cannot_be_edited_is_an_error() {
        let tree = Files(BTreeMap::from([
            (
                "pyproject.toml".into(),
                "[project]\nname='d'\ndynamic=['version']\n[tool.hatch.version]\npath='d.py'\n".into(),
            ),
            ("d.py".into(), "__version__ = get()\n".into()),
        ]));
        let settings = Settings::parse("", "d").unwrap();
        assert!(find(&tree, &settings, None).errors[0].to_string().contains("not a plain string literal"));
    }
}
