import Foundation
import Storage

/// What a rank runs on, for the run record.
enum HostSystem {
  /// The CPU's model as Linux names it, and how many of its cores this process may use.
  static var cpu: String {
    let model = SystemText("/proc/cpuinfo")?.value(of: "model name")
    return "\(model ?? "unknown CPU"), \(ProcessInfo.processInfo.activeProcessorCount) cores"
  }

  /// The name of this host, also when MPI cannot be asked.
  static var name: String {
    var names = utsname()
    uname(&names)
    return withUnsafeBytes(of: &names.nodename) {
      String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
    }
  }

  /// The operating system and its kernel.
  static var version: String {
    var names = utsname()
    uname(&names)
    let release = withUnsafeBytes(of: &names.release) {
      String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
    }
    return "\(ProcessInfo.processInfo.operatingSystemVersionString), kernel \(release)"
  }
}
