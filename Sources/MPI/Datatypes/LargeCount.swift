import CMPI

// MPI 3 counts are C ints. A run of more units than the limit is described to MPI as one element of
// a derived datatype, whose signature is the same sequence of units: the two sides of a message, or
// the ranks of a collective, agree however each of them describes its side.

/// A run of elements as MPI wants it described: a count and a datatype, to be released after use.
struct Layout {
  let count: Int32
  let datatype: CMPIDatatype
  private let isDerived: Bool

  /// Describes `count` elements starting `offset` elements behind the address given to MPI. With
  /// `asBlock`, even a short run becomes one derived datatype, as it does when offset is not 0.
  @inline(__always)
  init(
    _ element: MPIDatatype, count: Int, offset: Int = 0, limit: Int, asBlock: Bool = false
  ) throws(MPIError) {
    let units = count * element.unitsPerElement
    if units <= limit, offset == 0, !asBlock {
      self.count = Int32(units)
      self.datatype = element.unit
      self.isDerived = false
      return
    }
    self.count = 1
    self.datatype = try Self.block(element, units: units, offset: offset, limit: limit)
    self.isDerived = true
  }

  /// Frees the datatype. Messages under way keep what they need of it.
  @inline(__always)
  func release() {
    if isDerived { Self.free(datatype) }
  }

  @inline(never)
  private static func free(_ datatype: CMPIDatatype) {
    var datatype = datatype
    MPI_Type_free(&datatype.handle)
  }

  /// `units` consecutive units: as many full chunks of `limit` units as there are, then the rest.
  ///
  /// Apart from `init`, so that short messages carry none of it.
  @inline(never)
  private static func block(
    _ element: MPIDatatype, units: Int, offset: Int, limit: Int
  ) throws(MPIError) -> CMPIDatatype {
    let (unit, bytesPerUnit) = (element.unit, element.bytesPerUnit)
    let firstByte = offset * element.unitsPerElement * bytesPerUnit
    var chunk = cmpi_datatype_null()
    try check(
      "MPI_Type_contiguous", MPI_Type_contiguous(Int32(limit), unit.handle, &chunk.handle))
    defer { MPI_Type_free(&chunk.handle) }

    let (chunks, rest) = units.quotientAndRemainder(dividingBy: limit)
    let lengths = [Int32(chunks), Int32(rest)]
    let offsets = [firstByte, firstByte + chunks * limit * bytesPerUnit]
    var block = cmpi_datatype_null()
    try check(
      "MPI_Type_create_struct",
      cmpi_type_create_struct(2, lengths, offsets, [chunk, unit], &block))
    try check("MPI_Type_commit", MPI_Type_commit(&block.handle))
    return block
  }
}

/// Splits `count` elements into consecutive ranges of at most `limit` units each, for collectives
/// that work element by element. Every rank must ask with the same count.
func chunks(_ datatype: MPIDatatype, count: Int, limit: Int) -> [Range<Int>] {
  let elementsPerChunk = max(1, limit / datatype.unitsPerElement)
  return stride(from: 0, to: count, by: elementsPerChunk).map { start in
    start..<min(count, start + elementsPerChunk)
  }
}
