import Foundation
import Testing

/// What a run says of how its ranks and threads lie on the cores of their host.
@Suite(.serialized) struct PlacementTests {
  /// Ranks that do not know that the launcher was asked for more of them than cores.
  private static let notAsked = [
    "env", "-u", "OMPI_MCA_rmaps_base_oversubscribe", "-u",
    "PRTE_MCA_rmaps_default_mapping_policy",
  ]
  private static let warning = " in all may use "

  private func errors(threads: String, wrapper: [String]) throws -> String {
    let scratch = try Scratch()
    let run = try scratch.run(
      ["--synthetic", "--faces", "300", "--dim", "64", "--min-sim", "0.5", "--threads", threads],
      ranks: 2, wrapper: wrapper)
    #expect(run.exitCode == 0, "\(run.errors)")
    return run.errors
  }

  @Test func threadsThatOutnumberProcessorsAreToldOfOnce() throws {
    let threads = ProcessInfo.processInfo.activeProcessorCount + 1
    let told = try errors(threads: "\(threads)", wrapper: Self.notAsked)
    #expect(told.split(separator: "\n").count { $0.contains(Self.warning) } == 1)
    #expect(told.contains("2 ranks with \(2 * threads) threads in all may use"))
    #expect(try !errors(threads: "\(threads)", wrapper: []).contains(Self.warning))
  }

  @Test(.enabled(if: ProcessInfo.processInfo.activeProcessorCount >= 2))
  func aFairShareIsNothingToTellOf() throws {
    #expect(try !errors(threads: "auto", wrapper: Self.notAsked).contains(Self.warning))
  }
}
