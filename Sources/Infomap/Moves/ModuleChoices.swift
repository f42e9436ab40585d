import CInfomap

/// The modules that the node at hand could be in, its own first, and what would become of them: memory for one node
/// at a time.
struct ModuleChoices: ~Copyable {
  let modules: Buffer<UInt32>
  /// By how much the codelength changes if the node joins each of them; the first has no meaning.
  let changes: Buffer<Double>
  /// The term of the first without the node, and of each other with it.
  let terms: Buffer<Double>
  /// plogp of the total enter flow if the node joins each of them; the first has no meaning.
  let totalTerms: Buffer<Double>
  /// The three arrays as C takes them, one element: to put it together for each node would make it wait for memory.
  let arrays: Buffer<codelength_changes>

  /// - Parameter capacity: how many modules it could be, its own not counted.
  init(capacity: Int) {
    modules = Buffer(uninitialized: 1 + capacity)
    changes = Buffer(uninitialized: 1 + capacity + Self.spareChanges)
    terms = Buffer(uninitialized: changes.count)
    totalTerms = Buffer(uninitialized: changes.count)
    arrays = Buffer(
      count: 1,
      repeating: codelength_changes(
        change: changes.base, term: terms.base, total_term: totalTerms.base))
  }

  /// The place, from 1 to `count`, of the module that shortens the codelength most; 0 if none does by so many bits.
  @inline(__always)
  func best(of count: Int, leastGain: Double) -> Int {
    var best = 0
    var bestChange = -leastGain
    for place in 1...count where changes[place] < bestChange {
      bestChange = changes[place]
      best = place
    }
    return best
  }

  /// Changes are computed up to eight at a time.
  private static var spareChanges: Int { 7 }
}
