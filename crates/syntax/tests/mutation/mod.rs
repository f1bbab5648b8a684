//! Random changes of Python source: mutants that are nearly Python, and often are.

/// A generator of random numbers from a seed (xorshift).
pub(crate) struct Random(u64);

impl Random {
    /// The generator that `seed` stands for.
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    /// A number below `bound`, which is not 0.
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % bound
    }
}

/// What mutations put in.
const PIECES: &[&str] = &[
    "False",
    "None",
    "True",
    "and",
    "as",
    "assert",
    "async",
    "await",
    "break",
    "case",
    "class",
    "continue",
    "def",
    "del",
    "elif",
    "else",
    "except",
    "finally",
    "for",
    "from",
    "global",
    "if",
    "import",
    "in",
    "is",
    "lambda",
    "lazy",
    "match",
    "nonlocal",
    "not",
    "or",
    "pass",
    "raise",
    "return",
    "try",
    "type",
    "while",
    "with",
    "yield",
    "print",
    "exec",
    "_",
    "x",
    "x.y",
    "x[0]",
    "x()",
    "(x)",
    "(x,)",
    "[x]",
    "{x}",
    "{x: x}",
    "*x",
    "**x",
    "*x, y",
    "x=1",
    "x: int",
    "x := 1",
    "(x := 1)",
    "x for x in y",
    "[x for x in y]",
    "lambda: x",
    "lambda x, *, y: x",
    "yield x",
    "(yield)",
    "yield from x",
    "await x",
    "not x",
    "-x",
    "x if y else z",
    "x < y",
    "x in y",
    "x not in y",
    "x is not y",
    "x | y",
    "x ** y",
    "x and y",
    "...",
    "except* x:",
    "else: pass",
    "finally: pass",
    "@x\n",
    "case x:",
    "case _ if x:",
    "match x:",
    "type x = y",
    "[T: int]",
    "import x",
    "from x import y",
    "from . import *",
    "lazy import x",
    "lambda *a, b=1, **c: x",
    "def f(a, /, b=1, *, c): pass",
    "0",
    "1",
    "00",
    "07",
    "0_0",
    "1_0",
    "1__0",
    "1.",
    ".5",
    "1e5",
    "1e",
    "1E+5",
    "1j",
    "0x1f",
    "0o17",
    "0b11",
    "0b12",
    "0x",
    "1_",
    "1.5j",
    "''",
    "\"\"",
    "'''",
    "\"\"\"",
    "'",
    "\"",
    "'a'",
    "\"a\"",
    "b'a'",
    "b\"a\"",
    "r'\\'",
    "rb'a'",
    "Rb'a'",
    "u'a'",
    "ur'a'",
    "f'{x}'",
    "f\"{x}\"",
    "f'{x!r:>{y}}'",
    "f'{x=}'",
    "f\"{x['a']}\"",
    "f'''{x}'''",
    "rf'\\{x}'",
    "f'{{}}'",
    "f'{'",
    "f'{x:=5}'",
    "f'{x:{y:{z}}}'",
    "t'{x}'",
    "f",
    "r",
    "b",
    "rb",
    "fr",
    "t",
    "\\x41",
    "\\x4",
    "\\u0041",
    "\\u00",
    "\\N{DASH}",
    "\\N{EM DASH}",
    "\\U0010ffff",
    "\\U00110000",
    "\\'",
    "\\\"",
    "\\\\",
    "\\\n",
    "\\\r\n",
    "\\",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    ",",
    ":",
    ";",
    ".",
    "=",
    ":=",
    "->",
    "+=",
    "**=",
    "//=",
    "@=",
    "!",
    "!=",
    "!r",
    "!r}",
    "*",
    "**",
    "/",
    "//",
    "@",
    "+",
    "-",
    "~",
    "|",
    "&",
    "^",
    "%",
    "<<",
    ">>",
    ">>=",
    "==",
    "<",
    "<=",
    "<>",
    ">",
    "$",
    "?",
    "`",
    "\n",
    "\r",
    "\r\n",
    "\n    ",
    "\n        ",
    "\n\t",
    " ",
    "\t",
    "\x0c",
    "\n\x0c",
    "    ",
    "  ",
    "# c",
    "# c\n",
    "é",
    "ª",
    "°",
    "\0",
    "\u{a0}",
    "\u{2028}",
    "\u{feff}",
    "}}",
    "{{",
    "()",
    "[]",
    "{}",
    ", /",
    ", *",
    ", **k",
    "*,",
    "=x",
    ":x",
    "()=",
    ".__class__",
    "[:]",
    "[1:2, ::3]",
    "[*x]",
    "if x",
    "else x",
    "for x in y",
    "async for x in y",
    "as x",
    "as (x, y)",
    "\n    pass\n",
    "\n    pass",
    ":\n    pass\n",
    ": pass",
];

/// `text` with one to three random changes; some take a piece out of `other`.
pub(crate) fn mutate(text: &str, other: &str, random: &mut Random) -> String {
    let mut pieces: Vec<String> = tokens(text).map(str::to_owned).collect();
    let others: Vec<&str> = tokens(other).collect();
    for _ in 0..=random.below(3) {
        if pieces.is_empty() {
            pieces.push("x".into());
        }
        let at = random.below(pieces.len());
        match random.below(10) {
            0 => drop(pieces.remove(at)),
            1 => pieces.insert(at, pieces[at].clone()),
            2 => {
                let with = random.below(pieces.len());
                pieces.swap(at, with);
            }
            3 | 4 => pieces[at] = PIECES[random.below(PIECES.len())].into(),
            5 | 6 => pieces.insert(at, PIECES[random.below(PIECES.len())].into()),
            7 => {
                let with = random.below(pieces.len());
                pieces[at] = pieces[with].clone();
            }
            8 if !others.is_empty() => {
                let from = random.below(others.len());
                let to = others.len().min(from + 1 + random.below(8));
                let end = pieces.len().min(at + random.below(8));
                pieces.splice(at..end, [others[from..to].concat()]);
            }
            _ => {
                let piece = &pieces[at];
                let mut characters: Vec<char> = piece.chars().collect();
                let with = random.below(characters.len());
                match random.below(3) {
                    0 => drop(characters.remove(with)),
                    1 => characters.insert(with, characters[with]),
                    _ => characters[with] = char::from(random.below(128) as u8),
                }
                pieces[at] = characters.into_iter().collect();
            }
        }
        pieces.retain(|piece| !piece.is_empty());
    }
    pieces.concat()
}

/// Words, runs of spaces, and single characters of other kinds; together they are the text.
fn tokens(text: &str) -> impl Iterator<Item = &str> {
    let kind = |character: char| match character {
        ' ' => 1,
        _ if character.is_alphanumeric() || character == '_' => 2,
        _ => 3,
    };
    let mut rest = text;
    std::iter::from_fn(move || {
        let first = kind(rest.chars().next()?);
        let end = rest.char_indices().skip(1).find(|&(_, character)| first == 3 || kind(character) != first);
        let (token, behind) = rest.split_at(end.map_or(rest.len(), |(at, _)| at));
        rest = behind;
        Some(token)
    })
}
