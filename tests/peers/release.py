"""Runs each case of fixtures/release with harmless-release and with attribution 1.8.0, and compares.

A case that begins with `# keep` must look the same from outside: standard output, exit codes, references, and the files in the
last commit. One that begins with `# fix: ...` is where attribution does harm: there harmless-release must leave either a
complete release or the repository as it was. After every case both tools must generate the same changelog from the
repository that harmless-release has left, wherever attribution succeeds.

usage: release.py HARMLESS_RELEASE ATTRIBUTION
"""

import os
import pathlib
import subprocess
import sys
import tempfile

FIXTURES = pathlib.Path(__file__).resolve().parents[2] / "fixtures" / "release"


def git(folder, *args):
    return subprocess.run(["git", "-C", str(folder), *args], capture_output=True, text=True).stdout


def play(case, tool, root):
    script = f'. "{FIXTURES / "prelude.sh"}"; . "{case}"'
    subprocess.run(["bash", "-c", script], env={"PATH": PATH, "TOOL": tool, "ROOT": str(root)}, check=True, capture_output=True)


def seen(root):
    """What a caller sees, with the folder's name taken out."""
    result = {}
    for path in sorted((root / "out").iterdir()):
        if path.suffix != ".stderr":
            result[path.name] = path.read_text().replace(str(root), "ROOT")
    proj = root / "proj"
    result["refs"] = git(proj, "for-each-ref", "--format=%(objectname) %(refname)")
    result["head"] = git(proj, "log", "-1", "--format=%H %s %an")
    result["files"] = git(proj, "ls-tree", "-r", "HEAD")
    result["status"] = git(proj, "status", "--porcelain")
    return result


def problems_of_a_fix(root):
    """A repository that is neither released nor as it was."""
    proj, problems = root / "proj", []
    for code in (root / "out").glob("*.exit"):
        if code.read_text().strip() != "0" and code.with_suffix(".before").read_text() != code.with_suffix(".after").read_text():
            problems.append(f"call {code.stem} failed and changed the repository")
    for line in git(proj, "tag").split():
        message = git(proj, "log", "-1", "--format=%s", line).strip()
        released = message.startswith("Version bump")
        if released and "CHANGELOG.md" not in git(proj, "ls-tree", "--name-only", line):
            problems.append(f"{line} has no changelog")
    left = [line for line in git(proj, "status", "--porcelain").splitlines() if "attribution" in line or "CHANGELOG" in line or "__version__" in line]
    problems += [f"left over: {line}" for line in left]
    if (proj / ".git/harmless-release/journal.json").exists():
        problems.append("an unfinished release")
    for path in (root / "out").glob("*.stderr"):
        if "panicked" in path.read_text():
            problems.append("a panic")
    return problems


def main(ours, peer):
    cases = [case for case in sorted(FIXTURES.glob("*.sh")) if case.name != "prelude.sh"]
    bad = kept = fixed = compared = 0
    for case in cases:
        with tempfile.TemporaryDirectory() as folder:
            base = pathlib.Path(folder).resolve()
            verdict = case.read_text().splitlines()[0].lstrip("# ")
            roots = {}
            for name, tool in (("ours", ours), ("peer", peer)):
                roots[name] = base / name
                roots[name].mkdir()
                play(case, tool, roots[name])
            problems = []
            if verdict == "keep":
                kept += 1
                mine, theirs = seen(roots["ours"]), seen(roots["peer"])
                problems += [f"{key} differs:\n{theirs.get(key)!r}\n{mine.get(key)!r}" for key in sorted(mine.keys() | theirs.keys()) if mine.get(key) != theirs.get(key)]
            else:
                fixed += 1
                problems += problems_of_a_fix(roots["ours"])
            env = {"PATH": PATH, "HOME": str(roots["ours"] / "home")}
            again = [subprocess.run([tool, "generate"], cwd=roots["ours"] / "proj", env=env, capture_output=True) for tool in (ours, peer)]
            if again[1].returncode == 0:
                compared += 1
                if again[0].stdout != again[1].stdout:
                    problems.append("generate differs afterwards")
            print(f"{'ok  ' if not problems else 'FAIL'} {case.stem} ({verdict})")
            for problem in problems:
                print(f"     {problem}")
            bad += bool(problems)
    print(f"{len(cases)} cases: {kept} kept, {fixed} fixed, {compared} changelogs compared; {bad} wrong")
    return 1 if bad or not cases else 0


if __name__ == "__main__":
    PATH = os.environ["PATH"]
    sys.exit(main(*map(os.path.abspath, sys.argv[1:3])))
