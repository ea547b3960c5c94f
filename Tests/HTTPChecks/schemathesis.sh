#!/usr/bin/env bash
# Asks a running gateway what its own description says that it answers, and much that it should
# refuse.
#
#   Tests/HTTPChecks/schemathesis.sh URL [--seed N] [--cases N]
#
# URL is that of the gateway: http://127.0.0.1:8080. Its cluster should be whole, and gateway and
# nodes without --allow-faults: callers who make up requests would stop it. Money moves.
# N is the seed of what is made up, 1 if nothing else is said, or how many cases each operation has
# beside the ones that its description leads to, 40.
# Exit 0: every answer was right. 1: some were not. 2: the call makes no sense. 69: there is no
# schemathesis, or no gateway.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)

usage() {
    [ $# -eq 0 ] || echo "schemathesis.sh: $1" >&2
    sed -n 's/^#   /usage: /p' "$here/schemathesis.sh" >&2
    exit 2
}
missing() {
    echo "schemathesis.sh: $1" >&2
    exit 69
}
# whole FLAG VALUE: refuses what is not a whole number from 1 on.
whole() { [[ $2 =~ ^[1-9][0-9]{0,8}$ ]] || usage "$1 \"$2\" is no whole number from 1 on"; }

url=${1-}
[[ $url =~ ^https?://[^/]+$ ]] || usage "\"$url\" is no URL of a gateway"
shift
seed=1
cases=40
while [ $# -gt 0 ]; do
    [ $# -ge 2 ] || usage "$1 needs a value"
    case $1 in
        --seed) whole "$1" "$2" && seed=$2 && shift 2 ;;
        --cases) whole "$1" "$2" && cases=$2 && shift 2 ;;
        *) usage "there is no flag $1" ;;
    esac
done
program=${SCHEMATHESIS-schemathesis}
command -v "$program" > /dev/null || missing "there is no $program: pip install schemathesis"
curl -fsS --max-time 5 "$url/livez" > /dev/null || missing "nothing answers at $url"

# A cluster that has just begun elects a leader with its first request.
curl -s --max-time 15 "$url/v1/outcomes/warm-up" > /dev/null || true

# What is left out: streams of events never end by themselves; nothing needs a login; and what the
# schema of a request allows may still be refused by the bank, or by the nodes that there are.
options=(
    --seed "$seed" --max-examples "$cases" --generation-database none
    --phases "examples,coverage,fuzzing" --exclude-path /v1/events
    --checks all --exclude-checks "ignored_auth,positive_data_acceptance"
    --continue-on-failure --request-timeout 15 --warnings off --no-color
)
# Nothing is left where it was called.
folder=$(mktemp -d "${TMPDIR:-/tmp}/paxosbank-schemathesis-XXXXXX")
trap 'rm -rf "$folder"' EXIT
cd "$folder"
# No balance is known at a slot that nobody has reached, and 503 says so; elsewhere none should come.
cat > schemathesis.toml << 'END'
[[operations]]
include-name = ["GET /v1/accounts", "GET /v1/accounts/{id}"]
checks.not_a_server_error.expected-statuses = ["2xx", "4xx", "503"]
END
status=0
timeout 180 "$program" run "$url/openapi.json" "${options[@]}" || status=$?
case $status in
    0) ;;
    124) echo "FAILED: it was not done after three minutes" >&2 && exit 1 ;;
    *) echo "FAILED: the gateway does not do what its description says" >&2 && exit 1 ;;
esac

# After everything that was asked the gateway is well, and money was neither made nor lost.
curl -fsS --max-time 5 "$url/readyz?verbose" ||
    { echo "FAILED: the gateway is not well any more" >&2 && exit 1; }
curl -fsS --max-time 5 "$url/v1/accounts?limit=1" | grep -q '"conserved":true' ||
    { echo "FAILED: money was made or lost" >&2 && exit 1; }
