import CMPI

/// A set of ranks in an order, from which a communicator can be made. Its ranks are numbered from 0.
///
/// Groups are made from those of communicators and from each other, each on its own rank: nothing here
/// sends a message. The object owns the MPI group and frees it when it goes.
///
/// ```swift
/// let even = try world.group().including(Array(stride(from: 0, to: world.size, by: 2)))
/// if let halves = try world.communicator(of: even) { try halves.barrier() }
/// ```
public final class RankGroup {
  /// How two groups stand to each other.
  public enum Comparison: Sendable {
    /// The same members in the same order.
    case identical
    /// The same members in another order.
    case reordered
    /// Other members.
    case different
  }

  let handle: CMPIGroup
  /// The number of members.
  public let size: Int
  /// This process's number in the group; nil if it is not a member.
  public let rank: Int?

  init(_ handle: CMPIGroup) throws(MPIError) {
    self.handle = handle
    var (size, rank): (Int32, Int32) = (0, 0)
    let codes = [
      MPI_Group_size(handle.handle, &size), MPI_Group_rank(handle.handle, &rank),
    ]
    self.size = Int(size)
    self.rank = rank == MPI_UNDEFINED ? nil : Int(rank)
    try check("MPI_Group_size", codes[0])
    try check("MPI_Group_rank", codes[1])
  }

  deinit {
    guard !MPIEnvironment.isFinalized else { return }
    var handle = handle
    MPI_Group_free(&handle.handle)
  }

  /// The group of some members, in the order in which they are named.
  ///
  /// ```swift
  /// let firstAndLast = try group.including([0, group.size - 1])
  /// ```
  ///
  /// - Parameter ranks: ranks of this group, none twice; one that is not there is an error.
  public func including(_ ranks: [Int]) throws(MPIError) -> RankGroup {
    let numbers = try members(ranks, "MPI_Group_incl", mayRepeat: false)
    return try make("MPI_Group_incl") {
      MPI_Group_incl(handle.handle, Int32(ranks.count), numbers, &$0.handle)
    }
  }

  /// The group of all members but some, in the order of this group.
  ///
  /// ```swift
  /// let workers = try world.group().excluding([0])
  /// ```
  ///
  /// - Parameter ranks: ranks of this group, none twice; one that is not there is an error.
  public func excluding(_ ranks: [Int]) throws(MPIError) -> RankGroup {
    let numbers = try members(ranks, "MPI_Group_excl", mayRepeat: false)
    return try make("MPI_Group_excl") {
      MPI_Group_excl(handle.handle, Int32(ranks.count), numbers, &$0.handle)
    }
  }

  /// The members of this group, then those of the other one that are not in this one.
  ///
  /// ```swift
  /// let both = try readers.union(with: writers)
  /// ```
  public func union(with other: RankGroup) throws(MPIError) -> RankGroup {
    try make("MPI_Group_union") {
      MPI_Group_union(handle.handle, other.handle.handle, &$0.handle)
    }
  }

  /// The members of this group that are also in the other one, in the order of this group.
  ///
  /// ```swift
  /// let both = try readers.intersection(with: writers)
  /// ```
  public func intersection(with other: RankGroup) throws(MPIError) -> RankGroup {
    try make("MPI_Group_intersection") {
      MPI_Group_intersection(handle.handle, other.handle.handle, &$0.handle)
    }
  }

  /// The members of this group that are not in the other one, in the order of this group.
  ///
  /// ```swift
  /// let readersOnly = try readers.subtracting(writers)
  /// ```
  public func subtracting(_ other: RankGroup) throws(MPIError) -> RankGroup {
    try make("MPI_Group_difference") {
      MPI_Group_difference(handle.handle, other.handle.handle, &$0.handle)
    }
  }

  /// The numbers that members of this group have in another group; nil for those that are not in it.
  ///
  /// ```swift
  /// let worldRanks = try node.group().translate([0, 1], to: world.group())
  /// ```
  ///
  /// - Parameters:
  ///   - ranks: ranks of this group; one that is not there is an error.
  ///   - other: the group to number them in.
  public func translate(_ ranks: [Int], to other: RankGroup) throws(MPIError) -> [Int?] {
    let numbers = try members(ranks, "MPI_Group_translate_ranks", mayRepeat: true)
    var translated = [Int32](repeating: 0, count: ranks.count)
    try check(
      "MPI_Group_translate_ranks",
      MPI_Group_translate_ranks(
        handle.handle, Int32(ranks.count), numbers, other.handle.handle, &translated))
    return translated.map { $0 == MPI_UNDEFINED ? nil : Int($0) }
  }

  /// How this group stands to another one.
  ///
  /// ```swift
  /// if try half.group().compare(to: world.group()) == .identical { print("one rank") }
  /// ```
  public func compare(to other: RankGroup) throws(MPIError) -> Comparison {
    var result: Int32 = 0
    try check(
      "MPI_Group_compare", MPI_Group_compare(handle.handle, other.handle.handle, &result))
    switch result {
    case Int32(MPI_IDENT): return .identical
    case Int32(MPI_SIMILAR): return .reordered
    default: return .different
    }
  }

  /// Ranks as MPI takes them. Open MPI 4.1 translates ranks that are not there without looking, and no
  /// MPI need notice one that is named twice.
  private func members(
    _ ranks: [Int], _ function: String, mayRepeat: Bool
  ) throws(MPIError) -> [Int32] {
    if let rank = ranks.first(where: { !(0..<size).contains($0) }) {
      throw MPIError(operation: function, text: "there is no rank \(rank) in a group of \(size)")
    }
    if !mayRepeat, Set(ranks).count < ranks.count {
      throw MPIError(operation: function, text: "a rank is named twice in \(ranks.prefix(100))")
    }
    return ranks.map { Int32($0) }
  }

  private func make(
    _ function: String, _ call: (inout CMPIGroup) -> Int32
  ) throws(MPIError) -> RankGroup {
    var group = cmpi_group_null()
    try check(function, call(&group))
    return try RankGroup(group)
  }
}

extension Communicator {
  /// The group of the ranks of this communicator.
  ///
  /// ```swift
  /// let workers = try world.group().excluding([0])
  /// ```
  public func group() throws(MPIError) -> RankGroup {
    var group = cmpi_group_null()
    try check("MPI_Comm_group", MPI_Comm_group(handle.handle, &group.handle))
    return try RankGroup(group)
  }

  /// A communicator of some ranks of this one. Collective over all ranks of this communicator, which
  /// must name the same group.
  ///
  /// ```swift
  /// let workers = try world.communicator(of: world.group().excluding([0]))
  /// ```
  ///
  /// - Parameter group: some ranks of this communicator, in the order that they are to have.
  /// - Returns: the new communicator; nil on ranks that are not in the group.
  public func communicator(of group: RankGroup) throws(MPIError) -> Communicator? {
    var new = cmpi_comm_null()
    try check(
      "MPI_Comm_create", MPI_Comm_create(handle.handle, group.handle.handle, &new.handle))
    return try owned(new)
  }

  /// A communicator of some ranks of this one, without the others. Collective over the group: only its
  /// members call it, and must name the same group.
  ///
  /// ```swift
  /// let workers = try world.group().excluding([0])
  /// if workers.rank != nil { let own = try world.communicator(ofMembers: workers, tag: 1) }
  /// ```
  ///
  /// - Parameters:
  ///   - group: some ranks of this communicator, this one among them, in the order that they are to have.
  ///   - tag: tells calls of several threads at the same time apart.
  public func communicator(
    ofMembers group: RankGroup, tag: Int = 0
  ) throws(MPIError) -> Communicator {
    precondition(group.rank != nil, "only the members of a group can make its communicator")
    var new = cmpi_comm_null()
    try check(
      "MPI_Comm_create_group",
      MPI_Comm_create_group(
        handle.handle, group.handle.handle, Int32(clamping: tag), &new.handle))
    return try Communicator(new, isOwned: true, countLimit: countLimit)
  }
}
