"""Runs rules over large code bases and counts what they must not do.

    python check.py HARMLESS_CODEMOD [FOLDER...]

Without folders, the sources of Django, SQLAlchemy and SymPy are fetched with pip and the standard library of the running
Python is added. Each rule of rules.toml is run alone, on a fresh copy, with all checks of the tool on. For every file that
changed, CPython's own `tokenize` and `ast` say whether it still parses, whether a comment is missing, and whether a string
constant outside of the changed statements is missing; then the rule is run once more and must change nothing.
"""

import ast
import collections
import io
import multiprocessing
import os
import pathlib
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import tokenize
import tomllib

PACKAGES = ["django==5.2.19", "sqlalchemy==2.1.9", "sympy==1.14.0"]
HERE = pathlib.Path(__file__).parent


def fetch(target):
    subprocess.run(
        [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--target", target, *PACKAGES], check=True
    )
    library = pathlib.Path(sysconfig.get_path("stdlib"))
    shutil.copytree(library, pathlib.Path(target) / "stdlib", ignore=shutil.ignore_patterns("site-packages"))


def comments(source):
    found = collections.Counter()
    for token in tokenize.tokenize(io.BytesIO(source).readline):
        if token.type == tokenize.COMMENT:
            found[token.string] += 1
    return found


def strings(tree):
    return collections.Counter(
        repr(node.value) for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, (str, bytes))
    )


def changed_lines(old, new):
    """The lines of `old` that are not all in `new`."""
    missing = collections.Counter(old) - collections.Counter(new)
    return {number for number, line in enumerate(old) if line in missing}


def kept_strings(tree, lines):
    """The string constants of statements that no change touches."""
    found = collections.Counter()
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, (str, bytes)):
            if not any(line - 1 in lines for line in range(node.lineno, node.end_lineno + 1)):
                found[repr(node.value)] += 1
    return found


def judge(pair):
    old, new = pair
    count = collections.Counter(changed=1)
    try:
        before = ast.parse(old)
    except (SyntaxError, ValueError):
        return count
    try:
        after = ast.parse(new)
    except (SyntaxError, ValueError):
        count["unparsable"] += 1
        return count
    count["comments lost"] += (comments(old) - comments(new)).total()
    lines = changed_lines(old.splitlines(), new.splitlines())
    count["strings changed"] += (kept_strings(before, lines) - strings(after)).total()
    return count


def main():
    tool, *folders = sys.argv[1:]
    tool = os.path.abspath(tool)
    rules = (HERE / "rules.toml").read_text()
    identifiers = [rule["id"] for rule in tomllib.loads(rules)["rule"]]
    head, *blocks = rules.split("[[rule]]")
    total = collections.Counter()
    with tempfile.TemporaryDirectory() as top, multiprocessing.Pool() as workers:
        top = pathlib.Path(top)
        if not folders:
            fetch(str(top / "original"))
            folders = [str(top / "original")]
        for identifier, block in zip(identifiers, blocks, strict=True):
            rule = top / "rule.toml"
            rule.write_text(head + "[[rule]]" + block)
            # What would change is known from the patch; only those files are copied and changed.
            listed = subprocess.run(
                [tool, "run", str(rule), "--check", "--isolated", "--no-respect-gitignore", "--unsafe", *folders], capture_output=True, text=True
            )
            files = [line.removeprefix("Would change ").rsplit(" (", 1)[0] for line in listed.stdout.splitlines() if line.startswith("Would change ")]
            faults = [line for line in listed.stderr.splitlines() if "failed" in line or "left unchanged" in line]
            work = top / "work"
            shutil.rmtree(work, ignore_errors=True)
            copies = {}
            for file in files:
                # The packages around a file decide what its names mean, so that its folders are kept.
                target = work / os.path.abspath(file).lstrip("/")
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(file, target)
                folder = pathlib.Path(os.path.abspath(file)).parent
                while (folder / "__init__.py").exists():
                    mark = work / str(folder / "__init__.py").lstrip("/")
                    mark.parent.mkdir(parents=True, exist_ok=True)
                    if not mark.exists():
                        mark.touch()
                    folder = folder.parent
                copies[target] = pathlib.Path(file).read_bytes()
            count = collections.Counter(files=len(files), refused=len(faults))
            if files:
                for target, old in copies.items():
                    target.write_bytes(old)
                subprocess.run([tool, "run", str(rule), "--write", "-q", "--isolated", "--no-respect-gitignore", "--unsafe", str(work)], capture_output=True)
                pairs = [(old, target.read_bytes()) for target, old in copies.items()]
                pairs = [(old, new) for old, new in pairs if old != new]
                for result in workers.imap_unordered(judge, pairs, 8):
                    count.update(result)
                again = subprocess.run(
                    [tool, "run", str(rule), "--check", "--isolated", "--no-respect-gitignore", "--unsafe", str(work)], capture_output=True, text=True
                )
                count["second run"] += sum(line.startswith("Would change ") for line in again.stdout.splitlines())
            total.update(count)
            print(f"{identifier:18}", *(f"{key} {value}" for key, value in count.items()), sep="  ", flush=True)
            for fault in faults[:3]:
                print("    ", fault)
    print("total", dict(total))
    broken = sum(total[key] for key in ["unparsable", "comments lost", "strings changed", "second run"])
    sys.exit(1 if broken else 0)


if __name__ == "__main__":
    main()
