import BinarySearch
import Synchronization
import Threads

/// Compares rows and columns of which some here are compared with some there: their codes lie one after
/// another, so that those of any can be copied to where a kernel takes them.
///
/// `BlockSearch` compares ranges of rows with ranges of columns, whose codes lie as a kernel takes them.
/// Like it a kernel only rules out pairs: what is found does not depend on it.
struct ScatteredSearch {
  private let rows: FaceRows
  let threads: Int
  private let engine: Engine

  private enum Engine: Sendable {
    case blas(BLASKernel)
    case screening(FaceEncoding, rows: PackedCodes)
  }

  /// Rows that are compared with columns, by their numbers.
  struct Choice {
    /// Both rising where only pairs above the diagonal are compared.
    var rows: ArraySlice<UInt32>
    var columns: ArraySlice<UInt32>
    /// Only pairs with row < column.
    var onlyAboveDiagonal = false

    /// How many of some of the rows have a pair with one of some of the columns: the first so many.
    func count(of rows: ArraySlice<UInt32>, pairedWith columns: ArraySlice<UInt32>) -> Int {
      guard onlyAboveDiagonal, let last = columns.last else { return rows.count }
      return rows.indices.partitioningIndex { rows[$0] >= last } - rows.startIndex
    }

    /// Whether a row and a column are compared.
    func hasPair(_ row: UInt32, _ column: UInt32) -> Bool { !onlyAboveDiagonal || row < column }
  }

  /// Columns that the rows can be compared with.
  struct Columns: Sendable {
    fileprivate let faces: FaceRows
    /// None where the engine compares the faces themselves.
    fileprivate let codes: PackedCodes?
  }

  /// - Parameter minSimilarity: about what pairs need to be found; to choose how to search.
  init(rows: FaceRows, minSimilarity: Float, threads: Int, kernel: SearchKernel) {
    self.rows = rows
    self.threads = threads
    guard let screening = kernel.screening else {
      engine = .blas(BLASKernel(dimension: rows.dimension))
      return
    }
    let quantization = Quantization(
      for: SampledSearch(
        of: rows, kernel: screening, keeping: KeptPairs(minSimilarity: minSimilarity)))!
    let codes = quantization.scatteredCodes(of: 0..<rows.count)
    quantization.encode(rows, as: .rows, to: codes, threads: threads)
    engine = .screening(
      FaceEncoding(quantization: quantization, rowBounds: codes.bounds), rows: codes)
  }

  /// Readies faces to be compared with the rows.
  func columns(_ faces: FaceRows) -> Columns {
    guard case .screening(let encoding, _) = engine, rows.count > 0 else {
      return Columns(faces: faces, codes: nil)
    }
    let codes = encoding.quantization.scatteredCodes(of: 0..<faces.count)
    encoding.quantization.encode(
      faces, as: .columns(encoding.rowBounds), to: codes, threads: threads)
    return Columns(faces: faces, codes: codes)
  }

  /// Compares the rows of each of some choices with its columns.
  ///
  /// - Parameters:
  ///   - choice: what is compared; called by several threads.
  ///   - isToldOf: whether a choice is to tell of a pair of a row and a column, where several choices have it; asked
  ///     by several threads before their similarity is computed.
  ///   - found: told, by several threads, of each pair that reaches the least similarity.
  ///   - betweenChoices: called on the calling thread after each choice that it finished, with the share of the
  ///     choices that all threads have finished, 0…1.
  func compare(
    _ choices: Int, _ choice: (Int) -> Choice, with columns: Columns, leastSimilarity: Float,
    isToldOf: (_ choice: Int, _ row: Int, _ column: Int) -> Bool = { _, _, _ in true },
    found: (_ row: Int, _ column: Int, _ similarity: Float) -> Void,
    betweenChoices: (Double) throws -> Void
  ) rethrows {
    let done = Atomic(0)
    try Workers(count: threads).forEach(
      choices, with: { makeWorker(columns) },
      { index, worker in
        defer { done.wrappingAdd(1, ordering: .relaxed) }
        let choice = choice(index)
        guard !choice.rows.isEmpty, !choice.columns.isEmpty else { return }
        // Finding the pairs and, at the most, as many exact similarities.
        let pairs = choice.rows.count * choice.columns.count
        WorkInProgress.ofProcess.perform(multiplications: 2 * pairs * rows.dimension) {
          worker.compare(
            choice, leastSimilarity: leastSimilarity, isToldOf: { isToldOf(index, $0, $1) },
            found: found)
        }
      },
      afterOwnPiece: {
        try betweenChoices(Double(done.load(ordering: .relaxed)) / Double(choices))
      })
  }

  private func makeWorker(_ columns: Columns) -> any ScatteredWorker {
    switch (engine, columns.codes) {
    case (.blas(let kernel), _):
      return ScatteredBLASWorker(kernel, rows: rows, columns: columns.faces)
    case (.screening(let encoding, let rows), let codes?):
      return ScatteredScreeningWorker(
        encoding.quantization, (rows, codes), faces: (self.rows, columns.faces))
    default:
      preconditionFailure("the columns were readied by another search")
    }
  }
}

/// One thread's scratch memory and its work on a choice.
protocol ScatteredWorker: AnyObject {
  /// Tells of each pair that it is to tell of and that reaches the least similarity.
  func compare(
    _ choice: ScatteredSearch.Choice, leastSimilarity: Float,
    isToldOf: (_ row: Int, _ column: Int) -> Bool,
    found: (_ row: Int, _ column: Int, _ similarity: Float) -> Void)
}

extension Quantization {
  /// Codes that lie one after another, as yet unwritten.
  fileprivate func scatteredCodes(of range: Range<Int>) -> PackedCodes {
    PackedCodes(range, panelSize: 1, depth: projection.depth, codeBytes: codeBytes)
  }
}
