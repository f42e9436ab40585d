/// What ranks tell each other, in as many bytes each time.
package struct BeatFrame: Equatable {
  package let stage: Stage
  /// Set in the last frame of a rank: the code that it exits with. Other than 0 if it ends the run,
  /// for a reason that has been said.
  package let exitCode: Int32?

  package static let size = 2
  /// In the place of the exit code, of a rank that goes on.
  private static let goesOn: UInt8 = 255

  package init(stage: Stage, exitCode: Int32? = nil) {
    self.stage = stage
    self.exitCode = exitCode
  }

  /// Nil where the bytes are none that a rank sends.
  package init?(_ bytes: some Collection<UInt8>) {
    guard bytes.count == Self.size, let number = bytes.first, let code = bytes.dropFirst().first,
      Stage.allCases.indices.contains(Int(number)),
      code == Self.goesOn || code == 0 || Failure.Kind(rawValue: Int32(code)) != nil
    else { return nil }
    self.init(
      stage: Stage.allCases[Int(number)], exitCode: code == Self.goesOn ? nil : Int32(code))
  }

  package var bytes: [UInt8] {
    [UInt8(Stage.allCases.firstIndex(of: stage)!), exitCode.map { UInt8($0) } ?? Self.goesOn]
  }
}
