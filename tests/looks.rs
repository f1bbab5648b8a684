//! What people see on a terminal: colour, links, aligned remarks; and nothing of it where no terminal is.

use harmless_testkit::Project;

const BINARY: &str = env!("CARGO_BIN_EXE_harmless-imports");

fn project() -> Project {
    let unsorted = "import b\nimport a\n";
    Project::with([("a.py", unsorted), ("longer_name.py", unsorted), ("c.py", "from m import b, a, c\n")])
}

/// What a terminal shows; `~` is an escape.
fn shown(project: &Project, arguments: &[&str], variables: &[(&str, &str)]) -> String {
    let invocation = project.invoke(BINARY).args(arguments);
    let invocation = variables.iter().fold(invocation, |invocation, (name, value)| invocation.env(name, value));
    let (shown, _) = crate::terminal::run(invocation, "");
    shown.replace('\x1b', "~").replace('\r', "").replace(project.root().to_str().expect("text"), "ROOT")
}

#[test]
fn diffs_mark_the_words_that_changed() {
    insta::assert_snapshot!(shown(&project(), &["diff", "c.py"], &[("TERM", "xterm")]), @"
    ~[1m--- a/c.py~[0m
    ~[1m+++ b/c.py~[0m
    ~[36m@@ -1 +1 @@~[0m
    ~[31m-from m import ~[0m~[7m~[31mb~[0m~[31m, ~[0m~[7m~[31ma~[0m~[31m, c~[0m
    ~[32m+from m import ~[0m~[7m~[32ma~[0m~[32m, ~[0m~[7m~[32mb~[0m~[32m, c~[0m
    ");
}

#[test]
fn remarks_are_aligned() {
    insta::assert_snapshot!(shown(&project(), &["format"], &[("TERM", "xterm")]), @"
    Sorted a.py           (1 import moved)
    Sorted c.py           (1 block rewritten)
    Sorted longer_name.py (1 import moved)
    3 files sorted
    ");
    let plain = project().run(BINARY, &["format"]).expect("the tool starts");
    insta::assert_snapshot!(plain.stderr, @"
    Sorted a.py (1 import moved)
    Sorted c.py (1 block rewritten)
    Sorted longer_name.py (1 import moved)
    3 files sorted
    ");
}

#[test]
fn files_are_links_where_the_terminal_shows_them() {
    let project = project();
    let kitty = ("TERM", "xterm-kitty");
    insta::assert_snapshot!(shown(&project, &["check"], &[kitty]), @r"
    Would sort ~]8;;file://ROOT/a.py~\a.py~]8;;~\
    Would sort ~]8;;file://ROOT/c.py~\c.py~]8;;~\
    Would sort ~]8;;file://ROOT/longer_name.py~\longer_name.py~]8;;~\
    3 files would be sorted
    ");
    for variables in [&[("TERM", "xterm")][..], &[kitty, ("NO_COLOR", "1")], &[kitty, ("FORCE_HYPERLINK", "0")]] {
        let shown = shown(&project, &["check"], variables);
        assert!(!shown.contains("~]8") && shown.contains("Would sort a.py\n"), "{variables:?}: {shown}");
    }
    let plain = project.invoke(BINARY).args(["check"]).env("TERM", "xterm-kitty").run().expect("the tool starts");
    assert!(!plain.to_string().contains('\x1b'), "{plain}");
}
