/// A call on a file failed.
///
/// It is final: the caller says so and stops (exit 74). The call is not made again, because a flush
/// that is tried again reports success without the bytes being there.
public struct StorageError: Error, Hashable, Sendable {
    /// The file's name; "." for the directory.
    public let file: String
    /// The name of the call, such as `write`.
    public let call: String
    /// What the system says went wrong, in words.
    public let reason: String
    /// Whether there was no room on the disk, or none left for this user.
    public let isOutOfSpace: Bool

    /// Creates the error of a call.
    public init(file: String, call: String, reason: String, isOutOfSpace: Bool = false) {
        self.file = file
        self.call = call
        self.reason = reason
        self.isOutOfSpace = isOutOfSpace
    }
}

extension StorageError: CustomStringConvertible {
    /// Call, file and reason: `write log-00000000000000000007: Input/output error`.
    public var description: String { "\(call) \(file): \(reason)" }
}
