import CSimilarity

/// The code that finds the pairs whose similarity is worth computing. The choice decides the speed of
/// a search, never its result.
public struct SearchKernel: Sendable, Hashable {
  /// The name that the option `--kernel` takes.
  public let name: String
  /// Whether BLAS may take its place where a sample of the faces shows that it takes less time.
  let yieldsToBLAS: Bool

  /// Blocks of similarities by the BLAS library: for every CPU, and an independent check.
  public static let blas = SearchKernel(name: "blas")

  /// All kernels, fastest first.
  public static let all: [SearchKernel] =
    screening.map { SearchKernel(name: String(cString: $0.name)) } + [.blas]

  /// The fastest kernel that this CPU can run: one that compares int8 codes where the CPU has
  /// instructions for them, which are several times as fast as those for floats, or else BLAS. BLAS also where a
  /// sample of the faces shows that codes rule out too few pairs.
  public static let fastest: SearchKernel =
    all.first { $0.isSupported && $0.name != "portable" && $0.screening?.row_limit ?? 0 > 0 }
    .map { SearchKernel(name: $0.name, yieldsToBLAS: true) } ?? .blas

  /// The fastest that this CPU can run of those that compare int8 codes; one runs on every CPU.
  package static let fastestOfCodes: SearchKernel =
    all.first { $0.isSupported && $0.screening?.row_limit ?? 0 > 0 }!

  // Constants of the C module.
  nonisolated(unsafe) private static let screening: [screening_kernel] =
    (0...).lazy.map(screening_kernel_at).prefix { $0 != nil }.map { $0!.pointee }

  /// The kernel of a name, if there is one; `auto` names the fastest.
  public init?(named name: String) {
    let known = name == "auto" ? Self.fastest : Self.all.first { $0.name == name }
    guard let known else { return nil }
    self = known
  }

  private init(name: String, yieldsToBLAS: Bool = false) {
    self.name = name
    self.yieldsToBLAS = yieldsToBLAS
  }

  /// Whether this CPU can run it.
  public var isSupported: Bool { screening.map { $0.is_supported() != 0 } ?? true }

  /// The bytes of the codes of a face, at most.
  package func codeBytes(dimension: Int) -> Int {
    guard let screening else { return 0 }
    let depth = Projection.fullDepth(dimension: dimension)
    return depth * (screening.row_limit == 0 ? MemoryLayout<Float>.size : 1)
  }

  /// What the kernel is in C; nil for BLAS.
  package var screening: screening_kernel? {
    Self.screening.first { String(cString: $0.name) == name }
  }
}
