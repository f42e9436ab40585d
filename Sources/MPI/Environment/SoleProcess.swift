import Foundation

/// What tells Open MPI that a process is the only one of its job.
///
/// It would otherwise start a daemon that could launch others, load what could carry messages to them over networks, and
/// have hwloc look for the devices nearest to each core, which takes several times as long as a small program runs.
enum SoleProcess {
  /// Parameters of Open MPI and of hwloc by their environment variables. Other implementations of MPI read none of the
  /// former. hwloc finds cores and memory, but neither devices nor, one core after the other, what `cpuid` says; and what
  /// could look for graphics cards (plugins, in Debian) is not there.
  private static let parameters = [
    ("OMPI_MCA_ess_singleton_isolated", "1"), ("OMPI_MCA_pml", "ob1"),
    ("HWLOC_COMPONENTS", "-linux:pci,-linux:io,-linux:misc,-x86"),
    ("HWLOC_PLUGINS_PATH", "/dev/null"),
  ]

  /// The parameters for a process with such an environment: none where a launcher started it, and none that the user has
  /// set.
  static func parameters(in environment: [String: String]) -> [(name: String, value: String)] {
    guard Launcher(environment: environment).rank == nil else { return [] }
    return parameters.filter { environment[$0.0] == nil }
  }

  /// Calls `start` with these parameters in the environment. Programs that this one starts later get none of them.
  static func startingMPI<Failure: Error>(
    _ start: () throws(Failure) -> Void
  ) throws(Failure) {
    let added = parameters(in: ProcessInfo.processInfo.environment)
    for (name, value) in added { setenv(name, value, 1) }
    defer { for (name, _) in added { unsetenv(name) } }
    try start()
  }

  /// The name of this host, without its domain, as Open MPI has it.
  static var hostName: String {
    var characters = [CChar](repeating: 0, count: 256)
    guard gethostname(&characters, characters.count - 1) == 0 else { return "unknown" }
    let name = String(
      decoding: characters.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    let labels = name.split(separator: ".")
    let isAddress = labels.count == 4 && labels.allSatisfy { UInt8($0) != nil }
    return isAddress ? name : labels.first.map(String.init) ?? name
  }
}
