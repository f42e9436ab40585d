import FaceClustering
import Foundation
import Testing

@Suite struct ControlGroupTests {
  @Test func theGroupsOfBothVersionsAndThoseAroundThemAreFound() {
    let groups = ControlGroup.groups(
      ofProcess: "9:cpu,memory:/slurm/job_7\n1:name=systemd:/x\n0::/job\n", "memory")
    #expect(
      groups.map(\.folder) == [
        "/sys/fs/cgroup/memory", "/sys/fs/cgroup/memory/slurm", "/sys/fs/cgroup/memory/slurm/job_7",
        "/sys/fs/cgroup", "/sys/fs/cgroup/job",
      ])
    #expect(groups.map(\.isUnified) == [false, false, false, true, true])
  }

  @Test func linesOfOtherControllersAndFormsAreLeftOut() {
    #expect(ControlGroup.groups(ofProcess: "", "memory").isEmpty)
    #expect(
      ControlGroup.groups(ofProcess: "3:cpuset:/a\nnothing\n1:memory\n", "memory").isEmpty)
    // A path may have colons.
    #expect(
      ControlGroup.groups(ofProcess: "0::/a:b\n", "memory").last?.folder == "/sys/fs/cgroup/a:b")
  }

  @Test func timeAndProcessorsAreReadOfBothVersions() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    func write(_ name: String, _ text: String) throws {
      try Data(text.utf8).write(to: folder.appendingPathComponent(name))
    }
    let unified = ControlGroup(folder: folder.path, isUnified: true)
    let separate = ControlGroup(folder: folder.path, isUnified: false)
    #expect(unified.coreTime == nil && separate.coreTime == nil && unified.processors == nil)
    try write("cpu.max", "max 100000\n")
    #expect(unified.coreTime == nil)
    try write("cpu.max", "350000 100000\n")
    #expect(unified.coreTime == 3.5)
    try write("cpu.cfs_period_us", "100000\n")
    try write("cpu.cfs_quota_us", "-1\n")
    #expect(separate.coreTime == nil)
    try write("cpu.cfs_quota_us", "200000\n")
    #expect(separate.coreTime == 2)
    try write("cpuset.cpus.effective", "0-3\n")
    try write("cpuset.cpus", "4-5\n")
    #expect(unified.processors == ProcessorSet("0-3") && separate.processors == ProcessorSet("4-5"))
  }
}
