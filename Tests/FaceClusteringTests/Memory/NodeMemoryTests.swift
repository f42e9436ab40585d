import FaceClustering
import Foundation
import Testing

@Suite struct NodeMemoryTests {
  @Test func aGroupMayTakeItsLimitWithoutWhatIsUsedAndNoCache() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    func write(_ name: String, _ text: String) throws {
      try Data(text.utf8).write(to: folder.appendingPathComponent(name))
    }
    let group = ControlGroup(folder: folder.path, isUnified: true)
    #expect(NodeMemory.free(group) == nil)
    try write("memory.max", "1000\n")
    try write("memory.current", "700\n")
    try write("memory.stat", "anon 500\ninactive_file 200\n")
    #expect(NodeMemory.free(group) == 500)
    try write("memory.current", "1500\n")
    #expect(NodeMemory.free(group) == 0)
    try FileManager.default.removeItem(at: folder.appendingPathComponent("memory.stat"))
    try write("memory.current", "700\n")
    #expect(NodeMemory.free(group) == 300)
    try write("memory.max", "max\n")
    #expect(NodeMemory.free(group) == nil)
  }
}
