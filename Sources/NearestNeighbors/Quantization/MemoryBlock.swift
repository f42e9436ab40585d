/// Memory that is handed out piece by piece: its own, or a part of what ranks share.
///
/// Whoever takes the same pieces in the same order gets them at the same places, so that one rank can
/// read what another has written.
final class MemoryBlock {
  /// Pieces start at multiples of this many bytes, as the kernels need it.
  static let alignment = 64

  private let start: UnsafeMutableRawPointer
  private let byteCount: Int
  /// What the memory belongs to; nil: the block itself.
  private let owner: AnyObject?
  private var used = 0

  init(bytes: Int) {
    start = .allocate(byteCount: max(bytes, 1), alignment: Self.alignment)
    byteCount = bytes
    owner = nil
  }

  /// A block in memory that something else has and gives back; it is kept alive as long.
  ///
  /// - Parameter start: aligned.
  init(at start: UnsafeMutableRawPointer, bytes: Int, of owner: AnyObject) {
    self.start = start
    byteCount = bytes
    self.owner = owner
  }

  deinit {
    if owner == nil { start.deallocate() }
  }

  /// The next `count` elements, as yet without values unless somebody has written them before.
  func take<Element>(_ count: Int, of type: Element.Type) -> UnsafeMutablePointer<Element> {
    let place = start + used
    used += Self.bytes(count, of: type)
    precondition(used <= byteCount, "the block is too small")
    return place.bindMemory(to: type, capacity: count)
  }

  /// What some elements take.
  static func bytes<Element>(_ count: Int, of type: Element.Type) -> Int {
    (count * MemoryLayout<Element>.stride + alignment - 1) / alignment * alignment
  }
}
