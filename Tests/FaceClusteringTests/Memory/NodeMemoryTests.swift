import FaceClustering
import Foundation
import Testing

@Suite struct NodeMemoryTests {
  @Test func theGroupsOfBothVersionsAndThoseAroundThemAreFound() {
    let groups = NodeMemory.groups(
      ofProcess: "9:cpu,memory:/slurm/job_7\n1:name=systemd:/x\n0::/job\n")
    #expect(
      groups.map { "\($0.folder)/\($0.limit)" } == [
        "/sys/fs/cgroup/memory/memory.limit_in_bytes",
        "/sys/fs/cgroup/memory/slurm/memory.limit_in_bytes",
        "/sys/fs/cgroup/memory/slurm/job_7/memory.limit_in_bytes",
        "/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/job/memory.max",
      ])
  }

  @Test func linesOfOtherControllersAndFormsAreLeftOut() {
    #expect(NodeMemory.groups(ofProcess: "").isEmpty)
    #expect(NodeMemory.groups(ofProcess: "3:cpuset:/a\nnothing\n1:memory\n").isEmpty)
    // A path may have colons.
    #expect(NodeMemory.groups(ofProcess: "0::/a:b\n").last?.folder == "/sys/fs/cgroup/a:b")
  }

  @Test func aGroupMayTakeItsLimitWithoutWhatIsUsedAndNoCache() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    func write(_ name: String, _ text: String) throws {
      try Data(text.utf8).write(to: folder.appendingPathComponent(name))
    }
    let group = NodeMemory.Group(
      folder: folder.path, limit: "memory.max", usage: "memory.current", cache: "inactive_file")
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
