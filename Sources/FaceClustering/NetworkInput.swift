import Dispatch
import Foundation
import Infomap
import Storage

/// Networks as the command `infomap` takes them.
public enum NetworkInput {
  /// How fast a text was parsed.
  public struct Parsing: Sendable {
    public let bytes: Int
    public let seconds: Double

    /// Nil where it took less time than the clock can tell.
    public var megabytesPerSecond: Double? {
      seconds > 0 ? Double(bytes) * 1e-6 / seconds : nil
    }
  }

  /// Reads a link list, a Pajek file, or the numpy arrays of an edge list given by their prefix.
  ///
  /// - Parameter parsed: told how fast, if it is a text.
  public static func read(
    _ path: String, directed: Bool, keepsSelfLinks: Bool = true, threads: Int = 1,
    parsed: (Parsing) -> Void = { _ in }
  ) throws -> Network {
    let files = SharedEdges.files(prefix: path)
    guard isEdgeList(path) else {
      let text = try InputFile.contents(of: path)
      let bytes = text.count
      let start = DispatchTime.now().uptimeNanoseconds
      return try Network(
        text: consume text, fileName: path, directed: directed, keepsSelfLinks: keepsSelfLinks,
        threads: threads
      ) {
        let seconds = Double(DispatchTime.now().uptimeNanoseconds - start) * 1e-9
        parsed(Parsing(bytes: bytes, seconds: seconds))
      }
    }
    let sources = try NumpyArray.readNodeNumbers(files[0], threads: threads)
    let targets = try NumpyArray.readNodeNumbers(files[1], threads: threads)
    var weights = try NumpyArray.read(files[2], Float.self, type: "<f4", threads: threads)
    try checkCounts(sources.count, targets.count, weights.count, of: path)
    if !keepsSelfLinks {
      for link in sources.indices where sources[link] == targets[link] { weights[link] = 0 }
    }
    do throws(NetworkError) {
      return try Network(
        sources: sources.span, targets: targets.span, weights: weights.span, directed: directed,
        threads: threads)
    } catch {
      throw FileError(path, error.description)
    }
  }

  /// Whether a path is the prefix of the numpy arrays of an edge list.
  public static func isEdgeList(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: SharedEdges.files(prefix: path)[0])
  }

  static func checkCounts(
    _ sources: Int, _ targets: Int, _ weights: Int, of prefix: String
  ) throws(FileError) {
    guard sources == targets, sources == weights else {
      throw FileError(
        prefix,
        "the arrays of the edge list have \(sources) sources, \(targets) targets and "
          + "\(weights) weights; they must be as many")
    }
  }
}
