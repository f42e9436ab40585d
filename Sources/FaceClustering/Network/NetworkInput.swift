import Clock
import Foundation
import Infomap
import Storage

/// Networks as the command `infomap` takes them.
package enum NetworkInput {
  /// How fast a text was parsed.
  package struct Parsing: Sendable {
    package let bytes: Int
    package let seconds: Double

    /// Nil where it took less time than the clock can tell.
    package var megabytesPerSecond: Double? {
      seconds > 0 ? Double(bytes) * 1e-6 / seconds : nil
    }
  }

  /// Reads a link list, a Pajek file, or the numpy arrays of an edge list given by their prefix.
  ///
  /// - Parameters:
  ///   - directed: how to take links; if nil, as the text says, and directed where it does not.
  ///   - notice: told what is worth knowing of how the links were taken.
  ///   - parsed: told how fast, if it is a text.
  package static func read(
    _ path: String, directed: Bool?, filter: LinkFilter = LinkFilter(), threads: Int = 1,
    notice: (String) -> Void = { _ in }, parsed: (Parsing) -> Void = { _ in }
  ) throws -> Network {
    guard isEdgeList(path) else {
      let text = try InputFile.contents(of: path)
      let bytes = text.count
      let start = Moment.now
      return try Network(
        text: consume text, fileName: path, directed: directed, filter: filter,
        threads: threads, notice: { notice("\(path): \(Self.words(for: $0))") },
        parsed: {
          parsed(Parsing(bytes: bytes, seconds: start.secondsAgo))
        })
    }
    var list = try EdgeList(reading: path, threads: threads) { notice($0.description) }
    let given = list.count
    let removed = list.removeLinks(filter)
    if let text = removed.notice(of: given) { notice("\(path): \(text)") }
    do throws(NetworkError) {
      return try Network(
        sources: list.sources.span, targets: list.targets.span, weights: list.weights.span,
        vertices: removed.vertices, directed: directed ?? true, threads: threads)
    } catch {
      throw FileError(path, error.description)
    }
  }

  /// The files that are read for a path.
  package static func files(_ path: String) -> [String] {
    isEdgeList(path) ? SharedEdges.files(prefix: path) : [path]
  }

  /// Whether a path is the prefix of the numpy arrays of an edge list.
  package static func isEdgeList(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: SharedEdges.files(prefix: path)[0])
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
    case .fourthColumn(let links):
      "\(links == 1 ? "1 link has" : "\(links) links have") a fourth column, which is passed over; the third is "
        + "the weight"
    case .linksBelowLeastWeight(let links): RemovedLinks.text(ofLight: links)
    case .linksOfWeightZero(let links):
      "\(links) links have the weight 0, which carries no flow; nodes without others are alone"
    case .verticesNotListed(let declared, let listed):
      "*Vertices says \(declared) and lists \(listed); vertices that are neither listed nor linked are left "
        + "out"
    }
  }
}
