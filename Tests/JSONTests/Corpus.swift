import JSON

/// One text of the corpus and what must become of it.
///
/// The cases follow the names of the public JSONTestSuite, and section by section the rules of the
/// wire; the texts are our own. Where we refuse what JSON allows, the name says `ours`.
struct CorpusCase: Sendable, CustomStringConvertible {
    /// What the case is about.
    let name: String
    /// The text.
    let bytes: [UInt8]
    /// The canonical text if the case is accepted, the error in words if it is refused.
    let outcome: String

    init(_ name: String, _ text: String, _ outcome: String) {
        self.init(name, bytes: Array(text.utf8), outcome)
    }

    init(_ name: String, bytes: [UInt8], _ outcome: String) {
        self.name = name
        self.bytes = bytes
        self.outcome = outcome
    }

    /// A string of JSON that holds `content` as it is.
    init(_ name: String, quoting content: [UInt8], _ outcome: String) {
        let quote = UInt8(ascii: "\"")
        self.init(name, bytes: [quote] + content + [quote], outcome)
    }

    var description: String { name }
}

/// Texts that are accepted, with their canonical form.
let acceptedCases: [CorpusCase] = [
    CorpusCase("array_empty", "[]", "[]"),
    CorpusCase("array_with_blanks_inside", "[ \t\r\n]", "[]"),
    CorpusCase("array_arrays_with_spaces", "[[]   ]", "[[]]"),
    CorpusCase("array_heterogeneous", #"[null, 1, "1", {}]"#, #"[null,1,"1",{}]"#),
    CorpusCase("array_ending_with_newline", "[\"a\"]\n", #"["a"]"#),
    CorpusCase("array_with_several_null", "[1,null,null,null,2]", "[1,null,null,null,2]"),
    CorpusCase("array_with_blanks_around", " [1 , 2] ", "[1,2]"),
    CorpusCase("depth_8", "[[[[[[[[]]]]]]]]", "[[[[[[[[]]]]]]]]"),
    CorpusCase(
        "depth_8_mixed",
        #"{"a":[{"a":[{"a":[{"a":[]}]}]}]}"#,
        #"{"a":[{"a":[{"a":[{"a":[]}]}]}]}"#
    ),
    CorpusCase("depth_8_side_by_side", "[[[]],[[]],[[[[[[[]]]]]]]]", "[[[]],[[]],[[[[[[[]]]]]]]]"),
    CorpusCase("number_zero", "0", "0"),
    CorpusCase("number_minus_one", "[-1]", "[-1]"),
    CorpusCase("number_after_space", "[ 4]", "[4]"),
    CorpusCase(
        "number_2_to_53",
        "[9007199254740991,9007199254740992,9007199254740993]",
        "[9007199254740991,9007199254740992,9007199254740993]"
    ),
    CorpusCase("number_highest", "9223372036854775807", "9223372036854775807"),
    CorpusCase("number_lowest", "-9223372036854775808", "-9223372036854775808"),
    CorpusCase("number_blank_end", "7 ", "7"),
    CorpusCase("lonely_true", "true", "true"),
    CorpusCase("lonely_false", "false", "false"),
    CorpusCase("lonely_null", "null", "null"),
    CorpusCase("lonely_string", #""asd""#, #""asd""#),
    CorpusCase("string_empty", #""""#, #""""#),
    CorpusCase("string_simple_escapes", #""\"\\\/\b\f\n\r\t""#, #""\"\\/\b\f\n\r\t""#),
    CorpusCase("string_control_escapes", #""\u0001\u001f\u000a""#, #""\u0001\u001f\n""#),
    CorpusCase("string_escape_of_ascii", #""\u0061\u0030\u0022\u005C""#, #""a0\"\\""#),
    CorpusCase("string_hex_in_both_cases", #""\u00e9\u00E9\uaBcD""#, "\"éé\u{ABCD}\""),
    CorpusCase("string_surrogate_pair", #""\ud83d\ude00\uD834\uDD1E""#, "\"😀𝄞\""),
    CorpusCase(
        "string_surrogates_first_and_last",
        #""\ud800\udc00\udbff\udfff""#,
        "\"\u{10000}\u{10FFFF}\""
    ),
    CorpusCase("string_next_to_surrogates", #""\ud7ff\ue000""#, "\"\u{D7FF}\u{E000}\""),
    CorpusCase("string_noncharacters", #""\ufffe\uffff""#, "\"\u{FFFE}\u{FFFF}\""),
    CorpusCase(
        "string_unescaped_noncharacters",
        "\"\u{FFFF}\u{10FFFF}\"",
        "\"\u{FFFF}\u{10FFFF}\""
    ),
    CorpusCase("string_delete_character", "\"a\u{7F}b\"", "\"a\u{7F}b\""),
    CorpusCase("string_line_separators", "\"\u{2028}\u{2029}\"", "\"\u{2028}\u{2029}\""),
    CorpusCase("string_byte_order_mark_inside", "\"\u{FEFF}\"", "\"\u{FEFF}\""),
    CorpusCase("string_two_three_four_bytes", "\"é€😀\"", "\"é€😀\""),
    CorpusCase("string_escaped_backslash_then_u", #""\\u0000""#, #""\\u0000""#),
    CorpusCase("string_comments_inside", #""a/*b*/c//d""#, #""a/*b*/c//d""#),
    CorpusCase("string_brackets_inside", #""]}[{,:#""#, #""]}[{,:#""#),
    CorpusCase("object_empty", "{}", "{}"),
    CorpusCase("object_empty_with_blanks", "{ \n }", "{}"),
    CorpusCase("object_empty_key", #"{"":0}"#, #"{"":0}"#),
    CorpusCase("object_two_members", #"{"b":1,"a":2}"#, #"{"b":1,"a":2}"#),
    CorpusCase("object_blanks_everywhere", "{ \"a\"\t:\n1\r, \"b\" : [ ] }", #"{"a":1,"b":[]}"#),
    CorpusCase("object_key_with_escape", #"{"\u0061":1}"#, #"{"a":1}"#),
    CorpusCase("object_same_value_twice", #"{"a":1,"b":1}"#, #"{"a":1,"b":1}"#),
    CorpusCase("object_same_key_on_two_levels", #"{"a":{"a":1}}"#, #"{"a":{"a":1}}"#),
    CorpusCase(
        "object_keys_alike_to_people",
        "{\"\u{E9}\":1,\"e\u{301}\":2}",
        "{\"\u{E9}\":1,\"e\u{301}\":2}"
    ),
    CorpusCase("object_64_keys", keys(64), keys(64)),
]

/// An object with as many keys as asked for.
func keys(_ count: Int) -> String {
    "{" + (0..<count).map { "\"k\($0)\":\($0)" }.joined(separator: ",") + "}"
}
