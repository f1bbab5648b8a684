"""Copy a tree of Python sources with the import statements of every run shuffled.

    shuffle.py SOURCE TARGET [SEED]

A run is a sequence of import statements of one suite with nothing but blank lines and comments between them. Comments
on lines of their own stay where they are; each statement moves with the lines it stands on. Files that the running
Python cannot parse are copied as they are.
"""

import ast
import random
import shutil
import sys
from pathlib import Path

IMPORTS = (ast.Import, ast.ImportFrom)


def runs(tree):
    for node in ast.walk(tree):
        for field in ("body", "orelse", "finalbody"):
            body = getattr(node, field, None)
            if not isinstance(body, list):
                continue
            run = []
            for statement in body:
                if isinstance(statement, IMPORTS):
                    run.append(statement)
                else:
                    if len(run) > 1:
                        yield run
                    run = []
            if len(run) > 1:
                yield run


def shuffled(data, rng):
    try:
        tree = ast.parse(data)
    except (SyntaxError, ValueError, RecursionError):
        return data
    lines = data.splitlines(keepends=True)
    if b"\x0c" in data or b"\x0b" in data or b"\x1c" in data:
        return data
    if lines and not lines[-1].endswith(b"\n"):
        return data
    changes = []
    for run in runs(tree):
        spans = [(s.lineno - 1, s.end_lineno) for s in run]
        starts = [s for s, _ in spans]
        alone = all(lines[s][: n.col_offset].strip() == b"" for (s, _), n in zip(spans, run))
        if not alone or len(set(starts)) != len(starts) or any(a[1] > b[0] for a, b in zip(spans, spans[1:])):
            continue
        if any(b";" in lines[e - 1] for _, e in spans):
            continue
        # `from __future__` must stay first.
        keep = [i for i, n in enumerate(run) if isinstance(n, ast.ImportFrom) and n.module == "__future__"]
        order = [i for i in range(len(run)) if i not in keep]
        rng.shuffle(order)
        order = iter(order)
        changes += [(spans[i], spans[i if i in keep else next(order)]) for i in range(len(run))]
    for (start, end), (from_start, from_end) in sorted(changes, reverse=True):
        lines[start:end] = [b"".join(data.splitlines(keepends=True)[from_start:from_end])] + [b""] * (end - start - 1)
    return b"".join(lines)


def main():
    source, target = Path(sys.argv[1]), Path(sys.argv[2])
    rng = random.Random(int(sys.argv[3]) if len(sys.argv) > 3 else 1)
    for path in sorted(source.rglob("*")):
        if not path.is_file():
            continue
        copy = target / path.relative_to(source)
        copy.parent.mkdir(parents=True, exist_ok=True)
        if path.suffix in (".py", ".pyi"):
            copy.write_bytes(shuffled(path.read_bytes(), rng))
        elif path.name in ("pyproject.toml", "setup.cfg", ".gitignore"):
            shutil.copyfile(path, copy)


main()
