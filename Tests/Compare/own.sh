# The program that is compared, and the bare loop if there is one; read with `source`, after
# common.sh.
# shellcheck shell=bash disable=SC2154  # compare.sh sets what they share.

# paxosbank_turn IN_FLIGHT: its own five nodes on disk, as the bench starts them.
paxosbank_turn() {
    if limited $((seconds + 60)) env TMPDIR="$folder" "$program" bench --in-flight "$1" \
        --duration "${seconds}s" --accounts "$accounts" --output json \
        > "$folder/result" 2> "$folder/paxosbank.log"; then
        record paxosbank "$1"
    else
        missed paxosbank "$1" \
            "$(tail -n 1 "$folder/paxosbank.log") $(cut -c 1-200 "$folder/result")"
    fi
}

# Finds the build that run.sh uses, or makes one; returns 1 and leaves a note if it cannot.
bareloop_prepare() {
    local place
    # It keeps its files beside its build, and they must be where the others' are.
    mkdir "$folder/bareloop"
    for place in "$bareloop/.." "${TMPDIR:-/tmp}" "$bareloop"; do
        if [ -x "$place/bareloop-build/release/bareloop" ]; then
            ln -s "$(realpath "$place/bareloop-build")" "$folder/bareloop/bareloop-build"
            return 0
        fi
    done
    say "builds the bare loop"
    if ! limited 300 swift build -c release --package-path "$bareloop" \
        --scratch-path "$folder/bareloop/bareloop-build" > "$folder/bareloop.log" 2>&1; then
        note "the bare loop is left out: it does not build: $(tail -n 1 "$folder/bareloop.log")"
        return 1
    fi
}

# What the bare loop does in a second, by the operations in flight: as long as it was not measured,
# a guess, so that a turn takes about as long as the others'.
declare -A bareloop_rates=([10]=30000 [100]=100000 [1000]=300000 [8192]=400000)

# bareloop_turn IN_FLIGHT: as many requests as it should answer in the time.
bareloop_turn() {
    local count=$((${bareloop_rates[$1]:-100000} * seconds))
    rm -f "$folder"/bareloop/bareloop-wal*
    # It waits for processes that may not end, so it has a limit of its own.
    if limited $((seconds * 10 + 60)) env TMPDIR="$folder/bareloop" \
        bash "$bareloop/run.sh" "$count" "$1" > "$folder/bareloop.log" 2>&1 &&
        python3 "$here/report.py" bareloop < "$folder/bareloop.log" > "$folder/result"; then
        bareloop_rates[$1]=$(grep -o '"per_s": *[0-9]*' "$folder/result" | tr -d -c '0-9')
        record bareloop "$1"
    else
        missed bareloop "$1" "$(tail -n 1 "$folder/bareloop.log")"
    fi
}
