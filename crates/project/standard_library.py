"""Writes `standard_library.txt`: the top-level names of the standard library, and the releases that have them.

These are the modules of every Python 3 release, as the PyPI package `stdlibs` lists them (its version is that of the
peers' requirements file): one module a line, with the first and last release of Python 3 that has it. Run it with that
package installed:

    python crates/project/standard_library.py > crates/project/src/standard_library.txt
"""

from importlib import import_module
from pkgutil import iter_modules

import stdlibs

releases = {}
for module in iter_modules(stdlibs.__path__):
    if module.name.startswith("py3") and module.name[3:].isdigit():
        releases[int(module.name[3:])] = import_module(f"stdlibs.{module.name}").module_names

for name in sorted(set.union(*map(set, releases.values()))):
    minors = [minor for minor in sorted(releases) if name in releases[minor]]
    gaps = [minor for minor in range(minors[0], minors[-1]) if minor in releases and minor not in minors]
    assert not gaps, (name, gaps)
    print(name, minors[0], minors[-1])
