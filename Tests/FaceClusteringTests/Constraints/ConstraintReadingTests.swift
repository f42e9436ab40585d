import Clustering
import Storage
import TestFiles
import Testing

@testable import FaceClustering

/// What files say of which faces are of one person, and what is wrong with them.
@Suite struct ConstraintReadingTests {
  /// Constraints of ten faces by the texts of files.
  private static func read(
    same: String? = nil, different: String? = nil, known: String? = nil, names: String? = nil,
    photos: Bool = false
  ) throws -> FaceConstraints {
    let folder = try TemporaryFolder()
    func file(_ name: String, _ text: String?) throws -> String? {
      try text.map { try folder.write(name, Array($0.utf8)) }
    }
    var options = ConstraintOptions()
    options.same = try file("same.txt", same)
    options.different = try file("different.txt", different)
    options.known = try file("known.txt", known)
    options.differentPhoto = photos
    let faceNames = try file("names.txt", names).map { try FaceNames($0, column: nil, faces: 10) }
    let read = try RunConstraints.read(options, names: faceNames, faces: 10)
    return FaceConstraints(faces: 10, read.numbers)
  }

  private static func problem(_ body: () throws -> FaceConstraints) -> String {
    do {
      return "read as \(try body().sets)"
    } catch {
      return "\(error)"
    }
  }

  private static let names = "a.jpg\nb, c.jpg\nd.jpg\nd.jpg\ne \"f\".jpg\ng\nh\ni\nj\nk l\n"

  @Test(arguments: [
    "0 3\n5,7 ,3\n", "# faces\n\n0\t3\r\n5;7;3\r\n", "\u{FEFF}0,3\r5, 7, 3", "\"0\",3\n3,5\n5,7\n",
  ])
  func facesOfALineAreOfOnePersonWhateverSeparatesThem(text: String) throws {
    #expect(try Self.read(same: text).sets == [[0, 3, 5, 7]])
  }

  @Test func facesAreNamedToo() throws {
    let found = try Self.read(
      same: "a.jpg, \"b, c.jpg\"\n\"e \"\"f\"\".jpg\",k l\n", names: Self.names)
    #expect(found.sets == [[0, 1], [4, 9]])
  }

  /// Lines that begin with # are passed over, but not the face of such a name.
  @Test func aNameThatBeginsLikeAWordAsideMustStandInQuotes() throws {
    let names = Self.names.replacing("a.jpg", with: "#a.jpg")
    let problem = Self.problem { try Self.read(same: "#a.jpg, g\n", names: names) }
    #expect(
      problem.contains("line 1 begins with #") && problem.contains("\"#a.jpg\""), "\(problem)")
    #expect(try Self.read(same: "# a.jpg\n\"#a.jpg\",g\n", names: names).sets == [[0, 5]])
  }

  /// Each line joins the face that names a set to a smaller one.
  @Test func longChainsAreOneSet() throws {
    let falling = (0..<9).reversed().map { "\($0),\($0 + 1)\n" }.joined()
    #expect(try Self.read(same: falling).sets == [Array(0..<10)])
  }

  @Test func knownLabelsThatAreNoTextAreRefused() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("known.txt", [0xE9, 0x0A, 0xFC, 0x0A])
    let error = #expect(throws: FileError.self) { try KnownLabels(path, faces: 2) }
    #expect(error?.problem.contains("not UTF-8") == true)
  }

  @Test func aNumberThatIsNoNameIsARow() throws {
    #expect(try Self.read(same: "3,a.jpg\n", names: Self.names).sets == [[0, 3]])
  }

  @Test func facesOfADifferentLineAreApartInAllPairs() throws {
    let found = try Self.read(same: "0,1\n", different: "1,4,6\n")
    #expect(found.areApart(0, 4) && found.areApart(1, 6) && found.areApart(6, 4))
    #expect(!found.areApart(0, 1) && !found.areApart(0, 5))
  }

  @Test func facesOfOnePhotoAreOfDifferentPersons() throws {
    let found = try Self.read(names: Self.names, photos: true)
    #expect(found.areApart(2, 3) && !found.areApart(2, 4))
  }

  @Test func knownLabelsTellBoth() throws {
    let found = try Self.read(known: "-1\n7\n7\n-1\n4\n2\n2\n-1\n-1\n-1\n")
    #expect(found.sets == [[1, 2], [5, 6]])
    #expect(found.areApart(2, 4) && found.areApart(1, 6) && !found.areApart(0, 1))
  }

  @Test(arguments: [
    ("0,10\n", "line 1: \"10\" is not among the 10 faces, which are counted from 0 to 9"),
    ("0,1\n2,-3\n", "line 2: \"-3\" is not the number of a face"),
    ("0,1\n2\n", "line 2 has one word, \"2\""),
    ("4,4\n", "line 1 has face 4 twice"),
    ("4,99999999999999999999\n", "\"99999999999999999999\" is not among the 10 faces"),
    ("0,\"1\n", "line 1 has a quote that is never closed"),
  ])
  func whatIsWrongWithRowsIsSaid(text: String, part: String) {
    for problem in [
      Self.problem { try Self.read(same: text) }, Self.problem { try Self.read(different: text) },
    ] {
      #expect(problem.contains(part), "\(problem)")
    }
  }

  @Test func whatIsWrongWithNamesIsSaid() {
    let unknown = Self.problem { try Self.read(same: "a.jpg,x\n", names: Self.names) }
    #expect(unknown.contains("same.txt: line 1: \"x\" is not among the names"), "\(unknown)")
    let ambiguous = Self.problem { try Self.read(same: "a.jpg,d.jpg\n", names: Self.names) }
    #expect(
      ambiguous.contains("\"d.jpg\" is the name of several faces, such as 2 and 3; give"),
      "\(ambiguous)")
    let numbers = "10\n11\n12\n13\n14\n15\n16\n17\n18\n19\n"
    let row = Self.problem { try Self.read(same: "10,3\n", names: numbers) }
    #expect(row.contains("\"3\" is not among the names"), "\(row)")
  }

  @Test func whatIsWrongWithKnownLabelsIsSaid() {
    let short = Self.problem { try Self.read(known: "1\n2\n") }
    #expect(short.contains("has 2 labels for 10 faces"), "\(short)")
    let nothing = Self.problem {
      try Self.read(known: String(repeating: "-1\n", count: 10))
    }
    #expect(nothing.contains("nothing is known of any face"), "\(nothing)")
  }

  @Test func photosOfOneFaceEachAreOdd() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("n.txt", Array("a\nb\n".utf8))
    var options = ConstraintOptions()
    options.differentPhoto = true
    let read = try RunConstraints.read(
      options, names: FaceNames(path, column: nil, faces: 2), faces: 2)
    #expect(read.notices.count == 1 && read.notices[0].contains("all 2 names"))
  }

  @Test func anArrayIsNoTextOfFaces() {
    let problem = Self.problem { try Self.read(same: "PK\u{3}\u{4}") }
    #expect(!problem.contains("read as"), "\(problem)")
  }

  @Test func aMissingFileIsNamed() throws {
    var options = ConstraintOptions()
    options.different = "/nowhere/different.txt"
    let problem = Self.problem {
      FaceConstraints(
        faces: 1, try RunConstraints.read(options, names: nil, faces: 1).numbers)
    }
    #expect(problem.contains("/nowhere/different.txt: "), "\(problem)")
  }
}
