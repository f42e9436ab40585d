/// Text on its way to a file, in pieces that are worth a call.
struct TextChunks {
  private var pending: [UInt8] = []
  private static let size = 1 << 16

  mutating func put<Failure: Error>(
    _ text: String, to sink: (Span<UInt8>) throws(Failure) -> Void
  ) throws(Failure) {
    pending.append(contentsOf: text.utf8)
    guard pending.count >= Self.size else { return }
    try flush(to: sink)
  }

  /// Gives away what is left.
  mutating func flush<Failure: Error>(
    to sink: (Span<UInt8>) throws(Failure) -> Void
  ) throws(Failure) {
    try sink(pending.span)
    pending.removeAll(keepingCapacity: true)
  }
}
