import Foundation
import Storage

/// The processors that a process may use, and what its node has.
package struct ProcessCores: Codable, Equatable, Sendable {
  /// Those that it may run on, by its launcher and its control groups.
  package let allowed: ProcessorSet
  /// How many cores these are: of a core with hyper-threads the first one counts.
  package let coreCount: Int
  /// The time of how many cores its control groups give all their processes together; nil where they set no limit.
  package let coreTime: Double?
  /// How many processors of the node the job may use, whatever a launcher has bound this process to.
  package let ofJob: Int
  /// The processors of each NUMA domain of the node.
  package let domains: [ProcessorSet]

  package init(
    allowed: ProcessorSet, coreCount: Int, coreTime: Double? = nil, ofJob: Int,
    domains: [ProcessorSet] = []
  ) {
    (self.allowed, self.coreCount, self.coreTime) = (allowed, coreCount, coreTime)
    (self.ofJob, self.domains) = (ofJob, domains)
  }

  /// Asks Linux.
  static func ofThisProcess() -> ProcessCores {
    let allowed =
      SystemText("/proc/self/status")?.value(of: "Cpus_allowed_list").flatMap { ProcessorSet($0) }
      ?? ProcessorSet(0..<ProcessInfo.processInfo.activeProcessorCount)
    let times = ControlGroup.ofThisProcess("cpu").compactMap(\.coreTime)
    return ProcessCores(
      allowed: allowed,
      coreCount: coreCount(allowed) {
        list("/sys/devices/system/cpu/cpu\($0)/topology/thread_siblings_list")
      },
      coreTime: times.min(), ofJob: processorsOfJob(allowed),
      domains: (list("/sys/devices/system/node/online")?.numbers ?? [])
        .compactMap { list("/sys/devices/system/node/node\($0)/cpulist") })
  }

  private static func list(_ path: String) -> ProcessorSet? {
    SystemText(path)?.lines.first.flatMap { ProcessorSet(String($0)) }
  }

  /// How many cores some processors are.
  ///
  /// - Parameter siblings: the processors of the core of one; nil where that is not known, as if it had no others.
  package static func coreCount(
    _ processors: ProcessorSet, siblings: (Int) -> ProcessorSet?
  ) -> Int {
    let allowed = Set(processors.numbers)
    return processors.numbers.count { number in
      siblings(number)?.numbers.first(where: allowed.contains) ?? number == number
    }
  }

  private static func processorsOfJob(_ allowed: ProcessorSet) -> Int {
    let online = list("/sys/devices/system/cpu/online")?.count
    let groups = ControlGroup.ofThisProcess("cpuset").compactMap(\.processors?.count)
    let environment = ProcessInfo.processInfo.environment
    let scheduled = variablesOfSchedulers.compactMap { environment[$0].flatMap { Int($0) } }
    let least = (groups + scheduled + [online].compactMap { $0 }).min() ?? allowed.count
    return max(least, allowed.count)
  }

  /// By which Slurm, PBS and Grid Engine tell a job how many processors of a node it has.
  private static let variablesOfSchedulers = ["SLURM_CPUS_ON_NODE", "NCPUS", "NSLOTS"]
}
