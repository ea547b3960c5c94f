import Paxos

/// What decides for itself in a run: each has its own random numbers, so that what one of them
/// draws, or no longer draws, changes nothing for the others.
///
/// That is what lets a failing run be made smaller: a fault that is left out takes its own numbers
/// with it, and the next fault still is what it was.
enum Stream: UInt64 {
    /// A fault, by its number from 1.
    case fault = 1
    /// One direction of a pair, by its place among all.
    case link
    /// A client, by its number.
    case client
    /// A node's times, by its number.
    case node
    /// The old lines of one direction of a pair, by its place among all.
    case replay
    /// The choice of the core that is healed.
    case healing
}

extension SeededGenerator {
    /// Creates the generator of one that decides in the run of a seed.
    init(_ stream: Stream, _ index: Int = 0, of seed: UInt64) {
        var source = SeededGenerator(seed: seed &+ stream.rawValue &<< 56)
        self.init(seed: source.next() &+ UInt64(index) &* 0xD1B5_4A32_D192_ED03)
    }
}
