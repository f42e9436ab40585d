/// When a rank that knows why the run ends says so: one rank is to speak, and it cannot always be told
/// to the others that it has.
enum EndMessage {
  /// Who has ended a rank.
  enum Cause {
    /// The launcher: it does the same to all ranks, or ends those that are left when one has ended.
    case launcher
    /// Whoever sends signals to processes, to one or to all of them.
    case somebody
    /// Rank 0 is gone, over which ranks tell each other.
    case loss
  }

  /// Time for the message of one who is before in the order to end the job.
  static let forOneRank = 0.3
  /// SIGTERM is also how launchers end the ranks that are left: whoever knows why they do speaks first.
  static let forThoseWhoKnowMore = 0.3
  /// The others have time to speak, and launchers to end the ranks that are left: Open MPI's gives
  /// them a second.
  static let forAll = 3.0

  /// The seconds for which a rank leaves it to others to speak.
  ///
  /// - Parameter isConnected: whether ranks tell each other that they end.
  static func turn(ofRank rank: Int, isConnected: Bool, by cause: Cause) -> Double {
    guard rank > 0 else { return 0 }
    switch cause {
    case .somebody where isConnected: return min(forAll, Double(rank) * forOneRank)
    case .loss where rank == 1: return forOneRank
    case .launcher, .somebody, .loss: return forAll
    }
  }
}
