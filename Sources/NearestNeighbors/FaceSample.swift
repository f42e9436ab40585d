/// Some faces of a shard, evenly spaced, by which the depth of the head and the scale of the codes
/// are chosen. They decide the speed of a search only.
struct FaceSample {
  private let faces: FaceRows
  private let members: [Int]

  init(of faces: FaceRows, atMost count: Int) {
    self.faces = faces
    let size = min(count, faces.count)
    members = (0..<size).map { $0 * faces.count / size }
  }

  struct Extent {
    /// The largest absolute value, the largest length and the largest squared length of the part
    /// that one of two partial sums takes.
    var value: Float = 0
    var length: Float = 0
    var squaredLane: Float = 0
  }

  func extent(of head: Head) -> Extent {
    var extent = Extent()
    var values = [Float](repeating: 0, count: head.depth)
    for face in members {
      var lanes = SIMD2<Float>()
      values.withUnsafeMutableBufferPointer {
        head.write(faces[face], dimension: faces.dimension, to: $0.baseAddress!)
        for (column, value) in $0.enumerated() {
          extent.value = max(extent.value, abs(value))
          lanes[column / 2 % 2] += value * value
        }
      }
      extent.length = max(extent.length, lanes.sum().squareRoot())
      extent.squaredLane = max(extent.squaredLane, lanes.max())
    }
    return extent
  }

  /// The head with which a search takes the least time, if comparing the heads of a pair takes as
  /// long as they have columns, and a pair that its heads do not rule out takes as long as
  /// `survivorColumns` more.
  ///
  /// - Parameter columnError: the error of the codes of two faces, added up, in a column.
  func bestHead(minSimilarity: Float, columnError: Float, survivorColumns: Int) -> Head {
    let full = Head.fullDepth(dimension: faces.dimension)
    let depths = Array(stride(from: Head.depthMultiple, to: full, by: Head.depthMultiple))
    guard members.count > 1, !depths.isEmpty else { return Head(depth: full) }
    let survivors = survivors(
      depths: depths, minSimilarity: minSimilarity, columnError: columnError)
    let pairs = Double(members.count * (members.count - 1) / 2)
    func cost(_ depth: Int, _ survivors: Int) -> Double {
      Double(depth) + Double(survivorColumns) * Double(survivors) / pairs
    }
    var best = (depth: full, cost: cost(full, survivors.last!))
    for (depth, count) in zip(depths, survivors) where cost(depth, count) < best.cost {
      best = (depth, cost(depth, count))
    }
    return Head(depth: best.depth)
  }

  /// How many pairs of the sample each depth of the head lets through.
  private func survivors(depths: [Int], minSimilarity: Float, columnError: Float) -> [Int] {
    // For each face and depth, half the squared length of the tail.
    let tails = members.flatMap { face in
      var left: Float = 0.5
      return depths.map { depth in
        for column in depth - Head.depthMultiple..<depth {
          left -= faces[face][column] * faces[face][column] / 2
        }
        return left
      }
    }
    let needs = depths.map { minSimilarity - columnError * Float($0).squareRoot() }
    var counts = [Int](repeating: 0, count: depths.count)
    for i in members.indices {
      for j in 0..<i {
        let (a, b) = (faces[members[i]], faces[members[j]])
        var product: Float = 0
        for (part, depth) in depths.enumerated() {
          let column = depth - Head.depthMultiple
          let x = UnsafeRawPointer(a + column).loadUnaligned(as: SIMD8<Float>.self)
          let y = UnsafeRawPointer(b + column).loadUnaligned(as: SIMD8<Float>.self)
          product += (x * y).sum()
          let most = product + tails[i * depths.count + part] + tails[j * depths.count + part]
          if most >= needs[part] { counts[part] += 1 }
        }
      }
    }
    return counts
  }
}
