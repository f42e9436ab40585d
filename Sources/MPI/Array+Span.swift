extension Array {
  /// Calls `body` with the elements as a span, keeping the array alive meanwhile. The optimizer of
  /// Swift 6.3 can free a temporary array between `array.span` and the last use of that span.
  func withSpan<Result>(
    _ body: (Span<Element>) throws(MPIError) -> Result
  ) throws(MPIError) -> Result {
    try withUnsafeBufferPointer { (buffer) throws(MPIError) in
      try body(Span(_unsafeElements: buffer))
    }
  }
}
