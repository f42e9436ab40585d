import FaceClustering
import Testing

@testable import ProgramArguments

@Suite struct ComparedMethodsTests {
  private func compared(_ words: String...) throws -> [ClusteringOptions] {
    try #require(
      Arguments(["compare", "faces.npy"] + words, isFile: { _ in true }).options.compared)
  }

  private func refusal(_ words: String...) -> String? {
    do throws(Failure) {
      _ = try Arguments(["compare", "faces.npy"] + words, isFile: { _ in true })
      return nil
    } catch {
      #expect(error.kind == .commandLine)
      return error.description
    }
  }

  @Test func eachMethodHasTheSettingsOfItsEntry() throws {
    let methods = try compared(
      "--methods", "dbscan:eps=0.25:min-points=2,infomap:k=80:min-sim=0.65,rank-order:directed=1")
    #expect(methods.map(\.method) == ["dbscan", "infomap", "rank-order"])
    #expect(methods[0].parameters == ["eps": 0.25, "min-points": 2])
    #expect(methods[1].k == 80 && methods[1].minSimilarity == 0.65)
    #expect(methods[2].parameters == ["directed": 1] && methods[2].k == 20)
  }

  @Test func theGraphHasTheEdgesOfAllMethods() throws {
    let options = try Arguments(
      [
        "compare", "faces.npy", "--methods", "dbscan:eps=0.25,cdp:k=90:min-sim=0.7,whispers",
        "--min-sim", "0.6",
      ], isFile: { _ in true }
    ).options
    #expect(options.k == 90 && options.minSimilarity == 0.6 && options.labels == nil)
  }

  @Test func whatHoldsForAllGivesWayToWhatAMethodNeeds() throws {
    let methods = try compared("--min-sim", "0.65", "--methods", "whispers,single:distance=1")
    #expect(methods.map(\.minSimilarity) == [0.65, 0.5])
  }

  @Test func aPresetHoldsForAllMethods() throws {
    let methods = try compared("--preset", "deepfashion", "--methods", "cdp,dbscan,infomap")
    #expect(methods.map(\.k) == [2, 4, 400])
    #expect(methods[1].parameters == ["eps": 0.1, "min-points": 2])
  }

  @Test func methodsThatSayNothingOfTheirThresholdShareTheAutomaticOne() throws {
    let options = try Arguments(
      ["compare", "faces.npy", "--methods", "dbscan:eps=0.25,cdp:min-sim=0.7,whispers,finch"],
      isFile: { _ in true }
    ).options
    let compared = try #require(options.compared)
    #expect(compared.map(\.calibratesSimilarity) == [false, false, true, true])
    #expect(options.calibratesSimilarity)
  }

  @Test(arguments: ["--min-sim=0.6", "--preset=deepfashion"])
  func aGivenThresholdOrPresetIsTaken(option: String) throws {
    #expect(
      try compared("--methods", "cdp,infomap", option).allSatisfy { !$0.calibratesSimilarity })
  }

  @Test func autoWinsOverThePresetButNotOverWhatAMethodNeeds() throws {
    let methods = try compared(
      "--methods", "cdp,dbscan", "--preset", "deepfashion", "--min-sim", "auto")
    #expect(methods.map(\.calibratesSimilarity) == [true, false])
  }

  @Test func aMethodOfSeveralCanAskForTheAutomaticThreshold() throws {
    let methods = try compared("--min-sim", "0.6", "--methods", "cdp:min-sim=auto,whispers")
    #expect(methods.map(\.calibratesSimilarity) == [true, false])
  }

  @Test func aPresetNamesTheMethodsThatItHasSettingsOf() throws {
    let methods = try compared("--preset", "youtube-faces").map(\.method)
    #expect(methods.contains("dbscan") && !methods.contains("cdp") && !methods.contains("hdbscan"))
  }

  /// Where nobody has named methods, those that cannot cluster the faces are left out.
  @Test func whetherMethodsWereNamedIsKnown() throws {
    let all = try Arguments(
      ["compare", "faces.npy", "--preset", "deepfashion"], isFile: { _ in true }
    ).options
    #expect(all.leavesOutCompared)
    let some = try Arguments(
      ["compare", "faces.npy", "--preset", "deepfashion", "--methods", "cdp"], isFile: { _ in true }
    ).options
    #expect(!some.leavesOutCompared)
  }

  @Test func curvesNeedTheTruth() throws {
    #expect(try #require(refusal("--svg", "curves.svg")).contains("--truth"))
    let options = try Arguments(
      ["compare", "faces.npy", "--svg", "curves.svg", "--truth", "t", "--min-sim", "0.6"],
      isFile: { _ in true }
    ).options
    // The graph has the edges of the lowest thresholds of the curves.
    #expect(options.comparisonPlot == "curves.svg" && options.minSimilarity < 0.5)
  }

  @Test(arguments: [
    ("dbscan:eps=0.3:min-sim=auto", "takes no min-sim=auto"), ("dbscna", "did you mean dbscan?"),
    ("", "needs a value"),
    ("dbscan:eps=3", "a number from 0 to 2, not"),
    ("dbscan:k=0", "an integer from 1 to 65535, not"),
    ("dbscan:eps=.3:k=5:eps=.4", "eps is given twice"),
    ("whispers:min-sim=0.5:min-sim=auto", "min-sim is given twice"),
    ("dbscan:esp=0.3", "no setting of dbscan"),
    ("cdp:max-size=1.5", "an integer"), ("dbscan:eps", "no setting"),
    ("single:distance=1:clusters=3", "cannot be combined"), ("whispers:directed=1", "no setting"),
    ("whispers,,cdp", "there is no method"), ("kmeans:clusters=3:k=5", "no setting of kmeans"),
  ])
  func wrongEntriesAreRefusedWithWhatIsRight(list: String, message: String) throws {
    #expect(try #require(refusal("--methods", list)).contains(message))
  }
}
