//! Findings, diffs, output formats, colour, exit codes.
