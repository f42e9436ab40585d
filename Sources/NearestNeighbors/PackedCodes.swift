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
  private let codes: UnsafeMutableRawPointer
  /// The length of each coded face and the distance to what it stands for.
  private let lengths: UnsafeMutablePointer<Float>
  private let errors: UnsafeMutablePointer<Float>

  init(_ range: Range<Int>, groupSize: Int, depth: Int, codeBytes: Int) {
    self.range = range
    self.groupSize = groupSize
    self.depth = depth
    firstFace = range.lowerBound / groupSize * groupSize
    groupCount = (range.upperBound - firstFace + groupSize - 1) / groupSize
    groupBytes = groupSize * depth * codeBytes
    let places = groupCount * groupSize
    codes = .allocate(byteCount: max(groupCount * groupBytes, 1), alignment: 64)
    codes.initializeMemory(as: UInt8.self, repeating: 0, count: groupCount * groupBytes)
    slacks = .allocate(capacity: places)
    slacks.initialize(repeating: -.infinity, count: places)
    starts = .allocate(capacity: places)
    starts.initialize(repeating: 0, count: places)
    lengths = .allocate(capacity: places)
    lengths.initialize(repeating: 0, count: places)
    errors = .allocate(capacity: places)
    errors.initialize(repeating: 0, count: places)
  }

  deinit {
    codes.deallocate()
    slacks.deallocate()
    starts.deallocate()
    lengths.deallocate()
    errors.deallocate()
  }

  /// The codes of the group that starts at a place.
  func group(startingAt place: Int) -> UnsafeRawPointer {
    UnsafeRawPointer(codes + place / groupSize * groupBytes)
  }

  var greatestLength: Float { UnsafeBufferPointer(start: lengths, count: placeCount).max() ?? 0 }
  var greatestError: Float { UnsafeBufferPointer(start: errors, count: placeCount).max() ?? 0 }

  func set(_ place: Int, slack: Float, start: Int32, length: Float, error: Float) {
    slacks[place] = slack
    starts[place] = start
    lengths[place] = length
    errors[place] = error
  }

  /// Where the first quad of int8 codes of a place belongs; the others follow `groupSize` quads apart.
  func quads(of place: Int) -> UnsafeMutablePointer<UInt32> {
    (codes + place / groupSize * groupBytes).assumingMemoryBound(to: UInt32.self)
      + place % groupSize
  }

  func set(_ place: Int, floats: UnsafePointer<Float>) {
    let target = (codes + place / groupSize * groupBytes).assumingMemoryBound(to: Float.self)
    for column in 0..<depth { target[column * groupSize + place % groupSize] = floats[column] }
  }

  private var placeCount: Int { groupCount * groupSize }
}
