#!/usr/bin/env bash
# Reviews one shard of the tenants. Ends with 0 also where something differs, which is no failure of the job, and with 2 when a tenant has
# no review. What the job needs to sign in to Entra ID is in its environment, and no secret for that. The secrets of other systems are each of one
# tenant (DEMARC_<TENANT>_<SYSTEM>_<NAME>): rosters are collected with them where a tenant.yaml says so, and nothing else gets to see them.
set -euo pipefail

status=0
node "$DEMARC/src/cli/demarc.mjs" review --all "$TENANTS" --shard "$SHARD/$SHARDS" --out "$OUT" || status=$?
if [ "$status" -eq 1 ]; then status=0; fi
exit "$status"
