import Embeddings
import Storage

/// Where the faces of a run come from.
struct Source {
  private enum Kind {
    case file(EmbeddingFile)
    case synthetic(SyntheticFaces)
    /// Of a graph that was saved without them.
    case none
  }

  private let kind: Kind
  let name: String
  let faces: Int
  let dimension: Int
  /// What the checksum of the faces must be, as in the run record; nil if any will do.
  var checksum: String?

  /// Opens the file, or prepares synthetic faces where there is none.
  init(_ options: ClusteringOptions) throws(FileError) {
    if let path = options.features {
      let file = try EmbeddingFile(path, dimension: options.dimension)
      (kind, name, faces, dimension) = (.file(file), path, file.faces, file.dimension)
    } else {
      let synthetic = SyntheticFaces(
        faces: options.faces ?? SyntheticFaces.defaultCount,
        dimension: options.dimension ?? SyntheticFaces.defaultDimension,
        seed: options.seed)
      (kind, name) = (.synthetic(synthetic), "synthetic faces")
      (faces, dimension) = (synthetic.faces, synthetic.dimension)
    }
    guard faces <= Int(UInt32.max) else {
      throw FileError(name, "has \(faces) faces; more than \(UInt32.max) cannot be clustered")
    }
  }

  /// The faces of a saved graph, which are not there.
  init(_ graph: SavedGraph, name: String) {
    (kind, self.name) = (.none, name)
    (faces, dimension) = (graph.faces, graph.dimension)
  }

  /// What is odd about the file although it can be read.
  var notices: [String] {
    switch kind {
    case .file(let file): file.notices
    case .synthetic, .none: []
    }
  }

  /// The true classes, if they are known.
  ///
  /// - Parameter warn: told of what is odd about their file.
  func truth(_ options: ClusteringOptions, warn: (String) -> Void) throws(FileError) -> [Int]? {
    if let path = options.truth {
      let file = try LabelFile(path, faces: faces)
      try file.checkKnown()
      file.notices.forEach(warn)
      return file.labels
    }
    guard case .synthetic(let synthetic) = kind else { return nil }
    return (0..<faces).map(synthetic.label(ofRow:))
  }

  /// Checks that nobody has changed the file since it was opened.
  func checkUnchanged() throws(FileError) {
    if case .file(let file) = kind { try file.checkUnchanged() }
  }

  /// Reads some rows into a matrix of so many, and normalizes them.
  ///
  /// - Returns: their checksum before that.
  func read(_ range: Range<Int>, into matrix: EmbeddingMatrix) throws(FileError) -> UInt64 {
    switch kind {
    case .file(let file): try file.read(rows: range, into: matrix)
    case .synthetic(let synthetic): synthetic.write(rows: range, to: matrix)
    case .none:
      throw FileError(
        name, "holds edges only, and this method looks at faces again; cluster FEATURES with it")
    }
    let checksum = matrix.checksum(firstRow: range.lowerBound)
    try matrix.normalize(path: name, firstRow: range.lowerBound)
    return checksum
  }
}
