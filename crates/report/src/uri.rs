//! Paths as URIs.

use std::os::unix::ffi::OsStrExt;
use std::path::Path;

/// The path as a URI, relative where the path is. Everything but the unreserved characters of RFC 3986 and the slash is
/// escaped.
pub(crate) fn uri(path: &Path) -> String {
    let mut uri = String::from(if path.is_absolute() { "file://" } else { "" });
    for byte in path.as_os_str().as_bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => uri.push(char::from(*byte)),
            byte => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri
}
