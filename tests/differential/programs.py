"""Random programs whose import cycles must be entered at the right module: sorted as a whole, each must do what it did before.

    programs.py [--seed N] [--programs N] [--style STYLE] [--keep FOLDER]

A program is a few packages and modules. Some modules import names from each other so that the first of them to be imported must be a certain
one; the others import these and each other, in packages, functions, blocks and in any order. Programs that do not run are thrown away; the
others are run by this Python, all of their files are sorted, and they are run again: what their modules hold must be the same. How many
of the sorted files a second run would change is printed, too. --keep tells where the programs that broke go, before and after.
"""

import argparse
import contextlib
import importlib
import io
import random
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import corpora

STEMS = [first + second for first in "abcdefgh" for second in "nopq"]
# How many programs are sorted in one go.
BATCH = 300
SHOWN = ("X", "Y", "Z", "K")


class Program:
    """Modules by dotted name, and their texts."""

    def __init__(self, choose):
        self.choose = choose
        self.stems = choose.sample(STEMS, len(STEMS))
        self.packages = [self.stems.pop() for _ in range(choose.choice((1, 2, 2, 3)))]
        self.texts = {}
        cycles = [self.cycle() for _ in range(choose.choice((1, 1, 2)))]
        members = [member for cycle in cycles for member in cycle]
        users = [self.new_module() for _ in range(choose.randrange(3, 8))]
        for user in users:
            others = members + [other for other in users if other != user and choose.random() < 0.6]
            self.texts[user] = self.user(user, others)
        for package in self.packages:
            self.texts[package] = self.package(package, members + users)
        for user in users:
            self.take_more(user, members + users)

    def new_module(self):
        package, stem = self.choose.choice([*self.packages, None]), self.stems.pop()
        return f"{package}.{stem}" if package else stem

    def cycle(self):
        """Modules each of which takes a name from the next; only one of them binds its own before."""
        names = [self.new_module() for _ in range(self.choose.choice((2, 2, 3)))]
        first = self.choose.randrange(len(names))
        for number, name in enumerate(names):
            following = names[(number + 1) % len(names)]
            take, taken = f"from {following} import X as taken", "taken"
            if self.choose.random() < 0.25:
                take, taken = f"import {following}", f"{following}.X"
            lines = ["X = 1", take, f"Y = {taken}"] if number == first else [take, f"X = {taken} + 1", "Y = X"]
            self.texts[name] = lines
        return names

    def import_of(self, module, target):
        """A statement that imports `target` in `module`, in one of the ways there are."""
        way = self.choose.random()
        package, _, stem = target.rpartition(".")
        if way < 0.4:
            return f"import {target}"
        if way < 0.7 or not package:
            return f"from {target} import __name__ as {target.replace('.', '_')}"
        if module.startswith(f"{package}."):
            return self.choose.choice((f"from . import {stem}", f"from .{stem} import __name__ as {stem}_name"))
        return f"from {package} import {stem}"

    def user(self, module, others):
        choose = self.choose
        targets = choose.sample(others, min(len(others), choose.choice((1, 2, 2, 3, 3))))
        lines = [self.import_of(module, target) for target in targets]
        if len(lines) > 2 and choose.random() < 0.15:
            lines.insert(choose.randrange(1, len(lines)), "Q = 0")
        if choose.random() < 0.12:
            lazy = lines.pop(choose.randrange(len(lines)))
            lines += ["def later():", f"    {lazy}"] + choose.choice(([], ["later()"]))
        return [*lines, "Z = 1"]

    def package(self, package, others):
        choose = self.choose
        inside = [other for other in others if other.startswith(f"{package}.")]
        targets = choose.sample(inside, min(len(inside), choose.choice((0, 1, 2, 3))))
        if choose.random() < 0.3:
            targets.append(choose.choice(others))
        choose.shuffle(targets)
        lines = [self.import_of(f"{package}.", target) for target in targets]
        if choose.random() < 0.6:
            lines.insert(choose.randrange(len(lines) + 1), "K = 1")
        return lines

    def take_more(self, module, others):
        """Takes a constant of a package, or all names of another module."""
        lines = self.texts[module]
        with_constants = [package for package in self.packages if "K = 1" in self.texts[package]]
        more = []
        if with_constants and self.choose.random() < 0.25:
            more.append(f"from {self.choose.choice(with_constants)} import K")
        other = self.choose.choice(others)
        if other != module and self.choose.random() < 0.12:
            more.append(f"from {other} import *")
        for line in more:
            lines.insert(self.choose.choice((0, len(lines) - 1)), line)

    def main(self):
        names = self.choose.sample(sorted(self.texts), self.choose.randrange(1, 5))
        shown = "[(name, [repr(getattr(module, it, None)) for it in SHOWN]) for name, module in sorted(sys.modules.items()) if name in OWN]"
        return [f"import {name}" for name in names] + ["import sys", f"print({shown})"]

    def write(self, folder):
        for name, lines in {**self.texts, "main": self.main()}.items():
            path = folder / name.replace(".", "/")
            path = path / "__init__.py" if name in self.packages else path.with_suffix(".py")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("".join(f"{line}\n" for line in lines))


def outcome(program, folder):
    """What the program in `folder` prints, or the name of its error."""
    own = set(program.texts)
    for name in own & set(sys.modules):
        del sys.modules[name]
    importlib.invalidate_caches()
    sys.path.insert(0, str(folder))
    out = io.StringIO()
    try:
        with contextlib.redirect_stdout(out):
            exec(compile((folder / "main.py").read_text(), "main.py", "exec"), {"SHOWN": SHOWN, "OWN": own})
        return out.getvalue()
    except Exception as error:
        return type(error).__name__
    finally:
        sys.path.remove(str(folder))
        sys.path_importer_cache.clear()
        for name in own & set(sys.modules):
            del sys.modules[name]


def run_batch(choose, first, count, style, keep):
    """How many programs were sorted, broke, and how many of their files a second run would change. They are numbered from `first` on."""
    with tempfile.TemporaryDirectory() as top:
        top = Path(top)
        options = ["--isolated"]
        if style:
            configuration = top / "harmless.toml"
            configuration.write_text(f'[tool.harmless.imports]\nstyle = "{style}"\n')
            options = ["--config", configuration]
        programs = []
        while len(programs) < count:
            folder = top / str(first + len(programs))
            program = Program(choose)
            program.write(folder)
            # The mark of a code base.
            (folder / ".git").mkdir()
            before = outcome(program, folder)
            if before.startswith("["):
                shutil.copytree(folder, top / "before" / folder.name)
                programs.append((program, folder, before))
            else:
                shutil.rmtree(folder)
        folders = [folder for _, folder, _ in programs]
        subprocess.run([corpora.BINARY, *options, "-q", "format", *folders], check=True)
        again = subprocess.run([corpora.BINARY, *options, "check", *folders], capture_output=True, text=True)
        broken = [(folder, before, after) for program, folder, before in programs if (after := outcome(program, folder)) != before]
        for folder, before, after in broken:
            print(f"BROKEN {before.strip()} became {after.strip()}")
            if keep:
                place = Path(keep) / folder.name
                shutil.copytree(top / "before" / folder.name, place / "before", dirs_exist_ok=True)
                shutil.copytree(folder, place / "after", dirs_exist_ok=True)
        return len(programs), len(broken), again.stderr.count("Would sort") + again.stdout.count("Would sort")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--programs", type=int, default=1500)
    parser.add_argument("--style")
    parser.add_argument("--keep", metavar="FOLDER")
    options = parser.parse_args()
    sys.dont_write_bytecode = True
    corpora.build()
    choose = random.Random(options.seed)
    total = [0, 0, 0]
    while total[0] < options.programs:
        batch = run_batch(choose, total[0], min(BATCH, options.programs - total[0]), options.style, options.keep)
        total = [sum(pair) for pair in zip(total, batch)]
    print(f"{total[0]} programs, {total[1]} broken; {total[2]} files that a second run would change")
    return 1 if total[1] else 0


if __name__ == "__main__":
    sys.exit(main())
