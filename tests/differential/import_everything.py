"""Import every module of a tree, each in a process of its own that has imported nothing of the tree before.

    import_everything.py ROOT [--under FOLDER] [--json FILE] [--timeout SECONDS]
    import_everything.py --compare BEFORE.json AFTER.json

ROOT is put on the import path; every `.py` file below it (or below FOLDER, a folder in it) that lies in packages, or in ROOT itself,
is imported by its name. A process that has imported a package is forked for each of its modules: importing them would import the
package first in any case, so nothing is different from a fresh interpreter, but it is much faster. The JSON file maps each module to
"ok" or to its error. `--compare` prints the modules that worked before and fail after, and exits with 1 if there are any.
"""

import argparse
import importlib
import json
import os
import signal
import sys
import traceback
from pathlib import Path


def modules(root, under):
    """The tree of importable modules: name -> children."""
    children = {}
    for path in sorted((root / under).rglob("*.py")):
        parts = list(path.relative_to(root).with_suffix("").parts)
        is_package = parts[-1] == "__init__"
        if is_package:
            parts.pop()
        in_packages = all((root.joinpath(*parts[:i]) / "__init__.py").exists() for i in range(1, len(parts)))
        if parts and in_packages and parts[-1] != "__main__" and all(part.isidentifier() for part in parts):
            children.setdefault(".".join(parts[:-1]), []).append(".".join(parts))
    return children


def attempt(name):
    try:
        importlib.import_module(name)
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        text = str(error).split("\n")[0][:200]
        where = ""
        for frame in traceback.extract_tb(error.__traceback__):
            if "importlib" not in frame.filename and "import_everything" not in frame.filename:
                where = f"{Path(frame.filename).name}:{frame.lineno}"
        return f"{type(error).__name__}: {text} [{where}]"
    return "ok"


def visit(name, children, timeout, out):
    """Import `name` in a fork of this process, and from there its submodules."""
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(reader)
        null = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(null, stream)
        pipe = os.fdopen(writer, "w")
        signal.alarm(timeout)
        result = attempt(name)
        signal.alarm(0)
        pipe.write(json.dumps([name, result]) + "\n")
        pipe.flush()
        inner = {}
        for child in children.get(name, ()):
            if result == "ok":
                visit(child, children, timeout, inner)
            else:
                skip(child, children, inner)
        for item in inner.items():
            pipe.write(json.dumps(item) + "\n")
        pipe.flush()
        os._exit(0)
    os.close(writer)
    out[name] = "died"
    with os.fdopen(reader) as pipe:
        for line in pipe:
            try:
                key, value = json.loads(line)
            except ValueError:
                continue
            out[key] = value
    os.waitpid(pid, 0)


def skip(name, children, out):
    out[name] = "its package fails"
    for child in children.get(name, ()):
        skip(child, children, out)


def compare(before, after):
    before, after = (json.loads(Path(path).read_text()) for path in (before, after))
    broken = [name for name, result in before.items() if result == "ok" and after.get(name) != "ok"]
    first = [name for name in broken if after.get(name) != "its package fails"]
    print(f"{sum(r == 'ok' for r in before.values())} of {len(before)} modules worked before, {len(broken)} of them fail after")
    for name in first[:20]:
        print(f"  {name}: {after.get(name)}")
    return 1 if broken else 0


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("root", nargs="?")
    parser.add_argument("--under", default=".")
    parser.add_argument("--json")
    parser.add_argument("--timeout", type=int, default=60)
    parser.add_argument("--compare", nargs=2)
    options = parser.parse_args()
    if options.compare:
        sys.exit(compare(*options.compare))
    root = Path(options.root).resolve()
    sys.path.insert(0, str(root))
    sys.dont_write_bytecode = True
    children = modules(root, options.under)
    names = {name for listed in children.values() for name in listed}
    results = {}
    for parent, listed in children.items():
        if parent in names:
            continue
        for name in listed:
            visit(name, children, options.timeout, results)
    text = json.dumps(results, indent=0, sort_keys=True)
    if options.json:
        Path(options.json).write_text(text)
    else:
        print(text)
    ok = sum(result == "ok" for result in results.values())
    print(f"{ok} of {len(results)} modules can be imported", file=sys.stderr)


main()
