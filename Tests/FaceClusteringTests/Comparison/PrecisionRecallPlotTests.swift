import Evaluation
import Foundation
import Testing

@testable import FaceClustering

#if canImport(FoundationXML)
  import FoundationXML
#endif

@Suite struct PrecisionRecallPlotTests {
  private static func comparison(methods: Int) -> MethodComparison {
    let scores = ClusteringScores(predicted: [0, 0, 1, 2], truth: [0, 0, 1, 1])
    let point = MethodComparison.Curve.Point(
      value: 0.5, clusters: 3, pairwise: scores.pairwise, bCubed: scores.bCubed)
    return MethodComparison(
      curves: (0..<methods).map {
        MethodComparison.Curve(method: "m<&\"\($0)", parameter: "min-sim", points: [point, point])
      },
      entries: (0..<methods).map {
        MethodComparison.Entry(
          method: "m<&\"\($0)", k: 50, minSimilarity: 0.5, parameters: [:],
          runs: [
            MethodComparison.Run(
              seed: nil, clusters: 3, largest: 2, scores: scores, seconds: 1, peakMemory: 1)
          ])
      })
  }

  @Test(arguments: [0, 1, 4, 25]) func thePictureIsWellFormed(methods: Int) throws {
    let svg = PrecisionRecallPlot(Self.comparison(methods: methods)).svg
    #expect(XMLParser(data: Data(svg.utf8)).parse())
    #expect(svg.split(separator: "<polyline").count == 2 * methods + 1)
  }

  @Test func itFollowsLightAndDarkWithoutAScript() {
    let svg = PrecisionRecallPlot(Self.comparison(methods: 2)).svg
    #expect(svg.contains("prefers-color-scheme: dark") && !svg.contains("<script"))
  }

  @Test func aPointLiesWhereItsPrecisionAndRecallAre() {
    // Of pairs precision 1 and recall 0.5: at the top, halfway.
    let svg = PrecisionRecallPlot(Self.comparison(methods: 1)).svg
    #expect(svg.contains(#"points="232.0,34.0 232.0,34.0""#))
  }
}
