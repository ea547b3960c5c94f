/// The classes of errors: they tell who has to act.
package enum ErrorType: String, Hashable, Sendable, CaseIterable {
    /// The request is wrong.
    case invalidRequest = "invalid_request_error"
    /// The bank refused what was asked.
    case bank = "bank_error"
    /// The key does not fit what was asked before.
    case idempotency = "idempotency_error"
    /// The cluster, or a node of it, does not answer.
    case cluster = "cluster_error"
    /// The caller may not do this here.
    case authorization = "auth_error"
    /// The gateway itself is at a limit or wrong.
    case gateway = "api_error"
}

/// Every error that the interface has; the raw value is the word that programs compare.
///
/// The list is closed: docs/HTTP.md and the OpenAPI document name the same ones.
package enum ErrorCode: String, Hashable, Sendable, CaseIterable {
    case badRequest = "bad_request"
    case badJSON = "bad_json"
    case missingField = "missing_field"
    case unknownField = "unknown_field"
    case badField = "bad_field"
    case badParameter = "bad_parameter"
    case badCursor = "bad_cursor"
    case badKey = "bad_key"
    case notFound = "not_found"
    case methodNotAllowed = "method_not_allowed"
    case notAcceptable = "not_acceptable"
    case requestTimeout = "request_timeout"
    case bodyTooLarge = "body_too_large"
    case unsupportedMediaType = "unsupported_media_type"
    case expectationFailed = "expectation_failed"
    case headTooLarge = "head_too_large"
    case notImplemented = "not_implemented"
    case httpVersion = "http_version"
    case insufficientFunds = "insufficient_funds"
    case sameAccount = "same_account"
    case unknownAccount = "unknown_account"
    case invalidAmount = "invalid_amount"
    case balanceOverflow = "balance_overflow"
    case keyReused = "key_reused"
    case keyInProgress = "key_in_progress"
    case keyExpired = "key_expired"
    case tooManyKeys = "too_many_keys"
    case noQuorum = "no_quorum"
    case noLeader = "no_leader"
    case unavailable
    case lagging
    case nodeUnreachable = "node_unreachable"
    case unknownOutcome = "unknown_outcome"
    case foreignOrigin = "foreign_origin"
    case foreignHost = "foreign_host"
    case faultsNotAllowed = "faults_not_allowed"
    case tooManyRequests = "too_many_requests"
    case `internal`
}

extension ErrorCode {
    /// Who has to act.
    package var type: ErrorType {
        switch self {
        case .badRequest, .badJSON, .missingField, .unknownField, .badField, .badParameter,
            .badCursor, .badKey, .notFound, .methodNotAllowed, .notAcceptable, .requestTimeout,
            .bodyTooLarge, .unsupportedMediaType, .expectationFailed, .headTooLarge,
            .notImplemented, .httpVersion:
            .invalidRequest
        case .insufficientFunds, .sameAccount, .unknownAccount, .invalidAmount, .balanceOverflow:
            .bank
        case .keyReused, .keyInProgress, .keyExpired, .tooManyKeys: .idempotency
        case .noQuorum, .noLeader, .unavailable, .lagging, .nodeUnreachable, .unknownOutcome:
            .cluster
        case .foreignOrigin, .foreignHost, .faultsNotAllowed: .authorization
        case .tooManyRequests, .internal: .gateway
        }
    }

    /// The status of an answer with this error.
    package var status: Int {
        switch self {
        case .badRequest, .badJSON, .missingField, .unknownField, .badField, .badParameter,
            .badCursor, .badKey:
            400
        case .foreignOrigin, .foreignHost, .faultsNotAllowed: 403
        case .notFound: 404
        case .methodNotAllowed: 405
        case .notAcceptable: 406
        case .requestTimeout: 408
        case .keyInProgress, .keyExpired: 409
        case .bodyTooLarge: 413
        case .unsupportedMediaType: 415
        case .expectationFailed: 417
        case .insufficientFunds, .sameAccount, .unknownAccount, .invalidAmount, .balanceOverflow,
            .keyReused:
            422
        case .tooManyKeys, .tooManyRequests: 429
        case .headTooLarge: 431
        case .internal: 500
        case .notImplemented: 501
        case .noQuorum, .noLeader, .unavailable, .lagging, .nodeUnreachable: 503
        case .unknownOutcome: 504
        case .httpVersion: 505
        }
    }

    /// Whether the same request may go through later without anybody changing it.
    package var isRetryable: Bool {
        switch self {
        case .requestTimeout, .keyInProgress, .tooManyKeys, .noQuorum, .noLeader, .unavailable,
            .lagging, .nodeUnreachable, .unknownOutcome, .tooManyRequests, .internal:
            true
        default: false
        }
    }

    /// How long to wait before that, in seconds; nil if no time is better than another.
    package var retryAfterSeconds: Int? {
        switch self {
        case .keyInProgress, .noQuorum, .noLeader, .unavailable, .lagging, .nodeUnreachable,
            .tooManyRequests:
            1
        case .tooManyKeys: 60
        default: nil
        }
    }
}
