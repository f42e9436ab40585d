import Foundation
import Storage
import Synchronization

/// The most memory that this process holds from some moment on.
struct PeakMemory {
  /// Whether Linux let the count begin anew.
  private let startedAnew: Bool

  /// Begins to count.
  init() {
    // What has been counted until now stays that of the process.
    _ = Self.ofProcess()
    // 5: the peak becomes what is held now; see proc_pid_clear_refs(5).
    startedAnew =
      FileHandle(forWritingAtPath: "/proc/self/clear_refs").map { file in
        (try? file.write(contentsOf: Array("5".utf8))) != nil
      } ?? false
  }

  /// The bytes so far; where the count could not begin anew, since the process began.
  var bytes: Int {
    startedAnew ? Self.counted ?? Self.ofProcess() : Self.ofProcess()
  }

  /// The most memory that this process has held so far, in bytes.
  ///
  /// What getrusage says would also count what the program that started this one held, since the count goes on
  /// over exec: started from a large Python, a small run would seem large.
  static func ofProcess() -> Int {
    func ofUsage() -> Int {
      var usage = rusage()
      getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
      // Linux counts it in KiB.
      return usage.ru_maxrss * 1024
    }
    // Linux sums the counts of the processors now and then only, so that what it says may fall a little.
    return greatest.max(counted ?? ofUsage(), ordering: .relaxed).newValue
  }

  /// The most that has been seen of this process.
  private static let greatest = Atomic(0)

  /// What Linux has counted since the process, or a new count, began.
  private static var counted: Int? {
    SystemText("/proc/self/status")?.number(of: "VmHWM").map { $0 * 1024 }
  }
}
