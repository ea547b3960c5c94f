internal import Bank
internal import BankClient

/// A transfer on its way through the cluster, and who waits for its answer.
struct Payment {
    /// The request that brought it.
    var exchange: Exchange
    /// What is asked.
    let transfer: Transfer
    /// The lane it uses; nil for the repetition of a key that a gateway made, which has its own.
    let lane: Int?
    /// Who asks the cluster for it.
    let client: ClientID
    /// The key that the caller gave; nil if it gave none.
    let key: IdempotencyKey?
    /// The key that this gateway made, if the caller repeats one.
    let repeated: MadeKey?
    /// What the caller wants to go wrong; nil for nothing.
    let chaos: Chaos?
    /// Further requests with its key.
    var joiners: [Exchange] = []
    /// Until when its outcome is waited for, in milliseconds.
    let deadline: Int
    /// Tells it from others that had its place.
    let serial: UInt64

    /// What the cluster is asked for.
    var command: Command {
        key.map { .keyedTransfer(transfer, key: $0) } ?? .transfer(transfer)
    }
}

/// What a caller wants to go wrong with its payment, to see that its own program copes.
package enum Chaos: String, Hashable, Sendable, CaseIterable {
    /// The connection is closed in place of the answer.
    case dropResponse = "drop-response"
    /// Moreover the leader is cut off then.
    case crashLeader = "crash-leader"

    /// The header that asks for it.
    static let header = "x-simulate-chaos"
}

/// The payments under way, each at a place whose number comes back with its completion.
struct PaymentTable {
    /// The places; nil is free.
    private var places: [Payment?] = []
    /// The free places.
    private var free: [Int] = []
    /// Where the first payment with a key is: later ones for another transfer do not count.
    private var byKey: [IdempotencyKey: Int] = [:]
    /// When each payment's time is over, in the order in which they began.
    private var deadlines: [Deadline] = []
    /// How many of ``deadlines`` are gone.
    private var head = 0
    /// How many payments began so far.
    private var serial: UInt64 = 0

    /// When something is over, and what.
    private struct Deadline {
        /// When, in milliseconds.
        let at: Int
        /// Where the payment was.
        let place: Int
        /// Which payment that was.
        let serial: UInt64
    }

    /// How many payments are under way.
    var count: Int { places.count - free.count }

    /// The number that tells the next payment from others.
    mutating func nextSerial() -> UInt64 {
        serial += 1
        return serial
    }

    /// Adds a payment, whose deadline MUST not be before that of earlier ones.
    ///
    /// - Returns: Its place.
    mutating func add(_ payment: Payment) -> Int {
        let place: Int
        if let last = free.popLast() {
            place = last
            places[place] = payment
        } else {
            place = places.count
            places.append(payment)
        }
        if let key = payment.key, byKey[key] == nil { byKey[key] = place }
        deadlines.append(Deadline(at: payment.deadline, place: place, serial: payment.serial))
        return place
    }

    /// Takes a payment out.
    mutating func remove(at place: Int) -> Payment {
        guard let payment = places[place] else { preconditionFailure("no payment at \(place)") }
        places[place] = nil
        free.append(place)
        if let key = payment.key, byKey[key] == place { byKey[key] = nil }
        return payment
    }

    /// Where the payment with a key is; nil if none is under way.
    func place(of key: IdempotencyKey) -> Int? { byKey[key] }

    /// The payment at a place.
    subscript(place: Int) -> Payment? { places[place] }

    /// Lets one more request wait for the payment at `place`.
    mutating func join(_ exchange: Exchange, at place: Int) {
        places[place]?.joiners.append(exchange)
    }

    /// Takes a request away that waited for the payment with a key; nil if it does so no more.
    mutating func leave(_ key: IdempotencyKey, _ joiner: Exchange) -> Exchange? {
        guard let place = byKey[key],
            let index = places[place]?.joiners.firstIndex(where: { $0.isSame(as: joiner) })
        else { return nil }
        return places[place]?.joiners.remove(at: index)
    }

    /// Returns a payment whose time is over at `now`, in milliseconds; nil if there is none.
    ///
    /// Each is returned once. O(1), amortised.
    mutating func nextOverdue(at now: Int) -> Payment? {
        defer { forgetTaken() }
        while head < deadlines.count, deadlines[head].at <= now {
            let deadline = deadlines[head]
            head += 1
            if let payment = places[deadline.place], payment.serial == deadline.serial {
                return payment
            }
        }
        return nil
    }

    /// Forgets what is over already, so that the list is no longer than what is under way asks for.
    private mutating func forgetTaken() {
        while head < deadlines.count,
            places[deadlines[head].place]?.serial != deadlines[head].serial
        {
            head += 1
        }
        guard head > 64, head > deadlines.count / 2 else { return }
        deadlines.removeSubrange(..<head)
        head = 0
    }
}
