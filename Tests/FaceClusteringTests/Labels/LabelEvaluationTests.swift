import Foundation
import Storage
import TestFiles
import Testing

@testable import FaceClustering

/// What `evaluate` says of files of labels.
@Suite struct LabelEvaluationTests {
  private static func evaluation(
    _ predicted: String, _ truth: String, predictedName: String = "p.txt",
    truthName: String = "t.txt", _ change: (inout EvaluationOptions) -> Void = { _ in }
  ) throws -> LabelEvaluation {
    let folder = try TemporaryFolder()
    var options = EvaluationOptions()
    change(&options)
    return try LabelEvaluation(
      predicted: folder.write(predictedName, Array(predicted.utf8)),
      truth: folder.write(truthName, Array(truth.utf8)), options)
  }

  private static func problem(_ body: () throws -> LabelEvaluation) -> String {
    do {
      return "evaluated: \(try body().counts)"
    } catch {
      return "\(error)"
    }
  }

  @Test func bothSidesAreCounted() throws {
    let counts = try Self.evaluation("0\n0\n0\n1\n-1\n2\n", "a\na\nb\nb\nb\n-1\n").counts
    #expect(counts.faces == 5 && counts.unknownClasses == 1 && counts.unclustered == 1)
    #expect(counts.clusters == 3 && counts.loneClusters == 2)
    #expect(counts.classes == 2 && counts.loneClasses == 0)
    #expect(counts.pairsInClusters == 3 && counts.pairsInClasses == 4 && counts.pairsInBoth == 1)
  }

  /// Nothing is left where all faces are alone, and nothing is 0 that is a share of no pairs.
  @Test func whatIsNotDefinedIsSaidInWords() throws {
    let alone = try Self.evaluation("0\n1\n2\n", "a\nb\nc\n")
    let row = LabelEvaluation.table([alone]).split(separator: "\n")[1]
    #expect(row.hasSuffix("no faces") && row.components(separatedBy: "no pairs").count == 4)
    #expect(alone.counts.areAllAlone)
    #expect(alone.counts.text(ofFowlkesMallows: alone.scores.fowlkesMallows) == "no pairs")
    #expect(try !Self.evaluation("0\n0\n2\n", "a\nb\nc\n").counts.areAllAlone)
  }

  /// As spreadsheets save tables; rows are counted by lines although a field has several.
  @Test func columnsAreReadWithTheirMarksAndWithoutGaps() throws {
    let table = "\u{FEFF}name,cluster\r\n\"a\r\nb\",4\r\nc,5\r\n"
    let found = try Self.evaluation(table, "1\n2\n", predictedName: "p.csv")
    #expect(found.counts.clusters == 2)
    let gap = Self.problem {
      try Self.evaluation(
        "name,cluster\n\"a\nb\",4\nc,\n", "1\n2\n", predictedName: "p.csv")
    }
    #expect(gap.contains("p.csv: line 4 has no cluster"), "\(gap)")
  }

  @Test func facesInNoClusterAreAloneOrTogether() throws {
    let (predicted, truth) = ("-1\n-1\n0\n0\n", "a\na\nb\nb\n")
    #expect(try Self.evaluation(predicted, truth).scores.pairwise.recall == 0.5)
    let together = try Self.evaluation(predicted, truth) { $0.unclustered = .together }
    #expect(together.scores.pairwise.recall == 1 && together.counts.clusters == 2)
    #expect(together.notices.last?.hasSuffix("together they count as one") == true)
  }

  @Test(arguments: [("x\na\na\nx\n", "x"), ("0\n1\n1\n0\n", "0"), ("-1\n1\n1\n-1\n", "-1")])
  func aLabelOfNoClassIsLeftOut(truth: String, label: String) throws {
    let found = try Self.evaluation("3\n3\n3\n4\n", truth) { $0.unlabelled = label }
    #expect(found.counts.faces == 2 && found.counts.unknownClasses == 2)
    #expect(found.scores.pairwise.fScore == 1)
  }

  @Test func aLabelThatNoFaceHasIsRefused() {
    let problem = Self.problem {
      try Self.evaluation("0\n0\n", "a\na\n") { $0.unlabelled = "unknown" }
    }
    #expect(problem.contains("t.txt: no face has the label \"unknown\""), "\(problem)")
    let nothing = Self.problem { try Self.evaluation("0\n0\n", "a\na\n") { $0.unlabelled = "a" } }
    #expect(nothing.contains("the class of no face is known"), "\(nothing)")
  }

  @Test func sharesOfNoPairsAreNoNumbers() throws {
    let alone = try Self.evaluation("0\n1\n2\n", "a\na\nb\n")
    #expect(alone.counts.texts(of: alone.scores.pairwise) == ["no pairs", "0.000000", "0.000000"])
    let both = try Self.evaluation("0\n1\n", "a\nb\n")
    #expect(both.counts.texts(of: both.scores.pairwise) == ["no pairs", "no pairs", "no pairs"])
  }

  @Test func theWorstClustersAreNamed() throws {
    let found = try Self.evaluation(
      "anna\nanna\nanna\nbert\nbert\ncarl\ncarl\ncarl\n-1\n", "1\n1\n2\n3\n3\n4\n5\n6\n7\n"
    ) { $0.worst = 5 }
    #expect(found.worst.map(\.cluster) == ["carl", "anna"])
    #expect(found.worst.map(\.wrongPairs) == [3, 2])
    #expect(found.worst[1].mainClass == "1" && found.worst[1].ofMainClass == 2)
    #expect(found.worst[1].faces == 3 && found.worst[1].classes == 2)
  }

  @Test(arguments: ["\n", "\r\n"])
  func tablesOfARunAreRead(lineEnd: String) throws {
    let table = ["name,cluster,similarity", "a.jpg,0,0.9", "\"b, c.jpg\",0,0.8", "d.jpg,-1,"]
      .joined(separator: lineEnd)
    let found = try Self.evaluation(table, "x\r\nx\r\ny\r\n", predictedName: "p.labels.csv")
    #expect(found.scores.pairwise.fScore == 1 && found.counts.unclustered == 1)
  }

  @Test func otherColumnsAreReadByTheirHeadings() throws {
    let table = "person;photo\n\"Doe, Jane\";1\n\"Doe, Jane\";2\n\"Roe, Rick\";3\n"
    let found = try Self.evaluation("0\n0\n1\n", table, truthName: "t.csv") {
      $0.truthColumn = "person"
    }
    #expect(found.scores.pairwise.fScore == 1 && found.counts.classes == 2)
    let missing = Self.problem {
      try Self.evaluation("0\n0\n1\n", table, truthName: "t.csv") { $0.truthColumn = "who" }
    }
    #expect(missing.contains("has no column \"who\"; its first row has \"person\", \"photo\""))
    let unnamed = Self.problem { try Self.evaluation("0\n0\n1\n", table, truthName: "t.csv") }
    #expect(unnamed.contains("--truth-column"), "\(unnamed)")
  }

  @Test func severalFilesAreATable() throws {
    let truth = "a\na\nb\n"
    let table = LabelEvaluation.table(
      try ["0\n0\n1\n", "0\n1\n2\n"].map { try Self.evaluation($0, truth) })
    let lines = table.split(separator: "\n")
    #expect(lines.count == 3 && lines[0].hasPrefix("predicted"))
    #expect(lines[1].contains("1.000000") && lines[2].contains("no pairs"))
  }

  @Test func theJSONHasScoresAndCounts() throws {
    let text = JSONText.of(try Self.evaluation("0\n0\n1\n", "a\na\nb\n"))
    let json = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
    #expect((json?["compared"] as? [String: Any])?["clusters"] as? Int == 2)
    #expect((json?["pairwise"] as? [String: Any])?["fScore"] as? Double == 1)
  }

  /// A 0 would say that all pairs are wrong, where there are none.
  @Test func theJSONHasNoNumberWhereNothingIsDefined() throws {
    let text = JSONText.of(try Self.evaluation("0\n1\n2\n", "a\na\nb\n"))
    let json = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
    let pairwise = try #require(json?["pairwise"] as? [String: Any])
    #expect(pairwise["precision"] is NSNull && pairwise["recall"] as? Double == 0)
    #expect(pairwise["fScore"] as? Double == 0 && json?["fowlkesMallows"] is NSNull)
    let others = json?["withoutSingletons"] as? [String: Any]
    #expect(others?["leftOut"] as? Int == 3 && others?["scores"] is NSNull)
    #expect((json?["bCubed"] as? [String: Any])?["precision"] as? Double == 1)
  }
}
