#!/usr/bin/env bash
# The long form of the crash tests: tools/crash.sh [KILLS] [ROUNDS]
# KILLS times kill -9 on a writing process; ROUNDS times every crash point of base/crash_point.h, by SIGKILL and by abort.
set -euo pipefail
cd "$(dirname "$0")/.."
kills=${1:-500}
rounds=${2:-5}
cmake --preset release >/dev/null
cmake --build build/release --parallel "$(nproc)" --target aegle kill9_test kill9_writer audit_test upkeep_test store_test
KILL9_KILLS=$kills build/release/bin/kill9_test
venv=$(/usr/bin/python3 tools/test_environment.py)
for ((round = 1; round <= rounds; ++round)); do
  echo "== round $round of $rounds"
  build/release/bin/audit_test --gtest_brief=1 --gtest_filter='*Crash*:*Nth*:*Full*'
  build/release/bin/upkeep_test --gtest_brief=1 --gtest_filter='*Crash*:*Bit*'
  build/release/bin/store_test --gtest_brief=1 --gtest_filter='Fault*'
  AEGLE_BIN=$PWD/build/release/bin/aegle "$venv/bin/python" -m pytest -q tests/e2e/test_upkeep.py
done
