#if MUTANTS
import Mutation
#endif

/// What a replica has promised and knows of promises, apart from the entries it accepted: small,
/// and written out whole with every record of the log, so that one record tells all of it.
public struct DurableState: Hashable, Sendable {
    /// The highest ballot promised.
    public var promised = Ballot.zero
    /// The highest round this replica ever used for a candidacy; it never uses one twice.
    public var usedRound: UInt64 = 0
    /// How often this replica has lost its memory, as far as it knows.
    public var life: UInt32 = 0
    /// Whether it may have forgotten what it promised and takes no part until it has rejoined.
    public var isRecovering = false
    /// What it noted of other replicas it met, in the order of their numbers.
    public var notes: [Note] = []

    /// The state of a replica at its very beginning.
    public init() {}

    /// Takes in one durable record; entries change it only by the ballot they were accepted in.
    public mutating func apply<Command>(_ record: DurableRecord<Command>) {
        switch record {
        case .usedRound(let round): usedRound = max(usedRound, round)
        case .promised(let ballot): promised = max(promised, ballot)
        case .accepted(let run, _):
            #if MUTANTS
            if Mutant.acceptWithoutPromise.isPlanted { break }
            #endif
            promised = max(promised, run.ballot)
        case .learned: break
        case .noted(let note): take(note)
        case .forgot: isRecovering = true
        case .rejoined(let newLife):
            life = newLife
            isRecovering = false
        }
    }

    private mutating func take(_ note: Note) {
        notes.removeAll { $0.node == note.node }
        let index = notes.firstIndex { $0.node > note.node } ?? notes.endIndex
        notes.insert(note, at: index)
    }
}
