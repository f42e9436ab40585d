/// A type in which link weights may be given.
protocol LinkWeight: BinaryFloatingPoint, BitwiseCopyable, Sendable {
  static func asLinkWeights(_ weights: [Self]) -> LinkWeights
}

extension Float: LinkWeight {
  static func asLinkWeights(_ weights: [Float]) -> LinkWeights { LinkWeights(single: weights) }
}

extension Double: LinkWeight {
  static func asLinkWeights(_ weights: [Double]) -> LinkWeights { LinkWeights(double: weights) }
}

/// The weights of the links of a network. Those given in single precision are kept so, in half the
/// memory, unless a sum of them needs more.
public struct LinkWeights: Sendable, RandomAccessCollection {
  // One of the two is empty.
  private let single: [Float]
  private let double: [Double]

  init(single: [Float]) {
    self.single = single
    double = []
  }

  init(double: [Double]) {
    single = []
    self.double = double
  }

  /// The position of the first link: 0.
  public var startIndex: Int { 0 }
  /// How many links there are.
  public var endIndex: Int { single.count + double.count }

  /// The weight of a link in double precision.
  public subscript(link: Int) -> Double {
    single.isEmpty ? double[link] : Double(single[link])
  }

  /// The weights without bounds checks. An unsafe handle.
  struct Pointer {
    fileprivate let single: UnsafePointer<Float>?
    fileprivate let double: UnsafePointer<Double>?

    @inline(__always)
    subscript(link: Int) -> Double {
      if let single { return Double(single[link]) }
      return double.unsafelyUnwrapped[link]
    }
  }

  @inline(__always)
  func withPointer<Result>(_ body: (Pointer) -> Result) -> Result {
    single.withUnsafeBufferPointer { single in
      double.withUnsafeBufferPointer { double in
        // An empty array may have an address too.
        body(
          Pointer(
            single: single.isEmpty ? nil : single.baseAddress,
            double: double.isEmpty ? nil : double.baseAddress))
      }
    }
  }
}
