"""Writes `standard_library.txt`: the top-level names that µsort takes for the standard library.

These are the modules of every Python 3 release together, as the PyPI package `stdlibs` lists them (its version is that
of the peers' requirements file). Run it with that package installed:

    python crates/project/standard_library.py > crates/project/src/standard_library.txt
"""

from stdlibs.py3 import module_names

print("\n".join(sorted(module_names)))
