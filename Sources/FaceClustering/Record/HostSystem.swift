import Foundation

/// What a rank runs on, for the run record.
enum HostSystem {
  /// The CPU's model as Linux names it, and how many of its cores this process may use.
  static var cpu: String {
    let text = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
    let line = text.split(separator: "\n").first { $0.hasPrefix("model name") }
    let model = line.flatMap { $0.split(separator: ":").last }
      .map { $0.trimmingCharacters(in: .whitespaces) }
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
