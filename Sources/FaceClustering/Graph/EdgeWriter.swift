/// Writes edges to memory, one after another.
struct EdgeWriter {
  let sources: UnsafeMutableBufferPointer<UInt32>
  let targets: UnsafeMutableBufferPointer<UInt32>
  let weights: UnsafeMutableBufferPointer<Float>
  /// How many have been written.
  private(set) var count = 0

  init(
    sources: UnsafeMutableBufferPointer<UInt32>, targets: UnsafeMutableBufferPointer<UInt32>,
    weights: UnsafeMutableBufferPointer<Float>
  ) {
    self.sources = sources
    self.targets = targets
    self.weights = weights
  }

  /// - Precondition: there is room for it.
  @inline(__always)
  mutating func append(_ source: UInt32, _ target: UInt32, _ weight: Float) {
    sources[count] = source
    targets[count] = target
    weights[count] = weight
    count += 1
  }
}
