import Foundation
import Testing

/// Checks that the pages name what there is, and nothing else.
@Suite("Documentation")
struct DocumentationTests {
    /// README.md and everything in docs, by path from the repository's root.
    private static func pages() throws -> [String] {
        let docs = repository.appending(path: "docs")
        let names = try FileManager.default.contentsOfDirectory(atPath: docs.path)
        return ["README.md"] + names.filter { $0.hasSuffix(".md") }.sorted().map { "docs/\($0)" }
    }

    private static func text(_ path: String) throws -> String {
        try String(contentsOf: repository.appending(path: path), encoding: .utf8)
    }

    private static func exists(_ path: String) -> Bool {
        FileManager.default.fileExists(atPath: repository.appending(path: path).path)
    }

    /// Every file under Sources, as `Room/path`.
    private static func sourceFiles() throws -> Set<String> {
        let folder = repository.appending(path: "Sources")
        let paths = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
        return Set(
            paths.filter { path in
                var isFolder: ObjCBool = false
                let full = folder.appending(path: path).path
                _ = FileManager.default.fileExists(atPath: full, isDirectory: &isFolder)
                let name = path.split(separator: "/").last ?? ""
                return !isFolder.boolValue && !name.hasPrefix(".")
            }
        )
    }

    /// The names that stand as string literals after `opening` in a source file.
    private static func names(
        after opening: Regex<(Substring, Substring)>,
        in path: String
    ) throws
        -> Set<String>
    {
        Set(try text(path).matches(of: opening).map { String($0.1) })
    }

    /// The files with the tables of commands and flags.
    private static let tables = [
        "Sources/paxosbank/ArgumentsTable.swift", "Sources/paxosbank/StorageTable.swift",
        "Sources/paxosbank/ConfigTable.swift",
        "Sources/Runner/Console/CommandTable.swift",
    ]

    // MARK: Files

    @Test("The code map names every file of Sources, each once, and no other")
    func codeMap() throws {
        var room = ""
        var named: [String] = []
        for line in try Self.text("docs/ARCHITECTURE.md").split(separator: "\n") {
            if line.hasPrefix("## ") { room = "" }
            if let head = line.firstMatch(of: #/^\*\*(\w+)\*\* — /#) { room = String(head.1) }
            guard !room.isEmpty, let row = line.firstMatch(of: #/^\| `([^`]+)` \| (.+) \|$/#) else {
                continue
            }
            named.append("\(room)/\(row.1)")
        }
        let files = try Self.sourceFiles()

        #expect(files.count > 100)
        #expect(Set(named).count == named.count, "a file is named twice")
        #expect(files.subtracting(named).sorted() == [], "the map lacks these")
        #expect(Set(named).subtracting(files).sorted() == [], "these do not exist")
    }

    @Test("Every link within the repository leads to a file, and to a heading if it names one")
    func links() throws {
        var count = 0
        for page in try Self.pages() {
            let folder = page.split(separator: "/").dropLast().map { "\($0)/" }.joined()
            for match in try Self.text(page).matches(of: #/\]\(([^)\s]+)\)/#) {
                let link = String(match.1)
                guard !link.contains("://") else { continue }
                count += 1
                let parts = link.split(separator: "#", omittingEmptySubsequences: false)
                let target = parts[0].isEmpty ? page : folder + parts[0]
                #expect(Self.exists(target), "\(page) links to \(link)")
                guard parts.count > 1, Self.exists(target) else { continue }
                let anchors = try Self.anchors(of: target)
                #expect(anchors.contains(String(parts[1])), "\(page) links to \(link)")
            }
        }
        #expect(count > 10)
    }

    /// The anchors of a page's headings: lower case, blanks as hyphens, other signs left out.
    private static func anchors(of page: String) throws -> Set<String> {
        let headings = try text(page).split(separator: "\n").filter { $0.hasPrefix("#") }
        return Set(
            headings.map { heading in
                let words = heading.drop { $0 == "#" || $0 == " " }.lowercased()
                return words.replacing(" ", with: "-")
                    .filter { $0.isLetter || $0.isNumber || $0 == "-" || $0 == "_" }
            }
        )
    }

    @Test("Every file of the repository that a page names in code style exists")
    func paths() throws {
        let path = #/`((?:Sources|Tests|docs|\.ci)/[\w+./-]+)`/#
        for page in try Self.pages() {
            for match in try Self.text(page).matches(of: path) {
                #expect(Self.exists(String(match.1)), "\(page) names \(match.1)")
            }
        }
    }

    // MARK: Commands

    @Test("docs/CLI.md has a heading for every command, and for nothing else")
    func commands() throws {
        let page = try Self.text("docs/CLI.md")
        var commands: Set<String> = []
        for table in Self.tables {
            commands.formUnion(try Self.names(after: #/CommandSpec\(\s*"([^"]+)"/#, in: table))
        }
        let headings = page.matches(of: #/(?m)^### `([a-z]+(?: [a-z]+)?)/#).map { String($0.1) }

        #expect(commands.count > 15)
        #expect(commands.subtracting(headings).sorted() == [], "docs/CLI.md lacks these")
        #expect(Set(headings).subtracting(commands).sorted() == [], "there are no such commands")
    }

    @Test("docs/CLI.md names every flag, and no page names one that does not exist")
    func flags() throws {
        let page = try Self.text("docs/CLI.md")
        var flags: Set<String> = []
        for table in Self.tables {
            flags.formUnion(try Self.names(after: #/FlagSpec\(\s*"([^"]+)"/#, in: table))
        }

        #expect(flags.count > 20)
        for flag in flags.sorted() { #expect(page.contains("`--\(flag)"), "--\(flag)") }
        for name in try Self.pages() {
            for line in try Self.commandLines(of: name) {
                let given = line.matches(of: #/ --([a-z][a-z-]*)/#).map { String($0.1) }
                #expect(Set(given).subtracting(flags) == [], "\(name): \(line)")
            }
        }
    }

    @Test("Every call of the program on a page is a command of docs/CLI.md")
    func calls() throws {
        let headings = try Self.text("docs/CLI.md").matches(of: #/(?m)^### `([a-z]+)/#)
        let known = Set(headings.map { String($0.1) })
        var count = 0
        for page in try Self.pages() {
            for line in try Self.commandLines(of: page) {
                guard let word = line.firstMatch(of: #/paxosbank ([a-z]+)/#) else { continue }
                count += 1
                #expect(known.contains(String(word.1)), "\(page): \(line)")
            }
        }
        #expect(count > 10)
    }

    /// The lines in blocks of code that call the program.
    private static func commandLines(of page: String) throws -> [Substring] {
        var isCode = false
        var lines: [Substring] = []
        for line in try text(page).split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("```") { isCode.toggle() }
            let command = line.trimmingPrefix("$ ")
            let isCall =
                command.hasPrefix("paxosbank ") || command.hasPrefix("swift run -c release ")
            if isCode, isCall { lines.append(command) }
        }
        return lines
    }

    @Test("docs/CLI.md has the number of every exit code")
    func exitCodes() throws {
        let page = try Self.text("docs/CLI.md")
        let codes = try Self.names(
            after: #/case \w+ = (\d+)/#,
            in: "Sources/paxosbank/ExitCode.swift"
        )

        #expect(codes.count > 10)
        for code in codes.sorted() { #expect(page.contains("\n| \(code) |"), "exit code \(code)") }
    }
}
