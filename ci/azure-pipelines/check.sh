#!/usr/bin/env bash
# Runs the check of the Azure Pipelines template once and leaves every report. Always ends with 0: the verdict is a variable.
set -euo pipefail

reports="$(mktemp -d "${AGENT_TEMPDIRECTORY:?}/demarc-XXXXXX")"
home="$(mktemp -d "$AGENT_TEMPDIRECTORY/demarc-home-XXXXXX")"

arguments=(check --timeout "$INPUT_TIMEOUT" --fail-on "$INPUT_FAIL_ON")
add() { if [ -n "$2" ]; then arguments+=("$1" "$2"); fi; }
add --program "${INPUT_PROGRAM:-}"
add --stack "${INPUT_STACK:-}"
add --plan "${INPUT_PLAN:-}"
add --matrix "${INPUT_MATRIX:-}"
add --base "${INPUT_BASE:-}"
add --snapshot "${INPUT_SNAPSHOT:-}"
add --stack-name "${INPUT_STACK_NAME:-}"
arguments+=(
  --report "json=$reports/check.json"
  --report "markdown=$reports/check.md"
  --report "sarif=$reports/check.sarif"
  --report "junit=$reports/check.xml"
)

# The program of the pull request is run. It gets no token and no secret: an empty environment, a home of its own. The agent
# takes ##vso[…] and ##[…] for commands wherever they stand in a line, so what is printed has none.
status=0
env -i PATH="$PATH" HOME="$home" LANG=C.UTF-8 TMPDIR="$home" CI=true \
  node "$DEMARC/src/cli/demarc.mjs" "${arguments[@]}" </dev/null 2>&1 | sed -u 's/##/# #/g' || status=$?
if [ "$status" -gt 2 ]; then status=2; fi

echo "##vso[task.setvariable variable=DEMARC_STATUS]$status"
echo "##vso[task.setvariable variable=DEMARC_REPORTS]$reports"
if [ -f "$reports/check.md" ]; then echo "##vso[task.uploadsummary]$reports/check.md"; fi
