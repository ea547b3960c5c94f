#!/usr/bin/env bash
# Ends a durable node at every storage call of a script of transfers, and checks what it kept.
#
#   crash-points.sh PROGRAM [MODE] [SAMPLE]
#
# PROGRAM is the paxosbank to test. MODE is `kill` (SIGKILL when the N-th call begins) or `eio` (the
# N-th call fails with EIO: the node must end with 74, and neither send nor write anything after it).
# SAMPLE is how many points are tried, evenly spread over the calls; without it all of them are.
#
# A cluster of one node takes TRANSFERS transfers, each with a name of its own, from one console,
# while snapshots are taken, segments change and old ones go. The node is ended at a point, started
# again at once, and the console goes on. Then every transfer is asked for once more: each answer
# that was given before MUST be given again, slot and balances included; each transfer MUST have one
# slot of its own; and the balances MUST be what the transfers come to in the order of their slots.
# `new` points are those of a node's first start and its work after it, `used` ones those of a later
# start on the files of half the script, and the work after that.
set -euo pipefail

program=$(realpath "$1")
mode=${2:-kill}
sample=${3:-0}
transfers=${TRANSFERS:-200}
calls="pwrite64 fdatasync fsync renameat renameat2 rename unlinkat unlink ftruncate fallocate openat"
# A node that is killed while it reads has lost nothing; one whose reading fails must end.
[ "$mode" = eio ] && calls="$calls pread64 getdents64 flock mkdir"
calls=${CALLS:-$calls}
phases=${PHASES:-new used}

source "$(dirname "$0")/common.sh"

case $mode in
    kill) effect=signal=SIGKILL expected=137 ;;
    eio) effect=error=EIO expected=74 ;;
    *) echo "usage: crash-points.sh PROGRAM [kill|eio] [SAMPLE]" >&3 && exit 2 ;;
esac
problem=$(tracing_problem)
[ -z "$problem" ] || skip "$problem"
# With a filter in the kernel only calls that matter stop the process, but then no signal is given.
filter=""
[ "$mode" = kill ] || filter=$(fast_tracing)
tracer="strace $filter -f -qq -o $folder/trace"
calls=$(known_calls $calls)
watched=$(tr -s ' ' , <<< "$calls sendto" | sed 's/^,//')

make_cluster 1
# A node that is alone waits for nobody: its times are the shortest that fit together.
sed -i -E 's/("tick": )"[^"]*"/\1"1ms"/; s/("heartbeat": )"[^"]*"/\1"2ms"/
    s/("leader_min": )"[^"]*"/\1"8ms"/; s/("leader_max": )"[^"]*"/\1"10ms"/
    s/("quiet": )"[^"]*"/\1"3ms"/' "$folder/cluster.json"
for ((number = 1; number <= transfers; number++)); do
    if ((number % 2)); then pair="A B"; else pair="B A"; fi
    echo "transfer $pair $((number % 5 * 2 + 1)) --client c$number --timestamp $((1000 + number))"
done > "$folder/script"
head -$((transfers / 2)) "$folder/script" > "$folder/half"

# MARK: One node

node=0
# Starts the node, with words before it if there are any, and waits until it is ready or over.
start() {
    : > "$folder/ready"
    "$@" "$program" node --id n1 --cluster "$folder/cluster.json" --data "$folder/data" \
        --new-cluster --checkpoint-interval 50 --segment-bytes 16384 \
        > "$folder/ready" 2> "$folder/node.log" &
    node=$!
    until_true 10 is_ready_or_over || broken "the node is neither ready nor over"
}
# Starts the node, which must be ready then.
start_well() {
    start "$@"
    is_running "$node" || broken "the node does not start"
}
is_ready() { [ -s "$folder/ready" ]; }
is_ready_or_over() { is_ready || is_over "$node"; }

# Ends the node in good order; it wrote its number into its lock, strace may stand before it. With
# an argument it may end with that instead, or by the signal that came while it was about to.
stop() {
    local pid status=0
    read -r pid < "$folder/data/LOCK" || broken "the lock does not say whose it is"
    # It may be about to end by itself.
    if is_running "$node"; then kill -TERM "$pid" || true; fi
    wait "$node" || status=$?
    [ "$status" -eq 0 ] || { [ -n "${1:-}" ] && [[ $status == "$1" || $status == 143 ]]; } \
        || broken "the node ended with $status when it was told to stop"
}

# Asks for the transfers of a script.
ask() {
    timeout 60 "$program" console --cluster "$folder/cluster.json" --timeout 10s --output plain \
        < "$1" > "$2" 2> "$2.error"
}

# Leaves of a console's output the answers, without their ballot, which a restart changes.
answers() {
    awk -F '\t' -v OFS='\t' '$1 == "success" || $1 == "failed" { $3 = "-"; print }' "$1" \
        | sort > "$1.answers"
}

point="the start"
broken() {
    { echo "--- what the node said last:"; tail -5 "$folder/node.log"; } >&3
    fail "$mode, $point: $*"
}

# Checks a console's answers to the whole script: all there, each in a slot of its own, and with
# the balances of a bank that executes them in the order of their slots.
check_all() {
    sort -t $'\t' -k 2,2n "$1.answers" | awk -F '\t' -v count="$transfers" '
        BEGIN { held["A"] = held["B"] = 10 }
        {
            number = substr($9, 2); amount = number % 5 * 2 + 1
            if ($2 == slot) { print "two transfers in slot " slot; exit 1 }
            slot = $2
            if (seen[$9]++) { print $9 " has two answers"; exit 1 }
            if (amount <= held[$4]) {
                held[$4] -= amount; held[$6] += amount; word = "success"
            } else word = "failed"
            if ($1 != word || $5 != held[$4] || $7 != held[$6]) {
                print "slot " $2 ": " $0 ", and a bank has " word " " held[$4] " " held[$6]
                exit 1
            }
        }
        END { if (NR != count) { print NR " of " count " answered"; exit 1 } }
    ' > "$folder/problem" || broken "$(cat "$folder/problem"); $(head -3 "$1.error")"
}

# Lists what was answered in `$1` and is not answered so in `$2`.
check_same() {
    comm -23 "$1.answers" "$2.answers" > "$folder/lost"
    [ ! -s "$folder/lost" ] || broken "answered once and not again: $(head -3 "$folder/lost")"
}

# MARK: One point

# Whether the node was silent once a call had failed.
check_silence() {
    awk '/\(INJECTED\)/ { hit = 1; next }
        hit && /(sendto|pwrite64|fdatasync|fsync|rename|unlink|truncate|fallocate)/ { print; bad = 1 }
        END { exit bad }' "$folder/trace" > "$folder/problem" \
        || broken "after the failed call: $(head -3 "$folder/problem")"
    grep -q "Input/output error" "$folder/node.log" || broken "the node does not say what failed"
}

unreached=0
# One run: the node ends at the `$3`-th `$2`.
try() {
    local phase=$1 call=$2 number=$3 status=0 asker ended
    point="$phase $call $number"
    rm -rf "$folder/data"
    [ "$phase" = new ] || cp -a "$folder/used" "$folder/data"
    start $tracer -e trace="$watched" -e inject="$call:$effect:when=$number"
    : > "$folder/first"
    if is_running "$node"; then
        ask "$folder/script" "$folder/first" &
        asker=$!
        wait -n -p ended "$node" "$asker" || status=$?
        # A snapshot is still being written when the last answer has come.
        if [ "$ended" = "$asker" ] && ! until_true 1 is_over "$node"; then
            # The point comes when the node is told to stop, or this time there were fewer calls.
            unreached=$((unreached + 1))
            stop "$expected"
        else
            if [ "$ended" = "$asker" ]; then status=0 && wait "$node" || status=$?; fi
            [ "$status" -eq "$expected" ] || broken "the node ended with $status"
            [ "$mode" != eio ] || check_silence
        fi
        start_well
        wait "$asker" || true
    else
        wait "$node" || status=$?
        [ "$status" -eq "$expected" ] || broken "the node ended with $status at its start"
        [ "$mode" != eio ] || check_silence
        start_well
        ask "$folder/script" "$folder/first" || true
    fi
    answers "$folder/first"
    ask "$folder/script" "$folder/second" || true
    answers "$folder/second"
    check_all "$folder/second"
    check_same "$folder/first" "$folder/second"
    [ "$phase" = new ] || check_same "$folder/before" "$folder/second"
    stop
    inspect
}

# Whether `log inspect` finds the files sound; a program that has no such command is not asked.
inspect() {
    [ "$hasInspect" = yes ] || return 0
    "$program" log inspect "$folder/data" > "$folder/inspection" 2>&1 \
        || broken "the log is not sound: $(head -3 "$folder/inspection")"
}
hasInspect=no
if "$program" help log inspect > "$folder/null" 2>&1; then hasInspect=yes; fi

# MARK: All points

# Lists the points of a phase: for each call its numbers that concern the node's folder.
list_points() {
    local phase=$1
    rm -rf "$folder/data"
    [ "$phase" = new ] || cp -a "$folder/used" "$folder/data"
    point="$phase, undisturbed"
    start_well $tracer -e trace="$watched"
    ask "$folder/script" "$folder/undisturbed" || true
    stop
    answers "$folder/undisturbed"
    check_all "$folder/undisturbed"
    awk -v phase="$phase" -v place="$folder/data" '
        { call = $2; sub(/\(.*/, "", call); count[call]++ }
        index($0, "\"" place "\"") { isInside = 1 }
        call == "sendto" || !isInside { next }
        call == "openat" && !/openat\([0-9]/ && !index($0, "\"" place "\"") { next }
        { print call, phase, count[call] }' "$folder/trace"
}

begun=$(now)
# The files of a node that has done half of the script.
start_well
ask "$folder/half" "$folder/before" || true
stop
answers "$folder/before"
mv "$folder/data" "$folder/used"

for phase in $phases; do list_points "$phase"; done | sort -s -k 1,1 > "$folder/points"
tried=0
for call in $calls; do
    mapfile -t points < <(grep "^$call " "$folder/points")
    total=${#points[@]}
    [ "$total" -gt 0 ] || continue
    count=$total
    if [ "$sample" -gt 0 ]; then
        kinds=$(cut -d ' ' -f 1 "$folder/points" | sort -u | wc -l)
        count=$(((sample + kinds - 1) / kinds))
        [ "$count" -lt "$total" ] || count=$total
    fi
    for ((place = 0; place < count; place++)); do
        read -r _ phase number <<< "${points[$(((2 * place + 1) * total / (2 * count)))]}"
        try "$phase" "$call" "$number"
    done
    tried=$((tried + count))
    echo "$call: $total points, $count tried"
done
# A call that is not disturbed looks like one that comes too late: most must not be.
point="all of them"
[ $((unreached * 10)) -le "$tried" ] || broken "$unreached of $tried points were not reached"
seconds=$((($(now) - begun) / 1000))
echo "OK: $tried points ($mode), $transfers transfers each, $seconds s: nothing that was answered" \
    "was lost, nothing ran twice; $unreached of the points were not reached"
