import Foundation
import Threads

/// Memory of each worker for the modules that the node or module at hand touches. All steps of a search take it in turn.
///
/// The tables are as long as there may be modules at most, but modules are numbered without gaps, and memory that nobody
/// has touched takes none: each worker has as much as there are modules.
struct WorkerTables: ~Copyable {
  let workers: Workers
  private let numbers: UnsafeMutableRawPointer
  private let lists: Buffer<UInt32>
  private let capacity: Int

  /// - Parameter capacity: the most modules that there may be.
  init(capacity: Int, workers: Workers) {
    guard let numbers = calloc(max(1, workers.count * capacity), Self.bytesOfModule) else {
      fatalError("no memory for \(workers.count) tables of \(capacity) modules")
    }
    self.numbers = numbers
    lists = Buffer(uninitialized: workers.count * (capacity + 1))
    self.capacity = capacity
    self.workers = workers
  }

  deinit { free(numbers) }

  /// The tables as numbers of a type. An unsafe handle.
  func of<Number: BitwiseCopyable>(_ type: Number.Type) -> Numbers<Number> {
    precondition(MemoryLayout<Number>.stride <= Self.bytesOfModule)
    return Numbers(base: numbers, lists: lists.base, capacity: capacity)
  }

  struct Numbers<Number: BitwiseCopyable> {
    fileprivate let base: UnsafeMutableRawPointer
    fileprivate let lists: UnsafeMutablePointer<UInt32>
    fileprivate let capacity: Int

    /// A number for each module, all bits zero before and afterwards.
    func table(of worker: Int) -> UnsafeMutablePointer<Number> {
      (base + worker * capacity * WorkerTables.bytesOfModule)
        .bindMemory(to: Number.self, capacity: capacity)
    }

    /// Room for one module more than there may be.
    func list(of worker: Int) -> UnsafeMutablePointer<UInt32> { lists + worker * (capacity + 1) }
  }

  fileprivate static var bytesOfModule: Int { 8 }
}

extension FlowNetwork {
  /// The bytes that a search by several threads needs more for each of them and each node, at most: as many as if all nodes
  /// were modules.
  package static var bytesOfThreadAndNode: Int { WorkerTables.bytesOfModule }
}
