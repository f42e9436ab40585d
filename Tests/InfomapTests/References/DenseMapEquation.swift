import Foundation
import Infomap

/// The flow and the map equation as defined, with full matrices and entropies: slow and plain.
struct DenseMapEquation {
  let count: Int
  /// The flow from each node to each other, recorded teleportation included.
  private(set) var flow: [[Double]]
  private(set) var nodeFlow: [Double]

  init(_ table: LinkTable, directed: Bool, options: FlowOptions) {
    let ids = Set(table.links.flatMap { [$0.source, $0.target] }).sorted()
    let n = ids.count
    count = n
    var weight = [[Double]](repeating: [Double](repeating: 0, count: n), count: n)
    for link in table.links {
      let a = ids.firstIndex(of: link.source)!
      let b = ids.firstIndex(of: link.target)!
      weight[a][b] += link.weight
      if !directed && a != b { weight[b][a] += link.weight }
    }
    let out = weight.map { $0.reduce(0, +) }
    let total = out.reduce(0, +)
    if !directed {
      flow = weight.map { $0.map { $0 / total } }
      nodeFlow = out.map { $0 / total }
      return
    }
    let into = (0..<n).map { j in weight.reduce(0) { $0 + $1[j] } }
    var landing = (options.recordsTeleportation ? into : out).map { $0 / total }
    if options.teleportsToNodes { landing = [Double](repeating: 1 / Double(n), count: n) }
    let alpha = options.teleportationProbability

    var rank = [Double](repeating: 1 / Double(n), count: n)
    for _ in 0..<2000 {
      var next = [Double](repeating: 0, count: n)
      for i in 0..<n {
        let jump = out[i] > 0 ? alpha : 1
        for j in 0..<n {
          next[j] += rank[i] * jump * landing[j]
          if out[i] > 0 { next[j] += rank[i] * (1 - alpha) * weight[i][j] / out[i] }
        }
      }
      rank = next
    }
    flow = [[Double]](repeating: [Double](repeating: 0, count: n), count: n)
    let walking = (0..<n).reduce(0) { out[$1] > 0 ? $0 + rank[$1] : $0 }
    for i in 0..<n {
      for j in 0..<n {
        let step = out[i] > 0 ? weight[i][j] / out[i] : 0
        if options.recordsTeleportation {
          flow[i][j] = rank[i] * ((1 - alpha) * step + (out[i] > 0 ? alpha : 1) * landing[j])
        } else {
          flow[i][j] = rank[i] * step / walking
        }
      }
    }
    nodeFlow = rank
    if !options.recordsTeleportation {
      nodeFlow = (0..<n).map { j in flow.reduce(0) { $0 + $1[j] } }
    }
  }

  /// The rate of index words times their entropy, and for each module the rate of its words times
  /// their entropy.
  func codelength(_ modules: [Int]) -> Double {
    let numbers = Set(modules)
    var enters: [Double] = []
    var sum = 0.0
    for module in numbers.sorted() {
      let inside = (0..<count).filter { modules[$0] == module }
      let outside = (0..<count).filter { modules[$0] != module }
      enters.append(outside.reduce(0) { sum, i in inside.reduce(sum) { $0 + flow[i][$1] } })
      let exit = inside.reduce(0) { sum, i in outside.reduce(sum) { $0 + flow[i][$1] } }
      sum += Self.bits([exit] + inside.map { nodeFlow[$0] })
    }
    return sum + Self.bits(enters)
  }

  private static func bits(_ rates: [Double]) -> Double {
    let total = rates.reduce(0, +)
    return rates.reduce(0) { $1 > 0 ? $0 - $1 * log2($1 / total) : $0 }
  }

  /// The shortest codelength of all partitions.
  func shortestCodelength() -> Double {
    var shortest = Double.infinity
    var modules = [Int](repeating: 0, count: count)
    func extend(_ node: Int, _ used: Int) {
      if node == count {
        shortest = min(shortest, codelength(modules))
        return
      }
      for module in 0...used {
        modules[node] = module
        extend(node + 1, max(used, module + 1))
      }
    }
    extend(0, 0)
    return shortest
  }
}
