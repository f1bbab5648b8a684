"""CPU time (user and system, children included) of `generate` against attribution, git-cliff and git itself, in one run.

usage: release.py HARMLESS_RELEASE ATTRIBUTION [GIT_CLIFF]

Build with `cargo build --release`; the peers come from PyPI (`pip install attribution==1.8.0 git-cliff==2.14.2`).
Makes a repository of 50,000 commits and 500 tags and one of 300 commits and 20 tags. Each figure is the least of several runs;
git-cliff is stopped after 100 seconds of CPU time, and then its ratio is a lower bound. Ends with 1 if a target is missed:
a tenth of either peer's CPU time, three times `git log`'s, and 20 ms (wall clock) for the small project.
"""

import os
import resource
import subprocess
import sys
import tempfile
import time

LIMIT = 100


def repository(folder, commits, tags):
    subprocess.check_call(["git", "init", "-q", "-b", "main", folder])
    lines, main, side, released = [], 0, 0, 0
    for number in range(commits):
        mark, time = number + 1, 1_400_000_000 + 600 * number
        author = f"Author {number * 7919 % 300} <a{number * 7919 % 300}@x.org> {time} +0000"
        on_side = number % 10 in (7, 8) and main
        lines.append(f"commit refs/heads/{'side' if on_side else 'main'}\nmark :{mark}\nauthor {author}\ncommitter {author}\ndata 1\nx")
        if not on_side or number % 10 == 7:
            lines.append(f"from :{main}" if main else "")
        if not on_side and number % 10 == 9 and side:
            lines.append(f"merge :{side}")
        lines.append(f"M 644 inline f{number % 50}\ndata {len(str(number))}\n{number}")
        if on_side:
            side = mark
        else:
            main = mark
        if (number + 1) % (commits // tags) == 0:
            released += 1
            lines.append(f"tag v{released // 100}.{released % 100}\nfrom :{main}\ntagger T <t@x> {time} +0000\ndata 10\n- Changes\n")
    lines.append("done")
    text = "\n".join(line for line in lines if line) + "\n"
    subprocess.run(["git", "-C", folder, "fast-import", "--quiet", "--done"], input=text.encode(), check=True)
    subprocess.check_call(["git", "-C", folder, "reset", "-q", "--hard", "main"])
    subprocess.check_call(["git", "-C", folder, "gc", "-q"])


def cost(command, folder, runs):
    """The least CPU and wall-clock seconds of several runs, and whether they ended by themselves."""
    processor, wall, ended = [], [], True
    for _ in range(runs):
        before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
        limit = lambda: resource.setrlimit(resource.RLIMIT_CPU, (LIMIT, LIMIT))
        code = subprocess.run(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, preexec_fn=limit).returncode
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        wall.append(time.perf_counter() - start)
        processor.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
        if code != 0:
            ended = False
            break
    return min(processor), min(wall), ended


def main(ours, attribution, cliff=None):
    missed = []
    with tempfile.TemporaryDirectory() as base:
        for name, commits, tags in (("50,000 commits, 500 tags", 50_000, 500), ("300 commits, 20 tags", 300, 20)):
            folder = os.path.join(base, str(commits))
            repository(folder, commits, tags)
            is_large = commits > 1000
            runs = 5 if is_large else 20
            own, wall, ended = cost([ours, "generate"], folder, runs)
            print(f"{name}: harmless-release generate {own * 1000:.0f} ms of CPU, {wall * 1000:.0f} ms in all", flush=True)
            if not ended:
                missed.append(f"{name}: harmless-release failed")
            if not is_large and wall > 0.020:
                missed.append(f"{name}: more than 20 ms")
            rivals = [
                ("git log --all", ["git", "log", "--all", "--format=%H%x00%P%x00%aN"], runs, 1 / 3),
                ("attribution generate", [attribution, "generate"], 3, 10),
            ]
            if cliff:
                rivals.append(("git-cliff --offline", [cliff, "--offline"], 1, 10))
            for rival, command, times, target in rivals:
                used, _, ended = cost(command, folder, times)
                sign = "" if ended else ">"
                print(f"  {rival}: {sign}{used * 1000:.0f} ms, {sign}{used / own:.2f} times ours", flush=True)
                if is_large and used / own < target:
                    missed.append(f"{name}: {rival} takes less than {target:.2f} times ours")
    for target in missed:
        print(f"MISSED {target}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(*map(os.path.abspath, sys.argv[1:])))
