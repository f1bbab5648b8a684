//! The changelog. In: releases and the history. Out: sections, and the text of the file in either style.

mod attribution;
mod insert;
mod markdown;
mod sections;

pub use attribution::{BADGE, Layout, render as render_attribution};
pub use insert::{InsertError, Insertion, insert, section_of, unreleased_notes};
pub use markdown::escape;
pub use sections::{Contributor, Counting, Section, Upcoming, day, sections};
