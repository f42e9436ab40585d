import Dispatch
import Synchronization

/// Calls `body` with every number from 0 to `count` - 1, on the calling thread and on further ones,
/// `threads` in all. Returns when all calls have.
func inParallel(count: Int, threads: Int, _ body: @Sendable (Int) -> Void) {
  let next = Counter()
  withoutActuallyEscaping(body) { body in
    let work: @Sendable () -> Void = {
      while true {
        let index = next.take()
        guard index < count else { return }
        body(index)
      }
    }
    let group = DispatchGroup()
    for _ in 1..<max(1, min(threads, count)) {
      DispatchQueue.global().async(group: group, execute: work)
    }
    work()
    group.wait()
  }
}

/// Hands out 0, 1, 2, … to several threads.
final class Counter: Sendable {
  private let next = Atomic(0)

  func take() -> Int { next.wrappingAdd(1, ordering: .relaxed).oldValue }
}
