import Testing

@testable import ProgramArguments

struct SuggestionTests {
  private let commands = ["cluster", "knn", "infomap", "evaluate", "generate"]

  @Test(arguments: [
    ("clsuter", "cluster"), ("cluser", "cluster"), ("CLUSTER", "cluster"), ("knm", "knn"),
    ("infomaps", "infomap"), ("eval", "evaluate"), ("generator", "generate"),
  ])
  func aNameWithFewWrongLettersIsNear(word: String, name: String) {
    #expect(Suggestion.nearest(to: word, among: commands) == name)
  }

  @Test(arguments: ["", "x", "faces", "train", "k", "-", String(repeating: "cluster", count: 1000)])
  func anotherWordIsNearNone(word: String) {
    #expect(Suggestion.nearest(to: word, among: commands) == nil)
  }

  @Test(arguments: [
    ("--min_sim", "--min-sim"), ("--minsim", "--min-sim"), ("--min-similarity", "--min-sim"),
    ("-k", "--k"), ("--K", "--k"), ("\u{2014}k", "--k"), ("--outt", "--out"),
    ("--thread", "--threads"), ("--undirect", "--undirected"), ("--verison", "--version"),
    ("--two_levels", "--two-level"),
  ])
  func hyphensUnderscoresAndEndingsDoNotCount(word: String, name: String) {
    #expect(Suggestion.nearest(to: word, among: ProgramOption.all.map(\.name)) == name)
  }

  @Test func theNearestOfSeveralIsMeant() {
    #expect(Suggestion.nearest(to: "avx2int8", among: ["avx2", "avx2-int8"]) == "avx2-int8")
  }
}
