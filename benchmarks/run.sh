#!/usr/bin/env bash
# Every benchmark: `bash benchmarks/run.sh [--short]`, with the python that PYTHON names, which
# has narrate.  Needs the programs espeak-ng, lame and sox.  The seed is found through
# NARRATE_ARCHIVES; without it the floor is measured on a text of the sample show, and says so.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
python=${PYTHON:-python3}
case "${1:-}" in
  "") runs=5 lengths=() clips=() ;;
  --short) runs=3 lengths=(--words 12500 25000) clips=(espeak-en espeak-de --clips 40 --whole 200) ;;
  *) echo "run.sh: $1: unknown (--short, or nothing)" >&2; exit 2 ;;
esac

run() {
  printf '\n$ python benchmarks/%s\n' "$*"
  local name=$1
  shift
  PYTHONPATH="$here/..${PYTHONPATH:+:$PYTHONPATH}" "$python" "$here/$name" "$@"
}

if [ -n "${NARRATE_ARCHIVES:-}" ]; then
  run floor.py --runs "$runs"
else
  echo "NARRATE_ARCHIVES is not set: the floor is measured on a text of the sample show"
  run floor.py --runs "$runs" --text "$here/../examples/2026-03-16-numbers-on-the-air.txt"
fi
[ -z "${NARRATE_ARCHIVES:-}" ] || run listing.py
run rebuild.py
run pages.py
run clips.py "${clips[@]}"
run reading.py --peers
run long.py "${lengths[@]}"
if [ -z "${1:-}" ]; then
  [ -z "${NARRATE_ARCHIVES:-}" ] || run listening.py
  run long.py --engine espeak
fi
