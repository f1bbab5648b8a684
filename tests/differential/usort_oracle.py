"""Prints what µsort makes of files, a line of JSON each: run with the Python that has µsort.

    usort_oracle.py < PATHS
"""

import json
import sys
from pathlib import Path

import libcst
from usort.api import usort_file

for line in sys.stdin:
    path = Path(line.rstrip("\n"))
    result = usort_file(path)
    answer = {"path": str(path), "error": repr(result.error) if result.error else None}
    if not result.error and result.output != result.content:
        answer["output"] = result.output.decode("latin-1")
        # µsort's parser does not give every file back unchanged; that is no matter of sorting.
        answer["round_trips"] = libcst.parse_module(result.content).bytes == result.content
    print(json.dumps(answer), flush=True)
