import Evaluation

/// How many faces, clusters and classes are compared, and how many pairs of faces share one.
package struct ComparedCounts: Codable, Sendable, Equatable {
  /// The faces whose class is known.
  package let faces: Int
  /// Faces that are left out, as their class is not known.
  package let unknownClasses: Int
  /// Of the faces compared, those that are in no cluster.
  package let unclustered: Int
  /// The clusters of the faces compared, and how many of these are of one face.
  package let clusters: Int
  package let loneClusters: Int
  /// The classes, and how many of these are of one face.
  package let classes: Int
  package let loneClasses: Int
  /// Pairs of faces in one cluster, in one class, and in both.
  package let pairsInClusters: Int
  package let pairsInClasses: Int
  package let pairsInBoth: Int

  /// Counts what two labellings have.
  package init(_ comparison: LabelComparison) {
    let table = comparison.table
    let pairs = PairCounts(table)
    faces = table.itemCount
    (unknownClasses, unclustered) = (comparison.unknownClasses, comparison.unclustered)
    (clusters, classes) = (table.clusterSizes.count, table.classSizes.count)
    loneClusters = table.clusterSizes.count { $0 == 1 }
    loneClasses = table.classSizes.count { $0 == 1 }
    // Each pair counts in both orders there.
    pairsInClusters = Int(pairs.inClusters / 2)
    pairsInClasses = Int(pairs.inClasses / 2)
    pairsInBoth = Int(pairs.inBoth / 2)
  }
}
