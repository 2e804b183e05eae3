#!/usr/bin/env bash
# clang-format and clang-tidy over our own code; changes nothing.
#   tools/lint.sh            all files        tools/lint.sh FILE...   only these
set -euo pipefail
cd "$(dirname "$0")/.."
files=("$@")
[ ${#files[@]} -gt 0 ] || mapfile -t files < <(git ls-files 'src/*.cpp' 'src/*.h' 'fuzz/*.cpp')
clang-format-19 --dry-run --Werror "${files[@]}"
sources=()
for file in "${files[@]}"; do case $file in *_test.cpp|*.h|fuzz/*|*must_not*) ;; *.cpp) sources+=("$file") ;; esac; done
[ -f build/tidy/compile_commands.json ] || cmake --preset dev -B build/tidy -DCMAKE_CXX_COMPILER=clang++-19 -DCMAKE_C_COMPILER=clang-19 >/dev/null
printf '%s\n' "${sources[@]}" | xargs -P "$(nproc)" -n 4 clang-tidy-19 --quiet -p build/tidy
