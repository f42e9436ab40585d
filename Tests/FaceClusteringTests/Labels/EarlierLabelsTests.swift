import Storage
import TestFiles
import Testing

@testable import FaceClustering

/// The labels that faces had in an earlier run.
@Suite struct EarlierLabelsTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func names(_ names: [String]) throws -> FaceNames {
    try FaceNames(
      folder.write("names.txt", names.joined(separator: "\n") + "\n"), column: nil,
      faces: names.count)
  }

  private func read(
    _ name: String, _ text: String, faces: Int, labeled: Int? = nil, _ names: FaceNames? = nil,
    warn: (String) -> Void = { _ in }
  ) throws -> EarlierLabels {
    try EarlierLabels(
      folder.write(name, text), faces: faces, labeled: labeled, names: names, warn: warn)
  }

  /// Nodes are faces by their ids, not by their lines.
  @Test func facesWithoutANodeHaveNoLabel() throws {
    func labels(_ nodes: String, faces: Int, labeled: Int? = nil) throws -> [Int] {
      var notices: [String] = []
      let earlier = try read(
        "l.clu", "# node_id module flow\n" + nodes, faces: faces, labeled: labeled
      ) { notices.append($0) }
      #expect(notices.contains { $0.contains("has no line for") })
      return earlier.labels
    }
    #expect(try labels("0 1 1\n1 1 1\n4 2 1\n", faces: 7) == [1, 1, -1, -1, 2, -1, -1])
    #expect(try labels("1 1 1\n2 1 1\n5 2 1\n", faces: 5) == [1, 1, -1, -1, 2])
    #expect(try labels("0 1 1\n1 1 1\n", faces: 4, labeled: 3) == [1, 1, -1, -1])
  }

  @Test func nodesThatDoNotTellFromWhatTheyCountAreRefused() throws {
    let error = #expect(throws: FileError.self) {
      try read("l.clu", "# node_id module flow\n1 1 1\n2 1 1\n", faces: 9)
    }
    #expect(error?.problem.contains("counted from 0 or from 1") == true)
  }

  @Test func allFacesThatAreKnownToHaveLabelsMustHaveThem() throws {
    let error = #expect(throws: FileError.self) {
      try read("l.txt", "3\n3\n", faces: 5, labeled: 3)
    }
    #expect(error?.problem.contains("has 2 labels for 3 faces") == true)
  }

  @Test func aTableOfSpreadsheetsIsRead() throws {
    let earlier = try read(
      "t.csv", "\u{FEFF}name,cluster\r\na,4\r\n", faces: 2, names(["b", "a"]))
    #expect(earlier.labels == [-1, 4])
  }

  @Test func aTableOfOtherNamesIsWarnedOf() throws {
    var notices: [String] = []
    let earlier = try read("t.csv", "name,cluster\nz,4\n", faces: 1, names(["a"])) {
      notices.append($0)
    }
    #expect(earlier.labels == [-1] && notices.contains { $0.contains("none of the names") })
  }

  @Test func labelsAreOfTheFirstFaces() throws {
    let earlier = try read("l.txt", "3\n3\n-1\n", faces: 5)
    #expect(earlier.labels == [3, 3, -1, -1, -1] && earlier.checked == 0)
  }

  @Test func moreLabelsThanFacesAreRefused() throws {
    let error = #expect(throws: FileError.self) { try read("l.txt", "3\n3\n1\n", faces: 2) }
    #expect(error?.problem.contains("has 3 labels, but there are only 2 faces") == true)
  }

  @Test func aTableGoesByNamesWhateverTheirOrder() throws {
    let table = "name,cluster,similarity\na.jpg,4,1\nb.jpg,-1,\n\"c,d\",2,0.5\na.jpg,5,1\n"
    let earlier = try read(
      "t.labels.csv", table, faces: 6,
      names(["new", "a.jpg", "c,d", "a.jpg", "a.jpg", "b.jpg"]))
    #expect(earlier.labels == [-1, 4, 2, 5, -1, -1])
  }

  @Test func aTableNeedsNamesAndNumbers() throws {
    let without = #expect(throws: FileError.self) {
      try read("t.csv", "name,cluster\na,1\n", faces: 1)
    }
    #expect(without?.problem.contains("--names") == true)
    let word = try names(["a"])
    let bad = #expect(throws: FileError.self) {
      try read("t.csv", "name,cluster\na,b\u{1B}c\n", faces: 1, word)
    }
    #expect(bad?.problem.contains("line 2 has the cluster \"b") == true)
    #expect(bad?.problem.contains("\u{1B}") == false)
  }

  @Test func labelsOfOtherFacesAreRefused() throws {
    _ = try folder.write(
      "l.run.json", #"{"input":{"checksum":"ab"},"options":{"k":5,"minSimilarity":0.5}}"#)
    let earlier = try read("l.txt", "3\n3\n", faces: 3)
    #expect(earlier.checked == 2)
    try earlier.check(checksum: "ab")
    let error = #expect(throws: FileError.self) { try earlier.check(checksum: "cd") }
    #expect(error?.problem.contains("is not of the first 2 faces: by its record") == true)
  }
}
