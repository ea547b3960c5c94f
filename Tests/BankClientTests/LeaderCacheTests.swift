import BankClient
import Paxos
import Testing

@Suite("LeaderCache")
struct LeaderCacheTests {
    @Test("n1 is asked first of all")
    func firstContact() {
        let leaders = LeaderCache(members: members())

        #expect(leaders.targets == NodeSet([node(1)]))
        #expect(leaders.leader == nil)
    }

    @Test("The highest ballot seen wins, whatever the order of replies")
    func highestWins() {
        var leaders = LeaderCache(members: members())

        leaders.observe(ballot(3, 2), isProof: false, at: 0)
        leaders.observe(ballot(2, 5), isProof: true, at: 1)
        leaders.observe(.zero, isProof: true, at: 2)

        #expect(leaders.leader == node(2))
        #expect(leaders.targets == NodeSet([node(2)]))
    }

    @Test("A ballot of a node that is no member is not believed")
    func stranger() {
        var leaders = LeaderCache(members: members(3))

        leaders.observe(ballot(9, 4), isProof: true, at: 0)
        leaders.tell(ballot(9, 4))

        #expect(leaders.targets == NodeSet([node(1)]))
    }

    @Test("A leader that does not answer is given up, and all nodes are asked")
    func givenUp() {
        var leaders = LeaderCache(members: members())
        leaders.observe(ballot(3, 2), isProof: true, at: 10)

        leaders.giveUp(ballot(3, 2), sentAt: 20)

        #expect(leaders.leader == nil)
        #expect(leaders.targets == members())
    }

    @Test("One lost reply does not give up a leader that has worked since")
    func stillWorking() {
        var leaders = LeaderCache(members: members())
        leaders.observe(ballot(3, 2), isProof: true, at: 20)

        leaders.giveUp(ballot(3, 2), sentAt: 20)

        #expect(leaders.leader == node(2))
    }

    @Test("Another leader than the one asked is not to blame")
    func wrongBlame() {
        var leaders = LeaderCache(members: members())
        leaders.observe(ballot(3, 2), isProof: false, at: 0)

        leaders.giveUp(ballot(2, 1), sentAt: 10)

        #expect(leaders.leader == node(2))
    }

    @Test("B32: a cut-off node with a higher ballot does not draw clients from a working leader")
    func cutOffNode() {
        var leaders = LeaderCache(members: members())
        leaders.observe(ballot(3, 2), isProof: true, at: 0)
        leaders.observe(ballot(9, 5), isProof: false, at: 10)
        #expect(leaders.leader == node(5))

        leaders.giveUp(ballot(9, 5), sentAt: 10)
        leaders.observe(ballot(3, 2), isProof: true, at: 320)
        leaders.observe(ballot(9, 5), isProof: false, at: 330)
        leaders.observe(ballot(8, 5), isProof: false, at: 340)

        #expect(leaders.leader == node(2))
        #expect(leaders.ballot == ballot(3, 2))
    }

    @Test("A ballot above the one given up is followed again")
    func higherThanGivenUp() {
        var leaders = LeaderCache(members: members())
        leaders.observe(ballot(3, 2), isProof: false, at: 0)
        leaders.giveUp(ballot(3, 2), sentAt: 0)

        leaders.observe(ballot(3, 2), isProof: false, at: 5)
        #expect(leaders.leader == nil)
        leaders.observe(ballot(4, 3), isProof: false, at: 6)

        #expect(leaders.leader == node(3))
    }

    @Test("What the operator tells is believed, be it lower than what was seen")
    func told() {
        var leaders = LeaderCache(members: members())
        leaders.observe(ballot(9, 5), isProof: false, at: 0)
        leaders.giveUp(ballot(9, 5), sentAt: 0)

        leaders.tell(ballot(4, 3))

        #expect(leaders.leader == node(3))
    }
}
