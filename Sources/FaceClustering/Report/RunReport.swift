import ClusterTables
import Storage

/// What a report of a run is made of, once the record is complete.
struct RunReport {
  let table: ClusterTable
  /// The cluster of each face.
  let labels: [Int]
  /// The numbers of the clusters.
  let numbers: ClusterNumbers
  let names: FaceNames?
  let edges: EdgeSummary
  let lists: ReportLists
  let options: TableOptions
  /// The sweep whose curves are shown, if there is one.
  let sweep: SweepReport?
  /// The pictures that are shown, if any are wanted.
  var pictures: ReportPictures?

  /// Writes the report, which is left to be committed.
  ///
  /// - Returns: nil where none is wanted.
  func write(_ record: RunRecord) throws(FileError) -> AtomicFile? {
    guard let path = options.report else { return nil }
    let page = ReportPage(
      record: record, table: table, labels: labels, numbers: numbers, names: names, edges: edges,
      lists: lists, pictures: pictures, sweep: sweep)
    let file = try AtomicFile(path)
    try file.append(page.html)
    return file
  }
}
