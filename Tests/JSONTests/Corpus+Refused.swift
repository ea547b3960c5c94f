/// Texts that are refused because of their structure or a number.
let refusedStructures: [CorpusCase] = [
    CorpusCase("no_data", "", "unexpected end, a value expected, at byte 0"),
    CorpusCase("single_space", " ", "unexpected end, a value expected, at byte 1"),
    CorpusCase("array_unclosed", "[1", "unexpected end, a comma or the end expected, at byte 2"),
    CorpusCase(
        "array_just_opened",
        "[",
        "unexpected end, a first part or the end expected, at byte 1"
    ),
    CorpusCase("array_unclosed_after_comma", "[1,", "unexpected end, a value expected, at byte 3"),
    CorpusCase("array_extra_comma", "[1,]", "unexpected byte 0x5d, a value expected, at byte 3"),
    CorpusCase("array_just_comma", "[,]", "unexpected byte 0x2c, a value expected, at byte 1"),
    CorpusCase("array_comma_first", "[,1]", "unexpected byte 0x2c, a value expected, at byte 1"),
    CorpusCase("array_double_comma", "[1,,2]", "unexpected byte 0x2c, a value expected, at byte 3"),
    CorpusCase(
        "array_colon_instead_of_comma",
        #"["":1]"#,
        "unexpected byte 0x3a, a comma or the end expected, at byte 3"
    ),
    CorpusCase(
        "array_items_without_comma",
        "[1 2]",
        "unexpected byte 0x32, a comma or the end expected, at byte 3"
    ),
    CorpusCase(
        "array_inner_array_without_comma",
        "[3[4]]",
        "unexpected byte 0x5b, a comma or the end expected, at byte 2"
    ),
    CorpusCase(
        "array_closed_by_brace",
        "[1}",
        "unexpected byte 0x7d, a comma or the end expected, at byte 2"
    ),
    CorpusCase("array_extra_close", "[1]]", "bytes after the value, at byte 3"),
    CorpusCase(
        "array_with_object_unclosed",
        "[{]",
        "unexpected byte 0x5d, a key expected, at byte 2"
    ),
    CorpusCase("array_star_inside", "[*]", "unexpected byte 0x2a, a value expected, at byte 1"),
    CorpusCase(
        "array_form_feed_as_blank",
        "[\u{0C}]",
        "unexpected byte 0x0c, a value expected, at byte 1"
    ),
    CorpusCase(
        "array_vertical_tab_as_blank",
        "[\u{0B}1]",
        "unexpected byte 0x0b, a value expected, at byte 1"
    ),
    CorpusCase(
        "array_no_break_space_as_blank",
        "[\u{A0}1]",
        "unexpected byte 0xc2, a value expected, at byte 1"
    ),
    CorpusCase("array_nul_as_blank", "[\0]", "unexpected byte 0x00, a value expected, at byte 1"),
    CorpusCase("depth_9", "[[[[[[[[[]]]]]]]]]", "nested too deep, at byte 8"),
    CorpusCase(
        "depth_9_mixed",
        #"{"a":[{"a":[{"a":[{"a":[{}]}]}]}]}"#,
        "nested too deep, at byte 24"
    ),
    CorpusCase(
        "object_trailing_comma",
        #"{"a":1,}"#,
        "unexpected byte 0x7d, a key expected, at byte 7"
    ),
    CorpusCase(
        "object_comma_first",
        #"{,"a":1}"#,
        "unexpected byte 0x2c, a key expected, at byte 1"
    ),
    CorpusCase(
        "object_two_commas",
        #"{"a":1,,"b":2}"#,
        "unexpected byte 0x2c, a key expected, at byte 7"
    ),
    CorpusCase(
        "object_missing_value",
        #"{"a":}"#,
        "unexpected byte 0x7d, a value expected, at byte 5"
    ),
    CorpusCase(
        "object_missing_colon",
        #"{"a" 1}"#,
        "unexpected byte 0x31, a colon expected, at byte 5"
    ),
    CorpusCase("object_key_only", #"{"a"}"#, "unexpected byte 0x7d, a colon expected, at byte 4"),
    CorpusCase(
        "object_double_colon",
        #"{"a"::1}"#,
        "unexpected byte 0x3a, a value expected, at byte 5"
    ),
    CorpusCase(
        "object_comma_instead_of_colon",
        #"{"a",1}"#,
        "unexpected byte 0x2c, a colon expected, at byte 4"
    ),
    CorpusCase("object_missing_key", "{:1}", "unexpected byte 0x3a, a key expected, at byte 1"),
    CorpusCase("object_unquoted_key", "{a:1}", "unexpected byte 0x61, a key expected, at byte 1"),
    CorpusCase(
        "object_single_quotes",
        "{'a':1}",
        "unexpected byte 0x27, a key expected, at byte 1"
    ),
    CorpusCase("object_number_as_key", "{1:1}", "unexpected byte 0x31, a key expected, at byte 1"),
    CorpusCase(
        "object_members_without_comma",
        #"{"a":1 "b":2}"#,
        "unexpected byte 0x22, a comma or the end expected, at byte 7"
    ),
    CorpusCase(
        "object_closed_by_bracket",
        #"{"a":1]"#,
        "unexpected byte 0x5d, a comma or the end expected, at byte 6"
    ),
    CorpusCase(
        "object_unclosed_key",
        #"{"a"#,
        "unexpected end, a quotation mark expected, at byte 3"
    ),
    CorpusCase(
        "object_unclosed_value",
        #"{"a":"b"#,
        "unexpected end, a quotation mark expected, at byte 7"
    ),
    CorpusCase(
        "object_just_opened",
        "{",
        "unexpected end, a first part or the end expected, at byte 1"
    ),
    CorpusCase("object_bracket_as_key", "{[:1}", "unexpected byte 0x5b, a key expected, at byte 1"),
    CorpusCase("ours_object_duplicate_key", #"{"a":1,"a":2}"#, "key given twice, at byte 7"),
    CorpusCase(
        "ours_object_duplicate_key_and_value",
        #"{"a":1,"b":2,"a":1}"#,
        "key given twice, at byte 13"
    ),
    CorpusCase(
        "ours_object_duplicate_key_by_escape",
        #"{"a":1,"\u0061":2}"#,
        "key given twice, at byte 7"
    ),
    CorpusCase("ours_object_65_keys", keys(65), "too many keys, at byte 557"),
    CorpusCase(
        "comment_block",
        "[1/*one*/]",
        "unexpected byte 0x2f, a comma or the end expected, at byte 2"
    ),
    CorpusCase("comment_line", "{}//", "bytes after the value, at byte 2"),
    CorpusCase("comment_hash", "{}#", "bytes after the value, at byte 2"),
    CorpusCase("trailing_object", "{}{}", "bytes after the value, at byte 2"),
    CorpusCase("trailing_word", "1 x", "bytes after the value, at byte 2"),
    CorpusCase("trailing_nul", "1\0", "bytes after the value, at byte 1"),
    CorpusCase("trailing_quote", #""a"""#, "bytes after the value, at byte 3"),
    CorpusCase("word_capitalized", "True", "unexpected byte 0x54, a value expected, at byte 0"),
    CorpusCase(
        "word_incomplete_true",
        "tru",
        "unexpected end, true or false expected, at byte 3"
    ),
    CorpusCase(
        "word_incomplete_false",
        "fals",
        "unexpected end, true or false expected, at byte 4"
    ),
    CorpusCase("word_incomplete_null", "nul", "unexpected end, null expected, at byte 3"),
    CorpusCase("word_too_long", "nulll", "bytes after the value, at byte 4"),
    CorpusCase("word_undefined", "undefined", "unexpected byte 0x75, a value expected, at byte 0"),
    CorpusCase("word_angle_bracket", "<null>", "unexpected byte 0x3c, a value expected, at byte 0"),
    CorpusCase(
        "array_word_joiner_as_blank",
        "[\u{2060}]",
        "unexpected byte 0xe2, a value expected, at byte 1"
    ),
    CorpusCase("number_not_a_number", "NaN", "unexpected byte 0x4e, a value expected, at byte 0"),
    CorpusCase("number_infinity", "Infinity", "unexpected byte 0x49, a value expected, at byte 0"),
    CorpusCase("number_minus_infinity", "-Infinity", "no plain integer, at byte 0"),
    CorpusCase("number_plus", "+1", "unexpected byte 0x2b, a value expected, at byte 0"),
    CorpusCase("number_two_pluses", "++1", "unexpected byte 0x2b, a value expected, at byte 0"),
    CorpusCase("number_just_minus", "-", "no plain integer, at byte 0"),
    CorpusCase("number_two_minuses", "--1", "no plain integer, at byte 0"),
    CorpusCase("number_minus_space", "- 1", "no plain integer, at byte 0"),
    CorpusCase("number_minus_letter", "-a", "no plain integer, at byte 0"),
    CorpusCase("number_leading_zero", "01", "no plain integer, at byte 0"),
    CorpusCase("number_leading_zeros", "000", "no plain integer, at byte 0"),
    CorpusCase("number_negative_leading_zero", "-01", "no plain integer, at byte 0"),
    CorpusCase("ours_number_minus_zero", "-0", "no plain integer, at byte 0"),
    CorpusCase("ours_number_fraction", "1.5", "no plain integer, at byte 0"),
    CorpusCase("ours_number_fraction_of_zero", "1.0", "no plain integer, at byte 0"),
    CorpusCase("number_dot_last", "1.", "no plain integer, at byte 0"),
    CorpusCase("number_dot_first", ".5", "unexpected byte 0x2e, a value expected, at byte 0"),
    CorpusCase("ours_number_exponent", "1e0", "no plain integer, at byte 0"),
    CorpusCase("ours_number_capital_exponent", "1E2", "no plain integer, at byte 0"),
    CorpusCase("number_exponent_empty", "1e", "no plain integer, at byte 0"),
    CorpusCase("number_hexadecimal", "0x1F", "bytes after the value, at byte 1"),
    CorpusCase("number_letter_after", "1a", "bytes after the value, at byte 1"),
    CorpusCase("number_underscore", "1_000", "bytes after the value, at byte 1"),
    CorpusCase(
        "number_fullwidth_digit",
        "\u{FF11}",
        "unexpected byte 0xef, a value expected, at byte 0"
    ),
    CorpusCase(
        "number_arabic_digit",
        "[\u{661}]",
        "unexpected byte 0xd9, a value expected, at byte 1"
    ),
    CorpusCase(
        "ours_number_above_highest",
        "9223372036854775808",
        "number beyond 64 bits, at byte 0"
    ),
    CorpusCase(
        "ours_number_below_lowest",
        "-9223372036854775809",
        "number beyond 64 bits, at byte 0"
    ),
    CorpusCase(
        "ours_number_20_digits",
        "[10000000000000000000]",
        "number beyond 64 bits, at byte 1"
    ),
    CorpusCase("ours_number_2_to_64", "18446744073709551616", "number beyond 64 bits, at byte 0"),
    CorpusCase(
        "ours_number_400_digits",
        String(repeating: "9", count: 400),
        "number beyond 64 bits, at byte 0"
    ),
    CorpusCase(
        "ours_number_400_negative",
        "-1" + String(repeating: "0", count: 399),
        "number beyond 64 bits, at byte 0"
    ),
]

/// Texts that are refused because of a string or of their encoding.
let refusedStrings: [CorpusCase] = [
    CorpusCase("string_unclosed", #""a"#, "unexpected end, a quotation mark expected, at byte 2"),
    CorpusCase("string_just_quote", "\"", "unexpected end, a quotation mark expected, at byte 1"),
    CorpusCase("string_single_quotes", "'a'", "unexpected byte 0x27, a value expected, at byte 0"),
    CorpusCase(
        "string_backslash_at_end",
        #""\"#,
        "unexpected end, a quotation mark expected, at byte 2"
    ),
    CorpusCase(
        "string_escaped_last_quote",
        #""a\""#,
        "unexpected end, a quotation mark expected, at byte 4"
    ),
    CorpusCase("string_escape_x", #""\x41""#, "invalid escape, at byte 1"),
    CorpusCase("string_escape_a", #""\a""#, "invalid escape, at byte 1"),
    CorpusCase("string_escape_zero", #""\0""#, "invalid escape, at byte 1"),
    CorpusCase("string_escape_apostrophe", #""\'""#, "invalid escape, at byte 1"),
    CorpusCase("string_escape_capital_u", #""\U0041""#, "invalid escape, at byte 1"),
    CorpusCase("string_escape_of_emoji", "\"\\😀\"", "invalid escape, at byte 1"),
    CorpusCase("string_escape_of_control", "\"\\\u{01}\"", "invalid escape, at byte 1"),
    CorpusCase("string_u_without_digits", #""\u""#, "invalid escape, at byte 1"),
    CorpusCase("string_u_with_three_digits", #""\u00e""#, "invalid escape, at byte 1"),
    CorpusCase("string_u_with_letter", #""\u00g9""#, "invalid escape, at byte 1"),
    CorpusCase("string_u_with_sign", #""\u+041""#, "invalid escape, at byte 1"),
    CorpusCase("string_u_with_space", #""\u 041""#, "invalid escape, at byte 1"),
    CorpusCase("string_u_with_braces", #""\u{41}""#, "invalid escape, at byte 1"),
    CorpusCase("string_lone_lead_surrogate", #""\ud800""#, "invalid escape, at byte 1"),
    CorpusCase("string_lone_trail_surrogate", #""a\udc00""#, "invalid escape, at byte 2"),
    CorpusCase("string_two_lead_surrogates", #""\ud800\ud800""#, "invalid escape, at byte 1"),
    CorpusCase("string_surrogates_swapped", #""\udc00\ud800""#, "invalid escape, at byte 1"),
    CorpusCase("string_lead_then_letter", #""\ud800a""#, "invalid escape, at byte 1"),
    CorpusCase("string_lead_then_other_escape", #""\ud800\n""#, "invalid escape, at byte 1"),
    CorpusCase("string_lead_then_half_escape", #""\ud800\u""#, "invalid escape, at byte 1"),
    CorpusCase("string_lead_then_digits", #""\ud800\udc0""#, "invalid escape, at byte 1"),
    CorpusCase("string_lead_then_quote_and_trail", #""\ud800"\udc00"#, "invalid escape, at byte 1"),
    CorpusCase("string_lead_then_wrong_letter", #""\ud800xudc00""#, "invalid escape, at byte 1"),
    CorpusCase(
        "ours_string_escaped_nul",
        #""a\u0000b""#,
        "control character in a string, at byte 2"
    ),
    CorpusCase("string_raw_nul", "\"a\0\"", "control character in a string, at byte 2"),
    CorpusCase("string_raw_newline", "\"a\nb\"", "control character in a string, at byte 2"),
    CorpusCase("string_raw_tab", "\"\t\"", "control character in a string, at byte 1"),
    CorpusCase(
        "string_raw_unit_separator",
        "\"\u{1F}\"",
        "control character in a string, at byte 1"
    ),
    CorpusCase(
        "string_unescaped_control_in_key",
        "{\"\u{01}\":1}",
        "control character in a string, at byte 2"
    ),
    CorpusCase(
        "byte_order_mark",
        "\u{FEFF}{}",
        "unexpected byte 0xef, a value expected, at byte 0"
    ),
    CorpusCase(
        "byte_order_mark_only",
        "\u{FEFF}",
        "unexpected byte 0xef, a value expected, at byte 0"
    ),
    CorpusCase(
        "utf16_little_endian",
        bytes: [0xFF, 0xFE, 0x5B, 0x00, 0x5D, 0x00],
        "unexpected byte 0xff, a value expected, at byte 0"
    ),
    CorpusCase(
        "utf16_without_mark",
        bytes: [0x5B, 0x00, 0x5D, 0x00],
        "unexpected byte 0x00, a value expected, at byte 1"
    ),
    CorpusCase("utf8_lone_continuation", quoting: [0x80], "invalid UTF-8, at byte 1"),
    CorpusCase("utf8_overlong_slash", quoting: [0xC0, 0xAF], "invalid UTF-8, at byte 1"),
    CorpusCase("utf8_overlong_nul", quoting: [0x61, 0xC0, 0x80], "invalid UTF-8, at byte 2"),
    CorpusCase(
        "utf8_overlong_three_bytes",
        quoting: [0xE0, 0x80, 0xAF],
        "invalid UTF-8, at byte 1"
    ),
    CorpusCase(
        "utf8_overlong_four_bytes",
        quoting: [0xF0, 0x80, 0x80, 0xAF],
        "invalid UTF-8, at byte 1"
    ),
    CorpusCase("utf8_surrogate", quoting: [0xED, 0xA0, 0x80], "invalid UTF-8, at byte 1"),
    CorpusCase(
        "utf8_surrogate_pair",
        quoting: [0xED, 0xA0, 0xBD, 0xED, 0xB8, 0x80],
        "invalid UTF-8, at byte 1"
    ),
    CorpusCase(
        "utf8_above_last_plane",
        quoting: [0xF4, 0x90, 0x80, 0x80],
        "invalid UTF-8, at byte 1"
    ),
    CorpusCase(
        "utf8_five_bytes",
        quoting: [0xF8, 0x88, 0x80, 0x80, 0x80],
        "invalid UTF-8, at byte 1"
    ),
    CorpusCase("utf8_byte_ff", quoting: [0x61, 0x62, 0xFF], "invalid UTF-8, at byte 3"),
    CorpusCase("utf8_cut_before_quote", quoting: [0xE2, 0x82], "invalid UTF-8, at byte 1"),
    CorpusCase(
        "utf8_cut_before_escape",
        quoting: [0xE2, 0x82, 0x5C, 0x6E],
        "invalid UTF-8, at byte 1"
    ),
    CorpusCase("utf8_latin_1", quoting: [0xE9], "invalid UTF-8, at byte 1"),
    CorpusCase(
        "utf8_invalid_in_escaped_string",
        quoting: [0x5C, 0x6E, 0x62, 0xFF],
        "invalid UTF-8, at byte 4"
    ),
    CorpusCase("utf8_escape_of_continuation", quoting: [0x5C, 0x80], "invalid UTF-8, at byte 2"),
    CorpusCase(
        "utf8_invalid_outside_strings",
        bytes: [0x5B, 0xFF, 0x5D],
        "unexpected byte 0xff, a value expected, at byte 1"
    ),
    CorpusCase(
        "utf8_invalid_in_key",
        bytes: [0x7B, 0x22, 0xB9, 0x22, 0x3A, 0x30, 0x7D],
        "invalid UTF-8, at byte 2"
    ),
]
