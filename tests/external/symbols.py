"""Tells how Python's own `symtable` sees the names of files: one JSON object a line, for each file named on standard input.

A scope is written `kind name: name=verdict ...` with L for a name that is bound in the scope, F for one of a scope around it and G for a
global or builtin. Annotations are left out, since versions of Python differ in the scopes they have. Files that this Python does not
compile are `null`, and those with identifiers that Python reads in a normal form other than they are spelled in.
"""

import ast
import json
import symtable
import sys
import tokenize
import unicodedata
import warnings

warnings.simplefilter("ignore")


class WithoutAnnotations(ast.NodeTransformer):
    def visit_arg(self, node):
        node.annotation = None
        return node

    def visit_FunctionDef(self, node):
        node.returns = None
        return self.generic_visit(node)

    visit_AsyncFunctionDef = visit_FunctionDef

    def visit_AnnAssign(self, node):
        node.annotation = ast.Constant(0)
        return self.generic_visit(node)


def is_normal(path):
    with open(path, "rb") as file:
        names = (token.string for token in tokenize.tokenize(file.readline) if token.type == tokenize.NAME)
        return all(name.isascii() or unicodedata.is_normalized("NFKC", name) for name in names)


def verdict(table, symbol):
    if table.get_type() == "module":
        return "L" if symbol.is_assigned() or symbol.is_imported() else "G"
    return "L" if symbol.is_local() else "F" if symbol.is_free() else "G"


def describe(table, owner, out):
    kind = str(table.get_type())
    if kind == "class":
        owner = table.get_name()
    prefix = "_" + (owner or "").lstrip("_") + "__"
    names = {}
    for symbol in table.get_symbols():
        name = symbol.get_name()
        is_there = symbol.is_referenced() or symbol.is_assigned() or symbol.is_parameter() or symbol.is_imported()
        if not is_there or name.startswith(".") or name in ("__class__", "__classdict__", "__conditional_annotations__"):
            continue
        if len(prefix) > 3 and name.startswith(prefix):
            name = name[len(prefix) - 2 :]
        names[name] = verdict(table, symbol)
    if kind in ("module", "class", "function"):
        label = "top" if kind == "module" else table.get_name()
        out.append(f"{kind} {label}: " + " ".join(f"{name}={names[name]}" for name in sorted(names)))
    for child in table.get_children():
        describe(child, owner, out)


for path in sys.stdin.read().splitlines():
    scopes = []
    try:
        with open(path, "rb") as file:
            tree = ast.parse(file.read())
        text = ast.unparse(WithoutAnnotations().visit(tree))
        describe(symtable.symtable(text, path, "exec"), None, scopes)
    except (SyntaxError, ValueError, RecursionError):
        scopes = None
    print(json.dumps(scopes and is_normal(path) and sorted(scopes) or None))
