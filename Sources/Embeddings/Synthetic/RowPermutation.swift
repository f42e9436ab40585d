/// A shuffle of 0..<count that can be asked for any place, and back: a Feistel network over the next
/// power of four, walked until it lands inside.
package struct RowPermutation: Sendable {
  private let count: Int
  private let halfBits: Int
  /// What each round mixes in.
  private let keys: [CounterHash]

  package init(count: Int, seed: UInt64) {
    self.count = count
    var bits = 1
    while 1 << (2 * bits) < count { bits += 1 }
    halfBits = bits
    keys = (0..<4).map { CounterHash(seed: seed, stream: UInt64(1000 + $0)) }
  }

  package subscript(row: Int) -> Int {
    precondition(row >= 0 && row < count)
    let mask = (1 << halfBits) - 1
    var place = row
    repeat {
      var (left, right) = (place >> halfBits, place & mask)
      for key in keys {
        (left, right) = (right, left ^ Int(truncatingIfNeeded: key[right] & UInt64(mask)))
      }
      place = left << halfBits | right
    } while place >= count
    return place
  }

  /// The row whose place this is.
  package func row(at place: Int) -> Int {
    precondition(place >= 0 && place < count)
    let mask = (1 << halfBits) - 1
    var row = place
    repeat {
      var (left, right) = (row >> halfBits, row & mask)
      for key in keys.reversed() {
        (left, right) = (right ^ Int(truncatingIfNeeded: key[left] & UInt64(mask)), left)
      }
      row = left << halfBits | right
    } while row >= count
    return row
  }
}
