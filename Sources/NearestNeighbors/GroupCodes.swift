import CSimilarity

/// Groups of faces, and the codes of the faces and of the groups' centers.
struct GroupCodes: Sendable {
  let groups: FaceGroups
  let faces: PackedCodes
  let centers: PackedCodes
  /// The first faces of those groups at which a kernel can start without computing more scores with
  /// centers than are needed.
  let wholeBlocks: [Int]

  /// Encodes the faces `range`, and all centers.
  ///
  /// - Parameter block: where to put the codes; nil: in memory of their own.
  init(
    _ groups: FaceGroups, of faces: FaceRows, _ range: Range<Int>, _ encoding: FaceEncoding,
    as side: FaceEncoding.Side, threads: Int, in block: MemoryBlock? = nil
  ) {
    self.init(
      groups,
      faces: encoding.encode(faces, range, as: side, threads: threads, in: block),
      centers: encoding.encode(
        groups.centerRows, 0..<groups.count, as: side, threads: threads, in: block))
  }

  /// The columns that another rank has put into a block, group by group: the groups, then the codes.
  init(columnsIn block: MemoryBlock, starts: [Int], dimension: Int, _ encoding: FaceEncoding) {
    let groups = FaceGroups(starts: starts, dimension: dimension, in: block)
    self.init(
      groups, faces: encoding.codes(of: 0..<starts.last!, as: .columns, in: block),
      centers: encoding.codes(of: 0..<groups.count, as: .columns, in: block))
  }

  /// What columns take of a block.
  static func columnBytes(
    faces: Int, groups: Int, dimension: Int, _ encoding: FaceEncoding
  ) -> Int {
    FaceGroups.bytes(groups: groups, faces: faces, dimension: dimension)
      + encoding.bytes(of: 0..<faces, as: .columns)
      + encoding.bytes(of: 0..<groups, as: .columns)
  }

  /// Of all codes.
  var greatestLength: Float { max(faces.greatestLength, centers.greatestLength) }
  var greatestError: Float { max(faces.greatestError, centers.greatestError) }

  private init(_ groups: FaceGroups, faces: PackedCodes, centers: PackedCodes) {
    self.groups = groups
    self.faces = faces
    self.centers = centers
    wholeBlocks = stride(from: 0, to: groups.count, by: centers.groupSize).map { groups.starts[$0] }
  }
}

/// Scores of some rows with some columns in the memory of one thread.
///
/// The score of a pair, plus the slack of its row and a margin, is not below the similarity (see
/// `FaceEncoding`); the slack of its column is part of it.
struct ScoreBlock {
  private var values: UnsafeMutablePointer<Float> = .allocate(capacity: 1)
  private var capacity = 1
  private var stride = 0
  private var first = 0

  /// The scores of a row, counted from the first.
  func row(_ row: Int) -> UnsafeMutablePointer<Float> { values + first + row * stride }

  func deallocate() { values.deallocate() }

  mutating func fill(
    _ encoding: FaceEncoding, _ rows: PackedCodes, _ rowRange: Range<Int>, _ columns: PackedCodes,
    _ columnRange: Range<Int>
  ) {
    // Whole groups of codes; what is outside the ranges is not read.
    func places(_ codes: PackedCodes, _ range: Range<Int>) -> Range<Int> {
      let size = codes.groupSize
      let start = (range.lowerBound - codes.firstFace) / size * size
      let end = (range.upperBound - codes.firstFace + size - 1) / size * size
      return start..<end
    }
    let (rowPlaces, columnPlaces) = (places(rows, rowRange), places(columns, columnRange))
    stride = columnPlaces.count
    first =
      (rowRange.lowerBound - rows.firstFace - rowPlaces.lowerBound) * stride
      + columnRange.lowerBound - columns.firstFace - columnPlaces.lowerBound
    if rowPlaces.count * stride > capacity {
      values.deallocate()
      capacity = rowPlaces.count * stride
      values = .allocate(capacity: capacity)
    }
    for place in Swift.stride(
      from: columnPlaces.lowerBound, to: columnPlaces.upperBound, by: columns.groupSize)
    {
      var block = screening_block()
      block.rows = rows.group(startingAt: rowPlaces.lowerBound)
      block.row_count = rowPlaces.count
      block.panel = columns.group(startingAt: place)
      block.depth = encoding.head.depth
      block.row_starts = UnsafePointer(rows.starts + rowPlaces.lowerBound)
      block.column_slacks = UnsafePointer(columns.slacks + place)
      block.scale = encoding.rows.unit * encoding.columns.unit
      encoding.kernel.write_scores(&block, values + place - columnPlaces.lowerBound, stride)
    }
  }
}
