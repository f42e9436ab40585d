/// The correction of a codelength for being estimated from few steps.
///
/// The entropy of frequencies is on average too short by (K - 1) / (2 n) nats, K being how many words a codebook has
/// and n how often it was seen in use (Miller: "Note on the bias of information estimates", 1955). A network is taken
/// for a sample of as many steps as the strengths of its nodes sum up to, or their degrees, if that is more. Weighted
/// by how often it is used, each codebook costs the same for each word but one.
struct EntropyCorrection: BitwiseCopyable, Sendable {
  /// The bits that each word of a codebook but one makes the codelength longer by; 0 without a correction.
  let bitsPerWord: Double

  /// No correction.
  static let none = EntropyCorrection(bitsPerWord: 0)

  private init(bitsPerWord: Double) { self.bitsPerWord = bitsPerWord }

  /// - Parameter strength: how many times the correction counts.
  init(_ network: Network, strength: Double) {
    var (weights, links) = (0.0, 0.0)
    for source in 0..<network.nodeCount {
      for link in network.links(from: source) {
        // A link from a node to itself has one end.
        let ends = network.targets[link] == UInt32(source) ? 1.0 : 2
        weights += ends * network.weights[link]
        links += ends
      }
    }
    let steps = max(weights, links)
    bitsPerWord = steps > 0 ? strength / (2 * steps * Logarithm.naturalOf2) : 0
  }
}
