# Five etcd members on loopback and a load program in Go; read with `source`, after common.sh.
# shellcheck shell=bash disable=SC2154  # compare.sh sets what they share.

gocode=/usr/share/gocode/src
# The client's package: its name in etcd 3.4, and from 3.5 on.
etcd_clients=(go.etcd.io/etcd/clientv3 go.etcd.io/etcd/client/v3)
etcd_members=5
etcd_pids=()

# Makes everything ready that is needed once; returns 1 and leaves a note if it cannot.
etcd_prepare() {
    local client found='' cache
    if ! etcd_is_there && ! install etcd-server golang-go golang-etcd-server-dev; then
        note "etcd is left out: apt-get install etcd-server golang-go golang-etcd-server-dev"
        return 1
    fi
    for client in "${etcd_clients[@]}"; do
        [ -n "$found" ] || [ ! -d "$gocode/$client" ] || found=$client
    done
    if ! etcd_is_there || [ -z "$found" ]; then
        note "etcd is left out: Debian's packages hold no etcd, no go, or no client for Go"
        return 1
    fi
    # The way of building without modules wants the source below a folder of its own.
    mkdir -p "$folder/go/src/etcdload"
    cp "$here"/etcdload/*.go "$folder/go/src/etcdload/"
    sed -i "s|${etcd_clients[0]}|$found|" "$folder"/go/src/etcdload/*.go
    say "builds the load program for etcd"
    cache=("GOPATH=$folder/go:/usr/share/gocode")
    [ -w "${HOME:-/nonexistent}" ] || cache+=("GOCACHE=$folder/go/cache")
    if ! limited 300 env -u GOFLAGS GO111MODULE=off "${cache[@]}" \
        go build -o "$folder/etcdload" etcdload > "$folder/go.log" 2>&1; then
        note "etcd is left out: its load program does not build: $(tail -n 1 "$folder/go.log")"
        return 1
    fi
}
etcd_is_there() {
    command -v etcd > /dev/null && command -v go > /dev/null && [ -d "$gocode/go.etcd.io" ]
}

etcd_versions() {
    etcd --version | sed -n 's/^etcd Version: /etcd /p'
    go version | cut -d ' ' -f 3
}

# Starts members that know nothing, with the settings they have by default.
etcd_begin() {
    local base number cluster='' name
    etcd_endpoints=
    base=$(free_ports $((2 * etcd_members)))
    for ((number = 0; number < etcd_members; number++)); do
        cluster+="${cluster:+,}m$number=http://127.0.0.1:$((base + number))"
        etcd_endpoints+="${etcd_endpoints:+,}127.0.0.1:$((base + etcd_members + number))"
    done
    for ((number = 0; number < etcd_members; number++)); do
        name=m$number
        local peer=http://127.0.0.1:$((base + number))
        local clients=http://127.0.0.1:$((base + etcd_members + number))
        begin "$folder/etcd-$name.log" KILL etcd --name "$name" --data-dir "$folder/etcd/$name" \
            --listen-peer-urls "$peer" --initial-advertise-peer-urls "$peer" \
            --listen-client-urls "$clients" --advertise-client-urls "$clients" \
            --initial-cluster "$cluster" --initial-cluster-state new
        etcd_pids+=("$begun")
    done
}
etcd_end() {
    local pid
    # What they have is thrown away, and the last ones would wait for a quorum to hand the lead to.
    for pid in "${etcd_pids[@]}"; do end_process "$pid"; done
    etcd_pids=()
    rm -rf "$folder/etcd"
}

# A member refuses requests while 5,000 are not applied: so many it takes from everybody together.
etcd_in_flight_max=4000

# etcd_turn IN_FLIGHT: records single puts, of no more than it takes, and two-key transfers if there
# are not too many at once.
etcd_turn() {
    local status=0 puts=$1
    [ "$puts" -le "$etcd_in_flight_max" ] || puts=$etcd_in_flight_max
    etcd_begin
    etcd_load put "$puts" || status=1
    if [ "$1" -le "$in_flight_of_all_max" ]; then etcd_load transfer "$1" || status=1; fi
    etcd_end
    return "$status"
}

# What was faster for etcd: everything goes to the leader, over two connections; a transfer's first
# reading is done by the leader alone, which its guards make safe, but for a thousand at once.
etcd_load() {
    local reads=serializable
    [ "$2" -lt 1000 ] || reads=linearizable
    if limited $((seconds + 60)) "$folder/etcdload" -endpoints "$etcd_endpoints" -mode "$1" \
        -in-flight "$2" -seconds "$seconds" -accounts "$accounts" -to leader -connections 2 \
        -reads "$reads" > "$folder/result" 2> "$folder/etcdload.log"; then
        record "etcd-$1" "$2"
    else
        missed "etcd-$1" "$2" "$(tail -n 1 "$folder/etcdload.log")"
    fi
}
