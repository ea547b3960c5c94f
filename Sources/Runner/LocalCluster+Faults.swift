import Foundation
import Paxos

/// What can be done to the processes and folders of nodes.
extension LocalCluster {
    /// Stops a node where it stands, as if its machine had lost the time; nothing is lost.
    ///
    /// - Returns: Whether it runs, so that it could be stopped.
    func pause(_ node: NodeID) -> Bool {
        noteDeaths()
        guard let child = children[node] else { return false }
        return Foundation.kill(child.pid, SIGSTOP) == 0
    }

    /// Lets a stopped node go on; one that was not stopped does not mind.
    func resume(_ node: NodeID) {
        guard let child = children[node] else { return }
        _ = Foundation.kill(child.pid, SIGCONT)
    }

    /// Lets all nodes go on.
    func resumeAll() {
        for node in children.keys.sorted() { resume(node) }
    }

    /// Removes everything that a killed node kept.
    ///
    /// - Throws: What removing files throws.
    func wipe(_ node: NodeID) throws {
        precondition(killed[node] != nil, "\(node) was not killed")
        try FileManager.default.removeItem(at: dataFolder(of: node))
    }
}
