#!/usr/bin/env bash
# Lets TLC decide whether simulated runs are behaviours of the specification, and sees that it
# refuses runs that were tampered with.
#
#   docs/spec/check-traces.sh .build/release/paxosbank [SEEDS [FIRST]]
#
# Half of the seeds (200) have three nodes, half five. Needs what check.sh needs.
# Exit 0: all are. 1: not so, or a tampered one passed. 77: there is no Java or no TLC.
set -euo pipefail
program=$(realpath "${1:?usage: check-traces.sh PROGRAM [SEEDS [FIRST]]}")
seeds=$((${2:-200} / 2))
first=${3:-1}
cd "$(dirname "$0")"
. ./tlc.sh
cp MultiPaxos.tla Trace.tla "$folder"

# configure NODES [INVARIANTS]
configure() {
    sed -e "s/ N = .*/ N = $1/;s/^INVARIANTS .*/INVARIANTS ${2:-EndsWell}/" Trace.cfg \
        > "$folder/Trace.cfg"
}

# Says which step of which run TLC refused last.
explain() {
    local run place
    run=$(sed -n 's/^.. run = //p' "$folder/out" | tail -n 1)
    place=$(sed -n 's/^.. place = //p' "$folder/out" | tail -n 1)
    if [ -z "$place" ]; then tail -n 20 "$folder/out"; return; fi
    grep '^,*"' "$folder/Traces.tla" | sed -n "${run}s/.*\\\\\* /refused: /p"
    grep '^,*"' "$folder/Traces.tla" | sed -n "${run}s/^,*\"\(.*\)\".*/\1/p" |
        awk -v place="$place" '{
            from = place > 80 ? place - 80 : 1
            print "  after  ... " substr($0, from, place - 1 - from)
            print "  comes  " substr($0, place, 80) " ..."
        }'
}

# The runs as they were.
for nodes in 3 5; do
    SECONDS=0
    "$program" simulate --seed "$first" --seeds "$seeds" --model "$nodes" --ticks 1500 \
        > "$folder/Traces.tla"
    cp "$folder/Traces.tla" "$folder/Traces.$nodes"
    made=$SECONDS
    runs=$(grep -c '^,*"' "$folder/Traces.tla" || true)
    configure "$nodes"
    tlc Trace
    found=$(verdict)
    echo "$runs runs of $nodes nodes, $(states) steps: ${found:-?} (${made} s to make," \
        "$((SECONDS - made)) s to check)"
    if [ "$found" != holds ] || [ "$runs" -lt $((seeds / 2)) ]; then
        explain >&2
        exit 1
    fi
done

# The first hundred of them, each with one thing changed: not one may pass.
for nodes in 3 5; do
    SECONDS=0
    awk -v most=100 -f tamper.awk "$folder/Traces.$nodes" > "$folder/Traces.tla"
    runs=$(grep -c '^,*"' "$folder/Traces.tla" || true)
    configure "$nodes" IsRefused
    tlc Trace -deadlock
    found=$(verdict)
    echo "$runs tampered runs of $nodes nodes: $([ "$found" = holds ] && echo all refused ||
        echo "${found:-?}") ($SECONDS s)"
    if [ "$found" != holds ] || [ "$runs" -lt $(((seeds < 100 ? seeds : 100) / 2)) ]; then
        explain >&2
        exit 1
    fi
done

# What nodes did that were lied to.
SECONDS=0
cp Refused.tla "$folder/Traces.tla"
configure 3 IsRefused
tlc Trace -deadlock
found=$(verdict)
echo "runs of nodes that were lied to: $([ "$found" = holds ] && echo all refused ||
    echo "${found:-?}") ($SECONDS s)"
[ "$found" = holds ] || { explain >&2; exit 1; }
