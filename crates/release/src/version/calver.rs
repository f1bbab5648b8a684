//! Calendar versions. In: a pattern such as `YYYY.MM.N`, a date and the versions that exist. Out: the next version.

use jiff::civil::Date;
use pep440_rs::Version;
use std::str::FromStr;
use thiserror::Error;

/// Why a pattern is none.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum CalverError {
    /// A field that is unknown.
    #[error("`{0}` is no field of a calendar version (YYYY, YY, MM, WW, DD, N)")]
    Field(String),
    /// No year first, or `N` not at the end.
    #[error("a calendar version begins with YYYY or YY, and N comes last")]
    Order,
    /// Two releases in one period, and no counter.
    #[error("{0} exists already; end the pattern with `.N` to number the releases of one period")]
    Exists(String),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Field {
    Year,
    ShortYear,
    Month,
    Week,
    Day,
    Counter,
}

/// A pattern of fields joined by dots. Leading zeros (`0M`) are accepted and have no effect: PEP 440 drops them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CalverPattern {
    fields: Vec<Field>,
}

impl FromStr for CalverPattern {
    type Err = CalverError;

    fn from_str(text: &str) -> Result<Self, CalverError> {
        let field = |word: &str| {
            Ok(match word {
                "YYYY" => Field::Year,
                "YY" | "0Y" => Field::ShortYear,
                "MM" | "0M" => Field::Month,
                "WW" | "0W" => Field::Week,
                "DD" | "0D" => Field::Day,
                "N" | "MICRO" => Field::Counter,
                other => return Err(CalverError::Field(other.to_owned())),
            })
        };
        let fields = text.split('.').map(field).collect::<Result<Vec<_>, _>>()?;
        let counters = fields.iter().filter(|&&field| field == Field::Counter).count();
        let year_first = matches!(fields.first(), Some(Field::Year | Field::ShortYear));
        if !year_first || counters > 1 || (counters == 1 && fields.last() != Some(&Field::Counter)) {
            return Err(CalverError::Order);
        }
        Ok(Self { fields })
    }
}

/// The version of a day. The counter begins at 0 in each period and goes on from the highest of `existing`.
///
/// # Errors
/// If the pattern has no counter and the period has a release already.
pub fn next(pattern: &CalverPattern, today: Date, existing: &[Version]) -> Result<Version, CalverError> {
    let number = |value: i16| u64::try_from(value).unwrap_or(0);
    let has_week = pattern.fields.contains(&Field::Week);
    // The year that a week belongs to is not always that of its days.
    let year = if has_week { today.iso_week_date().year() } else { today.year() };
    let period: Vec<u64> = pattern
        .fields
        .iter()
        .filter_map(|field| {
            Some(match field {
                Field::Year => number(year),
                Field::ShortYear => number(year % 100),
                Field::Month => number(today.month().into()),
                Field::Week => number(today.iso_week_date().week().into()),
                Field::Day => number(today.day().into()),
                Field::Counter => return None,
            })
        })
        .collect();
    let of_period =
        |version: &&Version| (0..period.len()).all(|at| version.release().get(at).copied().unwrap_or(0) == period[at]);
    let counts =
        existing.iter().filter(of_period).map(|version| version.release().get(period.len()).copied().unwrap_or(0));
    let highest = counts.max();
    if pattern.fields.last() == Some(&Field::Counter) {
        let counter = highest.map_or(0, |count| count + 1);
        return Ok(Version::new(period.into_iter().chain([counter])));
    }
    let version = Version::new(period);
    if highest.is_some() { Err(CalverError::Exists(version.to_string())) } else { Ok(version) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn version(pattern: &str, existing: &[&str]) -> Result<String, CalverError> {
        let existing: Vec<Version> = existing.iter().map(|text| Version::from_str(text).unwrap()).collect();
        next(&pattern.parse()?, jiff::civil::date(2026, 1, 1), &existing).map(|version| version.to_string())
    }

    #[test]
    fn patterns() {
        assert_eq!(version("YYYY.MM.N", &[]).unwrap(), "2026.1.0");
        assert_eq!(version("YYYY.0M.N", &["2026.1.0", "2026.1.4", "2025.12.9"]).unwrap(), "2026.1.5");
        assert_eq!(version("YY.MM", &["25.12"]).unwrap(), "26.1");
        assert_eq!(version("YY.MM", &["26.1"]), Err(CalverError::Exists("26.1".into())));
        assert_eq!(version("YYYY.MM.DD", &[]).unwrap(), "2026.1.1");
        // 2026-01-01 is in the first week of 2026 by ISO 8601.
        assert_eq!(version("YYYY.WW", &[]).unwrap(), "2026.1");
        assert_eq!(version("MM.YYYY", &[]), Err(CalverError::Order));
        assert_eq!(version("YYYY.N.MM", &[]), Err(CalverError::Order));
        assert_eq!(version("YYYY.Q", &[]), Err(CalverError::Field("Q".into())));
    }
}
