# PostgreSQL with four standbys, two of which must have a transaction on disk before it is answered;
# read with `source`, after common.sh.
# shellcheck shell=bash disable=SC2154  # compare.sh sets what they share.

postgres_standbys=4
postgres_pids=()

# Makes the five clusters; returns 1 and leaves a note if it cannot.
postgres_prepare() {
    postgres_find
    if [ -z "$binaries" ] && ! install postgresql; then
        note "PostgreSQL is left out: apt-get install postgresql"
        return 1
    fi
    postgres_find
    if [ -z "$binaries" ]; then
        note "PostgreSQL is left out: no pgbench in /usr/lib/postgresql/*/bin"
        return 1
    fi
    postgres_user || return 1
    say "makes PostgreSQL's primary and $postgres_standbys standbys"
    if ! postgres_make > "$folder/postgres-make.log" 2>&1; then
        tail -n 5 "$folder/postgres-make.log" >&3
        note "PostgreSQL is left out: $(tail -n 1 "$folder/postgres-make.log")"
        postgres_end
        return 1
    fi
}

# The newest version that is here.
postgres_find() {
    binaries=$(find /usr/lib/postgresql -path '*/bin/pgbench' 2> /dev/null | sort -V | tail -n 1)
    binaries=${binaries%/pgbench}
}

# Whom the servers run as: not root, whom they refuse.
postgres_user() {
    data=$folder/postgres
    mkdir "$data"
    as_user=(env HOME="$data")
    [ "$(id -u)" -eq 0 ] || return 0
    chown postgres: "$data" || return 1
    as_user=(setpriv --reuid=postgres --regid=postgres --init-groups env HOME="$data")
    if ! "${as_user[@]}" test -w "$data"; then
        note "PostgreSQL is left out: its user cannot reach ${TMPDIR:-/tmp}"
        return 1
    fi
}

postgres_versions() { "$binaries/postgres" --version | cut -d ' ' -f 1-3; }

postgres_make() {
    local number names
    postgres_port=$(free_ports $((postgres_standbys + 1)))
    names=$(seq -s ', ' -f 's%.0f' 1 "$postgres_standbys")
    cd "$data" || return 1
    limited 60 "${as_user[@]}" "$binaries/initdb" -D "$data/0" -A trust -U bench || return 1
    # Everything else is as it comes: fsync, full_page_writes and synchronous_commit are on.
    cat >> "$data/0/postgresql.conf" << END
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
max_connections = $((in_flight_of_all_max + 100))
synchronous_standby_names = 'ANY 2 ($names)'
END
    # Nobody is there yet that a commit could wait for.
    postgres_begin_one 0 -c synchronous_standby_names=
    until_true 30 sql -c 'SELECT' || return 1
    for ((number = 1; number <= postgres_standbys; number++)); do
        limited 60 "${as_user[@]}" "$binaries/pg_basebackup" -D "$data/$number" -R -c fast \
            -C -S "s$number" -d "$(address 0) application_name=s$number" || return 1
    done
    postgres_end
    cd "$folder" || return 1
}

address() { echo "host=127.0.0.1 port=$((postgres_port + $1)) user=bench dbname=postgres"; }
sql() { "$binaries/psql" -X -q -t -A -v ON_ERROR_STOP=1 -d "$(address 0)" "$@"; }

postgres_begin_one() {
    local number=$1
    shift
    begin "$folder/postgres-$number.log" QUIT "${as_user[@]}" "$binaries/postgres" \
        -D "$data/$number" -p $((postgres_port + number)) "$@"
    postgres_pids+=("$begun")
}

# The primary first: a standby that finds nobody waits for five seconds.
postgres_begin() {
    local number
    postgres_begin_one 0
    until_true 30 sql -c 'SELECT' || return 1
    for ((number = 1; number <= postgres_standbys; number++)); do
        postgres_begin_one "$number"
    done
    until_true 30 postgres_is_whole
}
postgres_is_whole() {
    local count
    count=$(sql -c "SELECT count(*) FROM pg_stat_replication WHERE state = 'streaming'")
    [ "$count" = "$postgres_standbys" ]
}
# The primary first again: it waits until its standbys have everything.
postgres_end() {
    local pid
    for pid in "${postgres_pids[@]}"; do end_process "$pid" INT; done
    postgres_pids=()
}

# postgres_turn IN_FLIGHT: records transfers.
postgres_turn() {
    local status=0
    postgres_measure "$1" || status=1
    postgres_end
    rm -f "$folder"/pgbench.*
    return "$status"
}

postgres_measure() {
    local name=postgres limit=$((seconds + postgres_warmup + 1 + $1 / 150)) sum lines rows
    local script=$here/postgres/transfer.sql
    if [ "$one_by_one" = yes ]; then
        grep -v '^.*pipeline$' "$script" > "$folder/one-by-one.sql"
        script=$folder/one-by-one.sql
    fi
    if ! postgres_begin; then
        missed "$name" "$1" "the servers do not start: $(tail -n 1 "$folder/postgres-0.log")"
        return 1
    fi
    # The accounts and the journal are new each time; the statements of a transfer go out together,
    # unless --one-by-one was given.
    if ! limited 60 "$binaries/psql" -X -q -v ON_ERROR_STOP=1 -v accounts="$accounts" \
        -d "$(address 0) options='-c client_min_messages=warning'" \
        -f "$here/postgres/schema.sql" > "$folder/schema.log" 2>&1; then
        missed "$name" "$1" "$(tail -n 1 "$folder/schema.log")"
        return 1
    fi
    # The connecting is within the time that pgbench is given; only what the log holds of the
    # seconds after the warm-up counts.
    if ! limited $((limit + 60)) "$binaries/pgbench" -h 127.0.0.1 -p "$postgres_port" -U bench \
        -n -f "$script" -M prepared -c "$1" -j 2 -T "$limit" -D number=0 \
        -D accounts="$accounts" -l --log-prefix="$folder/pgbench" postgres \
        > "$folder/pgbench-out" 2>&1; then
        missed "$name" "$1" "$(tail -n 1 "$folder/pgbench-out")"
        return 1
    fi
    # What was answered is in the journal, and no money was lost.
    sum=$(sql -c 'SELECT sum(balance) FROM account')
    rows=$(sql -c 'SELECT count(*) FROM journal')
    lines=$(cat "$folder"/pgbench.* | wc -l)
    if [ "$sum" != $((accounts * 1000000)) ] || [ "$rows" -lt "$lines" ]; then
        missed "$name" "$1" "$lines answers, $rows rows, $sum in all accounts"
        return 1
    fi
    cat "$folder"/pgbench.* | python3 "$here/report.py" pgbench "$postgres_warmup" "$seconds" \
        > "$folder/result" && record "$name" "$1"
}
