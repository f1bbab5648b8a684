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

/// Whether Python takes a value for true: what is neither `false` nor zero nor empty.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Truth(pub bool);

impl FromToml for Truth {
    const EXPECTED: &'static str = "a value";

    fn from_toml(value: &Spanned<DeValue<'_>>) -> Result<Self, Mismatch> {
        let is_zero = |digits: &str| digits.chars().all(|digit| matches!(digit, '0' | '.' | '+' | '-'));
        Ok(Self(match value.get_ref() {
            DeValue::String(text) => !text.is_empty(),
            DeValue::Integer(number) => !is_zero(number.as_str()),
            DeValue::Float(number) => !is_zero(number.as_str()),
            DeValue::Boolean(is_true) => *is_true,
            DeValue::Datetime(_) => true,
            DeValue::Array(array) => !array.is_empty(),
            DeValue::Table(table) => !table.is_empty(),
        }))
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
