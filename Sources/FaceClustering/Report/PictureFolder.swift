import Foundation

/// The folder in which the names of the faces are files of pictures.
struct PictureFolder {
  /// Its absolute path.
  private let root: String

  init(_ path: String) { root = Self.absolute(path) }

  /// Refuses a folder that is none.
  ///
  /// - Parameter option: what names it on the command line.
  static func check(_ path: String?, option: String) throws(Failure) {
    guard let path else { return }
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue
    else {
      throw Failure(
        .commandLine,
        "\(option) \(path) is no folder; name the folder in which the names of --names are files")
    }
  }

  static func absolute(_ path: String) -> String {
    URL(fileURLWithPath: path.isEmpty ? "." : path).standardizedFileURL.path
  }

  /// The file that a name stands for, whether there is one or not; nil for a name that leads out of the folder.
  func path(of name: String) -> String? {
    let path = Self.absolute(root + "/" + name)
    return path.hasPrefix(root.hasSuffix("/") ? root : root + "/") ? path : nil
  }

  /// The address of a picture, from the folder of a page; nil where there is no such file, or it would be outside
  /// the folder.
  ///
  /// - Parameter folder: the absolute path of the folder of the page.
  func link(to name: String, from folder: String) -> String? {
    guard let path = path(of: name), FileManager.default.fileExists(atPath: path) else {
      return nil
    }
    let (from, to) = (folder.split(separator: "/"), path.split(separator: "/"))
    let shared = zip(from, to).prefix { $0 == $1 }.count
    let steps = from[shared...].map { _ in ".."[...] } + to[shared...]
    // A colon in the first part would be taken for that of a protocol.
    let allowed = CharacterSet.urlPathAllowed.subtracting(CharacterSet(charactersIn: ":;"))
    return steps.map { $0.addingPercentEncoding(withAllowedCharacters: allowed) ?? "" }
      .joined(separator: "/")
  }
}
