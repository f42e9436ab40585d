import Infomap
import NearestNeighbors
import Storage

/// The arrays of an edge list as they are in files: sources, targets and weights. All commands read them
/// here.
struct EdgeList {
  var sources: [UInt32]
  var targets: [UInt32]
  var weights: [Float]

  /// The links that are left.
  var count: Int { sources.count }

  /// Nothing.
  init() { (sources, targets, weights) = ([], [], []) }

  /// Reads the three files of a prefix.
  ///
  /// - Parameter warn: told of bytes that follow an array.
  /// - Throws: `FileError` unless the arrays are equally long and all weights are numbers.
  init(
    reading prefix: String, threads: Int, warn: (FileError) -> Void = { _ in }
  ) throws(FileError) {
    let files = SharedEdges.files(prefix: prefix)
    sources = try NumpyArray.readNodeNumbers(files[0], threads: threads, warn: warn)
    targets = try NumpyArray.readNodeNumbers(files[1], threads: threads, warn: warn)
    weights = try NumpyArray.read(files[2], Float.self, type: "<f4", threads: threads, warn: warn)
    guard sources.count == targets.count, sources.count == weights.count else {
      throw FileError(
        prefix,
        "the arrays of the edge list have \(sources.count) sources, \(targets.count) targets and "
          + "\(weights.count) weights; they must be as many")
    }
    for (link, weight) in weights.enumerated() where !weight.isFinite {
      throw FileError(
        files[2],
        "element \(link), of the link from node \(sources[link]) to node \(targets[link]), is "
          + "\(weight); a weight must be a finite number")
    }
  }

  /// Leaves out the links that no network of these has: those without flow and those that do not count.
  ///
  /// - Returns: what was left out.
  mutating func removeLinks(_ filter: LinkFilter) -> RemovedLinks {
    var removed = RemovedLinks()
    var kept = 0
    for link in sources.indices {
      let (source, target, weight) = (sources[link], targets[link], weights[link])
      guard removed.keeps(source, target, weight, filter) else { continue }
      if kept < link {
        sources[kept] = source
        targets[kept] = target
        weights[kept] = weight
      }
      kept += 1
    }
    let surplus = sources.count - kept
    sources.removeLast(surplus)
    targets.removeLast(surplus)
    weights.removeLast(surplus)
    return removed
  }

  /// The bytes of the files of a prefix.
  static func fileBytes(prefix: String) throws(FileError) -> Int {
    var bytes = 0
    for file in SharedEdges.files(prefix: prefix) { bytes += try InputFile.size(of: file) }
    return bytes
  }
}
