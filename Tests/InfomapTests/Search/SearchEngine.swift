import Foundation

@testable import Infomap

/// The ways to search, all of which must be as good.
enum SearchEngine: Sendable, CaseIterable {
  case serial
  case threaded
  case distributed

  /// Ranks that are threads spend most of their time waiting for each other, so they try fewer.
  var seeds: ClosedRange<UInt64> { self == .distributed ? 1...2 : 1...10 }

  func search(_ flow: FlowNetwork, seed: UInt64) throws -> SearchResult {
    switch self {
    case .serial: flow.searchSerially(seed: seed)
    case .threaded: flow.searchInParallel(seed: seed, threads: 2)
    case .distributed: try Self.search(flow, seed: seed, ranks: 2)
    }
  }

  /// Rank 0's result of a search by ranks that are threads of this process, each of which has the whole
  /// network.
  static func search(_ flow: FlowNetwork, seed: UInt64, ranks: Int) throws -> SearchResult {
    try search([FlowNetwork](repeating: flow, count: ranks), seed: seed)[0]
  }

  /// The results of ranks that have these networks, or parts of one, and search them together, however small.
  static func search(_ flows: [FlowNetwork], seed: UInt64) throws -> [SearchResult] {
    try onRanks(flows.count) {
      try flows[$0.rank].searchByRanks(
        seed: seed, threads: 1, exchange: $0, mostAtFirst: 0)
    }
  }

  /// What ranks that are threads of this process return.
  static func onRanks<Value>(
    _ ranks: Int, _ body: @escaping @Sendable (any RankExchange) throws -> Value
  ) throws -> [Value] {
    let hub = RankHub(size: ranks)
    let results = Results<Value>(count: ranks)
    let threads = (0..<ranks).map { rank in
      let thread = Thread {
        results.set(rank, Result { try body(ThreadRank(rank: rank, hub: hub)) })
      }
      thread.start()
      return thread
    }
    defer { withExtendedLifetime(threads) {} }
    return try results.wait().map { try $0.get() }
  }
}

/// The results of all ranks.
private final class Results<Value>: @unchecked Sendable {
  private let condition = NSCondition()
  private var results: [Result<Value, any Error>?]

  init(count: Int) { results = Array(repeating: nil, count: count) }

  func set(_ rank: Int, _ result: Result<Value, any Error>) {
    condition.withLock {
      results[rank] = result
      condition.broadcast()
    }
  }

  func wait() -> [Result<Value, any Error>] {
    condition.withLock {
      while results.contains(where: { $0 == nil }) { condition.wait() }
      return results.map { $0! }
    }
  }
}

/// Where ranks that are threads meet.
private final class RankHub: @unchecked Sendable {
  let size: Int
  private let condition = NSCondition()
  private var posted: [Any?]
  private var arrived = 0
  private var round = 0
  private var complete: [Any] = []

  init(size: Int) {
    self.size = size
    posted = Array(repeating: nil, count: size)
  }

  /// What all ranks have posted, in their order.
  func exchange(_ rank: Int, _ value: Any) -> [Any] {
    condition.withLock {
      let mine = round
      posted[rank] = value
      arrived += 1
      if arrived == size {
        complete = posted.map { $0! }
        arrived = 0
        round += 1
        condition.broadcast()
      }
      // Nobody can complete the next round before this rank has posted to it.
      while round == mine { condition.wait() }
      return complete
    }
  }
}

private struct ThreadRank: RankExchange, Sendable {
  let rank: Int
  let hub: RankHub
  var size: Int { hub.size }

  func allGather<Element: BitwiseCopyable>(_ mine: [Element]) throws -> [Element] {
    hub.exchange(rank, mine).flatMap { $0 as! [Element] }
  }

  func allToAll<Element: BitwiseCopyable>(_ lists: [[Element]]) throws -> [[Element]] {
    hub.exchange(rank, lists).map { ($0 as! [[Element]])[rank] }
  }
}
