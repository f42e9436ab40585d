import ClusterTables
import Foundation

/// The pictures of faces in a report, by links to their files: the page stays small, and is moved together
/// with their folder.
struct ReportPictures {
  /// The folder in which the names of the faces are files.
  let root: String
  /// The folder of the report.
  let folder: String

  /// How many faces of a cluster are shown.
  private static let most = 12

  /// - Parameters:
  ///   - root: the folder of the pictures.
  ///   - report: the file of the report.
  init(root: String, report: String) {
    self.root = Self.absolute(root)
    folder = Self.absolute((report as NSString).deletingLastPathComponent)
  }

  private static func absolute(_ path: String) -> String {
    URL(fileURLWithPath: path.isEmpty ? "." : path).standardizedFileURL.path
  }

  /// The faces of each cluster that are shown: those most similar to the medoid, then those least.
  func choose(of clusters: Set<Int>, _ table: ClusterTable, _ labels: [Int]) -> [Int: [Int]] {
    var members: [Int: [Int]] = [:]
    for (face, label) in labels.enumerated() where clusters.contains(label) {
      members[label, default: []].append(face)
    }
    let similarity = table.faces.similarity
    return members.mapValues { faces in
      let sorted = faces.sorted { (-similarity[$0], $0) < (-similarity[$1], $1) }
      guard sorted.count > Self.most else { return sorted }
      return Array(sorted.prefix(Self.most / 2) + sorted.suffix(Self.most / 2))
    }
  }

  /// Adds the pictures of some faces to a page. One that is not there is shown as missing, and a file that is none
  /// as broken.
  func add(_ faces: [Int], named name: (Int) -> String, to page: inout HTMLText) {
    page.raw("<div class=\"sheet\">\n")
    for face in faces {
      let name = name(face)
      page.raw("<figure>")
      switch link(to: name) {
      case nil: page.raw("<div class=\"missing\">no picture</div>")
      case _? where !PictureFile.beginsAsPicture(root + "/" + name):
        page.raw("<div class=\"missing\">broken picture</div>")
      case let link?:
        page.raw(
          "<img loading=\"lazy\" src=\"\(HTMLText.escaped(link, atMost: .max))\" alt=\"\(HTMLText.escaped(name))\"/>"
        )
      }
      page.element("figcaption", name)
      page.raw("</figure>\n")
    }
    page.raw("</div>\n")
  }

  /// The address of a picture, from the folder of the report; nil where there is no such file, or it
  /// would be outside the folder of the pictures.
  func link(to name: String) -> String? {
    let path = Self.absolute(root + "/" + name)
    guard path.hasPrefix(root.hasSuffix("/") ? root : root + "/"),
      FileManager.default.fileExists(atPath: path)
    else { return nil }
    let (from, to) = (folder.split(separator: "/"), path.split(separator: "/"))
    let shared = zip(from, to).prefix { $0 == $1 }.count
    let steps = from[shared...].map { _ in ".."[...] } + to[shared...]
    // A colon in the first part would be taken for that of a protocol.
    let allowed = CharacterSet.urlPathAllowed.subtracting(CharacterSet(charactersIn: ":;"))
    return steps.map { $0.addingPercentEncoding(withAllowedCharacters: allowed) ?? "" }
      .joined(separator: "/")
  }
}
