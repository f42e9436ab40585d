/// HMAC-SHA-256 (RFC 2104): a code of a message that only those can make who know the key.
enum KeyedHash {
  /// The 32 bytes of the code.
  static func code(of message: [UInt8], key: [UInt8]) -> [UInt8] {
    let short = key.count > SHA256.blockSize ? SHA256.hash(key) : key
    let padded = short + [UInt8](repeating: 0, count: SHA256.blockSize - short.count)
    let inner = SHA256.hash(padded.map { $0 ^ 0x36 } + message)
    return SHA256.hash(padded.map { $0 ^ 0x5c } + inner)
  }

  /// Whether two codes are equal, found out in a time that does not tell how far they are: else codes
  /// could be guessed byte by byte.
  static func areEqual(_ one: some Collection<UInt8>, _ other: some Collection<UInt8>) -> Bool {
    guard one.count == other.count else { return false }
    return zip(one, other).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
  }
}
