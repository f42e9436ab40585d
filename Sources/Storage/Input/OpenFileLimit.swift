import Foundation

/// How many files and connections this process may have open at a time.
package enum OpenFileLimit {
  /// Lets this process have so many, as far as the system allows it.
  package static func raise(to count: Int) {
    change { max($0, rlim_t(count)) }
  }

  /// Lets this process have so many more than before, as far as the system allows it.
  package static func raise(by count: Int) {
    change { limit in
      let (sum, overflows) = limit.addingReportingOverflow(rlim_t(count))
      return overflows ? .max : sum
    }
  }

  private static func change(_ wanted: (rlim_t) -> rlim_t) {
    var limit = rlimit()
    let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    guard getrlimit(resource, &limit) == 0, limit.rlim_cur < limit.rlim_max else { return }
    limit.rlim_cur = min(wanted(limit.rlim_cur), limit.rlim_max)
    setrlimit(resource, &limit)
  }
}
