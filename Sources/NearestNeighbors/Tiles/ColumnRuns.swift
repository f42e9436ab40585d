import CSimilarity

/// The columns of a tile in runs of a few of one group, as the rows of a group see them (see `grouped_columns`).
final class ColumnRuns {
  /// What the list of each column asks for, less a margin, by the columns of the tile.
  let thresholds: UnsafeMutablePointer<Float>
  private let distances: UnsafeMutablePointer<Float>
  private let runGroups: UnsafeMutablePointer<UInt32>
  private let firstColumns: UnsafeMutablePointer<UInt32>
  private let greatestProducts: UnsafeMutablePointer<Float>
  private let greatestDistances: UnsafeMutablePointer<Float>
  private let leastThresholds: UnsafeMutablePointer<Float>
  private var seen = grouped_columns()

  /// The most columns of a run, and how many places of codes are compared together.
  static let longest = grouped_lanes

  /// - Parameter mostColumns: of a tile; there are no more runs than columns.
  init(mostColumns: Int) {
    // Whole vectors are read.
    let room = mostColumns + Self.longest
    (thresholds, distances) = (.zeros(room), .zeros(room))
    greatestProducts = .zeros(room)
    (greatestDistances, leastThresholds) = (.zeros(room), .zeros(room))
    (runGroups, firstColumns) = (.zeros(room), .zeros(room))
    seen.thresholds = UnsafePointer(thresholds)
    seen.distances = UnsafePointer(distances)
    seen.run_groups = UnsafePointer(runGroups)
    seen.first_columns = UnsafePointer(firstColumns)
    seen.greatest_products = UnsafePointer(greatestProducts)
    seen.greatest_distances = UnsafePointer(greatestDistances)
    seen.least_thresholds = UnsafePointer(leastThresholds)
  }

  deinit {
    for numbers in [thresholds, distances, greatestProducts, greatestDistances, leastThresholds] {
      numbers.deallocate()
    }
    runGroups.deallocate()
    firstColumns.deallocate()
  }

  /// Takes the columns of a tile.
  ///
  /// - Parameters:
  ///   - parts: the groups that have columns there.
  ///   - firstPlace: that of the first column in its codes.
  ///   - threshold: what the list of a column, counted from the first, asks for, less a margin; nil: its pairs are
  ///     left out.
  func take(
    _ columns: Range<Int>, of groups: FaceGroups, _ parts: Range<Int>, firstPlace: Int,
    threshold: (Int) -> Float?
  ) {
    for slot in 0..<columns.count {
      let known = threshold(slot)
      thresholds[slot] = known ?? .infinity
      distances[slot] = known == nil ? -.infinity : groups.distances[columns.lowerBound + slot]
    }
    var runs = 0
    for (index, group) in parts.enumerated() {
      let members = groups.starts[group]..<groups.starts[group + 1]
      let slots = members.clamped(to: columns).shifted(by: -columns.lowerBound)
      var first = slots.lowerBound
      while first < slots.upperBound {
        let left = Self.longest - (firstPlace + first) % Self.longest
        let run = first..<min(first + left, slots.upperBound)
        (runGroups[runs], firstColumns[runs]) = (UInt32(index), UInt32(first))
        leastThresholds[runs] = run.reduce(Float.infinity) { min($0, thresholds[$1]) }
        runs += 1
        first = run.upperBound
      }
    }
    firstColumns[runs] = UInt32(columns.count)
    grouped_greatest(distances, firstColumns, runs, greatestDistances)
    (seen.group_count, seen.run_count) = (parts.count, runs)
  }

  /// The columns as the rows of one group see them.
  ///
  /// - Parameters:
  ///   - products: of the group's center with each column, or more.
  ///   - centerProducts: of the center with those of the columns' groups, or less.
  func seen(
    products: UnsafePointer<Float>, centerProducts: UnsafePointer<Float>
  ) -> grouped_columns {
    grouped_greatest(products, firstColumns, seen.run_count, greatestProducts)
    (seen.products, seen.center_products) = (products, centerProducts)
    return seen
  }
}

extension UnsafeMutablePointer where Pointee: Numeric {
  /// Memory for so many numbers, zeros at first, that the caller deallocates.
  static func zeros(_ count: Int) -> Self {
    let numbers = allocate(capacity: count)
    numbers.initialize(repeating: 0, count: count)
    return numbers
  }
}
