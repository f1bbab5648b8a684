"""Measures what starting the tools costs: the check of one file, against /bin/true and /bin/cat of that file.

    python startup.py HARMLESS_IMPORTS [--file FILE] [--runs N] [--bar 1.5]

The programs take turns, so that what else the machine does concerns all of them. Prints the median and the least wall-clock time of each in
milliseconds, the size of the program, and the ratio of the check to the sum of the other two; with --bar, exits with 1 if the ratio
of the medians is higher.
"""

import argparse
import os
import pathlib
import statistics
import sys
import tempfile
import time

SOURCE = '''"""A module like any other."""

import logging
import os
import sys
from pathlib import Path

log = logging.getLogger(__name__)


def main() -> int:
    log.info("%s in %s", Path(sys.argv[0]).name, os.getcwd())
    return 0
'''


def spend(command, output):
    """Runs a command; gives the seconds it took."""
    actions = [(os.POSIX_SPAWN_DUP2, output, 1), (os.POSIX_SPAWN_DUP2, output, 2)]
    start = time.perf_counter()
    process = os.posix_spawn(command[0], command, os.environ, file_actions=actions)
    _, status = os.waitpid(process, 0)
    taken = time.perf_counter() - start
    if status != 0:
        sys.exit(f"{command} failed: {status}")
    return taken


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", type=pathlib.Path)
    parser.add_argument("--file", type=pathlib.Path)
    parser.add_argument("--runs", type=int, default=500)
    parser.add_argument("--bar", type=float)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        file = arguments.file
        if file is None:
            file = pathlib.Path(folder, "module.py")
            file.write_text(SOURCE)
        file = file.resolve()
        program = arguments.program.resolve()
        commands = {
            "true": ["/bin/true"],
            "cat": ["/bin/cat", str(file)],
            "check": [str(program), "check", str(file)],
        }
        times = {name: [] for name in commands}
        with open(os.devnull, "wb") as null:
            for _ in range(arguments.runs):
                for name, command in commands.items():
                    times[name].append(spend(command, null.fileno()))
    medians = {name: statistics.median(all_times) for name, all_times in times.items()}
    for name, all_times in times.items():
        print(f"{name:6} median {medians[name] * 1e3:6.3f} ms   least {min(all_times) * 1e3:6.3f} ms")
    ratio = medians["check"] / (medians["true"] + medians["cat"])
    least = min(times["check"]) / (min(times["true"]) + min(times["cat"]))
    print(f"size   {program.stat().st_size / 1e6:.2f} MB")
    print(f"ratio  median {ratio:.2f}   least {least:.2f}")
    if arguments.bar is not None and ratio > arguments.bar:
        sys.exit(f"more than {arguments.bar} times")


if __name__ == "__main__":
    main()
