//! Natural order: digits in a row compare as a number.

use std::cmp::Ordering;

/// Compares two texts: numbers by value (`x2` before `x10`; with a leading zero digit by digit, as behind a decimal point),
/// everything else by code point.
pub(crate) fn compare_naturally(a: impl Iterator<Item = char>, b: impl Iterator<Item = char>) -> Ordering {
    let (mut a, mut b) = (a.peekable(), b.peekable());
    loop {
        let (x, y) = match (a.peek(), b.peek()) {
            (Some(&x), Some(&y)) => (x, y),
            (x, y) => return x.is_some().cmp(&y.is_some()),
        };
        if !(x.is_ascii_digit() && y.is_ascii_digit()) {
            if x != y {
                return x.cmp(&y);
            }
            a.next();
            b.next();
            continue;
        }
        let is_fraction = x == '0' || y == '0';
        let mut unequal = Ordering::Equal;
        loop {
            match (a.next_if(char::is_ascii_digit), b.next_if(char::is_ascii_digit)) {
                (Some(x), Some(y)) => {
                    unequal = unequal.then(x.cmp(&y));
                    if is_fraction && unequal.is_ne() {
                        return unequal;
                    }
                }
                (None, None) => break,
                // The longer number is the greater one.
                (x, y) => return x.is_some().cmp(&y.is_some()),
            }
        }
        if unequal.is_ne() {
            return unequal;
        }
    }
}

/// [`compare_naturally`] without regard to case.
pub(crate) fn compare_naturally_lowered(a: &str, b: &str) -> Ordering {
    compare_naturally(a.chars().flat_map(char::to_lowercase), b.chars().flat_map(char::to_lowercase))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_compare_by_value() {
        let mut names = ["x10", "x2", "x", "x02", "x1y", "x1", "x10a", "a10b2", "a10b10", "_x", "X"];
        names.sort_by(|a, b| compare_naturally(a.chars(), b.chars()));
        assert_eq!(names, ["X", "_x", "a10b2", "a10b10", "x", "x02", "x1", "x1y", "x2", "x10", "x10a"]);
        assert_eq!(compare_naturally_lowered("ABC12", "abc12"), Ordering::Equal);
    }
}
