//! The encodings that PEP 263 lets a file declare, by Python's names for them.

use std::borrow::Cow;

/// How the bytes of a file stand for characters.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Encoding {
    /// UTF-8, Python's default (PEP 3120), with or without a byte order mark.
    Utf8,
    /// Pure ASCII.
    Ascii,
    /// Bytes 0 to 255 are the characters U+0000 to U+00FF. (The web's `latin1`, which encoding_rs has, is windows-1252.)
    Latin1,
    /// Any other encoding, by encoding_rs. Only encodings that keep ASCII bytes as they are get here.
    Other(&'static encoding_rs::Encoding),
}

/// What a cookie's name stands for.
pub(crate) enum Lookup {
    Known(Encoding),
    /// A name Python knows but whose bytes cannot be mapped to text and back safely (UTF-16, UTF-7, transforms, stateful encodings).
    Unsupported,
    Unknown,
}

/// Python normalises names: case, `_` and blanks do not matter.
fn normalise(name: &str) -> String {
    name.chars().map(|c| if c == '_' || c == ' ' { '-' } else { c.to_ascii_lowercase() }).collect()
}

impl Encoding {
    pub(crate) fn for_cookie(name: &str) -> Lookup {
        let name = normalise(name);
        let known = match name.as_str() {
            "utf-8" | "utf8" | "u8" | "utf" | "cp65001" | "utf-8-sig" | "utf8-sig" => Self::Utf8,
            _ if name.starts_with("utf-8-") => Self::Utf8,
            "ascii" | "us-ascii" | "646" | "ansi-x3.4-1968" | "iso646-us" => Self::Ascii,
            "latin-1" | "latin1" | "iso-8859-1" | "iso8859-1" | "8859" | "cp819" | "l1" | "latin" => Self::Latin1,
            _ if name.starts_with("latin-1-") || name.starts_with("iso-8859-1-") || name.starts_with("iso-latin-1") => {
                Self::Latin1
            }
            "cp1251" | "windows-1251" | "1251" => Self::Other(encoding_rs::WINDOWS_1251),
            "cp1250" | "windows-1250" | "1250" => Self::Other(encoding_rs::WINDOWS_1250),
            "cp1252" | "windows-1252" | "1252" => Self::Other(encoding_rs::WINDOWS_1252),
            "iso-8859-2" | "iso8859-2" | "latin2" | "latin-2" | "l2" => Self::Other(encoding_rs::ISO_8859_2),
            "iso-8859-5" | "iso8859-5" | "cyrillic" => Self::Other(encoding_rs::ISO_8859_5),
            "iso-8859-7" | "iso8859-7" | "greek" => Self::Other(encoding_rs::ISO_8859_7),
            "iso-8859-13" | "iso8859-13" | "latin7" => Self::Other(encoding_rs::ISO_8859_13),
            "iso-8859-15" | "iso8859-15" | "latin9" | "latin-9" => Self::Other(encoding_rs::ISO_8859_15),
            "iso-8859-16" | "iso8859-16" => Self::Other(encoding_rs::ISO_8859_16),
            "koi8-r" => Self::Other(encoding_rs::KOI8_R),
            "koi8-u" => Self::Other(encoding_rs::KOI8_U),
            "cp866" | "866" | "ibm866" => Self::Other(encoding_rs::IBM866),
            "mac-roman" | "macroman" | "macintosh" => Self::Other(encoding_rs::MACINTOSH),
            "euc-jp" | "eucjp" | "ujis" | "u-jis" => Self::Other(encoding_rs::EUC_JP),
            "euc-kr" | "euckr" | "korean" => Self::Other(encoding_rs::EUC_KR),
            "gb18030" | "gb18030-2000" => Self::Other(encoding_rs::GB18030),
            "gbk" | "cp936" | "936" | "ms936" | "gb2312" | "euc-cn" | "euccn" => Self::Other(encoding_rs::GBK),
            "shift-jis" | "shiftjis" | "sjis" | "s-jis" | "cp932" | "932" | "ms932" | "mskanji" | "ms-kanji" => {
                Self::Other(encoding_rs::SHIFT_JIS)
            }
            "big5" | "big5-tw" | "csbig5" => Self::Other(encoding_rs::BIG5),
            "utf-16" | "utf16" | "utf-16-le" | "utf-16-be" | "utf-32" | "utf-7" | "utf7" | "rot13" | "rot-13"
            | "iso-2022-jp" | "iso2022-jp" | "iso2022jp" | "hz" | "unicode-escape" | "raw-unicode-escape" | "idna"
            | "punycode" | "mbcs" | "undefined" | "base64" | "hex" | "zlib" | "bz2" => return Lookup::Unsupported,
            _ => return Lookup::Unknown,
        };
        Lookup::Known(known)
    }

    /// Decodes `bytes`; `None` if they are not of this encoding.
    pub(crate) fn decode(self, bytes: &[u8]) -> Option<Cow<'_, str>> {
        match self {
            Self::Utf8 => simdutf8::basic::from_utf8(bytes).ok().map(Cow::Borrowed),
            Self::Ascii => {
                if bytes.is_ascii() {
                    std::str::from_utf8(bytes).ok().map(Cow::Borrowed)
                } else {
                    None
                }
            }
            Self::Latin1 => Some(encoding_rs::mem::decode_latin1(bytes)),
            Self::Other(encoding) => encoding.decode_without_bom_handling_and_without_replacement(bytes),
        }
    }

    /// Encodes `text`; `None` if the encoding has no bytes for one of its characters.
    pub(crate) fn encode(self, text: &str) -> Option<Cow<'_, [u8]>> {
        match self {
            Self::Utf8 => Some(Cow::Borrowed(text.as_bytes())),
            Self::Ascii => text.is_ascii().then_some(Cow::Borrowed(text.as_bytes())),
            Self::Latin1 => encoding_rs::mem::is_str_latin1(text).then(|| encoding_rs::mem::encode_latin1_lossy(text)),
            Self::Other(encoding) => {
                let (bytes, _, unmappable) = encoding.encode(text);
                (!unmappable).then_some(bytes)
            }
        }
    }
}
