import Bank

/// Requests by name, each with a number that stays as long as it is in the table.
///
/// The requests lie in one array; another one of places finds them, by linear probing, and a
/// removed one leaves no trace there (Knuth, "The Art of Computer Programming", vol. 3, §6.4,
/// algorithms L and R). The order of requests never depends on the hash.
struct RequestTable: Sendable {
    /// The requests by number; what was removed stays as it was until its number is used again.
    private var requests: [OpenRequest] = []
    /// The numbers that can be used again.
    private var free: [UInt32] = []
    /// For each place the low half of the name's hash and, in the low 32 bits, the number plus 1;
    /// 0 if the place is free.
    private var places: [UInt64] = Array(repeating: 0, count: 64)

    /// How many requests there are.
    var count: Int { requests.count - free.count }

    /// The request with a number.
    subscript(number: UInt32) -> OpenRequest {
        _read { yield requests[Int(number)] }
        _modify { yield &requests[Int(number)] }
    }

    /// Where a queued request stands; nil if it was closed meanwhile.
    func stage(of queued: QueuedRequest) -> OpenRequest.Stage? {
        // Part by part: a copy of the whole request would cost more than the rest.
        let number = Int(queued.number)
        guard requests[number].isOpen, requests[number].arrival == queued.arrival else {
            return nil
        }
        return requests[number].stage
    }

    /// Returns the number of the request with the name of this one, or nil.
    func number(of request: Request) -> UInt32? {
        let place = find(request, hash: request.nameHash)
        return places[place] == 0 ? nil : Self.number(in: places[place])
    }

    /// Adds a request, whose name MUST NOT be in the table.
    ///
    /// - Returns: Its number.
    mutating func insert(_ request: OpenRequest) -> UInt32 {
        if (count + 1) * 2 > places.count { grow() }
        let hash = request.request.nameHash
        let place = find(request.request, hash: hash)
        precondition(places[place] == 0, "\(request.request) is in the table")
        let number: UInt32
        if let old = free.popLast() {
            number = old
            requests[Int(old)] = request
        } else {
            number = UInt32(requests.count)
            requests.append(request)
        }
        places[place] = Self.entry(number: number, hash: hash)
        return number
    }

    /// Takes the request with a number out.
    mutating func remove(_ number: UInt32) -> OpenRequest {
        let request = requests[Int(number)]
        requests[Int(number)].isOpen = false
        vacate(find(request.request, hash: request.request.nameHash))
        free.append(number)
        return request
    }

    /// The numbers of some requests, in the order of their arrival, in O(table) time.
    func numbers(where isWanted: (OpenRequest) -> Bool) -> [UInt32] {
        guard count > 0 else { return [] }
        return requests.indices.filter { requests[$0].isOpen && isWanted(requests[$0]) }
            .sorted { requests[$0].arrival < requests[$1].arrival }
            .map { UInt32($0) }
    }

    /// Frees a place, and moves those behind it up that would no longer be found.
    private mutating func vacate(_ place: Int) {
        var hole = place
        var next = after(hole)
        while places[next] != 0 {
            let home = home(of: places[next] >> 32)
            // It may move to the hole unless its home lies behind the hole, on the way to it.
            let isBetween =
                hole < next ? hole < home && home <= next : hole < home || home <= next
            if !isBetween {
                places[hole] = places[next]
                hole = next
            }
            next = after(next)
        }
        places[hole] = 0
    }

    /// The place of the request's name, or the free one where it belongs.
    private func find(_ request: Request, hash: UInt64) -> Int {
        let tag = hash & 0xFFFF_FFFF
        var place = home(of: tag)
        while places[place] != 0 {
            if places[place] >> 32 == tag,
                requests[Int(Self.number(in: places[place]))].request.hasName(of: request)
            {
                return place
            }
            place = after(place)
        }
        return place
    }

    private mutating func grow() {
        let old = places
        places = Array(repeating: 0, count: old.count * 2)
        for entry in old where entry != 0 {
            var place = home(of: entry >> 32)
            while places[place] != 0 { place = after(place) }
            places[place] = entry
        }
    }

    /// Where the search for a name with this half of a hash begins.
    private func home(of tag: UInt64) -> Int { Int(tag) & (places.count - 1) }

    /// The next place; the first one after the last.
    private func after(_ place: Int) -> Int { (place + 1) & (places.count - 1) }

    private static func entry(number: UInt32, hash: UInt64) -> UInt64 {
        hash << 32 | UInt64(number) + 1
    }

    private static func number(in entry: UInt64) -> UInt32 {
        UInt32(truncatingIfNeeded: entry & 0xFFFF_FFFF) - 1
    }

    /// Stops the process unless every open request is found by its name, in O(table) time.
    func checkInvariants() {
        precondition(
            requests.count { $0.isOpen } == count,
            "\(count) requests are counted, of \(requests.count)"
        )
        for index in requests.indices where requests[index].isOpen {
            let found = number(of: requests[index].request)
            precondition(
                found == UInt32(index),
                "\(requests[index].request) is number \(index), found as \(found ?? 0)"
            )
        }
    }
}
