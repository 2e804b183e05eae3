#!/usr/bin/env bash
# Tests the app in Chromium: against the mock, and, where AEGLE_BIN names the binary, against the real service.
#   tools/web_test.sh [--test-name-pattern WORDS]
set -euo pipefail
cd "$(dirname "$0")/.."
tools/web.sh
PATH="$(/usr/bin/python3 tools/third_party.py --prefix)/node/bin:$PATH"

cd web
node_modules/.bin/svelte-check --tsconfig ./tsconfig.json --fail-on-warnings --output human
cd ../tests/web
packages=$(cat package.json package-lock.json | sha256sum | cut -d' ' -f1)
if [ "$(cat node_modules/.aegle-packages 2>/dev/null)" != "$packages" ]; then
  npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >&2
  echo "$packages" >node_modules/.aegle-packages
fi
exec node --test --test-concurrency=1 --test-reporter=spec "$@" '*.test.mjs'
