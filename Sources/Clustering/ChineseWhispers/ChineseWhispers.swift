import Randomness
import Threads

/// Clusters by faces that take over the label most of their neighbors have (Biemann: "Chinese
/// Whispers", TextGraphs 2006).
///
/// Every face begins with a label of its own. In a pass each face takes the label that has the largest sum
/// of similarities among its neighbors, of equal ones the smallest. One face after another, as published,
/// cannot be done by several threads; all at once they swap labels for ever. So a pass has
/// `subRounds` rounds, in each of which the faces that a hash chooses decide by the labels before it.
/// That ends, with as good clusters, and does not depend on the number of threads.
package struct ChineseWhispers: GraphMethod {
  package static let name = "whispers"
  package static let summary = "Chinese Whispers"
  package static let parameters = [
    MethodParameter(
      "iterations", "N", in: 1...1_000_000,
      help: "passes over all faces at most; it ends when nothing changes",
      default: defaultIterations)
  ]
  package static let isRandom = true
  private static let defaultIterations = 20

  package static func settings(of preset: Preset) -> PresetSettings? {
    switch preset {
    case .msCeleb: PresetSettings(k: 80, minSimilarity: 0.6)
    case .youTubeFaces: PresetSettings(k: 160, minSimilarity: 0.75)
    case .deepFashion: PresetSettings(k: 5, minSimilarity: 0.7)
    }
  }

  /// The most passes over all faces.
  package let iterations: Int
  /// Decides which face decides when.
  package let seed: UInt64

  /// With one round faces swap labels for ever; from 2 to 64 the clusters are equally good.
  private static let subRounds = 8
  /// Faces that a thread takes at a time.
  private static let batchSize = 1024

  package init(iterations: Int, seed: UInt64) {
    self.iterations = iterations
    self.seed = seed
  }

  package init(_ values: MethodValues, seed: UInt64) {
    self.init(
      iterations: values["iterations"].map { Int($0) } ?? Self.defaultIterations, seed: seed)
  }

  package struct Report: MethodReport {
    /// The passes over all faces.
    package let passes: Int
    /// The faces that took another label in the last pass: 0 when nothing would change any more.
    package let movesInLastPass: Int

    package var lines: [(name: String, text: String)] {
      [("passes", "\(passes), \(movesInLastPass) faces changed in the last")]
    }
  }

  package func bytes(faces: Int, edges: Int, threads: Int) -> Int {
    NeighborGraph.unionBytes(faces: faces, edges: edges) + faces * (25 + 12 * threads)
  }

  package func clusters(
    of graph: NeighborGraph, threads: Int, progress: (Double) -> Void
  ) -> MethodResult<Report> {
    let near = graph.union(threads: threads)
    let workers = Workers(count: threads)
    let votes = (0..<threads).map { _ in LabelVotes(labels: near.nodeCount) }
    let listening = (0..<near.nodeCount).filter { near.degree(of: $0) > 0 }
    var labels = (0..<near.nodeCount).map { UInt32($0) }
    // A face whose neighbors have kept their labels since it decided would decide the same again.
    var isOpen = [Bool](repeating: true, count: near.nodeCount)
    var (passes, moves) = (0, 0)
    for pass in 0..<iterations {
      moves = 0
      for round in rounds(of: listening, pass: pass) {
        let faces = round.filter { isOpen[$0] }
        let next = decide(faces, near, labels, votes, workers)
        for face in faces { isOpen[face] = false }
        for (face, label) in zip(faces, next) where labels[face] != label {
          labels[face] = label
          moves += 1
          near.forEachNeighbor(of: face) { other, _ in isOpen[other] = true }
        }
      }
      passes = pass + 1
      progress(Double(passes) / Double(iterations))
      if moves == 0 { break }
    }
    return MethodResult(
      labels: labels, report: Report(passes: passes, movesInLastPass: moves))
  }

  /// The faces of each round of a pass, rising.
  private func rounds(of faces: [Int], pass: Int) -> [[Int]] {
    var rounds = [[Int]](repeating: [], count: Self.subRounds)
    let key = SplitMix64.mixed(SplitMix64.mixed(seed) ^ UInt64(pass))
    for face in faces {
      rounds[Int(SplitMix64.mixed(key ^ UInt64(face)) % UInt64(Self.subRounds))].append(face)
    }
    return rounds
  }

  /// The labels that some faces take by the labels of all.
  private func decide(
    _ faces: [Int], _ near: NeighborGraph, _ labels: [UInt32], _ votes: [LabelVotes],
    _ workers: Workers
  ) -> [UInt32] {
    [UInt32](unsafeUninitializedCapacity: faces.count) { next, count in
      // Each piece has places of its own.
      nonisolated(unsafe) let next = next
      workers.forEach(0..<faces.count, by: Self.batchSize) { part, _, worker in
        for place in part {
          next.initializeElement(
            at: place, to: votes[worker].winner(faces[place], near, labels.span))
        }
      }
      count = faces.count
    }
  }
}

/// One thread's sums of similarities by label.
private final class LabelVotes: @unchecked Sendable {
  private let labels: Int
  private let totals: UnsafeMutablePointer<Double>
  /// For which count a total was begun last, so that totals need not be cleared.
  private let begun: UnsafeMutablePointer<UInt32>
  private var count: UInt32 = 0

  init(labels: Int) {
    self.labels = labels
    totals = .allocate(capacity: labels)
    totals.initialize(repeating: 0, count: labels)
    begun = .allocate(capacity: labels)
    begun.initialize(repeating: 0, count: labels)
  }

  deinit {
    totals.deallocate()
    begun.deallocate()
  }

  /// The label with the most similarity among the neighbors of a face, of equal ones the smallest.
  func winner(_ face: Int, _ near: NeighborGraph, _ labelOf: Span<UInt32>) -> UInt32 {
    if count == .max {
      begun.update(repeating: 0, count: labels)
      count = 0
    }
    count += 1
    let (totals, begun, count) = (totals, begun, count)
    // Rows rise, so sums are added in the order of the faces.
    near.forEachNeighbor(of: face) { neighbor, weight in
      let label = Int(labelOf[neighbor])
      if begun[label] != count {
        begun[label] = count
        totals[label] = 0
      }
      totals[label] += Double(weight)
    }
    var best = (label: labelOf[face], total: -Double.infinity)
    near.forEachNeighbor(of: face) { neighbor, _ in
      let label = labelOf[neighbor]
      let total = totals[Int(label)]
      if total > best.total || total == best.total && label < best.label { best = (label, total) }
    }
    return best.label
  }
}
