import Checksum
import JSON

#if MUTANTS
import Mutation
#endif

/// The frame of a line between nodes: one JSON object, `#`, and the CRC-32C of the object's bytes
/// as eight lower-case hexadecimal digits.
public enum ChecksummedLine {
    /// How many bytes stand after the object.
    static let sumBytes = 9

    /// Returns how many bytes the object of a line has, if its checksum is right.
    public static func objectBytes(of line: Span<UInt8>) throws(WireError) -> Int {
        let end = line.count - sumBytes
        #if MUTANTS
        if Mutant.sumsUnchecked.isPlanted, end > 0 { return end }
        #endif
        guard end > 0, line[end] == UInt8(ascii: "#"),
            let sum = Hex.value(of: line.extracting((end + 1)...)),
            sum == UInt64(CRC32C.checksum(line.extracting(..<end)))
        else { throw .badSum(at: max(0, end)) }
        return end
    }

    /// Appends the checksum of the bytes from `start` on, and a line feed.
    public static func seal(_ bytes: inout [UInt8], from start: Int) {
        let sum = CRC32C.checksum(bytes.span.extracting(start...))
        bytes.append(UInt8(ascii: "#"))
        Hex.append(UInt64(sum), count: 8, to: &bytes)
        bytes.append(UInt8(ascii: "\n"))
    }
}
