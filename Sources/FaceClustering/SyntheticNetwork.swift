import Embeddings
import Storage
import Threads

/// A directed network with planted modules, of any size.
///
/// Modules have log-normal sizes. All nodes have the same number of links out, give or take one,
/// with random weights from 0.5 to 1: most to other members of their module, each a different one,
/// the rest to nodes anywhere. Every link is a function of the seed and its number alone, and links
/// are numbered by rising source.
package struct SyntheticNetwork: Sendable {
  package let nodes: Int
  package let links: Int
  /// The chance that a link leads anywhere rather than into the module of its source.
  package let mixing: Double
  package let seed: UInt64

  /// The members of each module, in the order before nodes are shuffled.
  private let modules: LogNormalGroups
  private let order: RowPermutation

  private enum Stream: UInt64 {
    case size = 101
    case links, weight
  }

  package static let defaultMixing = 0.2
  package static let defaultLinksPerNode = 20
  package static let defaultModuleSize = 70
  private static let sizeSpread = 0.8

  /// - Precondition: at least two nodes, and at least one link.
  package init(
    nodes: Int, links: Int, moduleSize: Int = defaultModuleSize, mixing: Double = defaultMixing,
    seed: UInt64 = 1
  ) {
    precondition(nodes > 1 && links > 0 && moduleSize > 0)
    self.nodes = nodes
    self.links = links
    self.mixing = mixing
    self.seed = seed
    modules = LogNormalGroups(
      count: nodes, mean: Double(moduleSize), spread: Self.sizeSpread,
      hash: CounterHash(seed: seed, stream: Stream.size.rawValue))
    order = RowPermutation(count: nodes, seed: seed)
  }

  package var modulesPlanted: Int { modules.groups }

  /// The module of a node.
  package func label(ofNode node: Int) -> Int { modules.group(of: order[node]) }

  /// The first link of a node.
  private func firstLink(of node: Int) -> Int {
    let (high, low) = links.multipliedFullWidth(by: node)
    let (quotient, remainder) = nodes.dividingFullWidth((high, low))
    return remainder > 0 ? quotient + 1 : quotient
  }

  /// Makes the links of a range.
  private func make(
    _ range: Range<Int>, _ sources: UnsafeMutablePointer<UInt32>,
    _ targets: UnsafeMutablePointer<UInt32>, _ weights: UnsafeMutablePointer<Float>
  ) {
    let (high, low) = nodes.multipliedFullWidth(by: range.lowerBound)
    var node = links.dividingFullWidth((high, low)).quotient
    var link = range.lowerBound
    while link < range.upperBound {
      let first = firstLink(of: node)
      let end = min(firstLink(of: node + 1), range.upperBound)
      let place = order[node]
      let members = modules.places(of: modules.group(of: place))
      let chance = CounterHash(seed: seed, stream: Stream.links.rawValue, index: node)
      let weight = CounterHash(seed: seed, stream: Stream.weight.rawValue, index: node)
      let others = Others(of: place, among: members, chance)
      while link < end {
        let number = link - first
        var target: Int
        if number < others.count, chance.uniform(2 * number + 2) >= mixing {
          target = others[number]
        } else {
          target = Int(
            chance[2 * number + 3].multipliedFullWidth(by: UInt64(nodes)).high)
          if target == place { target = (target + 1) % nodes }
        }
        sources[link - range.lowerBound] = UInt32(node)
        targets[link - range.lowerBound] = UInt32(order.row(at: target))
        weights[link - range.lowerBound] = Float(0.5 + 0.5 * weight.uniform(number))
        link += 1
      }
      node += 1
    }
  }

  /// The other members of a module in an order of their own for each member: they lie around it in a
  /// circle, and steps of a size that shares no divisor with their number meet them all.
  private struct Others {
    let place: Int
    let members: Range<Int>
    let start: Int
    let step: Int

    var count: Int { members.count - 1 }

    init(of place: Int, among members: Range<Int>, _ chance: CounterHash) {
      self.place = place
      self.members = members
      let count = max(1, members.count - 1)
      start = Int(chance[0] % UInt64(count))
      var step = Int(chance[1] % UInt64(count))
      while Self.divisor(step, count) != 1 { step += 1 }
      self.step = step
    }

    subscript(number: Int) -> Int {
      let away = 1 + (start + number * step) % count
      return members.lowerBound + (place - members.lowerBound + away) % members.count
    }

    private static func divisor(_ a: Int, _ b: Int) -> Int {
      var (a, b) = (a, b)
      while b > 0 { (a, b) = (b, a % b) }
      return a
    }
  }

  /// Writes the arrays of the edge list, and the modules as labels to `labels`. The memory it takes
  /// does not depend on the number of links.
  package func write(
    prefix: String, labels: String, threads: Int, progress: (Double) -> Void
  ) throws(FileError) {
    let files = SharedEdges.files(prefix: prefix)
    let sourceFile = try NumpyWriter<UInt32>(files[0], type: "<u4", count: links)
    let targetFile = try NumpyWriter<UInt32>(files[1], type: "<u4", count: links)
    let weightFile = try NumpyWriter<Float>(files[2], type: "<f4", count: links)
    var sources = [UInt32](repeating: 0, count: min(links, Self.linksAtOnce))
    var targets = sources
    var weights = [Float](repeating: 0, count: sources.count)
    for start in stride(from: 0, to: links, by: Self.linksAtOnce) {
      let count = min(Self.linksAtOnce, links - start)
      sources.withUnsafeMutableBufferPointer { sources in
        targets.withUnsafeMutableBufferPointer { targets in
          weights.withUnsafeMutableBufferPointer { weights in
            nonisolated(unsafe) let base = (
              sources.baseAddress!, targets.baseAddress!, weights.baseAddress!
            )
            Workers(count: threads).forEach(threads) { thread, _ in
              let part = count * thread / threads..<count * (thread + 1) / threads
              make(
                start + part.lowerBound..<start + part.upperBound, base.0 + part.lowerBound,
                base.1 + part.lowerBound, base.2 + part.lowerBound)
            }
          }
        }
      }
      try sourceFile.append(sources.span.extracting(0..<count))
      try targetFile.append(targets.span.extracting(0..<count))
      try weightFile.append(weights.span.extracting(0..<count))
      progress(Double(start + count) / Double(links))
    }
    let labelFile = try AtomicFile(labels)
    try labelFile.append(lines: (0..<nodes).lazy.map(label(ofNode:)))
    try AtomicFile.commit([sourceFile.file, targetFile.file, weightFile.file, labelFile])
  }

  private static let linksAtOnce = 1 << 22
}
