import Foundation
import Testing

/// What the command `plan` says beforehand.
@Suite(.serialized) struct PlannedMemoryTests {
  private struct Plan: Decodable {
    let leastBytesOfNode: Int
    let mostBytesOfNode: Int
  }

  /// A run of that size says the same before it starts.
  @Test(.needsRanks(2), arguments: [(9000, 1, []), (9000, 2, ["--k", "500"])])
  func theMemoryOfAPlanIsThatOfARunOfItsSize(faces: Int, ranks: Int, more: [String]) throws {
    let scratch = try Scratch()
    let common = ["--faces", "\(faces)", "--dim", "1024", "--threads", "1"] + more
    let planned = try scratch.run(["plan", "--json", "--ranks", "\(ranks)"] + common)
    #expect(planned.exitCode == 0, "\(planned.errors)")
    let plan = try JSONDecoder().decode(Plan.self, from: Data(planned.output.utf8))
    #expect(plan.leastBytesOfNode < plan.mostBytesOfNode)
    let run = try scratch.run(["--synthetic", "--verbose"] + common, ranks: ranks)
    #expect(run.exitCode == 0, "\(run.errors)")
    func gibibytes(_ bytes: Int) -> String { String(format: "%.2f GiB", Double(bytes) / 0x1p30) }
    #expect(
      run.errors.contains("needs \(gibibytes(plan.leastBytesOfNode)) for the embeddings")
        && run.errors.contains("up to \(gibibytes(plan.mostBytesOfNode)) in all"),
      "\(plan): \(run.errors.split(separator: "\n").first { $0.hasPrefix("node ") } ?? "")")
  }
}
