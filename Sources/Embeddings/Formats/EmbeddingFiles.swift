import BinarySearch
import Storage

/// Several files of face embeddings as one: the rows of the first, then those of the next.
///
/// Feature extractors write a file for each of their workers. The rows are counted by what each file says
/// of itself.
package struct EmbeddingFiles {
  /// The files, in the order of their rows.
  package let files: [EmbeddingFile]
  /// The first row of each file, and the number of all rows.
  private let starts: [Int]
  /// The number of columns of all files.
  package let dimension: Int
  /// Whether any of the files is an archive with a checksum of its rows.
  package let areSummed: Bool

  /// The number of rows of all files.
  package var faces: Int { starts.last! }

  /// The number of rows of so many files, the first ones.
  package func faces(ofFirst count: Int) -> Int { starts[count] }

  /// What is odd about the files although they can be read.
  package var notices: [String] {
    files.flatMap { $0.notices + ($0.faces > 0 ? [] : ["\($0.path): has no rows; others have"]) }
  }

  /// Opens files and checks their sizes and types, but not their values.
  ///
  /// - Parameters:
  ///   - paths: at least one.
  ///   - dimension: the columns of `.bin` files, as ``EmbeddingFile`` takes them.
  /// - Throws: `FileError` when one cannot be read, or has other columns than the first, or when none has rows.
  package init(_ paths: [String], dimension: Int?) throws(FileError) {
    precondition(!paths.isEmpty, "there must be a file")
    var files: [EmbeddingFile] = []
    var starts = [0]
    for path in paths {
      let file = try EmbeddingFile(part: path, dimension: dimension)
      if let first = files.first, first.dimension != file.dimension {
        throw FileError(
          path,
          "has \(file.dimension) columns, but \(first.path) has \(first.dimension); all must be embeddings "
            + "of one model")
      }
      files.append(file)
      starts.append(starts.last! + file.faces)
    }
    guard starts.last! > 0 else { throw EmbeddingLayout.hasNoRows(files[0].path) }
    (self.files, self.starts, self.dimension) = (files, starts, files[0].dimension)
    areSummed = files.contains(where: \.isSummed)
  }

  /// Checks that nobody has changed a file since it was opened.
  package func checkUnchanged() throws(FileError) {
    for file in files { try file.checkUnchanged() }
  }

  /// Reads some rows as float32 into a matrix of so many.
  ///
  /// - Throws: `FileError` as ``EmbeddingFile/read(rows:into:)`` does, but checksums of archives are not compared.
  package func read(rows range: Range<Int>, into matrix: EmbeddingMatrix) throws(FileError) {
    try forEachFile(of: range, in: matrix) { (index, rows, part) throws(FileError) in
      var none: CRC32?
      try files[index].read(rows, into: part, summing: &none)
    }
  }

  /// Reads some rows as ``read(rows:into:)`` does.
  ///
  /// - Returns: of each file, the checksum of what was read of it, where it is an archive (see
  ///   ``check(_:)``); nothing where none is one.
  package func readSumming(
    rows range: Range<Int>, into matrix: EmbeddingMatrix
  ) throws(FileError) -> [CRC32] {
    guard areSummed else {
      try read(rows: range, into: matrix)
      return []
    }
    var sums = [CRC32](repeating: CRC32(), count: files.count)
    try forEachFile(of: range, in: matrix) { (index, rows, part) throws(FileError) in
      sums[index] = try files[index].readSumming(rows: rows, into: part)
    }
    return sums
  }

  /// Compares the checksums of archives.
  ///
  /// - Parameter parts: what ``readSumming(rows:into:)`` has returned of each part of the rows, in the order of the rows;
  ///   together the parts are all rows.
  /// - Throws: `FileError`, which names the file and its member, where one is another than the archive says.
  package func check(_ parts: some Sequence<[CRC32]>) throws(FileError) {
    var sums = [CRC32](repeating: CRC32(), count: files.count)
    for part in parts {
      for (index, sum) in part.enumerated() where sum.count > 0 { sums[index].append(sum) }
    }
    for (file, sum) in zip(files, sums) where file.faces > 0 { try file.check(sum) }
  }

  /// Scales rows that were read to unit length.
  ///
  /// - Throws: `FileError` which names the file and its own row where a value cannot be used.
  package func normalize(rows range: Range<Int>, in matrix: EmbeddingMatrix) throws(FileError) {
    try forEachFile(of: range, in: matrix) { (index, rows, part) throws(FileError) in
      try part.normalize(path: files[index].path, firstRow: rows.lowerBound)
    }
  }

  /// Calls `body` with the number of each file that has some of the rows, these as the file counts them, and
  /// their place in the matrix of all.
  private func forEachFile(
    of range: Range<Int>, in matrix: EmbeddingMatrix,
    _ body: (Int, Range<Int>, EmbeddingMatrix) throws(FileError) -> Void
  ) throws(FileError) {
    precondition(matrix.rows == range.count && matrix.dimension == dimension)
    // There may be many files, and many ranges.
    let first = files.indices.partitioningIndex { starts[$0 + 1] > range.lowerBound }
    for index in first..<files.count {
      let start = starts[index]
      guard start < range.upperBound else { break }
      let own = range.clamped(to: start..<starts[index + 1])
      guard !own.isEmpty else { continue }
      let place = own.lowerBound - range.lowerBound
      let part = matrix.part(place..<place + own.count)
      try body(index, own.lowerBound - start..<own.upperBound - start, part)
    }
  }
}
