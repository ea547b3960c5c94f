#!/usr/bin/env python3
"""Reads and prints figures for compare.sh, which calls it; see README.md.

report.py machine FOLDER                    says what machine it is, and how long its disk takes
report.py flush FOLDER                      prints what a flush takes now, in milliseconds
report.py pgbench WARMUP SECONDS            reads pgbench's log from the standard input
report.py bareloop                          reads the bare loop's line from the standard input
report.py pairs FOLDER ROUND IN_FLIGHT      prints what was just measured
report.py table FOLDER SETTINGS [JSON]      prints the medians and the ratios
"""

import json
import os
import platform
import re
import statistics
import subprocess
import sys
import time

# The columns of the table, and at least which multiple each should be, by the operations in flight.
COLUMNS = {
    "etcd-put": "etcd, single puts",
    "etcd-transfer": "etcd, transfers",
    "postgres": "PostgreSQL ANY 2",
    "bareloop": "bare loop",
}
TARGETS = {
    "etcd-put": {10: 5, 100: 12, 1000: 20, 8192: 25},
    "etcd-transfer": {10: 15, 100: 50, 1000: 150},
    "postgres": {10: 4, 100: 20, 1000: 40},
    "bareloop": {10: 0.6, 100: 0.6, 1000: 0.6, 8192: 0.6},
}
# From here on etcd's best counts, with however many it was reached.
BEST_FROM = 8192
FLUSHES = 200


# MARK: Reading


def percentile(values, percent):
    """The value that so many of a hundred do not exceed; `values` are sorted."""
    return values[min(len(values) - 1, len(values) * percent // 100)]


def pgbench(warmup, seconds):
    """pgbench's log has a line for each transaction: client, number, microseconds, script, and the
    second and microsecond at which it ended."""
    ends = []
    for line in sys.stdin:
        fields = line.split()
        if len(fields) >= 6 and fields[2].isdigit():
            ends.append((int(fields[4]) + int(fields[5]) / 1e6, int(fields[2]) / 1000))
    if not ends:
        sys.exit("pgbench completed nothing")
    begin = min(ends)[0] + warmup
    end = min(begin + seconds, max(ends)[0])
    latencies = sorted(latency for at, latency in ends if begin < at <= end)
    if not latencies:
        sys.exit("pgbench completed nothing after the warm-up")
    print(json.dumps({
        "per_s": len(latencies) / (end - begin),
        "completed": len(latencies),
        "measured_s": round(end - begin, 3),
        "p50_ms": percentile(latencies, 50),
        "p99_ms": percentile(latencies, 99),
    }))


def bareloop():
    text = sys.stdin.read()
    found = re.search(r"window \d+ rate (\d+) /s p50 ms ([\d.e-]+) p99 ([\d.e-]+)", text)
    if not found:
        sys.exit("no line with a rate")
    print(json.dumps({
        "per_s": int(found[1]),
        "p50_ms": round(float(found[2]), 3),
        "p99_ms": round(float(found[3]), 3),
    }))


def runs(folder):
    """What was measured so far, each with rate and latencies under the same names."""
    measured = []
    with open(os.path.join(folder, "runs"), encoding="utf-8") as lines:
        for line in lines:
            run = json.loads(line)
            result = run["result"]
            if run["system"] == "paxosbank":
                result["per_s"] = result["throughput_per_s"]
                result["p50_ms"] = float(result["latency_ms"]["p50"])
                result["p99_ms"] = float(result["latency_ms"]["p99"])
            measured.append(run)
    return measured


# MARK: The machine


def flush_times(folder, count):
    """Milliseconds of fdatasync after 4 KiB in a file that has room, as a log's last block."""
    path = os.path.join(folder, "flushes")
    block = b"x" * 4096
    times = []
    file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        os.write(file, block * count)
        os.fsync(file)
        for number in range(count):
            os.pwrite(file, block, number * len(block))
            begin = time.perf_counter()
            os.fdatasync(file)
            times.append((time.perf_counter() - begin) * 1000)
    finally:
        os.close(file)
        os.unlink(path)
    return sorted(times)


def machine(folder):
    processor = "unknown processor"
    with open("/proc/cpuinfo", encoding="utf-8") as lines:
        for line in lines:
            if line.startswith("model name"):
                processor = line.split(":", 1)[1].strip()
                break
    with open("/proc/meminfo", encoding="utf-8") as lines:
        memory = round(int(lines.readline().split()[1]) / (1 << 20))
    system = subprocess.run(
        ["stat", "-f", "-c", "%T", folder], capture_output=True, text=True, check=False)
    times = flush_times(folder, FLUSHES)
    with open(os.path.join(folder, "versions"), encoding="utf-8") as lines:
        versions = [line.strip() for line in lines if line.strip()]
    found = {
        "cores": len(os.sched_getaffinity(0)),
        "processor": processor,
        "memory_gib": memory,
        "kernel": platform.release(),
        "file_system": system.stdout.strip(),
        "fdatasync_ms": {
            "p50": round(percentile(times, 50), 3), "p99": round(percentile(times, 99), 3)},
        "load": os.getloadavg()[0],
        "versions": versions,
    }
    with open(os.path.join(folder, "machine"), "w", encoding="utf-8") as out:
        json.dump(found, out)
    flush = found["fdatasync_ms"]
    print(f"machine: {found['cores']} cores ({processor}), {memory} GiB, kernel"
          f" {found['kernel']}, {found['file_system']}")
    print(f"fdatasync of 4 KiB: p50 {flush['p50']} ms, p99 {flush['p99']} ms;"
          f" load before: {found['load']:.1f}")
    print("versions: " + ", ".join(versions))
    if flush["p50"] < 0.005:
        print("note: so short a flush reaches no disk: TMPDIR chooses another file system")
    heads = ("round", "in flight", "system", "theirs/s", "ours/s", "ratio", "p50 ms", "p99 ms",
             "our p50", "our p99", "fdatasync", "load")
    print()
    print(row(heads))


# MARK: Printing


WIDTHS = (5, 9, 14, 9, 9, 6, 7, 7, 7, 7, 9, 5)


def row(fields):
    return "  ".join(
        str(field).ljust(width) if index == 2 else str(field).rjust(width)
        for index, (field, width) in enumerate(zip(fields, WIDTHS))).rstrip()


def figure(value):
    if value is None:
        return "-"
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def ratio_text(value):
    if value is None:
        return "-"
    return f"{value:.2f}" if value < 10 else f"{value:.1f}"


def one(measured, number, in_flight, system):
    for run in measured:
        if (run["round"], run["in_flight"], run["system"]) == (number, in_flight, system):
            return run
    return None


def pairs(folder, number, in_flight):
    measured = runs(folder)
    ours = one(measured, number, in_flight, "paxosbank")
    for system in COLUMNS:
        theirs = one(measured, number, rival(measured, system, in_flight), system)
        if theirs is None:
            continue
        result, own = theirs["result"], ours["result"] if ours else {}
        ratio = own["per_s"] / result["per_s"] if ours else None
        print(row((
            number, in_flight, name(system, in_flight, theirs["in_flight"]),
            figure(result["per_s"]), figure(own.get("per_s")), ratio_text(ratio),
            figure(result["p50_ms"]), figure(result["p99_ms"]),
            figure(own.get("p50_ms")), figure(own.get("p99_ms")),
            theirs["fdatasync_ms"], theirs["load"])), flush=True)


# MARK: The table


def median(values):
    values = [value for value in values if value is not None]
    return statistics.median(values) if values else None


def medians(measured):
    """The median rate and latencies of every system, by the operations in flight."""
    found = []
    for in_flight in sorted({run["in_flight"] for run in measured}):
        for system in ("paxosbank", *COLUMNS):
            results = [run["result"] for run in measured
                       if (run["in_flight"], run["system"]) == (in_flight, system)]
            if results:
                found.append({
                    "in_flight": in_flight,
                    "system": system,
                    "rounds": len(results),
                    **{key: median([result[key] for result in results])
                       for key in ("per_s", "p50_ms", "p99_ms")},
                })
    return found


def rival(measured, system, in_flight):
    """With how many in flight the other system is taken: as many, or where etcd is at its best."""
    if system != "etcd-put" or in_flight < BEST_FROM:
        return in_flight
    rates = [(middle["per_s"], middle["in_flight"]) for middle in medians(measured)
             if middle["system"] == system]
    return max(rates)[1] if rates else in_flight


def name(system, in_flight, their_in_flight):
    """A system's name, with the operations in flight if they are not ours."""
    return system if in_flight == their_in_flight else f"{system}@{their_in_flight}"


def cell(measured, system, in_flight):
    theirs_in_flight = rival(measured, system, in_flight)
    ratios = []
    for number in sorted({run["round"] for run in measured}):
        ours = one(measured, number, in_flight, "paxosbank")
        theirs = one(measured, number, theirs_in_flight, system)
        if ours and theirs:
            ratios.append(ours["result"]["per_s"] / theirs["result"]["per_s"])
    if not ratios:
        return None
    target = TARGETS[system].get(in_flight)
    ratio = median(ratios)
    return {
        "in_flight": in_flight,
        "system": system,
        "their_in_flight": theirs_in_flight,
        "ratio": ratio,
        "least": min(ratios),
        "most": max(ratios),
        "rounds": len(ratios),
        "target": target,
        "is_reached": None if target is None else ratio >= target,
    }


def cell_text(found):
    if found is None:
        return "-"
    text = ratio_text(found["ratio"])
    if found["rounds"] > 1:
        text += f" ({ratio_text(found['least'])}–{ratio_text(found['most'])})"
    if found["target"] is not None:
        text += f", target {found['target']}: {'ok' if found['is_reached'] else 'SHORT'}"
    if found["their_in_flight"] != found["in_flight"]:
        text += f", their best: {found['their_in_flight']:,} in flight"
    return text


def table(folder, settings, path=None):
    measured = runs(folder)
    middles = medians(measured)
    print("\nMedians\n")
    print("| In flight | System | Per second | p50 ms | p99 ms | Rounds |")
    print("| ---: | --- | ---: | ---: | ---: | ---: |")
    for middle in middles:
        title = COLUMNS.get(middle["system"], middle["system"])
        print(f"| {middle['in_flight']:,} | {title} | {figure(middle['per_s'])} |"
              f" {figure(middle['p50_ms'])} | {figure(middle['p99_ms'])} | {middle['rounds']} |")

    cells = []
    print("\nOurs as a multiple of theirs: the median of the pairs (the least and the most)\n")
    print("| In flight | " + " | ".join(COLUMNS.values()) + " |")
    print("| ---: |" + " --- |" * len(COLUMNS))
    for in_flight in sorted({run["in_flight"] for run in measured if run["system"] == "paxosbank"}):
        found = [cell(measured, system, in_flight) for system in COLUMNS]
        cells += [one_cell for one_cell in found if one_cell]
        print(f"| {in_flight:,} | " + " | ".join(cell_text(each) for each in found) + " |")
    short = [each for each in cells if each["is_reached"] is False]
    judged = [each for each in cells if each["is_reached"] is not None]
    print(f"\n{len(judged) - len(short)} of {len(judged)} targets reached")

    if path:
        with open(os.path.join(folder, "machine"), encoding="utf-8") as lines:
            found = json.load(lines)
        with open(os.path.join(folder, "notes"), encoding="utf-8") as lines:
            notes = lines.read().splitlines()
        with open(path, "w", encoding="utf-8") as out:
            json.dump({
                "schema": "paxosbank.compare/1",
                "machine": found,
                "settings": json.loads(settings),
                "notes": notes,
                "runs": measured,
                "medians": middles,
                "ratios": cells,
            }, out, indent=1)
            out.write("\n")


def main(arguments):
    match arguments:
        case ["machine", folder]:
            machine(folder)
        case ["flush", folder]:
            print(round(percentile(flush_times(folder, FLUSHES // 4), 50), 3))
        case ["pgbench", warmup, seconds]:
            pgbench(float(warmup), float(seconds))
        case ["bareloop"]:
            bareloop()
        case ["pairs", folder, number, in_flight]:
            pairs(folder, int(number), int(in_flight))
        case ["table", folder, settings, *path] if len(path) <= 1:
            table(folder, settings, *path)
        case _:
            sys.exit(__doc__)


if __name__ == "__main__":
    main(sys.argv[1:])
