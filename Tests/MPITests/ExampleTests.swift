import Foundation
import Testing

/// The examples of the MPI module, and that its documentation shows them as they run.
@Suite("MPI examples", .serialized)
struct ExampleTests {
  private func output(of example: String, ranks: Int) throws -> [Substring] {
    let job = try runChecks(ranks: ranks, program: "mpi-examples", arguments: [example])
    #expect(!job.timedOut && job.exitCode == 0, "\(job.output)")
    return job.output.split(separator: "\n")
  }

  @Test("a token comes back from the ring with the sum of all ranks", arguments: 1...4)
  func ring(ranks: Int) throws {
    let sum = (0..<ranks).reduce(0, +)
    #expect(
      try output(of: "ring", ranks: ranks)
        == ["the token came back with \(sum) after \(ranks) ranks"])
  }

  @Test("parts of an array on all ranks add up", arguments: 1...4)
  func sums(ranks: Int) throws {
    let starts = (0..<ranks).map { $0 * 1_000 / ranks }
    #expect(
      try output(of: "sums", ranks: ranks)
        == ["the numbers from 1 to 1000 add up to 500500", "the parts begin at \(starts)"])
  }

  @Test("heat spreads over a plate in blocks as it does over a whole one", arguments: 1...4)
  func halo(ranks: Int) throws {
    let hottest = String(format: "%.9f", Self.hottestCellOfWholePlate())
    #expect(
      try output(of: "halo", ranks: ranks) == ["the hottest cell has \(hottest) degrees"])
  }

  @Test("the ranks of a node fill one table", arguments: 1...4)
  func shared(ranks: Int) throws {
    let sum = (0..<1_000).reduce(0) { $0 + $1 * $1 }
    #expect(
      try output(of: "shared", ranks: ranks)
        == ["all ranks read \(sum) from the table; the last is \(ranks - 1)"])
  }

  @Test("what MPI costs beside C is measured for each pair of loops")
  func overhead() throws {
    let job = try runChecks(ranks: 2, program: "mpi-overhead", arguments: ["1"])
    #expect(!job.timedOut && job.exitCode == 0, "\(job.output)")
    let lines = job.output.split(separator: "\n")
    #expect(lines.first?.hasPrefix("2 ranks, medians of 1 batches, ") == true)
    let figures = lines.dropFirst(2).map {
      $0.split(separator: " ").suffix(4).compactMap { Double($0) }
    }
    #expect(figures.count == 5 && figures.allSatisfy { $0.count == 4 && $0.allSatisfy { $0 > 0 } })
  }

  @Test("the articles show code of the examples, line by line")
  func articles() throws {
    let package = URL(fileURLWithPath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let examples = try Self.text(in: package.appending(path: "Tests/MPIExamples"), ending: "swift")
    let articles = try Self.text(
      in: package.appending(path: "Sources/MPI/MPI.docc"), ending: "md")
    let code = articles.components(separatedBy: "```swift\n").dropFirst()
      .map { $0.components(separatedBy: "```")[0] }
    #expect(code.count >= 8)
    for block in code {
      #expect(examples.contains(Self.lines(block)), "not in an example: \(block)")
    }
  }

  /// The files one after the other, without indentation and empty lines.
  private static func text(in folder: URL, ending: String) throws -> String {
    let files = try FileManager.default.contentsOfDirectory(
      at: folder, includingPropertiesForKeys: nil
    ).filter { $0.pathExtension == ending }
    #expect(!files.isEmpty)
    let texts = try files.map { try String(contentsOf: $0, encoding: .utf8) }
    return ending == "swift" ? lines(texts.joined(separator: "\n")) : texts.joined(separator: "\n")
  }

  private static func lines(_ text: String) -> String {
    text.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
      .filter { !$0.isEmpty }.map { $0 + "\n" }.joined()
  }

  /// The same on one plate: slow, and obviously right.
  private static func hottestCellOfWholePlate() -> Double {
    let side = 24
    var cells = [[Double]](repeating: [Double](repeating: 0, count: side + 2), count: side + 2)
    for row in 9...16 { for column in 9...16 { cells[row][column] = 100 } }
    for _ in 0..<50 {
      let old = cells
      for row in 1...side {
        for column in 1...side {
          let sum =
            old[row - 1][column] + old[row + 1][column] + old[row][column - 1]
            + old[row][column + 1]
          cells[row][column] = sum / 4
        }
      }
    }
    return cells.joined().max()!
  }
}
