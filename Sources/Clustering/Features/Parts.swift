/// What the parts of a loop over several threads find, each in a place of its own.
final class Parts<Value>: @unchecked Sendable {
  private let places: UnsafeMutablePointer<Value>
  private let count: Int

  init(count: Int, empty: Value) {
    self.count = count
    places = .allocate(capacity: max(1, count))
    places.initialize(repeating: empty, count: count)
  }

  deinit {
    places.deinitialize(count: count)
    places.deallocate()
  }

  /// Sets what a part has found; only one thread does a part.
  func set(_ part: Int, _ value: Value) { places[part] = value }

  /// What all have found, in their order.
  var values: UnsafeBufferPointer<Value> { UnsafeBufferPointer(start: places, count: count) }
}
