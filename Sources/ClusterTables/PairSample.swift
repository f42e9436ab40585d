/// The members that stand for a cluster where each pair counts: all, or of a large cluster some that
/// are spread evenly over its faces, so that the work grows with the faces and not with their pairs.
enum PairSample {
  /// The most members of a cluster whose pairs are compared.
  static let mostMembers = 256

  /// Whether a member stands for its cluster.
  ///
  /// - Parameters:
  ///   - position: its place among the members by their numbers.
  ///   - size: how many members there are.
  static func has(_ position: Int, ofSize size: Int) -> Bool {
    guard size > mostMembers else { return true }
    // Number i of the sample is the member at i · size / mostMembers.
    let number = (position * mostMembers + size - 1) / size
    return number < mostMembers && number * size / mostMembers == position
  }
}
