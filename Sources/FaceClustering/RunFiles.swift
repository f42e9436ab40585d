import Embeddings
import Foundation
import Storage

/// The files that a command reads and writes, each with the option that names it. No output may be an
/// input or another output: one of them would be lost.
package struct RunFiles {
  private struct Entry {
    let option: String
    let path: String
    let identity: FileIdentity
    /// Whether it takes the place of what stands there, rather than being written into it.
    var replaces = false
    /// Where it stands, links followed.
    var place: OutputPath?

    var title: String { path.isEmpty ? option : "\(option) \(path)" }
  }

  /// Names in a folder that are not free.
  private struct Reserve {
    let option: String
    let folder: String
    let isTaken: (String) -> Bool
  }

  private var inputs: [Entry] = []
  private var outputs: [Entry] = []
  private var reserve: Reserve?

  /// Starts with the files into which a shell has redirected the standard streams.
  package init() {
    for (name, identity) in StandardStream.files {
      outputs.append(Entry(option: name, path: "", identity: identity))
    }
  }

  /// Adds a file that is read; one that is not there is left to be found missing.
  ///
  /// - Parameter option: what names it on the command line.
  package mutating func read(_ path: String?, as option: String) {
    guard let path, let identity = FileIdentity(of: path) else { return }
    inputs.append(
      Entry(option: option, path: path, identity: identity, place: try? OutputPath(path)))
  }

  /// Adds files of faces, with what may stand beside them.
  ///
  /// - Parameter option: what names them on the command line.
  /// - Throws: `Failure` of the command line when two are the same file.
  package mutating func read(faces paths: [String], as option: String) throws(Failure) {
    var seen: [FileIdentity: [(path: String, array: String?)]] = [:]
    for path in paths {
      let place = EmbeddingPath(path)
      if let identity = FileIdentity(of: place.file) {
        // A file may have several arrays, each named once.
        if let other = seen[identity]?.first(where: {
          $0.array == place.array || $0.array == nil || place.array == nil
        }) {
          throw Failure(
            .commandLine,
            "\(option) names the same file twice, as \(other.path) and \(path); its faces would be there "
              + "twice; leave one of them out")
        }
        seen[identity, default: []].append((path, place.array))
      }
      read(place.file, as: option)
      if place.file.hasSuffix(".bin") {
        read(RawRowsDescription.path(beside: place.file), as: "the description of \(option)")
      }
    }
  }

  /// Adds the labels of an earlier run, with its record, which later runs go on from.
  ///
  /// - Parameter option: what names the labels on the command line.
  package mutating func read(labels path: String?, as option: String) {
    read(path, as: option)
    read(path.flatMap(RunRecord.path(besideLabels:)), as: "the record beside \(option)")
  }

  /// Adds a file that is written.
  ///
  /// - Parameter option: what names it on the command line.
  /// - Throws: `FileError` when it cannot be written.
  package mutating func write(_ path: String?, as option: String) throws(FileError) {
    guard let path else { return }
    let place = try OutputPath(path)
    try place.checkWritable()
    guard let identity = place.identity else { return }
    outputs.append(
      Entry(
        option: option, path: path, identity: identity, replaces: !place.isStream, place: place))
  }

  /// Adds a folder, which may be yet to come, in which some names are not free for other files.
  package mutating func write(
    folder: String, as option: String, where isTaken: @escaping (_ name: String) -> Bool
  ) {
    reserve = Reserve(option: option, folder: folder, isTaken: isTaken)
    var path = folder[...]
    while path.count > 1, path.hasSuffix("/") { path.removeLast() }
    guard let identity = (try? OutputPath(String(path)))?.identity else { return }
    outputs.append(Entry(option: option, path: folder, identity: identity, replaces: true))
  }

  /// Checks that no output is an input or another output.
  ///
  /// - Throws: `Failure` of the command line, which names both.
  package func check() throws(Failure) {
    for (number, output) in outputs.enumerated() {
      if let input = inputs.first(where: { $0.identity == output.identity }) {
        throw Failure(
          .commandLine,
          "\(output.title) is the same file as \(input.title), which it would overwrite; name another"
        )
      }
      let other = outputs[..<number].first {
        $0.identity == output.identity && ($0.replaces || output.replaces)
      }
      if let other {
        throw Failure(
          .commandLine,
          "\(output.title) is the same file as \(other.title), and one would overwrite the other; name "
            + "another")
      }
    }
    guard let reserve, let folder = FileIdentity(of: reserve.folder) else { return }
    let isTaken = { (place: OutputPath) in
      place.folderIdentity == folder && reserve.isTaken(place.name)
    }
    if let entry = (inputs + outputs).first(where: { $0.place.map(isTaken) ?? false }) {
      throw Failure(
        .commandLine,
        "\(entry.title) is a file of \(reserve.option) \(reserve.folder), which would be overwritten; "
          + "name another")
    }
  }
}
