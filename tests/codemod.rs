//! `harmless-codemod` as its users meet it.

use harmless_testkit::{Output, Project};

const BINARY: &str = env!("CARGO_BIN_EXE_harmless-codemod");

#[track_caller]
fn run(project: &Project, arguments: &[&str]) -> Output {
    project.invoke(BINARY).args(arguments).run().expect("the program starts")
}

#[test]
fn a_rewrite_is_shown_until_it_is_to_be_written() {
    let text = "import os.path as osp\nx = osp.join(a, b)  # keep\n";
    let project = Project::with([("a.py", text)]);
    let arguments = ["rewrite", "os.path.join($a, $b)", "pathlib.Path($a) / $b"];
    let shown = run(&project, &arguments);
    assert_eq!(shown.code(), Some(1));
    assert!(shown.text().contains("+x = pathlib.Path(a) / b  # keep"), "{shown}");
    assert_eq!(project.text("a.py"), text);
    let checked = run(&project, &[&arguments[..], &["--check"]].concat());
    assert_eq!((checked.code(), checked.text().as_str()), (Some(1), "Would change a.py (1 site)\n"));
    let written = run(&project, &[&arguments[..], &["--write"]].concat());
    assert_eq!(written.code(), Some(0), "{written}");
    assert_eq!(project.text("a.py"), "import pathlib\nx = pathlib.Path(a) / b  # keep\n");
    assert_eq!(run(&project, &[&arguments[..], &["--check"]].concat()).code(), Some(0));
}

#[test]
fn files_that_do_not_parse_are_named_and_the_others_go_on() {
    let project = Project::with([("bad.py", "fetch(1\n"), ("good.py", "fetch(1)\n"), ("other.py", "def x(:\n")]);
    let output = run(&project, &["rewrite", "fetch($x)", "get($x)", "--write"]);
    assert_eq!(output.code(), Some(2));
    assert!(output.stderr.contains("bad.py"), "{output}");
    // What holds no `fetch` is never parsed.
    assert!(!output.stderr.contains("other.py"), "{output}");
    assert_eq!((project.text("bad.py").as_str(), project.text("good.py").as_str()), ("fetch(1\n", "get(1)\n"));
}

#[test]
fn refused_sites_are_told_and_nothing_of_them_is_changed() {
    let project = Project::with([("a.py", "y = f(1)\nf(2)\n")]);
    let output = run(&project, &["rewrite", "f($x)", "with c():\n    f($x)", "--write"]);
    assert!(
        output.stderr.contains("a.py:1:5: warning: left alone: a statement cannot stand in an expression"),
        "{output}"
    );
    assert_eq!(project.text("a.py"), "y = f(1)\nwith c():\n    f(2)\n");
}

#[test]
fn a_patch_is_one_that_git_applies() {
    let project = Project::with([("a.py", "f(1)\r\n"), ("p/b.py", "x = f(2)")]);
    project.git_init();
    let output = run(&project, &["rewrite", "f($x)", "g($x)", "--patch", "out.patch", "a.py", "p"]);
    assert_eq!(output.code(), Some(0), "{output}");
    project.git(&["apply", "out.patch"]);
    assert_eq!((project.text("a.py").as_str(), project.text("p/b.py").as_str()), ("g(1)\r\n", "x = g(2)"));
}

#[test]
fn sites_are_listed_as_text_and_as_json() {
    let project = Project::with([("a.py", "f(1)\nf(\n  2)\n")]);
    let output = run(&project, &["select", "f($x)", "a.py"]);
    assert_eq!(output.text(), "a.py:1:1: f(1)\na.py:2:1: f( ...\n");
    let output = run(&project, &["select", "f($x)", "a.py", "--output-format", "json"]);
    let sites: serde_json::Value = serde_json::from_str(&output.text()).expect("JSON");
    assert_eq!((&sites[1]["line"], &sites[1]["captures"]["x"]), (&2.into(), &"2".into()));
}

#[test]
fn findings_carry_the_change_for_machines() {
    let project = Project::with([("a.py", "f(1)\n")]);
    for format in ["json", "sarif", "github"] {
        let output = run(&project, &["rewrite", "f($x)", "g($x)", "--output-format", format]);
        assert_eq!(output.code(), Some(1), "{output}");
        assert!(output.text().contains("a.py"), "{output}");
        assert!(!output.text().contains("+++"), "{output}");
    }
    // The user's own rule is what a build shows.
    let rules = "[[rule]]\nid = 'no-f'\nmatch = 'f($x)'\nrewrite = 'g($x)'\n[[rule]]\nid = 'h'\nmatch = 'f(1)'\n";
    let project = Project::with([("a.py", "f(1)\n"), ("rules.toml", rules)]);
    for (format, rule) in [
        ("json", "\"rule\": \"no-f\""),
        ("sarif", "\"ruleId\": \"no-f\""),
        ("sarif", "\"ruleId\": \"h\""),
        ("gitlab", "\"check_name\": \"no-f\""),
        ("junit", "<testcase name=\"no-f\""),
        ("github", "harmless-codemod (no-f)"),
    ] {
        let output = run(&project, &["run", "rules.toml", "a.py", "--output-format", format]);
        assert!(output.text().contains(rule), "{format}: {output}");
    }
}

#[test]
fn rule_files_are_run_tested_and_listed() {
    let rules = r#"
[codemod]
id = "demo"
description = "for show"

[[rule]]
id = "join"
message = "use pathlib"
match = "os.path.join($a, $...rest)"
rewrite = "pathlib.Path($a, $...rest)"

[[rule.test]]
before = "import os.path as p\nx = p.join(a, b)\n"
after = "import pathlib\nx = pathlib.Path(a, b)\n"

[[rule.test]]
unchanged = "join(a, b)\n"
"#;
    let text = "import os\nos.path.join(a)\nos.path.join(b)  # harmless: skip[join]\nx = 1  # harmless: skip[join]\n";
    let project = Project::with([("rules/demo.toml", rules), ("a.py", text)]);
    let tested = run(&project, &["test", "rules"]);
    assert_eq!((tested.code(), tested.text().as_str()), (Some(0), "2 passed, 0 failed\n"), "{tested}");
    let listed = run(&project, &["list", "rules"]);
    assert_eq!(listed.text(), "rules/demo.toml: demo: for show\n  join (safe): use pathlib\n");
    let output = run(&project, &["run", "rules/demo.toml", "--write", "a.py"]);
    assert!(output.stderr.contains("a.py:4:8: note: this comment suppresses nothing"), "{output}");
    let expected = text.replace("import os\nos.path.join(a)", "import os\nimport pathlib\npathlib.Path(a)");
    assert_eq!(project.text("a.py"), expected);
    project.write("rules/demo.toml", rules.replace("after = \"import pathlib", "after = \"import patlib"));
    let failed = run(&project, &["test", "rules/demo.toml"]);
    assert_eq!(failed.code(), Some(1));
    assert!(failed.text().contains("1 passed, 1 failed"), "{failed}");
    project.write("rules/demo.toml", "[[rule]]\nmach = 'x'\n");
    let broken = run(&project, &["test", "rules/demo.toml"]);
    assert_eq!(broken.code(), Some(2));
    assert!(broken.stderr.contains("rules/demo.toml:2:1"), "{broken}");
}

#[test]
fn paths_come_from_lists_and_in_parts() {
    let project = Project::with([("a.py", "f(1)\n"), ("b.py", "f(1)\n"), ("c.py", "f(1)\n")]);
    let arguments = ["rewrite", "f($x)", "g($x)", "--check"];
    let listed = project.invoke(BINARY).args([&arguments[..], &["--files-from", "-"]].concat()).input("b.py\nc.py\n");
    let listed = listed.run().expect("the program starts");
    assert_eq!(listed.text(), "Would change b.py (1 site)\nWould change c.py (1 site)\n");
    let mut all = Vec::new();
    for shard in ["1/3", "2/3", "3/3"] {
        let output = run(&project, &[&arguments[..], &["--shard", shard, "a.py", "b.py", "c.py"]].concat());
        all.extend(output.text().lines().map(str::to_owned));
    }
    all.sort();
    assert_eq!(all.len(), 3, "{all:?}");
    assert_eq!(run(&project, &[&arguments[..], &["--shard", "4/3"]].concat()).code(), Some(2));
}

#[test]
fn a_name_is_renamed_across_files() {
    let project = Project::with([
        ("a/__init__.py", ""),
        ("a/b.py", "def f(): return 1\n__all__ = [\"f\"]\n"),
        ("a/c.py", "from .b import f\nfrom . import b\n\ndef g(x: \"f\"):\n    return f() + b.f()\n"),
        ("d.py", "from a.b import f as h\nimport a.b\nh(); a.b.f()\n"),
    ]);
    let output = run(&project, &["rename", "a.b.f", "a.b.first", "--write"]);
    assert_eq!(output.code(), Some(0), "{output}");
    assert_eq!(project.text("a/b.py"), "def first(): return 1\n__all__ = [\"first\"]\n");
    assert_eq!(
        project.text("a/c.py"),
        "from .b import first\nfrom . import b\n\ndef g(x: \"first\"):\n    return first() + b.first()\n"
    );
    assert_eq!(project.text("d.py"), "from a.b import first as h\nimport a.b\nh(); a.b.first()\n");
}

#[track_caller]
fn rename(files: &[(&str, &str)], arguments: &[&str], code: i32) -> (Project, String) {
    let project = Project::with(files.iter().copied());
    let output = run(&project, &[&["rename"], arguments, &["--write"]].concat());
    assert_eq!(output.code(), Some(code), "{output}");
    (project, output.stderr)
}

const REEXPORTED: [(&str, &str); 5] = [
    ("pkg/__init__.py", "from .a import f\nfrom .c import *\n\n__all__ = [\"f\", \"star\"]\n"),
    ("pkg/a.py", "def f(): return 1\n"),
    ("pkg/c.py", "def star(): return 2\n"),
    ("pkg/b.py", "from . import f, star\n\nprint(f(), star())\n"),
    ("user.py", "import pkg\nfrom pkg import f as g, star\n\nprint(g(), pkg.f(), pkg.star(), star())\n"),
];

#[test]
fn a_rename_follows_reexports_from_either_end() {
    for name in ["pkg.f", "pkg.a.f"] {
        let new = format!("{}.first", name.trim_end_matches(".f"));
        let (project, _) = rename(&REEXPORTED, &[name, &new], 0);
        assert_eq!(project.text("pkg/a.py"), "def first(): return 1\n");
        assert_eq!(
            project.text("pkg/__init__.py"),
            "from .a import first\nfrom .c import *\n\n__all__ = [\"first\", \"star\"]\n"
        );
        assert_eq!(project.text("pkg/b.py"), "from . import first, star\n\nprint(first(), star())\n");
        assert_eq!(
            project.text("user.py"),
            "import pkg\nfrom pkg import first as g, star\n\nprint(g(), pkg.first(), pkg.star(), star())\n"
        );
    }
}

#[test]
fn a_rename_follows_star_imports() {
    for name in ["pkg.star", "pkg.c.star"] {
        let new = format!("{}.moon", name.trim_end_matches(".star"));
        let (project, _) = rename(&REEXPORTED, &[name, &new], 0);
        assert_eq!(project.text("pkg/c.py"), "def moon(): return 2\n");
        assert_eq!(
            project.text("pkg/__init__.py"),
            "from .a import f\nfrom .c import *\n\n__all__ = [\"f\", \"moon\"]\n"
        );
        assert_eq!(project.text("pkg/b.py"), "from . import f, moon\n\nprint(f(), moon())\n");
        assert!(project.text("user.py").ends_with("import f as g, moon\n\nprint(g(), pkg.f(), pkg.moon(), moon())\n"));
    }
    // A name with an underscore is not among what a star brings.
    let (project, told) = rename(&REEXPORTED, &["pkg.c.star", "pkg.c._moon"], 2);
    assert!(told.contains("`pkg.c.star` is renamed nowhere"), "{told}");
    for (path, text) in REEXPORTED {
        assert_eq!(project.text(path), text);
    }
}

#[test]
fn what_the_definition_refuses_is_renamed_nowhere() {
    for definition in ["first = 2\ndef f(): return 1\n", "def f(): return 1\nprint(\n"] {
        let mut files = REEXPORTED;
        files[1].1 = definition;
        let (project, told) = rename(&files, &["pkg.f", "pkg.first"], 2);
        assert!(told.contains("`pkg.f` is renamed nowhere"), "{told}");
        for (path, text) in files {
            assert_eq!(project.text(path), text);
        }
    }
    // Nor what a module refuses that others have the name from.
    let mut files = REEXPORTED;
    files[0].1 = "from .a import f\nfirst = 3\n";
    let (project, told) = rename(&files, &["pkg.a.f", "pkg.a.first"], 2);
    assert!(told.contains("pkg/__init__.py:1:"), "{told}");
    assert_eq!(project.text("pkg/a.py"), "def f(): return 1\n");
}

#[test]
fn a_name_from_two_places_keeps_its_name() {
    let either = |one: &str, other: &str| format!("try:\n    {one}\nexcept ImportError:\n    {other}\n\nf()\n");
    let compat = either("from fast import f", "from slow import f");
    let files =
        [("fast.py", "def f(): return 1\n"), ("compat.py", &compat), ("user.py", "from compat import f\nf()\n")];
    let (project, _) = rename(&files, &["fast.f", "fast.g"], 0);
    assert_eq!(project.text("fast.py"), "def g(): return 1\n");
    assert_eq!(project.text("compat.py"), either("from fast import g as f", "from slow import f"));
    assert_eq!(project.text("user.py"), "from compat import f\nf()\n");
    // Where both places are known, the name is renamed in both.
    let both = [("slow.py", "def f(): return 2\n"), files[0], files[1], files[2]];
    let (project, _) = rename(&both, &["compat.f", "compat.g"], 0);
    assert_eq!(project.text("slow.py"), "def g(): return 2\n");
    assert_eq!(project.text("compat.py"), either("from fast import g", "from slow import g").replace("f()", "g()"));
    assert_eq!(project.text("user.py"), "from compat import g\ng()\n");
}

#[test]
fn what_one_file_refuses_is_renamed_nowhere() {
    let definition = ("pkg/a.py", "def f(): return 1\n");
    let init = ("pkg/__init__.py", "");
    for (user, at) in [
        (
            "from pkg.a import f\n\n\ndef g(first):\n    return f(first)\n",
            "user.py:1:19: error: `pkg.a.f` is renamed nowhere: `first` already means something else here (line 4)",
        ),
        ("from pkg.a import f\nfirst = 2\n", "user.py:1:19"),
        ("from pkg.a import *\nfrom other import *\nf()\n", "user.py:3:1"),
    ] {
        let files = [init, definition, ("user.py", user), ("zz.py", "from pkg.a import f\nf()\n")];
        let (project, told) = rename(&files, &["pkg.a.f", "pkg.a.first"], 2);
        assert!(told.contains("`pkg.a.f` is renamed nowhere") && told.contains(at), "{told}");
        for (path, text) in files {
            assert_eq!(project.text(path), text);
        }
    }
    // Nor what comes from elsewhere under the old name.
    let files = [("pkg/__init__.py", "from other import f\n"), ("user.py", "from pkg import f\nf()\n")];
    let (project, told) = rename(&files, &["pkg.f", "pkg.first"], 2);
    assert!(told.contains("`f` is `other.f` here"), "{told}");
    assert_eq!(project.text("user.py"), "from pkg import f\nf()\n");
    // A module's new name may be taken as well.
    let files = [("old.py", ""), ("a.py", "import old\nnew = 1\nold.x\n"), ("b.py", "import old\nold.x\n")];
    let (project, told) = rename(&files, &["old", "new", "--kind", "module"], 2);
    assert!(told.contains("`old` is renamed nowhere") && told.contains("a.py:1:"), "{told}");
    assert_eq!(project.text("b.py"), "import old\nold.x\n");
    // A file that is no Python is told, and does not keep the others from being changed.
    let files = [init, definition, ("broken.py", "from pkg.a import f\nf(\n"), ("b.py", "from pkg.a import f\nf()\n")];
    let (project, told) = rename(&files, &["pkg.a.f", "pkg.a.first"], 2);
    assert!(told.contains("broken.py") && !told.contains("renamed nowhere"), "{told}");
    assert_eq!(project.text("b.py"), "from pkg.a import first\nfirst()\n");
}

#[test]
fn a_class_is_followed_to_its_members() {
    let files = [
        ("pkg/__init__.py", "from .a import Engine\n"),
        ("pkg/a.py", "class Engine:\n    def start(self): return self.start\n"),
        ("user.py", "from pkg import Engine\n\nEngine().start()\nEngine.start\n"),
    ];
    let (project, _) = rename(&files, &["pkg.Engine.start", "pkg.Engine.run"], 0);
    assert_eq!(project.text("pkg/a.py"), "class Engine:\n    def run(self): return self.run\n");
    assert_eq!(project.text("user.py"), "from pkg import Engine\n\nEngine().run()\nEngine.run\n");
}

#[test]
fn folders_that_a_rename_names_are_packages_without_an_init_file() {
    let files = [
        ("space/a.py", "def f(): return 1\n"),
        ("space/deep/b.py", "from ..a import f\nfrom .. import a\nprint(f(), a.f())\n"),
        ("other/a.py", "def f(): return 2\n"),
        ("user.py", "import space.a\nprint(space.a.f())\n"),
    ];
    let (project, _) = rename(&files, &["space.a.f", "space.a.g"], 0);
    assert_eq!(project.text("space/a.py"), "def g(): return 1\n");
    assert_eq!(project.text("space/deep/b.py"), "from ..a import g\nfrom .. import a\nprint(g(), a.g())\n");
    assert_eq!(project.text("other/a.py"), "def f(): return 2\n");
    assert_eq!(project.text("user.py"), "import space.a\nprint(space.a.g())\n");
    // The folder of a project that is called as its package is no package.
    let files = [("pkg/pkg/__init__.py", "def f(): return 1\n"), ("pkg/setup.py", "from pkg import f\nf()\n")];
    let (project, _) = rename(&files, &["pkg.f", "pkg.g"], 0);
    assert_eq!(project.text("pkg/pkg/__init__.py"), "def g(): return 1\n");
    assert_eq!(project.text("pkg/setup.py"), "from pkg import g\ng()\n");
}

#[test]
fn wrong_usage_is_told() {
    let project = Project::with([("a.py", "f(1)\n")]);
    for arguments in [
        &["rewrite", "f(", "g", "a.py"][..],
        &["rewrite", "$x", "g", "a.py"],
        &["rewrite", "f($x)", "g($y)", "a.py"],
        &["rewrite", "f($x)", "g", "a.py", "--write", "--check"],
        &["rename", "f g", "h", "a.py"],
        &["run", "missing.toml"],
        &["rewrite", "f($x)", "g($x)", "missing.py"],
        &["rewrite", "f($x)", "g($x)", "--interactive", "a.py"],
    ] {
        let output = run(&project, arguments);
        assert_eq!(output.code(), Some(2), "{arguments:?}\n{output}");
    }
    assert_eq!(project.text("a.py"), "f(1)\n");
}

#[test]
fn a_tree_is_dumped() {
    let project = Project::with([("a.py", "x = 1  # one\n")]);
    let output = run(&project, &["dump", "a.py"]);
    assert_eq!(
        output.text(),
        "Module 0..13\n  Assign 0..5\n    Name 0..1 (bound)\n      NAME 0..1 \"x\"\n    EQUAL 2..3 \"=\"\n    Constant 4..5\n      NUMBER 4..5 \"1\"\n  comment 7..12 \"# one\"\n"
    );
}

#[test]
fn encodings_and_byte_order_marks_stay() {
    let project = Project::new();
    let files: [(&str, &[u8], &[u8]); 3] = [
        ("bom.py", b"\xef\xbb\xbff(1)\r\n", b"\xef\xbb\xbfg(1)\r\n"),
        ("latin.py", b"# coding: latin-1\nf('\xe9')\n", b"# coding: latin-1\ng('\xe9')\n"),
        (
            "cp1252.py",
            b"#!python\n# -*- coding: cp1252 -*-\nf('\x80')",
            b"#!python\n# -*- coding: cp1252 -*-\ng('\x80')",
        ),
    ];
    for (path, before, _) in files {
        project.write(path, before);
    }
    let output = run(&project, &["rewrite", "f($x)", "g($x)", "--write"]);
    assert_eq!(output.code(), Some(0), "{output}");
    for (path, _, after) in files {
        assert_eq!(project.read(path), after, "{path}");
    }
}

#[test]
fn new_imports_stand_where_the_project_sorts_them() {
    let text = "import attr\n\nimport os\n\nprint(attr, os)\n";
    let configuration =
        "[tool.usort]\ncategories = [\"future\", \"third_party\", \"standard_library\", \"first_party\"]\n";
    let project = Project::with([("a.py", text), ("pyproject.toml", configuration)]);
    run(&project, &["rewrite", "print($...x)", "logging.info($...x)", "--write", "a.py"]);
    assert_eq!(project.text("a.py"), "import attr\n\nimport logging\nimport os\n\nlogging.info(attr, os)\n");
}
