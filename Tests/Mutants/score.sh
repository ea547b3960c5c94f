#!/usr/bin/env bash
# Looks for a seed that notices each planted bug, and prints the table of docs/TESTING.md.
#
#   Tests/Mutants/score.sh PROGRAM [--seeds N] [--jobs N] [--part K/N] [NAME ...]
#
# PROGRAM is a build with '-Xswiftc -DMUTANTS'. Each bug gets --seeds runs, 5,000 if not given; --part
# takes every N-th bug, from the K-th on. A run that an assertion of the program ends is counted apart,
# and the search goes on behind it: only a checker of the simulator counts, or two processes that
# disagree on what one seed does.
# Exit 0: all were noticed. 1: some were not. 2: the call makes no sense.
set -euo pipefail

usage() { sed -n 's/^#   //p' "$0" >&2; exit 2; }
[ $# -ge 1 ] || usage
program=$1
shift
seeds=5000 jobs=2 part=1/1 names=()
while [ $# -gt 0 ]; do
    case $1 in
        --seeds) seeds=${2:?} && shift 2 ;;
        --jobs) jobs=${2:?} && shift 2 ;;
        --part) part=${2:?} && shift 2 ;;
        --*) usage ;;
        *) names+=("$1") && shift ;;
    esac
done
source_file=$(dirname "$0")/../../Sources/Mutation/Mutant.swift
[ -x "$program" ] || usage
all=$("$program" simulate --list-mutants)
case $all in *"no mutants"*) echo "$program $all" >&2; exit 2 ;; esac
[ ${#names[@]} -gt 0 ] || mapfile -t names < <(awk -v part="$part" '
    BEGIN { split(part, p, "/") } NR % p[2] == p[1] % p[2]' <<< "$all")

folder=$(mktemp -d)
trap 'kill $(jobs -p) 2> /dev/null || true; rm -rf "$folder"' EXIT
trap 'exit 130' INT TERM

# search NAME: writes one line "NAME <tab> seeds <tab> rule <tab> assertions <tab> finding".
search() {
    local name=$1 seed=1 assertions=0 status output rule longer=()
    # It needs a thousand transfers on one node.
    [ "$name" != canary ] || longer=(--ticks 8000)
    while [ "$seed" -le "$seeds" ]; do
        status=0
        output=$("$program" simulate --mutant "$name" --seed "$seed" "${longer[@]}" \
            --seeds $((seeds - seed + 1)) 2> "$folder/$name.err") || status=$?
        case $status in
            0) break ;;
            1)
                seed=$(sed -n 's/^[a-z0-9-]*: seed \([0-9]*\): .*/\1/p' <<< "$output" | head -n 1)
                rule=$(sed -n 's/^[a-z0-9-]*: seed [0-9]*: \([A-Z][0-9]*\): .*/\1/p' <<< "$output")
                printf '%s\t%s\t%s\t%s\t%s\n' "$name" "$seed" "$rule" "$assertions" \
                    "$(sed 's/^[a-z0-9-]*: seed [0-9]*: [A-Z0-9]*: //' <<< "$output" | cut -c 1-200)"
                return
                ;;
            70)
                assertions=$((assertions + 1))
                seed=$(($(sed -n 's/^seed \([0-9]*\)$/\1/p' "$folder/$name.err" | tail -n 1) + 1))
                ;;
            *) echo "exit $status of $name: $output" >&2; return 1 ;;
        esac
    done
    local once twice
    once=$("$program" simulate --mutant "$name" --seeds 20 2> /dev/null | sed -n 's/.*digest //p')
    twice=$("$program" simulate --mutant "$name" --seeds 20 2> /dev/null | sed -n 's/.*digest //p')
    if [ -n "$once" ] && [ "$once" != "$twice" ]; then
        printf '%s\t%s\t%s\t%s\t%s\n' "$name" 20 digest "$assertions" "$once is not $twice"
    else
        printf '%s\t%s\t%s\t%s\t%s\n' "$name" - - "$assertions" "NOT NOTICED in $seeds seeds"
    fi
}

running=0
for name in "${names[@]}"; do
    search "$name" > "$folder/$name.line" &
    running=$((running + 1))
    if [ "$running" -ge "$jobs" ]; then wait -n; running=$((running - 1)); fi
done
wait

bug() { awk -v want="\"$1\"" '
    /^ *\/\/\/ [BI][0-9]+: / { bug = $2; sub(":", "", bug) }
    index($0, want) { print bug == "" ? "-" : bug; exit }
    /^ *case / { if ($0 ~ "case " substr(want, 2, length(want) - 2) "$") { print bug; exit } bug = "" }
' "$source_file"; }

echo "| Mutant | Bug | Seeds | Noticed by | Assertions before |"
echo "| --- | --- | ---: | --- | ---: |"
missed=0
for name in "${names[@]}"; do
    IFS=$'\t' read -r _ needed rule assertions finding < "$folder/$name.line"
    [ "$needed" != - ] || { missed=$((missed + 1)); echo "$name: $finding" >&2; }
    echo "| \`$name\` | $(bug "$name") | $needed | $rule | $assertions |"
done
median=$(cut -f 2 "$folder"/*.line | grep -v -- - | sort -n | awk '{ a[NR] = $1 }
    END { print NR ? a[int((NR + 1) / 2)] : "-" }')
echo
echo "${#names[@]} planted, $((${#names[@]} - missed)) noticed; median $median seeds"
[ "$missed" -eq 0 ]
