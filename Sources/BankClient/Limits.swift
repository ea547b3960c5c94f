/// The bounds of a client's side; nothing in it grows beyond them.
public enum ClientLimits {
    /// The most logical clients of one connection to a cluster.
    public static let clientsMax = 1 << 16
    /// The most requests that wait at all clients together, those that were sent included.
    public static let requestsMax = 1 << 20
    /// How often at most one attempt is redirected from one node to another before its timer.
    public static let redirectsMax = 4
    /// How many waits in vain for a leader that works for others are left to it alone.
    package static let patientExpiriesMax = 2
    /// The most reads of one connection to a cluster that are under way or over and not taken.
    public static let readsMax = 1 << 16
    /// The most questions of one connection to a cluster that are open, or answered and not taken.
    public static let questionsMax = 1_024
    /// How often one of the reads that all nodes refused asks whether anybody leads, in
    /// milliseconds.
    package static let probeMilliseconds = 25
    /// How long a node may take to answer HELLO, in milliseconds.
    public static let greetingMillisecondsMax = 2_000
    /// The most bytes of requests that find room in a connection's outbox together or not at all;
    /// a single request may be longer.
    package static let runBytesMax = 1 << 16
}
