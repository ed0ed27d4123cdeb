#!/usr/bin/env bash
# Reviews one shard of the tenants. Ends with 0 also where something differs, which is no failure of the job, and with 2 when a tenant has
# no review. What the job needs to sign in is in its environment; no secret is.
set -euo pipefail

status=0
node "$DEMARC/src/cli/demarc.mjs" review --all "$TENANTS" --shard "$SHARD/$SHARDS" --out "$OUT" || status=$?
if [ "$status" -eq 1 ]; then status=0; fi
exit "$status"
