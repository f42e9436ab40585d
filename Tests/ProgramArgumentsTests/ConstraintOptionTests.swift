import FaceClustering
import Testing

@testable import ProgramArguments

/// What is said on a command line of which faces are of one person.
@Suite struct ConstraintOptionTests {
  @Test func filesOfConstraintsAreTaken() throws {
    let found = try arguments(
      "a.npy --same s --different d --known k --different-photo --names n"
    ).options.constraints
    #expect(found?.same == "s" && found?.different == "d" && found?.known == "k")
    #expect(found?.differentPhoto == true)
    #expect(try arguments("a.npy").options.constraints == nil)
  }

  @Test(arguments: ["--from-edges p --same s --names n", "a.npy --method finch --known k"])
  func methodsOnAGraphHoldThem(line: String) throws {
    #expect(try arguments(line).options.constraints != nil)
  }

  @Test(arguments: [
    ("a.npy --different-photo", "--different-photo needs --names"),
    (
      "a.npy --same s --method kmeans --clusters 3",
      "--same cannot be held by --method kmeans, which looks at the faces"
    ),
    ("a.npy --known k --method mean-shift", "--known cannot be held by --method mean-shift"),
    (
      "a.npy --different d --method single --dendrogram t.npy",
      "--different cannot be combined with --dendrogram"
    ),
    ("a.npy --known k --names n", "--names needs"),
    ("knn a.npy --edges e --same s", "--same"),
  ])
  func whatCannotBeHeldIsRefused(line: String, message: String) throws {
    let found = try refusal(line)
    #expect(found.contains(message), "\(found)")
  }
}
