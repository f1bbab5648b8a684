"""The trees of real Python source, and the peers, that the comparisons run on.

Everything is made below `target/differential` (or in the directory that CARGO_TARGET_DIR names), by pip alone: a virtual environment with the
peers and the unpacked source distributions. Nothing is downloaded twice.
"""

import os
import shutil
import subprocess
import sys
import sysconfig
import tarfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
TARGET = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")).absolute()
WORK = TARGET / "differential"
BINARY = TARGET / "release" / "harmless-imports"
PACKAGES = {"django": "5.2.19", "sqlalchemy": "2.1.9", "sympy": "1.14.0"}


def run(*command, **options):
    return subprocess.run([str(part) for part in command], check=True, **options)


def build():
    """The release build of the import sorter."""
    run("cargo", "build", "--release", "--locked", "--bin", "harmless-imports", "-q", cwd=ROOT)
    return BINARY


def peers():
    """The folder with the peers' executables."""
    environment = WORK / "peers"
    wanted = (HERE / "requirements.txt").read_text()
    stamp = environment / "requirements.txt"
    if not stamp.exists() or stamp.read_text() != wanted:
        run(sys.executable, "-m", "venv", "--clear", environment)
        run(environment / "bin" / "pip", "-q", "install", "-r", HERE / "requirements.txt")
        stamp.write_text(wanted)
    return environment / "bin"


def corpora(names=None):
    """The unpacked trees, by name; `cpython` is the library of the running interpreter."""
    trees = {}
    for name in names or ["cpython", *PACKAGES]:
        trees[name] = cpython() if name == "cpython" else package(name, PACKAGES[name])
    return trees


def cpython():
    tree = WORK / "corpora" / f"cpython-{sys.version_info.major}.{sys.version_info.minor}"
    if not tree.exists():
        ignored = shutil.ignore_patterns("site-packages", "__pycache__", "*.so", "*.a")
        shutil.copytree(sysconfig.get_paths()["stdlib"], tree, ignore=ignored, symlinks=True)
    return tree


def package(name, version):
    tree = WORK / "corpora" / f"{name}-{version}"
    if not tree.exists():
        archives = WORK / "archives"
        archives.mkdir(parents=True, exist_ok=True)
        pip = peers() / "pip"
        run(pip, "-q", "download", "--no-deps", "--no-binary", ":all:", "-d", archives, f"{name}=={version}")
        with tarfile.open(archives / f"{name}-{version}.tar.gz") as archive:
            archive.extractall(tree.parent, filter="data")
    return tree


def python_files(tree):
    return sorted(path for path in tree.rglob("*") if path.suffix in (".py", ".pyi") and path.is_file())
