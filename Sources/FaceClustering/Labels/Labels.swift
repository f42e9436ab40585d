/// Cluster labels: one integer for each face.
package enum Labels {
  /// Numbers clusters by falling size, ties by the smallest face in them.
  ///
  /// - Parameters:
  ///   - modules: a module for each node, counted from 0.
  ///   - nodeIDs: the face of each node; faces without a node are clusters of their own.
  package static func numberedBySize(
    modules: [UInt32], nodeIDs: [UInt32], faces: Int
  ) -> [Int] {
    var cluster = [Int](repeating: unknown, count: faces)
    for (module, face) in zip(modules, nodeIDs) { cluster[Int(face)] = Int(module) }
    var next = (modules.max().map(Int.init) ?? -1) + 1
    for face in 0..<faces where cluster[face] == unknown {
      cluster[face] = next
      next += 1
    }
    var sizes = [Int](repeating: 0, count: next)
    var firstFace = [Int](repeating: faces, count: next)
    for (face, number) in cluster.enumerated() {
      sizes[number] += 1
      firstFace[number] = min(firstFace[number], face)
    }
    let ranked = sizes.indices.sorted {
      sizes[$0] != sizes[$1] ? sizes[$0] > sizes[$1] : firstFace[$0] < firstFace[$1]
    }
    var label = [Int](repeating: 0, count: next)
    for (rank, number) in ranked.enumerated() { label[number] = rank }
    return cluster.map { label[$0] }
  }

  /// Numbers clusters by falling size, ties by the smallest face in them.
  ///
  /// - Parameter clusters: for each face any number below that of the faces which those of its cluster
  ///   have, and no others.
  static func numberedBySize(clusters: [UInt32]) -> [Int] {
    var dense = [UInt32](repeating: .max, count: clusters.count)
    var next: UInt32 = 0
    let modules = clusters.map { cluster in
      if dense[Int(cluster)] == .max {
        dense[Int(cluster)] = next
        next += 1
      }
      return dense[Int(cluster)]
    }
    return numberedBySize(
      modules: modules, nodeIDs: Array(0..<UInt32(clusters.count)), faces: clusters.count)
  }

  /// The same labels where faces of clusters of fewer than `size` are in none; the others keep their
  /// numbers, as larger clusters come first.
  static func leavingOut(clustersBelow size: Int, _ labels: [Int]) -> [Int] {
    var sizes = [Int](repeating: 0, count: (labels.max() ?? -1) + 1)
    for label in labels where label != unknown { sizes[label] += 1 }
    return labels.map { $0 != unknown && sizes[$0] >= size ? $0 : unknown }
  }

  /// How many other faces the cluster of a face has, on the average of faces.
  static func otherFaces(_ labels: [Int]) -> Double {
    var sizes = [Int](repeating: 0, count: (labels.max() ?? -1) + 1)
    for label in labels where label != unknown { sizes[label] += 1 }
    let pairs = sizes.reduce(0.0) { $0 + Double($1) * Double($1 - 1) }
    return pairs / Double(max(labels.count, 1))
  }

  /// The labels in half of the memory, of as many clusters as there may be faces; `UInt32.max` for faces in none.
  static func compact(_ labels: [Int]) -> [UInt32] {
    labels.map { $0 == unknown ? .max : UInt32($0) }
  }

  /// The same clusters by numbers from 0 in the order of their first faces, `UInt32.max` for faces in none, which take
  /// half of the memory.
  static func dense(_ labels: [Int]) -> [UInt32] {
    var numbers: [Int: UInt32] = [:]
    return labels.map { label in
      if label == unknown { return .max }
      let next = UInt32(numbers.count)
      let number = numbers[label, default: next]
      if number == next { numbers[label] = next }
      return number
    }
  }

  /// The label that a number of ``compact(_:)`` or ``dense(_:)`` stands for.
  static func label(_ number: UInt32) -> Int { number == .max ? unknown : Int(number) }

  /// The label of a face whose class is not known or that is in no cluster, as DBSCAN writes it.
  package static let unknown = -1
}
