import Foundation

/// The three descriptors that every program expects.
public enum StandardDescriptors {
    /// Opens those that the caller left closed, on nothing.
    ///
    /// Without it the next socket or pipe would get such a number, and be taken for standard input
    /// or written results into.
    public static func openMissing() {
        for descriptor: Int32 in 0...2 where fcntl(descriptor, F_GETFD) < 0 {
            _ = unsafe open("/dev/null", O_RDWR)
        }
    }

    /// Writes text to standard output, or to standard error as descriptor 2; all of it, unless its
    /// reader has gone.
    public static func write(_ text: String, to descriptor: Int32 = 1) {
        Terminal.write(text, to: descriptor)
    }
}

/// The terminal that this process talks to, if it does.
enum Terminal {
    /// Whether standard input is a terminal.
    static var isInput: Bool { isatty(0) == 1 }

    /// Whether standard output is a terminal.
    static var isOutput: Bool { isatty(1) == 1 }

    /// How many columns the terminal has; 80 if that cannot be found out.
    static var columns: Int {
        var size = winsize()
        guard unsafe ioctl(1, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
        return Int(size.ws_col)
    }

    /// Writes bytes to standard output or error, all of them.
    ///
    /// A reader that has gone ends the program quietly: the system does it by a signal.
    static func write(_ text: String, to descriptor: Int32 = 1) {
        write(Array(text.utf8), to: descriptor)
    }

    /// Writes bytes to standard output or error, all of them.
    static func write(_ bytes: [UInt8], to descriptor: Int32 = 1) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes {
                unsafe Foundation.write(descriptor, $0.baseAddress, $0.count)
            }
            if count < 0, errno == EINTR { continue }
            if count < 0, errno == EAGAIN {
                var state = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                _ = unsafe poll(&state, 1, -1)
                continue
            }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }

    /// Lets this process die of a signal that it has taken as an event, as a shell expects.
    static func dieOf(_ number: Int32) -> Never {
        signal(number, SIG_DFL)
        var set = sigset_t()
        unsafe sigemptyset(&set)
        unsafe sigaddset(&set, number)
        _ = unsafe sigprocmask(SIG_UNBLOCK, &set, nil)
        kill(getpid(), number)
        exit(128 + number)
    }
}

/// The modes of a terminal while a line is edited: each key comes at once and nothing is echoed.
///
/// MUST be ended before the process is: a shell afterwards would not see what is typed.
struct RawMode {
    /// The modes before.
    private var before = termios()

    /// Enters the mode; nil if standard input is no terminal.
    init?() {
        guard unsafe tcgetattr(0, &before) == 0 else { return nil }
        var raw = before
        raw.c_lflag &= ~tcflag_t(ECHO | ICANON | ISIG | IEXTEN)
        raw.c_iflag &= ~tcflag_t(IXON | ICRNL | INLCR)
        guard unsafe tcsetattr(0, TCSADRAIN, &raw) == 0 else { return nil }
    }

    /// Puts the terminal back as it was.
    mutating func end() {
        _ = unsafe tcsetattr(0, TCSADRAIN, &before)
    }
}
