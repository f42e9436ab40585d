import Foundation
import Testing

/// What threads need of memory.
@Suite(.serialized) struct ThreadMemoryTests {
  private struct Found: Decodable {
    let nodes: Int
    let modules: Int
    let peakMemory: Int
  }

  private func search(_ scratch: Scratch, threads: Int) throws -> Found {
    let run = try scratch.run([
      "infomap", "planted", "--two-level", "--json", "--threads", "\(threads)",
    ])
    #expect(run.exitCode == 0, "\(run.errors)")
    return try JSONDecoder().decode(Found.self, from: Data(run.output.utf8))
  }

  /// Each has a table of all nodes, of which only what it writes takes memory: about as much as there are modules. Stacks
  /// and arenas of threads that have something to do are far below a half of the tables.
  @Test func aSearchByManyThreadsHasTheirTablesOfModulesAlone() throws {
    let scratch = try Scratch()
    let made = try scratch.run([
      "generate", "planted", "--nodes", "200000", "--links", "1000000",
    ])
    #expect(made.exitCode == 0, "\(made.errors)")
    let (one, many) = (try search(scratch, threads: 1), try search(scratch, threads: 64))
    #expect(one.modules == many.modules && one.modules < one.nodes / 4)
    #expect(many.peakMemory - one.peakMemory < 64 * 8 * one.nodes / 2)
  }
}
