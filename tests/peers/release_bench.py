"""CPU time (user and system, children included) of `generate` against attribution, git-cliff and git itself, in one run.

usage: release_bench.py HARMLESS_RELEASE ATTRIBUTION [GIT_CLIFF]

Makes a repository of 50,000 commits and 500 tags and one of 300 commits and 20 tags. Each figure is the least of several runs;
git-cliff is stopped after 100 seconds of CPU time, and then its ratio is a lower bound.
"""

import os
import resource
import subprocess
import sys
import tempfile

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


def cpu(command, folder, runs):
    """The least CPU seconds of several runs, and whether they ended."""
    least, ended = None, True
    for _ in range(runs):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        limit = lambda: resource.setrlimit(resource.RLIMIT_CPU, (LIMIT, LIMIT))
        code = subprocess.run(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, preexec_fn=limit).returncode
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        least, ended = min(used, least or used), ended and code == 0
        if code < 0:
            break
    return least, ended


def main(ours, attribution, cliff=None):
    with tempfile.TemporaryDirectory() as base:
        for name, commits, tags in (("50,000 commits, 500 tags", 50_000, 500), ("300 commits, 20 tags", 300, 20)):
            folder = os.path.join(base, str(commits))
            repository(folder, commits, tags)
            runs = 3 if commits > 1000 else 10
            own, _ = cpu([ours, "generate"], folder, runs)
            print(f"{name}: harmless-release generate {own * 1000:.0f} ms")
            rivals = [
                ("git log --all", ["git", "log", "--all", "--format=%H%x00%P%x00%aN"], runs),
                ("attribution generate", [attribution, "generate"], runs),
            ]
            if cliff:
                rivals.append(("git-cliff --offline", [cliff, "--offline"], 1))
            for rival, command, times in rivals:
                used, ended = cpu(command, folder, times)
                sign = "" if ended else ">"
                print(f"  {rival}: {sign}{used * 1000:.0f} ms, {sign}{used / own:.2f} times ours", flush=True)


main(*map(os.path.abspath, sys.argv[1:]))
