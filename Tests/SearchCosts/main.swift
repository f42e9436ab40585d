// What the cost models of the search compare: the time in which a screening kernel compares one coordinate of
// a pair, what a pair costs that it does not rule out, and the share of the coordinates that it compares.
// scripts/measure/search-costs runs it, on one thread, and prints medians of the thread's CPU time.
//
//   search-costs [ROUNDS] [FEATURES@MIN_SIM ...]

import CSimilarity
import Embeddings
import Foundation
import NearestNeighbors

let arguments = Array(CommandLine.arguments.dropFirst())
let rounds = arguments.first.flatMap { Int($0) }

print(
  "A pair that is not ruled out, in coordinates of the kernel: its similarity, and the offer to")
print("two lists that refuse it or take it.")
print("kernel          dimension ns/coordinate  similarity     refused       taken")
for kernel in SearchKernel.all.compactMap(\.screening) where kernel.is_supported() != 0 {
  for dimension in [128, 256, 512] { report(kernel, dimension: dimension, rounds: rounds ?? 21) }
}
print("\nThe share of the coordinates that \(SearchKernel.fastest.name) compares of each pair:")
print("faces                                   dimension    min-sim       share")
do {
  try reportShares(ofFiles: Array(rounds == nil ? arguments[...] : arguments.dropFirst()))
} catch {
  FileHandle.standardError.write(Data("error: \(error)\n".utf8))
  exit(1)
}

func report(_ kernel: screening_kernel, dimension: Int, rounds: Int) {
  let tile = ScreenedTile(kernel, dimension: dimension)
  let survivors = Survivors(panelWidth: kernel.tile_columns, dimension: dimension)
  var (coordinates, similarities, refused, taken) = ([Double](), [Double](), [Double](), [Double]())
  // They take turns, so that all meet the same machine.
  for _ in 0..<rounds {
    coordinates.append(tile.secondsPerCoordinate())
    similarities.append(survivors.secondsPerSurvivor(offered: nil))
    refused.append(survivors.secondsPerSurvivor(offered: 0...0.4))
    taken.append(survivors.secondsPerSurvivor(offered: 0.5...1))
  }
  let coordinate = median(coordinates)
  let costs = [similarities, refused, taken].map {
    String(format: "%12.0f", median($0) / coordinate)
  }
  print(
    column(String(cString: kernel.name), 14),
    String(format: "%9d %14.5f", dimension, coordinate * 1e9) + costs.joined())
}

/// Prints the shares of generated faces and of the faces of files, each named FEATURES@MIN_SIM.
func reportShares(ofFiles files: [String]) throws {
  for dimension in [128, 256, 512] {
    let count = 30_000
    let faces = SyntheticFaces(faces: count, dimension: dimension)
    let name = "\(count) generated"
    for minSimilarity: Float in [0.5, 0.58, 0.65] {
      try reportShare(of: faces.matrix(rows: 0..<count), name, minSimilarity: minSimilarity)
    }
  }
  for argument in files {
    let parts = argument.split(separator: "@", omittingEmptySubsequences: false)
    guard parts.count > 1, let minSimilarity = Float(parts.last!) else {
      throw WrongArgument(text: argument)
    }
    let path = parts.dropLast().joined(separator: "@")
    let file = try EmbeddingFile(path, dimension: nil)
    try reportShare(
      of: file.read(rows: 0..<file.faces), (path as NSString).lastPathComponent,
      minSimilarity: minSimilarity)
  }
}

func reportShare(of faces: EmbeddingMatrix, _ name: String, minSimilarity: Float) throws {
  try faces.normalize(path: name, firstRow: 0)
  let search = BlockSearch(
    rows: FaceRows(faces), minSimilarity: minSimilarity, threads: 1, kernel: .fastest)
  let share = search.screenedShare.map { String(format: "%12.2f", $0) } ?? "           -"
  print(
    column(name, 36), String(format: "%12d %10.2f", faces.dimension, Double(minSimilarity)) + share)
}

/// An argument that names no features and no least similarity.
struct WrongArgument: Error, CustomStringConvertible {
  let text: String

  var description: String { "\"\(text)\" is not FEATURES@MIN_SIM, such as faces.npy@0.58" }
}

func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }

func column(_ text: String, _ width: Int) -> String {
  text + String(repeating: " ", count: max(0, width - text.count))
}
