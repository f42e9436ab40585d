/// The facts about the bottom level as a whole that a parallel search must know: sums over the nodes of all ranks, in
/// fixed point, so that they are the same for any number of ranks.
struct LevelSurvey {
  var totals = LevelTotals()
  /// The entropy of the visit rates.
  let nodeTerm: Double
  let linkEnds: Int

  init(_ part: LevelPart, exchange: (any RankExchange)?) throws {
    let level = part.view
    func total(_ own: Int64) throws -> Int64 {
      guard let exchange else { return own }
      return try exchange.allGather([own]).reduce(0, +)
    }
    var enter: Int64 = 0
    var sent: Int64 = 0
    var entropy: Int64 = 0
    for node in part.own {
      enter += FixedPoint.flow(level.nodes[node].enter)
      sent += FixedPoint.flow(level.teleports?[node].sent ?? 0)
      entropy -= FixedPoint.bits(Logarithm.plogp(level.nodes[node].flow))
    }
    totals.enter = FixedPoint.flow(try total(enter))
    totals.sent = FixedPoint.flow(try total(sent))
    nodeTerm = FixedPoint.bits(try total(entropy))
    linkEnds = Int(
      try total(
        Int64(level.offsets[part.own.upperBound] - level.offsets[part.own.lowerBound])))
    var arriving: Int64 = 0
    if let teleports = level.teleports {
      for node in part.own {
        arriving += FixedPoint.flow((totals.sent - teleports[node].sent) * teleports[node].share)
      }
    }
    totals.enterWithTeleports = totals.enter + FixedPoint.flow(try total(arriving))
  }
}
