/// The numbers below a bound that have the least hashes, rising: a sample by chance that is the same everywhere.
///
/// It takes little memory beside the sample.
///
/// - Parameters:
///   - count: how many, no more than there are.
///   - hash: that of a number, evenly spread over all values; that of no other number.
@inlinable
package func numbersOfLeastHashes(
  _ count: Int, below bound: Int, hash: (Int) -> UInt64
) -> [Int] {
  precondition((0...bound).contains(count))
  guard count < bound else { return Array(0..<bound) }
  // Few are below a limit for a few more than asked for, and seldom fewer than these.
  var share = (1.25 * Double(count) + 16) / Double(bound)
  while true {
    let isLimited = share < 0.999
    let limit = isLimited ? UInt64(share * 0x1p64) : .max
    var chosen: [(hash: UInt64, number: Int)] = []
    for number in 0..<bound {
      let hash = hash(number)
      if hash < limit || !isLimited { chosen.append((hash, number)) }
    }
    if chosen.count >= count {
      chosen.sort { $0.hash < $1.hash }
      return chosen.prefix(count).map(\.number).sorted()
    }
    share *= 2
  }
}
