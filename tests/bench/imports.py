"""Compares the time of `harmless-imports` with that of ruff and of reading the files, in one run on one machine.

    imports.py [--runs N] [--ours PROGRAM] [--folder FOLDER]

Prints CPU seconds (user and system, all threads; the least of N runs) and their ratios: `check` on the trees as they are, shuffled and
sorted; `format` against `ruff check --fix` on copies of the first two; what the import graph adds to `check` on the sorted trees (medians of
3 N runs with it and without, in turn); and the peak memory of `check`. The trees are those of tests/differential/corpora.py.

Copies are made below --folder, by default where temporary files go. A tree that was just deleted makes some file systems slow at making new
files (ext4 without a journal for five minutes: `format` then takes up to twice as long), so copies are made first and deleted last, and a
folder in memory, such as /dev/shm, gives figures that can be repeated.
"""

import argparse
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "differential"))
import corpora

RUFF = ["check", "--select", "I", "--no-cache", "--isolated"]


def cpu(command):
    """CPU seconds of a command, its children included."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([str(part) for part in command], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def peak(command):
    """The largest resident set of a command, in MB."""
    with subprocess.Popen([str(part) for part in command], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        _, _, usage = os.wait4(process.pid, 0)
        process.returncode = 0
    return usage.ru_maxrss / 1024


def python_only(source, target):
    """A copy of the Python files below `source`, with the mark of a code base for each tree."""
    for path in sorted(path for path in source.rglob("*.py") if path.is_file()):
        copy = target / path.relative_to(source)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, copy)
    for tree in target.iterdir():
        (tree / ".git").mkdir()
    return target


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--ours", type=Path)
    parser.add_argument("--folder", type=Path)
    options = parser.parse_args()
    ours = options.ours or corpora.build()
    ruff = corpora.peers() / "ruff"
    corpora.corpora()
    for name, tree in corpora.corpora().items():
        shuffled = corpora.WORK / "shuffled" / tree.name
        if not shuffled.exists():
            corpora.run(sys.executable, "-W", "ignore", corpora.HERE / "shuffle.py", tree, shuffled)
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        folder = Path(folder)
        trees = {
            "as they are": python_only(corpora.WORK / "corpora", folder / "plain"),
            "shuffled": python_only(corpora.WORK / "shuffled", folder / "shuffled"),
            "sorted": python_only(corpora.WORK / "corpora", folder / "sorted"),
        }
        subprocess.run([ours, "--isolated", "-q", "format", trees["sorted"]], capture_output=True)
        copies = {
            name: [(shutil.copytree(trees[name], folder / f"{number}a{name}"), shutil.copytree(trees[name], folder / f"{number}b{name}")) for number in range(2)]
            for name in ("as they are", "shuffled")
        }
        least = lambda command: min(cpu(command) for _ in range(options.runs))
        for name, tree in trees.items():
            check = least([ours, "--isolated", "check", tree])
            theirs = least([ruff, *RUFF, tree])
            reading = least(["sh", "-c", f"find '{tree}' -name '*.py' -print0 | xargs -0 cat"])
            print(f"check, {name}: {check:.2f} s; ruff {theirs:.2f} s, ratio {check / theirs:.3f}; cat {reading:.2f} s, ratio {check / reading:.2f}")
        for name, pairs in copies.items():
            written = min(cpu([ours, "--isolated", "-q", "format", mine]) for mine, _ in pairs)
            fixed = min(cpu([ruff, *RUFF, "--fix", other]) for _, other in pairs)
            print(f"format, {name}: {written:.2f} s; ruff --fix {fixed:.2f} s, ratio {written / fixed:.3f}")
        # A stub is not executed, so its order is not looked at: the same files as stubs show what `check` takes without the graph.
        stubs = folder / "stubs"
        shutil.copytree(trees["sorted"], stubs)
        for path in sorted(stubs.rglob("*.py")):
            path.rename(path.with_suffix(".pyi"))
        # Sorted on their own, so that they are looked at to the end as well.
        subprocess.run([ours, "--isolated", "-q", "format", stubs], capture_output=True)
        pairs = [[cpu([ours, "--isolated", "check", tree]) for tree in (trees["sorted"], stubs)] for _ in range(3 * options.runs)]
        with_graph, without = (statistics.median(times) for times in zip(*pairs))
        print(f"the import graph on the sorted trees: {with_graph:.2f} s with it, {without:.2f} s without, {100 * (with_graph / without - 1):.0f} % more")
        print(f"peak memory of check: {max(peak([ours, '--isolated', 'check', tree]) for tree in trees.values()):.0f} MB")


if __name__ == "__main__":
    main()
