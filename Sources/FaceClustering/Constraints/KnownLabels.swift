import Storage

/// The labels that are known of some faces.
struct KnownLabels {
  let path: String
  /// The label of each face; ``Labels/unknown`` where it is not known.
  let labels: [Int]
  private let texts: [Int: String]
  private let firstLine: Int?
  /// What is odd about the file although it can be read.
  let notices: [String]

  /// Reads a file of labels.
  ///
  /// - Throws: `FileError` when it cannot be understood, has another number of labels or only unknown ones.
  init(_ path: String, faces: Int) throws(FileError) {
    let file = try LabelFile(path, faces: faces)
    guard file.labels.contains(where: { $0 != Labels.unknown }) else {
      throw FileError(
        path,
        "has only labels of \(Labels.unknown): nothing is known of any face; leave --known out")
    }
    guard file.names.values.allSatisfy({ String(validating: $0, as: UTF8.self) != nil }) else {
      throw FileError(path, "has labels that are not UTF-8; save it in UTF-8")
    }
    self.path = path
    (labels, texts, firstLine) = (file.labels, file.texts, file.firstLine)
    notices = file.notices
  }

  /// What the file says a label is.
  func text(of label: Int) -> String { texts[label] ?? String(label) }

  /// That faces of one label are of one person, and those of different labels of different ones.
  var statements: [ConstraintStatement] {
    let place = ConstraintPlace.faces(of: path, firstLine: firstLine, option: "--known")
    var facesOf: [Int: [UInt32]] = [:]
    for (face, label) in labels.enumerated() where label != Labels.unknown {
      facesOf[label, default: []].append(UInt32(face))
    }
    let sets = facesOf.values.sorted { $0[0] < $1[0] }
    let together = sets.filter { $0.count > 1 }.map {
      ConstraintStatement(isTogether: true, faces: $0, place: place)
    }
    guard sets.count > 1 else { return together }
    return together
      + [ConstraintStatement(isTogether: false, faces: sets.map { $0[0] }, place: place)]
  }

  /// The clusters that have faces of a known label, rising, each with that label.
  ///
  /// - Parameter clusters: of the faces, each with faces of one known label at most; ``Labels/unknown`` for none.
  func namedClusters(_ clusters: [Int]) -> [NamedCluster] {
    var labelOf: [Int: Int] = [:]
    for (face, label) in labels.enumerated()
    where label != Labels.unknown && clusters[face] != Labels.unknown {
      labelOf[clusters[face]] = label
    }
    return labelOf.sorted { $0.key < $1.key }.map { NamedCluster($0.key, text(of: $0.value)) }
  }
}

/// A cluster that has faces of a known label.
package struct NamedCluster: Codable, Sendable, Equatable {
  package let cluster: Int
  package let label: String

  init(_ cluster: Int, _ label: String) { (self.cluster, self.label) = (cluster, label) }
}
