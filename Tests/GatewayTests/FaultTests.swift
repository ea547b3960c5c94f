import Gateway
import Paxos
import Testing
import Wire

@Suite("Faults")
struct FaultTests {
    private static func read(_ body: String) throws(APIError) -> FaultRequest {
        try FaultRequest(Array(body.utf8).span, members: members)
    }

    private static func group(_ numbers: UInt8...) -> NodeSet { NodeSet(numbers.map(NodeID.init)) }

    @Test("A node or the leader can be failed")
    func fail() throws {
        #expect(try Self.read(#"{"kind":"fail","node":"n2"}"#) == .fail(NodeID(2)))
        #expect(try Self.read(#"{"node":"leader","kind":"fail"}"#) == .fail(nil))
    }

    @Test("Groups are read in order; a node that none names is on its own")
    func partition() throws {
        let two = try Self.read(
            #"{"kind":"partition","groups":[["n1","n2"],["n3","n4","n5"]]}"#
        )
        let some = try Self.read(#"{"kind":"partition","groups":[["n5","n2","n1"]]}"#)

        #expect(two == .partition([Self.group(1, 2), Self.group(3, 4, 5)]))
        #expect(some == .partition([Self.group(1, 2, 5), Self.group(3), Self.group(4)]))
        let none = try Self.read(#"{"kind":"partition","groups":[]}"#)
        #expect(none == .partition((1...5).map { Self.group($0) }))
    }

    @Test(
        "Everything else is refused, and the place is named",
        arguments: [
            ("", .badJSON, nil), ("[]", .badField, nil), ("{}", .missingField, "kind"),
            (#"{"kind":"crash"}"#, .badField, "kind"), (#"{"kind":7}"#, .badField, "kind"),
            (#"{"kind":"fail"}"#, .missingField, "node"),
            (#"{"kind":"fail","node":"n6"}"#, .badField, "node"),
            (#"{"kind":"fail","node":"n0"}"#, .badField, "node"),
            (#"{"kind":"fail","node":"n01"}"#, .badField, "node"),
            (#"{"kind":"fail","node":"N1"}"#, .badField, "node"),
            (#"{"kind":"fail","node":""}"#, .badField, "node"),
            (#"{"kind":"fail","node":1}"#, .badField, "node"),
            (#"{"kind":"fail","node":"n1","groups":[]}"#, .unknownField, "groups"),
            (#"{"kind":"partition","node":"n1"}"#, .missingField, "groups"),
            (#"{"kind":"partition","groups":"n1"}"#, .badField, "groups"),
            (#"{"kind":"partition","groups":[["n1"],[]]}"#, .badField, "groups[1]"),
            (#"{"kind":"partition","groups":[["n1","n1"]]}"#, .badField, "groups[0][1]"),
            (#"{"kind":"partition","groups":[["n1"],["n1"]]}"#, .badField, "groups[1][0]"),
            (#"{"kind":"partition","groups":[["n1","n9"]]}"#, .badField, "groups[0][1]"),
            (#"{"kind":"partition","groups":[["leader"]]}"#, .badField, "groups[0][0]"),
            (
                #"{"kind":"partition","groups":[["n1","n2","n3","n4","n5"]]}"#, .badField,
                "groups"
            ),
            (#"{"kind":"fail","node":"n1"} x"#, .badJSON, nil),
            (#"{"kind":"fail","kind":"fail","node":"n1"}"#, .badJSON, nil),
        ] as [(String, ErrorCode, String?)]
    )
    func refused(body: String, code: ErrorCode, param: String?) throws {
        let error = try #require(refusal { () throws(APIError) in try Self.read(body) })

        #expect(error.code == code && error.param == param, "\(error.message)")
    }

    @Test("Every fault names itself and the commands that do and end the same")
    func words() {
        let fail = Fault.fail(NodeID(2))
        let partition = Fault.partition([Self.group(1, 2), Self.group(3, 4, 5)])

        #expect(fail.id == "n2" && fail.command == "paxosbank fail n2")
        #expect(partition.id == "partition")
        #expect(partition.command == "paxosbank partition n1,n2/n3,n4,n5")
    }

    @Test("What is in force is what the nodes say: failed ones in order, a partition last")
    func inForce() {
        #expect(Fault.inForce(view()) == [])
        #expect(Fault.inForce(view(away: [2])) == [], "nobody knows why it is away")
        let failed = view { $0.isConnected = $0.node.rawValue % 2 == 1 }
        #expect(Fault.inForce(failed) == [.fail(NodeID(2)), .fail(NodeID(4))])
        let torn = view { status in
            status.isConnected = status.node != NodeID(5)
            status.blocked =
                status.node.rawValue <= 2 ? Self.group(3, 4, 5) : Self.group(1, 2)
        }
        let partition = Fault.partition([Self.group(1, 2), Self.group(3, 4, 5)])
        #expect(Fault.inForce(torn) == [.fail(NodeID(5)), partition])
    }
}
