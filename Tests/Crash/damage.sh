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

# Node `$1` must start, say `$2`, and come back: `$3` tells whether it has to rejoin.
comes_back() {
    local number=$1 words=$2 begin
    begin=$(now)
    start_node "$number"
    said "$number" "$words" || fail "$case: n$number does not say '$words': $(cat "$folder/log-$number")"
    until_true 30 are_level || fail "$case: n$number does not come back: $(state)"
    echo "$case: n$number says $(grep -o "event=damage.*" "$folder/log-$number" | grep -- "$words" | tail -1 | cut -c 14-150);" \
        "level again after $(($(now) - begin)) ms"
}

case="the last record cut"
kill_node 1
file=$(data 1)/$(segment 1)
size=$(stat -c %s "$file")
truncate -s $(($(last_byte "$file") - 20)) "$file"
truncate -s "$size" "$file"
: > "$folder/log-1"
comes_back 1 "event=damage"
more

case="the file cut in the last record"
kill_node 2
file=$(data 2)/$(segment 2)
truncate -s $(($(last_byte "$file") - 20)) "$file"
: > "$folder/log-2"
comes_back 2 "event=damage"
more

case="the last record flipped"
kill_node 3
file=$(data 3)/$(segment 3)
put "$file" $(($(last_byte "$file") - 20)) '\377'
: > "$folder/log-3"
comes_back 3 "event=damage"
more

case="bytes in the middle flipped"
kill_node 4
put "$(data 4)/$(segment 4 2)" 20000 '\001\002\003\004'
: > "$folder/log-4"
comes_back 4 "event=damage"
more

case="a segment's header flipped"
kill_node 5
put "$(data 5)/$(segment 5 2)" 40 '\377\376'
: > "$folder/log-5"
comes_back 5 "event=damage"
more

case="a segment in the middle removed"
kill_node 1
rm "$(data 1)/$(segment 1 3)"
: > "$folder/log-1"
comes_back 1 "event=damage"
more

case="the first segment removed"
kill_node 2
rm "$(data 2)/$(segment 2 1)"
: > "$folder/log-2"
comes_back 2 "event=damage"
more

case="the newest segment removed"
kill_node 3
rm "$(data 3)/$(segment 3)"
: > "$folder/log-3"
begin_node 3
until_true 30 are_level || fail "$case: n3 does not come back: $(state)"
echo "$case: n3 says $(grep -o 'event=damage.*' "$folder/log-3" || echo "nothing of its files");" \
    "level again"
more

case="the identity removed"
kill_node 4
rm "$(data 4)/identity"
: > "$folder/log-4"
comes_back 4 "does not say whose it is"
more

case="the whole log removed"
kill_node 5
rm "$(data 5)"/log-*
: > "$folder/log-5"
comes_back 5 "the log is gone"
more

case="everything removed"
kill_node 1
rm -rf "$(data 1)"
: > "$folder/log-1"
comes_back 1 "event=damage"
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
begin=$(now)
start_node 2
until_true 30 are_level || fail "$case: n2 does not come back: $(state)"
echo "$case: level again after $(($(now) - begin)) ms; n2 says" \
    "$(grep -v 'event=\(opened\|listening\)' "$folder/log-2" | head -2 | cut -d ' ' -f 3- | cut -c 1-150)"
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
for number in 1 2 3 4 5; do stop_node "$number"; done
echo "OK: $((next - 1)) transfers; what was answered is answered the same"
