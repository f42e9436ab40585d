/// A Markov time for each link: longer where the network is sparse, so that modules do not fall apart there, and 1
/// where the walker is most often (Edler, Smiljanić, Holmgren, Eriksson, Rosvall: "Variable Markov dynamics as a
/// multifocal lens to map multiscale complex networks", arXiv 2211.04287).
///
/// A node that is visited as often as a node with k links of the mean weight has the scale g(k), and so has a link:
/// that of its source if links have directions, the greater one of its ends if they have none. Its time is the
/// scale of the node that is visited most, divided by its own.
public struct LocalMarkovTime: Sendable, Equatable {
  /// How the scale grows with k, from 0, where it is k, to 1, where it is the binary logarithm of k.
  public var damping = 1.0
  /// The least k, and the least scale, of a node; above 0.
  public var leastScale = 1.0

  /// Makes times as the properties say.
  public init() {}

  /// The scale g of a node with so many links: (k^e - 1) / e, where e is 1 - damping, which in the limit is the
  /// natural logarithm, times and plus what makes it k and the binary logarithm at the ends.
  func scale(ofDegree degree: Double) -> Double {
    let exponent = 1 - damping
    let logarithm = Logarithm.log2(degree) * Logarithm.naturalOf2
    let growth = logarithm * Self.growth(exponent * logarithm)
    let offset = exponent * exponent
    return growth * (offset + (1 - offset) / Logarithm.naturalOf2) + offset
  }

  /// (e^x - 1) / x from +, -, *, / alone, like logarithms, so that all machines find the same.
  private static func growth(_ x: Double) -> Double {
    guard x.magnitude > 0.5 else {
      // The Taylor series, whose first omitted term is below the rounding.
      var sum = 0.0
      for divisor in stride(from: 16.0, through: 1, by: -1) { sum = (sum * x + 1) / divisor }
      // Horner's scheme has divided by 1, 2, ..., as the terms x^n / (n + 1)! ask for.
      return sum
    }
    // By squaring e^(x / 2^n).
    var part = x
    var squarings = 0
    while part.magnitude > 0.5 {
      part /= 2
      squarings += 1
    }
    var power = 1 + part * growth(part)
    for _ in 0..<squarings { power *= power }
    return (power - 1) / x
  }
}

extension Network {
  /// The network with the weight of each link times its Markov time.
  ///
  /// - Parameters:
  ///   - nodeFlow: the visit rates.
  ///   - looksAtBothEnds: whether the time of a link depends on its target as well.
  func scaled(by time: LocalMarkovTime, nodeFlow: [Double], looksAtBothEnds: Bool) -> Network {
    var ends = 0
    for source in 0..<nodeCount {
      for link in links(from: source) { ends += targets[link] == UInt32(source) ? 1 : 2 }
    }
    let scales = nodeFlow.map {
      max(time.leastScale, time.scale(ofDegree: max(time.leastScale, $0 * Double(ends))))
    }
    let most = scales.max() ?? 1
    var scaled: [Double] = []
    scaled.reserveCapacity(linkCount)
    for source in 0..<nodeCount {
      for link in links(from: source) {
        var scale = scales[source]
        if looksAtBothEnds { scale = max(scale, scales[Int(targets[link])]) }
        scaled.append(weights[link] * (most / scale))
      }
    }
    var network = Network(
      isDirected: isDirected, nodeIDs: nodeIDs, linkedNodeCount: linkedNodeCount,
      linkOffsets: linkOffsets, targets: targets, weights: LinkWeights(double: scaled))
    network.nodeNames = nodeNames
    network.nodeWeights = nodeWeights
    network.bipartiteStart = bipartiteStart
    network.leavesDirectionOpen = leavesDirectionOpen
    return network
  }
}
