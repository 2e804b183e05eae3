#!/usr/bin/env bash
# Runs each fuzz target for some seconds from its corpus. A crash leaves its input in build/fuzz/crashes/.
set -euo pipefail
cd "$(dirname "$0")/.."
seconds="${1:-60}"
cmake --preset fuzz >/dev/null
cmake --build build/fuzz --parallel "$(nproc)" --target fuzz_targets
mkdir -p build/fuzz/crashes
for target in build/fuzz/bin/fuzz_*; do
  name=$(basename "$target"); name=${name#fuzz_}
  mkdir -p "build/fuzz/found/$name"
  echo "== $name, $seconds s"
  "$target" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 -artifact_prefix="build/fuzz/crashes/$name-" \
    "build/fuzz/found/$name" "fuzz/corpus/$name" 2>&1 | grep -E 'stat::|ERROR|SUMMARY|cov:' | tail -8
done
