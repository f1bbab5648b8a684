//! The rules of `docs/order.md`, on code bases made of a few lines.

#![allow(clippy::unwrap_used, reason = "tests")]

use harmless_project::{BlockOrder, Layout, OwnText, Project};
use harmless_syntax::module::ModuleFacts;
use harmless_syntax::verify::StarBinding;
use std::collections::HashMap;

/// The rules that relate the imports of the first file, as `first second rule`.
fn rules(files: &[(&str, &str)]) -> Vec<String> {
    let layout = Layout::new(files.iter().map(|(path, _)| *path));
    let texts: HashMap<String, String> =
        files.iter().map(|(path, text)| (path.to_string(), text.to_string())).collect();
    let file = layout.file(files[0].0).unwrap();
    let project =
        Project::new(layout, Box::new(move |path, show| texts.get(path).into_iter().for_each(|text| show(text))));
    let facts = ModuleFacts::of(files[0].1);
    let place = (&project, file);
    let own = OwnText::new(files[0].1);
    let order = BlockOrder::new(Some(&place), &own, facts.imports.clone());
    let count = facts.imports.len();
    let pairs = (0..count).flat_map(|first| (first + 1..count).map(move |second| (first, second)));
    let kept = pairs.filter_map(|(a, b)| Some(format!("{a} {b} {}", order.reason(a, b)?.rule())));
    let names = (0..count).filter_map(|it| Some(format!("{it} names {}", order.names_reason(it)?.rule())));
    kept.chain(names).collect()
}

#[test]
fn independent_modules_are_free() {
    let main = ("main.py", "import z\nfrom a import x\nimport os\nprint(z, x, os)\n");
    assert!(rules(&[main, ("z.py", "import os\nv = os.getcwd()\n"), ("a.py", "from z import v\nx = v\n")]).is_empty());
}

#[test]
fn a_cycle_that_can_be_entered_at_two_places_keeps_its_order() {
    let main = ("main.py", "import z\nimport a\nprint(z, a)\n");
    assert_eq!(
        rules(&[main, ("z.py", "x = 1\nfrom a import y\n"), ("a.py", "from z import x\ny = x\n")]),
        ["0 1 cycle"]
    );
    // Without names that are taken, nobody sees a module half executed.
    assert!(rules(&[main, ("z.py", "import a\ndef f():\n    return a.y\n"), ("a.py", "import z\ny = 1\n")]).is_empty());
    // Imports in functions and for type checkers make no cycle.
    let lazy = "def f():\n    from z import x\n    return x\n";
    assert!(rules(&[main, ("z.py", "from a import f\nx = 1\n"), ("a.py", lazy)]).is_empty());
    let checked = "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from z import x\nf = 1\n";
    assert!(rules(&[main, ("z.py", "from a import f\nx = 1\n"), ("a.py", checked)]).is_empty());
}

#[test]
fn a_cycle_with_one_way_in_is_free() {
    // The package comes first whatever is imported, and has ended when the program goes on.
    let files = [
        ("main.py", "from pkg.z import x\nfrom pkg.a import y\nprint(x, y)\n"),
        ("pkg/__init__.py", "from .z import x\n"),
        ("pkg/z.py", "x = 1\nfrom .a import y\n"),
        ("pkg/a.py", "from .z import x\ny = x\n"),
    ];
    assert!(rules(&files).is_empty());
}

#[test]
fn names_of_the_file_itself_must_be_bound_first() {
    let init = ("pkg/__init__.py", "from .zbase import Base\nfrom .alpha import Alpha\nfrom .beta import Beta\n");
    let zbase = ("pkg/zbase.py", "class Base: pass\n");
    let alpha = ("pkg/alpha.py", "from pkg import Base\nclass Alpha(Base): pass\n");
    let beta = ("pkg/beta.py", "Beta = 1\n");
    assert_eq!(rules(&[init, zbase, alpha, beta]), ["0 1 partial"]);
    let through = ("pkg/alpha.py", "from .gamma import Alpha\n");
    let gamma = ("pkg/gamma.py", "import pkg\nclass Alpha(pkg.Base): pass\n");
    assert_eq!(rules(&[init, zbase, through, beta, gamma]), ["0 1 partial", "1 2 partial"]);
}

#[test]
fn changes_are_not_crossed() {
    let main = ("main.py", "import z\nimport requests\nimport a\nprint(z, requests, a)\n");
    let a = ("a.py", "v = 1\n");
    for change in [
        "import sys\nsys.path.insert(0, 'lib')\n",
        "import os\nos.environ['A'] = '1'\n",
        "import json\njson.dumps = None\n",
        "import sys\ndef setup():\n    sys.path.append('lib')\nsetup()\n",
        "import warnings\nif True:\n    warnings.simplefilter('error')\n",
        "from os import environ as env\nenv.update(A='1')\n",
        "import json\nsetattr(json, 'dumps', None)\n",
        "import json\nvars(json)['dumps'] = None\n",
        "__builtins__['A'] = 1\n",
        "exec('import sys; sys.path.append(1)')\n",
        "with open('a', 'w') as f:\n    f.write('x')\n",
        "f = open('a', mode='ab')\n",
        "import gc\ngc.disable()\n",
        "import warnings\nwarnings.filterwarnings('error')\n",
        "from unittest import mock\nmock.patch('os.getcwd').start()\n",
        "from unittest.mock import patch\np = patch('os.getcwd')\np.start()\n",
        "import threading\nt = threading.Thread(target=print)\nt.start()\n",
        "import logging\nlogging.basicConfig()\n",
    ] {
        assert_eq!(rules(&[main, ("z.py", change), a]), ["0 1 changes", "0 2 changes"], "{change}");
    }
    for harmless in [
        "import logging\nlog = logging.getLogger(__name__)\nlog.addHandler(logging.NullHandler())\n",
        "import warnings\nwarnings.warn('x', DeprecationWarning)\n",
        "import sys\ndef main():\n    sys.path.insert(0, 'lib')\nif __name__ == '__main__':\n    main()\n",
        "import collections\nP = collections.namedtuple('P', 'x')\nP.__doc__ = 'a point'\nd = {}\nd['a'] = 1\nd.update(b=2)\n",
        "from collections.abc import Sequence\nclass S: pass\nSequence.register(S)\n",
        "import warnings\nwith warnings.catch_warnings():\n    warnings.simplefilter('ignore')\n    x = 1\n",
        "import warnings\nclass W(Warning): pass\nwarnings.simplefilter('once', W)\nwarnings.filterwarnings('ignore', category=W)\n",
        "import warnings\nwarnings.filterwarnings('default', '.*', DeprecationWarning, module='z.*')\n",
        "import _csv\n_csv.register_dialect('a', 1)\n",
        "import sys\nsys.modules['__mp_main__'] = sys.modules['__main__']\n",
        "from functools import update_wrapper\ndef f(): pass\nupdate_wrapper(f, len)\n",
        "exec('a = 1', {})\n",
        "with open('a') as f:\n    x = f.read()\n",
        "import gc\ngc.collect()\n",
        "import atexit\natexit.register(print)\n",
        "import sys\ndef f(): sys.path.append(1)\n",
    ] {
        assert!(rules(&[main, ("z.py", harmless), a]).is_empty(), "{harmless}");
    }
}

#[test]
fn changes_of_what_few_depend_on_concern_these_alone() {
    let main = ("main.py", "import z\nimport requests\nimport a\nimport _csv\nprint(z, requests, a, _csv)\n");
    let z = ("z.py", "import _csv\n_csv.register_dialect('a', 1)\n");
    assert_eq!(rules(&[main, z, ("a.py", "from _csv import reader\nv = reader\n")]), ["0 2 shared", "0 3 shared"]);
    let main = ("main.py", "import z\nimport a\nimport other.part\nprint(z, a, other)\n");
    let z = ("z.py", "import sys\nsys.modules['other'] = None\n");
    assert_eq!(rules(&[main, z, ("a.py", "v = 1\n")]), ["0 2 shared"]);
    // Both filter, and the later filter wins.
    let filter = "import warnings\nclass W(Warning): pass\nwarnings.simplefilter('once', W)\n";
    assert_eq!(rules(&[("main.py", "import z\nimport a\n"), ("z.py", filter), ("a.py", filter)]), ["0 1 shared"]);
}

#[test]
fn names_that_functions_bind_themselves_are_not_the_modules() {
    let main = ("main.py", "from z import v\nfrom a import w\nprint(v, w)\n");
    let own = "cache = {}\ndef keep(c):\n    if c:\n        cache = c.__dict__\n    cache['a'] = 1\n    return c\n";
    let (z, a) = ("from reg import keep\n@keep\nclass v: pass\n", "from reg import keep\n@keep\nclass w: pass\n");
    assert!(rules(&[main, ("z.py", z), ("a.py", a), ("reg.py", own)]).is_empty());
    let inner = "cache = {}\ndef keep(c):\n    def f():\n        cache = {}\n    cache['a'] = f\n    return c\n";
    assert_eq!(rules(&[main, ("z.py", z), ("a.py", a), ("reg.py", inner)]), ["0 1 shared"]);
}

#[test]
fn calls_of_other_modules_are_followed() {
    let main = ("main.py", "import z\nimport a\nprint(z, a)\n");
    let a = ("a.py", "v = 1\n");
    let setup =
        "import sys\ndef install():\n    _go()\ndef _go():\n    sys.path.append('lib')\ndef other():\n    return 1\n";
    for call in ["import s\ns.install()\n", "from s import install as i\ni()\n", "import s\nx = s.install()\n"] {
        assert_eq!(rules(&[main, ("z.py", call), a, ("s.py", setup)]), ["0 1 changes"], "{call}");
    }
    assert!(rules(&[main, ("z.py", "import s\nx = s.other()\n"), a, ("s.py", setup)]).is_empty());
    let inside = "def install():\n    import json\n    json.dumps = None\n";
    assert_eq!(rules(&[main, ("z.py", "import s\ns.install()\n"), a, ("s.py", inside)]), ["0 1 changes"]);
    let through = ("t.py", "import s\ndef go():\n    s.install()\n");
    assert_eq!(rules(&[main, ("z.py", "import t\nt.go()\n"), a, ("s.py", inside), through]), ["0 1 changes"]);
}

#[test]
fn what_is_no_python_is_read_as_far_as_it_goes() {
    let main = ("main.py", "import z\nimport a\nprint(z, a)\n");
    for text in [
        "if x: a) ; exec(\n",
        "if x: a) ; open(\n",
        "if x: a) ; next(\n",
        "def f(: exec(\n",
        "exec(]\n",
        "vars(\n",
        "@\n",
    ] {
        assert!(rules(&[main, ("z.py", text), ("a.py", "v = 1\n")]).is_empty(), "{text}");
    }
}

#[test]
fn output_and_what_happens_at_exit_keep_their_order() {
    let main = ("main.py", "import z\nimport a\nprint(z, a)\n");
    for acts in [
        "print('x')\n",
        "import logging\nlogging.warning('x')\n",
        "import logging\nlog = logging.getLogger('x')\nlog.info('x')\n",
        "import atexit\natexit.register(print, 'x')\n",
    ] {
        assert_eq!(rules(&[main, ("z.py", acts), ("a.py", acts)]), ["0 1 shared"], "{acts}");
        assert!(rules(&[main, ("z.py", acts), ("a.py", "v = 1\n")]).is_empty(), "{acts}");
    }
    let level = "import logging\nlog = logging.getLogger('x')\nlog.setLevel(1)\n";
    let logs = "import logging\nlog = logging.getLogger('x.y')\nlog.info('x')\n";
    assert_eq!(rules(&[main, ("z.py", level), ("a.py", logs)]), ["0 1 shared"]);
}

#[test]
fn submodules_that_others_load() {
    let main = ("main.py", "import z\nimport a\nprint(z, a)\n");
    let (lib, sub) = (("lib/__init__.py", ""), ("lib/sub.py", "x = 1\n"));
    let (loads, uses) = (("z.py", "import lib.sub\n"), ("a.py", "import lib\nv = lib.sub.x\n"));
    assert_eq!(rules(&[main, loads, uses, lib, sub]), ["0 1 submodule"]);
    assert!(rules(&[main, loads, ("a.py", "import lib\nimport lib.sub\nv = lib.sub.x\n"), lib, sub]).is_empty());
    let init = ("pkg/__init__.py", "from .zz import config\nfrom .other import y\n");
    let files = [init, ("pkg/zz.py", "config = 5\n"), ("pkg/other.py", "import pkg.config\ny = 1\n")];
    assert_eq!(rules(&[files[0], files[1], files[2], ("pkg/config.py", "")]), ["0 1 submodule"]);
    assert!(rules(&files).is_empty());
}

#[test]
fn registrations_keep_their_order() {
    let main = ("main.py", "from z import v\nfrom a import w\nfrom free import x\nprint(v, w, x)\n");
    let registry = (
        "reg.py",
        "items = []\ndef plugin(c):\n    items.append(c)\n    return c\nclass Base:\n    def __init_subclass__(cls):\n        items.append(cls)\n",
    );
    let free = ("free.py", "from reg import Base\nx = 1\n");
    for (z, a) in [
        ("from reg import items\nitems.append(1)\nv = 1\n", "import reg\nreg.items.append(2)\nw = 1\n"),
        ("from reg import plugin\n@plugin\nclass v: pass\n", "from reg import plugin\n@plugin\nclass w: pass\n"),
        ("from reg import Base\nclass v(Base): pass\n", "from reg import Base\nclass w(Base): pass\n"),
        ("print(1)\nv = 1\n", "print(2)\nw = 1\n"),
        ("from reg import items\nitems.append(1)\nv = 1\n", "from reg import items\nw = len(items)\n"),
    ] {
        assert_eq!(rules(&[main, ("z.py", z), ("a.py", a), registry, free]), ["0 1 shared"], "{z}");
    }
}

#[test]
fn submodules_of_one_statement() {
    let z = ("pkg/z.py", "x = 1\nfrom . import a\n");
    let a = ("pkg/a.py", "from .z import x\ny = x\n");
    assert_eq!(rules(&[("pkg/__init__.py", "from . import z, a\n"), z, a]), ["0 names cycle"]);
    // Another name is bound when all submodules are loaded.
    let other = ("pkg/__init__.py", "from .z import x\nfrom . import z, x\n");
    assert!(rules(&[other, z, ("pkg/a.py", "y = 1\n")]).is_empty());
    let free = ("pkg/a.py", "y = 1\n");
    assert!(rules(&[("pkg/__init__.py", "from . import z, a\n"), z, free]).is_empty());
}

#[test]
fn unknown_modules_are_free_and_known_ones_are_not() {
    // That a name is not used says nothing certain of a module that cannot be read.
    assert!(rules(&[("main.py", "import zpatch\nimport requests\nimport os\nprint(requests, os)\n")]).is_empty());
    assert_eq!(
        rules(&[("main.py", "import setuptools\nimport distutils\nprint(setuptools, distutils)\n")]),
        ["0 1 known"]
    );
}

#[test]
fn star_imports_bind_what_their_modules_export() {
    let files = [
        ("main.py", ""),
        ("own.py", "import os\nfrom tail import *\na = _b = 1\n"),
        ("tail.py", "c = 1\n"),
        ("pkg/__init__.py", "from .sub import x\n"),
        ("pkg/sub.py", "x = 1\n"),
        ("listed/__init__.py", "__all__ = ['sub']\n"),
        ("listed/sub.py", ""),
        ("foreign.py", "from requests import *\n"),
        ("hidden.py", "globals().update(a=1)\n"),
    ];
    let layout = Layout::new(files.iter().map(|(path, _)| *path));
    let main = layout.file("main.py").unwrap();
    let project = Project::new(
        layout,
        Box::new(move |path, show| files.iter().filter(|it| it.0 == path).for_each(|it| show(it.1))),
    );
    let names = |module| match project.star_binding(main, 0, Some(module)) {
        Some(StarBinding::Names(names)) => Some(names.into_keys().collect::<Vec<_>>().join(" ")),
        Some(StarBinding::Public) => Some("public".to_owned()),
        None => None,
    };
    assert_eq!(names("own").as_deref(), Some("a c os"));
    assert_eq!(names("pkg").as_deref(), Some("sub x"));
    assert_eq!(names("foreign").as_deref(), Some("public"));
    assert_eq!(names("hidden").as_deref(), Some("public"));
    for unknown in ["listed", "requests"] {
        assert_eq!(names(unknown), None, "{unknown}");
    }
}

#[test]
fn cycles_are_listed_and_drawn() {
    let files = [("a.py", "from b import y\nx = 1\n"), ("b.py", "import a\ny = 1\n"), ("c.py", "import a\n")];
    let layout = Layout::new(files.iter().map(|(path, _)| *path));
    let project = Project::new(
        layout,
        Box::new(move |path, show| files.iter().filter(|it| it.0 == path).for_each(|it| show(it.1))),
    );
    let cycles = project.cycles();
    let names: Vec<String> = cycles[0].modules.iter().map(|&module| project.layout().module_name(module)).collect();
    assert_eq!((cycles.len(), names), (1, vec!["a".to_owned(), "b".to_owned()]));
    let dot = project.dot(&cycles);
    assert!(dot.contains("\"a\" -> \"b\";") && dot.contains("\"b\" -> \"a\" [style=dashed];"), "{dot}");
}
