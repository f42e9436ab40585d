import Evaluation
import Foundation
import Testing

@Suite struct SingletonTests {
  @Test(arguments: 1...10) func scoresWithoutSingletonsAreThoseOfTheOtherItems(seed: UInt64) {
    var (predicted, truth) = AgreementScoresTests.random(seed)
    predicted += [100, 200, -300]
    truth += [0, 1, 99]
    let kept = predicted.indices.filter { item in predicted.count { $0 == predicted[item] } > 1 }
    let found = ClusteringScores(predicted: predicted, truth: truth).withoutSingletons
    let expected = ClusteringScores(
      predicted: kept.map { predicted[$0] }, truth: kept.map { truth[$0] })
    #expect(found.leftOut == predicted.count - kept.count)
    #expect(found.scores.pairwise == expected.pairwise)
    #expect(found.scores.ari == expected.ari)
    #expect(abs(found.scores.bCubed.fScore - expected.bCubed.fScore) < 1e-12)
    #expect(abs(found.scores.vMeasure - expected.vMeasure) < 1e-12)
  }

  @Test func whereAllAreAloneNobodyIsLeft() {
    let found = ClusteringScores(predicted: [1, 2, 3], truth: [1, 1, 1]).withoutSingletons
    #expect(found.leftOut == 3)
    #expect(found.scores == ClusteringScores(predicted: [], truth: []).overAll)
  }

  @Test func encodedScoresOverAllLieBesideThoseWithoutSingletons() throws {
    let scores = ClusteringScores(predicted: [0, 0, 1, 2], truth: [0, 0, 1, 1])
    let data = try JSONEncoder().encode(scores)
    let object = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    #expect(object["ari"] as? Double == scores.ari)
    #expect((object["withoutSingletons"] as? [String: Any])?["leftOut"] as? Int == 2)
    #expect(try JSONDecoder().decode(ClusteringScores.self, from: data) == scores)
  }
}
