// What the cost models of the search compare: the time in which a screening kernel compares one coordinate of
// a pair, and the time that the similarity of a pair which it does not rule out takes.
// scripts/measure/search-costs runs it, on one thread, and prints medians.
//
//   search-costs [ROUNDS]

import CSimilarity
import Clock
import Foundation
import Randomness

let rounds = CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 21

/// Rows and columns of one tile of the search, about what its caches hold.
let (rowCount, panels) = (1536, 16)

print("kernel          dimension ns/coordinate  ns/similarity  coordinates/similarity")
var index = 0
while let kernel = screening_kernel_at(index)?.pointee {
  index += 1
  guard kernel.is_supported() != 0 else { continue }
  for dimension in [128, 256, 512] { report(kernel, dimension: dimension) }
}

func report(_ kernel: screening_kernel, dimension: Int) {
  let tile = Tile(kernel, dimension: dimension)
  var (coordinates, similarities) = ([Double](), [Double]())
  // The two take turns, so that both meet the same machine.
  for _ in 0..<rounds {
    coordinates.append(tile.secondsPerCoordinate())
    similarities.append(tile.secondsPerSimilarity())
  }
  let coordinate = median(coordinates) * 1e9
  let similarity = median(similarities) * 1e9
  print(
    column(String(cString: kernel.name), 14),
    String(
      format: "%9d %15.5f %15.1f %15.0f", dimension, coordinate, similarity, similarity / coordinate
    ))
}

func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }

func column(_ text: String, _ width: Int) -> String {
  text + String(repeating: " ", count: max(0, width - text.count))
}

/// Codes and embeddings of the rows and the columns of a tile, none of whose pairs is a hit for the kernel.
struct Tile {
  let kernel: screening_kernel
  let dimension: Int
  private let rows, columns: UnsafeMutableRawPointer
  private let initialSums: [Int32]
  private let thresholds: [Float]
  private let errorBounds: [Float]
  private let faces: [Float]
  private let hits: UnsafeMutablePointer<packed_hit>
  private let scattered: [packed_hit]

  init(_ kernel: screening_kernel, dimension: Int) {
    self.kernel = kernel
    self.dimension = dimension
    let rowCount = rowCount / kernel.tile_rows * kernel.tile_rows
    let codeBytes = kernel.row_limit == 0 ? 4 : 1
    var random = SplitMix64(seed: 1)
    func codes(_ members: Int) -> UnsafeMutableRawPointer {
      let block = UnsafeMutableRawPointer.allocate(
        byteCount: members * dimension * codeBytes, alignment: 64)
      for place in 0..<members * dimension {
        let code = Int(random.next() % 15)
        if codeBytes == 4 {
          block.storeBytes(of: Float(code), toByteOffset: place * 4, as: Float.self)
        } else {
          block.storeBytes(of: UInt8(code), toByteOffset: place, as: UInt8.self)
        }
      }
      return block
    }
    rows = codes(rowCount)
    columns = codes(panels * kernel.tile_columns)
    initialSums = [Int32](repeating: 0, count: rowCount)
    thresholds = [Float](repeating: .greatestFiniteMagnitude, count: rowCount)
    errorBounds = [Float](repeating: 0, count: kernel.tile_columns)
    hits = .allocate(capacity: rowCount * kernel.tile_columns)
    let columnCount = panels * kernel.tile_columns
    faces = (0..<(rowCount + columnCount) * dimension).map { _ in
      Float(random.next() % 1024) / 1024 - 0.5
    }
    // The few pairs that are not ruled out lie anywhere in a tile, in the order of their rows.
    scattered = (0..<8192).map { _ in
      packed_hit(
        row: UInt16(random.next() % UInt64(rowCount)),
        column: UInt16(random.next() % UInt64(columnCount)))
    }.sorted { ($0.row, $0.column) < ($1.row, $1.column) }
  }

  func secondsPerCoordinate() -> Double {
    let start = Moment.now
    var found = 0
    for panel in 0..<panels {
      found += initialSums.withUnsafeBufferPointer { sums in
        thresholds.withUnsafeBufferPointer { thresholds in
          errorBounds.withUnsafeBufferPointer { bounds in
            var block = screening_block()
            block.rows = UnsafeRawPointer(rows)
            block.row_count = thresholds.count
            block.panel =
              UnsafeRawPointer(columns)
              + panel * kernel.tile_columns * dimension * (kernel.row_limit == 0 ? 4 : 1)
            block.depth = dimension
            block.row_initial_sums = sums.baseAddress
            block.row_thresholds = thresholds.baseAddress
            block.column_error_bounds = bounds.baseAddress
            block.scale = 1e-6
            return kernel.screen(&block, hits)
          }
        }
      }
    }
    precondition(found == 0, "pairs below every threshold are hits")
    let pairs = thresholds.count * panels * kernel.tile_columns
    return start.secondsAgo / Double(pairs * dimension)
  }

  func secondsPerSimilarity() -> Double {
    var similarities = [Float](repeating: 0, count: scattered.count)
    let start = Moment.now
    faces.withUnsafeBufferPointer { faces in
      similarity_of_hits(
        faces.baseAddress!, faces.baseAddress! + thresholds.count * dimension, dimension, scattered,
        scattered.count, &similarities)
    }
    precondition(similarities.contains { $0 != 0 }, "no similarity was computed")
    return start.secondsAgo / Double(scattered.count)
  }
}
