import FaceClustering
import Foundation
import Storage
import TestFiles
import Testing

/// Labels in texts, one a line.
@Suite struct LabelTextTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func labels(_ text: String) throws -> [Int] {
    try LabelFile(folder.write("x.txt", text)).labels
  }

  private func refusal(_ bytes: [UInt8]) throws -> String {
    let path = try folder.write("x.txt", bytes)
    let error = #expect(throws: FileError.self) { try LabelFile(path) }
    return error?.problem ?? ""
  }

  private func refusal(_ text: String) throws -> String { try refusal(Array(text.utf8)) }

  @Test(arguments: [
    "3\n-2\n0\n", "3\n-2\n0", "3\r\n-2\r\n0\r\n", "3\r-2\r0", "3\n-2\n0\n\n",
    "3\n-2\n0\n \n\t\n\r\n",
    " 3\t\n-2 \n\t0\n", "\u{FEFF}3\n-2\n0\n", "+3\n-02\n-0\n",
    "3.000000000000000000e+00\n-2.000000000000000000e+00\n0.000000000000000000e+00\n",
    "3.0\n-2.\n0e5\n", "0.3e1\n-2\n.0\n",
  ]) func integersAreReadHoweverTheyAreWritten(text: String) throws {
    #expect(try labels(text) == [3, -2, 0])
  }

  @Test func theLargestAndTheSmallestAreKept() throws {
    #expect(try labels("\(Int.max)\n\(Int.min)\n9007199254740992.0\n") == [.max, .min, 1 << 53])
  }

  @Test func numbersOf64BitsWithoutASignAreClasses() throws {
    let big = UInt64(1) << 63
    #expect(try labels("\(big)\n5\n\(big + 1)\n\(big)\n005\n-1\n") == [0, 1, 2, 0, 1, -1])
    #expect(try labels("\(UInt64.max)\n-1\n") == [0, -1])
  }

  @Test func numbersOfAnyLengthAreClasses() throws {
    let long = String(repeating: "7", count: 40)
    #expect(try labels("\(long)\n-\(long)\n0\(long)\n1\n") == [0, 1, 0, 2])
  }

  @Test func namesAreClasses() throws {
    #expect(try labels("Ann\nBob\nAnn\nCy d'Or\nBob\n") == [0, 1, 0, 2, 1])
    #expect(try labels("n000002\r\nn000009\r\nn000002\r\n\r\n") == [0, 1, 0])
    #expect(try labels("Curie, Marie\nLovelace, Ada\nCurie, Marie\n") == [0, 1, 0])
    #expect(try labels("-\nnan\n-\n") == [0, 1, 0])
  }

  @Test func namesMayHaveFacesWithoutOneAmongThem() throws {
    #expect(try labels("-1\nAnn\n-1\nBob\nAnn\n") == [-1, 0, -1, 1, 0])
  }

  @Test func namesOfOtherEncodingsKeepTheirDifferences() throws {
    let path = try folder.write("x.txt", [0x4A, 0xE9, 10, 0x4A, 0xE8, 10, 0x4A, 0xE9, 10])
    #expect(try LabelFile(path).labels == [0, 1, 0])
  }

  @Test func namesThatAllDifferAreToldOf() throws {
    let file = try LabelFile(folder.write("x.txt", "a.jpg\nb.jpg\nc.jpg\n"))
    #expect(file.labels == [0, 1, 2])
    #expect(file.notices.count == 1 && file.notices[0].contains("all 3 names differ"))
    #expect(try LabelFile(folder.write("x.txt", "a\nb\na\n")).notices.isEmpty)
  }

  @Test(
    arguments: [
      ("1\n\n2\n", "line 2 is blank"), ("\n1\n", "line 1 is blank"),
      ("a\r\n \r\nb\r\n", "line 2 is blank"),
      ("1\n1\ntwo\n", "line 3 is \"two\", but line 1 is \"1\""),
      ("label\n1\n2\n", "line 2 is \"1\", but line 1 is \"label\""),
      ("1\n1.5\n", "line 2 is \"1.5\""), ("a\n1.5\n", "line 2 is \"1.5\""),
      ("1e99\n", "line 1 is \"1e99\""),
      ("9007199254740994.0\n", "2^53"), ("1\nnan\n", "line 2 is \"nan\""),
      ("1 1\n2 1\n", "line 1 has 2 numbers"), ("\n\n \n", "only blank lines"),
      ("file,label\na.jpg,1\nb.jpg,1\n", "several columns"),
      ("a.jpg 7\nb.jpg 7\nc.jpg 8\n", "several columns"), ("a\tAnn\nb\tBob\n", "several columns"),
      ("Ann\0\n", "line 1 has control characters"),
      ("Ann\n\u{1B}[2J\n", "line 2 has control characters"),
    ]) func whatIsNoLabelIsNamed(text: String, problem: String) throws
  {
    let found = try refusal(text)
    #expect(found.contains(problem), "\(found)")
  }

  @Test func namesMayEndInNumbers() throws {
    #expect(try labels("Person 1\nPerson 2\nPerson 1\n") == [0, 1, 0])
  }

  @Test func otherFormatsAreNamed() throws {
    #expect(try refusal(NumpyFile.array("<i8", "(0,)")).contains("numpy array (.npy)"))
    #expect(try refusal([0x1F, 0x8B, 8, 0, 0]).contains("gzip"))
    #expect(try refusal([0xFF, 0xFE, 0x31, 0, 0x0A, 0]).contains("UTF-16"))
  }

  @Test func longLinesAreNotQuotedWhole() throws {
    #expect(try refusal("1\n" + String(repeating: "x", count: 100_000)).utf8.count < 300)
  }

  @Test func theNumberOfLabelsIsChecked() throws {
    let path = try folder.write("x.txt", "1\n1\n\n")
    let error = #expect(throws: FileError.self) { try LabelFile(path, faces: 8) }
    #expect(error?.problem.contains("2 labels for 8 faces") == true)
  }
}
