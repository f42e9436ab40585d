/// What a method has found.
package struct MethodResult<Report: MethodReport>: Sendable {
  /// For each face a number that those of its cluster have, and no others.
  package let labels: [UInt32]
  /// What there is to say besides.
  package let report: Report
  /// What may be wrong with it, in sentences.
  package let warnings: [String]
  /// The tree of clusters that the labels are cut from; nil where the method makes none.
  package let dendrogram: Dendrogram?

  package init(
    labels: [UInt32], report: Report, warnings: [String] = [], dendrogram: Dendrogram? = nil
  ) {
    self.labels = labels
    self.report = report
    self.warnings = warnings
    self.dendrogram = dendrogram
  }
}
