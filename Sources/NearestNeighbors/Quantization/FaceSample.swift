/// Some faces of a shard, evenly spaced, by which the projection and the scale of the codes are
/// chosen. They decide the speed of a search only.
struct FaceSample {
  let count: Int
  let dimension: Int
  /// The faces, one after another.
  let values: [Float]

  /// - Parameter shift: a part of the distance between two members, 0..<1, by which all are moved, so
  ///   that two samples have different members.
  init(of faces: FaceRows, atMost most: Int, shift: Double = 0) {
    let count = min(most, faces.count)
    self.count = count
    dimension = faces.dimension
    values = (0..<count).flatMap { place in
      let member = Int((Double(place) + shift) * Double(faces.count) / Double(count))
      return UnsafeBufferPointer(start: faces[member], count: faces.dimension)
    }
  }

  struct Extent {
    /// The largest absolute value, the largest length and the largest squared length of the part
    /// that one of two partial sums takes.
    var value: Float = 0
    var length: Float = 0
    var squaredLane: Float = 0
  }

  func extent(of projection: Projection) -> Extent {
    var extent = Extent()
    var projections = [Float](repeating: 0, count: count * projection.depth)
    values.withUnsafeBufferPointer { values in
      projections.withUnsafeMutableBufferPointer { projections in
        guard let values = values.baseAddress, let projections = projections.baseAddress
        else { return }
        projection.write(
          FaceRows(values: values, count: count, dimension: dimension, firstFace: 0), 0..<count,
          to: projections)
      }
    }
    for face in 0..<count {
      var lanes = SIMD2<Float>()
      for coordinate in 0..<projection.depth {
        let value = projections[face * projection.depth + coordinate]
        extent.value = max(extent.value, abs(value))
        lanes[coordinate / 2 % 2] += value * value
      }
      extent.length = max(extent.length, lanes.sum().squareRoot())
      extent.squaredLane = max(extent.squaredLane, lanes.max())
    }
    return extent
  }
}
