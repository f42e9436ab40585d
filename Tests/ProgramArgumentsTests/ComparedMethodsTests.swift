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

  @Test(arguments: [
    ("dbscna", "did you mean dbscan?"), ("", "needs a value"),
    ("dbscan:eps=3", "from 0.0 to 2.0"), ("dbscan:esp=0.3", "no setting of dbscan"),
    ("cdp:max-size=1.5", "an integer"), ("dbscan:eps", "no setting"),
    ("single:distance=1:clusters=3", "cannot be combined"), ("whispers:directed=1", "no setting"),
    ("whispers,,cdp", "there is no method"),
  ])
  func wrongEntriesAreRefusedWithWhatIsRight(list: String, message: String) throws {
    #expect(try #require(refusal("--methods", list)).contains(message))
  }
}
