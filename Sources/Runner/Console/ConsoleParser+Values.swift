import Bank
import HTTP
public import Paxos
import Wire

/// A command's name with the words and flags that were given to it.
struct Call {
    /// The command.
    let spec: CommandSpec
    /// The words and flags after its name.
    let read: FlagReader

    /// The words that are no flags.
    var words: [String] { read.words }

    /// Whether a flag was given.
    func has(_ flag: String) -> Bool { read.has(flag) }

    /// Returns the word at `index`, which ``CommandSpec/checkCount(_:)`` has made sure of.
    func word(_ index: Int) -> String {
        precondition(index < words.count, "\(spec.name) has no word \(index): \(words)")
        return words[index]
    }

    /// Returns the word at `index` in lower case; nil if it is left out.
    ///
    /// - Throws: ``UserError`` if it is none of `choices`.
    func choice(_ index: Int, of choices: [String]) throws(UserError) -> String? {
        guard index < words.count else { return nil }
        let word = ForeignText.lowercased(words[index])
        guard choices.contains(word) else {
            throw invalid(
                words[index],
                why: "\(spec.name) knows \(choices.joined(separator: ", ")) at this place",
                hint: NearestWord.hint(word, among: choices, otherwise: "write \(choices[0])")
            )
        }
        return word
    }

    /// Returns the error for a flag that makes no sense beside what else was given.
    func invalid(flag: String, why: String) -> UserError {
        let error = invalid(read.place(of: flag), why: why)
        return UserError(
            error.message,
            code: error.code,
            why: error.why,
            hint: error.hint,
            kind: read.origin(flag).errorKind
        )
    }

    /// Returns the error for a word that makes no sense where it stands.
    func invalid(_ word: String, why: String, hint: String? = nil) -> UserError {
        UserError(
            "\(ForeignText.quoted(word)) makes no sense in \(spec.name)",
            code: "bad_argument",
            why: why,
            hint: hint ?? "for example: \(spec.example)"
        )
    }
}

// MARK: - Nodes

extension ConsoleParser {
    /// Reads a node.
    ///
    /// - Parameter word: `n3`, `N3` or `3`.
    /// - Returns: The node.
    /// - Throws: ``UserError`` of kind `usage`; it names the nodes there are.
    public func node(_ word: String) throws(UserError) -> NodeID {
        let digits = word.first.map { "nN".contains($0) } == true ? word.dropFirst() : word[...]
        let isNumber = !digits.isEmpty && digits.utf8.allSatisfy { (48...57).contains($0) }
        let number = isNumber ? UInt8(digits) : nil
        if let number, (1...NodeSet.nodeNumberMax).contains(Int(number)) {
            let node = NodeID(number)
            if nodes?.contains(node) ?? true { return node }
        }
        let names = (nodes ?? []).map { "\($0)" }
        throw UserError(
            "there is no node \(ForeignText.quoted(word))",
            code: "unknown_node",
            why: names.isEmpty
                ? "nodes are called n1 to n\(NodeSet.nodeNumberMax)"
                : "the cluster has \(names.joined(separator: ", "))",
            hint: "write a node as n1 or 1"
        )
    }

    /// Reads a node that belongs to a call.
    func node(_ word: String, in call: Call) throws(UserError) -> NodeID { try node(word) }

    /// Reads the node that was given for a flag; nil if none was.
    func node(_ call: Call, flag: String) throws(UserError) -> NodeID? {
        guard let name = call.read.value(flag) else { return nil }
        do throws(UserError) {
            return try node(name)
        } catch {
            throw call.read.placing(error, of: flag)
        }
    }

    /// Reads the node at `index`; nil if it is left out or is the word `other`.
    func node(_ call: Call, at index: Int, or other: String? = nil) throws(UserError) -> NodeID? {
        guard index < call.words.count else { return nil }
        if ForeignText.lowercased(call.words[index]) == other { return nil }
        return try node(call.words[index])
    }

    /// Reads groups such as `n1,n2/n3,n4,n5`; blanks stand for commas.
    func groups(_ call: Call) throws(UserError) -> [NodeSet] {
        let text = call.words.joined(separator: ",")
        var seen = NodeSet()
        var groups: [NodeSet] = []
        for part in text.split(separator: "/", omittingEmptySubsequences: false) {
            var group = NodeSet()
            for name in part.split(separator: ",") {
                let node = try node(String(name))
                guard !seen.contains(node) else {
                    throw call.invalid(text, why: "\(node) stands in it twice")
                }
                seen.insert(node)
                group.insert(node)
            }
            guard !group.isEmpty else { throw call.invalid(text, why: "a group is empty") }
            groups.append(group)
        }
        guard groups.count > 1 else {
            throw call.invalid(text, why: "one group alone is no partition")
        }
        let missing = (nodes ?? []).filter { !seen.contains($0) }
        guard missing.isEmpty else {
            let names = missing.map { "\($0)" }.joined(separator: ", ")
            throw call.invalid(text, why: "no group holds \(names)")
        }
        return groups
    }
}

// MARK: - Slots

extension ConsoleParser {
    /// Reads `printstatus`: nothing, a slot, a range, or a node and a slot.
    func status(_ call: Call) throws(UserError) -> ConsoleCommand {
        guard let first = call.words.first else {
            return .printStatus(call.has("all") ? .all : .ofSet)
        }
        if call.has("all") {
            throw call.invalid(
                flag: "all",
                why: "the slots are named by \(ForeignText.quoted(first))"
            )
        }
        if call.words.count == 2 {
            let node = try node(first)
            return .printStatusOf(node: node, slot: try slot(call.word(1), in: call))
        }
        let bounds = first.split(separator: "..", omittingEmptySubsequences: false)
        guard bounds.count == 2 else {
            let slot = try slot(first, in: call)
            return .printStatus(.range(slot...slot))
        }
        let lower = try slot(String(bounds[0]), in: call)
        let upper = try slot(String(bounds[1]), in: call)
        guard lower <= upper else {
            throw call.invalid(first, why: "the range runs backwards")
        }
        guard lower.distance(to: upper) < RunnerLimits.slotsPrintedMax else {
            let most = RunnerLimits.slotsPrintedMax
            throw call.invalid(first, why: "one command prints at most \(most) slots")
        }
        return .printStatus(.range(lower...upper))
    }

    private func slot(_ word: String, in call: Call) throws(UserError) -> Slot {
        let isNumber = !word.isEmpty && word.utf8.allSatisfy { (48...57).contains($0) }
        guard isNumber, let number = Int64(word), number >= 1 else {
            throw call.invalid(word, why: "a slot is a number from 1 on, a range is like 4..6")
        }
        return Slot(UInt64(number))
    }
}

// MARK: - The bank

extension ConsoleParser {
    /// Reads `transfer`; unknown accounts and odd amounts are for the bank to refuse.
    func transfer(_ call: Call) throws(UserError) -> ConsoleCommand {
        let from = try account(call.word(0), in: call)
        let to = try account(call.word(1), in: call)
        guard let units = Int64(call.word(2)) else {
            throw call.invalid(call.word(2), why: "an amount is an integer that fits in 64 bits")
        }
        let transfer = Transfer(from: from, to: to, amount: Amount(minorUnits: units))
        return .transfer(transfer, identity: try identity(call))
    }

    /// Reads `balance`.
    func balance(_ call: Call) throws(UserError) -> ConsoleCommand {
        let account = try account(call.word(0), in: call)
        return .balance(account, local: try node(call, flag: "local"))
    }

    private func account(_ word: String, in call: Call) throws(UserError) -> AccountID {
        guard let account = AccountID(word) else {
            throw call.invalid(word, why: Self.nameRule)
        }
        return account
    }

    private func identity(_ call: Call) throws(UserError) -> RequestIdentity {
        let (key, client) = (call.read.value("key"), call.read.value("client"))
        let timestamp = call.read.value("timestamp")
        if let key {
            guard client == nil, timestamp == nil else {
                throw call.invalid(
                    flag: "key",
                    why: "--client and --timestamp name a request too"
                )
            }
            return .key(try self.key(key, in: call))
        }
        guard !call.has("principal") else {
            throw call.invalid(flag: "principal", why: "it says whose --key is meant")
        }
        guard let client else {
            guard timestamp == nil else {
                throw call.invalid(flag: "timestamp", why: "it counts the requests of a --client")
            }
            return .new
        }
        guard let id = ClientID(client) else {
            throw call.read.placing(call.invalid(client, why: Self.nameRule), of: "client")
        }
        guard let timestamp else { return .client(id) }
        let isNumber = timestamp.utf8.allSatisfy { (48...57).contains($0) }
        guard isNumber, let raw = UInt64(timestamp), raw <= RunnerLimits.timestampMax,
            let number = RequestTimestamp(raw)
        else {
            throw call.read.placing(
                call.invalid(timestamp, why: "a timestamp is a number from 1 to 2^62"),
                of: "timestamp"
            )
        }
        return .request(id, number)
    }

    /// Makes the key of a text as gateways do, so that it is the same key there.
    private func key(_ text: String, in call: Call) throws(UserError) -> IdempotencyKey {
        let principal = call.read.value("principal") ?? IdempotencyKey.standardPrincipal
        guard IdempotencyKey.isPrincipal(principal) else {
            throw call.read.placing(
                call.invalid(principal, why: "a principal is 1 to 64 visible characters of ASCII"),
                of: "principal"
            )
        }
        guard let name = try? HTTPIdempotencyKey.parse([text]) else {
            let most = HTTPIdempotencyKey.bytesMax
            throw call.read.placing(
                call.invalid(text, why: "a key is 1 to \(most) visible characters of ASCII"),
                of: "key"
            )
        }
        guard !name.hasPrefix(IdempotencyKey.madePrefix) else {
            throw call.read.placing(
                call.invalid(
                    text,
                    why: "keys that begin with \(IdempotencyKey.madePrefix) are made by gateways",
                    hint: "repeat it through the gateway that made it, or use another key"
                ),
                of: "key"
            )
        }
        return IdempotencyKey(principal: principal, text: name)
    }

    /// What a name may look like.
    private static var nameRule: String {
        "a name is 1 to \(Identifier.lengthMax) of A-Z a-z 0-9 _ -"
    }
}
