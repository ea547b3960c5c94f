import Glibc

// What the parts of the hot path cost, one by one: nanoseconds of processor time and calls for
// memory an operation. `swift run -c release microbench` prints the table, with `lines`, `bank`,
// `log`, `snapshot` or `http` a part of it.

let parts: [(name: String, measure: () -> [Measurement])] = [
    ("lines", Lines.measure), ("bank", States.bank), ("log", States.log),
    ("snapshot", States.snapshot), ("http", Requests.measure),
]
let wanted = CommandLine.arguments.dropFirst()
for word in wanted where !parts.contains(where: { $0.name == word }) {
    print("no part \(word); there are \(parts.map(\.name).joined(separator: ", "))")
    exit(2)
}

print("operation".padded(to: 46) + "ns".padded(to: -14) + "allocations".padded(to: -14))
for part in parts where wanted.isEmpty || wanted.contains(part.name) {
    for measurement in part.measure() { print(measurement.row) }
}
