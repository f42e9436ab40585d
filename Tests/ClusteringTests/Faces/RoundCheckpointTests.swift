import Testing

@testable import Clustering

/// Methods that go on from what an earlier run has saved.
@Suite struct RoundCheckpointTests {
  /// Keeps all states.
  private final class Rounds: RoundCheckpoint {
    let saved: MethodState?
    private(set) var states: [MethodState] = []

    init(from saved: MethodState? = nil) { self.saved = saved }

    func passed(_ state: () throws -> MethodState) throws { states.append(try state()) }
  }

  private static let methods: [any FeatureMethod] = [
    KMeans(["clusters": 9, "starts": 3], seed: 1),
    MiniBatchKMeans(["clusters": 9, "batch": 20], seed: 1),
    Nystrom(["clusters": 9, "landmarks": 20], seed: 1),
    MeanShift(bandwidth: 0.8),
  ]
  private static let faces = FacesInMemory.groups(12, of: 20, dimension: 10, spread: 0.9)

  private func labels(_ method: some FeatureMethod, _ rounds: Rounds?) throws -> [UInt32] {
    try method.clusters(of: Self.faces, saving: rounds) { _ in }.labels
  }

  @Test(arguments: methods.indices)
  func fromAnyRoundTheSameClustersAreFound(number: Int) throws {
    let method = Self.methods[number]
    let all = Rounds()
    let found = try labels(method, all)
    #expect(try found == labels(method, nil))
    #expect(all.states.count > 2)
    for (place, state) in all.states.enumerated() {
      let rest = Rounds(from: state)
      #expect(try labels(method, rest) == found)
      // It does what is left, and nothing again.
      let isRest = rest.states == Array(all.states[place...])
      #expect(isRest, "after round \(place)")
    }
  }

  @Test(arguments: methods.indices)
  func whatIsNoStateOfTheRunIsFoundAgain(number: Int) throws {
    let method = Self.methods[number]
    let all = Rounds()
    let found = try labels(method, all)
    var state = try #require(all.states.last)
    state.numbers.removeLast()
    let states = [
      MethodState(numbers: []), MethodState(numbers: [1, 1 << 40, 3], values: [1], labels: [7]),
      MethodState(numbers: [-1] + state.numbers.dropFirst(), values: state.values),
    ]
    for state in states { #expect(try labels(method, Rounds(from: state)) == found) }
  }
}
