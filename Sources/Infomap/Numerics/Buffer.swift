/// Memory of fixed size with one owner, for the loops in which the reference counts, uniqueness
/// checks and bounds checks of an array would cost more than the work. Indexes are checked in debug
/// builds only.
struct Buffer<Element: BitwiseCopyable>: ~Copyable {
  let base: UnsafeMutablePointer<Element>
  let count: Int

  init(count: Int, repeating value: Element) {
    base = .allocate(capacity: count)
    base.initialize(repeating: value, count: count)
    self.count = count
  }

  /// Memory to be written before it is read.
  init(uninitialized count: Int) {
    base = .allocate(capacity: count)
    self.count = count
  }

  /// A copy of an array.
  init(_ elements: [Element]) {
    self.init(uninitialized: elements.count)
    for (place, element) in elements.enumerated() { self[place] = element }
  }

  deinit { base.deallocate() }

  @inline(__always)
  subscript(index: Int) -> Element {
    get {
      assert(index >= 0 && index < count)
      return base[index]
    }
    nonmutating set {
      assert(index >= 0 && index < count)
      base[index] = newValue
    }
  }

  @inline(__always)
  subscript(index: UInt32) -> Element {
    get { self[Int(index)] }
    nonmutating set { self[Int(index)] = newValue }
  }
}
