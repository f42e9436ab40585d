import Clustering
import Storage

extension Dendrogram {
  /// Writes the tree as scipy keeps the result of `linkage`, which `fcluster` cuts: a row of float64 for
  /// each merge, of its two nodes, their Euclidean distance as unit vectors, and the faces of the new
  /// cluster. Trees that no edge connects merge at the end, at an infinite distance. The file is left to
  /// be committed.
  func write(to path: String) throws(FileError) -> AtomicFile {
    let file = try AtomicFile(path)
    let rows = max(0, faces - 1)
    try file.append(NumpyHeader.bytes(type: "<f8", shape: [rows, 4]))
    var pending: [Double] = []
    func append(_ left: Int, _ right: Int, _ distance: Double, _ size: Int) throws(FileError) {
      pending += [Double(left), Double(right), distance, Double(size)]
      guard pending.count >= Self.numbersAtOnce else { return }
      try file.append(elements: pending.span)
      pending.removeAll(keepingCapacity: true)
    }
    for merge in merges {
      let distance = SingleLinkage.distance(of: merge.weight)
      try append(merge.left, merge.right, distance, merge.size)
    }
    var (tree, size): (Int?, Int) = (nil, 0)
    var next = faces + merges.count
    for node in roots {
      let own = node < faces ? 1 : merges[node - faces].size
      size += own
      if let other = tree {
        try append(min(other, node), max(other, node), .infinity, size)
        tree = next
        next += 1
      } else {
        tree = node
      }
    }
    try file.append(elements: pending.span)
    try file.finish()
    return file
  }

  /// How many numbers are written at a time.
  private static let numbersAtOnce = 1 << 16
}
