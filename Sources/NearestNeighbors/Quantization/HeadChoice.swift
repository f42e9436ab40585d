/// Chooses the head with which a search takes the least time.
///
/// Comparing the heads of a pair takes as long as they are deep; a pair that its heads do not rule out
/// takes as long as `survivorColumns` more.
struct HeadChoice {
  let minSimilarity: Float
  let survivorColumns: Int
  /// The width of the codes of two faces, added up, as parts of the largest component; 0 for floats.
  let codeWidth: Float

  struct Choice {
    let depth: Int
    let cost: Double
  }

  /// The best depth for the components of some faces, which are taken in their order.
  ///
  /// - Parameter largest: about the largest component of a head of a depth.
  func best(of components: [Float], dimension: Int, largest: (Int) -> Float) -> Choice {
    let full = Head.fullDepth(dimension: dimension)
    let depths = Array(stride(from: Head.depthMultiple, to: full, by: Head.depthMultiple))
    let count = components.count / dimension
    guard count > 1, !depths.isEmpty else { return Choice(depth: full, cost: Double(full)) }
    // The errors of rounding are spread evenly over the width of a code.
    let needs = depths.map {
      minSimilarity - largest($0) * codeWidth * (Float($0) / 12).squareRoot()
    }
    let survivors = survivors(components, dimension, depths, needs)
    let pairs = Double(count * (count - 1) / 2)
    func choice(_ depth: Int, _ survivors: Int) -> Choice {
      let share = Double(survivors) / pairs
      return Choice(depth: depth, cost: Double(depth) + Double(survivorColumns) * share)
    }
    let all = zip(depths, survivors).map(choice) + [choice(full, survivors.last!)]
    return all.min { $0.cost < $1.cost }!
  }

  /// How many pairs each depth lets through.
  private func survivors(
    _ components: [Float], _ dimension: Int, _ depths: [Int], _ needs: [Float]
  ) -> [Int] {
    let count = components.count / dimension
    let step = Head.depthMultiple
    // For each face and depth, half the squared length of the tail.
    let tails = (0..<count).flatMap { face in
      var left: Float = 0.5
      return depths.map { depth in
        for column in depth - step..<depth {
          let value = components[face * dimension + column]
          left -= value * value / 2
        }
        return left
      }
    }
    var counts = [Int](repeating: 0, count: depths.count)
    components.withUnsafeBytes { bytes in
      for i in 0..<count {
        for j in 0..<i {
          var product: Float = 0
          for part in depths.indices {
            let (a, b) = (4 * (i * dimension + part * step), 4 * (j * dimension + part * step))
            product +=
              (bytes.loadUnaligned(fromByteOffset: a, as: SIMD8<Float>.self)
              * bytes.loadUnaligned(fromByteOffset: b, as: SIMD8<Float>.self)).sum()
            let most = product + tails[i * depths.count + part] + tails[j * depths.count + part]
            if most >= needs[part] { counts[part] += 1 }
          }
        }
      }
    }
    return counts
  }
}
