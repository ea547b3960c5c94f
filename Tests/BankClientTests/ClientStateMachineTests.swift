import Bank
import BankClient
import Paxos
import Testing
import Wire

@Suite("ClientStateMachine")
struct ClientStateMachineTests {
    @Test("One request at a time, in the order in which they were put")
    func closedLoop() throws {
        let client = LoneClient()
        for tag in 1...3 { client.machine.enqueue(transfer(Int64(tag)), tag: tag, timestamp: nil) }
        var tags: [Int] = []

        for step in 1...3 {
            #expect(client.begin(at: moment(step)))
            #expect(!client.begin(at: moment(step)), "one is outstanding")
            let request = try #require(client.machine.request)
            let reaction = client.receive(success(request, ballot(1, 1)), at: moment(step))
            if case .complete(let completion) = reaction { tags.append(completion.tag) }
        }

        #expect(tags == [1, 2, 3])
        #expect(!client.begin(at: moment(9)), "nothing is left")
        #expect(client.machine.count == 0)
    }

    @Test(
        "C1: timestamps rise strictly, whatever the wall clock does",
        arguments: [
            [5, 6, 7], [5, 5, 5], [9, 3, 4], [0, -7, 1], [.max - 9, 1, 2],
        ] as [[Int64]]
    )
    func timestampsRise(walls: [Int64]) throws {
        let client = LoneClient()
        var last: UInt64 = 0

        for wall in walls {
            client.machine.enqueue(transfer(), tag: 0, timestamp: nil)
            #expect(client.begin(at: moment(0, wall: wall)))
            let request = try #require(client.machine.request)
            #expect(request.timestamp.raw > last)
            #expect(request.timestamp.raw >= UInt64(max(wall, 1)))
            last = request.timestamp.raw
            _ = client.receive(success(request, .zero), at: moment(0))
        }
    }

    @Test("A given timestamp is used as it is, and later ones are above it")
    func givenTimestamp() throws {
        let client = LoneClient()
        let given = try #require(RequestTimestamp(7_000_000_000_000_000))
        client.machine.enqueue(transfer(), tag: 0, timestamp: given)
        client.machine.enqueue(transfer(), tag: 1, timestamp: nil)

        #expect(client.begin(at: moment(0)))
        let first = try #require(client.machine.request)
        _ = client.receive(success(first, .zero), at: moment(1))
        #expect(client.begin(at: moment(1)))

        #expect(first.timestamp == given)
        #expect(client.machine.request?.timestamp.raw == given.raw + 1)
    }

    @Test("The first attempt goes to n1 alone, each later one to all, with the same timestamp")
    func retriesForEver() throws {
        let client = LoneClient()
        client.machine.enqueue(transfer(), tag: 0, timestamp: nil)
        #expect(client.begin(at: moment(0)))
        let request = try #require(client.machine.request)
        #expect(client.machine.targets == NodeSet([node(1)]))
        #expect(!client.machine.isBlocked)

        var now = 0
        for expiry in 0..<1_000 {
            let deadline = try #require(client.machine.deadline)
            let bound = RetryPolicy().bound(after: expiry)
            #expect((bound * 3 / 4)...bound ~= deadline - now)
            now = deadline
            #expect(client.expire(at: moment(now)))
            #expect(client.machine.request == request)
            #expect(client.machine.targets == members())
            #expect(client.machine.isBlocked)
        }
        client.machine.didSend(to: 1)
        let reaction = client.receive(success(request, ballot(7, 3)), at: moment(now))

        guard case .complete(let completion) = reaction else {
            Issue.record("not complete: \(reaction)")
            return
        }
        #expect(completion.outcome == .success)
        #expect(completion.attempts == 1_001)
        #expect(completion.latencyMicroseconds == Int64(now) * 1_000)
        #expect(completion.ballot == ballot(7, 3))
        #expect(completion.slot == Slot(1))
    }

    @Test("Replies of other clients, other timestamps and done requests change nothing")
    func lateReplies() throws {
        let client = LoneClient()
        client.machine.enqueue(transfer(), tag: 0, timestamp: nil)
        #expect(client.receive(success(stranger(1), .zero), at: moment(0)) == .nothing)
        #expect(client.begin(at: moment(0)))
        let request = try #require(client.machine.request)

        let others = [
            stranger(request.timestamp.raw),
            Request(
                client: request.client,
                timestamp: try #require(RequestTimestamp(request.timestamp.raw - 1)),
                command: request.command
            ),
        ]
        for other in others {
            #expect(client.receive(success(other, ballot(9, 9)), at: moment(1)) == .nothing)
        }
        #expect(client.machine.request == request)
        let first = client.receive(success(request, .zero), at: moment(1))
        let second = client.receive(success(request, .zero), at: moment(1))

        #expect(first != .nothing)
        #expect(second == .nothing)
    }

    @Test(
        "Every answer of the bank is final, and is the outcome",
        arguments: [
            (RequestResult.success, Outcome.success), (.stale, .stale), (.conflict, .conflict),
            (.failed(.insufficientFunds), .failed(.insufficientFunds)),
            (.failed(.tooManyClients), .failed(.tooManyClients)),
        ]
    )
    func finalAnswers(result: RequestResult, outcome: Outcome) throws {
        let client = LoneClient()
        client.machine.enqueue(transfer(), tag: 4, timestamp: nil)
        #expect(client.begin(at: moment(0)))
        let request = try #require(client.machine.request)
        let reply = Reply(
            client: request.client,
            timestamp: request.timestamp,
            result: result,
            position: 0,
            balances: nil
        )

        let reaction = client.receive(answer(request, .zero, .bank(reply)), at: moment(2))

        guard case .complete(let completion) = reaction else {
            Issue.record("not complete: \(reaction)")
            return
        }
        #expect(completion.outcome == outcome)
        #expect(completion.reply == reply)
        #expect(completion.slot == nil, "position 0 is no slot")
        #expect(client.machine.deadline == nil)
    }

    @Test("not_leader with a ballot is followed at once; without one the timer decides")
    func notLeader() throws {
        let client = LoneClient()
        client.machine.enqueue(transfer(), tag: 0, timestamp: nil)
        #expect(client.begin(at: moment(0)))
        let request = try #require(client.machine.request)
        let deadline = client.machine.deadline

        #expect(client.receive(answer(request, .zero, .notLeader), at: moment(1)) == .nothing)
        let redirected = client.receive(
            answer(request, ballot(2, 4), .notLeader),
            at: moment(2)
        )

        #expect(redirected == .send)
        #expect(client.machine.targets == NodeSet([node(4)]))
        #expect(client.machine.request == request)
        #expect(client.machine.deadline == deadline, "a redirect does not put the timer off")
    }

    @Test("Nodes that name each other cause no storm, even with ballots that rise for ever")
    func noStorm() throws {
        let client = LoneClient()
        client.machine.enqueue(transfer(), tag: 0, timestamp: nil)
        #expect(client.begin(at: moment(0)))
        let request = try #require(client.machine.request)

        let fixed = [ballot(3, 2), ballot(2, 3), ballot(3, 2), ballot(2, 3)]
            .map { client.receive(answer(request, $0, .notLeader), at: moment(1)) }
        let rising = (10..<1_000)
            .map {
                client.receive(
                    answer(request, ballot($0, UInt8($0 % 2) + 2), .notLeader),
                    at: moment(1)
                )
            }

        #expect(fixed == [.send, .nothing, .nothing, .nothing])
        #expect(rising.count { $0 == .send } == ClientLimits.redirectsMax - 1)
    }

    @Test("A client that waited in vain asks a leader that works for others twice, then all")
    func ownBroadcast() {
        let client = LoneClient()
        client.leaders.observe(ballot(3, 2), isProof: true, at: 0)
        client.machine.enqueue(transfer(), tag: 0, timestamp: nil)
        #expect(client.begin(at: moment(1)))

        var targets: [NodeSet] = []
        for time in [301, 901, 2_101] {
            client.leaders.observe(ballot(3, 2), isProof: true, at: time - 100)
            client.leaders.leaderDidAnswer(ballot(3, 2), at: time - 100)
            #expect(client.expire(at: moment(time)))
            targets.append(client.machine.targets)
        }

        let leader = NodeSet([node(2)])
        #expect(targets == [leader, leader, members()])
        #expect(client.leaders.leader == node(2), "the others stay with it")
    }

    @Test("A client that waited in vain asks all if the leader has answered, but not lately")
    func leaderStopped() {
        let client = LoneClient()
        client.leaders.observe(ballot(3, 2), isProof: true, at: 0)
        client.machine.enqueue(transfer(), tag: 0, timestamp: nil)
        #expect(client.begin(at: moment(1)))
        client.leaders.leaderDidAnswer(ballot(3, 2), at: 100)

        #expect(client.expire(at: moment(301)))

        #expect(client.machine.targets == members())
    }

    @Test("What followers bring is no sign that a leader can be reached")
    func provenByFollowers() {
        let client = LoneClient()
        client.leaders.observe(ballot(3, 2), isProof: true, at: 0)
        client.machine.enqueue(transfer(), tag: 0, timestamp: nil)
        #expect(client.begin(at: moment(1)))
        client.leaders.observe(ballot(3, 2), isProof: true, at: 290)

        #expect(client.expire(at: moment(301)))

        #expect(client.machine.targets == members())
    }

    @Test("unavailable changes nothing: the timer decides")
    func unavailable() throws {
        let client = LoneClient()
        client.machine.enqueue(transfer(), tag: 0, timestamp: nil)
        #expect(client.begin(at: moment(0)))
        let request = try #require(client.machine.request)
        let deadline = client.machine.deadline

        let reaction = client.receive(
            answer(request, ballot(2, 4), .unavailable),
            at: moment(1)
        )

        #expect(reaction == .nothing)
        #expect(client.machine.deadline == deadline)
        #expect(client.expire(at: moment(300)))
        #expect(client.machine.targets == members())
    }

    @Test("Refused by a leader that was known before, each time that it was sent: not executed")
    func refusedByLeader() throws {
        let client = LoneClient()
        client.leaders.observe(ballot(2, 4), isProof: true, at: 0)
        client.machine.enqueue(transfer(), tag: 0, timestamp: nil)
        #expect(client.begin(at: moment(0)))
        let request = try #require(client.machine.request)
        let refusal = answer(request, ballot(2, 4), .unavailable)

        for time in 1...3 {
            client.machine.didSend(to: 1)
            #expect(client.receive(refusal, from: node(4), at: moment(time)) == .nothing)
        }
        let completion = try #require(client.machine.giveUp(at: moment(5)).first)

        #expect(completion.outcome == .notExecuted)
        #expect(completion.refusers == NodeSet([node(4)]))
    }

    /// Answers to the copies that went to n4 and perhaps elsewhere, which leave something open.
    enum Doubt: CaseIterable {
        case copyUnanswered
        case follower
        case laterBallot
        case otherAnswer
        case unknownBefore
    }

    @Test("One copy that a node may have kept or handed on: unknown", arguments: Doubt.allCases)
    func doubtfulRefusal(doubt: Doubt) throws {
        let client = LoneClient()
        let known = doubt == .unknownBefore ? Ballot.zero : ballot(2, 4)
        client.leaders.observe(known, isProof: true, at: 0)
        client.machine.enqueue(transfer(), tag: 0, timestamp: nil)
        #expect(client.begin(at: moment(0)))
        let request = try #require(client.machine.request)
        let refusal = answer(request, ballot(2, 4), .unavailable)
        client.machine.didSend(to: 1)

        switch doubt {
        case .copyUnanswered:
            client.machine.didSend(to: 2)
            _ = client.receive(refusal, from: node(4), at: moment(1))
            _ = client.receive(refusal, from: node(4), at: moment(2))
        case .follower: _ = client.receive(refusal, from: node(2), at: moment(1))
        case .laterBallot:
            let later = answer(request, ballot(3, 4), .unavailable)
            _ = client.receive(later, from: node(4), at: moment(1))
        case .otherAnswer:
            client.machine.didSend(to: 1)
            let abandoned = answer(request, ballot(2, 4), .notLeader)
            _ = client.receive(abandoned, from: node(4), at: moment(1))
            _ = client.receive(refusal, from: node(4), at: moment(2))
            _ = client.receive(refusal, from: node(4), at: moment(2))
        case .unknownBefore: _ = client.receive(refusal, from: node(4), at: moment(1))
        }
        let completion = try #require(client.machine.giveUp(at: moment(5)).first)

        #expect(completion.outcome == .unknown)
        #expect(!completion.refusers.isEmpty, "it is told all the same")
    }

    @Test("Refused by the only node: not executed, whatever was known of it")
    func refusedByLoneNode() throws {
        let client = LoneClient()
        client.leaders = LeaderCache(members: members(1))
        client.machine.enqueue(transfer(), tag: 0, timestamp: nil)
        #expect(client.begin(at: moment(0)))
        let request = try #require(client.machine.request)
        client.machine.didSend(to: 1)
        let refusal = answer(request, ballot(1, 1), .unavailable)
        _ = client.receive(refusal, at: moment(1))

        let completion = try #require(client.machine.giveUp(at: moment(5)).first)

        #expect(completion.outcome == .notExecuted)
    }

    @Test("Given up: unknown if anything was sent, not_executed if not, and for what never began")
    func giveUp() {
        for wasSent in [true, false] {
            let client = LoneClient()
            for tag in 0...2 { client.machine.enqueue(transfer(), tag: tag, timestamp: nil) }
            #expect(client.begin(at: moment(0)))
            if wasSent { client.machine.didSend(to: 1) }

            let completions = client.machine.giveUp(at: moment(5))

            #expect(completions.map(\.tag) == [0, 1, 2])
            #expect(completions[0].outcome == (wasSent ? .unknown : .notExecuted))
            #expect(completions[0].timestamp != nil)
            #expect(completions[0].latencyMicroseconds == 5_000)
            #expect(completions[1...].allSatisfy { $0.outcome == .notExecuted })
            #expect(completions[1...].allSatisfy { $0.timestamp == nil && $0.attempts == 0 })
            #expect(client.machine.count == 0)
        }
    }

    @Test("Paused: no timer, no send, answers count; resumed: the same request first")
    func pauseAndResume() throws {
        let client = LoneClient()
        for tag in 0...1 { client.machine.enqueue(transfer(), tag: tag, timestamp: nil) }
        #expect(client.begin(at: moment(0)))
        #expect(client.expire(at: moment(300)))
        let request = try #require(client.machine.request)

        client.machine.pause()
        #expect(client.machine.deadline == nil)
        #expect(!client.expire(at: moment(900)))
        #expect(!client.askAgain(at: moment(900)))
        let redirect = answer(request, ballot(9, 4), .notLeader)
        #expect(client.receive(redirect, at: moment(900)) == .nothing)
        client.machine.resume()
        #expect(client.askAgain(at: moment(5_000)))

        #expect(client.machine.request == request)
        #expect(!client.machine.isBlocked, "a new start is not blocked yet")
        #expect(try #require(client.machine.deadline) <= 5_300, "the shortest wait again")
        #expect(!client.begin(at: moment(5_000)), "the second waits for the first")
        client.machine.pause()
        #expect(client.receive(success(request, .zero), at: moment(5_001)) != .nothing)
        #expect(!client.begin(at: moment(5_001)), "paused")
        #expect(client.machine.pending.map(\.tag) == [1])
    }

    @Test("Pending requests are named with what is known of them")
    func pending() throws {
        let client = LoneClient()
        for tag in 0...1 {
            client.machine.enqueue(transfer(Int64(tag)), tag: tag, timestamp: nil)
        }
        #expect(client.begin(at: moment(0)))

        let pending = client.machine.pending

        #expect(pending.map(\.tag) == [0, 1])
        #expect(pending[0].timestamp == client.machine.request?.timestamp)
        #expect(pending.map(\.attempts) == [1, 0])
        #expect(pending[1].timestamp == nil)
        #expect(pending[1].command == transfer(1))
    }

    private func stranger(_ timestamp: UInt64) -> Request {
        guard let timestamp = RequestTimestamp(timestamp) else {
            preconditionFailure("\(timestamp) is no timestamp")
        }
        return Request(
            client: ClientID(validated: "B"),
            timestamp: timestamp,
            command: transfer()
        )
    }
}
