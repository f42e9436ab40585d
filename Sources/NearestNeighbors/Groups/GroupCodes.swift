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
