//! `explain` and `migrate`.

use super::run;
use harmless_testkit::Project;
use insta::assert_snapshot;

#[test]
fn explain_names_rules_their_origin_and_a_remedy() {
    let project = Project::with([
        ("pyproject.toml", "[tool.harmless.imports]\nstyle = 'isort-black'\nknown-third-party = ['zz*']\n"),
        ("pkg/__init__.py", ""),
        (
            "pkg/a.py",
            "import os\nimport zzz.q\nimport pkg\nfrom .b import *\nfrom . import c\n\n# local imports\nfrom e import f, g  # noqa: F401\nfrom e import h\n",
        ),
    ]);
    assert_snapshot!(run(&project, &["explain", "pkg/a.py"]), @"
    pkg/a.py:1: `import os` is standard-library: `os`: it is in the standard library of Python 3.10 (default)
    pkg/a.py:2: `import zzz.q` is third-party: `zzz.q`: `zz*` is listed in the configuration (pyproject.toml:3)
    pkg/a.py:3: `import pkg` is first-party: `pkg`: the file belongs to the package `pkg`
    pkg/a.py:4: `from .b import *` is local-folder: `.b`: it is relative
    pkg/a.py:5: `from . import c` is local-folder: `.`: it is relative
    pkg/a.py:5: `from . import c` keeps its place: it stays below `from .b import *`: nobody can tell which names `from .b import *` binds
        to change that: import the names instead of `*`
    pkg/a.py:8: `from e import f, g  # noqa: F401` is third-party: `e`: nothing else is known about it (default)
    pkg/a.py:8: `from e import f, g` keeps its place: it stays below `from .b import *`: nobody can tell which names `from .b import *` binds
        to change that: import the names instead of `*`
    pkg/a.py:9: `from e import h` is third-party: `e`: nothing else is known about it (default)
    pkg/a.py:9: `from e import h` stays apart: the comment `# noqa: F401` would be about other names than now
        to change that: put the comment beside the one name it is about
    pkg/a.py:9: `from e import h` keeps its place: it stays below `from .b import *`: nobody can tell which names `from .b import *` binds
        to change that: import the names instead of `*`
    [end]
    ");
    assert_snapshot!(run(&project, &["explain", "pkg/a.py:2", "pkg/a.py:6", "gone.py"]), @"
    pkg/a.py:2: `import zzz.q` is third-party: `zzz.q`: `zz*` is listed in the configuration (pyproject.toml:3)
    ------- stderr -------
    pkg/a.py: no import in line 6
    gone.py: error: cannot be read: No such file or directory (os error 2)
    [exit code 2]
    ");
}

#[test]
fn explain_tells_of_names_that_keep_their_order_and_of_files_left_alone() {
    let project = Project::with([
        ("pyproject.toml", ""),
        ("m.py", "from pkg import z, a\n\nprint(a, z)\n"),
        ("pkg/__init__.py", ""),
        ("pkg/z.py", "x = 1\nfrom . import a\n"),
        ("pkg/a.py", "from .z import x\ny = x\n"),
        ("s.py", "# isort: skip_file\nimport b\nimport a\n"),
    ]);
    assert_snapshot!(run(&project, &["explain", "m.py", "s.py"]), @"
    m.py:1: `from pkg import z, a` is third_party: `pkg`: nothing else is known about it (default)
    m.py:1: `from pkg import z, a` keeps its place: `z` stays before `a` in this import: both lead into the import cycle of `pkg.a`, `pkg.z`
        to change that: make the modules independent of the order, or move the name by hand
    s.py:1: `# isort: skip_file` is a barrier: imports do not cross it, since `# isort: skip_file` asks to leave the whole file alone
        to change that: remove the comment
    s.py:2: `import b` is third_party: `b`: nothing else is known about it (default)
    s.py:3: `import a` is third_party: `a`: nothing else is known about it (default)
    [end]
    ");
}

#[test]
fn migrate_prints_settings_and_what_has_none() {
    let project = Project::with([
        (
            "setup.cfg",
            "[isort]\nprofile = black\nknown_first_party = a\nknown_django = django\nsections = FUTURE,STDLIB,DJANGO,THIRDPARTY,FIRSTPARTY,LOCALFOLDER\nforced_separate = x\natomic = true\n",
        ),
        ("ruff.toml", "line-length = 99\n[lint.isort]\ncombine-as-imports = true\n"),
        ("a.py", "import z\nimport django\nimport a\n"),
        ("b.py", "import a\n"),
    ]);
    assert_snapshot!(run(&project, &["migrate"]), @r#"
    # from ./setup.cfg
    [tool.harmless.imports]
    forced-separate = ["x"]
    known-first-party = ["a"]
    section-order = ["future", "standard-library", "django", "third-party", "first-party", "local-folder"]
    style = "isort-black"

    [tool.harmless.imports.sections]
    django = ["django"]
    ------- stderr -------
    not read: ./ruff.toml (choose with --from)
    no equivalent for atomic: there is no such setting here
    files that would change: 1
    [end]
    "#);
    assert_snapshot!(run(&project, &["migrate", "--from", "ruff", "--diff"]), @r#"
    # from ./ruff.toml
    [tool.harmless.imports]
    combine-as-imports = true
    line-length = 99
    style = "isort-black"
    --- a/a.py
    +++ b/a.py
    @@ -1,3 +1,4 @@
    +import django
     import z
    -import django
    +
     import a
    ------- stderr -------
    1 file would be sorted, 1 file unchanged
    [exit code 1]
    "#);
    assert_snapshot!(run(&Project::new(), &["migrate"]), @"
    ------- stderr -------
    error: .: no settings of isort or ruff found
    [exit code 2]
    ");
}
