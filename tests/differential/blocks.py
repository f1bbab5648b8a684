"""The blocks of imports in a Python text, and how those of two texts that differ only in their imports compare.

A block is a sequence of import statements of one suite with nothing but comments and blank lines between them. A sorter moves no import
across another statement, so the blocks of a text and of what a sorter makes of it correspond one to one.
"""

import ast
import warnings

IMPORTS = (ast.Import, ast.ImportFrom)


class Block:
    """One block: its lines (1-based, both included, with the comments and blank lines above it), their text, and what they import."""

    def __init__(self, lines, statements):
        start = statements[0].lineno
        while start > 1 and lines[start - 2].strip()[:1] in (b"", b"#"):
            start -= 1
        self.first = start
        self.last = statements[-1].end_lineno
        self.text = b"".join(lines[start - 1 : self.last])
        self.order = []
        for statement in statements:
            module = (statement.level, statement.module) if isinstance(statement, ast.ImportFrom) else None
            for name in statement.names:
                imported = (module, name.name, name.asname)
                # What is imported twice counts where it is imported first.
                if imported not in self.order:
                    self.order.append(imported)


def blocks(data):
    """The blocks of a text, given as bytes; `None` if the running Python cannot parse it."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(data)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    # Lines as Python counts them.
    lines = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
    lines = [line + b"\n" for line in lines]
    found = []
    for node in ast.walk(tree):
        for field in ("body", "orelse", "finalbody"):
            suite = getattr(node, field, None)
            if not isinstance(suite, list):
                continue
            run = []
            for statement in suite:
                if isinstance(statement, IMPORTS):
                    run.append(statement)
                elif run:
                    found.append(Block(lines, run))
                    run = []
            if run:
                found.append(Block(lines, run))
    return found


class Comparison:
    """What a peer and the tool under test make of one block of a text."""

    def __init__(self, before, theirs, ours):
        self.before, self.theirs, self.ours = before, theirs, ours
        # The peer writes the block differently than it was.
        self.is_changed = theirs.text != before.text
        # The peer changes the order of statements or names.
        self.is_sorted = theirs.order != before.order
        self.is_same = ours.text == theirs.text
        self.is_same_order = ours.order == theirs.order


def compare(before, theirs, ours):
    """The blocks of a text as it was, as a peer and as the tool under test write it, compared; `None` if they do not correspond."""
    sides = [blocks(data) for data in (before, theirs, ours)]
    if any(side is None for side in sides) or len({len(side) for side in sides}) > 1:
        return None
    return [Comparison(*block) for block in zip(*sides)]
