/// What is wrong with how ranks and their threads lie on the cores of their nodes.
package struct PlacementAdvice {
  /// A rank.
  package struct Rank: Codable, Sendable {
    let host: String
    let cores: ProcessCores
    let threads: Int

    package init(host: String, cores: ProcessCores, threads: Int) {
      (self.host, self.cores, self.threads) = (host, cores, threads)
    }
  }

  /// A sentence for each kind of trouble, with the first host that has it and how many others do.
  package let texts: [String]

  /// Processors of which less than this share is used would be missed.
  private static let missedBelow = 0.5

  /// - Parameter mayShareCores: whether somebody asked for more ranks than cores.
  package init(_ ranks: [Rank], mayShareCores: Bool) {
    let hosts = Dictionary(grouping: ranks, by: \.host).sorted { $0.key < $1.key }
    let kinds: [([Rank]) -> String?] = [
      { mayShareCores ? nil : Self.sharedCores($0) }, Self.unusedCores,
      { ranks.count > 1 ? Self.severalDomains($0) : nil },
    ]
    texts = kinds.compactMap { kind in
      let found = hosts.compactMap { host, ranks in kind(ranks).map { "\(host): \($0)" } }
      guard let first = found.first else { return nil }
      return found.count == 1
        ? first : first + " (and alike on \(found.count - 1) other hosts)"
    }
  }

  /// More threads than processors, or than a control group has time for.
  private static func sharedCores(_ ranks: [Rank]) -> String? {
    let groups = Dictionary(grouping: ranks, by: \.cores.allowed).values.sorted {
      $0[0].cores.allowed.numbers.lexicographicallyPrecedes($1[0].cores.allowed.numbers)
    }
    for group in groups {
      let (threads, processors) = (
        group.reduce(0) { $0 + $1.threads }, group[0].cores.allowed.count
      )
      guard threads > processors else { continue }
      let inAll = group.count > 1 ? " in all" : ""
      return
        "\(words(group.count, "rank")) with \(words(threads, "thread"))\(inAll) may use "
        + "\(words(processors, "processor")) only, so threads wait for each other; "
        + advice(to: group)
    }
    let threads = ranks.reduce(0) { $0 + $1.threads }
    guard let time = ranks[0].cores.coreTime, Double(threads) > time.rounded(.up) else {
      return nil
    }
    return
      "\(words(threads, "thread")) have the time of \(time) cores by their control group, so they are stopped again "
      + "and again; " + advice(to: ranks)
  }

  /// What ranks that share their cores should do.
  private static func advice(to ranks: [Rank]) -> String {
    let cores = ranks[0].cores
    guard ranks.count <= cores.coreCount else { return "start no more ranks than cores" }
    let share = ThreadBudget.fairShare(of: cores, amongRanksOf: ranks.map(\.cores.allowed))
    return "take --threads auto, which is \(share) here"
  }

  /// Processors that the job has and no rank may use.
  private static func unusedCores(_ ranks: [Rank]) -> String? {
    let used = ranks.dropFirst().reduce(ranks[0].cores.allowed) { $0.union($1.cores.allowed) }
    let all = ranks[0].cores.ofJob
    guard Double(used.count) < missedBelow * Double(all) else { return nil }
    return
      "\(words(ranks.count, "rank")) may use \(used.count) of \(all) processors only; the launcher binds ranks to cores "
      + "(Open MPI does where there are one or two): let it not, with --bind-to none of mpirun"
  }

  /// Ranks whose processors are of several NUMA domains though there are fewer ranks than domains.
  private static func severalDomains(_ ranks: [Rank]) -> String? {
    let domains = ranks[0].cores.domains.filter { domain in
      ranks.contains { $0.cores.allowed.overlaps(domain) }
    }
    let spans = ranks.contains { rank in
      domains.count { $0.overlaps(rank.cores.allowed) } > 1 && rank.threads > 1
    }
    guard spans, ranks.count < domains.count else { return nil }
    return
      "\(words(ranks.count, "rank")) on \(domains.count) NUMA domains; one for each keeps its faces in memory near to "
      + "it, with --map-by ppr:1:numa --bind-to numa of mpirun"
  }

  private static func words(_ count: Int, _ noun: String) -> String {
    "\(count) \(noun)\(count == 1 ? "" : "s")"
  }
}
