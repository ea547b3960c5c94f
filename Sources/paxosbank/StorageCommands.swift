import Node
import Paxos
import Runner
import Wire

/// Work on files of nodes.
extension Commands {
    /// Carries a command out.
    static func storage(
        _ command: StorageCommand,
        _ options: GlobalOptions
    ) throws(UserError) -> ExitCode {
        switch command {
        case .backup(let file, let node): try backUp(to: file, from: node, options)
        case .restore(let restore): try self.restore(restore, options)
        case .inspect(let directory, let listsRecords):
            try inspect(directory, listsRecords: listsRecords, options)
        }
    }

    private static func backUp(
        to path: String,
        from node: NodeID?,
        _ options: GlobalOptions
    ) throws(UserError) -> ExitCode {
        let cluster = try cluster(at: try self.path(options))
        // What is wrong with the file is found before a node is bothered.
        var file = try explaining(path) { () throws(OfflineError) in
            try BackupFile(creating: path)
        }
        let fetch = try SnapshotFetch(
            of: cluster,
            from: node,
            timeoutMilliseconds: Int(options.timeoutMilliseconds ?? 5_000)
        )
        do throws(UserError) {
            try fetch.parts { (part) throws(UserError) in
                try explaining(path) { () throws(OfflineError) in
                    try file.add(part, from: fetch.source, of: cluster)
                }
            }
        } catch {
            file.discard()
            throw error
        }
        let backup = try explaining(path) { () throws(OfflineError) in try file.finish() }
        tell(BackupPrint(backup, .written(path)), options)
        return .ok
    }

    private static func restore(
        _ restore: RestoreOptions,
        _ options: GlobalOptions
    ) throws(UserError) -> ExitCode {
        let cluster = try cluster(at: restore.cluster)
        try requireMember(restore.id, of: cluster, in: restore.cluster)
        let (file, directory) = (restore.backup, restore.directory)
        // A damaged backup is found before anything is made.
        let backup = try explaining(file) { () throws(OfflineError) in try BackupFile.read(file) }
        try explaining(directory) { () throws(OfflineError) in
            try DataDirectory.restore(
                directory,
                from: backup,
                for: restore.id,
                of: cluster,
                isNewCluster: restore.isNewCluster
            )
        }
        let deed: BackupPrint.Deed =
            restore.isNewCluster
            ? .beginning(restore.id, directory: directory)
            : .rejoining(restore.id, directory: directory)
        tell(BackupPrint(backup, deed), options)
        return .ok
    }

    private static func inspect(
        _ directory: String,
        listsRecords: Bool,
        _ options: GlobalOptions
    ) throws(UserError) -> ExitCode {
        let (found, holder) = try explaining(directory) { () throws(OfflineError) in
            try DataDirectory.inspect(directory)
        }
        let print = InspectionPrint(directory, found, holder: holder, listsRecords: listsRecords)
        StandardStreams.write(print.text(form(options)))
        guard let error = print.error else { return .ok }
        StandardStreams.tell(error)
        return ExitCode(error.kind)
    }

    /// Tells what was done, unless nobody wants to know.
    private static func tell(_ print: BackupPrint, _ options: GlobalOptions) {
        if !options.isQuiet { StandardStreams.write(print.text(form(options))) }
    }

    /// Works on files, and says what the user should know if that fails.
    private static func explaining<Result>(
        _ path: String,
        _ work: () throws(OfflineError) -> Result
    ) throws(UserError) -> Result {
        do { return try work() } catch { throw error.explained(path) }
    }
}
