import Foundation
import Wire

/// The folder in which the nodes of a local cluster keep everything, if the user named one: a
/// folder for each node, and the cluster file.
struct DataFolder {
    /// The name of the cluster file in it.
    static let clusterFileName = "cluster.json"

    /// The folder.
    let url: URL
    /// The cluster whose nodes left their folders here; nil if the folder is empty.
    let cluster: Cluster?

    /// Opens the folder, and creates it if it is not there.
    ///
    /// - Parameters:
    ///   - path: The folder, as the user gave it.
    ///   - mayBeUsed: Whether it may hold a cluster already.
    /// - Throws: ``UserError`` of kind `configuration` if the folder holds what it must not, of
    ///   kind `inputOutput` if it cannot be created or read.
    init(_ path: String, mayBeUsed: Bool) throws(UserError) {
        url = URL(filePath: path)
        let names = try Self.names(url)
        guard !names.isEmpty else {
            cluster = nil
            return
        }
        let holdsCluster = names.contains(Self.clusterFileName)
        guard mayBeUsed, holdsCluster else {
            throw UserError(
                "\(path) is not empty",
                code: "data_not_empty",
                why: "it holds \(Self.listed(names)), and new nodes begin with empty folders",
                hint: holdsCluster
                    ? "name another folder, or go on with 'paxosbank console --data \(path)'"
                    : "name a folder that is empty or not there yet",
                kind: .configuration
            )
        }
        let file = url.appending(path: Self.clusterFileName)
        do {
            let bytes = [UInt8](try Data(contentsOf: file))
            cluster = try Cluster(reading: bytes.span)
        } catch {
            throw UserError(
                "\(file.path) is no valid cluster file",
                code: "bad_cluster_file",
                why: "\(error)",
                hint: "repair it, or name another folder with '--data'",
                kind: .configuration
            )
        }
    }

    /// Creates the folder if it is not there, and lists what it holds, in order.
    private static func names(_ folder: URL) throws(UserError) -> [String] {
        do {
            try RunFiles.makeDurably(folder: folder)
            return try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
        } catch {
            throw UserError(
                "the folder \(folder.relativePath) cannot be used",
                code: "no_folder",
                why: (error as? ChildProcess.Failure)?.description ?? error.localizedDescription,
                hint: "name a folder that can be created and written with '--data'",
                kind: .inputOutput
            )
        }
    }

    private static func listed(_ names: [String]) -> String {
        let shown = names.prefix(namesShownMax).joined(separator: ", ")
        return names.count > namesShownMax
            ? "\(shown) and \(names.count - namesShownMax) more" : shown
    }

    /// The most names of files that an error lists.
    private static let namesShownMax = 5
}
