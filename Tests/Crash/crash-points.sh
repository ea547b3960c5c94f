#!/usr/bin/env bash
# Ends a durable node at every storage call of a script of transfers, and checks what it kept.
#
#   crash-points.sh PROGRAM [MODE] [SAMPLE]
#
# PROGRAM is the paxosbank to test. MODE is `kill` (SIGKILL at the N-th call) or `eio` (the N-th flush
# fails: the node must end with 74 and answer nothing after it). SAMPLE is how many of the N of each
# call are tried, evenly spread; without it all of them are.
#
# A cluster of one node takes TRANSFERS transfers, each with a name of its own, from one console. When
# the node has ended, it is started again and asked for all of them once more: what was acknowledged
# before MUST get the same answer, slot and balances included, and each transfer MUST have had its
# effect once. Needs strace. Everything is on loopback and in one temporary folder.
set -euo pipefail

program=$(realpath "$1")
mode=${2:-kill}
sample=${3:-0}
transfers=${TRANSFERS:-200}
calls=${CALLS:-pwrite64 fdatasync fsync rename renameat unlinkat openat}
[ "$mode" = eio ] && calls=${CALLS:-fdatasync fsync}

folder=$(mktemp -d)
node=0
asker=0
finish() {
    for pid in $asker $node; do
        [ "$pid" -ne 0 ] && kill -9 "$pid" 2> "$folder/null" || true
    done
    rm -rf "$folder"
}
trap finish EXIT

fail() {
    echo "FAILED: $*" >&2
    echo "--- the node said:" >&2
    tail -5 "$folder/node.log" >&2
    trap - EXIT
    kill -9 $node 2> "$folder/null" || true
    echo "kept: $folder" >&2
    exit 1
}

# Waits until a command succeeds, a hundred times a second, for ten seconds at most.
until_true() {
    for _ in $(seq 1000); do
        "$@" && return 0
        read -r -t 0.01 < <(:) || true
    done
    return 1
}

"$program" cluster init --nodes 1 --base-port "$((20000 + RANDOM % 20000))" \
    --out "$folder/cluster.json" > "$folder/null"
for number in $(seq "$transfers"); do
    if ((number % 2)); then pair="A B"; else pair="B A"; fi
    echo "transfer $pair $((number % 3 + 1)) --client c$((number % 7)) --timestamp $((1000 + number))"
done > "$folder/script"

# Starts the node, with strace's words before it if there are any.
start() {
    "$@" "$program" node --id n1 --cluster "$folder/cluster.json" --data "$folder/data" \
        --new-cluster --checkpoint-interval 50 > "$folder/node.log" 2>&1 &
    node=$!
}

# What is known of the transfers that were answered: one line each, without the ballot, which a
# restart changes.
ask() {
    "$program" console --cluster "$folder/cluster.json" --timeout "$1" < "$folder/script" \
        2> "$folder/null" | awk -F '\t' '$1 == "success" || $1 == "failed"' \
        | cut -f 1,2,4-10 > "$2"
}

is_ready() { grep -q "is ready" "$folder/node.log" || ! kill -0 "$node" 2> "$folder/null"; }
is_over() { ! kill -0 "$node" 2> "$folder/null"; }

# One run: the node ends at the `$2`-th `$1`, unless the script needs fewer of them.
try() {
    local call=$1 number=$2 status=0
    rm -rf "$folder/data"
    case $mode in
        kill) start strace -f -qq -o "$folder/null" -e trace="$call" -e inject="$call:signal=SIGKILL:when=$number" ;;
        eio) start strace -f -qq -o "$folder/null" -e trace="$call" -e inject="$call:error=EIO:when=$number" ;;
    esac
    until_true is_ready || fail "$call $number: the node does not start"
    ask 2s "$folder/first" &
    asker=$!
    wait -n "$node" "$asker" || true
    if ! is_over; then
        # The script was answered to its end.
        kill -TERM "$(pgrep -P "$node" || echo "$node")" 2> "$folder/null" || true
    fi
    wait "$node" || status=$?
    wait "$asker" || true
    asker=0
    [ "$mode" = eio ] && [ "$status" -ne 0 ] && [ "$status" -ne 74 ] \
        && fail "$call $number: exit $status instead of 74"
    start
    until_true is_ready || fail "$call $number: no restart"
    is_over && fail "$call $number: the node did not start again"
    ask 5s "$folder/second"
    [ "$(wc -l < "$folder/second")" -eq "$transfers" ] \
        || fail "$call $number: $(wc -l < "$folder/second") of $transfers answered after the restart"
    comm -23 <(sort "$folder/first") <(sort "$folder/second") > "$folder/lost"
    [ -s "$folder/lost" ] && fail "$call $number: acknowledged and not the same now: $(head -3 "$folder/lost")"
    [ "$(cut -f 2 "$folder/second" | sort -u | wc -l)" -eq "$transfers" ] \
        || fail "$call $number: two transfers in one slot"
    kill -TERM "$node"
    wait "$node" || fail "$call $number: the node did not stop in good order"
    "$program" log inspect "$folder/data" > "$folder/inspection" || fail "$call $number: not sound"
}

# How many calls the whole script makes.
count() {
    rm -rf "$folder/data"
    start strace -f -qq -o "$folder/trace" -e trace="$1"
    until_true is_ready || fail "the node does not start"
    ask 5s "$folder/first"
    kill -TERM "$(pgrep -P "$node" || echo "$node")"
    wait "$node" || true
    grep -c "^[0-9 ]*$1(" "$folder/trace" || true
}

tried=0
for call in $calls; do
    total=$(count "$call")
    step=1
    [ "$sample" -gt 0 ] && [ "$total" -gt "$sample" ] && step=$((total / sample))
    for ((number = 1; number <= total; number += step)); do
        try "$call" "$number"
        tried=$((tried + 1))
    done
    echo "$call: $total calls, $(((total + step - 1) / step)) tried"
done
node=0
echo "OK: $tried runs ($mode), $transfers transfers each: nothing acknowledged was lost, nothing ran twice"
