# What the scripts of this folder share; they read it with `source`.
#
# It makes `folder`, where every system keeps its files, which is gone at the end, and ends every
# process that was started here and still runs: those, by their number, and no other.
# shellcheck shell=bash disable=SC2154  # compare.sh sets what they share.

folder=$(mktemp -d "${TMPDIR:-/tmp}/paxosbank-compare-XXXXXX")
# PostgreSQL refuses to run as root, and its user must reach its files below.
chmod 711 "$folder"

# Every process in the background is a group of its own, so that what it started ends with it.
set -m
# The shell tells of every process that was killed; only what is written to 3 is for people.
exec 3>&2 2> "$folder/shell.log"

# The signal that ends each process that runs, by its number; with `-` before it, for its group.
declare -A running
policy=

finish() {
    local status=$? pid
    trap '' HUP INT TERM
    trap - EXIT
    set +e
    for pid in "${!running[@]}"; do end_process "$pid"; done
    [ -z "$policy" ] || rm -f "$policy"
    if [ "$status" -eq 1 ] && [ -s "$folder/shell.log" ]; then
        echo "compare.sh: the shell's last words:" >&3
        tail -n 5 "$folder/shell.log" >&3
    fi
    rm -rf "$folder"
    exit "$status"
}
trap finish EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

say() { echo "compare.sh: $*" >&3; }

# begin LOG SIGNAL COMMAND...: starts a server, which `end_process` ends with that signal; its
# number is in `begun`.
begin() {
    local log=$1 signal=$2
    shift 2
    "$@" > "$log" 2>&1 < /dev/null 9<&- &
    begun=$!
    running[$begun]=$signal
}

is_running() { kill -0 "$1" 2> /dev/null; }

# end_process PID [SIGNAL]: waits until it is over, and kills it after ten seconds.
end_process() {
    local pid=$1 signal=${2:-${running[$1]}} target=$1 round
    case $signal in -*) signal=${signal#-} target=-$pid ;; esac
    kill -s "$signal" -- "$target" 2> /dev/null
    for ((round = 0; round < 200; round++)); do
        is_running "$pid" || break
        sleep 0.05
    done
    kill -s KILL -- "-$pid" 2> /dev/null
    wait "$pid" 2> /dev/null
    unset "running[$pid]"
    return 0
}

# limited SECONDS COMMAND...: runs it for so long at most. A signal ends the waiting at once, which
# it would not if the command ran in the foreground.
limited() {
    local status=0 pid
    timeout -k 5 "$@" < /dev/null &
    pid=$!
    running[$pid]=-TERM
    wait "$pid" || status=$?
    unset "running[$pid]"
    return "$status"
}

# until_true SECONDS COMMAND...: waits until the command succeeds, for so long at most.
until_true() {
    local end=$((SECONDS + $1))
    shift
    until "$@"; do
        [ "$SECONDS" -le "$end" ] || return 1
        sleep 0.05
    done
}

# Prints the first of `$1` neighbouring ports at which nobody listens, below those that the system
# gives to outgoing connections.
free_ports() {
    local base number is_free
    while true; do
        base=$((10000 + (RANDOM * 32768 + RANDOM) % 20000))
        is_free=yes
        for ((number = 0; number < $1; number++)); do
            if (exec 4<> "/dev/tcp/127.0.0.1/$((base + number))") 2> /dev/null; then
                is_free=no
            fi
        done
        [ $is_free = no ] || break
    done
    echo "$base"
}

# note TEXT: something the reader of the figures must know; printed now, and kept for --json.
note() {
    echo "note: $*"
    echo "$*" >> "$folder/notes"
}

# MARK: Packages

# install PACKAGE...: from Debian, if this is root and --no-install was not given.
install() {
    if [ "$may_install" != yes ] || [ "$(id -u)" -ne 0 ] || ! command -v apt-get > /dev/null; then
        return 1
    fi
    say "installs $*"
    # The package's own server must not start: it would work at the same time.
    if [ ! -e /usr/sbin/policy-rc.d ]; then
        policy=/usr/sbin/policy-rc.d
        printf '#!/bin/sh\nexit 101\n' > "$policy"
        chmod 755 "$policy"
    fi
    local status=0
    export DEBIAN_FRONTEND=noninteractive
    if ! [ -e "$folder/updated" ]; then
        limited 120 apt-get update > "$folder/apt.log" 2>&1 || true
        touch "$folder/updated"
    fi
    limited 300 apt-get install -y --no-install-recommends "$@" \
        >> "$folder/apt.log" 2>&1 || status=$?
    [ -z "$policy" ] || rm -f "$policy"
    policy=
    [ "$status" -eq 0 ] || tail -n 3 "$folder/apt.log" >&3
    return "$status"
}
