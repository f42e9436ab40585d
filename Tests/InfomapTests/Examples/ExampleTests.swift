import Foundation
import MPILauncher
import Testing

/// The programs of Tests/Examples that use the library.
@Suite struct ExampleTests {
  private func output(_ words: [String]) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: words[0])
    process.arguments = Array(words.dropFirst())
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let data = try pipe.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    return String(decoding: data, as: UTF8.self)
  }

  @Test func communitiesAreNamedByTheIDsOfTheirNodes() throws {
    let program = MPILauncher.builtProgram("communities-example").path
    let lines = try output([program]).split(separator: "\n")
    #expect(
      Set(lines) == [
        "module of 101 102 103", "module of 204 205 206", "three modules take 1.017 bits more",
      ])
  }

  @Test func ranksFindTheSameCommunitiesTogether() throws {
    let program = MPILauncher.builtProgram("distributed-communities-example").path
    let alone = try output(MPILauncher.command(ranks: 1) + [program])
    #expect(alone.hasPrefix("1000 modules, "))
    #expect(try output(MPILauncher.command(ranks: 3) + [program]) == alone)
  }
}
