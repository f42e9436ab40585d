/// Lines with any number of links.
extension NetworkLines {
  /// Takes a line of a list: a node and those that it has a link to.
  mutating func targets(_ scanner: inout LineScanner) throws(NetworkFileError) {
    let source = try nodeID(&scanner)
    while scanner.peek() != nil { add(source, try nodeID(&scanner), 1) }
  }

  /// Takes a row of a matrix: the weights of the links from a node to each, 0 where there is none.
  mutating func matrixRow(_ scanner: inout LineScanner) throws(NetworkFileError) {
    matrixRows += 1
    guard declaredVertices > 0 else {
      throw error(scanner, "*Matrix needs *Vertices with their number before it")
    }
    var column = 0
    while let word = scanner.word() {
      column += 1
      let weight = try weight(scanner, word, of: "link")
      if weight > 0, column <= declaredVertices, matrixRows <= declaredVertices {
        add(UInt32(matrixRows), UInt32(column), weight)
      }
    }
    guard column == declaredVertices, matrixRows <= declaredVertices else {
      throw error(
        scanner,
        "row \(matrixRows) of the matrix has \(column) numbers; *Vertices says \(declaredVertices), and so "
          + "many rows and columns there must be")
    }
  }

  /// Checks that a matrix that has ended is whole.
  func checkMatrix(_ scanner: LineScanner) throws(NetworkFileError) {
    guard matrixRows != declaredVertices else { return }
    throw error(
      scanner,
      "the matrix ends after \(matrixRows) rows; *Vertices says \(declaredVertices)")
  }
}
