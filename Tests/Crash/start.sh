#!/usr/bin/env bash
# Says how long nodes take to start, by what they find on their disks.
#
#   start.sh PROGRAM [COUNT ...]
#
# COUNT is a number of transfers; once they are all in the log, if it has room for so many, once as a
# bank leaves them that takes snapshots. For each: how long one node takes until it is ready, and how long all five take from
# nothing running until one of them leads.
set -euo pipefail

program=$(realpath "$1")
shift
counts=${*:-1000 10000 100000 300000 1000000}
source "$(dirname "$0")/cluster.sh"

# The moment at which a node of `$folder` began to lead, in milliseconds; nothing before that.
led_at() {
    local first
    first=$(grep -h 'role=leader' "$folder"/log-* 2> "$folder/null" | sed 's/^time=\([^ ]*\).*/\1/' | sort | head -1)
    [ -z "$first" ] || date -d "$first" +%s%3N
}
has_led() { [ -n "$(led_at)" ]; }
is_listening() { [ -s "$folder/ready-$1" ]; }

# Starts one node, then all of them, on the files of `$1`.
measure() {
    local number begin one
    cp "$1/cluster.json" "$folder/cluster.json"
    for number in 1 2 3 4 5; do
        rm -rf "$(data "$number")"
        mv "$1/n$number" "$(data "$number")"
    done
    begin=$(now)
    start_node 3
    one=$(($(now) - begin))
    kill_node 3
    rm -f "$folder"/log-*
    begin=$(now)
    for number in 1 2 3 4 5; do
        : > "$folder/ready-$number"
        "$program" node --id "n$number" --cluster "$folder/cluster.json" \
            --data "$(data "$number")" > "$folder/ready-$number" 2> "$folder/log-$number" &
        nodes[$number]=$!
    done
    until_true 30 has_led || fail "nobody leads: $(state)"
    echo "$2: one node is ready after $one ms; of five that start together one leads after" \
        "$(($(led_at) - begin)) ms"
    until_true 20 are_level || fail "the nodes do not agree: $(state)"
    for number in 1 2 3 4 5; do kill_node "$number"; done
}

for count in $counts; do
    for interval in 200000 131072; do
        # A node that has executed more than one interval begins from a snapshot.
        [ "$interval" -eq 131072 ] || [ "$count" -lt "$interval" ] || continue
        rm -rf "$folder/bench"
        "$program" bench --transfers "$count" --in-flight 1000 --data "$folder/bench" \
            --checkpoint-interval "$interval" --quiet > "$folder/report" 2>&1 \
            || fail "the transfers: $(cat "$folder/report")"
        case $interval in
            131072) what="a snapshot every $interval slots" ;;
            *) what="all in the log" ;;
        esac
        measure "$folder/bench" "$count transfers, $what"
    done
done
echo "OK"
