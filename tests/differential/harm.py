"""Programs whose imports matter must behave after sorting as before: the cases of fixtures/imports/harm.jsonl and effects.jsonl.

    harm.py [--style STYLE] [CASES.jsonl ...]

A case with `before` is run in a folder of its own, sorted, and run again: exit status, standard output and the last line of an error must
be the same. A case without is about text: every comment must still be there. A second run must change nothing.
"""

import base64
import io
import json
import re
import subprocess
import sys
import tempfile
import tokenize
from collections import Counter
from pathlib import Path

import corpora


def outcome(case, folder):
    command = case.get("run") or ["python3", case["fname"]]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    errors = [line for line in done.stderr.strip().splitlines() if re.match(r"\w*(Error|Exception)", line)]
    return [done.returncode, done.stdout.strip(), errors[-1:]]


def comments(data):
    try:
        tokens = tokenize.tokenize(io.BytesIO(data).readline)
        return Counter(token.string.rstrip() for token in tokens if token.type == tokenize.COMMENT)
    except (tokenize.TokenError, SyntaxError):
        return None


def configuration(case, style):
    """The case's own configuration, with the style."""
    text = case.get("pyproject") or ""
    table = "[tool.harmless.imports]\n"
    setting = f'style = "{style}"\n' if style else ""
    return text.replace(table, table + setting) if table in text else f"{text}\n{table}{setting}"


def format_in(root):
    done = subprocess.run([corpora.BINARY, "format", "-q", "."], cwd=root, capture_output=True, text=True)
    if "Usage" in done.stderr or "configuration" in done.stderr:
        raise SystemExit(f"the tool was not called properly: {done.stderr}")
    return done


def check(case, style):
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for path, text in case["files"].items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text(text)
        (root / "pyproject.toml").write_text(configuration(case, style))
        main = root / case["fname"]
        main.parent.mkdir(parents=True, exist_ok=True)
        data = base64.b64decode(case["main_base64"]) if case.get("main_base64") else case["main"].encode()
        main.write_bytes(data)
        before = outcome(case, root) if case.get("before") else None
        if before and before[0] != 0 and case["before"][0] == 0:
            return "does not run here"
        format_in(root)
        sorted_once = main.read_bytes()
        if before and outcome(case, root) != before:
            return f"BROKEN: {before} became {outcome(case, root)}"
        if comments(data) != comments(sorted_once):
            return "COMMENTS LOST"
        again = format_in(root)
        if main.read_bytes() != sorted_once:
            return f"A SECOND RUN CHANGES IT {again.stderr}"
        return "changed" if sorted_once != data else "as it was"


def main():
    arguments = sys.argv[1:]
    style = None
    if arguments[:1] == ["--style"]:
        style = arguments[1]
        arguments = arguments[2:]
    fixtures = corpora.ROOT / "fixtures" / "imports"
    paths = [Path(argument) for argument in arguments] or [fixtures / "harm.jsonl", fixtures / "effects.jsonl"]
    corpora.build()
    results = Counter()
    for case in (json.loads(line) for path in paths for line in path.open()):
        result = check(case, style)
        kind = "broken" if result.isupper() or result.split(":")[0].isupper() or result.startswith(("BROKEN", "A SECOND")) else result
        results[kind] += 1
        if kind in ("broken", "does not run here"):
            print(f"{case['name']}: {result}")
    print(dict(results))
    return int(results["broken"] > 0)


if __name__ == "__main__":
    sys.exit(main())
