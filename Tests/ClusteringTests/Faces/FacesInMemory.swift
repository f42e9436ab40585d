import Foundation

@testable import Clustering

/// Rows of one rank, with searches that compare all.
struct FacesInMemory: DistributedFaces {
  let rows: FloatRows
  var threads = 1

  var count: Int { rows.count }
  var own: Range<Int> { 0..<rows.count }

  init(_ rows: FloatRows) { self.rows = rows }

  init(_ rows: [[Float]]) { self.init(FloatRows(rows.flatMap { $0 }, dimension: rows[0].count)) }

  /// Vectors in the plane at some angles.
  init(degrees: [Double]) {
    self.init(
      degrees.map { [Float(cos($0 * Double.pi / 180)), Float(sin($0 * Double.pi / 180))] })
  }

  /// Faces around so many directions, each with as many.
  static func groups(_ count: Int, of size: Int, dimension: Int, spread: Double) -> FacesInMemory {
    let draws = RandomDraws(seed: 17, purpose: 0)
    var next = 0
    func uniform() -> Double {
      next += 1
      return Double(draws.number(next, below: 2_000_001) - 1_000_000) / 1e6
    }
    let centers = (0..<count).map { _ in (0..<dimension).map { _ in uniform() } }
    return FacesInMemory(
      (0..<count * size).map { face -> [Float] in
        let row = centers[face % count].map { $0 + spread * uniform() }
        let length = row.reduce(0) { $0 + $1 * $1 }.squareRoot()
        return row.map { Float($0 / length) }
      })
  }

  func sum(_ values: [Int]) -> [Int] { values }
  func gather(_ values: [Int]) -> [Int] { values }
  func gather(_ values: [UInt32]) -> [UInt32] { values }
  func gather(_ values: [Float]) -> [Float] { values }
  func with(_ rows: FloatRows) -> any DistributedFaces { FacesInMemory(rows) }
  func alone(_ rows: FloatRows) -> any DistributedFaces { FacesInMemory(rows) }

  func nearestCenters(to rows: FloatRows) -> any NearestCenters { AllCenters(rows: rows) }

  func similar(to queries: FloatRows, among rows: FloatRows, least: Float) -> [[UInt32]] {
    (0..<queries.count).map { query in
      (0..<rows.count).filter { row in
        Float(zip(queries.row(query), rows.row(row)).reduce(0) { $0 + Double($1.0 * $1.1) })
          >= least
      }.map { UInt32($0) }
    }
  }

  private struct AllCenters: NearestCenters {
    let rows: FloatRows

    func nearer(to centers: [Float], than distances: [Float]) -> [[UInt32]] {
      stride(from: 0, to: centers.count, by: rows.dimension).map { start in
        let center = Array(centers[start..<start + rows.dimension])
        return (0..<rows.count).filter {
          Columns.squaredDistance(rows[$0], center, rows.dimension) <= Double(distances[$0]) + 1e-5
        }.map { UInt32($0) }
      }
    }

    func nearest(among centers: [Float], before: [UInt32]?) -> [UInt32] {
      (0..<rows.count).map { row in
        let distances = stride(from: 0, to: centers.count, by: rows.dimension).map {
          Columns.squaredDistance(
            rows[row], Array(centers[$0..<$0 + rows.dimension]), rows.dimension)
        }
        return UInt32(distances.indices.min { (distances[$0], $0) < (distances[$1], $1) }!)
      }
    }
  }
}
