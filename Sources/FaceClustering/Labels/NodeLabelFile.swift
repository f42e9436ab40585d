import Infomap
import Storage

/// The top modules that a .clu or .tree file gives to nodes, which as labels are those of faces.
struct NodeLabelFile {
  private let path: String
  private let top: TopModules

  /// - Throws: `FileError` for the first line that is wrong, or when there are none.
  init(_ text: [UInt8], format: PartitionFormat, path: String) throws(FileError) {
    self.path = path
    do throws(NetworkFileError) {
      top = try TopModules(text: text, format: format, fileName: path)
    } catch {
      throw FileError(path, (error.line.map { "line \($0): " } ?? "") + error.problem)
    }
    guard !top.nodeIDs.isEmpty else { throw FileError(path, "has no lines for nodes") }
  }

  /// The ids of the nodes, in rising order.
  var nodeIDs: [UInt32] { top.nodeIDs }

  /// The labels of the nodes, in the order of their ids.
  var labels: [Int] { top.modules.map { Int($0) } }

  /// What is odd about the file although it can be read.
  var notices: [String] {
    top.hasSubmodules
      ? ["\(path): has modules within modules; the top modules are taken as labels"] : []
  }

  /// How many faces have labels, of so many of which they may be the first ones: as many as there are nodes that count
  /// from 0, and all where only that tells that they count from 1.
  func faces(ofFirst most: Int) -> Int {
    top.nodeIDs.first! == 0 ? Int(top.nodeIDs.last!) + 1 : most
  }

  /// The labels of so many faces; ``Labels/unknown`` for those that have no line.
  ///
  /// Nodes are faces counted from 0, as in the arrays of `--edges`, or from 1, as in files of Pajek.
  ///
  /// - Throws: `FileError` when the nodes cannot be these faces, or do not tell from what they count.
  func labels(faces: Int) throws(FileError) -> (labels: [Int], notice: String?) {
    let (first, last) = (Int(top.nodeIDs.first!), Int(top.nodeIDs.last!))
    let range = "has nodes from \(first) to \(last) for \(faces) faces"
    guard last - min(first, 1) < faces else {
      throw FileError(path, range + "; both must be of the same faces")
    }
    guard first == 0 || last == faces else {
      throw FileError(
        path,
        range
          + ", so it does not tell whether faces are counted from 0 or from 1; add a line for the "
          + "first or for the last face, with a module of its own if it has none")
    }
    var labels = [Int](repeating: Labels.unknown, count: faces)
    for (id, module) in zip(top.nodeIDs, top.modules) {
      labels[Int(id) - min(first, 1)] = Int(module)
    }
    let missing = faces - top.nodeIDs.count
    return (
      labels,
      missing == 0
        ? nil
        : "\(path): has no line for \(missing) of the \(faces) faces, which therefore have the label "
          + "\(Labels.unknown)"
    )
  }
}
