#!/usr/bin/env bash
# Measures the gateway beside the JSON gateway of five etcd members, in turns on one disk, with the
# same load program, and prints what it does as a multiple of what etcd does; then what idle and slow
# connections at the gateway cost the nodes.
#
#   Tests/Compare/http.sh PROGRAM [--rounds N] [--seconds N] [--connections N] [--slow N]
#       [--no-install]
#
# Load: wrk with one thread and keep-alive connections; each POST is one transfer, and one put of as
# many bytes. Every connection of etcd's goes to its leader, which is where its puts are fastest.
# Exit 0: everything was measured. 1: something was not. 2: the call makes no sense. 77: there was
# nothing to compare with.
set -euo pipefail

usage() {
    [ $# -eq 0 ] || echo "http.sh: $1" >&2
    sed -n '/^#   /s/^#   //p' "$0" | sed '1s/^/usage: /' >&2
    exit 2
}
here=$(realpath "$(dirname "$0")")
[ $# -ge 1 ] || usage
program=$(realpath -- "$1" 2> /dev/null) || usage "$1 is no program"
shift
rounds=3 seconds=5 connections=100 slow=500 may_install=yes
while [ $# -gt 0 ]; do
    case $1 in
        --no-install) may_install=no && shift && continue ;;
        --rounds | --seconds | --connections | --slow) ;;
        *) usage "there is no flag $1" ;;
    esac
    [[ ${2:-} =~ ^[1-9][0-9]{0,4}$ ]] || usage "$1 needs a whole number"
    declare "${1#--}=$2"
    shift 2
done
{ [ -f "$program" ] && [ -x "$program" ]; } || usage "$program is no program"
unset "${!ETCD@}" "${!PAXOSBANK@}"
export LC_ALL=C

# shellcheck source=common.sh
source "$here/common.sh"
# shellcheck source=etcd.sh
source "$here/etcd.sh"

needs() { command -v "$1" > /dev/null || install "$2" || return 1; }
if ! needs wrk wrk || ! needs etcd etcd-server || ! needs curl curl; then
    echo "skipped: apt-get install wrk etcd-server curl"
    exit 77
fi

# MARK: Load

# script FILE PATH BODY: writes a load of a hundred bodies, in which %02d is a number.
#
# Requests are written once: a program that made the same text again and again would be measured, too.
# Whatever is not answered with 2xx is an error.
script() {
    cat > "$folder/$1" << LUA
local requests, next = {}, 0
init = function()
    for number = 0, 99 do
        local body = string.format('$3', number, (number + 37) % 100)
        requests[number + 1] =
            wrk.format("POST", "$2", { ["Content-Type"] = "application/json" }, body)
    end
end
request = function()
    next = next % #requests + 1
    return requests[next]
end
done = function(summary, latency)
    local errors = summary.errors
    print(string.format("result %d %d %d %d", summary.requests * 1e6 / summary.duration,
        latency:percentile(50), latency:percentile(99), errors.status + errors.connect
        + errors.read + errors.write + errors.timeout))
end
LUA
}
script transfers.lua /v1/transfers '{"from":"a%02d","to":"a%02d","amount":1}'
# A put of a key and a value, both base64.
script puts.lua /v3/kv/put '{"key":"YWNjb3VudC%02d","value":"YW1vdW50"}'

# load SCRIPT URL: prints requests a second, p50 and p99 in microseconds, and errors.
load() {
    limited $((seconds + 30)) wrk -t 1 -c "$connections" -d "${seconds}s" --timeout 10s \
        -s "$folder/$1" "$2" > "$folder/wrk.log" 2>&1 || return 1
    sed -n 's/^result //p' "$folder/wrk.log" | grep .
}

# MARK: Systems

accounts_file() {
    rm -f "$folder/cluster.json"
    "$program" cluster init --nodes 5 --base-port "$1" --out "$folder/cluster.json" > /dev/null
    python3 - "$folder/cluster.json" << 'PY'
import json, sys
cluster = json.load(open(sys.argv[1]))
cluster["accounts"] = {f"a{n:02}": 1_000_000_000 for n in range(100)}
json.dump(cluster, open(sys.argv[1], "w"))
PY
}
pids=()
own_begin() {
    local base number
    base=$(free_ports 6)
    url=http://127.0.0.1:$((base + 5))
    mkdir -p "$folder/nodes"
    accounts_file "$base"
    for number in 1 2 3 4 5; do
        begin "$folder/n$number.log" TERM "$program" node --id "n$number" \
            --cluster "$folder/cluster.json" --data "$folder/nodes/n$number" --new-cluster
        pids+=("$begun")
    done
    begin "$folder/gateway.log" TERM "$program" gateway --cluster "$folder/cluster.json" \
        --listen "127.0.0.1:$((base + 5))"
    pids+=("$begun")
    until_true 20 curl -fso "$folder/answer" "$url/readyz?noleader"
    curl -fso "$folder/answer" -H 'Content-Type: application/json' \
        -d '{"from":"a00","to":"a01","amount":1}' "$url/v1/transfers"
}
own_end() {
    local pid
    for pid in "${pids[@]}"; do end_process "$pid"; done
    pids=()
    rm -rf "$folder/nodes"
}
etcd_leader() {
    local endpoint
    for endpoint in ${etcd_endpoints//,/ }; do
        curl -fs "http://$endpoint/v3/maintenance/status" -d '{}' > "$folder/answer" || continue
        leader=$(python3 - "$folder/answer" << 'PY'
import json, sys
status = json.load(open(sys.argv[1]))
print("yes" if status.get("leader") == status["header"]["member_id"] else "no")
PY
        )
        [ "$leader" = yes ] && etcd_url=http://$endpoint && return 0
    done
    return 1
}

# MARK: Measure

one_turn_own() {
    own_begin || { own_end && return 1; }
    load transfers.lua "$url" > "$folder/own.txt" || { own_end && return 1; }
    own_end
}
one_turn_etcd() {
    etcd_begin
    until_true 30 etcd_leader || { etcd_end && return 1; }
    load puts.lua "$etcd_url" > "$folder/etcd.txt" || { etcd_end && return 1; }
    etcd_end
}

status=0
echo "$("$program" --version | head -n 1) beside $(etcd --version | head -n 1);" \
    "$connections connections, ${seconds} s a turn, durable on both sides"
for ((round = 1; round <= rounds; round++)); do
    if [ $((round % 2)) -eq 1 ]; then turns="own etcd"; else turns="etcd own"; fi
    for turn in $turns; do
        "one_turn_$turn" || { note "round $round: $turn was not measured" && status=1 && continue 2; }
    done
    read -r own own50 own99 own_errors < "$folder/own.txt"
    read -r etcd etcd50 etcd99 etcd_errors < "$folder/etcd.txt"
    printf 'round %d: gateway %d/s p50 %d us p99 %d us (%d errors); etcd %d/s p50 %d us p99 %d us (%d errors); ratio %d.%d\n' \
        "$round" "$own" "$own50" "$own99" "$own_errors" "$etcd" "$etcd50" "$etcd99" "$etcd_errors" \
        $((own / etcd)) $((own * 10 / etcd % 10))
done

# MARK: Slow connections

if needs slowhttptest slowhttptest; then
    own_begin
    # bench_line NAME: the nodes by themselves, asked by the client library.
    bench_line() {
        limited $((seconds + 60)) "$program" bench --cluster "$folder/cluster.json" \
            --in-flight 100 --duration "${seconds}s" --output json > "$folder/bench.json"
        python3 - "$1" "$folder/bench.json" << 'PY'
import json, sys
report = json.load(open(sys.argv[2]))
run = report["runs"][0] if "runs" in report else report
print(f"{sys.argv[1]}: {json.dumps(run)[:400]}")
PY
    }
    bench_line "nodes alone" || status=1
    begin "$folder/slow.log" TERM slowhttptest -c "$slow" -H -i 2 -r 500 -l $((seconds + 20)) \
        -u "$url/" -p 3
    bench_line "nodes beside $slow slow connections at the gateway" || status=1
    load transfers.lua "$url" > "$folder/own.txt" && read -r own own50 own99 own_errors < "$folder/own.txt" &&
        echo "gateway beside $slow slow connections: $own/s p50 $own50 us p99 $own99 us"
    end_process "$begun"
    own_end
fi
exit "$status"
