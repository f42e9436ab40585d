import Synchronization

/// The codes of a range of faces in the order in which a screening kernel reads them (see
/// `screening_block`), and what belongs to each.
///
/// Groups start at faces whose number is a multiple of the group size; members of a group that are
/// outside the range never become hits.
final class PackedCodes: @unchecked Sendable {
  let range: Range<Int>
  /// The face that would be the first member of the first group.
  let firstFace: Int
  let groupSize: Int
  let groupCount: Int
  /// For each place, counted from `firstFace`: how much the score of a pair can be below its
  /// similarity on account of this face.
  let slacks: UnsafeMutablePointer<Float>
  /// For each place, what its partial sums start at.
  let starts: UnsafeMutablePointer<Int32>
  private let depth: Int
  private let groupBytes: Int
  private let codes: UnsafeMutablePointer<UInt8>
  private let block: MemoryBlock
  /// The bounds of all faces that were encoded here so far.
  private let measured = Mutex(RowBounds.none)

  /// - Parameter block: where they are, be it before or after they are written; nil: in memory of
  ///   their own.
  init(
    _ range: Range<Int>, groupSize: Int, depth: Int, codeBytes: Int, in block: MemoryBlock? = nil
  ) {
    self.range = range
    self.groupSize = groupSize
    self.depth = depth
    firstFace = range.lowerBound / groupSize * groupSize
    groupCount = (range.upperBound - firstFace + groupSize - 1) / groupSize
    groupBytes = groupSize * depth * codeBytes
    let block =
      block
      ?? MemoryBlock(
        bytes: Self.bytes(range, groupSize: groupSize, depth: depth, codeBytes: codeBytes))
    codes = block.take(groupCount * groupBytes, of: UInt8.self)
    slacks = block.take(groupCount * groupSize, of: Float.self)
    starts = block.take(groupCount * groupSize, of: Int32.self)
    self.block = block
  }

  /// What they take of a block.
  static func bytes(_ range: Range<Int>, groupSize: Int, depth: Int, codeBytes: Int) -> Int {
    let first = range.lowerBound / groupSize * groupSize
    let places = (range.upperBound - first + groupSize - 1) / groupSize * groupSize
    return MemoryBlock.bytes(places * depth * codeBytes, of: UInt8.self)
      + MemoryBlock.bytes(places, of: Float.self) + MemoryBlock.bytes(places, of: Int32.self)
  }

  /// Makes all places those of no face.
  func clear() {
    codes.initialize(repeating: 0, count: groupCount * groupBytes)
    slacks.initialize(repeating: -.infinity, count: groupCount * groupSize)
    starts.initialize(repeating: 0, count: groupCount * groupSize)
  }

  /// The codes of the group that starts at a place.
  func group(startingAt place: Int) -> UnsafeRawPointer {
    UnsafeRawPointer(codes + place / groupSize * groupBytes)
  }

  /// What the faces need that were encoded here, if they are rows.
  var bounds: RowBounds { measured.withLock { $0 } }

  /// Takes into account what some more faces need.
  func add(_ bounds: RowBounds) { measured.withLock { $0.formUnion(bounds) } }

  /// Where the first quad of int8 codes of a place belongs; the others follow `groupSize` quads apart.
  func quads(of place: Int) -> UnsafeMutablePointer<UInt32> {
    UnsafeMutableRawPointer(codes + place / groupSize * groupBytes)
      .assumingMemoryBound(to: UInt32.self) + place % groupSize
  }

  func set(_ place: Int, floats: UnsafePointer<Float>) {
    let target = UnsafeMutableRawPointer(codes + place / groupSize * groupBytes)
      .assumingMemoryBound(to: Float.self)
    for column in 0..<depth { target[column * groupSize + place % groupSize] = floats[column] }
  }
}
