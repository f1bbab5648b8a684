//! Versions in npm's JSON files. The text is never written anew: each value is found where it stands.

use super::{Place, PlaceError};
use crate::version::Spelling;
use serde::Deserialize;
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::collections::BTreeMap;

type Object<'a> = BTreeMap<Cow<'a, str>, &'a RawValue>;

struct Json<'a> {
    path: &'a str,
    text: &'a str,
}

impl<'a> Json<'a> {
    fn new(path: &'a str, content: &'a [u8]) -> Result<Self, PlaceError> {
        let text = std::str::from_utf8(content).map_err(|_| PlaceError::new(path, "is not UTF-8"))?;
        Ok(Self { path, text })
    }

    fn parse<T: Deserialize<'a>>(&self, text: &'a str) -> Result<T, PlaceError> {
        serde_json::from_str(text.trim_start_matches('\u{feff}')).map_err(|error| PlaceError::new(self.path, error))
    }

    fn string(&self, object: &Object<'a>, key: &str) -> Option<String> {
        serde_json::from_str(object.get(key)?.get()).ok()
    }

    /// The place of an object's `version`, if it is a string without escapes.
    fn version(&self, object: &Object<'a>, key: &str) -> Option<Place> {
        let literal = object.get("version")?.get();
        let current = literal.strip_prefix('"')?.strip_suffix('"')?;
        // The raw value is a part of the text, so the distance of the two is the offset.
        let start = (literal.as_ptr() as usize).checked_sub(self.text.as_ptr() as usize)? + 1;
        let range = start..start + current.len();
        (self.text.get(range.clone()) == Some(current) && !current.contains('\\')).then(|| Place {
            path: self.path.to_owned(),
            key: key.to_owned(),
            current: current.to_owned(),
            range,
            spelling: Spelling::SemVer,
            derived: false,
        })
    }
}

/// The name of the package in a `package.json`, whether it is private, and the place of its version.
///
/// # Errors
/// If it is no JSON object.
pub fn package_json(path: &str, content: &[u8]) -> Result<(Option<String>, bool, Option<Place>), PlaceError> {
    let json = Json::new(path, content)?;
    let object: Object<'_> = json.parse(json.text)?;
    let private = object.get("private").is_some_and(|value| value.get() == "true");
    Ok((json.string(&object, "name"), private, json.version(&object, "version")))
}

/// The places of a package's version in a `package-lock.json` of any version.
///
/// # Errors
/// If it is no JSON object.
pub fn package_lock(path: &str, content: &[u8], package: &str) -> Result<Vec<Place>, PlaceError> {
    let json = Json::new(path, content)?;
    let object: Object<'_> = json.parse(json.text)?;
    let mut places = Vec::new();
    if json.string(&object, "name").as_deref() == Some(package) {
        places.extend(json.version(&object, "version"));
    }
    if let Some(packages) = object.get("packages") {
        for (key, entry) in json.parse::<Object<'_>>(packages.get())? {
            let entry: Object<'_> = json.parse(entry.get())?;
            let linked = entry.get("link").is_some_and(|value| value.get() == "true");
            if !linked && !key.contains("node_modules/") && json.string(&entry, "name").as_deref() == Some(package) {
                places.extend(json.version(&entry, &format!("packages.\"{key}\".version")));
            }
        }
    }
    Ok(places.into_iter().map(|place| Place { derived: true, ..place }).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::places::rewrite;
    use pep440_rs::Version;
    use std::str::FromStr;

    #[test]
    fn only_the_version_changes() {
        let text =
            "\u{feff}{ \"dependencies\": {\"x\": \"1.0.0\"},\r\n\t\"name\" : \"demo\", \"version\":\"1.0.0\" }\r\n";
        let (name, private, place) = package_json("package.json", text.as_bytes()).unwrap();
        assert_eq!((name.as_deref(), private), (Some("demo"), false));
        let new = rewrite(text.as_bytes(), &[&place.unwrap()], &Version::from_str("1.1rc1").unwrap()).unwrap();
        assert_eq!(
            String::from_utf8(new).unwrap(),
            text.replace("\"version\":\"1.0.0\"", "\"version\":\"1.1.0-rc.1\"")
        );
    }

    #[test]
    fn lock_files() {
        let text = r#"{"name":"demo","version":"1.0.0","packages":{"":{"name":"demo","version":"1.0.0"},
            "node_modules/demo":{"name":"demo","version":"1.0.0"},"sub":{"name":"other","version":"1.0.0"}}}"#;
        let places = package_lock("package-lock.json", text.as_bytes(), "demo").unwrap();
        assert_eq!(
            places.iter().map(|place| place.key.as_str()).collect::<Vec<_>>(),
            ["version", "packages.\"\".version"]
        );
    }
}
