/// Chooses the projection with which a search takes the least time.
///
/// The unit of cost is the time in which a kernel compares one coordinate of a pair. Comparing the
/// projections of a pair costs their depth; a pair that its projections do not rule out costs
/// `survivorCost` more.
struct ProjectionChoice {
  /// What the pairs of each face must reach; a pair is kept that reaches that of one of its two faces.
  let thresholds: [Float]
  let survivorCost: Int
  /// The width of the codes of two faces, added up, as parts of the largest component; 0 for floats.
  let codeWidth: Float

  struct Choice {
    let depth: Int
    let cost: Double
  }

  /// The best depth for the components of some faces, which are taken in their order.
  ///
  /// - Parameter largest: about the largest component of a projection of a depth.
  func best(of components: [Float], dimension: Int, largest: (Int) -> Float) -> Choice {
    let full = Projection.fullDepth(dimension: dimension)
    let depths = Array(
      stride(from: Projection.depthMultiple, to: full, by: Projection.depthMultiple))
    let count = components.count / dimension
    guard count > 1, !depths.isEmpty else { return Choice(depth: full, cost: Double(full)) }
    // The errors of rounding are spread evenly over the width of a code.
    let errors = depths.map { largest($0) * codeWidth * (Float($0) / 12).squareRoot() }
    let survivors = survivors(components, dimension, depths, errors)
    let pairs = Double(count * (count - 1) / 2)
    func choice(_ depth: Int, _ survivors: Int) -> Choice {
      let share = Double(survivors) / pairs
      return Choice(depth: depth, cost: Double(depth) + Double(survivorCost) * share)
    }
    let all = zip(depths, survivors).map(choice) + [choice(full, survivors.last!)]
    return all.min { $0.cost < $1.cost }!
  }

  /// How many pairs each depth lets through.
  private func survivors(
    _ components: [Float], _ dimension: Int, _ depths: [Int], _ errors: [Float]
  ) -> [Int] {
    let count = components.count / dimension
    let step = Projection.depthMultiple
    // For each face and depth, half the squared length of the tail.
    let tails = (0..<count).flatMap { face in
      var left: Float = 0.5
      return depths.map { depth in
        for coordinate in depth - step..<depth {
          let value = components[face * dimension + coordinate]
          left -= value * value / 2
        }
        return left
      }
    }
    var counts = [Int](repeating: 0, count: depths.count)
    components.withUnsafeBytes { bytes in
      for i in 0..<count {
        for j in 0..<i {
          let threshold = min(thresholds[i], thresholds[j])
          var product: Float = 0
          for part in depths.indices {
            let (a, b) = (4 * (i * dimension + part * step), 4 * (j * dimension + part * step))
            product +=
              (bytes.loadUnaligned(fromByteOffset: a, as: SIMD8<Float>.self)
              * bytes.loadUnaligned(fromByteOffset: b, as: SIMD8<Float>.self)).sum()
            let most = product + tails[i * depths.count + part] + tails[j * depths.count + part]
            if most >= threshold - errors[part] { counts[part] += 1 }
          }
        }
      }
    }
    return counts
  }
}
