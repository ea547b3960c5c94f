internal import Checksum

/// The first block of a segment or a snapshot: what it is and who wrote it.
///
/// | Bytes | What |
/// | --- | --- |
/// | 0 ..< 8 | the kind, in letters |
/// | 8 ..< 12 | format version |
/// | 12 | node |
/// | 13 | length of the cluster's name |
/// | 14 ..< 78 | the cluster's name, filled up with zeros |
/// | 80 ..< 88 | incarnation |
/// | 88 ..< 96 | number |
/// | 96 ..< 104 | offset |
/// | 508 ..< 512 | CRC-32C of everything before it |
///
/// Integers are little-endian; what is not named is zero. Every version keeps the kind, the version
/// and the sum where they are, so that a file of a later version is told from a damaged one.
public struct FileHeader: Hashable, Sendable {
    /// What a file is.
    public enum Kind: String, Hashable, Sendable {
        /// A part of the log.
        case segment = "PXBLOG\r\n"
        /// The state after a slot.
        case snapshot = "PXBSNAP\n"
    }

    /// The length of a header, in bytes: a sector, so that it is written whole or not at all.
    public static let byteCount = 512

    /// What the file is.
    public let kind: Kind
    /// Who wrote it.
    public let identity: FileIdentity
    /// Of a segment: the number of its first record; of a snapshot: its slot.
    public let number: UInt64
    /// Of a segment: how many bytes of records the whole log holds before it; otherwise 0.
    public let offset: UInt64

    /// Creates a header.
    public init(kind: Kind, identity: FileIdentity, number: UInt64, offset: UInt64 = 0) {
        self.kind = kind
        self.identity = identity
        self.number = number
        self.offset = offset
    }

    // MARK: - Writing

    /// The bytes of the header: ``byteCount`` of them.
    public var encoded: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Self.byteCount)
        bytes += kind.rawValue.utf8
        LittleEndian.append(FileIdentity.formatVersion, to: &bytes)
        bytes.append(identity.node)
        bytes.append(UInt8(identity.cluster.utf8.count))
        bytes += identity.cluster.utf8
        Self.fill(&bytes, to: Field.incarnation)
        LittleEndian.append(identity.incarnation, to: &bytes)
        LittleEndian.append(number, to: &bytes)
        LittleEndian.append(offset, to: &bytes)
        Self.fill(&bytes, to: Field.sum)
        LittleEndian.append(CRC32C.checksum(bytes.span), to: &bytes)
        return bytes
    }

    private static func fill(_ bytes: inout [UInt8], to count: Int) {
        bytes += repeatElement(0, count: count - bytes.count)
    }

    // MARK: - Reading

    /// Reads a header.
    ///
    /// - Parameters:
    ///   - bytes: The beginning of the file; what follows the header is not looked at.
    ///   - kind: What the file must be.
    ///   - file: The file's name, for the error.
    /// - Throws: ``LogError/notOurs(file:)``, ``LogError/damagedHeader(file:)`` or
    ///   ``LogError/unknownVersion(file:found:)``. Whose file it is, ``requireOwner(_:file:)``
    ///   checks.
    public init(reading bytes: [UInt8], as kind: Kind, file: String) throws(LogError) {
        guard bytes.starts(with: kind.rawValue.utf8) else { throw .notOurs(file: file) }
        guard bytes.count >= Self.byteCount else { throw .damagedHeader(file: file) }
        let sum = CRC32C.checksum(bytes.span.extracting(0..<Field.sum))
        guard LittleEndian.uint32(bytes, at: Field.sum) == sum else {
            throw .damagedHeader(file: file)
        }
        let version = LittleEndian.uint32(bytes, at: Field.version)
        guard version == FileIdentity.formatVersion else {
            throw .unknownVersion(file: file, found: version)
        }
        let length = Int(bytes[Field.clusterLength])
        let name = bytes[Field.cluster...].prefix(length)
        guard 1 <= length, length <= FileIdentity.clusterBytesMax,
            let cluster = String(validating: name, as: UTF8.self)
        else { throw .damagedHeader(file: file) }
        self.kind = kind
        self.identity = FileIdentity(
            cluster: cluster,
            node: bytes[Field.node],
            incarnation: LittleEndian.uint64(bytes, at: Field.incarnation)
        )
        self.number = LittleEndian.uint64(bytes, at: Field.number)
        self.offset = LittleEndian.uint64(bytes, at: Field.offset)
    }

    /// Checks that a file was written by this node of this cluster, in whichever incarnation.
    ///
    /// - Throws: ``LogError/otherCluster(file:found:expected:)`` or
    ///   ``LogError/otherNode(file:found:expected:)``.
    public func requireOwner(_ owner: FileIdentity, file: String) throws(LogError) {
        guard identity.cluster == owner.cluster else {
            throw .otherCluster(file: file, found: identity.cluster, expected: owner.cluster)
        }
        guard identity.node == owner.node else {
            throw .otherNode(file: file, found: identity.node, expected: owner.node)
        }
    }

    /// Where each field begins.
    private enum Field {
        static let version = 8
        static let node = 12
        static let clusterLength = 13
        static let cluster = 14
        static let incarnation = 80
        static let number = 88
        static let offset = 96
        static let sum = 508
    }
}
