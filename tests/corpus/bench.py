"""Compares the time of `harmless-codemod` with that of its peers, in one run on one machine.

    python bench.py HARMLESS_CODEMOD FOLDER... [--tree PROGRAM] [--ast-grep PROGRAM] [--rg PROGRAM] [--bowler PYTHON] [--sample MB]

PROGRAM of `--tree` is `cargo build --release -p harmless-syntax --example tree`, which times the parser with and without the tree in
one process. Prints CPU seconds (user and system, all threads; the least of three runs) and ratios. Everything works on copies.

Bowler is run on a sample of the folders: every n-th file, so many that they are about MB together. The time that both need for one
line is printed too, so that it shows how little of it is their start.
"""

import argparse
import os
import pathlib
import resource
import shutil
import subprocess
import tempfile

SWAP = ("self.assertEqual($A, $B)", "self.assertEqual2($B, $A)")
BOWLER = """
from bowler import Query
from fissix.fixer_util import Name
PATTERN = "power< 'self' trailer< '.' name='assertEqual' > trailer< '(' arglist< a=any ',' b=any > ')' > >"
def swap(node, capture, filename):
    a, b = capture["a"], capture["b"]
    x, y = a.clone(), b.clone()
    x.prefix, y.prefix = b.prefix, a.prefix
    a.replace(y)
    b.replace(x)
    capture["name"].replace(Name("assertEqual2"))
Query([FOLDER]).select(PATTERN).modify(swap).write()
"""


def cpu(command):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def least(command, folders, runs=3, fresh=False):
    times = []
    for _ in range(runs):
        with tempfile.TemporaryDirectory() as top:
            targets = folders
            if fresh:
                targets = [shutil.copytree(folder, f"{top}/{number}") for number, folder in enumerate(folders)]
            times.append(cpu(command(targets)))
    return min(times)


def sample(folders, megabytes, top):
    """Copies every n-th Python file, so that about `megabytes` are there. Gives the bytes copied."""
    files = sorted(path for folder in folders for path in pathlib.Path(folder).rglob("*.py") if path.is_file())
    total = sum(path.stat().st_size for path in files)
    step = max(1, round(total / (megabytes * 1e6)))
    copied = 0
    for number, path in enumerate(files[::step]):
        target = pathlib.Path(top) / str(number % 100) / f"{number}_{path.name}"
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
        copied += path.stat().st_size
    return copied


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("tool")
    parser.add_argument("folders", nargs="+")
    parser.add_argument("--ast-grep")
    parser.add_argument("--rg")
    parser.add_argument("--bowler", help="a Python that has bowler")
    parser.add_argument("--sample", type=float, default=10, metavar="MB", help="how much of the folders Bowler gets")
    parser.add_argument("--tree", help="the example program `tree`")
    options = parser.parse_args()
    tool, folders = os.path.abspath(options.tool), options.folders
    flags = ["--isolated", "--no-respect-gitignore"]
    print("CPU seconds")
    nothing = least(lambda f: [tool, "rewrite", "zzz_nothing($a, $b)", "x", "--check", *flags, *f], folders)
    print(f"nothing matches: harmless {nothing:.2f}")
    if options.rg:
        time = least(lambda f: [options.rg, "-l", "-t", "py", "--no-ignore", "zzz_nothing", *f], folders)
        print(f"nothing matches: ripgrep {time:.2f}; harmless costs {nothing / time:.2f} times that")
    if options.ast_grep:
        time = least(lambda f: [options.ast_grep, "run", "-p", "zzz_nothing($A, $B)", "-r", "x", "-l", "py", *f], folders, 1)
        print(f"nothing matches: ast-grep {time:.2f}, {time / nothing:.0f} times as much")
    swap = least(lambda f: [tool, "rewrite", *SWAP, "--write", "-q", *flags, *f], folders, 3, True)
    print(f"swap: harmless {swap:.2f}")
    if options.ast_grep:
        time = least(lambda f: [options.ast_grep, "run", "-p", SWAP[0], "-r", SWAP[1], "-l", "py", "-U", *f], folders, 2, True)
        print(f"swap: ast-grep {time:.2f}, {time / swap:.1f} times as much")
    if options.tree:
        # The last line says how many times the parser's time the parser with the tree takes; the least of three runs.
        lines = [subprocess.run([options.tree, *folders], capture_output=True, text=True, check=True).stdout for _ in range(3)]
        print(min((text.splitlines()[-1] for text in lines), key=lambda line: float(line.split()[-2])))
    if options.bowler:
        with tempfile.TemporaryDirectory() as top:
            script = pathlib.Path(top) / "swap.py"

            def bowler(folders):
                script.write_text(BOWLER.replace("FOLDER", repr(str(folders[0]))))
                return [options.bowler, str(script)]

            def harmless(folders):
                return [tool, "rewrite", *SWAP, "--write", "-q", *flags, *folders]

            files, empty = f"{top}/files", f"{top}/empty"
            os.mkdir(empty)
            # With a match, so that Bowler loads its grammar.
            pathlib.Path(empty, "a.py").write_text("self.assertEqual(a, b)\n")
            copied = sample(folders, options.sample, files)
            own, own_start = least(harmless, [files], 3, True), least(harmless, [empty], 3, True)
            time, start = least(bowler, [files], 1, True), least(bowler, [empty], 3, True)
        print(f"swap, {copied / 1e6:.1f} MB: harmless {own:.3f} (start {own_start:.3f}), bowler {time:.2f} (start {start:.2f})")
        print(f"swap, {copied / 1e6:.1f} MB: bowler takes {time / own:.0f} times as much")


if __name__ == "__main__":
    main()
