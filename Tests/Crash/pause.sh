#!/usr/bin/env bash
# Stops one follower of five for a while, under load, and lets it go on.
#
#   pause.sh PROGRAM [SECONDS]
#
# Its peers have dropped what it lacks when it goes on; it must be level within the time that it
# was away, while the load goes on.
set -euo pipefail

program=$(realpath "$1")
seconds=${2:-20}
NODE_FLAGS="--checkpoint-interval 500 --segment-bytes 1048576"
source "$(dirname "$0")/cluster.sh"

start_new_cluster 5
begin_load 1 "$folder/load"
until_true 20 has_answers "$folder/load" 200 || fail "no transfers: $(state)"
until_true 10 has_leader || fail "no leader: $(state)"

victim=$(($(leader) % 5 + 1))
has_passed() { [ "$(now)" -ge "$1" ]; }
# Whether the victim takes part and is less than 100 slots behind, under load as it is.
is_current() { [ "$(fact "$victim" 9)" = connected ] && [ "$(fact "$victim" 7)" -lt 100 ]; }

kill -STOP "${nodes[$victim]}"
begin=$(now)
first=$(count "$folder/load")
until_true $((seconds + 5)) has_passed $((begin + seconds * 1000)) || true
missed=$(($(count "$folder/load") - first))
kill -CONT "${nodes[$victim]}"
begin=$(now)
until_true "$seconds" is_current || fail "n$victim is not current after $seconds s: $(state)"
took=$(($(now) - begin))
end_load "$folder/load"
until_true 20 are_level || fail "the nodes do not agree: $(state)"
[ "$missed" -gt 1000 ] || echo "only $missed transfers were missed: no snapshot was needed"
check_again
for number in 1 2 3 4 5; do stop_node "$number"; done
echo "OK: away for $seconds s, $missed transfers missed, current again after $took ms"
