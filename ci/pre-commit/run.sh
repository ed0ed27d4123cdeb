#!/usr/bin/env bash
# Runs Demarc for pre-commit, from pre-commit's own clone of it. The first run installs what it needs there.
set -euo pipefail

demarc="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)"
if [ ! -d "$demarc/node_modules/commander" ]; then
  major="$(node --version | sed 's/^v\([0-9]*\).*/\1/')"
  if [ "$major" -ge 24 ]; then
    (cd "$demarc" && npm ci --omit=dev --ignore-scripts --no-audit --no-fund) >&2
  else
    # An older Node: Demarc's own comes with the development dependencies.
    (cd "$demarc" && npm ci --no-audit --no-fund) >&2
  fi
fi

command="$1"
shift
if [ "$command" != lint ]; then exec node "$demarc/src/cli/demarc.mjs" "$command" "$@"; fi

# `lint` takes one matrix; pre-commit gives every file that changed. Smells are shown; only errors stop a commit.
worst=0
for matrix in "$@"; do
  status=0
  node "$demarc/src/cli/demarc.mjs" lint "$matrix" || status=$?
  if [ "$status" -gt 1 ]; then worst="$status"; fi
done
exit "$worst"
