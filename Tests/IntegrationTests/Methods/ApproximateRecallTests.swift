import Foundation
import TestFiles
import Testing

/// What an approximate search tells of its recall, against an exact search of the same faces.
@Suite struct ApproximateRecallTests {
  private struct Record: Decodable {
    struct Graph: Decodable {
      struct Approximation: Decodable { let recall: Double }
      let approximation: Approximation?
    }
    let graph: Graph
  }

  private static func edges(_ scratch: Scratch, _ name: String) throws -> Set<UInt64> {
    let sources = try NumpyColumns(scratch.contents("\(name).src.npy"))[]
    let targets = try NumpyColumns(scratch.contents("\(name).dst.npy"))[]
    return Set(zip(sources, targets).map { UInt64($0) << 32 | UInt64($1) })
  }

  @Test(arguments: ["0.9", "0.99"])
  func theRecallThatIsToldIsThatOfTheEdges(wanted: String) throws {
    let scratch = try Scratch()
    let made = try scratch.run([
      "generate", "faces.npy", "--faces", "24000", "--dim", "64", "--cosine", "0.5:0.7", "--quiet",
    ])
    #expect(made.exitCode == 0, "\(made.errors)")
    func found(_ name: String, _ search: [String]) throws -> Record {
      let run = try scratch.run(
        ["faces.npy", "--min-sim", "0.58", "--edges", name, "--json", "--quiet"] + search)
      #expect(run.exitCode == 0, "\(run.errors)")
      return try JSONDecoder().decode(Record.self, from: Data(run.output.utf8))
    }
    let told = try #require(
      found("some", ["--search", "approximate", "--recall", wanted]).graph.approximation
    ).recall
    #expect(try found("all", []).graph.approximation == nil)
    let all = try Self.edges(scratch, "all")
    let some = try Self.edges(scratch, "some")
    let trueRecall = Double(all.intersection(some).count) / Double(all.count)
    #expect(all.count > 500_000 && some.count < all.count)
    #expect(trueRecall >= (Double(wanted) ?? 1) - 0.005, "\(trueRecall)")
    #expect(abs(trueRecall - told) < 0.005, "\(told) told, \(trueRecall) true")
  }
}
