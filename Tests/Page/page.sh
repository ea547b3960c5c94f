#!/usr/bin/env bash
# Looks at the page of the gateway with the eyes of a browser.
#
#   page.sh PROGRAM [PICTURES]
#
# Five nodes, a gateway and a headless Chromium: what the page shows, and what its buttons and keys do,
# page.py says. PICTURES is a folder for screenshots. CHROMIUM names another browser of that kind.
# Without one nothing can be checked: that is exit 77, and a failure if the caller requires it.
set -euo pipefail

program=$(realpath "$1")
pictures=${2:-}
here=$(realpath "$(dirname "$0")")
source "$here/../Crash/common.sh"

browser=${CHROMIUM:-chromium}
command -v "$browser" > "$folder/null" || skip "there is no $browser"
command -v python3 > "$folder/null" || skip "there is no python3"
[ -n "$pictures" ] || pictures=$folder/pictures
mkdir -p "$pictures"

# Starts a part of the cluster that says on its first line that it is ready.
begin() {
    local name=$1
    shift
    : > "$folder/ready-$name"
    "$program" "$@" --cluster "$folder/cluster.json" --allow-faults \
        > "$folder/ready-$name" 2> "$folder/log-$name" &
}
is_ready() { [ -s "$folder/ready-$1" ]; }
await() {
    until_true 20 is_ready "$1" || fail "$1 is not ready: $(tail -3 "$folder/log-$1")"
}

make_cluster 5
for number in 1 2 3 4 5; do begin "n$number" node --id "n$number" --memory --new-cluster; done
for number in 1 2 3 4 5; do await "n$number"; done
begin gateway gateway --listen 127.0.0.1:0 --name page
await gateway
address=$(sed -n 's|^gateway is ready on \(http://.*\)|\1|p' "$folder/ready-gateway")
[ -n "$address" ] || fail "the gateway says no address: $(cat "$folder/ready-gateway")"

python3 -B "$here/page.py" "$browser" "$address" "$folder" "$pictures" >&1 2>&3 &
checks=$!
wait "$checks" || fail "the page is not as it should be; pictures are in $pictures"
echo "OK: the page"
