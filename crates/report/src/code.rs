//! The kinds of findings: each code, and what it says in one sentence. The documentation and the formats that describe
//! their rules take it from here; it knows nothing of how a finding comes about.

/// Every code with its meaning, those of a tool together. Codes are part of the output formats.
pub const CODES: [(&str, &str); 20] = [
    ("unsorted-imports", "a block of imports is not sorted"),
    ("barrier", "with `-v`: imports do not move across this, and why"),
    ("kept-order", "with `-v`: this import stays below another one, and why"),
    ("missing-import", "an import that `required-imports` asks for is missing"),
    ("import-warning", "a name is imported twice, and the last one wins; or a required import cannot be added"),
    ("codemod", "a site that a rule would change"),
    ("found", "a site of a rule that only reports"),
    ("manual", "a site of a rule that is not for tools to apply"),
    ("maybe", "a name here may mean something else; `--maybe` changes it"),
    ("overlap", "two sites overlap, and the other one was changed"),
    ("refused", "this site cannot be changed, and why"),
    ("unused-suppression", "a comment suppresses a rule that finds nothing here"),
    ("syntax-error", "this is no Python; the file is left alone"),
    ("undecodable", "these bytes are no text in the file's encoding; the file is left alone"),
    ("unencodable", "the result cannot be written in the file's encoding; the file is left alone"),
    ("failed-verification", "the result could not be proved right; the file is left alone"),
    ("configuration", "something is wrong with a setting"),
    ("internal-error", "a fault of the tool; the file is left alone"),
    ("unreadable", "the file cannot be read"),
    ("unwritable", "the file cannot be written; it is as it was"),
];

/// What a code says, without a final period; the code itself if it is not known.
pub fn meaning(code: &str) -> &str {
    CODES.iter().find(|(known, _)| *known == code).map_or(code, |(_, meaning)| meaning)
}
