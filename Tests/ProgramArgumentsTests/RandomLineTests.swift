import FaceClustering
import Testing

@testable import ProgramArguments

struct RandomLineTests {
  /// Numbers that are the same in every run.
  private struct Random: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var mixed = state
      mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
      mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
      return mixed ^ (mixed >> 31)
    }
  }

  private static let words =
    ProgramOption.all.flatMap { [$0.name] + $0.aliases } + Command.allCases.map(\.rawValue) + [
      "a.npy", "b.clu", "c.tree", "x.bin", "help", "--", "-", "", "=", "--=", "-=", "--k=", "-k",
      "0", "1", "-1", "0.5", "-0.5", "1e400", "-0", "nan", "inf", "0x10", "9223372036854775808",
      "18446744073709551615", "blas", "exact", "approximate", "root", "distributed", "deepfashion",
      " ", "\n", "\u{1b}[0m", "\u{0301}", "\u{2014}k", "é", "👩‍👩‍👧",
    ]

  /// A command line of known words in any order is understood, or refused with a message.
  @Test(arguments: 0..<8) func everyLineIsUnderstoodOrRefused(seed: UInt64) {
    var random = Random(state: seed)
    for _ in 0..<5000 {
      let line = (0..<Int.random(in: 0...8, using: &random)).map { _ in
        let word = Self.words.randomElement(using: &random)!
        let hasValue = Int.random(in: 0..<4, using: &random) == 0
        return hasValue ? "\(word)=\(Self.words.randomElement(using: &random)!)" : word
      }
      do throws(Failure) {
        let found = try Arguments(line) { _ in false }
        let isAsked = found.wantsHelp || found.wantsVersion
        #expect(isAsked || found.command.files.contains(found.files.count), "\(line)")
      } catch {
        #expect(error.kind == .commandLine && !error.description.isEmpty, "\(line)")
      }
    }
  }
}
