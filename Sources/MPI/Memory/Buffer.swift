/// A block of elements with an address that stays: what non-blocking messages are sent from and
/// received into. A request holds on to its buffers until MPI is done with them.
///
/// ```swift
/// let buffer = MPIBuffer<Float>(repeating: 0, count: 1_000)
/// let request = try world.immediateReceive(into: buffer, from: 1)
/// try request.wait()
/// print(buffer[0])
/// ```
///
/// While a request is under way, do not write to what it sends, and do not read what it receives.
public final class MPIBuffer<Element: MPIElement> {
  /// The number of elements.
  public let count: Int

  /// 64-byte aligned, `count` elements.
  @usableFromInline
  package let pointer: UnsafeMutablePointer<Element>

  /// A cache line, and the widest vector register.
  private static var alignment: Int { max(64, MemoryLayout<Element>.alignment) }

  /// A buffer whose elements must be written before they are read, such as one to receive into: its
  /// memory is allocated and not touched.
  ///
  /// ```swift
  /// let incoming = MPIBuffer<Float>(uninitializedCount: 1_000_000)
  /// let request = try world.immediateReceive(into: incoming, from: 1)
  /// ```
  public init(uninitializedCount count: Int) {
    precondition(count >= 0, "a buffer cannot have a negative count")
    self.count = count
    let byteCount = max(1, count * MemoryLayout<Element>.stride)
    pointer = UnsafeMutableRawPointer.allocate(byteCount: byteCount, alignment: Self.alignment)
      .bindMemory(to: Element.self, capacity: count)
  }

  /// A buffer of `count` equal elements.
  public convenience init(repeating value: Element, count: Int) {
    self.init(uninitializedCount: count)
    pointer.initialize(repeating: value, count: count)
  }

  /// A buffer holding a copy of the elements.
  public convenience init(_ elements: Span<Element>) {
    self.init(uninitializedCount: elements.count)
    elements.withUnsafeBufferPointer(initialize)
  }

  /// A buffer holding a copy of the elements of an array.
  public convenience init(_ elements: [Element]) {
    self.init(uninitializedCount: elements.count)
    elements.withUnsafeBufferPointer(initialize)
  }

  private func initialize(from source: UnsafeBufferPointer<Element>) {
    guard let first = source.baseAddress else { return }
    pointer.initialize(from: first, count: source.count)
  }

  deinit {
    UnsafeMutableRawPointer(pointer).deallocate()
  }

  /// One element, by its position from 0.
  @inlinable
  public subscript(index: Int) -> Element {
    get {
      precondition(index >= 0 && index < count, "index out of range")
      return pointer[index]
    }
    set {
      precondition(index >= 0 && index < count, "index out of range")
      pointer[index] = newValue
    }
  }

  /// Where some elements begin.
  func address(of range: Range<Int>) -> UnsafeMutablePointer<Element> {
    precondition(range.lowerBound >= 0 && range.upperBound <= count, "range out of bounds")
    return pointer + range.lowerBound
  }

  /// All elements, for reading.
  @inlinable
  public var span: Span<Element> {
    @_lifetime(borrow self) get {
      let elements = Span(_unsafeStart: pointer, count: count)
      return _overrideLifetime(elements, borrowing: self)
    }
  }

  /// All elements, for writing.
  @inlinable
  public var mutableSpan: MutableSpan<Element> {
    @_lifetime(borrow self) get {
      let elements = MutableSpan(_unsafeStart: pointer, count: count)
      return _overrideLifetime(elements, borrowing: self)
    }
  }
}

extension Array where Element: MPIElement {
  /// A copy of the elements of a buffer.
  public init(_ buffer: MPIBuffer<Element>) {
    self.init(UnsafeBufferPointer(start: buffer.pointer, count: buffer.count))
  }
}
