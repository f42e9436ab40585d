import Foundation
import Storage

/// The most memory that this process holds from some moment on.
struct PeakMemory {
  /// Whether Linux let the count begin anew.
  private let startedAnew: Bool

  /// Begins to count.
  init() {
    // 5: the peak becomes what is held now; see proc_pid_clear_refs(5).
    startedAnew =
      FileHandle(forWritingAtPath: "/proc/self/clear_refs").map { file in
        (try? file.write(contentsOf: Array("5".utf8))) != nil
      } ?? false
  }

  /// The bytes so far; where the count could not begin anew, since the process began.
  var bytes: Int {
    guard startedAnew, let kibibytes = SystemText("/proc/self/status")?.number(of: "VmHWM") else {
      return MemoryPlan.peak()
    }
    return kibibytes * 1024
  }
}
