#!/usr/bin/env bash
# Builds the web app into web/dist, from the pinned packages of web/package-lock.json. Does nothing when nothing changed.
# The stamps lie in web/node_modules: the packages are installed anew when the lock file changes, the app is built anew
# when a source changes.
set -euo pipefail
cd "$(dirname "$0")/../web"

prefix=$(/usr/bin/python3 ../tools/third_party.py --prefix)
PATH="$prefix/node/bin:$PATH"

hash_of() { cat "$@" | sha256sum | cut -d' ' -f1; }
packages=$(hash_of package.json package-lock.json <(node --version))
if [ "$(cat node_modules/.aegle-packages 2>/dev/null)" != "$packages" ]; then
  echo "[web] install packages" >&2
  npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >&2
  echo "$packages" >node_modules/.aegle-packages
fi

mapfile -t sources < <(find src public -type f | LC_ALL=C sort)
built=$(hash_of <(printf '%s\n' "${sources[@]}") "${sources[@]}" index.html vite.config.ts svelte.config.js tsconfig.json node_modules/.aegle-packages)
if [ "$(cat node_modules/.aegle-built 2>/dev/null)" != "$built" ] || [ ! -f dist/index.html ]; then
  echo "[web] build the app" >&2
  node_modules/.bin/vite build --logLevel error >&2
  echo "$built" >node_modules/.aegle-built
fi
