#!/usr/bin/env bash
# Runs the check of the GitHub action once and leaves every report. Always ends with 0: the verdict is an output.
set -euo pipefail

reports="$(mktemp -d "${RUNNER_TEMP:?}/demarc-XXXXXX")"
home="$(mktemp -d "$RUNNER_TEMP/demarc-home-XXXXXX")"

arguments=(check --timeout "$INPUT_TIMEOUT" --fail-on "$INPUT_FAIL_ON" --source-url "$SOURCE_URL")
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
  --report "annotations=$reports/annotations.txt"
)

# The program of the pull request is run. It gets no token and no secret: an empty environment, a home of its own.
# What it prints is no command to the runner either, until the token is said that it cannot guess.
token="$(od -An -N24 -tx1 /dev/urandom | tr -d ' \n')"
echo "::stop-commands::$token"
status=0
env -i PATH="$PATH" HOME="$home" LANG=C.UTF-8 TMPDIR="$home" CI=true \
  node "$DEMARC/src/cli/demarc.mjs" "${arguments[@]}" </dev/null || status=$?
echo
echo "::$token::"
if [ "$status" -gt 2 ]; then status=2; fi

if [ -f "$reports/annotations.txt" ]; then cat "$reports/annotations.txt"; fi
if [ -f "$reports/check.md" ]; then
  cat "$reports/check.md" >> "${GITHUB_STEP_SUMMARY:?}"
else
  echo "::error title=demarc::There is no verdict; the log of this step says why."
fi

name="${INPUT_STACK:-}${INPUT_PROGRAM:-}"
{
  echo "status=$status"
  echo "reports=$reports"
  echo "category=demarc/$(printf %s "${name:-${INPUT_PLAN:-}}" | tr -c 'A-Za-z0-9._/-' '-')"
} >> "${GITHUB_OUTPUT:?}"
