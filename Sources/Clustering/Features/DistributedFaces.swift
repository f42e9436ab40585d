import Threads

/// Rows of all ranks, of which each rank has some in memory, and what ranks do together with them.
///
/// What is collective all ranks call in the same order.
package protocol DistributedFaces: Sendable {
  /// How many faces all ranks have.
  var count: Int { get }
  /// Which of them this rank has.
  var own: Range<Int> { get }
  /// Their rows, of unit length.
  var rows: FloatRows { get }
  /// The threads of this rank.
  var threads: Int { get }

  /// The sums of what all ranks have, place by place. Collective.
  func sum(_ values: [Int]) throws -> [Int]
  /// What all ranks have, one after another. Collective.
  func gather(_ values: [Int]) throws -> [Int]
  /// What all ranks have, one after another. Collective.
  func gather(_ values: [UInt32]) throws -> [UInt32]
  /// What all ranks have, one after another. Collective.
  func gather(_ values: [Float]) throws -> [Float]

  /// A search for the nearest of some centers, on this rank alone.
  ///
  /// - Parameter rows: of unit length.
  func nearestCenters(to rows: FloatRows) -> any NearestCenters
  /// For each of some rows which others are at least so similar to it, rising; on this rank alone.
  ///
  /// - Parameters:
  ///   - queries: rows of unit length.
  ///   - rows: of the same dimension and of unit length.
  func similar(to queries: FloatRows, among rows: FloatRows, least: Float) -> [[UInt32]]

  /// The same faces with other rows of unit length, as many on each rank.
  func with(_ rows: FloatRows) -> any DistributedFaces
  /// Other rows, which this rank has for itself.
  func alone(_ rows: FloatRows) -> any DistributedFaces
}

/// A search for the nearest of centers, for the same rows again and again.
package protocol NearestCenters: Sendable {
  /// For each row the nearest center, of equally near ones the first.
  ///
  /// Distances are compared in float32: of centers whose distances are the same but for rounding either may
  /// be found, but the same one whatever the number of threads and the kernel.
  ///
  /// - Parameters:
  ///   - centers: as many columns as the rows, one center after another.
  ///   - before: for each row a center that is probably near; nil where nothing is known.
  func nearest(among centers: [Float], before: [UInt32]?) -> [UInt32]

  /// Rows that may be nearer to some centers of length 1 than given distances: all that are, and a few that
  /// only nearly are.
  ///
  /// - Parameters:
  ///   - centers: as many columns as the rows, one center after another.
  ///   - distances: of each row, squared.
  /// - Returns: for each center such rows, rising.
  func nearer(to centers: [Float], than distances: [Float]) -> [[UInt32]]
}

extension DistributedFaces {
  var dimension: Int { rows.dimension }

  var workers: Workers { Workers(count: threads) }

  /// The rows of some faces of any ranks, in the order in which they are named, on all ranks. Collective.
  func rows(of faces: [Int]) throws -> [Float] {
    var places: [Int] = []
    var values: [Float] = []
    for (place, face) in faces.enumerated() where own.contains(face) {
      places.append(place)
      values += rows.row(face - own.lowerBound)
    }
    let all = (places: try gather(places), values: try gather(values))
    var result = [Float](repeating: 0, count: faces.count * dimension)
    for (number, place) in all.places.enumerated() {
      let from = number * dimension
      result.replaceSubrange(
        place * dimension..<(place + 1) * dimension, with: all.values[from..<from + dimension])
    }
    return result
  }

  /// Does something for each of this rank's rows, in parts, by several threads.
  func forEachPart(_ body: (_ rows: Range<Int>, _ part: Int) -> Void) {
    workers.forEach(0..<rows.count, by: Self.partSize) { part, piece, _ in body(part, piece) }
  }

  /// How many parts these are.
  var parts: Int { Workers.pieces(0..<rows.count, by: Self.partSize) }

  private static var partSize: Int { 2048 }
}
