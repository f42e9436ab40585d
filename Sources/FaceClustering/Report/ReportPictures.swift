import ClusterTables
import Foundation
import Thumbnails

/// The pictures of faces in a report: thumbnails in the page itself, or links to their files, for a page that
/// stays small and is moved together with their folder.
struct ReportPictures {
  /// Where the pictures are.
  let folder: PictureFolder
  /// The absolute path of the folder of the report.
  let pageFolder: String
  /// The faces of each cluster that are shown.
  let faces: [Int: [Int]]
  /// What was made of the picture of each face that is shown; nil where pictures are linked.
  var thumbnails: [Int: Result<Thumbnail, PictureError>]?

  /// How many faces of a cluster are shown.
  private static let most = 12

  /// - Parameters:
  ///   - root: the folder of the pictures.
  ///   - report: the file of the report.
  ///   - faces: of each cluster, those that are shown.
  init(root: String, report: String, faces: [Int: [Int]]) {
    folder = PictureFolder(root)
    pageFolder = PictureFolder.absolute((report as NSString).deletingLastPathComponent)
    self.faces = faces
  }

  /// The faces of each cluster that are shown: those most similar to the medoid, then those least.
  static func choose(
    of clusters: Set<Int>, _ table: ClusterTable, _ labels: [Int]
  ) -> [Int: [Int]] {
    var members: [Int: [Int]] = [:]
    for (face, label) in labels.enumerated() where clusters.contains(label) {
      members[label, default: []].append(face)
    }
    let similarity = table.faces.similarity
    return members.mapValues { faces in
      let sorted = faces.sorted { (-similarity[$0], $0) < (-similarity[$1], $1) }
      guard sorted.count > most else { return sorted }
      return Array(sorted.prefix(most / 2) + sorted.suffix(most / 2))
    }
  }

  /// Adds the pictures of a cluster to a page. What cannot be shown is said in its place.
  func add(_ cluster: Int, named name: (Int) -> String, to page: inout HTMLText) {
    add(faces[cluster] ?? [], named: name, to: &page)
  }

  /// Adds the pictures of some faces to a page, as those of a cluster.
  func add(_ faces: [Int], named name: (Int) -> String, to page: inout HTMLText) {
    page.raw("<div class=\"sheet\">\n")
    for face in faces {
      let name = name(face)
      page.raw("<figure>")
      let isDamaged = add(face, named: name, to: &page)
      page.element("figcaption", isDamaged ? "\(name) (damaged)" : name)
      page.raw("</figure>\n")
    }
    page.raw("</div>\n")
  }

  /// Adds a picture.
  ///
  /// - Returns: whether it is damaged.
  private func add(_ face: Int, named name: String, to page: inout HTMLText) -> Bool {
    let alternative = HTMLText.escaped(name)
    switch thumbnails?[face] {
    case .success(let thumbnail):
      page.raw(
        "<img width=\"\(thumbnail.width)\" height=\"\(thumbnail.height)\" alt=\"\(alternative)\" "
          + "src=\"data:image/jpeg;base64,\(Data(thumbnail.jpeg).base64EncodedString())\"/>")
      return thumbnail.isDamaged
    case .failure(let error):
      page.element("div", error.text, class: "missing")
    case nil:
      guard let path = folder.path(of: name), let link = folder.link(to: name, from: pageFolder)
      else {
        page.element("div", PictureError.missing.text, class: "missing")
        return false
      }
      if PictureFile.beginsAsPicture(path) {
        let address = HTMLText.escaped(link, atMost: .max)
        page.raw("<img loading=\"lazy\" src=\"\(address)\" alt=\"\(alternative)\"/>")
      } else {
        page.element("div", PictureError.broken.text, class: "missing")
      }
    }
    return false
  }
}

extension PictureError {
  /// What stands in the place of the picture.
  fileprivate var text: String {
    switch self {
    case .missing: "no picture"
    case .broken: "broken picture"
    case .tooLarge: "picture too large"
    case .otherKind: "no picture of JPEG, PNG or WebP"
    case .noLibrary: "pictures are not read"
    }
  }
}
