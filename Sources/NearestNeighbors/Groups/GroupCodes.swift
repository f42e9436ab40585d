/// Groups of faces, and the codes of the faces and of the groups' centers.
struct GroupCodes: Sendable {
  let groups: FaceGroups
  let faces: PackedCodes
  let centers: PackedCodes
  /// The first faces of those groups at which a kernel can start without computing more scores with
  /// centers than are needed.
  let wholeBlocks: [Int]

  /// Encodes all faces of some groups, and their centers, as rows.
  init(
    rows groups: FaceGroups, of faces: FaceRows, _ quantization: Quantization, threads: Int
  ) {
    self.init(
      groups, faces: quantization.encodeRows(faces, 0..<faces.count, threads: threads),
      centers: quantization.encodeRows(groups.centerRows, 0..<groups.count, threads: threads))
  }

  /// Encodes the faces `range` of some groups, and all centers, as columns.
  ///
  /// - Parameter block: where to put the codes; nil: in memory of their own.
  init(
    columns groups: FaceGroups, of faces: FaceRows, _ range: Range<Int>, _ encoding: FaceEncoding,
    threads: Int, in block: MemoryBlock? = nil
  ) {
    self.init(
      groups, faces: encoding.encodeColumns(faces, range, threads: threads, in: block),
      centers: encoding.encodeColumns(
        groups.centerRows, 0..<groups.count, threads: threads, in: block))
  }

  /// The columns that another rank has put into a block, group by group: the groups, then the codes.
  init(
    columnsIn block: MemoryBlock, starts: [Int], dimension: Int, _ quantization: Quantization
  ) {
    let groups = FaceGroups(starts: starts, dimension: dimension, in: block)
    self.init(
      groups, faces: quantization.columnCodes(of: 0..<starts.last!, in: block),
      centers: quantization.columnCodes(of: 0..<groups.count, in: block))
  }

  /// The bytes that columns take of a block.
  static func columnBytes(
    faces: Int, groups: Int, dimension: Int, _ quantization: Quantization
  ) -> Int {
    FaceGroups.bytes(groups: groups, faces: faces, dimension: dimension)
      + quantization.columnBytes(of: 0..<faces) + quantization.columnBytes(of: 0..<groups)
  }

  /// The bounds of faces and centers, if they are rows.
  var bounds: RowBounds { faces.bounds.union(centers.bounds) }

  private init(_ groups: FaceGroups, faces: PackedCodes, centers: PackedCodes) {
    self.groups = groups
    self.faces = faces
    self.centers = centers
    wholeBlocks = stride(from: 0, to: groups.count, by: centers.panelSize).map { groups.starts[$0] }
  }
}
