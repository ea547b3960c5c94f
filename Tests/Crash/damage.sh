#!/usr/bin/env bash
# Damages the files of one node of five, again and again in another way, and lets it come back.
#
#   damage.sh PROGRAM
#
# After each damage the node must say what it found, come back by itself or refuse to start, as
# docs/STORAGE.md says; what was answered before must be answered the same at the end.
set -euo pipefail

program=$(realpath "$1")
NODE_FLAGS="--checkpoint-interval 100000 --segment-bytes 65536"
source "$(dirname "$0")/cluster.sh"

start_new_cluster 5
next=1
# Some more transfers: several segments of log.
more() {
    work "$next" $((next + 999))
    next=$((next + 1000))
    until_true 30 are_level || fail "the nodes do not agree: $(state)"
}
more

# The name of node `$1`'s newest or, with a number, `$2`-th segment.
segment() { ls "$(data "$1")" | grep '^log-[0-9]' | sed -n "${2:-\$}p"; }
# Where the text of a segment's last record ends.
last_byte() { grep -abo '}' "$1" | tail -1 | cut -d : -f 1; }
# Writes `$3` at offset `$2` of file `$1`.
put() { printf "$3" | dd of="$1" bs=1 seek="$2" conv=notrunc 2> "$folder/null"; }
# Flips the lowest bit of the byte at offset `$2` of file `$1`.
flip() { put "$1" "$2" "\\$(printf %03o $(($(od -An -tu1 -j "$2" -N 1 "$1") ^ 1)))"; }

# Node `$1` must start, say `$2`, and come back. What it has lost is `$3`: `part`, a known one, with
# which it takes part at once; `unknown`, by its own judgement of its files, or `told`, by the word of
# the others: then it takes part in no vote until it has rejoined.
comes_back() {
    local number=$1 words=$2 loss=$3 begin
    begin=$(now)
    start_node "$number"
    until_true 30 are_level || fail "$case: n$number does not come back: $(state)"
    said "$number" "$words" || fail "$case: n$number does not say '$words': $(cat "$folder/log-$number")"
    check_verdict "$number" "$loss"
    echo "$case: n$number says $(grep -- "$words" "$folder/log-$number" | tail -1 | cut -d ' ' -f 3- \
        | cut -c 1-150); lost: $loss; level again after $(($(now) - begin)) ms"
}
check_verdict() {
    local number=$1 loss=$2
    case $loss in
        part)
            ! said "$number" event=recovering \
                || fail "$case: n$number knows what it has lost, and rejoins: $(cat "$folder/log-$number")"
            return
            ;;
        unknown)
            ! said "$number" event=forgotten \
                || fail "$case: others had to tell n$number: $(cat "$folder/log-$number")"
            ;;
        told)
            said "$number" event=forgotten \
                || fail "$case: nobody told n$number: $(cat "$folder/log-$number")"
            ;;
    esac
    said "$number" event=recovering && said "$number" event=rejoined \
        || fail "$case: n$number votes without having rejoined: $(cat "$folder/log-$number")"
}

# A node that does not lead: what it acknowledged, the leader remembers.
follower() { until_true 10 has_leader || fail "$case: no leader"; echo $(($(leader) % 5 + 1)); }

case="the last record cut"
victim=$(follower)
kill_node "$victim"
file=$(data "$victim")/$(segment "$victim")
size=$(stat -c %s "$file")
truncate -s $(($(last_byte "$file") - 20)) "$file"
truncate -s "$size" "$file"
: > "$folder/log-$victim"
comes_back "$victim" "event=damage" told
more

case="the file cut in the last record"
victim=$(follower)
kill_node "$victim"
file=$(data "$victim")/$(segment "$victim")
truncate -s $(($(last_byte "$file") - 20)) "$file"
: > "$folder/log-$victim"
comes_back "$victim" "event=damage" told
more

case="the last record flipped"
kill_node 3
file=$(data 3)/$(segment 3)
put "$file" $(($(last_byte "$file") - 20)) '\377'
: > "$folder/log-3"
comes_back 3 "event=damage" unknown
more

case="bytes in the middle flipped"
kill_node 4
put "$(data 4)/$(segment 4 2)" 20000 '\001\002\003\004'
: > "$folder/log-4"
comes_back 4 "event=damage" part
more

case="a segment's header flipped"
kill_node 5
put "$(data 5)/$(segment 5 2)" 40 '\377\376'
: > "$folder/log-5"
comes_back 5 "event=damage" part
more

case="a segment in the middle removed"
kill_node 1
rm "$(data 1)/$(segment 1 3)"
: > "$folder/log-1"
comes_back 1 "event=damage" unknown
more

case="the first segment removed"
kill_node 2
rm "$(data 2)/$(segment 2 1)"
: > "$folder/log-2"
comes_back 2 "event=damage" unknown
more

case="the newest segment removed"
victim=$(follower)
kill_node "$victim"
rm "$(data "$victim")/$(segment "$victim")"
: > "$folder/log-$victim"
comes_back "$victim" "event=forgotten\|event=damage" told
more

case="a bit of the identity flipped"
kill_node 3
flip "$(data 3)/identity" 80
: > "$folder/log-3"
comes_back 3 "identity" unknown
more

case="the identity removed"
kill_node 4
rm "$(data 4)/identity"
: > "$folder/log-4"
comes_back 4 "does not say whose it is" unknown
more

case="the whole log removed"
kill_node 5
rm "$(data 5)"/log-*
: > "$folder/log-5"
comes_back 5 "the log is gone" unknown
more

case="everything removed"
kill_node 1
rm -rf "$(data 1)"
: > "$folder/log-1"
comes_back 1 "event=damage" unknown
more

case="an old image restored"
kill_node 2
cp -a "$(data 2)" "$folder/image"
start_node 2
more
kill_node 2
rm -rf "$(data 2)"
mv "$folder/image" "$(data 2)"
: > "$folder/log-2"
comes_back 2 "event=forgotten" told
more

case="segments of two nodes swapped"
kill_node 3
kill_node 4
one=$(data 3)/$(segment 3)
other=$(data 4)/$(segment 4)
mv "$one" "$folder/swapped"
mv "$other" "$one"
mv "$folder/swapped" "$other"
for number in 3 4; do
    : > "$folder/log-$number"
    begin_node "$number"
    end_node "$number" 78
    said "$number" "n3\|node 3" && said "$number" "n4\|node 4" \
        || fail "$case: n$number does not name both: $(cat "$folder/log-$number")"
    echo "$case: n$number says $(grep -A 1 error "$folder/log-$number" | tail -1)"
done
mv "$one" "$folder/swapped"
mv "$other" "$one"
mv "$folder/swapped" "$other"
start_node 3
start_node 4
until_true 30 are_level || fail "$case: not put right: $(state)"
more

check_again

case="three of five removed"
for number in 1 2 3 4 5; do stop_node "$number"; done
for number in 1 2 3; do rm -rf "$(data "$number")"; done
for number in 1 2 3 4 5; do
    : > "$folder/log-$number"
    start_node "$number"
done
for number in 1 2 3; do
    until_true 20 said "$number" event=waiting || fail "$case: n$number does not say that it waits"
    echo "$case: n$number says $(grep event=waiting "$folder/log-$number" | head -1 | cut -d ' ' -f 3-)"
    said "$number" 'event=waiting.*why="this directory does not say' \
        || fail "$case: n$number does not say why: $(cat "$folder/log-$number")"
done
! has_leader || fail "$case: somebody leads: $(state)"
for number in 1 2 3 4 5; do stop_node "$number"; done
echo "OK: $((next - 1)) transfers; what was answered is answered the same"
