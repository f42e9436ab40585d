/// What a run writes of its clusters besides labels.
package struct TableOptions: Sendable, Equatable, Codable {
  /// The file of the names of the faces: a text, or a table of which ``nameColumn`` is the column.
  package var names: String?
  /// The heading of the column of names.
  package var nameColumn: String?
  /// Where the tables go, a prefix of two names.
  package var tables: String?
  /// Where the arrays go, a prefix of two names.
  package var arrays: String?
  /// Where the report goes.
  package var report: String?
  /// The folder in which the names of the faces are pictures, of which the report has thumbnails.
  package var images: String?
  /// The folder in which the names of the faces are pictures, which the report shows by links to them.
  package var linkedImages: String?
  /// The file of a sweep, as JSON, whose curves the report shows.
  package var sweep: String?

  package init() {}

  /// Whether something needs what is said of clusters and faces.
  var areWanted: Bool { tables != nil || arrays != nil || report != nil }

  /// The files of the tables or arrays of a prefix: that of the faces, and that of the clusters.
  static func files(prefix: String, ending: String) -> (faces: String, clusters: String) {
    ("\(prefix).labels.\(ending)", "\(prefix).clusters.\(ending)")
  }

  /// All files of the tables, arrays and report, each with the option that names it.
  var files: [(path: String, option: String)] {
    [(tables, "csv", "--tables"), (arrays, "npy", "--arrays")].flatMap { prefix, ending, option in
      prefix.map {
        let files = Self.files(prefix: $0, ending: ending)
        return [(files.faces, option), (files.clusters, option)]
      } ?? []
    } + (report.map { [($0, "--report")] } ?? [])
  }
}
