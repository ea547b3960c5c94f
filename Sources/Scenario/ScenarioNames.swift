/// The names of nodes and accounts that a scenario may use: those of the cluster it is run on.
public struct ScenarioNames: Hashable, Sendable {
    /// The names of the nodes; the first is node 1.
    public let nodes: [String]

    /// The names of the accounts, which are also the names of the clients.
    public let accounts: [String]

    /// The number of each node, by name.
    private let nodeNumbers: [String: NodeNumber]

    /// The place of each account in `accounts`, by name.
    private let accountPlaces: [String: Int]

    /// Creates the names of a cluster.
    ///
    /// - Parameters:
    ///   - nodes: The names of the nodes, in the order of their numbers.
    ///   - accounts: The names of the accounts, in the order in which hints list them. Every name
    ///     is 1 to 64 characters of `A-Z a-z 0-9 _ -` and stands once in its list.
    public init(nodes: [String], accounts: [String]) {
        for name in nodes + accounts {
            precondition(Self.isName(name.utf8), "\"\(name)\" is not a name")
        }
        let numbers = zip(nodes, 1...).map { name, number in (name, NodeNumber(number)) }
        nodeNumbers = Dictionary(numbers) { first, _ in first }
        accountPlaces = Dictionary(zip(accounts, 0...)) { first, _ in first }
        precondition(nodeNumbers.count == nodes.count, "two nodes have one name: \(nodes)")
        precondition(accountPlaces.count == accounts.count, "two accounts have one name")
        self.nodes = nodes
        self.accounts = accounts
    }

    /// The usual cluster: nodes n1 to n5, accounts A to J.
    public static let standard = ScenarioNames(
        nodes: (1...5).map { "n\($0)" },
        accounts: "ABCDEFGHIJ".map { "\($0)" }
    )

    /// Every node, ascending: who is live when a set does not say.
    public var allNodes: [NodeNumber] { nodes.indices.map { NodeNumber($0 + 1) } }

    /// Returns the number of the node called `name`, or nil if there is none.
    func node(named name: String) -> NodeNumber? { nodeNumbers[name] }

    /// Returns whether there is an account called `name`.
    func hasAccount(named name: String) -> Bool { accountPlaces[name] != nil }

    /// Returns whether `bytes` have the form of a name, known or not.
    static func isName(_ bytes: some Collection<UInt8>) -> Bool {
        1...ScenarioLimits.nameCharactersMax ~= bytes.count && bytes.allSatisfy(Byte.isOfName)
    }
}
