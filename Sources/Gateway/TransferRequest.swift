package import Bank
internal import JSON

/// The body of a request for a transfer: `{"from":"G","to":"B","amount":6}`.
package enum TransferRequest {
    /// Reads a body.
    ///
    /// - Parameter bytes: The body.
    /// - Returns: The transfer; what makes no sense to the bank, as an amount of 0, is for the bank
    ///   to refuse.
    /// - Throws: ``APIError`` of the class of wrong requests, which names the field.
    package static func read(_ bytes: Span<UInt8>) throws(APIError) -> Transfer {
        if let transfer = common(bytes) { return transfer }
        return try strict(bytes)
    }

    /// Reads what nearly every body is, without making a tree of it; nil for anything else, also if
    /// it is right.
    private static func common(_ bytes: Span<UInt8>) -> Transfer? {
        var reader = JSONReader()
        var from: AccountID?
        var to: AccountID?
        var amount: Int64?
        do {
            try reader.beginObject(in: bytes)
            while let key = try reader.nextKey(in: bytes) {
                switch key {
                case "from" where from == nil:
                    let range = try reader.plainString(in: bytes)
                    from = AccountID(ascii: bytes.extracting(range))
                case "to" where to == nil:
                    let range = try reader.plainString(in: bytes)
                    to = AccountID(ascii: bytes.extracting(range))
                case "amount" where amount == nil: amount = try reader.integer(in: bytes)
                default: return nil
                }
            }
            try reader.end(in: bytes)
        } catch {
            return nil
        }
        guard let from, let to, let amount else { return nil }
        return Transfer(from: from, to: to, amount: Amount(minorUnits: amount))
    }

    private static func strict(_ bytes: Span<UInt8>) throws(APIError) -> Transfer {
        var object = try BodyReader.object(bytes)
        return try BodyReader.translating { () throws(JSONFieldError) in
            let from = try account(object.take("from"))
            let to = try account(object.take("to"))
            let amount = try object.take("amount").integer()
            try object.finish()
            return Transfer(from: from, to: to, amount: Amount(minorUnits: amount))
        }
    }

    private static func account(_ field: JSONField) throws(JSONFieldError) -> AccountID {
        guard let account = AccountID(try field.string()) else {
            throw field.error(.invalid("an account id is 1 to 64 letters, digits, - and _"))
        }
        return account
    }
}

/// Reads bodies of requests as trees, with errors that name the field.
enum BodyReader {
    /// Reads a body that is one object.
    ///
    /// - Throws: ``APIError``, code `bad_json` or `bad_field`.
    static func object(_ bytes: Span<UInt8>) throws(APIError) -> JSONObjectReader {
        let value: JSONValue
        do {
            value = try JSONValue(parsing: bytes)
        } catch {
            throw APIError(.badJSON, "\(error)")
        }
        return try translating { () throws(JSONFieldError) in try JSONField(value).object() }
    }

    /// Calls `body`, and turns what it throws into an error that callers see.
    static func translating<Value>(
        _ body: () throws(JSONFieldError) -> Value
    ) throws(APIError) -> Value {
        do {
            return try body()
        } catch {
            let code: ErrorCode =
                switch error.problem {
                case .missing: .missingField
                case .unknown: .unknownField
                case .wrongKind, .outOfRange, .invalid: .badField
                }
            throw APIError(code, "\(error)", param: error.path.isEmpty ? nil : error.path)
        }
    }
}
