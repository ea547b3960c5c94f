#!/usr/bin/env bash
# Lets TLC search the specification of the protocol, and refute each planted mistake.
#
#   docs/spec/check.sh          every size and every mistake, also by its outcome alone
#   docs/spec/check.sh quick    the smallest that is worth it: about a minute
#
# Needs Java 17, and Python 3 to fetch TLC; TLA2TOOLS may name a tla2tools.jar that is there.
# Exit 0: all as expected. 1: not so. 77: there is no Java or no TLC, and nothing was checked.
set -euo pipefail
cd "$(dirname "$0")"

mode=${1:-full}
case $mode in quick | full) ;; *) echo "usage: check.sh [quick]" >&2; exit 64 ;; esac

. ./tlc.sh
cp MultiPaxos.tla "$folder"

failures=0

# check MUTANT NODES/BALLOTS/SLOTS/PAGE FEATURES EXPECTED [INVARIANTS]
#
# EXPECTED is the invariant that refutes it, or "holds". INVARIANTS are checked instead of all.
check() {
    local mutant=$1 features=$3 expected=$4 invariants=${5:-} nodes ballots slots page
    IFS=/ read -r nodes ballots slots page <<< "$2"
    sed -e "s/ N = .*/ N = $nodes/;s/ NB = .*/ NB = $ballots/;s/ NS = .*/ NS = $slots/" \
        -e "s/PageSize = .*/PageSize = $page/;s/Mutant = .*/Mutant = \"$mutant\"/" \
        -e "s/Features = .*/Features = {$(sed 's/[a-z][a-z]*/"&"/g;s/ /, /g' <<< "$features")}/" \
        MultiPaxos.cfg > "$folder/MultiPaxos.cfg"
    if [ -n "$invariants" ]; then
        sed -i.all '/^INVARIANTS/,$d' "$folder/MultiPaxos.cfg"
        echo "INVARIANTS $invariants" >> "$folder/MultiPaxos.cfg"
    fi
    SECONDS=0
    [ "$expected" = holds ] && compiler= || compiler=quick
    tlc MultiPaxos -deadlock

    local verdict states length
    verdict=$(verdict)
    states=$(states)
    length=$(grep -c '^State [0-9]*:' "$folder/out" || true)
    printf '%-27s %-8s %-29s %9s %5s s  %s%s\n' "$mutant" "$2" "${features:--}" \
        "${states:-?}" "$SECONDS" "${verdict:-?}" "$([ "$length" = 0 ] || echo ", $length steps")"
    if [ "$verdict" != "$expected" ]; then
        failures=$((failures + 1))
        echo "    EXPECTED $expected; the last words of TLC:"
        tail -n 12 "$folder/out" | sed 's/^/    /'
    fi
}

printf '%-27s %-8s %-29s %9s %7s  %s\n' mutant N/NB/NS/P features states time verdict
check none 3/2/3/2 "" holds
check none 3/2/1/1 "crash hint learn checkpoint" holds
if [ "$mode" = full ]; then
    check none 3/2/2/1 "crash" holds
    check none 3/2/2/1 "learn checkpoint" holds
    check none 3/3/1/1 "crash" holds
    check none 5/2/1/1 "" holds
fi

check reuse-ballot 3/1/1/1 "crash" OneProposal
check forget-promise 3/2/1/1 "crash" PromiseIsDurable
check count-messages 5/2/1/1 "" ValueChoice
check stale-promise 3/2/1/1 "crash" ValueChoice
check accept-without-promise 3/2/1/1 "" VotesWithinPromise
check promise-from-flushed-state 3/2/1/1 "" ValueChoice
check lower-view-obeyed 3/2/1/1 "" PromiseIsDurable
check commit-any-ballot 3/2/1/1 "" ExecutedIsChosen
check truncate-at-gap 3/2/2/2 "" ValueChoice
check no-op-before-last-page 3/2/2/1 "" ValueChoice
check execute-past-hole 3/1/2/2 "" ExecutedIsChosen
check accepted-through-hole 3/1/2/2 "" AcceptedIsDurable
check leader-counts-unflushed 3/1/1/1 "" ExecutedIsChosen
check lowest-ballot-wins 3/3/1/1 "" ValueChoice
check checkpoint-ignored 3/2/1/1 "checkpoint" ValueChoice

# What a client would see: the same without the invariants that tell early.
if [ "$mode" = full ]; then
    outcome="Agreement ExecutionPrefix"
    check reuse-ballot 3/1/1/1 "crash" ExecutionPrefix "$outcome"
    check forget-promise 3/2/1/1 "crash" Agreement "$outcome"
    check count-messages 5/2/1/1 "" Agreement "$outcome"
    check stale-promise 3/2/1/1 "crash" Agreement "$outcome"
    check accept-without-promise 3/3/1/1 "crash" ExecutionPrefix "$outcome"
    check promise-from-flushed-state 3/2/1/1 "" Agreement "$outcome"
    check lower-view-obeyed 3/2/1/1 "" Agreement "$outcome"
    check commit-any-ballot 3/2/1/1 "" ExecutionPrefix "$outcome"
    check truncate-at-gap 3/2/2/2 "" Agreement "$outcome"
    check no-op-before-last-page 3/2/2/1 "" Agreement "$outcome"
    check execute-past-hole 3/1/2/2 "" ExecutionPrefix "$outcome"
    check accepted-through-hole 3/2/2/2 "" ExecutionPrefix "$outcome"
    check leader-counts-unflushed 3/2/1/1 "crash" ExecutionPrefix "$outcome"
    check lowest-ballot-wins 3/3/1/1 "" Agreement "$outcome"
    check checkpoint-ignored 3/2/1/1 "checkpoint" Agreement "$outcome"
fi

if [ "$failures" -gt 0 ]; then
    echo "$failures not as expected" >&2
    exit 1
fi
echo "all as expected"
