import Dispatch

/// How long each phase of a command took.
struct PhaseTimes {
  private(set) var phases: [(name: String, seconds: Double)] = []

  mutating func measure<Result>(_ name: String, _ body: () throws -> Result) rethrows -> Result {
    let start = DispatchTime.now().uptimeNanoseconds
    let result = try body()
    phases.append((name, Double(DispatchTime.now().uptimeNanoseconds - start) * 1e-9))
    return result
  }
}
