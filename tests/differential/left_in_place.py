"""How many imports are left where they are, or as they are, by the rule that says so.

    left_in_place.py [--corpora NAME ...]

Counts, in both styles, the import statements of whole trees that `explain` names with a rule: barriers, statements that are neither merged nor
split, and imports that keep an order which sorting would reverse. A statement counts once for each rule.
"""

import argparse
import collections
import json
import subprocess

import acceptance
import corpora


def count(tree, files, options):
    counts = collections.Counter()
    for start in range(0, len(files), 200):
        command = [corpora.BINARY, "explain", "--output-format", "json", *options, *files[start : start + 200]]
        answer = subprocess.run([str(part) for part in command], cwd=tree, capture_output=True, text=True)
        lines = json.loads(answer.stdout or "[]")
        counts["imports that may be sorted"] += sum(line["kind"] == "category" for line in lines)
        counts.update(rule for _, _, rule in {(line["filename"], line["lines"][0], line["rule"]) for line in lines if line["rule"]})
    return counts


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpora", nargs="*")
    options = parser.parse_args()
    corpora.build()
    style = corpora.WORK / "isort-black.toml"
    style.write_text(acceptance.STYLE)
    for title, settings in (("usort", ["--isolated"]), ("isort-black", ["--config", style])):
        total = collections.Counter()
        for name, tree in corpora.corpora(options.corpora).items():
            # A copy, with the mark of a code base.
            copy = acceptance.copy_of(tree, "left in place")
            counts = count(copy, [path.relative_to(tree) for path in corpora.python_files(tree)], settings)
            print(f"style {title}, {name}: {dict(counts.most_common())}", flush=True)
            total += counts
        print(f"style {title}, all:")
        for rule, number in total.most_common():
            print(f"  {number:6}  {rule}")


if __name__ == "__main__":
    main()
