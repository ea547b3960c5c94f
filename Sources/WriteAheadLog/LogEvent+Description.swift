extension LogGap: CustomStringConvertible {
    /// What is missing and where, for people.
    public var description: String {
        let count = next.rawValue - firstLost.rawValue
        let what =
            switch count {
            case 0: "no record is missing"
            case 1: "record \(firstLost.rawValue) is missing"
            default: "records \(firstLost.rawValue) to \(next.rawValue - 1) are missing"
            }
        let size = bytes == .max ? "an unknown part of the log" : "\(bytes) bytes"
        return "\(file) at \(offset): \(size) damaged, \(what)"
    }
}

extension LogVerdict: CustomStringConvertible {
    /// How the log ends, for people.
    public var description: String {
        switch self {
        case .clean: "clean"
        case .torn(let file, let offset, let bytes):
            "\(file) at \(offset): \(bytes) bytes of a write that was cut, never acknowledged"
        case .damagedEnd(let file, let offset, let reason):
            "\(file) at \(offset): damaged end: \(reason)"
        }
    }
}
