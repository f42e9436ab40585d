import FaceClustering
import Foundation
import TestFiles
import Testing

/// The arrays of an edge list, where their files have more than they should.
@Suite struct EdgeListSurplusTests {
  @Test(arguments: ["src", "dst", "w"])
  func bytesBehindAnArrayAreNamed(array: String) throws {
    let folder = try TemporaryFolder()
    let nodes = bytes([UInt32(0), 1, 2])
    var files = [
      "src": NumpyFile.array("<u4", "(3,)", nodes),
      "dst": NumpyFile.array("<u4", "(3,)", bytes([UInt32(1), 2, 0])),
      "w": NumpyFile.array("<f4", "(3,)", bytes([Float(1), 1, 1])),
    ]
    files[array]! += [1, 2, 3]
    for (name, contents) in files { try folder.write("e.\(name).npy", contents) }
    var notices: [String] = []
    let network = try NetworkInput.read(folder.path("e"), directed: nil) { notices.append($0) }
    #expect(network.linkCount == 3)
    #expect(notices.count == 1)
    #expect(notices.first?.contains("e.\(array).npy: 3 bytes follow the array") == true)
  }
}
