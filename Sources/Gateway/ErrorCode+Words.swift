extension ErrorCode {
    /// What to do, in the few words of an error.
    package var hint: String {
        switch self {
        case .badRequest: "send one plain HTTP/1.1 request, as curl does"
        case .badJSON: "send one JSON object, without duplicate keys and with whole numbers"
        case .missingField: "add the field"
        case .unknownField: "leave the field out, or correct its name"
        case .badField: "correct the field"
        case .badParameter: "correct the parameter, see /openapi.json"
        case .badCursor: "begin the list anew, without a cursor"
        case .badKey: "send one Idempotency-Key of 1 to 255 visible ASCII characters"
        case .notFound: "see /openapi.json for what there is"
        case .methodNotAllowed: "use a method that Allow names"
        case .notAcceptable: "leave out Accept, or accept what the route gives"
        case .requestTimeout: "send the whole request at once"
        case .bodyTooLarge: "send at most 65536 bytes"
        case .unsupportedMediaType: "send Content-Type: application/json"
        case .expectationFailed: "leave out Expect, or send 100-continue"
        case .headTooLarge: "send shorter or fewer headers"
        case .notImplemented: "use GET, HEAD, POST or DELETE"
        case .httpVersion: "use HTTP/1.1"
        case .insufficientFunds: "lower the amount or credit the account first"
        case .sameAccount: "name two accounts"
        case .unknownAccount: "see /v1/accounts for what there is"
        case .invalidAmount: "send a whole number of minor units above zero"
        case .balanceOverflow: "lower the amount"
        case .keyReused: "use a new key for a new transfer"
        case .keyInProgress: "repeat with the same key a moment later"
        case .keyExpired: "look at what the slot holds before paying again"
        case .tooManyKeys: "use fewer keys, or wait until old ones expire"
        case .noQuorum: "repeat with the same key; look at /v1/nodes"
        case .noLeader: "repeat; look at /v1/nodes"
        case .unavailable: "repeat with the same key; look at /v1/nodes for a full disk"
        case .lagging: "repeat, ask another node, or leave out min_slot"
        case .nodeUnreachable: "ask another node, or leave the choice to the gateway"
        case .unknownOutcome: "repeat with the same Idempotency-Key, or ask /v1/outcomes"
        case .foreignOrigin: "call from a page of this gateway, or from a program"
        case .foreignHost: "start the gateway with --allow-host for this name"
        case .faultsNotAllowed: "start gateway and nodes with --allow-faults; only for tests"
        case .tooManyRequests: "repeat after Retry-After"
        case .internal: "repeat with the same key, and report the request id"
        }
    }

    /// What the error means, for the page that an error links to.
    package var meaning: String {
        switch self {
        case .badRequest:
            "The bytes are no request that can be understood in one way only: nothing was done."
        case .badJSON: "The body is no strict JSON object. The message names the byte."
        case .missingField: "The body lacks a field that it must have."
        case .unknownField: "The body has a field that means nothing here."
        case .badField: "A field is of the wrong kind, or outside its range."
        case .badParameter: "A parameter after the question mark is unknown, doubled, or wrong."
        case .badCursor: "The cursor is none of this list, or stands beside another filter."
        case .badKey: "The Idempotency-Key is empty, too long, doubled, or has other characters."
        case .notFound:
            "There is no such route or thing. Transfers older than the newest 100,000 are kept no"
                + " more."
        case .methodNotAllowed: "The route exists, but not with this method."
        case .notAcceptable: "The route gives nothing that Accept admits."
        case .requestTimeout: "The request did not arrive in time: 5 s for a head, 10 s for a body."
        case .bodyTooLarge: "The body has more than 65536 bytes."
        case .unsupportedMediaType: "The body is not said to be JSON in UTF-8."
        case .expectationFailed: "Expect asks for something else than 100-continue."
        case .headTooLarge: "The request line or the headers are too long or too many."
        case .notImplemented: "The method or the coding is known to nobody here."
        case .httpVersion: "The version is neither HTTP/1.1 nor HTTP/1.0."
        case .insufficientFunds: "The paying account held less than the amount. Nothing moved."
        case .sameAccount: "Both accounts are one. Nothing moved."
        case .unknownAccount: "One of the accounts does not exist. Nothing moved."
        case .invalidAmount: "The amount is not above zero, or is too great. Nothing moved."
        case .balanceOverflow: "The paid account would hold too much. Nothing moved."
        case .keyReused:
            "The key stands for another transfer, which is not shown. This one was not executed."
        case .keyInProgress: "The same transfer with the same key is under way at this gateway."
        case .keyExpired:
            "The key was used so long ago that its answer is forgotten. It is never paid twice."
        case .tooManyKeys: "The caller has as many keys as are kept. Nothing was executed."
        case .noQuorum:
            "Too few nodes can be reached. What this request asked for was certainly not executed;"
                + " what an earlier one asked for under its key may have been."
        case .noLeader: "No node leads at the moment; as a rule one does within a second."
        case .unavailable:
            "The leader takes nothing on for now: its disk is full or its queue is. This request"
                + " was certainly not executed."
        case .lagging: "The node has not executed the slot that was asked for within 2 s."
        case .nodeUnreachable: "The node that was asked does not answer."
        case .unknownOutcome:
            "The request was sent to the cluster and not answered in time: it may or may not be"
                + " executed, now or later. Repeating it with the same key is safe."
        case .foreignOrigin: "A page of another origin wanted to change something."
        case .foreignHost:
            "Host is none of this gateway's names, as when another name is made to lead here."
        case .faultsNotAllowed: "Faults are only for tests, and are off."
        case .tooManyRequests: "The gateway has as many requests or connections as it takes."
        case .internal: "The gateway made a mistake. Nothing is known of what was asked."
        }
    }
}
