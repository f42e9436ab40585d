import Infomap

/// Links as tests write them.
struct LinkTable {
  var links: [(source: UInt32, target: UInt32, weight: Double)]

  init(_ links: [(UInt32, UInt32, Double)]) {
    self.links = links.map { (source: $0.0, target: $0.1, weight: $0.2) }
  }

  /// Random links between `nodes` nodes, self-links, duplicates and dangling nodes included.
  init(random: inout TestRandom, nodes: Int, links count: Int) {
    links = (0..<count).map { _ in
      (
        source: UInt32(random.next(below: nodes)), target: UInt32(random.next(below: nodes)),
        weight: Double(1 + random.next(below: 8)) / 4
      )
    }
  }

  /// Dense groups with few links between them.
  init(random: inout TestRandom, groups: Int, groupSize: Int, degree: Int, mixing: Double) {
    links = []
    for node in 0..<(groups * groupSize) {
      for _ in 0..<degree {
        let group = random.unit() < mixing ? random.next(below: groups) : node / groupSize
        let target = group * groupSize + random.next(below: groupSize)
        links.append((UInt32(node), UInt32(target), 0.5 + random.unit()))
      }
    }
  }

  func network(directed: Bool, threads: Int = 1) throws(NetworkError) -> Network {
    let sources = links.map(\.source)
    let targets = links.map(\.target)
    let weights = links.map(\.weight)
    return try Network(
      sources: sources.span, targets: targets.span, weights: weights.span, directed: directed,
      threads: threads)
  }
}
