import BankClient
import EventLoop
import Foundation

/// What happens when somebody ends the program by a signal: nodes stop, files go, and the program
/// dies of that signal.
enum Interruption {
    /// Takes SIGINT, SIGTERM, SIGHUP and SIGPIPE in the loop of `session`.
    ///
    /// SIGPIPE comes when the reader of the results has gone; the run ends as quietly as without
    /// this, and also removes its files.
    ///
    /// - Parameters:
    ///   - session: The cluster whose loop is used; once a loop.
    ///   - cleanUp: What to do before the end.
    static func watch(_ session: ClusterSession, _ cleanUp: @escaping () -> Void) {
        do {
            try session.connection.loop.watchSignals([SIGINT, SIGTERM, SIGHUP, SIGPIPE])
        } catch {
            // Then a signal ends the program at once; the nodes end with it all the same.
            return
        }
        let earlier = session.connection.onOtherEvent
        session.connection.onOtherEvent = { event in
            guard case .signal(let number) = event else {
                earlier?(event)
                return
            }
            cleanUp()
            Terminal.dieOf(number)
        }
    }
}
