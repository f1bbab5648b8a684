"""Compares the import sorter with the real µsort on whole trees, as they are and with their imports shuffled.

    usort.py [--sample N] [--corpora NAME ...] [--no-shuffled] [--jobs N]

With `safety = "usort"` every file that µsort handles must come out the same, but for files that µsort's own parser does not give
back unchanged; the exit status is 1 otherwise. With `"full"` blocks are compared, and those that come out differently are counted by the
rules (see docs/differences-from-usort.md) that are at work in them; a difference that none explains is listed, and makes the exit status 1.
Two shares are given: of the blocks that µsort writes anew in any way, those with the same bytes; and of the blocks in which µsort changes
the order of the imports, those in the same order, be their comments and blank lines laid out as they may.

µsort handles 0.2 MB a CPU second: its outputs are kept in target/differential, by the content of the file. --sample takes N
files of each tree, always the same.
"""

import argparse
import collections
import hashlib
import json
import random
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import blocks
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
        # Isolated, since this file has the name of µsort's package.
        answers = subprocess.run(
            [python, "-I", "-W", "ignore", script], input="\n".join(map(str, paths)), capture_output=True, text=True, check=True
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


def explanations(tree, files):
    """What `explain` says of everything that is not sorted freely: (first line, last line, rule) by path."""
    copy = copy_of(tree)
    found = {path: [] for path in files}
    for start in range(0, len(files), 200):
        paths = [path.relative_to(tree) for path in files[start : start + 200]]
        answer = subprocess.run([corpora.BINARY, "explain", "--output-format", "json", *paths], cwd=copy, capture_output=True, text=True)
        for line in json.loads(answer.stdout or "[]"):
            if line["rule"]:
                # A comment that speaks of the whole file speaks of every line.
                first, last = (1, float("inf")) if line["rule"] == "file left alone" else line["lines"]
                found[tree / line["filename"]].append((first, last, line["rule"]))
    return found


def rules_of(comparison, explained):
    """The documented rules (see docs/differences-from-usort.md) that explain why a block comes out differently."""
    before = comparison.before
    rules = {rule for first, last, rule in explained if first <= before.last and last >= before.first}
    if b"#" in before.text:
        rules.add("comments")
    if b"\x0c" in before.text:
        rules.add("form feeds")
    if b"\r" in before.text:
        rules.add("line ends")
    if not comparison.is_same_order and differs_in_ties(comparison):
        rules.add("ties")
    return rules


def differs_in_ties(comparison):
    """Whether nothing but the order of names that differ only in case is another: µsort leaves these as it finds them."""
    fold = lambda block: [repr(imported).casefold() for imported in block.order]
    return fold(comparison.theirs) == fold(comparison.ours)


class Count:
    """Blocks, counted."""

    def __init__(self):
        self.changed = self.same = self.sorted = self.same_order = self.ties = 0
        # By rules: blocks that come out otherwise in any way, and in another order.
        self.rules = collections.Counter()
        self.rules_of_order = collections.Counter()
        self.unexplained = []

    def add(self, comparison, explained, path):
        if not comparison.is_changed:
            return
        self.changed += 1
        self.same += comparison.is_same
        self.sorted += comparison.is_sorted
        self.same_order += comparison.is_sorted and comparison.is_same_order
        is_tie = comparison.is_sorted and not comparison.is_same_order and differs_in_ties(comparison)
        self.ties += is_tie
        if comparison.is_same:
            return
        rules = rules_of(comparison, explained)
        if not rules:
            self.unexplained.append((path, comparison))
        text = " + ".join(sorted(rules)) or "unexplained"
        self.rules[text] += 1
        self.rules_of_order[text] += comparison.is_sorted and not comparison.is_same_order and not is_tie

    def include(self, other):
        self.changed += other.changed
        self.same += other.same
        self.sorted += other.sorted
        self.same_order += other.same_order
        self.ties += other.ties
        self.rules += other.rules
        self.rules_of_order += other.rules_of_order

    def report(self):
        share = lambda part, whole: f"{part} of {whole} ({100 * part / max(whole, 1):.1f} %)"
        print(f"    of the blocks that µsort writes anew, the same bytes: {share(self.same, self.changed)}")
        print(f"    of the blocks whose imports µsort puts in another order, the same order: {share(self.same_order + self.ties, self.sorted)},")
        print(f"      in {self.ties} of them but for names that differ only in case, which µsort leaves as it finds them")
        print("    blocks  in another order  rules at work in them")
        for rules, count in self.rules.most_common():
            print(f"    {count:6}  {self.rules_of_order[rules]:16}  {rules}")


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
    explained = explanations(tree, files)
    count = Count()
    beyond = 0
    for path in handled:
        if path in excused or (wanted[path] == path.read_bytes() and full[path] == wanted[path]):
            continue
        comparisons = blocks.compare(path.read_bytes(), wanted[path], full[path])
        if comparisons is None:
            beyond += 1
            continue
        for comparison in comparisons:
            count.add(comparison, explained[path], path)
            if not comparison.is_changed and not comparison.is_same and not rules_of(comparison, explained[path]):
                count.unexplained.append((path, comparison))
    same = sum(full[path] == wanted[path] for path in handled if path not in excused)
    print(f'  "full": {same} files the same' + (f", {beyond} that this Python cannot parse are not looked at" if beyond else ""))
    count.report()
    for path, comparison in count.unexplained:
        failed = True
        print(f"    UNEXPLAINED {path.relative_to(tree)}:{comparison.before.first}")
    return failed, count


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sample", type=int)
    parser.add_argument("--corpora", nargs="*")
    parser.add_argument("--no-shuffled", action="store_true")
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    corpora.build()
    failed = False
    totals = collections.defaultdict(Count)
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
            is_bad, count = compare(title, tree, files, options.jobs)
            failed |= is_bad
            totals["shuffled" if title != name else "as they are"].include(count)
    for title, total in totals.items():
        print(f"all trees, {title}:")
        total.report()
    print("failed" if failed else "passed")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
