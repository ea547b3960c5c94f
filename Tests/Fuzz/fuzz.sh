#!/usr/bin/env bash
# Feeds a harness with inputs that libFuzzer makes up, and says how many there were.
#
#   Tests/Fuzz/fuzz.sh NAME [--seconds N | --runs N]
#
# NAME is a harness of the table below; it runs for 60 seconds if nothing else is said. It begins
# with the inputs of Tests/Fuzz/corpus/NAME and with those that earlier runs found.
# Exit 0: no input stopped the harness. 1: one did, and was kept. 2: the call makes no sense.
# 130: it was interrupted.
set -euo pipefail
cd "$(dirname "$0")/../.."

# Each harness: its name, its source file, and the rooms that it is linked with: those that it
# imports, and all that those import.
harnesses='
http        HTTPFuzz.swift      HTTP
gateway     GatewayFuzz.swift   Mutation Paxos Bank HybridClock JSON HTTP CChecksum Checksum Wire EventLog CLinux EventLoop BankClient Gateway
'

usage() {
    [ $# -eq 0 ] || echo "fuzz.sh: $1" >&2
    sed -n 's/^#   /usage: /p' Tests/Fuzz/fuzz.sh >&2
    awk 'NF { print "NAME: " $1 }' <<< "$harnesses" >&2
    exit 2
}
# whole FLAG VALUE: refuses what is not a whole number from 1 on.
whole() { [[ $2 =~ ^[1-9][0-9]{0,10}$ ]] || usage "$1 \"$2\" is no whole number from 1 on"; }

name=${1-}
row=$(awk -v name="$name" 'NF && $1 == name' <<< "$harnesses")
[ -n "$row" ] || usage "there is no harness \"$name\""
read -r _ source rooms <<< "$row"
shift
bound=-max_total_time=60
while [ $# -gt 0 ]; do
    [ $# -ge 2 ] || usage "$1 needs a value"
    case $1 in
        --seconds) whole "$1" "$2" && bound=-max_total_time=$2 && shift 2 ;;
        --runs) whole "$1" "$2" && bound=-runs=$2 && shift 2 ;;
        *) usage "there is no flag $1" ;;
    esac
done

build=.build-fuzz
inputs=()
for room in $rooms; do
    # A room of system headers has no code, only a map of them.
    if [ -f "Sources/$room/module.modulemap" ]; then
        inputs+=(-Xcc "-fmodule-map-file=Sources/$room/module.modulemap")
        continue
    fi
    swift build -c release --scratch-path "$build" --sanitize fuzzer --target "$room"
    inputs+=("$build/release/$room.build"/*.o)
done
program=$build/fuzz-$name
# What is for this package alone is for a harness, too: SwiftPM names a package after its folder.
package=${PWD##*/}
package=${package,,}
swiftc -package-name "${package//[^a-z0-9_]/_}" \
    -O -parse-as-library -sanitize=fuzzer -swift-version 6 -assert-config Debug \
    -I "$build/release/Modules" "Tests/Fuzz/$source" "${inputs[@]}" -o "$program"

# The runtime would catch a trap itself, and libFuzzer would not keep the input.
export SWIFT_BACKTRACE=enable=no
found=$build/corpus/$name
kept=$build/stopped/$name
mkdir -p "$found" "$kept"
options=("$bound" -timeout=1 -rss_limit_mb=512 -max_len=4096 -print_final_stats=1)
[ ! -f "Tests/Fuzz/$name.dict" ] || options+=("-dict=Tests/Fuzz/$name.dict")
status=0
"$program" "${options[@]}" "-artifact_prefix=$kept/" "$found" "Tests/Fuzz/corpus/$name" || status=$?
if [ "$status" -eq 72 ]; then
    echo "fuzz.sh: interrupted; no input stopped $program until then" >&2
    exit 130
elif [ "$status" -ne 0 ]; then
    echo "FAILED: an input stopped $program; it is in $kept" >&2
    exit 1
fi
