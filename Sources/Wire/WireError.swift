public import JSON

/// Why a line was refused; nothing of it has had any effect.
///
/// The sender broke the format: tell it in one ERROR line, close its connection and count it.
public enum WireError: Error, Hashable, Sendable {
    /// It is not strict JSON, or not of the shape its type has.
    case json(JSONError)
    /// The checksum is missing or wrong; the offset is where it should stand.
    case badSum(at: Int)
    /// There is no message of this type from this kind of speaker.
    case unknownType(at: Int)
    /// The type has no such key.
    indirect case foreignKey(String, at: Int)
    /// The type needs this key.
    indirect case missingKey(String, at: Int)
    /// A number, list or word is outside what is allowed there, or does not go with the others.
    indirect case outOfRange(String, at: Int)
    /// A value of a HELLO or of an operator's line is not what it should be; the error names it.
    indirect case field(JSONFieldError)

    /// A stable word for counting and for the ERROR line.
    public var code: String {
        switch self {
        case .json: "bad_json"
        case .badSum: "bad_sum"
        case .unknownType: "unknown_type"
        case .foreignKey: "unknown_key"
        case .missingKey: "missing_key"
        case .outOfRange: "out_of_range"
        case .field(let error):
            switch error.problem {
            case .missing: "missing_key"
            case .unknown: "unknown_key"
            case .wrongKind: "bad_json"
            case .invalid where error.path == "type": "unknown_type"
            case .outOfRange, .invalid: "out_of_range"
            }
        }
    }

    /// The byte at which the line went wrong, counted from 0, or at which the object ends; nil if
    /// the place is named in words.
    public var offset: Int? {
        switch self {
        case .json(let error): error.offset
        case .badSum(let offset), .unknownType(let offset): offset
        case .foreignKey(_, let offset), .missingKey(_, let offset): offset
        case .outOfRange(_, let offset): offset
        case .field: nil
        }
    }

    /// The ERROR line's content, cut to ``WireLimits/errorCharactersMax``.
    public var message: ErrorMessage {
        let text = description.unicodeScalars.prefix(WireLimits.errorCharactersMax)
        return ErrorMessage(code: code, message: String(text), offset: offset)
    }
}

extension WireError: CustomStringConvertible {
    /// The reason in words, with the byte.
    public var description: String {
        switch self {
        case .json(let error): "\(error)"
        case .badSum(let offset):
            "the checksum after the object is missing or wrong, at byte \(offset)"
        case .unknownType(let offset): "unknown message type, at byte \(offset)"
        case .foreignKey(let key, let offset): "this type has no key \"\(key)\", at byte \(offset)"
        case .missingKey(let key, let offset): "key \"\(key)\" missing, at byte \(offset)"
        case .outOfRange(let what, let offset): "\(what) is not allowed, at byte \(offset)"
        case .field(let error): "\(error)"
        }
    }
}
