#!/usr/bin/env bash
# Measures the program beside five etcd members and a PostgreSQL with four standbys, in turns on one
# disk, and prints what it does as a multiple of what they do.
#
#   Tests/Compare/compare.sh PROGRAM [--quick] [--rounds N] [--seconds N] [--in-flight N,N,...]
#       [--accounts N] [--only SYSTEM,...] [--bareloop DIR] [--one-by-one]
#       [--time-limit SECONDS] [--json FILE] [--no-install]
#
# README.md beside it says what is compared with what. A SYSTEM is etcd, postgres or bareloop.
# Exit 0: everything was measured. 1: something was not. 2: the call makes no sense. 77: there was
# nothing to compare with.
set -euo pipefail

usage() {
    [ $# -eq 0 ] || echo "compare.sh: $1" >&2
    sed -n '/^#   /s/^#   //p' "$0" | sed '1s/^/usage: /' >&2
    exit 2
}
# whole FLAG VALUE MOST: refuses what is not a whole number from 1 on.
whole() {
    if ! [[ $2 =~ ^[1-9][0-9]{0,8}$ ]] || [ "$2" -gt "$3" ]; then
        usage "$1 \"$2\" is no whole number from 1 to $3"
    fi
}

here=$(realpath "$(dirname "$0")")
[ $# -ge 1 ] || usage
program=$(realpath -- "$1" 2> /dev/null) || usage "$1 is no program"
shift
rounds=3 seconds=5 in_flight=10,100,1000,8192 accounts=1000 only=etcd,postgres,bareloop
bareloop='' one_by_one=no time_limit=600 json='' may_install=yes
while [ $# -gt 0 ]; do
    case $1 in
        --quick | --one-by-one | --no-install) ;;
        --*) [ $# -ge 2 ] || usage "$1 needs a value, or is no flag" ;;
    esac
    case $1 in
        --quick) rounds=1 seconds=1 in_flight=10,1000 && shift ;;
        --rounds) whole "$1" "$2" 1000 && rounds=$2 && shift 2 ;;
        --seconds) whole "$1" "$2" 600 && seconds=$2 && shift 2 ;;
        --in-flight) in_flight=$2 && shift 2 ;;
        --accounts) whole "$1" "$2" 1000000 && accounts=$2 && shift 2 ;;
        --only) only=$2 && shift 2 ;;
        --bareloop) bareloop=$(realpath -- "$2") && shift 2 ;;
        --one-by-one) one_by_one=yes && shift ;;
        --time-limit) whole "$1" "$2" 100000 && time_limit=$2 && shift 2 ;;
        --json) json=$(realpath -- "$2") && shift 2 ;;
        --no-install) may_install=no && shift ;;
        *) usage "there is no flag $1" ;;
    esac
done
{ [ -f "$program" ] && [ -x "$program" ]; } || usage "$program is no program"
[ "$accounts" -ge 2 ] || usage "a transfer needs two accounts"
[ -z "$bareloop" ] || [ -f "$bareloop/run.sh" ] || usage "$bareloop has no run.sh"
IFS=, read -r -a counts <<< "$in_flight"
[ ${#counts[@]} -gt 0 ] || usage "--in-flight needs a number"
for count in "${counts[@]}"; do whole --in-flight "$count" 10000; done
for name in ${only//,/ }; do
    case $name in etcd | postgres | bareloop) ;; *) usage "there is no system \"$name\"" ;; esac
done
command -v python3 > /dev/null || usage "this needs python3"

# What of the surroundings would change what a system does by default.
unset "${!ETCD@}" "${!PG@}" "${!PAXOSBANK@}"
export LC_ALL=C
# From here on only the program, single puts and the bare loop are measured: a server process or a
# connection for each of so many clients is nothing that anybody would run.
# shellcheck disable=SC2034  # etcd.sh and postgres.sh read it.
in_flight_of_all_max=1000
# A standby's first second, and a thousand servers that see the tables for the first time.
# shellcheck disable=SC2034  # postgres.sh reads it.
postgres_warmup=2

# shellcheck source=common.sh
source "$here/common.sh"
# shellcheck source=own.sh
source "$here/own.sh"
# shellcheck source=etcd.sh
source "$here/etcd.sh"
# shellcheck source=postgres.sh
source "$here/postgres.sh"
: > "$folder/notes"
: > "$folder/runs"
: > "$folder/versions"

# shellcheck disable=SC2317  # Systems are called by name, and these by them.
# record SYSTEM IN_FLIGHT: keeps what `$folder/result` says.
record() {
    local form='{"round": %d, "in_flight": %d, "system": "%s", "fdatasync_ms": %s, "load": "%s", '
    # shellcheck disable=SC2059  # The form is above.
    printf "$form"'"result": %s}\n' "$round" "$2" "$1" "$flush" \
        "$(cut -d ' ' -f 1 /proc/loadavg)" "$(cat "$folder/result")" >> "$folder/runs"
}
# shellcheck disable=SC2317
# missed SYSTEM IN_FLIGHT REASON
missed() {
    note "round $round, $2 in flight: $1 was not measured: $3"
    return 1
}

# MARK: Set up

systems=(paxosbank)
for name in ${only//,/ }; do
    [ "$name" != bareloop ] || [ -n "$bareloop" ] || continue
    if "${name}_prepare"; then systems+=("$name"); fi
done
if [ ${#systems[@]} -eq 1 ]; then
    echo "skipped: there is nothing to compare with"
    exit 77
fi
{
    "$program" --version | head -n 1
    for name in "${systems[@]}"; do
        case $name in etcd | postgres) "${name}_versions" ;; esac
    done
} > "$folder/versions"
python3 "$here/report.py" machine "$folder"

# MARK: Measure

# takes_part SYSTEM IN_FLIGHT
takes_part() { [ "$1" != postgres ] || [ "$2" -le "$in_flight_of_all_max" ]; }

status=0
begin_second=$SECONDS
for ((round = 1; round <= rounds; round++)); do
    # A round that would not end in time is not begun; the first is.
    passed=$((SECONDS - begin_second))
    if [ "$round" -gt 1 ] && [ $((passed * round / (round - 1))) -gt "$time_limit" ]; then
        note "$((round - 1)) of $rounds rounds: another would take longer than $time_limit s"
        break
    fi
    for count in "${counts[@]}"; do
        # Each round begins with another system, so that none is always the one after the same.
        for ((turn = 0; turn < ${#systems[@]}; turn++)); do
            name=${systems[(turn + round - 1) % ${#systems[@]}]}
            takes_part "$name" "$count" || continue
            flush=$(python3 "$here/report.py" flush "$folder")
            "${name}_turn" "$count" || status=1
        done
        python3 "$here/report.py" pairs "$folder" "$round" "$count"
    done
done

# MARK: Report

settings=$(printf '{"rounds": %d, "seconds": %d, "accounts": %d, "postgres": "%s"}' \
    "$rounds" "$seconds" "$accounts" \
    "$([ "$one_by_one" = yes ] && echo one by one || echo pipeline)")
python3 "$here/report.py" table "$folder" "$settings" ${json:+"$json"}
exit "$status"
