#!/bin/sh
# harmless-release against attribution 1.8.0 from PyPI. Needs python3 with venv and pip, and the network once.
# Exit code 77 if it cannot be run here, so that nobody takes it for passed.
# usage: tests/peers/release.sh [path of harmless-release]
set -eu
here=$(cd "$(dirname "$0")" && pwd)
tool=${1:-$here/../../target/release/harmless-release}
[ -x "$tool" ] || { echo "NOT RUN: $tool does not exist; cargo build --release"; exit 77; }
peers=${PEERS:-${TMPDIR:-/tmp}/harmless-peers-release}
if [ ! -x "$peers/bin/attribution" ]; then
  python3 -m venv "$peers" && "$peers/bin/pip" install -q attribution==1.8.0 || { echo "NOT RUN: attribution 1.8.0 cannot be installed"; exit 77; }
fi
exec python3 "$here/release.py" "$tool" "$peers/bin/attribution"
