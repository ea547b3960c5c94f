package import JSON

/// What is certain of a transfer that was asked for, when the answer is an error.
package enum ErrorOutcome: String, Hashable, Sendable {
    /// It was executed and refused; nothing moved.
    case failed
    /// This request was not executed and never will be.
    case notExecuted = "not_executed"
    /// It may or may not be executed, now or later.
    case unknown
}

/// An error as a caller sees it.
package struct APIError: Error, Hashable, Sendable {
    /// Which error.
    package var code: ErrorCode
    /// What happened, with the values that do not fit.
    package var message: String
    /// What is certain of a transfer; nil if none was asked for.
    package var outcome: ErrorOutcome?
    /// The field, parameter or header that is wrong; nil if none is.
    package var param: String?
    /// The slot that was taken all the same; nil if there is none.
    package var slot: UInt64?
    /// What to do, if it is something else than the code says.
    package var hint: String?
    /// The methods that the route has, as ``ErrorCode/methodNotAllowed`` names them.
    package var allow: String?

    /// Creates an error.
    package init(
        _ code: ErrorCode,
        _ message: String,
        outcome: ErrorOutcome? = nil,
        param: String? = nil,
        slot: UInt64? = nil,
        hint: String? = nil,
        allow: String? = nil
    ) {
        self.code = code
        self.message = message
        self.outcome = outcome
        self.param = param
        self.slot = slot
        self.hint = hint
        self.allow = allow
    }

    /// The same error with what is certain of the transfer, if nothing is said of it yet.
    package func with(outcome: ErrorOutcome?) -> APIError {
        var error = self
        if error.outcome == nil { error.outcome = outcome }
        return error
    }

    /// Whether the cluster keeps the answer and gives it again, so that nothing that belongs to one
    /// request alone may stand in the body.
    package var isRecorded: Bool { code.type == .bank }

    /// Appends the body.
    ///
    /// - Parameters:
    ///   - writer: Where to.
    ///   - requestID: The request's id, which stands in the body unless that is recorded.
    package func write(into writer: inout JSONWriter, requestID: String?) {
        writer.beginObject()
        writer.key("error")
        writer.beginObject()
        writer.member("type", code.type.rawValue)
        writer.member("code", code.rawValue)
        if let outcome { writer.member("outcome", outcome.rawValue) }
        writer.member("message", message)
        if let param { writer.member("param", param) }
        writer.key("retryable")
        writer.value(code.isRetryable)
        writer.member("hint", hint ?? code.hint)
        writer.member("doc_url", "/docs/errors/\(code.rawValue)")
        if let slot { writer.member("slot", slot) }
        if let requestID, !isRecorded { writer.member("request_id", requestID) }
        writer.endObject()
        writer.endObject()
    }
}

extension JSONWriter {
    /// Writes a member that is a text.
    mutating func member(_ name: String, _ text: String) {
        key(name)
        value(text)
    }

    /// Writes a member that is a count; beyond 2^63 - 1 it stays there.
    mutating func member(_ name: String, _ count: UInt64) {
        key(name)
        value(Int64(clamping: count))
    }

    /// Writes a member that is a whole number.
    mutating func member(_ name: String, _ number: Int64) {
        key(name)
        value(number)
    }

    /// Writes a member that is true or false.
    mutating func member(_ name: String, _ truth: Bool) {
        key(name)
        value(truth)
    }
}
