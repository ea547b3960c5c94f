# Changes one thing in the middle of each run of a module Traces, and leaves out the runs that have
# no place for it, and those after the first `most`. The kinds take turns:
#
#   0  another promise was seen           3  another entry was seen
#   1  another committed slot was seen    4  somebody who leads later never stood
#   2  another accepted ballot was seen   5  somebody who is obeyed later never led

function other(digit) { return digit == "1" ? "2" : "1" }

function set(word, at, digit) { return substr(word, 1, at - 1) digit substr(word, at + 1) }

# Where a word can be changed in the way of this kind; 0 for nowhere.
function place(word, kind) {
    if (kind == 0) return length(word) > 5 ? 6 : 0
    if (kind == 1) return length(word) > 5 ? 8 : 0
    if (kind <= 3) return length(word) > 9 && substr(word, 9, 1) != "0" ? 7 + kind : 0
    return substr(word, 1, 1) == (kind == 4 ? "S" : "L") ? 1 : 0
}

# Whether a step of the same ballot as that at `i`, with one of these letters, comes after it.
function isNeeded(word, count, i, letters,    j) {
    for (j = i + 1; j <= count; j++)
        if (substr(word[j], 3, 1) == substr(word[i], 3, 1) && word[j] ~ "^[" letters "]") return 1
    return 0
}

!/^,?"/ { print; next }

runs < most {
    split($0, part, "\"")
    count = split(part[2], word, " ")
    kind = runs++ % 6
    # The first word names the owners of the ballots. A run may end in the middle of a turn.
    for (i = 2 + int((count - 2) / 4); i <= count; i++) {
        if (!place(word[i], kind)) continue
        if (kind < 4 || isNeeded(word, count, i, kind == 4 ? "L" : "FA")) break
    }
    if (i > count) next
    at = place(word[i], kind)
    word[i] = kind < 4 ? set(word[i], at, other(substr(word[i], at, 1))) : ""
    text = word[1]
    for (i = 2; i <= count; i++) if (word[i] != "") text = text " " word[i]
    print (changed++ ? "," : "") "\"" text "\""
}
