#!/bin/sh
# Runs a command that must not outlive the process that started it.
#
#   lifeline.sh GENTLE HARD GRACE command [argument ...]
#
# Standard input is the lifeline: a line on it asks the command to stop (GENTLE signal, GRACE seconds, then HARD);
# its end means that the starter was killed, and leaves the command one second. A SIGKILL of the starter closes the
# pipe too, which is what no exit handler can do.
gentle=$1 hard=$2 grace=$3
shift 3
exec 3<&0
"$@" 3<&- </dev/null &
child=$!
trap '' INT TERM HUP
# Two processes share the watch. The first waits at the lifeline; the second stops the command once the first has
# reported or has died. Killing the starter and the first process therefore does not free the command.
{ read -r _ <&3 && echo asked; } 2>/dev/null | {
  exec 3<&-
  tenths=10
  read -r asked && [ -n "$asked" ] && tenths=$((grace * 10))
  kill -s "$gentle" "$child"
  while kill -0 "$child" && [ "$tenths" -gt 0 ]; do
    tenths=$((tenths - 1))
    sleep 0.1
  done
  kill -s "$hard" "$child"
} 2>/dev/null &
watcher=$!
wait "$child"
code=$?
kill -s KILL "$watcher" 2>/dev/null
exit "$code"
