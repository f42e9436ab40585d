import Dispatch

/// A moment of this process by a clock that nobody sets: the one clock of the package for elapsed time.
package struct Moment: Sendable {
  let nanoseconds: UInt64

  /// This moment.
  package static var now: Moment { Moment(nanoseconds: DispatchTime.now().uptimeNanoseconds) }

  /// The seconds of the clock at this moment, counted from one that is the same all through a process.
  package var seconds: Double { Double(nanoseconds) * 1e-9 }

  /// The seconds since this moment.
  package var secondsAgo: Double { Moment.now.seconds(since: self) }

  /// The seconds from another moment to this one; negative if this one is earlier.
  package func seconds(since other: Moment) -> Double {
    Double(Int64(bitPattern: nanoseconds &- other.nanoseconds)) * 1e-9
  }
}
