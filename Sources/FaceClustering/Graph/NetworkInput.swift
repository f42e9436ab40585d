import Clock
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
  /// - Parameters:
  ///   - directed: how to take links; if nil, as the text says, and directed where it does not.
  ///   - notice: told what is worth knowing of how the links were taken.
  ///   - parsed: told how fast, if it is a text.
  public static func read(
    _ path: String, directed: Bool?, keepsSelfLinks: Bool = true, threads: Int = 1,
    notice: (String) -> Void = { _ in }, parsed: (Parsing) -> Void = { _ in }
  ) throws -> Network {
    let files = SharedEdges.files(prefix: path)
    guard isEdgeList(path) else {
      let text = try InputFile.contents(of: path)
      let bytes = text.count
      let start = Moment.now
      return try Network(
        text: consume text, fileName: path, directed: directed, keepsSelfLinks: keepsSelfLinks,
        threads: threads, notice: { notice("\(path): \(Self.words(for: $0))") },
        parsed: {
          parsed(Parsing(bytes: bytes, seconds: start.secondsAgo))
        })
    }
    func warn(_ surplus: FileError) { notice(surplus.description) }
    let sources = try NumpyArray.readNodeNumbers(files[0], threads: threads, warn: warn)
    let targets = try NumpyArray.readNodeNumbers(files[1], threads: threads, warn: warn)
    var weights = try NumpyArray.read(
      files[2], Float.self, type: "<f4", threads: threads, warn: warn)
    try checkCounts(sources.count, targets.count, weights.count, of: path)
    try checkWeights(weights.span, sources.span, targets.span, file: files[2])
    var removed = RemovedLinks()
    for link in sources.indices {
      let isKept = removed.keeps(
        sources[link], targets[link], weights[link], keepsSelfLinks: keepsSelfLinks)
      if !isKept { weights[link] = 0 }
    }
    if let text = removed.notice(of: weights.count) { notice("\(path): \(text)") }
    do throws(NetworkError) {
      return try Network(
        sources: sources.span, targets: targets.span, weights: weights.span,
        vertices: removed.vertices, directed: directed ?? true, threads: threads)
    } catch {
      throw FileError(path, error.description)
    }
  }

  /// The files that are read for a path.
  public static func files(_ path: String) -> [String] {
    isEdgeList(path) ? SharedEdges.files(prefix: path) : [path]
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

  /// Checks that all weights are numbers.
  static func checkWeights(
    _ weights: Span<Float>, _ sources: Span<UInt32>, _ targets: Span<UInt32>, file: String
  ) throws(FileError) {
    for link in weights.indices where !weights[link].isFinite {
      throw FileError(
        file,
        "element \(link), of the link from node \(sources[link]) to node \(targets[link]), is "
          + "\(weights[link]); a weight must be a finite number")
    }
  }

  /// What a user of the program should know of a notice.
  private static func words(for notice: NetworkNotice) -> String {
    switch notice {
    case .edgesAreUndirected:
      "the links are *Edges and so undirected; --directed takes each as a link from its first node to "
        + "its second"
    case .edgesAmongArcs(let edges):
      "there are *Arcs and *Edges, so the network is directed, with a link each way for each of the "
        + "\(edges) edges; with --directed there is one, with --undirected no link has a direction"
    case .linksOfWeightZero(let links):
      "\(links) links have the weight 0, which carries no flow; nodes without others are alone"
    case .verticesNotListed(let declared, let listed):
      "*Vertices says \(declared) and lists \(listed); vertices that are neither listed nor linked are left "
        + "out"
    }
  }
}
