import BankClient
import EventLoop
import Foundation

/// What happens when somebody ends the program by a signal: nodes stop, files go, and the program
/// dies of that signal.
enum Interruption {
    /// Takes SIGINT, SIGTERM and SIGHUP in the loop of `session`.
    ///
    /// - Parameters:
    ///   - session: The cluster whose loop is used; once a loop.
    ///   - cleanUp: What to do before the end.
    static func watch(_ session: ClusterSession, _ cleanUp: @escaping () -> Void) {
        do {
            try session.connection.loop.watchSignals([SIGINT, SIGTERM, SIGHUP])
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
