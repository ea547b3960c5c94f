#!/usr/bin/env bash
# Equal requests at once over three gateways of one cluster, while its leader is cut off.
#
# usage: stress.sh PAXOSBANK [ROUNDS]
#
# First 1,000 equal requests at once while the leader fails; then ROUNDS (400) smaller rounds, every
# tenth of them with another leader that fails; then rounds of different keys. There must be one
# execution a key, equal answers, and all the money. The figures go to standard output.
set -euo pipefail
program=$1
rounds=${2:-400}
folder=$(mktemp -d "${TMPDIR:-/tmp}/paxosbank-stress-XXXXXX")
children=()

finish() {
    local status=$?
    exec 3>&- 2> /dev/null || true
    for child in "${children[@]}"; do kill "$child" 2> /dev/null || true; done
    wait
    rm -rf "$folder"
    exit "$status"
}
trap finish EXIT

# Eight ports in a row, of which each must be free: the program says so if one is not.
start() {
    base=$((20000 + RANDOM % 12000))
    mkfifo "$folder/input"
    "$program" demo --quiet --base-port "$base" --listen "127.0.0.1:$((base + 5))" \
        --data "$folder/data" < "$folder/input" 2> "$folder/errors" &
    demo=$!
    exec 3> "$folder/input"
    rm "$folder/input"
    for _ in $(seq 1 300); do
        if [ -e "$folder/data/cluster.json" ]; then
            children+=("$demo")
            return 0
        fi
        kill -0 "$demo" 2> /dev/null || break
        sleep 0.1
    done
    wait "$demo" || true
    exec 3>&-
    return 1
}
started=no
for _ in 1 2 3 4 5; do
    if start; then
        started=yes
        break
    fi
done
if [ "$started" = no ]; then
    cat "$folder/errors" >&2
    exit 1
fi

urls=http://127.0.0.1:$((base + 5))
for number in 6 7; do
    "$program" gateway --cluster "$folder/data/cluster.json" --allow-faults --quiet --log-level error \
        --listen "127.0.0.1:$((base + number))" &
    children+=($!)
    urls+=,http://127.0.0.1:$((base + number))
done

stress=("$program" stress --url "$urls" --output human --quiet)
"${stress[@]}" --requests 1000 --fail-leader
"${stress[@]}" --requests 12 --rounds "$rounds" --fail-leader
"${stress[@]}" --requests 4 --keys 100 --rounds 20 --fail-leader
