#!/usr/bin/env bash
# Fills the disk of a node, and gives it space again.
#
#   disk-full.sh PROGRAM
#
# The only node of a cluster must refuse transfers before its log is harmed, go on answering reads
# and operators, and take transfers on again by itself. Of five nodes a full follower holds nobody
# up, a full leader refuses transfers until it has space, and a node that lost its files waits with its snapshot
# until there is space. Needs the right to mount.
set -euo pipefail

program=$(realpath "$1")
NODE_FLAGS="--checkpoint-interval 500 --segment-bytes 65536"
source "$(dirname "$0")/cluster.sh"

# Gives node `$1` a disk of its own of `$2` KiB.
make_disk() {
    mkdir -p "$(data "$1")"
    mount -t tmpfs -o "size=${2}k" tmpfs "$(data "$1")" 2> "$folder/problem" \
        || skip "no right to mount: $(head -1 "$folder/problem")"
    mounts+=("$(data "$1")")
}
# Takes all space of node `$1` but `$2` KiB.
fill() {
    local free
    free=$(df --output=avail -k "$(data "$1")" | tail -1)
    head -c $(((free - $2) * 1024)) /dev/zero > "$(data "$1")/ballast"
}
empty() { rm "$(data "$1")/ballast"; }
is_full() { [[ "$(fact "$1" 9)" == *"disk full"* ]]; }
is_not_full() { ! is_full "$1"; }
takes_transfers() { call transfer A B 1 > "$folder/taken" 2>&1 || [ $? -eq 3 ]; }

is_refused_or_led_by_another() { [ "$(leader)" != "$victim" ] || is_refused; }

end_cluster() {
    local number
    for number in "${!nodes[@]}"; do stop_node "$number"; done
    for number in "${mounts[@]}"; do umount -l "$number"; done
    mounts=()
    rm -rf "$folder"/n[1-9] "$folder"/answers* "$folder/cluster.json"
}

# Whether a transfer is refused as one that nobody can take on now: for sure by a node that is alone;
# a follower of five may have handed it on, so its outcome may be unknown.
is_refused() {
    local status=0
    "$program" transfer A B 1 --cluster "$folder/cluster.json" --timeout 1s > "$folder/refusal" 2>&1 \
        || status=$?
    grep -q "answered: no requests are taken now" "$folder/refusal" || return 1
    [ "$status" -eq 69 ] || { [ "${#nodes[@]}" -gt 1 ] && [ "$status" -eq 75 ]; }
}

case="one node"
make_disk 1 2048
start_new_cluster 1
work 1 100
fill 1 40
begin_load 101 "$folder/load"
until_true 20 is_full 1 || fail "$case: never full: $(state)"
until_true 20 is_refused || fail "$case: a full disk is not told: $(cat "$folder/refusal")"
end_load "$folder/load"
answered=$(count "$folder/answers-0")
call balance A > "$folder/balance" 2>&1 || fail "$case: no read: $(cat "$folder/balance")"
is_running "${nodes[1]}" || fail "$case: the node ended"
empty 1
begin=$(now)
until_true 10 takes_transfers || fail "$case: no transfer though there is space: $(state)"
echo "$case: full after $answered transfers, told '$(grep why: "$folder/refusal" | tr -s ' ')'," \
    "reads go on; transfers again $(($(now) - begin)) ms after there is space"
work 1000001 1000200
kill_node 1
start_node 1
check_again
end_cluster

case="a follower of five"
for number in 1 2 3 4 5; do make_disk "$number" 8192; done
start_new_cluster 5
work 1 300
until_true 10 has_leader || fail "$case: no leader"
victim=$(($(leader) % 5 + 1))
fill "$victim" 40
work 301 2500
is_full "$victim" || fail "$case: n$victim is not full: $(state)"
empty "$victim"
begin=$(now)
until_true 20 are_level || fail "$case: n$victim does not come back: $(state)"
echo "$case: the others go on, level again $(($(now) - begin)) ms after there is space"

case="the leader of five"
victim=$(leader)
fill "$victim" 40
begin_load 2501 "$folder/load"
until_true 20 is_full "$victim" || fail "$case: n$victim is not full: $(state)"
begin=$(now)
first=$(count "$folder/load")
# Either it refuses, or another one leads.
until_true 10 is_refused_or_led_by_another || fail "$case: neither refused nor led: $(state)"
empty "$victim"
begin=$(now)
until_true 20 has_answers "$folder/load" $((first + 300)) || fail "$case: no transfers: $(state)"
end_load "$folder/load"
until_true 20 are_level || fail "$case: n$victim does not come back: $(state)"
echo "$case: n$victim was full, then $([ "$(leader)" = "$victim" ] && echo "transfers were" \
    "refused" || echo "n$(leader) led"); 300 transfers $(($(now) - begin)) ms after there is space"

case="a node without its files, on a full disk"
victim=$(($(leader) % 5 + 1))
kill_node "$victim"
find "$(data "$victim")" -type f -delete
fill "$victim" 300
begin_node "$victim"
until_true 20 is_full "$victim" || fail "$case: n$victim is not full: $(state)"
is_running "${nodes[$victim]}" || fail "$case: n$victim ended: $(tail -2 "$folder/log-$victim")"
work 2000001 2000500
is_running "${nodes[$victim]}" || fail "$case: n$victim ended: $(tail -2 "$folder/log-$victim")"
empty "$victim"
begin=$(now)
until_true 30 are_level || fail "$case: n$victim does not come back: $(state)"
echo "$case: level $(($(now) - begin)) ms after there is space"
check_again
end_cluster
echo "OK: nothing that was answered was lost"
