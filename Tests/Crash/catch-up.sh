#!/usr/bin/env bash
# Takes one follower of five away for a while, under full load, and lets it come back.
#
#   catch-up.sh PROGRAM [SECONDS] [KIND]
#
# KIND is `killed` (it comes back from its disk), `stopped` (it stood still, and knows nothing of
# it) or `wiped` (its disk is lost as well). Its peers have dropped what it lacks by then. It MUST be
# current again within the time that it was away, while the load goes on; and the p99 of everybody
# else MUST NOT more than double meanwhile. IN_FLIGHT says what the load is, LOOK how long is looked.
# The load is `bench`: after each look it compares all nodes and counts the money, and ends with an
# error that ends this script. Whether every answer is given again is asked in damage.sh.
set -euo pipefail

program=$(realpath "$1")
seconds=${2:-60}
kind=${3:-killed}
flight=${IN_FLIGHT:-100}
source "$(dirname "$0")/cluster.sh"

case $kind in
    killed | stopped | wiped) ;;
    *) fail "no such kind: $kind" ;;
esac
# How long a look at the others' p99 is, in seconds, from the moment the node comes back.
look=${LOOK:-10}

# Puts load on the nodes for `$1` seconds; the report goes to the file `$2`.
load() {
    "$program" bench --cluster "$folder/cluster.json" --in-flight "$flight" --duration "$1s" \
        --quiet --output json > "$2" 2> "$2.error" || fail "the load: $(cat "$2" "$2.error")"
}
# A figure of a report: its first number of that name.
figure() { sed -n "s/.*\"$2\":\"*\([0-9.]*\).*/\1/p" "$1"; }
microseconds() { figure "$1" "$2" | tr -d . | sed 's/^0*//'; }
median() { sort -n "$1" | sed -n "$(($(wc -l < "$1") / 2 + 1))p"; }
# Whether node `$1` takes part and is not further behind than the load keeps every follower. Asking
# starts a process, which takes time from the nodes: so it is asked now and then only.
is_current() {
    read -r -t 0.25 -u 9 || true
    call nodes 2> "$folder/null" | awk -F '\t' -v node="n$1" -v most=$((flight * 10)) \
        '$1 == node && $9 == "connected" && $7 < most { found = 1 } END { exit !found }'
}
leave() {
    case $kind in
        stopped) kill -STOP "${nodes[$1]}" ;;
        *) kill_node "$1" ;;
    esac
}
come_back() {
    [ "$kind" != wiped ] || rm -rf "$(data "$1")"
    case $kind in
        stopped) kill -CONT "${nodes[$1]}" ;;
        *) start_node "$1" ;;
    esac
}

start_new_cluster 5
load 2 "$folder/first"
victim=$(($(leader) % 5 + 1))
# What all five take when nothing happens, look by look: the machine has other work, too.
for round in 1 2 3; do
    load $look "$folder/usual"
    microseconds "$folder/usual" p99 >> "$folder/usual-p99"
done

leave "$victim"
load "$seconds" "$folder/away"
load $look "$folder/during" &
during=$!
begin=$(now)
come_back "$victim"
until_true "$seconds" is_current "$victim" || fail "n$victim is not current: $(state)"
took=$(($(now) - begin))
wait "$during"
until_true 20 are_level || fail "the nodes do not agree: $(state)"

usual=$(median "$folder/usual-p99")
during=$(microseconds "$folder/during" p99)
echo "$kind: n$victim was away for $seconds s and $(figure "$folder/away" completed) transfers at" \
    "$flight in flight, and current again after $took ms; p99 of the others $during us in those $look s," \
    "$(microseconds "$folder/away" p99) us before, $usual us with all five (median of 3 looks)"
[ "$took" -le $((seconds * 1000)) ] || fail "it took $took ms"
[ "$during" -le $((usual * 2)) ] || fail "p99 $during us instead of $usual"
for number in 1 2 3 4 5; do stop_node "$number"; done
echo "OK"
