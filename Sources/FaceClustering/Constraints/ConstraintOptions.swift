/// What a run is told of which faces are of one person.
package struct ConstraintOptions: Sendable, Equatable, Codable {
  /// A file of faces that are of one person, those of a line.
  package var same: String?
  /// A file of faces that are of different persons, those of a line.
  package var different: String?
  /// The labels that are known of some faces.
  package var known: String?
  /// Whether faces of the same name, that of their photo, are of different persons.
  package var differentPhoto: Bool?

  package init() {}

  /// The files, each with the option that names it.
  var files: [(path: String, option: String)] {
    [(same, "--same"), (different, "--different"), (known, "--known")].compactMap { path, option in
      path.map { ($0, option) }
    }
  }
}
