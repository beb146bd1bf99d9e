#!/usr/bin/env bash
# Every benchmark, with the python that PYTHON names: `bash benchmarks/run.sh [--short]`.
set -euo pipefail
cd "$(dirname "$0")"
python=${PYTHON:-python3}
short=${1:-}
echo "# floor.py"
if [ -n "${NARRATE_ARCHIVES:-}" ]; then
  "$python" floor.py --runs "$([ "$short" = --short ] && echo 3 || echo 5)"
else
  "$python" floor.py --runs 3 --text ../examples/2026-03-16-numbers-on-the-air.txt
fi
echo "# rebuild.py"
"$python" rebuild.py
echo "# long.py"
if [ "$short" = --short ]; then
  "$python" long.py --words 12500 25000
else
  "$python" long.py
  "$python" long.py --voice espeak
fi
