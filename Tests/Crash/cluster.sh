# Nodes and transfers for the scripts that break one of five nodes; read with `source`, after
# `program` is set. NODE_FLAGS holds the flags that every node gets, BEFORE_NODE the
# words before the program of one that runs under a tracer.

source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

# The process of each node, by number; nothing while it does not run.
declare -A nodes
NODE_FLAGS=${NODE_FLAGS:-}
data() { echo "$folder/n$1"; }

# Starts node `$1` with further flags, and waits until it is ready or over.
begin_node() {
    local number=$1
    shift
    : > "$folder/ready-$number"
    ${BEFORE_NODE:-} "$program" node --id "n$number" --cluster "$folder/cluster.json" --data "$(data "$number")" \
        $NODE_FLAGS "$@" > "$folder/ready-$number" 2>> "$folder/log-$number" &
    nodes[$number]=$!
    until_true 20 is_node_ready_or_over "$number" || fail "n$number is neither ready nor over"
}
is_node_ready_or_over() { [ -s "$folder/ready-$1" ] || is_over "${nodes[$1]}"; }

# The same for one that must start.
start_node() {
    begin_node "$@"
    is_running "${nodes[$1]}" || fail "n$1 does not start: $(tail -3 "$folder/log-$1")"
}

start_new_cluster() {
    local number
    make_cluster "$1"
    for ((number = 1; number <= $1; number++)); do start_node "$number" --new-cluster; done
}

# Ends node `$1`; `$2` is how it must end.
end_node() {
    local status=0
    wait "${nodes[$1]}" || status=$?
    unset "nodes[$1]"
    [ "$status" -eq "$2" ] || fail "n$1 ended with $status, not $2: $(tail -3 "$folder/log-$1")"
}
stop_node() {
    kill -TERM "${nodes[$1]}"
    end_node "$1" 0
}
kill_node() {
    kill -KILL "${nodes[$1]}"
    end_node "$1" 137
}

# MARK: Looking

call() { "$program" "$@" --cluster "$folder/cluster.json" --timeout 3s --output plain; }

# A column of node `$1`: role 2, accepted 4, executed 6, lag 7, state 9.
fact() { call nodes 2> "$folder/null" | awk -F '\t' -v node="n$1" -v column="$2" \
    '$1 == node { print $column }'; }
leader() { call leader 2> "$folder/null" | awk -F '\t' 'NR == 2 && $1 != "-" { print substr($1, 2) }'; }
has_leader() { [ -n "$(leader)" ]; }

# Whether all nodes that run take part and have executed the same.
are_level() {
    call nodes 2> "$folder/null" | awk -F '\t' -v wanted="${#nodes[@]}" '
        NR > 1 && $9 == "connected" { count++; if ($7 == 0) level++ }
        END { exit !(count == wanted && level == wanted) }'
}
state() { call nodes 2>&1 | tail -n +2; }

# Whether node `$1` said `$2` since its last start.
said() { grep -q -- "$2" "$folder/log-$1"; }

# MARK: Transfers

# Prints transfers number `$1` to `$2`, each with a name of its own.
transfers() { seq "$1" "$2" | name_transfers; }
# The same for the numbers that are read.
name_transfers() {
    awk 'BEGIN { split("A B C D E F G H I J", name, " ") }
        {
            from = $1 % 10; to = (from + 1 + int($1 / 10) % 9) % 10
            printf "transfer %s %s %d --client f%d --timestamp 1\n", \
                name[from + 1], name[to + 1], $1 % 3 + 1, $1
        }'
}

# Asks for the transfers that are read; `$1` takes the answers, without ballots.
ask() {
    timeout 300 "$program" console --cluster "$folder/cluster.json" --timeout 10s \
        --output plain 2> "$1.error" | answers > "$1" || true
}
answers() {
    awk -F '\t' -v OFS='\t' '$1 == "success" || $1 == "failed" { $3 = "-"; print }'
}

# Transfers number `$1` to `$2` must all be answered; the answers are kept for `check_again`.
work() {
    transfers "$1" "$2" | ask "$folder/answers-$1"
    [ "$(wc -l < "$folder/answers-$1")" -eq $(($2 - $1 + 1)) ] \
        || fail "$(wc -l < "$folder/answers-$1") of transfers $1 to $2 answered:" \
            "$(head -3 "$folder/answers-$1.error") $(state)"
}

# Asks again for everything that was answered: the answers MUST be the same.
check_again() {
    cat "$folder"/answers-*[0-9] | sort > "$folder/all"
    cut -f 9 "$folder/all" | tr -d f | sort -n | name_transfers | ask "$folder/again"
    sort "$folder/again" > "$folder/again.sorted"
    comm -23 "$folder/all" "$folder/again.sorted" > "$folder/lost"
    [ ! -s "$folder/lost" ] || fail "answered once and not again: $(head -3 "$folder/lost")"
    [ "$(cut -f 2 "$folder/again" | sort -u | wc -l)" -eq "$(wc -l < "$folder/again")" ] \
        || fail "two transfers in one slot"
}

# Transfers without an end, from number `$1` on: each answer becomes a line with its milliseconds
# since the start and since the answer before it, in the file `$2`.
begin_load() {
    local first=$1 file=$2
    rm -f "$file.script" "$file.answers"
    mkfifo "$file.script" "$file.answers"
    transfers "$first" 100000000 > "$file.script" 2> "$folder/null" &
    load=("$!")
    "$program" console --cluster "$folder/cluster.json" --timeout 10s --output plain \
        < "$file.script" > "$file.answers" 2> "$file.error" &
    load+=("$!")
    stamp < "$file.answers" > "$file" &
    load+=("$!")
}
stamp() {
    local line start before time
    start=${EPOCHREALTIME/./}
    before=$start
    while IFS= read -r line; do
        case $line in
            success* | failed*)
                time=${EPOCHREALTIME/./}
                echo "$(((time - start) / 1000)) $((time - before)) $line"
                before=$time
                ;;
        esac
    done
}
# Ends them; the answers are kept for `check_again`.
end_load() {
    kill -9 "${load[1]}" "${load[0]}" 2> "$folder/null" || true
    wait "${load[@]}" 2> "$folder/null" || true
    cut -d ' ' -f 3- "$1" | answers > "$folder/answers-0"
}
# How many answers there are in a load's file.
count() { wc -l < "$1"; }
has_answers() { [ "$(wc -l < "$1")" -ge "$2" ]; }
# Microseconds that 99 of 100 answers of a load's lines took at most.
p99() { awk '{ print $2 }' | sort -n | awk '{ v[NR] = $1 } END { print v[int((NR * 99 + 99) / 100)] }'; }
