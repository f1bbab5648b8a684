"""What sorting breaks: every module of whole trees is imported before and after, for this tool and for its peers in the same run.

    acceptance.py [--corpora NAME ...] [--tools NAME ...] [--one-at-a-time] [--sample N] [--jobs N] [--json FILE]

Each tree is sorted whole by each tool, and each module that can be imported before is imported after, in a process of its own (see
import_everything.py). With --one-at-a-time only one `__init__.py` is sorted at a time, with the whole tree around it as it was, and
imported by its name. --sample takes N of the files that a tool changes there, always the same; a package fails for the tool if it could be
imported before and cannot any more. The exit status is 1 if this tool breaks anything.

µsort takes 5 CPU seconds a megabyte: what it makes of a file is kept, see usort.py.
"""

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
from pathlib import Path

import corpora
import usort

# Where the modules of a tree are: what stands on the import path, and the folder of it that is imported.
ROOTS = {"cpython": (".", "."), "django": (".", "django"), "sqlalchemy": ("lib", "sqlalchemy"), "sympy": (".", "sympy")}
STYLE = '[tool.harmless.imports]\nstyle = "isort-black"\ntarget-version = "py310"\nexclude = []\nrespect-gitignore = false\n'
OURS = ("ours", "ours isort-black")
TOOLS = (*OURS, "ruff", "isort", "usort")


def sort_whole(tool, tree, copy, jobs):
    """Sorts `copy`, a copy of `tree`, with no configuration but the tool's own."""
    peers = corpora.peers()
    command = {
        "ours": [corpora.BINARY, "format", "-q", "--isolated", "--no-respect-gitignore", "."],
        "ours isort-black": [corpora.BINARY, "format", "-q", "--config", corpora.WORK / "isort-black.toml", "."],
        "ruff": [peers / "ruff", "check", "--isolated", "--no-cache", "--select", "I", "--fix", "-q", "--config", "exclude=[]", "."],
        "isort": [peers / "isort", "-q", "--settings-path", corpora.WORK / "empty", "--profile", "black", "."],
    }.get(tool)
    if command:
        subprocess.run(command, cwd=copy, capture_output=True)
        return
    answers = usort.ask_usort(tree, corpora.python_files(tree), jobs)
    for path, answer in answers.items():
        if "output" in answer:
            (copy / path.relative_to(tree)).write_bytes(answer["output"].encode("latin-1"))


def copy_of(tree, name):
    copy = corpora.WORK / "acceptance" / name / tree.name
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(tree, copy, symlinks=True)
    (copy / ".git").mkdir(exist_ok=True)
    return copy


def environment(root):
    # The interpreter's own modules come from the tree too, if it has them.
    return {**os.environ, "PYTHONPATH": str(root), "PYTHONDONTWRITEBYTECODE": "1"}


def import_everything(name, copy):
    """By module: "ok" or the error."""
    root = copy / ROOTS[name][0]
    answers = corpora.WORK / "acceptance" / "answers.json"
    script = corpora.HERE / "import_everything.py"
    command = [corpora.peers() / "python", script, root, "--under", ROOTS[name][1], "--json", answers]
    subprocess.run([str(part) for part in command], cwd=copy, env=environment(root), capture_output=True, check=True)
    return json.loads(answers.read_text())


def imports(package, root):
    """The error of importing a package in a fresh process; `None` if it works."""
    command = [str(corpora.peers() / "python"), "-c", "import sys, importlib; importlib.import_module(sys.argv[1])", package]
    try:
        done = subprocess.run(command, cwd=root, env=environment(root), capture_output=True, text=True, timeout=60, stdin=subprocess.DEVNULL)
    except subprocess.TimeoutExpired:
        return "it takes more than a minute"
    return None if done.returncode == 0 else (done.stderr.strip().splitlines() or ["it died"])[-1]


def one_at_a_time(name, tree, tool, whole, options):
    """Sorts one `__init__.py` at a time. The files of `whole`, the tree as the tool sorts it, do for the peers, which look at one file only."""
    work = copy_of(tree, "one at a time")
    root = work / ROOTS[name][0]
    files = [path for path in corpora.python_files(tree / Path(*ROOTS[name])) if path.name == "__init__.py"]
    files = [path for path in files if (whole / path.relative_to(tree)).read_bytes() != path.read_bytes()]
    if options.sample and len(files) > options.sample:
        files = sorted(random.Random(1).sample(files, options.sample))
    worked, broken = 0, []
    for path in files:
        inner = work / path.relative_to(tree)
        parts = inner.parent.relative_to(root).parts
        if not parts or not all(part.isidentifier() for part in parts) or imports(".".join(parts), root):
            continue
        if tool in OURS:
            # The tree around it is another one than when all was sorted.
            sort_one(tool, inner)
            if inner.read_bytes() == path.read_bytes():
                continue
        else:
            inner.write_bytes((whole / path.relative_to(tree)).read_bytes())
        worked += 1
        error = imports(".".join(parts), root)
        if error:
            broken.append((".".join(parts), error))
        inner.write_bytes(path.read_bytes())
    print(f"  {tool}: one at a time, {len(broken)} of {worked} changed `__init__.py` that could be imported before fail after", flush=True)
    for package, error in broken[: None if tool in OURS else 3]:
        print(f"    {package}: {error}")
    return broken


def sort_one(tool, path):
    style = ["--config", corpora.WORK / "isort-black.toml"] if tool == OURS[1] else ["--isolated"]
    subprocess.run([corpora.BINARY, "format", "-q", *style, path], capture_output=True)


def compare(name, tool, before, after):
    broken = [module for module, result in before.items() if result == "ok" and after.get(module) != "ok"]
    own = [module for module in broken if after.get(module) != "its package fails"]
    worked = sum(result == "ok" for result in before.values())
    print(f"  {tool}: whole, {len(broken)} of {worked} modules that could be imported before fail after", flush=True)
    for module in own[: None if tool in OURS else 3]:
        print(f"    {module}: {after.get(module)}")
    return broken


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpora", nargs="*")
    parser.add_argument("--tools", nargs="*", default=TOOLS, choices=TOOLS)
    parser.add_argument("--one-at-a-time", action="store_true")
    parser.add_argument("--sample", type=int)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--json", help="where to put what broke")
    options = parser.parse_args()
    corpora.build()
    corpora.peers()
    (corpora.WORK / "isort-black.toml").write_text(STYLE)
    (corpora.WORK / "empty").mkdir(exist_ok=True)
    results, failed = {}, False
    for name, tree in corpora.corpora(options.corpora).items():
        print(f"{name}:", flush=True)
        before = None
        for tool in options.tools:
            whole = copy_of(tree, "whole")
            if not options.one_at_a_time and before is None:
                before = import_everything(name, whole)
            sort_whole(tool, tree, whole, options.jobs)
            if options.one_at_a_time:
                broken = one_at_a_time(name, tree, tool, whole, options)
            else:
                broken = compare(name, tool, before, import_everything(name, whole))
            results[f"{name}, {tool}"] = broken
            failed |= tool in OURS and bool(broken)
    if options.json:
        Path(options.json).write_text(json.dumps(results, indent=1))
    print("failed" if failed else "passed")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
