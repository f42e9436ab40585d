/// How two labellings of the same items overlap: the sparse matrix n_ij of items in true class i
/// and predicted cluster j.
///
/// Building it takes O(N log N) time and O(N) memory; every score is then one pass over its
/// non-empty cells.
public struct ContingencyTable: Sendable {
  /// One non-empty cell: the numbers of its class and its cluster, and how many items it holds.
  public struct Cell: Sendable, Equatable {
    /// The class, by its place among the classes.
    public let classIndex: Int
    /// The cluster, by its place among the clusters.
    public let clusterIndex: Int
    /// The elements that are in both.
    public let count: Int
  }

  /// The number of items, N.
  public let itemCount: Int
  /// The non-empty cells, ordered by class, then by cluster.
  public let cells: [Cell]
  /// Items in each true class, n_i·, in ascending order of the class labels.
  public let classSizes: [Int]
  /// Items in each cluster, n_·j, in ascending order of the cluster labels.
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
    for item in truth.indices {
      clusterOfSorted[next[classes[item]]] = clusters[item]
      next[classes[item]] += 1
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
    self.itemCount = truth.count
    self.cells = cells
    self.classSizes = classSizes
    self.clusterSizes = clusterSizes
  }

  /// The overlap over only those items that share their cluster with another one.
  ///
  /// Classes of which no item is left vanish. It takes O(cells) time.
  public var withoutSingletons: ContingencyTable {
    var remaining = cells.filter { clusterSizes[$0.clusterIndex] > 1 }
    var newClass = [Int](repeating: -1, count: classSizes.count)
    var newCluster = [Int](repeating: -1, count: clusterSizes.count)
    var remainingClasses: [Int] = []
    for cell in remaining {
      if newClass[cell.classIndex] < 0 {
        newClass[cell.classIndex] = remainingClasses.count
        remainingClasses.append(0)
      }
      remainingClasses[newClass[cell.classIndex]] += cell.count
    }
    var remainingClusters: [Int] = []
    for (index, size) in clusterSizes.enumerated() where size > 1 {
      newCluster[index] = remainingClusters.count
      remainingClusters.append(size)
    }
    for index in remaining.indices {
      let cell = remaining[index]
      remaining[index] = Cell(
        classIndex: newClass[cell.classIndex], clusterIndex: newCluster[cell.clusterIndex],
        count: cell.count)
    }
    return ContingencyTable(
      itemCount: remainingClusters.reduce(0, +), cells: remaining, classSizes: remainingClasses,
      clusterSizes: remainingClusters)
  }

  init(itemCount: Int, cells: [Cell], classSizes: [Int], clusterSizes: [Int]) {
    self.itemCount = itemCount
    self.cells = cells
    self.classSizes = classSizes
    self.clusterSizes = clusterSizes
  }

  /// Replaces arbitrary labels by 0, 1, … in ascending order and counts each.
  private static func renumber(_ labels: [Int]) -> (indices: [Int], sizes: [Int]) {
    var indices = [Int](repeating: 0, count: labels.count)
    var sizes: [Int] = []
    var previous: Int?
    for item in labels.indices.sorted(by: { labels[$0] < labels[$1] }) {
      if labels[item] != previous {
        sizes.append(0)
        previous = labels[item]
      }
      sizes[sizes.count - 1] += 1
      indices[item] = sizes.count - 1
    }
    return (indices, sizes)
  }
}
