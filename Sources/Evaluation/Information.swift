import Foundation

/// The entropies of two labellings and the information that they share, in nats.
struct Information {
  /// The entropy of the classes, H(C).
  let classes: Double
  /// The entropy of the clusters, H(K).
  let clusters: Double
  /// The mutual information I(C; K), not below 0 and not above an entropy, as rounding might have it.
  let mutual: Double

  init(_ table: ContingencyTable) {
    let items = Double(table.itemCount)
    func entropy(_ sizes: [Int]) -> Double {
      guard sizes.count > 1 else { return 0 }
      return sizes.reduce(0) { $0 - Double($1) / items * log(Double($1) / items) }
    }
    classes = entropy(table.classSizes)
    clusters = entropy(table.clusterSizes)
    guard table.classSizes.count > 1, table.clusterSizes.count > 1 else {
      mutual = 0
      return
    }
    let information = table.cells.reduce(0.0) { sum, cell in
      // A product of integers is rounded once, so that the ratio is exactly 1, and its logarithm 0, where a cell is
      // as expected.
      let expected =
        Double(table.classSizes[cell.classIndex]) * Double(table.clusterSizes[cell.clusterIndex])
      let ratio = Double(cell.count) * items / expected
      return sum + Double(cell.count) / items * log(ratio)
    }
    mutual = min(max(0, information), classes, clusters)
  }

  /// The normalized mutual information, I / mean(H(C), H(K)).
  var normalized: Double {
    let mean = (classes + clusters) / 2
    return mean > 0 ? mutual / mean : 1
  }

  /// I / H(C), and 1 where there is one class or none.
  var homogeneity: Double { classes > 0 ? mutual / classes : 1 }

  /// I / H(K), and 1 where there is one cluster or none.
  var completeness: Double { clusters > 0 ? mutual / clusters : 1 }
}
