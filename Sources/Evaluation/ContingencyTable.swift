/// How two labellings of the same faces overlap: the sparse matrix n_ij of faces in true class i
/// and predicted cluster j.
///
/// Building it takes O(N log N) time and O(N) memory; every score below is then one pass over its
/// non-empty cells.
public struct ContingencyTable: Sendable {
  /// One non-empty cell: the numbers of its class and its cluster, and how many faces it holds.
  public struct Cell: Sendable, Equatable {
    public let classIndex: Int
    public let clusterIndex: Int
    public let count: Int
  }

  /// The number of faces, N.
  public let faceCount: Int
  /// The non-empty cells, ordered by class, then by cluster.
  public let cells: [Cell]
  /// Faces in each true class, n_i·, in ascending order of the class labels.
  public let classSizes: [Int]
  /// Faces in each cluster, n_·j, in ascending order of the cluster labels.
  public let clusterSizes: [Int]

  /// Counts how `predicted` and `truth` overlap. Labels are arbitrary integers.
  ///
  /// - Precondition: both arrays have the same length.
  public init(predicted: [Int], truth: [Int]) {
    precondition(predicted.count == truth.count, "labellings of different length")
    let (classes, classSizes) = Self.renumber(truth)
    let (clusters, clusterSizes) = Self.renumber(predicted)

    // A counting sort by class brings each class together; a sort inside it finds its cells.
    var classStart = [0]
    for size in classSizes { classStart.append(classStart.last! + size) }
    var next = classStart
    var clusterOfSorted = [Int](repeating: 0, count: truth.count)
    for face in truth.indices {
      clusterOfSorted[next[classes[face]]] = clusters[face]
      next[classes[face]] += 1
    }
    var cells: [Cell] = []
    for classIndex in classSizes.indices {
      let range = classStart[classIndex]..<classStart[classIndex + 1]
      clusterOfSorted[range].sort()
      var position = range.lowerBound
      while position < range.upperBound {
        let cluster = clusterOfSorted[position]
        let first = position
        while position < range.upperBound, clusterOfSorted[position] == cluster { position += 1 }
        cells.append(
          Cell(classIndex: classIndex, clusterIndex: cluster, count: position - first))
      }
    }
    self.faceCount = truth.count
    self.cells = cells
    self.classSizes = classSizes
    self.clusterSizes = clusterSizes
  }

  /// Replaces arbitrary labels by 0, 1, … in ascending order and counts each.
  private static func renumber(_ labels: [Int]) -> (indices: [Int], sizes: [Int]) {
    var indices = [Int](repeating: 0, count: labels.count)
    var sizes: [Int] = []
    var previous: Int?
    for face in labels.indices.sorted(by: { labels[$0] < labels[$1] }) {
      if labels[face] != previous {
        sizes.append(0)
        previous = labels[face]
      }
      sizes[sizes.count - 1] += 1
      indices[face] = sizes.count - 1
    }
    return (indices, sizes)
  }
}
