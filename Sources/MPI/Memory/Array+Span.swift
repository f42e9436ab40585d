extension Array {
  /// Calls `body` with the elements as a span, keeping the array alive meanwhile. In release builds
  /// of Swift 6.3.1 `array.span` alone does not always: a temporary array of structs was gone before
  /// MPI read it.
  @inlinable
  func withSpan<Result>(
    _ body: (Span<Element>) throws(MPIError) -> Result
  ) throws(MPIError) -> Result {
    try withUnsafeBufferPointer { (buffer) throws(MPIError) in
      try body(Span(_unsafeElements: buffer))
    }
  }
}
