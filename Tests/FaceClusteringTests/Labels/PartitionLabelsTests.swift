import FaceClustering
import Foundation
import Storage
import TestFiles
import Testing

/// Files of modules, taken as labels of faces.
@Suite struct PartitionLabelsTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func read(_ name: String, _ text: String, faces: Int? = nil) throws -> LabelFile {
    try LabelFile(folder.write(name, text), faces: faces)
  }

  private func refusal(_ name: String, _ text: String, faces: Int? = nil) throws -> String {
    let path = try folder.write(name, text)
    return #expect(throws: FileError.self) { try LabelFile(path, faces: faces) }?.problem ?? ""
  }

  @Test(arguments: [
    "# node_id module flow\n2 2 0.1\n0 1 0.5\n1 1 0.4\n",
    "# from 1\n3 2 0.1\n1 1 0.5\n2 1 0.4\n", "3 2\r\n1 1\r\n2 1\r\n",
  ]) func nodesAreFacesFrom0OrFrom1(text: String) throws {
    #expect(try read("x.clu", text, faces: 3).labels == [1, 1, 2])
  }

  @Test func topModulesOfATreeAreLabels() throws {
    let text = "1:1:1 0.5 \"a \"b\" c\" 0\n1:2:1 0.2 \"1\" 1\n2:1 0.3 \"2\" 2\n"
    for name in ["x.tree", "x.ftree"] {
      let file = try read(name, text + "*Links directed\n", faces: 3)
      #expect(file.labels == [1, 1, 2])
      #expect(file.notices.first?.contains("the top modules are taken") == true)
    }
  }

  @Test(arguments: [
    "*Vertices 3\n1\n1\n2\n", "*Partition friends\r\n*Vertices 3\r\n1\r\n1\r\n2\r\n",
    "\u{FEFF}*vertices 3\n\n 1\n 1\n 2\n\n",
  ]) func partitionsOfPajekAreRead(text: String) throws {
    #expect(try read("x.clu", text, faces: 3).labels == [1, 1, 2])
    #expect(try read("x.txt", text).labels == [1, 1, 2])
  }

  @Test func partitionsOfPajekMustBeWhole() throws {
    #expect(try refusal("x.clu", "*Vertices 4\n1\n1\n2\n").contains("*Vertices says 4"))
    #expect(try refusal("x.clu", "*Vertices\n1\n1\n").contains("followed by the number"))
    #expect(try refusal("x.clu", "*Vertices 2\n1\nx\n").contains("line 3 is \"x\""))
  }

  /// A label a line under these names too, as `--out labels.clu` writes it.
  @Test func textsOfOneColumnAreLabels() throws {
    #expect(try read("x.clu", "4\n4\n0\n", faces: 3).labels == [4, 4, 0])
    #expect(try read("x.tree", "# mine\na\nb\na\n", faces: 3).labels == [0, 1, 0])
  }

  @Test func facesWithoutALineHaveNoLabel() throws {
    let file = try read("x.clu", "0 5\n2 5\n", faces: 4)
    #expect(file.labels == [5, -1, 5, -1])
    #expect(file.notices.first?.contains("no line for 2 of the 4 faces") == true)
  }

  @Test func nodesThatCannotBeTheFacesAreRefused() throws {
    #expect(try refusal("x.clu", "0 1\n4 1\n", faces: 4).contains("from 0 to 4 for 4 faces"))
    #expect(try refusal("x.clu", "1 1\n5 1\n", faces: 4).contains("from 1 to 5 for 4 faces"))
    #expect(try refusal("x.clu", "1 1\n2 1\n", faces: 4).contains("counted from 0 or from 1"))
    #expect(try refusal("x.clu", "# nothing\n", faces: 4) != "")
  }

  @Test func twoFilesAreComparedByTheirNodes() throws {
    let clu = try folder.write("a.clu", "9 1 0.5\n4 2 0.5\n")
    let tree = try folder.write("b.tree", "1:1 0.5 \"n\" 4\n2:1 0.5 \"m\" 9\n")
    let (first, second) = try LabelFile.pair(clu, tree)
    #expect(first.labels == [2, 1] && second.labels == [1, 2])
    let other = try folder.write("c.clu", "9 1 0.5\n5 2 0.5\n")
    let error = #expect(throws: FileError.self) { try LabelFile.pair(clu, other) }
    #expect(error?.description.contains("c.clu: has no line for node 4") == true)
  }

  @Test func modulesAreComparedWithLabelsOfFaces() throws {
    let clu = try folder.write("a.clu", "3 1 0.5\n1 2 0.4\n2 2 0.1\n")
    let labels = try folder.write("l.txt", "x\nx\ny\n")
    #expect(try LabelFile.pair(clu, labels).0.labels == [2, 2, 1])
    #expect(try LabelFile.pair(labels, clu).1.labels == [2, 2, 1])
  }
}
