import Foundation
import Paxos
import Wire

extension LocalCluster {
    /// How long all nodes together may take until they have met, in milliseconds.
    static let startMillisecondsMax = 30_000

    /// Waits until every node is connected with every other one, and keeps the cluster file then.
    ///
    /// - Parameters:
    ///   - session: The connections to the nodes.
    ///   - milliseconds: How long that may take; many accounts take long to read.
    /// - Throws: ``UserError`` if a node ends or the time is over before that.
    func waitUntilUp(
        _ session: ClusterSession,
        atMostMilliseconds milliseconds: Int = startMillisecondsMax
    ) throws(UserError) {
        let count = session.nodes.count
        let (statuses, _) = session.waitForStatuses(
            of: session.nodes,
            atMostMilliseconds: milliseconds
        ) { statuses in
            !noteDeaths().isEmpty || Self.haveMet(statuses, count: count)
        }
        guard deaths.isEmpty, Self.haveMet(statuses, count: count) else {
            throw notUp(statuses)
        }
        do {
            try keepClusterFile()
        } catch {
            throw UserError(
                "the cluster file cannot be written beside the nodes' folders",
                code: "cannot_write",
                why: error.localizedDescription,
                hint: "check the free space and the rights of the folder after '--data'",
                kind: .inputOutput
            )
        }
    }

    private static func haveMet(_ statuses: [NodeStatus], count: Int) -> Bool {
        statuses.count == count && statuses.allSatisfy { $0.linked.count == count - 1 }
    }

    private func notUp(_ statuses: [NodeStatus]) -> UserError {
        let up = statuses.map { "\($0.node)" }.joined(separator: " ")
        let ends = deaths.map { "; \($0.node) ended with \($0.end)" }.joined()
        // What a node says of its folder is also what there is to say of the whole.
        let isRefused = deaths.contains { $0.end == .code(77) }
        return UserError(
            "the nodes did not come up",
            code: "cannot_start",
            why: "answering: \(up.isEmpty ? "none" : up)\(ends)",
            hint: "look at the logs in \(folder.path)",
            kind: isRefused ? .refused : .inputOutput
        )
    }
}
