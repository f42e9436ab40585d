/// What ranks send each other: who they are and what they do.
struct BeatFrame: Equatable {
  let nonce: UInt64
  let rank: Int
  /// Set in the last frame of a rank: the code that it exits with.
  let exitCode: Int32?
  let stage: String

  static let size = 32
  private static let stageSize = 16

  init(nonce: UInt64, rank: Int, exitCode: Int32? = nil, stage: String) {
    self.nonce = nonce
    self.rank = rank
    self.exitCode = exitCode
    self.stage = stage
  }

  /// Takes the first frame from bytes that have come; nil if it has not come wholly.
  init?(takenFrom bytes: inout [UInt8]) {
    guard bytes.count >= Self.size else { return nil }
    func number(_ range: Range<Int>) -> UInt64 {
      bytes[range].reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
    nonce = number(0..<8)
    rank = Int(number(8..<12))
    // 0 is a rank that goes on.
    let ending = Int32(truncatingIfNeeded: number(12..<16))
    exitCode = ending > 0 ? ending - 1 : nil
    stage = String(decoding: bytes[16..<Self.size].prefix { $0 != 0 }, as: UTF8.self)
    bytes.removeFirst(Self.size)
  }

  var bytes: [UInt8] {
    func number(_ value: UInt64, _ count: Int) -> [UInt8] {
      (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * UInt64($0))) }
    }
    let text = Array(stage.utf8.prefix(Self.stageSize))
    let ending = UInt64(exitCode.map { $0 + 1 } ?? 0)
    return number(nonce, 8) + number(UInt64(rank), 4) + number(ending, 4) + text
      + [UInt8](repeating: 0, count: Self.stageSize - text.count)
  }
}
