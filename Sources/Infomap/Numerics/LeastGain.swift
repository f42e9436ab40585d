/// Differences of codelengths, in bits a step, that may be rounding alone. A codelength is a sum of terms
/// of up to tens of bits, each of which rounds by about 1e-15 bits, and a search that took rounding for a
/// gain might not end.
enum LeastGain {
  /// The least gain of moving one node: the difference of a handful of terms, of which the total enter
  /// flow has collected the rounding of many moves.
  static var ofMove: Double { 1e-11 }
  /// The least gain of a move where up to `flow` may enter modules in a step: at a long Markov time terms are large, and
  /// round accordingly.
  static func ofMove(amongFlow flow: Double) -> Double {
    max(ofMove, 0x1p-45 * Logarithm.plogp(flow))
  }
  /// The least gain of a step that concerns all modules: a round of tuning, a level more or less.
  static var ofStep: Double { 1e-10 }
  /// The most bits by which a move that changes nothing can seem to cost or gain, all flow being exact.
  static var ofNothing: Double { 1e-13 }
}
