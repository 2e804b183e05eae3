#!/usr/bin/env bash
# Imports the sample patients into a data folder of their own, prints one handoff and serves the app.
set -euo pipefail
cd "$(dirname "$0")/.."
export AEGLE_HOME="${AEGLE_HOME:-$PWD/build/demo-home}"

"$AEGLE" models pull --default
"$AEGLE" import examples/patients/*/bundle.json examples/patients/*/note-*.txt
echo
"$AEGLE" handoff "$("$AEGLE" patients --json | python3 -c 'import json,sys; print(json.load(sys.stdin)["patients"][0]["id"])')"
[ "${ONCE:-}" ] || exec "$AEGLE" serve
