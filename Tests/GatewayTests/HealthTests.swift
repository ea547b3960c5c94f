import Gateway
import Paxos
import Testing
import Wire

@Suite("Health")
struct HealthTests {
    private func check(
        _ view: NodesView,
        includesLeader: Bool = true,
        isStopping: Bool = false
    ) -> HealthCheck {
        HealthCheck(view, includesLeader: includesLeader, isStopping: isStopping)
    }

    /// Returns the names of the checks that fail.
    private func bad(_ check: HealthCheck) -> [String] {
        check.items.filter { !$0.isWell }.map(\.name)
    }

    @Test("A whole cluster is well, in one line or in many")
    func well() {
        let check = check(view())

        #expect(check.isWell)
        #expect(check.text(isVerbose: false) == "ok\n")
        #expect(
            check.text(isVerbose: true) == """
                [+] gateway ok: it takes requests
                [+] quorum ok: 5 of 5 nodes answer, 3 must reach each other
                [+] leader ok: n1 leads
                [+] lag ok: 5 nodes are at most 10000 slots behind
                [+] disks ok: none is full
                ok

                """
        )
    }

    @Test("Two nodes may be away, three may not")
    func quorum() {
        #expect(check(view(away: [4, 5])).isWell)
        #expect(bad(check(view(away: [3, 4, 5]))) == ["quorum", "lag"])
        #expect(bad(check(view(away: [1, 2, 3, 4, 5]))) == ["quorum", "leader", "lag"])
    }

    @Test("Without a leader it is not well, unless nobody asks for one")
    func leader() {
        let headless = view { ($0.role, $0.isReady) = (.follower, false) }

        #expect(bad(check(headless)) == ["leader"])
        #expect(check(headless).text(isVerbose: false) == "leader: no node says that it leads\n")
        #expect(check(headless, includesLeader: false).isWell)
        #expect(!check(headless, includesLeader: false).text(isVerbose: true).contains("leader"))
        #expect(bad(check(view { $0.isReady = false })) == ["leader"])
    }

    @Test("A leader that somebody failed leads nobody")
    func failedLeader() {
        #expect(bad(check(view { $0.isConnected = $0.node != NodeID(1) })) == ["leader"])
    }

    @Test("Of two that say that they lead, the higher ballot does")
    func twoLeaders() {
        let torn = view { status in
            guard status.node == NodeID(3) else { return }
            (status.role, status.ballot) = (.leader, Ballot(round: 2, proposer: NodeID(3)))
        }

        #expect(torn.leader?.node == NodeID(3) && torn.best == NodeID(3))
        #expect(bad(check(torn)) == ["leader"], "it is not ready")
    }

    @Test("A quorum must be in step, each node need not")
    func lag() {
        let most = HealthCheck.lagMax
        func lagging(_ count: UInt8, by slots: UInt64) -> HealthCheck {
            check(
                view { status in
                    (status.committed, status.executed) = (Slot(50_000), Slot(50_000))
                    if status.node.rawValue > 5 - count { status.executed = Slot(50_000 - slots) }
                }
            )
        }

        #expect(lagging(2, by: most + 1).isWell)
        #expect(lagging(3, by: most).isWell)
        #expect(bad(lagging(3, by: most + 1)) == ["lag"])
    }

    @Test("A full disk matters at the leader")
    func disks() {
        let full = check(view { $0.isDiskFull = $0.node == NodeID(2) })
        #expect(full.isWell)
        #expect(full.text(isVerbose: true).contains("[+] disks ok: full at n2\n"))
        #expect(bad(check(view { $0.isDiskFull = $0.node == NodeID(1) })) == ["disks"])
    }

    @Test("A gateway that stops is not ready")
    func stopping() {
        let stopping = check(view(), isStopping: true)

        #expect(bad(stopping) == ["gateway"])
        #expect(stopping.text(isVerbose: true).hasSuffix("not ready\n"))
    }

    @Test("Nodes that block each other, recover or stand aside are no quorum")
    func partitions() {
        let groups: [NodeSet] = [
            NodeSet([NodeID(1), NodeID(2)]), NodeSet((3...5).map(NodeID.init)),
        ]
        let cut = view { status in
            let own = groups.first { $0.contains(status.node) } ?? NodeSet()
            status.blocked = NodeSet(members.filter { !own.contains($0) })
        }
        #expect(cut.hasQuorum, "three reach each other")
        let islands = view { status in
            status.blocked = NodeSet(members.filter { $0 != status.node })
        }
        #expect(!islands.hasQuorum)
        #expect(!view { $0.isRecovering = $0.node.rawValue > 2 }.hasQuorum)
        #expect(!view { $0.isConnected = $0.node.rawValue <= 2 }.hasQuorum)
        // A ring in which each reaches its neighbours: three reach one another through the middle.
        let star = view { status in
            guard status.node != NodeID(1) else { return }
            status.blocked = NodeSet(members.filter { $0 != status.node && $0 != NodeID(1) })
        }
        #expect(star.hasQuorum)
    }

    @Test("The node that knows best leads, else it has executed most, if possible connected")
    func best() {
        #expect(view().best == NodeID(1))
        let headless = view { status in
            status.role = .follower
            status.executed = Slot(UInt64(status.node.rawValue))
            status.isConnected = status.node != NodeID(5)
        }
        #expect(headless.best == NodeID(4))
        let failed = view { status in
            status.executed = Slot(UInt64(status.node.rawValue))
            status.isConnected = false
        }
        #expect(failed.best == NodeID(5))
        #expect(view(away: [1, 2, 3, 4, 5]).best == nil)
    }
}
