import Bank
import Scenario

/// The bank and its clients, without a cluster: runs a scenario in one possible order of arrival.
///
/// Every client has one request at a time; its rows keep their order and wait through sets without
/// a quorum. Who is served next is chance. A leader failure is a barrier.
struct ArrivalOrder {
    /// A transfer of the file: set number and position in the set.
    struct Place: Hashable {
        let set: Int
        let position: Int
    }

    /// A request that its client still has to get answered.
    private struct Request {
        let place: Place
        let to: String
        let units: Int64
    }

    /// The number of connected nodes that a quorum needs.
    private static let quorum = 3

    /// What decides who is served next.
    private var random: TestRandom

    /// The unanswered requests of each client, oldest first.
    private var waiting: [String: [Request]] = [:]

    /// The units of every account.
    private(set) var balances: [String: Int64]

    /// Whether each answered transfer succeeded.
    private(set) var outcomes: [Place: Bool] = [:]

    /// The set in which each answered transfer was answered.
    private(set) var answeredIn: [Place: Int] = [:]

    /// The sets that had no quorum at their start or lost it.
    private(set) var setsWithoutQuorum: [Int] = []

    init(seed: UInt64) {
        random = TestRandom(seed: seed)
        balances = Dictionary(
            uniqueKeysWithValues: ScenarioNames.standard.accounts.map { ($0, 10) }
        )
    }

    /// The requests without an answer.
    var pending: Int { waiting.values.map(\.count).reduce(0, +) }

    /// The units of all accounts together.
    var total: Int64 { balances.values.reduce(0, +) }

    /// Runs one set; leader failures must strike a cluster that has a leader.
    ///
    /// - Returns: Whether every leader failure had a quorum to strike.
    mutating func run(_ set: TestSet) -> Bool {
        var connected = set.live.count
        for step in set.steps {
            switch step.kind {
            case .transfer(let from, let to, let amount):
                let place = Place(set: set.number, position: step.positionInSet)
                let request = Request(place: place, to: to, units: amount.minorUnits)
                waiting[from, default: []].append(request)
            case .leaderFailure:
                if connected < Self.quorum { return false }
                serve(in: set.number)
                connected -= 1
            }
        }
        if connected >= Self.quorum {
            serve(in: set.number)
        } else {
            setsWithoutQuorum.append(set.number)
        }
        return true
    }

    /// Answers all requests, in one possible order.
    private mutating func serve(in set: Int) {
        while true {
            let clients = waiting.keys.filter { waiting[$0]?.isEmpty == false }.sorted()
            if clients.isEmpty { return }
            let client = random.pick(clients)
            guard let request = waiting[client]?.removeFirst() else { return }
            outcomes[request.place] = execute(request, from: client)
            answeredIn[request.place] = set
        }
    }

    private mutating func execute(_ request: Request, from: String) -> Bool {
        let funds = balances[from, default: 0]
        guard request.units > 0, from != request.to, funds >= request.units else { return false }
        balances[from] = funds - request.units
        balances[request.to, default: 0] += request.units
        return true
    }
}
