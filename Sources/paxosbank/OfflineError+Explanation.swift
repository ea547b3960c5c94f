import Node
import Runner

extension OfflineError {
    /// What the user should know.
    ///
    /// - Parameter path: The file or folder that the call was about.
    /// - Returns: The error of the program.
    func explained(_ path: String) -> UserError {
        let (message, code, hint, kind) = words(path)
        return UserError(message, code: code, why: "\(self)", hint: hint, kind: kind)
    }

    private func words(
        _ path: String
    ) -> (message: String, code: String, hint: String, kind: UserError.Kind) {
        switch self {
        case .missing(let missing):
            ("\(missing) does not exist", "no_file", "check the name", .notFound)
        case .notOfNode(let path):
            (
                "\(path) is no node's folder", "no_node_folder",
                "name the folder that the node was started with, by '--data'", .configuration
            )
        case .noDirectory(let path), .notEmpty(let path, _):
            (
                "\(path) is not empty", "not_empty",
                "name a folder that is not there yet; nothing was changed", .configuration
            )
        case .locked(let path, _):
            ("\(path) is in use", "locked", "stop the process that uses it", .refused)
        case .otherCluster:
            (
                "the backup does not belong to this cluster", "other_cluster",
                "name the cluster file that it was taken with, or begin anew by '--new-cluster'",
                .configuration
            )
        case .oldCluster:
            (
                "a new cluster cannot have the name of the old one", "old_cluster",
                "write a new file with 'paxosbank cluster init', so that no old node mixes with it",
                .configuration
            )
        case .otherBank:
            (
                "the cluster file describes another bank", "other_bank",
                "copy 'accounts' from the cluster file that the backup was taken with",
                .configuration
            )
        case .foreign:
            (
                "\(path) cannot be used", "foreign_file",
                "name another one, or use the version of the program that wrote it", .configuration
            )
        case .damaged:
            ("\(path) is damaged", "damaged", "use another backup", .inputOutput)
        case .exists(let file):
            (
                "\(file) is there already", "exists",
                "name another file; one with '.tmp' is of a backup under way, or cut short",
                .inputOutput
            )
        case .storage:
            (
                "\(path) cannot be read or written", "input_output",
                "look at the disk and at who may use it; of a folder half filled nothing counts",
                .inputOutput
            )
        }
    }
}
