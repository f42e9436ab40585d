import Foundation
import Storage

extension SweepReport {
  /// Reads what `sweep --json` has printed of some faces.
  ///
  /// - Parameter path: the file; nil: nothing is read.
  /// - Throws: `FileError` for a file that is something else, or of so many other faces.
  init?(_ path: String?, faces: Int, dimension: Int) throws(FileError) {
    guard let path else { return nil }
    let text = try InputFile.plainText(of: path, contents: "a sweep")
    guard let report = try? JSONDecoder().decode(SweepReport.self, from: Data(text)),
      !report.rows.isEmpty
    else { throw FileError(path, "is no sweep; write it so: sweep FEATURES --json > FILE") }
    guard report.faces == faces, report.dimension == dimension else {
      throw FileError(
        path,
        "is a sweep of \(report.faces) faces of dimension \(report.dimension), but here are \(faces) of "
          + "\(dimension); name that of these faces")
    }
    self = report
  }

  /// Refuses a sweep of other faces.
  ///
  /// - Parameters:
  ///   - path: the file of the sweep.
  ///   - checksum: of the faces.
  func check(_ path: String, isOf checksum: String) throws(FileError) {
    guard self.checksum != checksum else { return }
    throw FileError(
      path,
      "is a sweep of other faces: their checksum is \(self.checksum.printable()), here it is \(checksum); name "
        + "that of these faces")
  }
}
