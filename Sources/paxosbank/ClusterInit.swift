import Bank
import Foundation
import Runner
import Wire

extension Commands {
    /// Writes a cluster file; one that exists is not overwritten.
    static func initialize(
        _ options: ClusterInitOptions,
        _ global: GlobalOptions
    ) throws(UserError) -> ExitCode {
        guard Int(options.basePort) + options.nodeCount - 1 <= Int(UInt16.max) else {
            throw UserError(
                "\(options.nodeCount) nodes need more ports than follow \(options.basePort)",
                code: "bad_port",
                why: "the highest port is \(UInt16.max)",
                hint: "use a lower '--base-port', for example 5001"
            )
        }
        guard options.nodeCount <= Cluster.nodesMax else {
            throw UserError(
                "a cluster has at most \(Cluster.nodesMax) nodes",
                code: "too_many_nodes",
                why:
                    "\(options.nodeCount) were asked for, and each one makes every transfer slower",
                hint: "use 5: any two of them may fail"
            )
        }
        let number = UInt64.random(in: 0...UInt64(UInt32.max))
        guard let id = Identifier(String(number, radix: 16)) else {
            preconditionFailure("\(number) in hexadecimal digits is no identifier")
        }
        let addresses = (0..<options.nodeCount).map { "127.0.0.1:\(Int(options.basePort) + $0)" }
        let cluster = Cluster(id: id, addresses: addresses)
        do {
            try Data(cluster.fileText)
                .write(
                    to: URL(filePath: options.out),
                    options: .withoutOverwriting
                )
        } catch {
            throw UserError(
                "\(options.out) was not written",
                code: "cannot_write",
                why: error.localizedDescription,
                hint: "name a file that does not exist in a folder that does",
                kind: .inputOutput
            )
        }
        if !global.isQuiet {
            StandardStreams.write(
                """
                wrote \(options.out): cluster \(id) with \(options.nodeCount) nodes
                start each with 'paxosbank node --id n1 --cluster \(options.out) --new-cluster'
                leave out '--new-cluster' whenever you start one again

                """
            )
        }
        return .ok
    }
}
