"""Compares outlines with the full parser and with CPython's own `tokenize`, on whole trees.

    outline_against_tokenize.py [--corpora NAME ...]

Build the example first: cargo build --release -p harmless-syntax --example outline. Files that this Python's `tokenize` refuses (newer
or older syntax) are counted apart; the parser judges them alone.
"""

import argparse
import json
import subprocess
import sys
import tokenize

import corpora

OUTLINE = corpora.TARGET / "release" / "examples" / "outline"


def logical_lines(path):
    """First row, last row, depth, and whether a comment ends the line, for each logical line."""
    lines, depth, start, comment = [], 0, None, False
    with open(path, "rb") as file:
        for token in tokenize.tokenize(file.readline):
            if token.type == tokenize.INDENT:
                depth += 1
            elif token.type == tokenize.DEDENT:
                depth -= 1
            elif token.type == tokenize.COMMENT:
                comment = start is not None
            elif token.type == tokenize.NL:
                comment = False
            elif token.type == tokenize.NEWLINE:
                if start is not None:
                    lines.append([start, token.start[0], depth, int(comment)])
                start, comment = None, False
            elif token.type not in (tokenize.ENCODING, tokenize.ENDMARKER):
                if token.type != tokenize.ERRORTOKEN or token.string.strip():
                    start = start or token.start[0]
                    comment = False
    return lines


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpora", nargs="*")
    trees = list(corpora.corpora(parser.parse_args().corpora).values())
    failed = subprocess.run([OUTLINE, "compare", *trees]).returncode != 0
    same = different = refused = 0
    answers = subprocess.run([OUTLINE, "dump", *trees], capture_output=True, text=True, check=True).stdout
    for line in answers.splitlines():
        answer = json.loads(line)
        try:
            expected = logical_lines(answer["path"])
            compile(open(answer["path"], "rb").read(), answer["path"], "exec", dont_inherit=True)
        except (SyntaxError, tokenize.TokenError, ValueError, RecursionError):
            refused += 1
            continue
        if answer["lines"] == expected:
            same += 1
        else:
            different += 1
            ours = answer["lines"] or []
            first = next((pair for pair in zip(ours, expected) if pair[0] != pair[1]), (len(ours), len(expected)))
            print(f"{answer['path']}: outline {first[0]}, tokenize {first[1]}")
    print(f"tokenize: {same} the same, {different} different, {refused} that this Python refuses")
    return int(failed or different > 0)


if __name__ == "__main__":
    sys.exit(main())
