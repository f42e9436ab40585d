/// A number of modules that is preferred to others.
///
/// Each module more or fewer costs a bit, like in the reference. That is much: nearly all partitions into
/// other numbers of modules lose.
struct ModulePreference: BitwiseCopyable {
  let count: Int
  /// Bits for each module more or fewer: less than one on the way, so that of many modules those
  /// unite first that lose least by it.
  var weight = 1.0

  func cost(ofCount count: Int) -> Double { weight * Double(abs(count - self.count)) }

  /// The bits that a partition into so many modules costs in the end.
  static func cost(of moduleCount: Int, preferred: Int?) -> Double {
    preferred.map { ModulePreference(count: $0).cost(ofCount: moduleCount) } ?? 0
  }

  /// The bits that `change` modules more cost.
  func cost(of change: Int, at count: Int) -> Double {
    cost(ofCount: count + change) - cost(ofCount: count)
  }
}
