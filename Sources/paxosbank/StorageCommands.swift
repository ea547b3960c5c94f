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
        var file: BackupFile
        do { file = try BackupFile(creating: path) } catch { throw error.explained(path) }
        let fetch = try SnapshotFetch(
            of: cluster,
            from: node,
            timeoutMilliseconds: Int(options.timeoutMilliseconds ?? 5_000)
        )
        do throws(UserError) {
            try fetch.parts { (part) throws(UserError) in
                do throws(OfflineError) {
                    return try file.add(part, from: fetch.source, of: cluster)
                } catch {
                    throw error.explained(path)
                }
            }
        } catch {
            file.discard()
            throw error
        }
        do {
            tell(BackupPrint(try file.finish(), .written(path)), options)
        } catch {
            throw error.explained(path)
        }
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
        let backup: Backup
        do { backup = try BackupFile.read(file) } catch { throw error.explained(file) }
        do {
            try DataDirectory.restore(
                directory,
                from: backup,
                for: restore.id,
                of: cluster,
                isNewCluster: restore.isNewCluster
            )
        } catch {
            throw error.explained(directory)
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
        let print: InspectionPrint
        do {
            let (found, holder) = try DataDirectory.inspect(directory)
            print = InspectionPrint(
                directory,
                found,
                holder: holder,
                listsRecords: listsRecords
            )
        } catch {
            throw error.explained(directory)
        }
        StandardStreams.write(print.text(form(options)))
        guard let error = print.error else { return .ok }
        StandardStreams.tell(error)
        return ExitCode(error.kind)
    }

    /// Tells what was done, unless nobody wants to know.
    private static func tell(_ print: BackupPrint, _ options: GlobalOptions) {
        if !options.isQuiet { StandardStreams.write(print.text(form(options))) }
    }
}
