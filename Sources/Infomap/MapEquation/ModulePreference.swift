/// The price of a number of modules: one that is preferred to others, or that of each module.
///
/// Each module more or fewer than preferred costs a bit, like in the reference. That is much: nearly all partitions
/// into other numbers of modules lose.
struct ModulePreference: BitwiseCopyable {
  let count: Int
  /// Bits for each module more or fewer: less than one on the way, so that of many modules those
  /// unite first that lose least by it.
  var weight = 1.0
  /// Bits for each module, whatever their number.
  var bitsPerModule = 0.0

  /// Whether a number is preferred.
  var prefersCount: Bool { weight > 0 }

  func cost(ofCount count: Int) -> Double {
    weight * Double(abs(count - self.count)) + bitsPerModule * Double(count)
  }

  /// The price where no number is preferred; nil if modules are free.
  static func of(eachModule bits: Double) -> ModulePreference? {
    bits > 0 ? ModulePreference(count: 0, weight: 0, bitsPerModule: bits) : nil
  }

  /// The bits that a partition into so many modules costs in the end.
  static func cost(of moduleCount: Int, preferred: Int?) -> Double {
    preferred.map { ModulePreference(count: $0).cost(ofCount: moduleCount) } ?? 0
  }

  /// The bits that `change` modules more cost.
  func cost(of change: Int, at count: Int) -> Double {
    cost(ofCount: count + change) - cost(ofCount: count)
  }
}

/// What numbers of modules cost in a trial.
struct ModuleCosts {
  /// The numbers that are preferred, if any are: one, or some that cost the same.
  var preferred: ClosedRange<Int>?
  /// Bits for each module.
  var bitsPerModule = 0.0
}
