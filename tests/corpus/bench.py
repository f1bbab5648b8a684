"""Compares the time of `harmless-codemod` with that of its peers, in one run on one machine.

    python bench.py HARMLESS_CODEMOD FOLDER... [--ast-grep PROGRAM] [--rg PROGRAM] [--bowler PROGRAM --subset FOLDER]

Prints CPU seconds (user and system, all threads; the least of three runs) and ratios. Everything works on copies.
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


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("tool")
    parser.add_argument("folders", nargs="+")
    parser.add_argument("--ast-grep")
    parser.add_argument("--rg")
    parser.add_argument("--bowler", help="a Python that has bowler")
    parser.add_argument("--subset", help="a folder for the slow ones")
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
    if options.bowler and options.subset:
        own = least(lambda f: [tool, "rewrite", *SWAP, "--write", "-q", *flags, *f], [options.subset], 3, True)
        with tempfile.TemporaryDirectory() as top:
            def command(folders):
                script = pathlib.Path(top) / "swap.py"
                script.write_text(BOWLER.replace("FOLDER", repr(str(folders[0]))))
                return [options.bowler, str(script)]
            time = least(command, [options.subset], 1, True)
        print(f"swap, subset: harmless {own:.3f}, bowler {time:.2f}, {time / own:.0f} times as much")


if __name__ == "__main__":
    main()
