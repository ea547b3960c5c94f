import Foundation
import Testing

extension EndToEnd {
    @Suite("At a terminal")
    struct TerminalTests {
        /// Opens a terminal whose other end is the test.
        private func terminal() throws -> (test: Int32, program: Int32) {
            let test = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
            var lock: Int32 = 0
            var number: Int32 = -1
            // Linux's TIOCSPTLCK and TIOCGPTN, which are no constants in Swift.
            try #require(ioctl(test, 0x4004_5431, &lock) == 0, "no terminal: \(errno)")
            try #require(ioctl(test, 0x8004_5430, &number) == 0, "no terminal: \(errno)")
            let program = open("/dev/pts/\(number)", O_RDWR | O_NOCTTY | O_CLOEXEC)
            try #require(program >= 0)
            return (test, program)
        }

        /// Whether the terminal shows what is typed, as a shell expects.
        private func echoes(_ descriptor: Int32) -> Bool {
            var modes = termios()
            return tcgetattr(descriptor, &modes) == 0 && modes.c_lflag & tcflag_t(ECHO) != 0
        }

        /// Reads what the program shows until `text` was seen.
        private func read(_ descriptor: Int32, until text: String) throws {
            var shown: [UInt8] = []
            try Program.wait(for: "the words \(text)") {
                var state = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
                guard poll(&state, 1, 100) == 1 else { return false }
                var bytes = [UInt8](repeating: 0, count: 4_096)
                let count = Foundation.read(descriptor, &bytes, bytes.count)
                shown += bytes[..<max(0, count)]
                return String(decoding: shown, as: UTF8.self).contains(text)
            }
        }

        @Test("A typed transfer is answered; Ctrl-D leaves, and the terminal is as before")
        func typed() throws {
            try TestFolder.with { folder in
                let terminal = try terminal()
                defer {
                    close(terminal.test)
                    close(terminal.program)
                }
                let console = Program(["console"], in: folder, input: .terminal(terminal.program))
                try read(terminal.test, until: "no leader #0> ")
                #expect(!echoes(terminal.program))
                write(terminal.test, "transfer G B 6\r", 15)
                try read(terminal.test, until: "n1* (1,1) #1> ")
                write(terminal.test, "\u{4}", 1)

                #expect(console.outcome().end == .code(0))
                #expect(echoes(terminal.program))
                #expect(folder.nodes == [] && folder.leftovers == [])
            }
        }

        @Test("A signal while a line is typed leaves the terminal as before")
        func signal() throws {
            try TestFolder.with { folder in
                let terminal = try terminal()
                defer {
                    close(terminal.test)
                    close(terminal.program)
                }
                let console = Program(["console"], in: folder, input: .terminal(terminal.program))
                try read(terminal.test, until: "no leader #0> ")
                console.send(signal: SIGTERM)

                #expect(console.outcome().end == .signal(SIGTERM))
                #expect(echoes(terminal.program))
                #expect(folder.nodes == [] && folder.leftovers == [])
            }
        }
    }
}
