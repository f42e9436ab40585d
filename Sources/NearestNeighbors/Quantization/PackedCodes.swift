import CMemory
import Synchronization

/// The codes of a range of faces in the order in which a screening kernel reads them (see
/// `screening_block`), and what belongs to each.
///
/// Panels start at faces whose number is a multiple of the panel size; members of a panel that are
/// outside the range never become hits.
final class PackedCodes: @unchecked Sendable {
  let range: Range<Int>
  /// The face that would be the first member of the first panel.
  let firstFace: Int
  let panelSize: Int
  let panelCount: Int
  /// For each place, counted from `firstFace`, the error bound of its face: how much the score of a
  /// pair can be below its similarity on account of this face.
  let errorBounds: UnsafeMutablePointer<Float>
  /// For each place, what the partial sums of its products start at.
  let initialSums: UnsafeMutablePointer<Int32>
  private let depth: Int
  let panelBytes: Int
  private let codes: UnsafeMutablePointer<UInt8>
  private let block: MemoryBlock
  /// The bounds of all faces that were encoded here so far.
  private let measured = Mutex(RowBounds.none)

  /// - Parameter block: where they are, be it before or after they are written; nil: in memory of
  ///   their own.
  init(
    _ range: Range<Int>, panelSize: Int, depth: Int, codeBytes: Int, in block: MemoryBlock? = nil
  ) {
    self.range = range
    self.panelSize = panelSize
    self.depth = depth
    firstFace = range.lowerBound / panelSize * panelSize
    panelCount = (range.upperBound - firstFace + panelSize - 1) / panelSize
    panelBytes = panelSize * depth * codeBytes
    let block =
      block
      ?? MemoryBlock(
        bytes: Self.bytes(range, panelSize: panelSize, depth: depth, codeBytes: codeBytes))
    codes = block.take(panelCount * panelBytes, of: UInt8.self)
    errorBounds = block.take(panelCount * panelSize, of: Float.self)
    initialSums = block.take(panelCount * panelSize, of: Int32.self)
    self.block = block
  }

  /// The bytes that the codes of a range of faces take of a block.
  static func bytes(_ range: Range<Int>, panelSize: Int, depth: Int, codeBytes: Int) -> Int {
    let first = range.lowerBound / panelSize * panelSize
    let places = (range.upperBound - first + panelSize - 1) / panelSize * panelSize
    return MemoryBlock.bytes(places * depth * codeBytes, of: UInt8.self)
      + MemoryBlock.bytes(places, of: Float.self) + MemoryBlock.bytes(places, of: Int32.self)
  }

  /// Marks all places as those of no face.
  func clear() {
    codes.initialize(repeating: 0, count: panelCount * panelBytes)
    errorBounds.initialize(repeating: -.infinity, count: panelCount * panelSize)
    initialSums.initialize(repeating: 0, count: panelCount * panelSize)
  }

  /// The codes of the panel that starts at a place.
  func panel(startingAt place: Int) -> UnsafeRawPointer {
    UnsafeRawPointer(codes + place / panelSize * panelBytes)
  }

  /// The bounds of the faces that were encoded here, if they are rows.
  var bounds: RowBounds { measured.withLock { $0 } }

  /// Takes into account the bounds of some more faces.
  func add(_ bounds: RowBounds) { measured.withLock { $0.formUnion(bounds) } }

  /// Where the first quad of int8 codes of a place belongs; the others follow `panelSize` quads apart.
  func quads(of place: Int) -> UnsafeMutablePointer<UInt32> {
    UnsafeMutableRawPointer(codes + place / panelSize * panelBytes)
      .assumingMemoryBound(to: UInt32.self) + place % panelSize
  }

  /// Takes over, to the first places, what belongs to some faces of codes of the same depth; the other places of
  /// the last panel become those of no face.
  func copy(_ faces: ArraySlice<UInt32>, from other: PackedCodes) {
    let bytes = other.panelBytes / other.panelSize
    precondition(bytes == panelBytes / panelSize)
    // Quads of int8 codes, or floats, which are as large.
    let words = bytes / MemoryLayout<UInt32>.size
    let (width, otherWidth) = (panelSize, other.panelSize)
    for (place, face) in faces.enumerated() {
      let soon = faces.startIndex + place + Self.copiedAhead
      if soon < faces.endIndex {
        let from = Int(faces[soon]) - other.firstFace
        prefetch(other.quads(of: from), bytes)
        prefetch(other.errorBounds + from, MemoryLayout<Float>.stride)
        prefetch(other.initialSums + from, MemoryLayout<Int32>.stride)
      }
      let from = Int(face) - other.firstFace
      let (source, target) = (other.quads(of: from), quads(of: place))
      for word in 0..<words { target[word * width] = source[word * otherWidth] }
      errorBounds[place] = other.errorBounds[from]
      initialSums[place] = other.initialSums[from]
    }
    let end = (faces.count + panelSize - 1) / panelSize * panelSize
    for place in faces.count..<end { errorBounds[place] = -.infinity }
  }

  /// How many faces before they are copied the codes of faces, which lie anywhere, are asked for.
  private static let copiedAhead = 8

  func set(_ place: Int, floats: UnsafePointer<Float>) {
    let target = UnsafeMutableRawPointer(codes + place / panelSize * panelBytes)
      .assumingMemoryBound(to: Float.self)
    for coordinate in 0..<depth {
      target[coordinate * panelSize + place % panelSize] = floats[coordinate]
    }
  }
}
