import FaceClustering
import ProgramArguments
import Testing

@Suite struct AttachOptionTests {
  @Test func singleFacesStayAloneUnlessTheyAreToBeAttached() throws {
    #expect(try Arguments(["faces.npy"]).options.attachProbability == nil)
    #expect(try Arguments(["faces.npy", "--attach"]).options.attachProbability == 0.9)
    for words in [
      ["--attach-probability", "0.7", "--attach"], ["--attach", "--attach-probability=0.7"],
    ] {
      #expect(try Arguments(["faces.npy"] + words).options.attachProbability == 0.7)
    }
  }

  @Test(arguments: [
    (["--attach-probability", "0.9"], "--attach"),
    (["--attach", "--attach-probability", "0.3"], "from 0.5 to 1"),
    (["--attach", "--method", "single", "--dendrogram", "tree.npy"], "--dendrogram"),
  ])
  func whatDoesNotBelongTogetherIsRefused(words: [String], says: String) throws {
    let error = #expect(throws: Failure.self) { try Arguments(["faces.npy"] + words) }
    #expect(error?.description.contains(says) == true, "\(String(describing: error))")
  }

  @Test(arguments: [["--from-edges", "graph"], ["faces.npy", "--from-edges", "graph"]])
  func theFacesOfASavedGraphAreAttached(words: [String]) throws {
    #expect(try Arguments(words + ["--attach"]).options.attachProbability != nil)
  }
}
