#!/usr/bin/env bash
# What continuous integration runs of the lab, on Engine 26.1.5 of Debian trixie, which does not change without a commit.
# It says why where it cannot run, as where the engine cannot be fetched, and then fails nothing. What is missing is
# unpacked for each run and not installed. Then the lab itself is tested: see CONTRIBUTING.md.
set -euo pipefail
cd "$(dirname "$0")/.."
unpack=()
if [ "${CI:-}" = true ]; then unpack=(--unpack); fi
log=$(mktemp)
trap 'rm -f "$log"' EXIT

short() { npm run --silent lab -- --short --engine 26 "${unpack[@]}" | tee "$log"; }
code=0
short || code=$?
# 3: the lab itself did not get to an answer, as on a machine that is too busy. What it has seen is never asked twice.
if [ "$code" -eq 3 ]; then short; elif [ "$code" -ne 0 ]; then exit "$code"; fi

if [ "${CI:-}" = true ] && ! grep -q '^The lab cannot run here' "$log"; then
  LAB=1 node scripts/run-tests.mjs lab
fi
