# SPDX-License-Identifier: Apache-2.0
# What the two stories share: a folder where they wait for each other, and the records that the
# report is made of.
set -uo pipefail

shared=/shared
say() { printf '%s\n' "$*"; }
now() { date +%s.%N; }
reach() { touch "$shared/$1"; }

# On a machine that is busy throughout, the background stream keeps to its floor of 60 kB/s.
patience=1700  # seconds; the report waits a little longer

await() {  # MILESTONE
  local deadline=$((SECONDS + patience))
  until [ -e "$shared/$1" ]; do
    [ $SECONDS -lt $deadline ] || { say "waited in vain for $1"; return 1; }
    sleep 0.2
  done
}

# The report ends first: what exits before it ends `up --exit-code-from e2e` with a status of its own.
linger() { await foreground.done; await backup.done; sleep 30; }

# As much of what a command printed as a reader wants to see.
shown=12
excerpt() {  # FILE
  local count
  count=$(wc -l < "$1")
  sed -n "1,${shown}s/^/    /p" "$1"
  [ "$count" -le $shown ] || say "    ... and $((count - shown)) lines more"
}

# check NAME "claim" COMMAND...: runs it, shows what it printed, records whether the claim holds.
check() {
  local file=$shared/$1.checks.jsonl claim=$2 outcome=ok began=$SECONDS detail=
  shift 2
  if ! "$@" > /tmp/check 2>&1; then outcome=FAILED; detail=$(tail -5 /tmp/check | tr -cd '[:print:]' | tr -d '"\\'); fi
  excerpt /tmp/check
  say "$outcome: $claim"
  printf '{"claim": "%s", "outcome": "%s", "seconds": %d, "detail": "%s"}\n' \
    "$claim" $outcome $((SECONDS - began)) "$detail" >> "$file"
  [ $outcome = ok ]
}

# phase "name" STYLE FROM TO BYTES: a stretch of time for the plot.
phase() {
  printf '{"name": "%s", "style": "%s", "from": %s, "to": %s, "bytes": %s}\n' "$@" >> "$shared/phases.jsonl"
}
