import Randomness

/// Makes inputs that are nearly right: seeds with a few mutations each.
struct Mutator {
  private var numbers: SplitMix64
  private var seeds: [[UInt8]]
  private let givenSeeds: Int
  private let words: [[UInt8]]
  /// No input is larger, so that what a parser needs can be told from what it takes without need.
  static let largestInput = 1 << 16

  /// Numbers at which parsers break.
  private static let numbers = [
    "0", "-0", "-1", "1", "255", "256", "65535", "65536", "2147483647", "2147483648", "4294967295",
    "4294967296", "9223372036854775807", "9223372036854775808", "18446744073709551615",
    "18446744073709551616", "99999999999999999999999999", "-9223372036854775808", "1e308", "1e309",
    "1e-320", "-1e-320", "nan", "inf", "-inf", "0x10", "1.", ".5", "1e", "+1", "1_000", "٣",
  ].map { Array($0.utf8) }

  /// - Parameters:
  ///   - seed: of the random numbers.
  ///   - seeds: inputs that are right, at least one.
  ///   - words: what the format gives a meaning.
  init(seed: UInt64, seeds: [[UInt8]], words: [[UInt8]]) {
    numbers = SplitMix64(seed: seed)
    self.seeds = seeds
    givenSeeds = seeds.count
    self.words = words + Self.numbers
  }

  /// The next input.
  mutating func next() -> [UInt8] {
    var input = seeds[below(seeds.count)]
    mutate(&input)
    while below(2) == 0 { mutate(&input) }
    return Array(input.prefix(Self.largestInput))
  }

  /// Takes an input that the parser has taken as a further seed, so that mutations add up.
  mutating func keep(_ input: [UInt8]) {
    if seeds.count < givenSeeds + Self.mostKept {
      seeds.append(input)
    } else {
      seeds[givenSeeds + below(Self.mostKept)] = input
    }
  }

  private static let mostKept = 256

  private mutating func mutate(_ input: inout [UInt8]) {
    let place = below(input.count + 1)
    switch below(10) {
    case 0 where !input.isEmpty: input[below(input.count)] ^= 1 << UInt8(below(8))
    case 1 where !input.isEmpty: input[below(input.count)] = UInt8(below(256))
    case 2: input.insert(UInt8(below(256)), at: place)
    case 3: input.removeSubrange(place..<min(input.count, place + 1 + below(8)))
    case 4: input.insert(contentsOf: words[below(words.count)], at: place)
    case 5: replaceNumber(in: &input, near: place)
    case 6: input = Array(input.prefix(place))
    case 7:
      let end = min(input.count, place + below(64))
      input.insert(contentsOf: input[place..<end], at: below(input.count + 1))
    case 8:
      let other = seeds[below(seeds.count)]
      input = Array(input.prefix(place)) + other.suffix(below(other.count + 1))
    default: setWord(in: &input, at: place)
    }
  }

  /// Puts another number in the place of the first one from a place on.
  private mutating func replaceNumber(in input: inout [UInt8], near place: Int) {
    let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
    guard let first = input[place...].firstIndex(where: digits.contains) else { return }
    let end = input[first...].firstIndex { !digits.contains($0) } ?? input.count
    input.replaceSubrange(first..<end, with: Self.numbers[below(Self.numbers.count)])
  }

  /// Writes a binary number at a place: small, near the limits of its type, or any.
  private mutating func setWord(in input: inout [UInt8], at place: Int) {
    let size = [2, 4, 8][below(3)]
    guard place + size <= input.count else { return }
    let values: [UInt64] = [
      0, 1, .max, 1 << 31, 1 << 32, 1 << 63, UInt64(input.count), numbers.next(),
      UInt64(bitPattern: -1) >> 1,
    ]
    let value = values[below(values.count)]
    for byte in 0..<size {
      input[place + byte] = UInt8(truncatingIfNeeded: value >> (8 * UInt64(byte)))
    }
  }

  private mutating func below(_ bound: Int) -> Int {
    Int(numbers.next() % UInt64(max(bound, 1)))
  }
}
