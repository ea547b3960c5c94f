#if MUTANTS
import Synchronization

/// Which bug this process runs with.
///
/// It is the one thing in pure rooms that is not handed in: a decision that is made wrong must not
/// need an argument that the right one has no use for.
public enum PlantedMutant {
    /// The bug, by its place among them all, counted from 1; 0 for none.
    private static let place = Atomic<Int>(0)

    /// All bugs, in their order.
    private static let all = Mutant.allCases

    /// The bug; nil for none.
    public static var current: Mutant? {
        let place = place.load(ordering: .relaxed)
        return place == 0 ? nil : all[place - 1]
    }

    /// Plants a bug in everything that happens from now on; nil for none.
    public static func plant(_ mutant: Mutant?) {
        let index = mutant.flatMap { all.firstIndex(of: $0) }
        place.store((index ?? -1) + 1, ordering: .relaxed)
    }
}
#endif
