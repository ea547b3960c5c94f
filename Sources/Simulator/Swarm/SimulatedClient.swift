import Bank
import Paxos
import Wire

/// A client of a simulated cluster: one request or read at a time, asked again until it is
/// answered.
struct SimulatedClient: Sendable {
    /// What it waits for.
    enum Open: Sendable {
        /// The answer to a request.
        case request(Request)
        /// A balance, or what became of the payment under a key.
        case read(ReadSubject, id: UInt64)
    }

    /// Its number, from 0.
    let number: Int
    /// Its name at the bank.
    let id: ClientID
    /// Where its decisions come from.
    var random: SeededGenerator
    /// What it waits for; nil between two.
    var open: Open?
    /// The last slot that anybody had been told of when it first asked.
    var floor = Slot.zero
    /// When it first asked.
    var calledAt: UInt64 = 0
    /// When it asked last.
    var askedAt: UInt64 = 0
    /// The last timestamp that it used.
    var timestamp: UInt64 = 0
    /// The number of its last read.
    var lastRead: UInt64 = 0
    /// Its last answered request.
    var answered: Request?
    /// The node that it asks.
    var node = NodeID(1)
    /// How many things were answered.
    var completed = 0

    init(number: Int, options: SwarmOptions) {
        self.number = number
        guard let name = Identifier("c\(number)") else { preconditionFailure("c\(number)") }
        id = ClientID(identifier: name)
        random = SeededGenerator(.client, number, of: options.seed)
    }
}
