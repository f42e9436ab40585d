/// How a rank and rank 0 prove to each other that they are of the same run, by a secret that all its
/// ranks know and that is never sent.
///
/// Rank 0 sends a ``Challenge`` to whoever connects. A rank sends a ``Claim``: its number and a
/// challenge of its own. Each end makes the keys of the connection from the secret and all of these,
/// and proves by its first frame that it has them: first the rank, then rank 0. The connection is one
/// of the run when each has answered the other's first frame by its second.
package enum Handshake {
  package static let challengeSize = 32
  /// How what each end sends first starts, so that other programs are known by their first byte.
  private static let rootGreeting = Array("face-cluster-mpi beats 1 root".utf8)
  private static let rankGreeting = Array("face-cluster-mpi beats 1 rank".utf8)

  /// Random bytes that nobody can foretell: the system's generator is that of the kernel.
  package static func random(_ count: Int = challengeSize) -> [UInt8] {
    var generator = SystemRandomNumberGenerator()
    return (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
  }

  /// What rank 0 sends first.
  package struct Challenge: Equatable {
    let random: [UInt8]

    package static let size = rootGreeting.count + challengeSize

    package init() { random = Handshake.random() }

    /// Nil if the bytes are not those of a challenge.
    package init?(_ bytes: [UInt8]) {
      guard bytes.count == Self.size, bytes.starts(with: rootGreeting) else { return nil }
      random = Array(bytes.dropFirst(rootGreeting.count))
    }

    package var bytes: [UInt8] { rootGreeting + random }
  }

  /// What a rank sends first: which one it says it is.
  package struct Claim: Equatable {
    package let rank: Int
    let random: [UInt8]

    package static let size = rankGreeting.count + rankSize + challengeSize
    private static let rankSize = 4

    package init(rank: Int) {
      self.rank = rank
      random = Handshake.random()
    }

    /// Nil if the bytes are not those of a claim.
    package init?(_ bytes: [UInt8]) {
      guard bytes.count == Self.size, Self.canStart(with: bytes[...]) else { return nil }
      let rest = bytes.dropFirst(rankGreeting.count)
      rank = rest.prefix(Self.rankSize).reversed().reduce(0) { $0 << 8 | Int($1) }
      random = Array(rest.dropFirst(Self.rankSize))
    }

    /// Whether the bytes can be the first ones of a claim.
    package static func canStart(with bytes: ArraySlice<UInt8>) -> Bool {
      rankGreeting.starts(with: bytes.prefix(rankGreeting.count))
    }

    package var bytes: [UInt8] {
      rankGreeting + (0..<Self.rankSize).map { UInt8(truncatingIfNeeded: rank >> (8 * $0)) }
        + random
    }
  }

  /// The two directions of the connection that a challenge and a claim make.
  package static func seals(
    _ challenge: Challenge, _ claim: Claim, secret: [UInt8]
  ) -> (fromRoot: FrameSeal, fromRank: FrameSeal) {
    func key(_ sender: [UInt8]) -> [UInt8] {
      KeyedHash.code(of: sender + challenge.random + claim.bytes, key: secret)
    }
    return (FrameSeal(key: key(rootGreeting)), FrameSeal(key: key(rankGreeting)))
  }
}
