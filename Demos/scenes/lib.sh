# SPDX-License-Identifier: Apache-2.0
# What the scenes of Demos/run share. A scene: line 3 says what it shows; exit 0 right, 77 skipped,
# else wrong.
#   BIN    folder of the release programs
#   WORK   a folder of the scene's own, gone afterwards
set -euo pipefail

started=()
cleanup() {
  local pid
  for pid in ${started[@]+"${started[@]}"}; do kill "$pid" 2> /dev/null || true; done
  wait 2> /dev/null || true
}
trap cleanup EXIT

say() { printf '  %s\n' "$*"; }

# Shows a command as a person would type it, then its output indented.
show() {
  printf '  $ %s\n' "$(printf '%s ' "$@" | sed "s|$BIN/||g; s|$WORK||g; s| \$||")"
  local status=0
  "$@" > "$WORK/.out" 2>&1 || status=$?
  sed -n '1,24s/^/    /p' "$WORK/.out"
  [ "$(wc -l < "$WORK/.out")" -le 24 ] || echo "    ..."
  return $status
}

# check "a claim" COMMAND...: prints whether it holds, and ends the scene if not.
check() {
  local claim=$1
  shift
  if "$@" > "$WORK/.check" 2>&1; then
    say "holds: $claim"
  else
    say "DOES NOT HOLD: $claim"
    sed 's/^/    /' "$WORK/.check"
    exit 1
  fi
}

# background LOG COMMAND...: starts a program that the scene ends at its own end; its pid is in
# $last.
background() {
  local log=$1
  shift
  "$@" > "$log" 2>&1 &
  last=$!
  started+=("$last")
}

# wait_for SECONDS COMMAND...: until the command succeeds.
wait_for() {
  local deadline=$((SECONDS + $1))
  shift
  until "$@" > /dev/null 2>&1; do
    [ $SECONDS -lt $deadline ] || return 1
    sleep 0.05
  done
}

# A TCP port of the loopback interface that nobody listens on now.
free_port() {
  python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

# Ends a program that `background` started, at once, and waits until it is gone.
kill_hard() {
  kill -9 "$1"
  wait "$1" 2> /dev/null || true
}

need() { [ -x "$BIN/$1" ] || { say "skipped: $1 is not built"; exit 77; }; }
