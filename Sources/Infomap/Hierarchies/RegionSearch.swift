/// How a division of a region is searched for.
struct RegionSearch {
  let seed: UInt64
  /// Whether modules are shaken.
  let shakes: Bool
  /// What has been found before; nil where nothing would be asked for again.
  let found: FoundDivisions?

  /// The division that a search finds; nil if it finds none.
  ///
  /// - Parameters:
  ///   - nodes: those of the network that are in the region.
  ///   - level: the nodes of the region.
  ///   - bitsPerModule: what each module costs.
  func division(
    of nodes: [UInt32], _ level: LevelView, bitsPerModule: Double
  ) -> GroupingChain? {
    guard let found else { return division(of: level, bitsPerModule: bitsPerModule) }
    return found.division(of: .init(nodes: nodes, seed: seed, shakes: shakes)) {
      division(of: level, bitsPerModule: bitsPerModule)
    }
  }

  private func division(of level: LevelView, bitsPerModule: Double) -> GroupingChain? {
    let bottom = level.searchedPartition(
      seed: seed, shakes: shakes, costs: ModuleCosts(bitsPerModule: bitsPerModule))
    if bottom.moduleCount == 1 { return nil }
    return GroupingChain(
      bottom: bottom.modules, of: level, seed: seed, shakes: shakes, bitsPerModule: bitsPerModule)
  }
}

/// What searches within regions have found on one network: hierarchies that are built on partitions which differ in few
/// modules have most regions in common.
final class FoundDivisions {
  /// What the result of a search depends on.
  struct Question: Hashable {
    let nodes: [UInt32]
    let seed: UInt64
    let shakes: Bool
  }

  private var divisions: [Question: GroupingChain?] = [:]

  /// The division that was found, or is by `search`.
  func division(of question: Question, search: () -> GroupingChain?) -> GroupingChain? {
    if let known = divisions[question] { return known }
    let division = search()
    divisions[question] = .some(division)
    return division
  }
}
