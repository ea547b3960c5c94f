package import Paxos
import Runner

/// What to do with files of nodes.
package enum StorageCommand: Hashable, Sendable {
    /// Write a backup of a running cluster to `file`, from a node; nil leaves that open.
    case backup(file: String, node: NodeID?)
    /// Fill a node's folder from a backup.
    case restore(RestoreOptions)
    /// Tell what lies in a folder.
    case inspect(directory: String, listsRecords: Bool)
}

/// How to fill a node's folder.
package struct RestoreOptions: Hashable, Sendable {
    /// The backup.
    package var backup: String
    /// Whose folder it becomes.
    package var id: NodeID
    /// The cluster file of that node.
    package var cluster: String
    /// The folder.
    package var directory: String
    /// Whether the cluster is a new one, all of whose nodes begin from the backup.
    package var isNewCluster: Bool

    /// Creates options.
    package init(
        backup: String,
        id: NodeID,
        cluster: String,
        directory: String,
        isNewCluster: Bool
    ) {
        self.backup = backup
        self.id = id
        self.cluster = cluster
        self.directory = directory
        self.isNewCluster = isNewCluster
    }
}

extension StorageCommand {
    /// Reads a call of one of ``ArgumentsTable/storageCommands``; nil if it is another command.
    init?(_ call: CommandCall, _ options: GlobalOptions) throws(UserError) {
        switch call.spec.name {
        case "backup":
            try call.checkCount()
            self = .backup(file: call.read.words[0], node: try call.node("node"))
        case "restore":
            try call.checkCount()
            let id = try call.required("id", try call.node("id"))
            let directory = try call.required("data", call.read.value("data"))
            guard !directory.isEmpty else {
                throw call.invalid("data", directory, why: "a folder has a name")
            }
            self = .restore(
                RestoreOptions(
                    backup: call.read.words[0],
                    id: id,
                    cluster: try call.required("cluster", options.cluster),
                    directory: directory,
                    isNewCluster: call.read.has("new-cluster")
                )
            )
        case "log inspect":
            try call.checkCount()
            self = .inspect(
                directory: call.read.words[0],
                listsRecords: call.read.has("records")
            )
        default: return nil
        }
    }
}
