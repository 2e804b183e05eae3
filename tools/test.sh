#!/usr/bin/env bash
# Every test: unit tests (release, then with sanitizers), end-to-end tests against the real binary, the app in a browser.
set -euo pipefail
cd "$(dirname "$0")/.."
jobs=$(nproc)
started=$SECONDS
step() { echo; echo "== $* ($((SECONDS - started)) s)"; }

prefix=$(/usr/bin/python3 tools/third_party.py --prefix)
export PATH="$prefix/node/bin:$PATH"

step "reference implementations"
[ -d tests/oracles/node_modules ] || npm ci --prefix tests/oracles --ignore-scripts --no-audit --no-fund --loglevel=error
AEGLE_JSON_SUITE=$(tests/json-suite/fetch.sh)
export AEGLE_JSON_SUITE

step "build"
cmake --preset release >/dev/null
cmake --build build/release --parallel "$jobs"

step "test models"
export AEGLE_MODELS="${AEGLE_MODELS:-${AEGLE_CACHE:-$HOME/.cache/aegle}/models}"
build/release/bin/aegle models pull smollm2-135m-instruct-q4_1 all-minilm-l6-v2

step "unit tests"
ctest --preset release

step "unit tests with AddressSanitizer and UndefinedBehaviorSanitizer"
cmake --preset asan-ubsan >/dev/null
sanitized=(base_test audit_test record_test readers_test store_test upkeep_test synth_test trust_test tasks_test)
cmake --build build/asan-ubsan --parallel "$jobs" --target "${sanitized[@]}"
ctest --preset asan-ubsan -R "^($(IFS='|'; echo "${sanitized[*]%_test}"))$"

step "end to end"
venv=$(/usr/bin/python3 tools/test_environment.py)
AEGLE_BIN=$PWD/build/release/bin/aegle "$venv/bin/python" -m pytest -q tests/e2e

step "the app in Chromium"
AEGLE_BIN=$PWD/build/release/bin/aegle tools/web_test.sh

step "done"
