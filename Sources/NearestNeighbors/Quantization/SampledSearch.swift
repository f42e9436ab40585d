import CSimilarity

/// What a search would cost, judged by a sample of the faces: decides how codes are made, or that BLAS compares.
///
/// The unit of cost is the time in which the kernel compares one coordinate of a pair (see `ProjectionChoice`).
struct SampledSearch {
  let rows: FaceRows
  let kernel: screening_kernel
  /// Other faces than those that directions are fitted to, which these suit too well.
  private let few: FaceSample
  private let thresholds: [Float]
  /// The depth if the first coordinates of faces are compared, as many as it takes; nil where nothing is known of
  /// what is kept.
  private let first: ProjectionChoice.Choice?

  init(of rows: FaceRows, kernel: screening_kernel, keeping kept: KeptPairs) {
    self.rows = rows
    self.kernel = kernel
    let count = min(
      Self.mostOfChoice, max(Self.leastOfChoice, rows.count / Self.facesPerChosen))
    few = FaceSample(of: rows, atMost: count, shift: Self.shiftOfChoice)
    thresholds = kept.thresholds(of: few, faces: rows.count)
    guard kept.minSimilarity > 0 || kept.perFace != nil else {
      first = nil
      return
    }
    let largest = few.extent(of: Self.wholeFaces(rows)).value
    first = Self.choice(thresholds, kernel).best(of: few.values, dimension: rows.dimension) { _ in
      largest
    }
  }

  private static func wholeFaces(_ rows: FaceRows) -> Projection {
    Projection(depth: Projection.fullDepth(dimension: rows.dimension))
  }

  private static func choice(
    _ thresholds: [Float], _ kernel: screening_kernel, areExact: Bool = false
  ) -> ProjectionChoice {
    let areFloats = kernel.row_limit == 0
    return ProjectionChoice(
      thresholds: thresholds,
      survivorCost: areFloats ? costOfSurvivorOfFloats : costOfSurvivorOfCodes,
      codeWidth: areFloats || areExact
        ? 0 : 1 / Float(kernel.row_limit) + 1 / Float(kernel.column_limit))
  }

  /// What a pair costs if the first coordinates of faces are compared, as many as it takes.
  var costOfFirstCoordinates: Double {
    first?.cost ?? Double(Projection.fullDepth(dimension: rows.dimension))
  }

  /// The projection with which the search takes the least time, and what a pair then costs.
  ///
  /// - Parameter sample: faces to which leading directions are fitted.
  func bestProjection(_ sample: FaceSample) -> (Projection, cost: Double) {
    // Where nothing is known of what is kept, the tightest bound rules out most.
    guard let first else { return (Self.wholeFaces(rows), costOfFirstCoordinates) }
    // Finding the directions and turning every face that visits must not cost more than it can save.
    guard rows.count >= Self.rowsPerDirection * rows.dimension,
      let directions = LeadingDirections(of: sample.values, dimension: rows.dimension)
    else { return (Projection(depth: first.depth), first.cost) }
    let leading = Self.choice(thresholds, kernel).best(
      of: directions.components(of: few.values), dimension: rows.dimension,
      // Mixed components are about normally distributed.
      largest: { Self.largestDeviation / Float($0).squareRoot() })
    let turning = Self.turningCost * Double(rows.dimension) / Double(rows.count)
    return leading.cost * (1 + turning) < Self.leastAdvantage * first.cost
      ? (directions.projection(depth: leading.depth), leading.cost)
      : (Projection(depth: first.depth), first.cost)
  }

  /// What a pair costs if BLAS compares whole faces.
  ///
  /// - Parameter limit: what it is of interest to be below; the cost may be wrong where it is above.
  func costOfBLAS(ifBelow limit: Double) -> Double {
    let products = Self.costOfFloat * Double(rows.dimension)
    guard products < limit else { return products }
    // What whole faces do not rule out.
    let exact = Self.choice(thresholds, kernel, areExact: true)
      .best(of: few.values, dimension: rows.dimension) { _ in 0 }
    return products + max(0, exact.cost - Double(exact.depth))
  }

  /// What a pair that is not ruled out costs, in coordinates of int8 codes and of floats that a kernel compares
  /// meanwhile: its similarity, and the offer to two lists that refuse it. Pairs that lists take cost several times
  /// as much but get through at any depth, so they do not count here. By `scripts/measure/search-costs` on a Zen 5,
  /// where two of a thousand pairs are not ruled out: at 128, 256 and 512 dimensions 7,800, 18,000 and 65,000
  /// coordinates of AVX-512 VNNI, 4,400, 8,800 and 38,000 of AVX VNNI, and 2,100, 6,400 and 17,000 of AVX-512
  /// floats; so these are the costs of the fastest kernels at 256 dimensions. They are from before similarities of a
  /// row were computed several at a time.
  private static let (costOfSurvivorOfCodes, costOfSurvivorOfFloats) = (20_000, 6000)
  /// What a coordinate costs that BLAS compares in floats, in coordinates of int8 codes: taken to be that of the
  /// kernels for floats, by the same script 3.8 on a Zen 5 with AVX-512, 3.0 with AVX2.
  private static let costOfFloat = 3.5
  /// The faces by whose pairs depths are compared: fewer where there are few, so that it stays a small part of the
  /// work.
  private static let (leastOfChoice, mostOfChoice, facesPerChosen) = (192, 512, 64)
  /// By what part of their distance they are moved so that they are others than those of the sample.
  private static let shiftOfChoice = 0.55
  /// Fewer rows for each dimension are not worth finding directions for.
  private static let rowsPerDirection = 100
  /// The largest of many normally distributed components, in standard deviations.
  private static let largestDeviation: Float = 4.5
  /// Turning faces into their components costs so many times dimension / rows of what comparing them does.
  private static let turningCost = 4.0
  /// Leading directions must cost no more than this share of the first coordinates' cost: a sample may be
  /// wrong about a smaller difference.
  private static let leastAdvantage = 0.95
}
