import CSimilarity

/// A few rows of one group that are compared together (see `grouped_rows`).
final class RowRun {
  private let products: UnsafeMutablePointer<UnsafePointer<Float>?>
  private let errorBounds: UnsafeMutablePointer<Float>
  private let distances: UnsafeMutablePointer<Float>
  private let thresholds: UnsafeMutablePointer<Float>
  private let codeErrorBounds: UnsafeMutablePointer<Float>
  private let places: UnsafeMutablePointer<UInt16>
  private let numbers: UnsafeMutablePointer<UInt16>
  private(set) var rows = grouped_rows()

  /// The most rows.
  static let longest = grouped_lanes

  init() {
    products = .allocate(capacity: Self.longest)
    products.initialize(repeating: nil, count: Self.longest)
    errorBounds = .zeros(Self.longest)
    (distances, thresholds) = (.zeros(Self.longest), .zeros(Self.longest))
    codeErrorBounds = .zeros(Self.longest)
    (places, numbers) = (.zeros(Self.longest), .zeros(Self.longest))
    rows.products = UnsafePointer(products)
    rows.error_bounds = UnsafePointer(errorBounds)
    rows.distances = UnsafePointer(distances)
    rows.thresholds = UnsafePointer(thresholds)
    rows.code_error_bounds = UnsafePointer(codeErrorBounds)
    rows.places = UnsafePointer(places)
    rows.numbers = UnsafePointer(numbers)
  }

  deinit {
    products.deallocate()
    for floats in [errorBounds, distances, thresholds, codeErrorBounds] { floats.deallocate() }
    places.deallocate()
    numbers.deallocate()
  }

  var isEmpty: Bool { rows.count == 0 }
  var isFull: Bool { rows.count == Self.longest }

  func removeAll() { rows.count = 0 }

  /// - Parameters:
  ///   - row: what it is called in hits, its place among those of the codes, and how far scores of codes can be below
  ///     similarities on its account.
  ///   - center: how far scores of the row's center can be below.
  ///   - products: with the centers of the groups of columns.
  func append(
    _ row: (number: Int, place: Int, errorBound: Float), center: Float,
    products: UnsafePointer<Float>, distance: Float, threshold: Float
  ) {
    let slot = rows.count
    self.products[slot] = products
    (errorBounds[slot], codeErrorBounds[slot]) = (center + row.errorBound, row.errorBound)
    (distances[slot], thresholds[slot]) = (distance, threshold)
    (numbers[slot], places[slot]) = (UInt16(row.number), UInt16(row.place))
    rows.count += 1
  }
}
