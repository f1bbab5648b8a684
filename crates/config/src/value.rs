//! From TOML values to Rust's.

use std::ops::Range;
use toml::Spanned;
use toml::de::DeValue;

/// A TOML value of the wrong type: where it stands and what it is.
#[derive(Debug)]
pub struct Mismatch {
    pub(crate) span: Range<usize>,
    pub(crate) found: String,
}

impl Mismatch {
    fn of(value: &Spanned<DeValue<'_>>) -> Self {
        let found = match value.get_ref() {
            DeValue::String(_) => "a string",
            DeValue::Integer(_) => "an integer",
            DeValue::Float(_) => "a float",
            DeValue::Boolean(_) => "a boolean",
            DeValue::Datetime(_) => "a date or time",
            DeValue::Array(_) => "an array",
            DeValue::Table(_) => "a table",
        };
        Self { span: value.span(), found: found.into() }
    }
}

/// A type that a TOML value can have.
pub trait FromToml: Sized {
    /// What is expected, with an article.
    const EXPECTED: &'static str;

    /// The value.
    ///
    /// # Errors
    /// When it is of another type.
    fn from_toml(value: &Spanned<DeValue<'_>>) -> Result<Self, Mismatch>;
}

impl FromToml for bool {
    const EXPECTED: &'static str = "a boolean";

    fn from_toml(value: &Spanned<DeValue<'_>>) -> Result<Self, Mismatch> {
        value.get_ref().as_bool().ok_or_else(|| Mismatch::of(value))
    }
}

impl FromToml for String {
    const EXPECTED: &'static str = "a string";

    fn from_toml(value: &Spanned<DeValue<'_>>) -> Result<Self, Mismatch> {
        value.get_ref().as_str().map(Self::from).ok_or_else(|| Mismatch::of(value))
    }
}

impl FromToml for u32 {
    const EXPECTED: &'static str = "a whole number that is not negative";

    fn from_toml(value: &Spanned<DeValue<'_>>) -> Result<Self, Mismatch> {
        let Some(integer) = value.get_ref().as_integer() else {
            return Err(Mismatch::of(value));
        };
        Self::from_str_radix(integer.as_str(), integer.radix())
            .map_err(|_| Mismatch { span: value.span(), found: format!("`{}`", integer.as_str()) })
    }
}

impl FromToml for Vec<String> {
    const EXPECTED: &'static str = "an array of strings";

    fn from_toml(value: &Spanned<DeValue<'_>>) -> Result<Self, Mismatch> {
        let array = value.get_ref().as_array().ok_or_else(|| Mismatch::of(value))?;
        array.iter().map(String::from_toml).collect()
    }
}
