"""Compares the import sorter with the real µsort on whole trees, as they are and with their imports shuffled.

    usort.py [--sample N] [--corpora NAME ...] [--no-shuffled] [--jobs N]

With `safety = "usort"` every file that µsort handles must come out the same, but for files that µsort's own parser does not give
back unchanged; the exit status is 1 otherwise. With `"full"` the files that come out differently are counted by the rule (see
docs/differences-from-usort.md) that explains them; a difference that none explains is listed, and makes the exit status 1.

µsort handles 0.2 MB a CPU second: its outputs are kept in target/differential, by the content of the file. --sample takes N
files of each tree, always the same.
"""

import argparse
import collections
import difflib
import hashlib
import json
import random
import re
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import corpora


def key(tree, path):
    # µsort looks for a pyproject.toml and for the package the file belongs to, so its place matters too.
    digest = hashlib.sha256(path.read_bytes())
    digest.update(str(path.relative_to(tree.parent)).encode())
    return digest.hexdigest()


def ask_usort(tree, files, jobs):
    """µsort's answers by path."""
    cache = corpora.WORK / "usort-outputs.jsonl"
    known = {}
    if cache.exists():
        for line in cache.open():
            answer = json.loads(line)
            known[answer["key"]] = answer
    keys = {path: key(tree, path) for path in files}
    missing = [path for path in files if keys[path] not in known]
    python = corpora.peers() / "python"

    def ask(paths):
        if not paths:
            return []
        script = corpora.HERE / "usort_oracle.py"
        answers = subprocess.run(
            [python, "-W", "ignore", script], input="\n".join(map(str, paths)), capture_output=True, text=True, check=True
        )
        return [json.loads(line) for line in answers.stdout.splitlines()]

    with ThreadPoolExecutor(jobs) as pool, cache.open("a") as out:
        for answers in pool.map(ask, [missing[start : start + 20] for start in range(0, len(missing), 20)]):
            for answer in answers:
                answer["key"] = keys[Path(answer["path"])]
                known[answer["key"]] = answer
                out.write(json.dumps(answer) + "\n")
    return {path: known[keys[path]] for path in files}


def copy_of(tree):
    """A copy of the whole tree, so that configuration, packages and the code base are found."""
    copy = corpora.WORK / "copies" / tree.name
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(tree, copy, symlinks=True)
    # The mark of a code base.
    (copy / ".git").mkdir(exist_ok=True)
    return copy


def sort_copy(tree, files, safety):
    """Our output by path."""
    copy = copy_of(tree)
    inner = [copy / path.relative_to(tree) for path in files]
    for start in range(0, len(inner), 500):
        subprocess.run(
            [corpora.BINARY, "format", "-q", "--safety", safety, "--no-respect-gitignore", *inner[start : start + 500]],
            capture_output=True,
        )
    return {path: ours.read_bytes() for path, ours in zip(files, inner)}


RULES = [
    # Matched against the lines that differ and the import lines around them, in this order.
    ("action comments", re.compile(r"(isort|usort|yapf|fmt)\s*:|noqa\s*:[^\n]*\bI\d{3}|wrong-import-order|ungrouped-imports", re.I)),
    ("comments", re.compile(r"#")),
    ("form feeds", re.compile("\x0c")),
    ("line ends", re.compile("\r")),
]


def rule(text, theirs, ours, notes):
    """The documented rule that explains why `ours` differs from µsort's output."""
    if any("bound to something else" in message for _, message in notes):
        return "shadowing"
    if any(code == "kept-order" for code, _ in notes):
        return "kept order"
    changed = [line for line in difflib.ndiff(theirs, ours) if line[:1] in "+-"]
    if any(re.match(r"[+-] \s*from \.+ import ", line) for line in changed):
        return "submodules"
    names = {name for line in changed for name in re.findall(r"[\w.]+", line.split("#")[0])} - {"import", "from", "as", ""}
    # What stood in the original around the imports that came out differently.
    context = [
        "".join(text[max(0, number - 2) : number + 2])
        for number, line in enumerate(text)
        if names & set(re.findall(r"[\w.]+", line.split("#")[0])) or line.lstrip().startswith("#")
    ]
    for name, pattern in RULES:
        if any(pattern.search(part) for part in ["\n".join(line[2:] for line in changed), *context]):
            return name
    if {line[2:].lower() for line in changed if line[0] == "+"} == {line[2:].lower() for line in changed if line[0] == "-"}:
        return "ties"
    return None


def notes_on(tree, files):
    """What the tool says of barriers and of imports left in their order: (code, message) by path."""
    copy = copy_of(tree)
    answer = subprocess.run(
        [corpora.BINARY, "check", "-v", "--output-format", "json-lines", "--no-respect-gitignore", copy], capture_output=True, text=True
    )
    notes = collections.defaultdict(list)
    for line in answer.stdout.splitlines():
        note = json.loads(line)
        notes[tree / Path(note["filename"]).resolve().relative_to(copy.resolve())].append((note["code"], note["message"]))
    return notes


def hunks(before, after):
    """The changed regions: where they are in `before`, and the lines that took their place."""
    start = 0
    while start < min(len(before), len(after)) and before[start] == after[start]:
        start += 1
    end = 0
    while end < min(len(before), len(after)) - start and before[-1 - end] == after[-1 - end]:
        end += 1
    matcher = difflib.SequenceMatcher(None, before[start : len(before) - end], after[start : len(after) - end], autojunk=False)
    found = set()
    for group in matcher.get_grouped_opcodes(1):
        changed = [code for code in group if code[0] != "equal"]
        (first, last) = (changed[0], changed[-1])
        lines = tuple(after[start + first[3] : start + last[4]])
        found.add((start + first[1], start + last[2], lines))
    return found


def compare(name, tree, files, jobs):
    answers = ask_usort(tree, files, jobs)
    handled = [path for path in files if not answers[path]["error"]]
    wanted = {
        path: answers[path]["output"].encode("latin-1") if "output" in answers[path] else path.read_bytes() for path in handled
    }
    failed = False

    exact = sort_copy(tree, files, "usort")
    different = [path for path in handled if exact[path] != wanted[path]]
    excused = [path for path in different if not answers[path].get("round_trips", True)]
    print(f"{name}: {len(files)} files, {len(handled)} that µsort handles, {sum('output' in answers[p] for p in handled)} that it changes")
    print(f'  "usort": {len(handled) - len(different)} the same, {len(excused)} that its parser does not give back unchanged')
    for path in sorted(set(different) - set(excused)):
        failed = True
        print(f"    DIFFERENT {path.relative_to(tree)}")

    full = sort_copy(tree, files, "full")
    notes = notes_on(tree, files)
    reasons = collections.Counter()
    blocks = same_blocks = 0
    for path in handled:
        if path not in excused and wanted[path] != path.read_bytes():
            lines = [data.decode("latin-1").splitlines() for data in (path.read_bytes(), wanted[path], full[path])]
            theirs = hunks(lines[0], lines[1])
            blocks += len(theirs)
            same_blocks += len(theirs & hunks(lines[0], lines[2]))
        if full[path] == wanted[path] or path in excused:
            continue
        decode = lambda data: data.decode("latin-1").splitlines(keepends=True)
        reason = rule(decode(path.read_bytes()), decode(wanted[path]), decode(full[path]), notes[path])
        reasons[reason] += 1
        if reason is None:
            failed = True
            print(f"    UNEXPLAINED {path.relative_to(tree)}")
    same = len(handled) - sum(reasons.values()) - len(excused)
    print(f'  "full": {same} the same; different by rule: {dict(reasons.most_common())}')
    kept = sum(code == "kept-order" for found in notes.values() for code, _ in found)
    print(f"  of {blocks} blocks that µsort changes {same_blocks} come out the same ({100 * same_blocks / max(blocks, 1):.1f} %); {kept} pairs of imports keep their order")
    return failed


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sample", type=int)
    parser.add_argument("--corpora", nargs="*")
    parser.add_argument("--no-shuffled", action="store_true")
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    corpora.build()
    failed = False
    for name, tree in corpora.corpora(options.corpora).items():
        trees = [(name, tree)]
        if not options.no_shuffled:
            shuffled = corpora.WORK / "shuffled" / tree.name
            if not shuffled.exists():
                corpora.run(sys.executable, "-W", "ignore", corpora.HERE / "shuffle.py", tree, shuffled)
            trees.append((f"{name}, shuffled", shuffled))
        for title, tree in trees:
            files = corpora.python_files(tree)
            if options.sample:
                files = sorted(random.Random(1).sample(files, min(options.sample, len(files))))
            failed |= compare(title, tree, files, options.jobs)
    print("failed" if failed else "passed")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
