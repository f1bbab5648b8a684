"""Compares the style `isort-black` with `ruff check --select I --fix` on whole trees.

    python tests/differential/ruff.py --ruff RUFF --ours target/release/harmless-imports [--require STATEMENT]... TREE...

Each tree is copied twice, sorted by both tools with the same settings (no configuration of the tree's own, Python 3.10,
`src = [".", "src"]`), and compared file by file. Of the files that ruff changes it reports how many are the same, and for
the others which safety rule makes the difference: the rules that `check -v` and `explain` name for the file. Files
whose difference no rule explains are listed with a diff. Exits with 1 if there are any, or if less than the wanted share
is the same.

With `--require`, both tools add these statements (`required-imports`). Then every file that was Python before must be so afterwards, and
sorting our tree a second time must change nothing.
"""

import argparse
import collections
import difflib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import warnings
from pathlib import Path

SETTINGS = '[tool.harmless.imports]\nstyle = "isort-black"\ntarget-version = "py310"\nexclude = []\nrespect-gitignore = false\n'

def python_files(tree):
    for root, _, names in os.walk(tree):
        for name in names:
            if name.endswith((".py", ".pyi")):
                yield os.path.relpath(os.path.join(root, name), tree)


def explanations(ours, configuration, tree, files):
    """The rules that are at work in each of the files."""
    rules = collections.defaultdict(set)
    for start in range(0, len(files), 200):
        command = [ours, "explain", "--config", configuration, "--output-format", "json", *files[start : start + 200]]
        output = subprocess.run(command, cwd=tree, capture_output=True, text=True).stdout
        for line in json.loads(output or "[]"):
            if line["rule"]:
                rules[line["filename"]].add(line["rule"])
    return rules


def is_same_but_for_indentation(one, other):
    """Whether the lines differ in their leading blanks only."""
    return [line.strip() for line in one.splitlines()] == [line.strip() for line in other.splitlines()]


def is_same_but_for_place(one, other, required):
    """Whether the lines differ only in where the required imports stand among the rest, and in blank lines."""
    kept = [[line for line in text.splitlines() if line.strip() and line not in required] for text in (one, other)]
    return kept[0] == kept[1] and sorted(filter(bytes.strip, one.splitlines())) == sorted(filter(bytes.strip, other.splitlines()))


def is_python(text):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            compile(text, "file", "exec", dont_inherit=True)
        except (SyntaxError, ValueError):
            return False
    return True


def broken(tree, our_tree, command):
    """What is wrong with our tree: files that are no longer Python, and a second run that changes something."""
    for file in sorted(python_files(tree)):
        before, own = Path(tree, file).read_bytes(), (our_tree / file).read_bytes()
        if before != own and is_python(before) and not is_python(own):
            yield f"{file} is no longer Python"
    first = {file: (our_tree / file).read_bytes() for file in python_files(our_tree)}
    subprocess.run(command, cwd=our_tree, capture_output=True)
    yield from (f"{file} changes again" for file, text in first.items() if (our_tree / file).read_bytes() != text)


def compare(arguments, tree, configuration):
    with tempfile.TemporaryDirectory() as scratch:
        ruff_tree, our_tree, plain = Path(scratch, "ruff"), Path(scratch, "ours"), Path(scratch, "plain")
        for copy in (ruff_tree, our_tree, plain):
            shutil.copytree(tree, copy, symlinks=True)
            # The mark of a code base.
            (copy / ".git").mkdir(exist_ok=True)
        options = ["--isolated", "--no-cache", "--select", "I", "--fix", "--quiet"]
        options += ["--target-version", "py310", "--config", "exclude=[]"]
        required = [line.encode() for line in arguments.require]
        options += ["--config", f"lint.isort.required-imports={json.dumps(arguments.require)}"]
        subprocess.run([arguments.ruff, "check", *options, "."], cwd=ruff_tree, capture_output=True)
        command = [arguments.ours, "format", "--quiet", "--config", configuration, "."]
        ran = subprocess.run(command, cwd=our_tree, capture_output=True, text=True)
        failures = [line for line in ran.stderr.splitlines() if "failed verification" in line or "internal" in line]
        if arguments.require:
            failures += broken(tree, our_tree, command)
        counts, differences = collections.Counter(), []
        for file in sorted(python_files(tree)):
            before, ruffs, own = ((top / file).read_bytes() for top in (Path(tree), ruff_tree, our_tree))
            if ruffs == before:
                counts["changed by us only"] += own != before
                if own != before:
                    differences.append((file, ruffs, own))
                continue
            counts["changed by ruff"] += 1
            if ruffs == own:
                counts["same"] += 1
            else:
                differences.append((file, ruffs, own))
        rules = explanations(arguments.ours, configuration, plain, [file for file, _, _ in differences])
        unexplained = []
        for file, ruffs, own in differences:
            # That an import is missing explains no difference.
            reasons = rules[file] - {"required import"}
            if not reasons and is_same_but_for_indentation(ruffs, own):
                reasons = {"indentation"}
            if not reasons and required and is_same_but_for_place(ruffs, own, required):
                reasons = {"a comment stays with its statement"}
            if not reasons and b"\0" not in ruffs:
                try:
                    ruffs.decode("utf-8")
                except UnicodeDecodeError:
                    reasons = {"not UTF-8, which ruff does not read"}
            if not reasons:
                unexplained.append((file, ruffs, own))
            counts["because of: " + ", ".join(sorted(reasons or {"nothing we know of"}))] += 1
        return counts, unexplained, failures


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ruff", required=True)
    parser.add_argument("--ours", required=True, type=os.path.abspath)
    parser.add_argument("--wanted", type=float, default=0.0, help="the share of files, in percent, that must be the same")
    parser.add_argument("--require", action="append", default=[], metavar="STATEMENT", help="an import both tools add")
    parser.add_argument("trees", nargs="+", metavar="TREE")
    arguments = parser.parse_args()
    total, is_good = collections.Counter(), True
    with tempfile.TemporaryDirectory() as directory:
        configuration = os.path.join(directory, "pyproject.toml")
        Path(configuration).write_text(SETTINGS + f"required-imports = {json.dumps(arguments.require)}\n")
        for tree in arguments.trees:
            counts, unexplained, failures = compare(arguments, os.path.abspath(tree), configuration)
            total += counts
            print(f"{tree}: {counts['same']} of {counts['changed by ruff']} the same")
            for failure in failures:
                is_good = False
                print(f"  {failure}")
            for file, ruffs, own in unexplained:
                is_good = False
                print(f"  no rule explains {file}")
                lines = (text.decode("utf-8", "replace").splitlines() for text in (ruffs, own))
                for line in list(difflib.unified_diff(*lines, "ruff", "ours", lineterm="", n=1))[2:40]:
                    print(f"    {line}")
    print()
    for what, count in sorted(total.items(), key=lambda item: -item[1]):
        print(f"{count:6}  {what}")
    share = 100 * total["same"] / max(1, total["changed by ruff"])
    print(f"{share:.2f} % of the files that ruff changes are the same")
    sys.exit(0 if is_good and share >= arguments.wanted else 1)


if __name__ == "__main__":
    main()
