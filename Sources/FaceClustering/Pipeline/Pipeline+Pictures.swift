import ClusterTables
import MPI
import Threads
import Thumbnails

extension Pipeline {
  /// Chooses the pictures of a report, and makes thumbnails of them where the page is to have them. Collective.
  ///
  /// - Parameter run: on rank 0, what the report is made of; nil elsewhere.
  /// - Returns: on rank 0, the pictures; nil elsewhere, and where none are wanted.
  func findPictures(_ plan: RunPlan, of run: RunReport?) throws -> ReportPictures? {
    let tables = options.tables
    guard let report = tables.report, let root = tables.images ?? tables.linkedImages else {
      return nil
    }
    var (pictures, faces): (ReportPictures?, [Int]) = (nil, [])
    if let run {
      let ofClusters = ReportPictures.choose(of: run.lists.pictured, run.table, run.labels)
      pictures = ReportPictures(root: root, report: report, faces: ofClusters)
      faces = Set(ofClusters.values.flatMap { $0 } + run.lists.faces(of: run.table)).sorted()
    }
    guard tables.images != nil, Thumbnail.areMade else { return pictures }
    try timer.phase("pictures") {
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
      if !faces.isEmpty,
        pictures?.thumbnails?.values.allSatisfy({ $0 == .failure(.missing) }) == true
      {
        session.warn(
          "--images \(root): none of the \(faces.count) pictures of the report is there; the names of the faces must be "
            + "paths from that folder on")
      }
    }
    return pictures
  }
}
