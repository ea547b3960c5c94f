/// Where nodes keep everything.
public enum StoragePlace: Hashable, Sendable {
    /// Where nobody says otherwise: a node in a folder named after it, the nodes of a run in the
    /// run's own folder, which is removed at its end.
    case standard
    /// In memory, which ends with the process.
    case memory
    /// In this folder.
    case directory(String)
}

/// How the nodes that this process starts keep everything.
public struct LocalStorage: Hashable, Sendable {
    /// Where.
    public var place: StoragePlace
    /// Every so many slots they take a snapshot; nil leaves it to them.
    public var checkpointInterval: UInt64?

    /// Creates settings.
    public init(place: StoragePlace = .standard, checkpointInterval: UInt64? = nil) {
        self.place = place
        self.checkpointInterval = checkpointInterval
    }
}
