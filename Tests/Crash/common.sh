# What the scripts of this folder share; they read it with `source`.
#
# It sets `folder`, a temporary one that is gone at the end unless something failed, and ends every
# process that was started here and still runs.

# Files in memory take a flush at once; what a kill leaves is the same as on a disk.
scratch=${TMPDIR:-/dev/shm}
[ -d "$scratch" ] && [ -w "$scratch" ] || scratch=/tmp
folder=$(mktemp -d "$scratch/paxosbank-crash-XXXXXX")
mounts=()

# A pipe that nobody writes to: reading from it is a wait that starts no process.
mkfifo "$folder/never"
exec 9<> "$folder/never"

# The shell tells of every process that was killed; only what is written to 3 is for people.
exec 3>&2 2> "$folder/shell.log"

finish() {
    local status=$? pid place
    trap - ERR
    set +e
    trap '' TERM INT
    for pid in $(jobs -rp); do
        # A stopped process must be let go before it can end.
        kill -CONT "$pid"
        kill -9 "$pid"
    done
    wait
    # A process that was just killed may hold it a moment longer.
    for place in "${mounts[@]}"; do umount -l "$place"; done
    if [ "$status" -ne 0 ] && [ "${keeps:-}" != yes ] && [ "${isSkipped:-}" != yes ]; then
        echo "FAILED: exit $status of $suspect" >&3
    fi
    [ "${keeps:-}" = yes ] || rm -rf "$folder"
}
trap finish EXIT
# A command that fails where nobody expects it ends the script, and must not do so silently.
suspect="a signal"
set -E
trap 'suspect="${BASH_SOURCE[0]} line $LINENO: $BASH_COMMAND"' ERR
trap 'exit 143' TERM
trap 'exit 130' INT

fail() {
    echo "FAILED: $*" >&3
    echo "kept: $folder" >&3
    keeps=yes
    exit 1
}

# A check that cannot be made here is not one that passed: the word OK is not said, and the exit code
# is one of its own, 77.
skip() {
    echo "skipped: $*"
    isSkipped=yes
    exit 77
}

# Waits until a command succeeds, for so many seconds at most; looks 500 times a second.
until_true() {
    local end=$((SECONDS + $1))
    shift
    until "$@"; do
        [ "$SECONDS" -le "$end" ] || return 1
        read -r -t 0.002 -u 9 || true
    done
}

is_running() { kill -0 "$1" 2> "$folder/null"; }
is_over() { ! is_running "$1"; }

# Milliseconds since some moment.
now() { echo "$((${EPOCHREALTIME/./} / 1000))"; }

# Prints the first of `$1` neighbouring ports at which nobody listens, below those that the system
# gives to outgoing connections.
free_ports() {
    local base number isFree
    while true; do
        base=$((10000 + (RANDOM * 32768 + RANDOM) % 20000))
        isFree=yes
        for ((number = 0; number < $1; number++)); do
            if (exec 4<> "/dev/tcp/127.0.0.1/$((base + number))") 2> "$folder/null"; then
                isFree=no
            fi
        done
        [ $isFree = no ] || break
    done
    echo "$base"
}

# Writes `$folder/cluster.json` for `$1` nodes.
make_cluster() {
    "$program" cluster init --nodes "$1" --base-port "$(free_ports "$1")" \
        --out "$folder/cluster.json" > "$folder/null"
}

# Whether strace is there and may trace; if not, says why.
tracing_problem() {
    command -v strace > "$folder/null" || { echo "there is no strace"; return; }
    strace -f -qq -o "$folder/trace" -e trace=openat true 2> "$folder/trace.error" \
        || echo "strace may not trace: $(head -1 "$folder/trace.error")"
}

# Prints those of the calls given that this machine has: strace does not know all of them everywhere.
known_calls() {
    local call
    for call in "$@"; do
        strace -qq -o "$folder/trace" -e trace="$call" true 2> "$folder/null" || continue
        echo -n " $call"
    done
}

# Only the calls that matter stop the process, if this strace can do that.
fast_tracing() {
    strace --seccomp-bpf -f -qq -o "$folder/trace" -e trace=openat true 2> "$folder/null" \
        && echo "--seccomp-bpf" || true
}
