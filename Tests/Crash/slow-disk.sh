#!/usr/bin/env bash
# Makes the disk of one of five nodes slow: each flush waits 300 ms before it begins.
#
#   slow-disk.sh PROGRAM
#
# If it is the leader's, another node leads within three seconds and transfers go on as before; if
# it is a follower's, nobody waits for it. Needs strace and the right to trace.
set -euo pipefail

program=$(realpath "$1")
NODE_FLAGS="--checkpoint-interval 100000"
source "$(dirname "$0")/cluster.sh"
problem=$(tracing_problem)
[ -z "$problem" ] || skip "$problem"

start_new_cluster 5
begin_load 1 "$folder/load"
until_true 20 has_answers "$folder/load" 500 || fail "no transfers: $(state)"
until_true 10 has_leader || fail "no leader: $(state)"

# Traces node `$1`, whose flushes wait for `$2` microseconds from now on.
trace_node() {
    : > "$folder/trace.error"
    strace -f -o "$folder/trace" -e trace=fdatasync \
        -e inject=fdatasync:delay_enter="$2" -p "${nodes[$1]}" 2> "$folder/trace.error" &
    tracer=$!
    until_true 10 grep -q attached "$folder/trace.error" || fail "strace does not attach"
}
slow_down() { trace_node "$1" 300000; }
speed_up() {
    kill -INT "$tracer"
    wait "$tracer" || true
}
leads_no_more() { local now; now=$(leader); [ -n "$now" ] && [ "$now" != "$1" ]; }
# Waits for so many milliseconds of load, and prints its lines.
sample() {
    local begin=$(now) first
    first=$(($(count "$folder/load") + 1))
    until_true 60 has_passed $((begin + $1)) || true
    tail -n "+$first" "$folder/load"
}
has_passed() { [ "$(now)" -ge "$1" ]; }

victim=$(leader)
trace_node "$victim" 1
sample 3000 > "$folder/before"
speed_up
begin=$(now)
slow_down "$victim"
until_true 10 leads_no_more "$victim" || fail "n$victim leads on with a slow disk: $(state)"
# When it began to lead, by its own word: asking takes time on a busy machine.
moved=$(grep 'role=leader' "$folder/log-$(leader)" | tail -1 | sed 's/^time=\([^ ]*\).*/\1/')
moved=$(($(date -d "$moved" +%s%3N) - begin))
sample 3000 > "$folder/after"
speed_up
before=$(count "$folder/before")
after=$(count "$folder/after")
echo "a slow leader: n$(leader) leads $moved ms after n$victim became slow;" \
    "$before transfers in the 3 s before, $after in the 3 s after"
[ "$moved" -le 3000 ] || fail "the lead moved after $moved ms"
[ $((after * 2)) -ge "$before" ] || fail "$after transfers in 3 s, $before before"

# Others work on this machine, and disturb a moment here and there: looks with and without the slow
# disk take turns, and the median of the looks is what counts. The node is traced in both, for that
# takes time from the others too.
victim=$(($(leader) % 5 + 1))
for round in 1 2 3 4 5 6 7 8 9; do
    trace_node "$victim" 1
    sample 1500 | p99 >> "$folder/fast"
    speed_up
    slow_down "$victim"
    sample 1500 | p99 >> "$folder/slow"
    speed_up
done
median() { sort -n "$1" | sed -n 5p; }
fast=$(median "$folder/fast")
slow=$(median "$folder/slow")
echo "a slow follower: p99 $fast us without it, $slow us with it (medians of 9 looks)"
end_load "$folder/load"
until_true 30 are_level || fail "the nodes do not agree: $(state)"
[ "$slow" -le $((fast * ${P99_PERCENT:-120} / 100)) ] || fail "p99 $slow us instead of $fast"
check_again
for number in 1 2 3 4 5; do stop_node "$number"; done
echo "OK"
