import BankClient
import EventLoop
import Paxos
import Testing
import Wire

#if os(Linux)
@Suite("ClusterConnection: questions to nodes")
struct QuestionTests {
    @Test("All nodes are asked at once, and answer in node order")
    func askAll() throws {
        let cluster = try FakeCluster(ClusterConnectionTests.five)
        let nodes = Array(members())

        let answers = cluster.connection.askAll(nodes, .status, timeoutMilliseconds: 20_000)

        #expect(answers.map(\.node) == nodes)
        for (node, answer) in answers {
            guard case .status(let status) = try answer.get() else {
                Issue.record("\(answer)")
                continue
            }
            #expect(status.node == node)
        }
    }

    @Test("A dead node fails at once, a deaf one with the time, and neither hides the others")
    func partial() throws {
        let cluster = try FakeCluster([.works, .deaf, .works, .silent, .refuses])
        cluster.kill(node(3))

        let answers = cluster.connection.askAll(
            Array(members()),
            .status,
            timeoutMilliseconds: 100
        )

        #expect(throws: Never.self) { try answers[0].answer.get() }
        let failures = answers.map { result -> AdminFailure? in
            if case .failure(let failure) = result.answer { failure } else { nil }
        }
        guard case .timedOut(_, milliseconds: 100)? = failures[1],
            case .unreachable(let dead)? = failures[2],
            case .unreachable(let silent)? = failures[3],
            case .unreachable(let refusing)? = failures[4]
        else {
            Issue.record("\(failures)")
            return
        }
        #expect(dead.description.contains("Connection refused"))
        #expect(!silent.isOpen)
        #expect(refusing.fault?.code == "wrong_cluster")
        #expect(failures.compactMap { $0?.explanation.what }.count == 4)
    }

    @Test("A dead node alone is no wait")
    func deadNodeIsFast() throws {
        let cluster = try FakeCluster([.works])
        cluster.kill(node(1))

        for _ in 0..<20 {
            let answer = cluster.connection.ask(node(1), .status, timeoutMilliseconds: 60_000)
            guard case .failure(.unreachable) = answer else {
                Issue.record("\(answer)")
                return
            }
        }
    }

    @Test("A node that was started again between two questions answers the second")
    func restarted() throws {
        let cluster = try FakeCluster([.works])
        let first = cluster.connection.ask(node(1), .status, timeoutMilliseconds: 20_000)

        cluster.kill(node(1))
        try cluster.restart(node(1))
        let second = cluster.connection.ask(node(1), .status, timeoutMilliseconds: 20_000)

        #expect(throws: Never.self) { try first.get() }
        #expect(throws: Never.self) { try second.get() }
    }

    @Test("A node that hangs up on each question is asked at most twice, then it is a failure")
    func hangsUp() throws {
        let cluster = try FakeCluster([.hangsUp])

        let answer = cluster.connection.ask(node(1), .status, timeoutMilliseconds: 20_000)

        guard case .failure(.unreachable(let node)) = answer else {
            Issue.record("\(answer)")
            return
        }
        #expect(node.fault == .connection(.ended))
    }

    @Test("An answer that comes after its time answers no later question")
    func lateAnswer() throws {
        let cluster = try FakeCluster([.works])

        let first = cluster.connection.ask(node(1), .status, timeoutMilliseconds: 0)
        cluster.ballot = ballot(9, 1)
        let second = cluster.connection.ask(node(1), .status, timeoutMilliseconds: 20_000)

        guard case .failure = first, case .success(.status(let status)) = second else {
            Issue.record("\(first) \(second)")
            return
        }
        #expect(status.ballot == ballot(9, 1))
    }

    @Test("Questions that are begun in the condition of a pump are answered by it, in any order")
    func inThePump() throws {
        let cluster = try FakeCluster(ClusterConnectionTests.five)
        let connection = cluster.connection
        var asked: [NodeID: QuestionID] = [:]
        var finished: [FinishedQuestion] = []

        try cluster.pump {
            finished += connection.takeAnswers()
            for node in members() where asked[node] == nil {
                asked[node] = connection.beginQuestion(
                    .status,
                    of: node,
                    timeoutMilliseconds: 60_000
                )
            }
            return finished.count == 5
        }

        for answer in finished {
            #expect(answer.id == asked[answer.node])
            guard case .success(.status(let status)) = answer.result else {
                Issue.record("\(answer)")
                continue
            }
            #expect(status.node == answer.node)
        }
    }

    @Test("A pump without an end wakes up for a question whose time is over")
    func wakesUp() throws {
        let cluster = try FakeCluster([.deaf])
        let connection = cluster.connection
        _ = connection.beginQuestion(.status, of: node(1), timeoutMilliseconds: 300)
        var finished: [FinishedQuestion] = []

        _ = try connection.pump(
            until: {
                finished += connection.takeAnswers()
                return !finished.isEmpty
            },
            timeoutMilliseconds: nil
        )

        guard case .failure? = finished.first?.result else {
            Issue.record("\(finished)")
            return
        }
    }

    @Test("A wait for one answer leaves those of others alone, and there is room for so many")
    func besideOthers() throws {
        let cluster = try FakeCluster([.works])
        let connection = cluster.connection
        let other = connection.beginQuestion(.status, of: node(1), timeoutMilliseconds: nil)
        let unknown = connection.beginQuestion(.status, of: node(9), timeoutMilliseconds: nil)

        let answer = connection.ask(node(1), .status, timeoutMilliseconds: 20_000)

        #expect(throws: Never.self) { try answer.get() }
        #expect(Set(connection.takeAnswers().map(\.id)) == [other, unknown])
        for _ in 0..<ClientLimits.questionsMax {
            #expect(connection.hasRoomForQuestion)
            _ = connection.beginQuestion(.status, of: node(9), timeoutMilliseconds: nil)
        }
        #expect(!connection.hasRoomForQuestion)
    }

    @Test("A node that the cluster does not have is named")
    func unknownNode() throws {
        let cluster = try FakeCluster([.works])

        let answer = cluster.connection.ask(node(4), .status, timeoutMilliseconds: 20_000)

        #expect(throws: AdminFailure.unknownNode(node(4))) { try answer.get() }
    }
}
#endif
