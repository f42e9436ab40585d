import Storage

extension EmbeddingLayout {
  /// Converts the values of a row.
  ///
  /// A row of float64 whose largest value lies outside ``exponentsKept`` is scaled by a power of two
  /// to one from 1 to 2. That changes no ratio of its values, and only they matter.
  func convert(_ bytes: UnsafeRawPointer, to row: UnsafeMutablePointer<Float>) {
    switch element {
    case .half:
      for column in 0..<dimension {
        row[column] = Float(half: word(bytes, column))
      }
    case .brain:
      for column in 0..<dimension {
        let bits: UInt16 = word(bytes, column)
        row[column] = Float(bitPattern: UInt32(bits) << 16)
      }
    case .single:
      for column in 0..<dimension { row[column] = Float(bitPattern: word(bytes, column)) }
    case .double:
      let scale = self.scale(of: bytes)
      for column in 0..<dimension {
        let value = Double(bitPattern: word(bytes, column))
        row[column] = Float(
          scale == 0 ? value : Double(sign: .plus, exponent: scale, significand: value))
      }
    }
  }

  /// Powers of two of a row's largest value for which float32 has numbers as good as any, also for
  /// values much smaller than the largest.
  static let exponentsKept = -60...60

  /// The power of two by which a row of float64 is scaled.
  private func scale(of bytes: UnsafeRawPointer) -> Int {
    var largest = 0.0
    for column in 0..<dimension {
      let magnitude = Double(bitPattern: word(bytes, column)).magnitude
      // What is no number stays what it is, and is to be found in its own column.
      if magnitude > largest, magnitude.isFinite { largest = magnitude }
    }
    guard largest > 0 else { return 0 }
    let exponent = Int(largest.exponent)
    return Self.exponentsKept.contains(exponent) ? 0 : -exponent
  }

  private func word<Word: FixedWidthInteger & BitwiseCopyable>(
    _ bytes: UnsafeRawPointer, _ column: Int
  ) -> Word {
    let word = bytes.loadUnaligned(fromByteOffset: column * element.size, as: Word.self)
    return isBigEndian ? Word(bigEndian: word) : word
  }
}
