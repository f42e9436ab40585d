/// Embeddings that resemble those of a face recognition network, with known identities.
///
/// Identities have log-normal sizes, of mean about 70 as in MS-Celeb-1M unless other ones are asked for, and
/// unit centroids. A face is sqrt(c) centroid + sqrt(1 - c) noise with unit noise orthogonal to the centroid, so
/// that two faces of an identity have the mean cosine c; c varies by identity and by face, and some faces are
/// poor ones with low c. Some identities come in confusable pairs, whose centroids are similar. Every row is
/// a function of the seed and its number alone.
public struct SyntheticFaces: Sendable {
  /// The number of faces.
  public let faces: Int
  /// The number of columns of a face.
  public let dimension: Int
  /// The noise and the centroids lie in a subspace of this dimension.
  public let intrinsicDimension: Int
  /// What the identities are like.
  public let character: Character
  /// The seed; a face is a function of it and of the face's row.
  public let seed: UInt64

  /// The faces of each identity, in the order before they are shuffled.
  private let identities: LogNormalGroups
  private let order: RowPermutation
  private let reflections: [[Float]]

  private enum Stream: UInt64 {
    case size = 1
    case centroid, pair, quality, noise, reflection
  }

  /// What the identities of synthetic faces are like.
  public struct Character: Sendable {
    /// The mean number of faces of an identity.
    public var meanSize = 70.0
    /// The standard deviation of the natural logarithm of that number; 0 where all have as many.
    public var sizeSpread = 0.8
    /// The range of the mean cosine of two faces of an identity, each of its values as likely; nil for
    /// about 0.74, as that of a good network, a little more or less from face to face.
    public var cosines: ClosedRange<Double>?
    /// The share of the identities that look alike in pairs.
    public var confusableShare = 0.04

    /// Identities as those that a good network makes of photographs of famous people.
    public init() {}
  }

  /// How many faces there are unless a number is asked for.
  public static let defaultCount = 100_000
  /// The columns of a face unless others are asked for.
  public static let defaultDimension = 256
  static let confusableCosine = 0.75...0.92
  static let poorShare = 0.04

  /// - Precondition: 2 <= `intrinsicDimension` <= `dimension`, and at least one face.
  public init(
    faces: Int, dimension: Int, intrinsicDimension: Int? = nil, character: Character = Character(),
    seed: UInt64 = 1
  ) {
    let intrinsic = intrinsicDimension ?? dimension
    precondition(faces > 0 && intrinsic >= 2 && intrinsic <= dimension)
    self.faces = faces
    self.dimension = dimension
    self.intrinsicDimension = intrinsic
    self.character = character
    self.seed = seed
    order = RowPermutation(count: faces, seed: seed)
    identities = LogNormalGroups(
      count: faces, mean: character.meanSize, spread: character.sizeSpread,
      hash: CounterHash(seed: seed, stream: Stream.size.rawValue))
    reflections =
      intrinsic == dimension
      ? []
      : (0..<8).map { index in
        let hash = CounterHash(seed: seed, stream: Stream.reflection.rawValue, index: index)
        return Self.unit((0..<dimension).map(hash.normal))
      }
  }

  /// The true identity of a row.
  public func label(ofRow row: Int) -> Int { identities.group(of: order[row]) }

  /// The rows of a range.
  public func matrix(rows range: Range<Int>) -> EmbeddingMatrix {
    let matrix = EmbeddingMatrix(rows: range.count, dimension: dimension)
    write(rows: range, to: matrix)
    return matrix
  }

  /// Writes the rows of a range to a matrix of so many rows.
  package func write(rows range: Range<Int>, to matrix: EmbeddingMatrix) {
    precondition(matrix.rows == range.count && matrix.dimension == dimension)
    for start in stride(from: range.lowerBound, to: range.upperBound, by: Self.rowsOfBlock) {
      // Those of an identity follow each other, so that its centroid is made once.
      let block = (start..<min(start + Self.rowsOfBlock, range.upperBound))
        .map { (identity: label(ofRow: $0), row: $0) }.sorted { $0 < $1 }
      var center: (identity: Int, values: [Float])?
      for first in stride(from: 0, to: block.count, by: Self.rowsAbreast) {
        let faces = block[first..<min(first + Self.rowsAbreast, block.count)]
        let centers = faces.map { face in
          if let center, center.identity == face.identity { return center.values }
          let values = centroid(face.identity)
          center = (face.identity, values)
          return values
        }
        let qualities = faces.map { quality(row: $0.row, identity: $0.identity) }
        write(faces.map(\.row), centers, qualities) {
          matrix.values + (faces[faces.startIndex + $0].row - range.lowerBound) * dimension
        }
      }
    }
  }

  private static let rowsOfBlock = 8192
  /// Faces that are made at a time, so that their sums need not wait for each other.
  private static let rowsAbreast = 4

  /// Writes up to four faces; what is missing is made of nothing, and left out.
  ///
  /// - Parameter target: where the coordinates of each go.
  private func write(
    _ rows: [Int], _ centers: [[Float]], _ qualities: [Float],
    to target: (Int) -> UnsafeMutablePointer<Float>
  ) {
    let noises = rows.map { CounterHash(seed: seed, stream: Stream.noise.rawValue, index: $0) }
    var (along, across) = (SIMD4<Float>.zero, SIMD4<Float>.zero)
    for (face, quality) in qualities.enumerated() {
      let share = Double(quality)
      (along[face], across[face]) = (Float(share.squareRoot()), Float((1 - share).squareRoot()))
    }
    var (center, faces) = (
      [SIMD4<Float>](repeating: .zero, count: dimension),
      [SIMD4<Float>](repeating: .zero, count: dimension)
    )
    for face in rows.indices {
      for column in 0..<intrinsicDimension {
        center[column][face] = centers[face][column]
        faces[column][face] = noises[face].normal(column)
      }
    }
    let part = SIMD4<Float>(Self.dot(faces, center))
    for column in 0..<intrinsicDimension { faces[column] -= part * center[column] }
    let scale = SIMD4<Float>(1 / Self.dot(faces, faces).squareRoot())
    for column in 0..<intrinsicDimension {
      faces[column] = along * center[column] + across * (faces[column] * scale)
    }
    // Turns the subspace away from the axes.
    for mirror in reflections {
      let scale = SIMD4<Float>(2 * Self.dot(faces, mirror))
      for column in 0..<dimension { faces[column] -= scale * mirror[column] }
    }
    for face in rows.indices {
      let target = target(face)
      for column in 0..<dimension { target[column] = faces[column][face] }
    }
  }

  /// The share c of a face that is its identity's.
  private func quality(row: Int, identity: Int) -> Float {
    let ofIdentity = CounterHash(seed: seed, stream: Stream.quality.rawValue, index: identity)
    let ofFace = CounterHash(seed: ~seed, stream: Stream.quality.rawValue, index: row)
    if ofFace.uniform(0) < Self.poorShare { return Float(0.2 + 0.3 * ofFace.uniform(1)) }
    if let cosines = character.cosines {
      return Float(
        cosines.lowerBound + (cosines.upperBound - cosines.lowerBound) * ofIdentity.uniform(0))
    }
    let mean = 0.74 + 0.06 * ofIdentity.normal(0)
    return min(0.95, max(0.3, mean + 0.06 * ofFace.normal(2)))
  }

  private func centroid(_ identity: Int) -> [Float] {
    let own = CounterHash(seed: seed, stream: Stream.centroid.rawValue, index: identity)
    let random = (0..<intrinsicDimension).map(own.normal)
    let pair = CounterHash(seed: seed, stream: Stream.pair.rawValue, index: identity / 2)
    guard identity % 2 == 1, pair.uniform(0) < character.confusableShare else {
      return Self.unit(random)
    }
    let partner = centroid(identity - 1)
    let range = Self.confusableCosine
    let cosine = range.lowerBound + (range.upperBound - range.lowerBound) * pair.uniform(1)
    let other = Self.unit(Self.orthogonal(random, to: partner))
    let (along, across) = (Float(cosine), Float((1 - cosine * cosine).squareRoot()))
    return zip(partner, other).map { along * $0 + across * $1 }
  }

  private static func dot(_ a: [Float], _ b: [Float]) -> Double {
    var sum = 0.0
    for (x, y) in zip(a, b) { sum += Double(x) * Double(y) }
    return sum
  }

  /// The products of four vectors with others.
  private static func dot(_ a: [SIMD4<Float>], _ b: [SIMD4<Float>]) -> SIMD4<Double> {
    var sum = SIMD4<Double>.zero
    for (x, y) in zip(a, b) { sum += SIMD4<Double>(x) * SIMD4<Double>(y) }
    return sum
  }

  /// The products of four vectors with the same one.
  private static func dot(_ a: [SIMD4<Float>], _ b: [Float]) -> SIMD4<Double> {
    var sum = SIMD4<Double>.zero
    for (x, y) in zip(a, b) { sum += SIMD4<Double>(x) * Double(y) }
    return sum
  }

  private static func orthogonal(_ vector: [Float], to unit: [Float]) -> [Float] {
    let part = Float(dot(vector, unit))
    return zip(vector, unit).map { $0 - part * $1 }
  }

  private static func unit(_ vector: [Float]) -> [Float] {
    let scale = Float(1 / dot(vector, vector).squareRoot())
    return vector.map { $0 * scale }
  }
}
