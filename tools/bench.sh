#!/usr/bin/env bash
# make bench: ratios against named peers in the same run.
#   import   against fhir.resources + sqlite3        serve   against llama-server of the same release
#   deid     against Presidio 2.2 with spaCy en_core_web_sm
#   app, verifier, floor handoff                      (absolute figures with their goals)
# PARTS="import deid serve app" chooses; default all.
set -euo pipefail
cd "$(dirname "$0")/.."
parts="${PARTS:-import deid app serve}"
models="${AEGLE_MODELS:-${AEGLE_CACHE:-$HOME/.cache/aegle}/models}"
prefix=$(/usr/bin/python3 tools/third_party.py --prefix)
for part in $parts; do
  echo "== $part"
  case $part in
    import) "$(tools/test_environment.py bench/requirements.txt)/bin/python" bench/import/run.py --aegle "$AEGLE" ;;
    deid)
      cmake --preset release -DAEGLE_BENCH=ON >/dev/null && cmake --build build/release --target deid_measure >/dev/null
      "$(tools/test_environment.py bench/deid/requirements.txt)/bin/python" bench/deid/run.py --measure build/release/bin/deid_measure ;;
    app) /usr/bin/python3 bench/app/run.py --aegle "$AEGLE" ;;
    serve)
      /usr/bin/python3 tools/third_party.py --bench >/dev/null
      name=${BENCH_MODEL:-smollm2-135m-instruct-q4_1}
      AEGLE_MODELS=$models "$AEGLE" models pull "$name"
      file=$(AEGLE_MODELS=$models "$AEGLE" models list --json | /usr/bin/python3 -c "import json,sys; print(next(m['path'] for m in json.load(sys.stdin)['models'] if m['name']=='$name'))")
      /usr/bin/python3 bench/serve/run.py --aegle "$AEGLE" --peer "$prefix/src/llama-build/bin/llama-server" --model "$file" --name "$name" ;;
    *) echo "there is no part $part" >&2; exit 2 ;;
  esac
done
