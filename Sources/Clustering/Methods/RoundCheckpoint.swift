/// What a method that goes on in rounds has found after one of them: all that the next one needs.
package struct MethodState: Sendable, Equatable {
  /// Counts, and numbers of other kinds by their bits.
  package var numbers: [Int]
  /// Coordinates.
  package var values: [Float]
  /// Numbers of faces or of all faces' clusters.
  package var labels: [UInt32]

  package init(numbers: [Int], values: [Float] = [], labels: [UInt32] = []) {
    self.numbers = numbers
    self.values = values
    self.labels = labels
  }
}

/// Where a method saves what it has found after its rounds, and finds what an earlier run has saved.
package protocol RoundCheckpoint {
  /// What an earlier run has saved last, the same on all ranks; nil where there is nothing.
  var saved: MethodState? { get }

  /// Takes note of the end of a round, and saves its state where that is due. Collective.
  ///
  /// - Parameter state: collects the state, the same on all ranks; collective, and called on all ranks or
  ///   on none.
  /// - Throws: also where the run is to stop; its state is saved then.
  func passed(_ state: () throws -> MethodState) throws
}

extension Double {
  /// A number whose bits an integer has.
  init(saved bits: Int) { self.init(bitPattern: UInt64(UInt(bitPattern: bits))) }

  /// The bits of the number as an integer.
  var saved: Int { Int(bitPattern: UInt(bitPattern)) }
}
