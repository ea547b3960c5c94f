#!/usr/bin/env bash
# Ends a node that fetches a snapshot from its peers, and lets it come back.
#
#   fetch-points.sh PROGRAM [MODE] [SAMPLE]
#
# MODE is `kill` or `eio`, as in crash-points.sh. SAMPLE is how many points are tried; without it all
# of them are.
#
# One of three nodes loses its folder again and again, and starts under a tracer; what it lacks, its
# peers have in a snapshot alone, which comes in several parts. It ends at the N-th call from the first
# one on a file of a fetched snapshot on. After a failed call it MUST end with 74, and neither send nor
# write nor flush anything, whatever else came in the same turn. Then it MUST come back by itself from
# what it left; and what was answered is answered the same at the end.
set -euo pipefail

program=$(realpath "$1")
mode=${2:-eio}
sample=${3:-0}
accounts=${ACCOUNTS:-80000}
calls=${CALLS:-pwrite64 fdatasync fsync renameat renameat2 rename unlinkat unlink ftruncate fallocate pread64}
NODE_FLAGS="--checkpoint-interval 200 --segment-bytes 16384"
source "$(dirname "$0")/cluster.sh"

case $mode in
    kill) effect=signal=SIGKILL expected=137 ;;
    eio) effect=error=EIO expected=74 ;;
    *) echo "usage: fetch-points.sh PROGRAM [kill|eio] [SAMPLE]" >&3 && exit 2 ;;
esac
problem=$(tracing_problem)
[ -z "$problem" ] || skip "$problem"
filter=""
[ "$mode" = kill ] || filter=$(fast_tracing)
calls=$(known_calls $calls)
watched=$(tr -s ' ' , <<< "$calls openat sendto" | sed 's/^,//')
# The line with which a trace says that a file for a fetched snapshot is made.
fetched='openat.*"[^"]*(snapshot|fetch)[^"/]*tmp".*O_CREAT'

make_cluster 3
# With names of this length the flush after each MiB comes between parts of one answer, so that others
# wait behind a part whose flush fails.
more=$(seq "$accounts" | sed 's/.*/    "own-&": 1,/')
sed -i "/\"A\": 10/r /dev/stdin" "$folder/cluster.json" <<< "$more"
for number in 1 2 3; do start_node "$number" --new-cluster; done
work 1 1000
until_true 20 are_level || fail "the nodes do not agree: $(state)"
victim=$(($(leader) % 3 + 1))
kill_node "$victim"

# Starts the victim without its files, under the tracer with the options given.
begin_traced() {
    rm -rf "$(data "$victim")"
    : > "$folder/log-$victim"
    BEFORE_NODE="strace $filter -f -qq -y -o $folder/trace -e trace=$watched $*" begin_node "$victim"
}
# Ends it, for strace stands before it.
end_traced() {
    local pid
    read -r pid < "$(data "$victim")/LOCK" || fail "$point: the lock does not say whose it is"
    kill -KILL "$pid"
    end_node "$victim" 137
}
is_over_or_level() { is_over "${nodes[$victim]}" || are_level; }

point="undisturbed"
begin_traced
until_true 30 are_level || fail "$point: n$victim does not come back: $(state)"
end_traced
grep -qE "$fetched" "$folder/trace" || fail "$point: n$victim fetches no snapshot"
awk -v place="$(data "$victim")" -v fetched="$fetched" '
    { call = $2; sub(/\(.*/, "", call); count[call]++ }
    $0 ~ fetched { isFetching = 1 }
    isFetching && index($0, place) && call != "sendto" && call != "openat" {
        print call, count[call]
    }' "$folder/trace" > "$folder/points"

# Whether the node was silent once a call had failed.
check_silence() {
    awk '/\(INJECTED\)/ { hit = 1; next }
        hit && /(sendto|pwrite64|fdatasync|fsync|rename|unlink|truncate|fallocate)\(/ { print; bad = 1 }
        END { exit bad }' "$folder/trace" > "$folder/problem" \
        || fail "$point: after the failed call: $(head -3 "$folder/problem")"
    grep -q "Input/output error" "$folder/log-$victim" \
        || fail "$point: n$victim does not say what failed: $(tail -3 "$folder/log-$victim")"
}

# A call that is made slow, so that several parts of the snapshot wait and come in one turn.
slow_call() { if [ "$1" = pwrite64 ]; then echo fdatasync; else echo pwrite64; fi; }

tried=0
unreached=0
early=0
# One run: the victim ends at its `$2`-th `$1`.
try() {
    local call=$1 number=$2
    point="$mode, $call $number"
    tried=$((tried + 1))
    begin_traced -e "inject=$call:$effect:when=$number" -e "inject=$(slow_call "$call"):delay_exit=5000"
    until_true 30 is_over_or_level || fail "$point: n$victim neither ends nor comes back: $(state)"
    if is_over "${nodes[$victim]}"; then
        end_node "$victim" "$expected"
        [ "$mode" != eio ] || check_silence
        grep -qE "$fetched" "$folder/trace" || early=$((early + 1))
    else
        unreached=$((unreached + 1))
        end_traced
    fi
    start_node "$victim"
    until_true 30 are_level || fail "$point: n$victim does not come back: $(state)"
    kill_node "$victim"
}

begun=$(now)
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
        try ${points[$(((2 * place + 1) * total / (2 * count)))]}
    done
    echo "$call: $total points, $count tried"
done
# How many calls come before the fetching differs a little from run to run.
[ $((unreached * 10)) -le "$tried" ] || fail "$unreached of $tried points were not reached"
[ $((early * 2)) -le "$tried" ] || fail "$early of $tried points came before the fetching"
start_node "$victim"
until_true 30 are_level || fail "the nodes do not agree: $(state)"
check_again
for number in 1 2 3; do stop_node "$number"; done
echo "OK: $tried points ($mode) of a node that fetches a snapshot of $accounts accounts," \
    "$((($(now) - begun) / 1000)) s: it says nothing after a failed call and comes back; $early of the" \
    "points came before the fetching, $unreached after it"
