#!/usr/bin/env bash
# Looks for a seed that notices each planted bug, and prints the table of docs/TESTING.md.
#
#   Tests/Mutants/score.sh PROGRAM [--seeds N] [--jobs N] [--part K/N | NAME ...]
#
# PROGRAM is a build with '-Xswiftc -DMUTANTS'. Each bug gets --seeds runs, 5,000 if not given;
# --part takes every N-th bug, from the K-th on. A run that an assertion of the program ends is
# counted apart, and the search goes on behind it: only a checker of the simulator counts, or two
# processes that disagree on what one seed does.
# Exit 0: all were noticed. 1: some were not, or a search failed. 2: the call makes no sense.
set -euo pipefail

usage() {
    [ $# -eq 0 ] || echo "score.sh: $1" >&2
    sed -n 's/^#   /usage: /p' "$0" >&2
    exit 2
}
# whole FLAG VALUE: refuses what is not a whole number from 1 on.
whole() { [[ $2 =~ ^[1-9][0-9]{0,8}$ ]] || usage "$1 \"$2\" is no whole number from 1 on"; }

[ $# -ge 1 ] || usage
program=$1
shift
seeds=5000 jobs=2 part= names=()
while [ $# -gt 0 ]; do
    case $1 in
        --seeds | --jobs | --part) [ $# -ge 2 ] || usage "$1 needs a value" ;;&
        --seeds) whole "$1" "$2" && seeds=$2 && shift 2 ;;
        --jobs) whole "$1" "$2" && jobs=$2 && shift 2 ;;
        --part) part=$2 && shift 2 ;;
        --*) usage "there is no flag $1" ;;
        *) names+=("$1") && shift ;;
    esac
done
if [ -n "$part" ]; then
    [[ $part =~ ^([1-9][0-9]{0,3})/([1-9][0-9]{0,3})$ ]] || usage "--part \"$part\" is not K/N"
    first=${BASH_REMATCH[1]} step=${BASH_REMATCH[2]}
    [ "$first" -le "$step" ] || usage "--part $part: there are $step parts"
    [ ${#names[@]} -eq 0 ] || usage "--part and names exclude each other"
fi

source_file=$(dirname "$0")/../../Sources/Mutation/Mutant.swift
[ -f "$program" ] && [ -x "$program" ] || usage "$program is no program"
all=$("$program" simulate --list-mutants) || usage "$program does not list its bugs"
case $all in *"no mutants"*) usage "$program contains no mutants" ;; esac
for name in "${names[@]}"; do
    grep -qxF -e "$name" <<< "$all" || usage "there is no bug \"$name\""
done
# These need more than 5,000 seeds, or what only TLC meets (docs/TESTING.md); they are looked for by
# name.
rare='count-stale-accepted
dedupe-at-proposal
old-incarnation-counts
reuse-read-round'
[ ${#names[@]} -gt 0 ] || mapfile -t names < <(
    grep -vxF -e "$rare" <<< "$all" |
        awk -v first="${first:-1}" -v step="${step:-1}" 'NR % step == first % step'
)
[ ${#names[@]} -gt 0 ] || usage "part $part has no bug: there are $(wc -l <<< "$all")"

# Each search is a process group, so that nothing of it outlives this script.
set -m
folder=$(mktemp -d)
searches=()
stop() {
    local group
    for group in "${searches[@]}"; do kill -- "-$group" 2> /dev/null || true; done
    wait 2> /dev/null || true
    rm -rf "$folder"
}
trap stop EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

# What stands between the fields of a line: no finding has it, and 'read' keeps empty fields.
unit=$'\x1f'
line() { local IFS=$unit; echo "$*"; }

# run NAME [FLAG...]: one process, in the group of its search; 124 if it takes too long.
run() {
    local name=$1
    shift
    timeout --foreground 900 "$program" simulate --mutant "$name" "$@" \
        < /dev/null 2> "$folder/$name.err"
}

# failed NAME STATUS OUTPUT: an end that says nothing about the bug.
failed() {
    echo "$1: exit $2, not understood: $3 $(tail -n 1 "$folder/$1.err")" >&2
    return 1
}

# digest NAME: what twenty seeds do, as one word; nothing if something ends them before.
digest() {
    local status=0 output
    output=$(run "$1" --seeds 20) || status=$?
    case $status in
        0) sed -n 's/.*digest //p' <<< "$output" ;;
        1 | 70) ;;
        *) failed "$1" "$status" "$output" ;;
    esac
}

# search NAME: writes one line: name, seeds, rule, assertions, finding.
search() {
    local name=$1 seed=1 assertions=0 status output rule finding once twice longer=()
    local shape='^[a-z0-9-]*: seed \([0-9][0-9]*\): \([A-Z][0-9]*\): \(.*\)'
    # It needs a thousand transfers on one node.
    [ "$name" != canary ] || longer=(--ticks 8000)
    while [ "$seed" -le "$seeds" ]; do
        status=0
        output=$(run "$name" --seed "$seed" --seeds $((seeds - seed + 1)) "${longer[@]}") ||
            status=$?
        case $status in
            0) break ;;
            1)
                seed=$(sed -n "s/$shape/\1/p" <<< "$output" | head -n 1)
                rule=$(sed -n "s/$shape/\2/p" <<< "$output" | head -n 1)
                finding=$(sed -n "s/$shape/\3/p" <<< "$output" | head -n 1 | cut -c 1-200)
                [ -n "$seed" ] && [ -n "$rule" ] || failed "$name" 1 "$output" || return 1
                line "$name" "$seed" "$rule" "$assertions" "$finding"
                return
                ;;
            70)
                seed=$(sed -n 's/^seed \([0-9][0-9]*\)$/\1/p' "$folder/$name.err" | tail -n 1)
                [ -n "$seed" ] || failed "$name" 70 "$output" || return 1
                assertions=$((assertions + 1))
                seed=$((seed + 1))
                ;;
            *) failed "$name" "$status" "$output" || return 1 ;;
        esac
    done
    once=$(digest "$name") || return 1
    twice=$(digest "$name") || return 1
    if [ -n "$once" ] && [ -n "$twice" ] && [ "$once" != "$twice" ]; then
        line "$name" 20 digest "$assertions" "$once is not $twice"
    else
        line "$name" - - "$assertions" "NOT NOTICED in $seeds seeds"
    fi
}

for name in "${names[@]}"; do
    search "$name" > "$folder/$name.line" &
    searches+=($!)
    while [ "$(jobs -rp | wc -l)" -ge "$jobs" ]; do wait -n || true; done
done
wait
errors=0
for name in "${names[@]}"; do
    [ -s "$folder/$name.line" ] || { echo "FAILED: no result of $name" >&2; errors=1; }
done
[ "$errors" -eq 0 ] || exit 1

# bug NAME: the known bug that it is, from the comment of its case, or -.
bug() { awk -v want="$1" '
    /^ *\/\/\/ [BI][0-9]+: / { bug = $2; sub(":", "", bug) }
    /^ *case / {
        split($0, parts, "\"")
        if ((parts[2] == "" ? $2 : parts[2]) == want) { found = bug; exit }
        bug = ""
    }
    END { print found == "" ? "-" : found }
' "$source_file"; }

echo "| Mutant | Bug | Seeds | Noticed by | Assertions before |"
echo "| --- | --- | ---: | --- | ---: |"
missed=0
for name in "${names[@]}"; do
    IFS=$unit read -r _ needed rule assertions finding < "$folder/$name.line"
    [ "$needed" != - ] || { missed=$((missed + 1)); echo "$name: $finding" >&2; }
    echo "| \`$name\` | $(bug "$name") | $needed | $rule | $assertions |"
done
median=$(awk -F "$unit" '$2 != "-" { print $2 }' "$folder"/*.line | sort -n | awk '{ a[NR] = $1 }
    END { print NR ? a[int((NR + 1) / 2)] : "-" }')
echo
echo "${#names[@]} planted, $((${#names[@]} - missed)) noticed; median $median seeds"
[ "$missed" -eq 0 ]
