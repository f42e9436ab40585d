import Testing

@testable import FaceClustering

/// Contradictions are found before anything is searched, and named with what makes them.
@Suite struct ContradictionTests {
  private static func problem(_ statements: [ConstraintStatement]) -> String {
    do {
      return "\(try ConstraintSets(statements).numbers())"
    } catch {
      return error.kind == .input ? error.description : "\(error.kind)"
    }
  }

  private static func same(_ line: Int, _ faces: UInt32...) -> ConstraintStatement {
    ConstraintStatement(
      isTogether: true, faces: faces, place: .line(line, of: "s.txt", option: "--same"))
  }

  private static func different(_ line: Int, _ faces: UInt32...) -> ConstraintStatement {
    ConstraintStatement(
      isTogether: false, faces: faces, place: .line(line, of: "d.txt", option: "--different"))
  }

  private static func known(_ isTogether: Bool, _ faces: UInt32...) -> ConstraintStatement {
    ConstraintStatement(
      isTogether: isTogether, faces: faces,
      place: .faces(of: "k.txt", firstLine: 1, option: "--known"))
  }

  @Test func aPairThatIsBothIsNamedWithBothLines() {
    #expect(
      Self.problem([Self.same(3, 5, 9), Self.different(2, 9, 5)])
        == "faces 9 and 5 are of different persons by --different d.txt line 2, but of one by --same s.txt "
        + "line 3 (faces 9 and 5); take out what is wrong")
  }

  @Test func aChainIsNamedLineByLine() {
    let problem = Self.problem([
      Self.same(1, 0, 1), Self.same(2, 7, 8), Self.same(3, 4, 1, 2), Self.different(1, 0, 2, 7),
    ])
    #expect(
      problem.contains(
        "--same s.txt line 1 (faces 0 and 1), --same s.txt line 3 (faces 1 and 2); take"))
  }

  @Test func knownLabelsContradictALine() {
    let problem = Self.problem([
      Self.same(4, 6, 8), Self.known(true, 2, 6), Self.known(true, 3, 8), Self.known(false, 2, 3),
    ])
    #expect(
      problem
        == "faces 6 and 8 are of different persons by --known k.txt lines 7 and 9, but of one by --same s.txt "
        + "line 4 (faces 6 and 8); take out what is wrong")
  }

  @Test func twoKnownFacesOfOneLabelCannotBeApart() {
    let problem = Self.problem([Self.known(true, 2, 6, 9), Self.different(1, 9, 6)])
    #expect(
      problem.contains("--different d.txt line 1, but of one by --known k.txt lines 7 and 10"))
  }

  @Test func whatIsSaidTwiceIsNoContradiction() {
    #expect(
      Self.problem([
        Self.same(1, 0, 1), Self.same(2, 1, 0), Self.different(1, 1, 2), Self.different(2, 2, 0),
      ]) == "Numbers(together: [1, 0], apart: [0, 0, 0, 1, 2, 0, 2, 1])")
  }
}
