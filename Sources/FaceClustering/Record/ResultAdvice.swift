import Calibration
import Foundation

/// What is odd about the graph and the clusters of a run, with what to do about it: settings that do
/// not suit the embeddings fail in one of these ways rather than with an error.
struct ResultAdvice {
  let options: ClusteringOptions
  let faces: Int

  /// From this share of the faces on, those that have as many neighbors as they may have are odd. With
  /// the published settings of large identities about three quarters have.
  static let mostFaces = 0.9
  /// From this share of the faces on a cluster is odd.
  static let largeCluster = 0.5
  /// Among fewer faces a cluster of half of them is nothing odd.
  static let fewFaces = 10

  /// That of an edge, as it was given.
  private var leastSimilarity: Float {
    ClusteringMethods.shown(options.minSimilarity, of: options.method, options.parameters)
  }

  /// What is odd about the graph.
  ///
  /// - Parameters:
  ///   - edges: how many edges it has.
  ///   - fullFaces: how many faces have all neighbors that `k` allows above the threshold.
  func ofGraph(edges: Int, fullFaces: Int) -> [String] {
    guard faces > 1 else { return [] }
    if options.k == 1 {
      return ["--k 1 counts the face itself, so no face has neighbors; take a larger --k"]
    }
    if edges == 0 {
      return [
        "no two faces are as similar as --min-sim \(leastSimilarity), so each is a cluster of its "
          + "own; lower --min-sim, or check that the file and its dimension are the right ones"
      ]
    }
    // Of all faces, or without a threshold, lists are full by intention.
    guard options.k < faces, options.minSimilarity > -1,
      Double(fullFaces) >= Self.mostFaces * Double(faces)
    else { return [] }
    let otherwise =
      options.weights == .cosine
      ? ", or raise --min-sim where faces so similar are not of one person" : ""
    return [
      "\(fullFaces) of \(faces) faces have all \(options.k - 1) neighbors that --k \(options.k) allows, so "
        + "more that are as similar as \(leastSimilarity) may be left out; raise --k"
        + otherwise
    ]
  }

  /// What is odd about clusters beside what calibration estimated, and about the graph.
  ///
  /// - Parameters:
  ///   - labels: of all faces.
  ///   - ofGraph: what is odd about the graph, which is not said where clusters say more.
  func ofClusters(
    _ labels: [Int], expecting calibration: CalibrationRecord, ofGraph: [String] = []
  ) -> [String] {
    // What was said then is all that is known.
    guard calibration.isKept != true,
      let expected = calibration.lowered?.otherFaces ?? calibration.fit?.similarFaces,
      let threshold = calibration.chosenSimilarity
    else { return ofGraph }
    let found = Labels.otherFaces(labels)
    if ThresholdCalibration.Fit.isContradicted(expecting: expected, byOtherFaces: found) {
      return ofGraph + [
        String(
          format:
            "a face has %.1f others in its cluster on average, but by the calibration only %.1f are so similar that "
            + "they are likelier of its identity than not: what it took for identities may be parts of them, and "
            + "others be split; compare thresholds below %.4g by the command sweep, or look at the largest clusters",
          found, expected, Double(threshold))
      ]
    }
    // By the same ratio the other way round. Where no face has others the graph has no edges, which says more.
    guard options.method == ClusteringMethods.defaultName, found > 0,
      ThresholdCalibration.Fit.isContradicted(expecting: found, byOtherFaces: expected)
    else { return ofGraph }
    return [
      String(
        format:
          "a face has only %.1f others in its cluster on average, but by the calibration %.1f are so similar that "
          + "they are likelier of its identity than not: either --k \(options.k) is too small for identities, "
          + "or what it took for identities are groups of them; by the command sweep compare larger --ks, and "
          + "--thresholds above %.4g",
        found, expected, Double(threshold))
    ]
  }

  /// What is odd about the clusters.
  ///
  /// - Parameter largest: how many faces the largest has.
  func ofClusters(largest: Int) -> [String] {
    guard faces >= Self.fewFaces, Double(largest) >= Self.largeCluster * Double(faces) else {
      return []
    }
    return [
      "one cluster has \(largest) of \(faces) faces; if they are not of one person, raise --min-sim (now "
        + "\(leastSimilarity)) or lower --k (now \(options.k))"
    ]
  }
}
