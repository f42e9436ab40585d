import Foundation
import Storage

/// How long this process has been there.
enum ProcessAge {
  /// In seconds, to a hundredth, the time included in which it was stopped; nil where the system does not tell.
  static var seconds: Double? {
    guard let text = SystemText("/proc/self/stat")?.text,
      // The name of the program, in parentheses, may have anything in it.
      let end = text.lastIndex(of: ")")
    else { return nil }
    let fields = text[text.index(after: end)...].split(separator: " ")
    var now = timespec()
    guard fields.count > startField, let ticks = Double(fields[startField]),
      clock_gettime(CLOCK_BOOTTIME, &now) == 0
    else { return nil }
    let started = ticks / Double(sysconf(Int32(_SC_CLK_TCK)))
    return max(0, Double(now.tv_sec) + Double(now.tv_nsec) * 1e-9 - started)
  }

  /// The place, behind the name, of the clock ticks from the start of the system to that of the process.
  private static let startField = 19
}
