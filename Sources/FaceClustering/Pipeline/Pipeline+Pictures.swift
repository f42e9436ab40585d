import ClusterTables
import MPI
import Threads
import Thumbnails

extension Pipeline {
  /// Chooses the pictures of a report, and makes thumbnails of them where the page is to have them. Collective.
  ///
  /// - Parameters:
  ///   - table: on rank 0, the clusters.
  ///   - labels: on rank 0, the cluster of each face.
  /// - Returns: on rank 0, the pictures; nil elsewhere, and where none are wanted.
  func findPictures(
    _ plan: RunPlan, of table: ClusterTable?, labels: [Int]
  ) throws -> ReportPictures? {
    let tables = options.tables
    guard let report = tables.report, let root = tables.images ?? tables.linkedImages else {
      return nil
    }
    var pictures = table.map { table in
      ReportPictures(
        root: root, report: report,
        faces: ReportPictures.choose(
          of: Set(ReportPage.suspicious(of: table) + ReportPage.largest(of: table)), table, labels))
    }
    guard tables.images != nil, Thumbnail.areMade else { return pictures }
    try timer.phase("pictures") {
      let faces = pictures?.faces.values.flatMap { $0 }.sorted() ?? []
      let paths = faces.map { face in
        plan.names.flatMap { pictures?.folder.path(of: String(decoding: $0[face], as: UTF8.self)) }
      }
      let reading = ThumbnailReading(nodes: plan.nodes, workers: Workers(count: plan.threads))
      let made = try reading.thumbnails(of: paths.compactMap { $0 })
      guard pictures != nil else { return }
      // A name that leads out of the folder has no picture there.
      var next = made.makeIterator()
      pictures?.thumbnails = Dictionary(
        uniqueKeysWithValues: zip(faces, paths).map { face, path in
          (face, path.flatMap { _ in next.next() } ?? .failure(.missing))
        })
    }
    return pictures
  }
}
