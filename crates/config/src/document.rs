//! One TOML file and its tables.

use crate::value::{FromToml, Mismatch};
use crate::{Fault, Origin, Setting};
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// How alike a misspelt key must be to be suggested, 1 being equal.
const ALIKE: f64 = 0.7;

/// A parsed TOML file.
#[derive(Debug)]
pub struct Document<'t> {
    path: Arc<Path>,
    text: &'t str,
    root: DeTable<'t>,
}

/// A table of a document.
#[derive(Clone, Debug)]
pub struct Table<'d> {
    document: &'d Document<'d>,
    /// The dotted name, for messages.
    name: String,
    items: &'d DeTable<'d>,
    /// Whether a key may be written with hyphens or underscores; not so where another tool reads the same table.
    is_ours: bool,
}

/// The tables in which hyphens and underscores are the same.
const OURS: &str = "tool.harmless";

impl<'t> Document<'t> {
    /// Parses `text`, the content of the file shown as `path`.
    ///
    /// # Errors
    /// When it is no TOML.
    pub fn parse(path: Arc<Path>, text: &'t str) -> Result<Self, Fault> {
        match DeTable::parse(text) {
            Ok(root) => Ok(Self { path, text, root: root.into_inner() }),
            Err(error) => {
                let start = error.span().map_or(0, |span| span.start);
                let message = format!("invalid TOML: {}", error.message().replace('\n', ", "));
                Err(Fault { path, place: Some(line_column(text, start)), message, is_warning: false })
            }
        }
    }

    /// The table with the dotted name `name`; `None` if the file has none.
    ///
    /// # Errors
    /// When a part of the name is no table.
    pub fn table(&self, name: &str) -> Result<Option<Table<'_>>, Fault> {
        let mut items = &self.root;
        let mut walked = String::new();
        for part in name.split('.') {
            walked.push_str(if walked.is_empty() { "" } else { "." });
            walked.push_str(part);
            let Some(value) = items.get(part) else {
                return Ok(None);
            };
            items = value.get_ref().as_table().ok_or_else(|| {
                let message = format!("`{walked}` must be a table");
                self.fault(value.span(), message)
            })?;
        }
        let is_ours = name.strip_prefix(OURS).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
        Ok(Some(Table { document: self, name: name.into(), items, is_ours }))
    }

    fn fault(&self, span: Range<usize>, message: String) -> Fault {
        let place = Some(line_column(self.text, span.start));
        Fault { path: Arc::clone(&self.path), place, message, is_warning: false }
    }

    fn origin(&self, span: Range<usize>) -> Origin {
        Origin::File { path: Arc::clone(&self.path), line: line_column(self.text, span.start).0 }
    }
}

impl<'d> Table<'d> {
    /// The keys, in the order in which they are written.
    pub fn keys(&self) -> Vec<&'d str> {
        let mut keys: Vec<_> = self.items.iter().map(|(key, _)| key).collect();
        keys.sort_by_key(|key| key.span().start);
        keys.into_iter().map(|key| key.get_ref().as_ref()).collect()
    }

    fn item(&self, key: &str) -> Option<&'d Spanned<DeValue<'d>>> {
        let found = self.items.get(key);
        let same = || self.items.iter().find(|(written, _)| self.is_same(written.get_ref(), key));
        found.or_else(|| same().filter(|_| self.is_ours).map(|(_, value)| value))
    }

    /// Whether a key that is written means a known one.
    fn is_same(&self, written: &str, known: &str) -> bool {
        written == known || (self.is_ours && written.replace('_', "-") == known.replace('_', "-"))
    }

    /// The value of `key`. A value of the wrong type becomes one of `faults`, and counts as not set.
    pub fn get<T: FromToml>(&self, key: &str, faults: &mut Vec<Fault>) -> Option<Setting<T>> {
        self.get_with(key, T::EXPECTED, T::from_toml, faults)
    }

    /// The value of `key`, a string that must be one of `choices`.
    pub fn get_choice<T: Copy>(&self, key: &str, choices: &[(&str, T)], faults: &mut Vec<Fault>) -> Option<Setting<T>> {
        let word = self.get::<String>(key, faults)?;
        if let Some((_, choice)) = choices.iter().find(|(name, _)| *name == word.value) {
            return Some(word.map(|_| *choice));
        }
        let names: Vec<String> = choices.iter().map(|(name, _)| format!("`{name}`")).collect();
        let message = format!("expected one of {}, found `{}`", names.join(", "), word.value);
        faults.push(self.fault(key, &message));
        None
    }

    /// The value of `key`, a whole number, which may also be written as a string (as black reads it).
    pub fn get_number(&self, key: &str, faults: &mut Vec<Fault>) -> Option<Setting<u32>> {
        let from_toml = |value: &Spanned<DeValue<'_>>| {
            let written = value.get_ref().as_str().and_then(|text| text.trim().parse().ok());
            written.map_or_else(|| u32::from_toml(value), Ok)
        };
        self.get_with(key, u32::EXPECTED, from_toml, faults)
    }

    fn get_with<T>(
        &self,
        key: &str,
        expected: &str,
        from_toml: impl Fn(&Spanned<DeValue<'_>>) -> Result<T, Mismatch>,
        faults: &mut Vec<Fault>,
    ) -> Option<Setting<T>> {
        let value = self.item(key)?;
        match from_toml(value) {
            Ok(read) => Some(Setting { value: read, origin: self.document.origin(value.span()) }),
            Err(Mismatch { span, found }) => {
                let message = format!("`{key}` in [{}]: expected {expected}, found {found}", self.name);
                faults.push(self.document.fault(span, message));
                None
            }
        }
    }

    /// The table that is the value of `key`.
    pub fn table(&self, key: &str, faults: &mut Vec<Fault>) -> Option<Table<'d>> {
        let value = self.item(key)?;
        match value.get_ref().as_table() {
            // Its keys are names that the user gives.
            Some(items) => {
                Some(Self { document: self.document, name: format!("{}.{key}", self.name), items, is_ours: false })
            }
            None => {
                faults.push(self.fault(key, "expected a table"));
                None
            }
        }
    }

    /// That something is wrong with the value of `key`.
    pub fn fault(&self, key: &str, message: &str) -> Fault {
        let span = self.item(key).map_or(0..0, Spanned::span);
        self.document.fault(span, format!("`{key}` in [{}]: {message}", self.name))
    }

    /// A fault for each key that is not one of `known`, with the one that may be meant, and for each that is there twice.
    pub fn unknown_keys(&self, known: &[&str]) -> Vec<Fault> {
        let is_known = |key: &str| known.iter().any(|known| self.is_same(key, known));
        let unknown = self.items.iter().map(|(key, _)| key).filter(|key| !is_known(key.get_ref()));
        let mut faults: Vec<Fault> = unknown
            .map(|key| {
                let name: &str = key.get_ref();
                let hint = match suggestion(name, known) {
                    Some(meant) => format!("did you mean `{meant}`?"),
                    None => format!("known keys are {}", known.join(", ")),
                };
                self.document.fault(key.span(), format!("unknown key `{name}` in [{}]; {hint}", self.name))
            })
            .collect();
        let twice = self.items.iter().map(|(key, _)| key).filter(|key| {
            let hyphens = key.get_ref().replace('_', "-");
            self.is_ours && hyphens != key.get_ref().as_ref() && self.items.get(hyphens.as_str()).is_some()
        });
        faults.extend(twice.map(|key| {
            let hyphens = key.get_ref().replace('_', "-");
            let message =
                format!("`{hyphens}` in [{}] is set twice, once with a hyphen and once with an underscore", self.name);
            self.document.fault(key.span(), message)
        }));
        faults.sort_by_key(|fault| fault.place);
        faults
    }
}

/// The one of `known` that `name` is most like, if any is alike at all.
fn suggestion<'k>(name: &str, known: &[&'k str]) -> Option<&'k str> {
    let likeness = |key: &str| strsim::jaro_winkler(&name.replace('_', "-"), &key.replace('_', "-"));
    let best = known.iter().max_by(|one, other| likeness(one).total_cmp(&likeness(other)))?;
    (likeness(best) >= ALIKE).then_some(best)
}

fn line_column(text: &str, offset: usize) -> (u32, u32) {
    let before = &text[..text.floor_char_boundary(offset)];
    let line = before.matches('\n').count() as u32 + 1;
    let column = before.rsplit('\n').next().map_or(0, |rest| rest.chars().count()) as u32 + 1;
    (line, column)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Truth;

    const TEXT: &str =
        "[tool.x]\nflag = true\nnames = ['a', 3]\nwidth = '100'\n\nsafty = 'full'\n[tool.x.known]\nb = []\na = []\n";

    fn with_table<T>(text: &str, check: impl FnOnce(&Table<'_>) -> T) -> T {
        let document = Document::parse(Path::new("p.toml").into(), text).expect("valid");
        check(&document.table("tool.x").expect("a table").expect("there"))
    }

    #[test]
    fn values_come_with_their_line() {
        with_table(TEXT, |table| {
            let mut faults = Vec::new();
            let flag = table.get::<bool>("flag", &mut faults).expect("there");
            assert_eq!((flag.value, flag.origin.to_string().as_str()), (true, "p.toml:2"));
            assert_eq!(table.get_number("width", &mut faults).map(|width| width.value), Some(100));
            assert_eq!(table.get::<bool>("absent", &mut faults), None);
            assert_eq!(faults, []);
            let known = table.table("known", &mut faults).expect("there");
            assert_eq!(known.keys(), ["b", "a"]);
        });
    }

    #[test]
    fn a_wrong_value_is_named_with_its_place() {
        with_table(TEXT, |table| {
            let mut faults = Vec::new();
            assert_eq!(table.get::<Vec<String>>("names", &mut faults), None);
            assert_eq!(table.get::<u32>("flag", &mut faults), None);
            assert_eq!(table.get_choice("safty", &[("full", 1), ("usort", 2)], &mut faults).map(|s| s.value), Some(1));
            assert_eq!(table.get_choice("width", &[("full", 1), ("usort", 2)], &mut faults), None);
            let shown: Vec<String> = faults.iter().map(Fault::to_string).collect();
            assert_eq!(
                shown,
                [
                    "p.toml:3:15: `names` in [tool.x]: expected an array of strings, found an integer",
                    "p.toml:2:8: `flag` in [tool.x]: expected a whole number that is not negative, found a boolean",
                    "p.toml:4:9: `width` in [tool.x]: expected one of `full`, `usort`, found `100`",
                ]
            );
        });
    }

    #[test]
    fn truth_is_pythons() {
        let text = "[tool.x]\na = 'no'\nb = ''\nc = 0\nd = 0.0\ne = [0]\nf = false\ng = 0x10\nh = []\n";
        with_table(text, |table| {
            let mut faults = Vec::new();
            let truths =
                table.keys().into_iter().map(|key| table.get::<Truth>(key, &mut faults).map(|truth| truth.value.0));
            let truths: Option<Vec<bool>> = truths.collect();
            assert_eq!(truths, Some(vec![true, false, false, false, true, false, true, false]));
        });
    }

    #[test]
    fn an_unknown_key_comes_with_a_suggestion() {
        with_table(TEXT, |table| {
            let shown: Vec<String> =
                table.unknown_keys(&["safety", "names", "known"]).iter().map(Fault::to_string).collect();
            assert_eq!(
                shown,
                [
                    "p.toml:2:1: unknown key `flag` in [tool.x]; known keys are safety, names, known",
                    "p.toml:4:1: unknown key `width` in [tool.x]; known keys are safety, names, known",
                    "p.toml:6:1: unknown key `safty` in [tool.x]; did you mean `safety`?",
                ]
            );
        });
    }

    /// The rule holds in our tables; in those of other tools it would read what they do not.
    #[test]
    fn hyphens_and_underscores_are_the_same_in_our_tables() {
        let text = "[tool.harmless.x]\nline_length = 1\nmax-size = 2\nmax_size = 3\n[tool.x]\nline_length = 1\n";
        let document = Document::parse(Path::new("p.toml").into(), text).expect("valid");
        let mut faults = Vec::new();
        let table = |name| document.table(name).expect("a table").expect("there");
        let ours = table("tool.harmless.x");
        assert_eq!(ours.get::<u32>("line-length", &mut faults).map(|length| length.value), Some(1));
        assert_eq!(table("tool.x").get::<u32>("line-length", &mut faults), None);
        assert_eq!(faults, []);
        let shown: Vec<String> = ours.unknown_keys(&["line-length", "max-size"]).iter().map(Fault::to_string).collect();
        assert_eq!(
            shown,
            [
                "p.toml:4:1: `max-size` in [tool.harmless.x] is set twice, once with a hyphen and once with an underscore"
            ]
        );
        assert_eq!(table("tool.x").unknown_keys(&["line-length"]).len(), 1);
    }

    #[test]
    fn what_is_no_toml_is_refused_with_its_place() {
        let fault = Document::parse(Path::new("p.toml").into(), "a = 1\nb = = 2\n").expect_err("refused");
        assert_eq!(fault.place, Some((2, 5)));
        let document = Document::parse(Path::new("p.toml").into(), "tool = 1\n").expect("valid");
        let fault = document.table("tool.x").expect_err("no table").to_string();
        assert_eq!(fault, "p.toml:1:8: `tool` must be a table");
    }
}
